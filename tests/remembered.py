"""The way to a step is walked once per process and situation; from then on its rows are laid back into the database.

Most tests begin with a case that a dozen people have worked on, and walking there took more than half of the suite. What a
walk leaves behind follows from what the tables held before it and from what it was given. So both are the key, and what is
remembered is the difference of all tables, the files the new rows name, and what the function returned. A test that has
changed anything beforehand, a holiday or a holder or a setting, has another key and walks by itself. One that replaces a
function of ours (monkeypatch) does so after the walk, or calls what it walks with by itself.

Only inside the transaction a test rolls back: what commits (browser, races, workers) walks, and so does a moment that
comes from the clock on the wall.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import connection, models

P = ParamSpec("P")
R = TypeVar("R")

Rows = dict[Any, Any]
State = dict[str, Rows]

KEPT = 200
"""So many walks are kept; the longest unused goes first."""
_NOT_THE_OFFICES = {"contenttypes", "sessions", "migrations"}


@dataclass(frozen=True)
class Walk:
    gone: dict[str, list[Any]]
    made: dict[str, list[Any]]
    files: list[tuple[Storage, str, bytes]]
    returned: bytes


_known: OrderedDict[str, Walk] = OrderedDict()


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function that writes rows from its arguments alone and returns what pickles."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        return recall(
            f"{function.__module__}.{function.__qualname__}",
            (args, kwargs),
            lambda: function(*args, **kwargs),
        )

    return wrapped


def recall(name: str, given: Any, walk: Callable[[], R]) -> R:
    """The result of `walk`, whose rows are there afterwards: walked now, or laid back."""
    if not _rolled_back():
        return walk()
    try:
        arguments = pickle.dumps(given)
    except (pickle.PicklingError, TypeError, AttributeError):
        return walk()
    before = _state()
    key = _key(name, arguments, before)
    known = _known.get(key)
    if known is None:
        result = walk()
        _known[key] = _difference(before, _state(), pickle.dumps(result))
        if len(_known) > KEPT:
            _known.popitem(last=False)
        return result
    _known.move_to_end(key)
    _lay_back(known)
    found: R = pickle.loads(known.returned)
    return found


def _rolled_back() -> bool:
    return any(block._from_testcase for block in connection.atomic_blocks)


def _key(name: str, arguments: bytes, before: State) -> str:
    digest = hashlib.sha256(f"{name}|{_overridden()}".encode())
    digest.update(arguments)
    for table, rows in before.items():
        digest.update(table.encode())
        digest.update(repr(sorted(rows.items(), key=repr)).encode())
    return digest.hexdigest()


def _overridden() -> str:
    """The settings this test has changed: a time stamp authority, another data folder."""
    found: list[str] = []
    layer: Any = settings._wrapped
    while isinstance(layer, UserSettingsHolder):
        found.append(repr(sorted(layer.__dict__.items(), key=lambda pair: pair[0])))
        layer = layer.default_settings
    return "|".join(found)


@cache
def _tables() -> dict[str, type[models.Model]]:
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in _NOT_THE_OFFICES
        and model._meta.model_name != "permission"
    }  # fmt: skip


def _state() -> State:
    """Every row of every table by key, as the database writes it down: no value passes through Python's types."""
    found: State = {}
    with connection.cursor() as cursor:
        for table, model in _tables().items():
            pk = model._meta.pk.column
            if connection.vendor == "postgresql":
                cursor.execute(f'SELECT "{pk}", t::text FROM "{table}" t')
                found[table] = dict(cursor.fetchall())
            else:
                # "+" makes an expression of a column: sqlite3 then converts nothing
                columns = ", ".join(f'+"{column}"' for column in _columns(model))
                cursor.execute(f'SELECT +"{pk}", {columns} FROM "{table}"')
                found[table] = {row[0]: row[1:] for row in cursor.fetchall()}
    return found


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.column for field in model._meta.concrete_fields)


def _difference(before: State, after: State, returned: bytes) -> Walk:
    gone: dict[str, list[Any]] = {}
    made: dict[str, list[Any]] = {}
    for table, rows in after.items():
        old = before[table]
        if taken := [pk for pk, row in old.items() if rows.get(pk) != row]:
            gone[table] = taken
        if new := [pk for pk, row in rows.items() if old.get(pk) != row]:
            made[table] = new
    files = [file for table, keys in made.items() for file in _files(_tables()[table], keys)]
    return Walk(
        gone, {table: [after[table][pk] for pk in keys] for table, keys in made.items()}, files, returned
    )


def _files(model: type[models.Model], keys: list[Any]) -> list[tuple[Storage, str, bytes]]:
    fields = [field for field in model._meta.concrete_fields if isinstance(field, models.FileField)]
    found = []
    for field in fields:
        for name in model._base_manager.filter(pk__in=keys).values_list(field.attname, flat=True):
            if name and field.storage.exists(name):
                with field.storage.open(name) as stream:
                    found.append((field.storage, name, stream.read()))
    return found


def _lay_back(walk: Walk) -> None:
    with connection.cursor() as cursor:
        for table, keys in walk.gone.items():
            pk = _tables()[table]._meta.pk.column
            cursor.executemany(f'DELETE FROM "{table}" WHERE "{pk}" = %s', [(key,) for key in keys])
        for table, rows in walk.made.items():
            if connection.vendor == "postgresql":
                cursor.execute(
                    f'INSERT INTO "{table}" SELECT (line::"{table}").* FROM unnest(%s) AS line', [rows]
                )
            else:
                columns = _columns(_tables()[table])
                names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
                cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
    for storage, name, content in walk.files:
        if storage.exists(name):
            with storage.open(name) as stream:
                if stream.read() == content:
                    continue
            storage.delete(name)
        storage.save(name, ContentFile(content))
