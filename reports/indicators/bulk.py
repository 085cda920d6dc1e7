"""Whole tables of a catalogue written at once: a handful of queries each, and the trail still tells of every single thing.

What is written here was checked before, one by one and without a query (`services.clean_thing(ask=False)`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from accounts import audit
from accounts.models import User
from reports.indicators.models import FormatItem, Target, ValueMap, ValueMapEntry
from reports.indicators.services import STREAM, plain, values_of

BATCH = 200
Thing = TypeVar("Thing", bound=models.Model)
Told = list[tuple[str, dict[str, Any]]]


@transaction.atomic
def save_things(things: Sequence[Thing], kind: str, *, by: User, at: datetime, title: str = "") -> None:
    """Write checked things of one table, new and old, each with its old and new values in the trail."""
    before = _write(things)
    told: Told = []
    for thing in things:
        old, new = before.get(thing.pk, {}), values_of(thing)
        if changed := {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}:
            told.append((f"{kind} disimpan", {kind: str(thing), "perubahan": changed}))
    audit.record_many(stream=STREAM, acts=told, by=by, at=at, title=title)


@transaction.atomic
def save_targets(targets: Sequence[Target], *, by: User, at: datetime, title: str = "") -> None:
    """Write checked targets, with one line in the trail for each indicator."""
    before = _write(targets)
    changed: dict[str, dict[str, list[str | None]]] = {}
    for target in targets:
        old = before.get(target.pk, {})
        for name in ("value", "value_high"):
            was, now = old.get(name), plain(getattr(target, name))
            if was != now:
                changed.setdefault(str(target.indicator), {})[f"{target.period} {name}"] = [was, now]
    told: Told = [
        ("target disimpan", {"indikator": name, "perubahan": fields}) for name, fields in changed.items()
    ]
    audit.record_many(stream=STREAM, acts=told, by=by, at=at, title=title)


@transaction.atomic
def save_items(items: Sequence[FormatItem], *, by: User, at: datetime, title: str = "") -> None:
    """Write checked rows of formats, with one line in the trail for each format."""
    _write(items)
    names: dict[str, list[str]] = {}
    for item in items:
        names.setdefault(item.format.name, []).append(str(item))
    told: Told = [
        ("baris format disimpan", {"format": name, "disimpan": rows, "dihapus": []})
        for name, rows in names.items()
    ]
    audit.record_many(stream=STREAM, acts=told, by=by, at=at, title=title)


@transaction.atomic
def save_value_map(
    value_map: ValueMap, entries: Sequence[ValueMapEntry], *, by: User, at: datetime, title: str = ""
) -> None:
    """Give a map exactly these words. Written anew as a whole: two words may have exchanged their numbers."""
    before = {entry.label: plain(entry.value) for entry in value_map.entries.all()}
    value_map.entries.all().delete()
    ValueMapEntry.objects.bulk_create(
        ValueMapEntry(value_map=value_map, label=entry.label, value=entry.value) for entry in entries
    )
    after = {entry.label: plain(entry.value) for entry in entries}
    changed = {
        label: [before.get(label), value] for label, value in after.items() if before.get(label) != value
    }
    told: Told = [("peta nilai disimpan", {"peta nilai": value_map.name, "perubahan": changed})]
    audit.record_many(stream=STREAM, acts=told, by=by, at=at, title=title)


def _write(things: Sequence[Thing]) -> dict[Any, dict[str, Any]]:
    """Insert what is new, update what stands; key -> the values that stood there before."""
    if not things:
        return {}
    manager = type(things[0])._default_manager
    old = [thing for thing in things if thing.pk is not None]
    standing = manager.in_bulk([thing.pk for thing in old])
    before = {pk: values_of(thing) for pk, thing in standing.items()}
    manager.bulk_create([thing for thing in things if thing.pk is None], batch_size=BATCH)
    names = [one.name for one in things[0]._meta.concrete_fields if not one.primary_key]
    manager.bulk_update(old, names, batch_size=BATCH)
    return before
