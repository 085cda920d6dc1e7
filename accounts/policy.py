"""The one question `may(user, act, obj, at)`. Each app registers the rules of its own things in rules.py.

A rule answers with the reason why not, or None. An act nobody registered is a mistake in the program and
raises, so that a forgotten rule never becomes an open door. guardian is called from here only: it holds
personal grants (readers of a rahasia letter), never what follows from a post.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction

from accounts import audit
from accounts.errors import NotYours
from accounts.models import User
from accounts.posts import Desk

Rule = Callable[[Desk, Any], str | None]

_rules: dict[tuple[str, type[models.Model]], Rule] = {}


def rule(act: str, model: type[models.Model]) -> Callable[[Rule], Rule]:
    """Register how to decide about one act on one kind of thing: `def f(desk, obj) -> reason | None`."""

    def register(function: Rule) -> Rule:
        key = (act, model)
        if key in _rules:
            raise RuntimeError(f"Two rules for {act} on {model.__name__}")
        _rules[key] = function
        return function

    return register


def registered() -> list[tuple[str, type[models.Model]]]:
    """Every (act, model) with a rule: for the tests that want each to be tried."""
    return sorted(_rules, key=lambda key: (key[1].__name__, key[0]))


def why_not(
    user: User | AnonymousUser,
    act: str,
    obj: models.Model | type[models.Model],
    at: datetime,
    *,
    desk: Desk | None = None,
) -> str | None:
    """None when allowed, else one sentence. `obj` may be the model itself for acts without a thing yet."""
    model = obj if isinstance(obj, type) else type(obj)
    try:
        decide = _rules[act, model]
    except KeyError:
        raise LookupError(f"No rule for {act} on {model.__name__}") from None
    desk = desk or Desk(user, at)
    if desk.user != user or desk.at != at:
        raise ValueError("The desk belongs to another person or moment")
    if desk.person is None:
        return "Masuk dulu dengan NIP atau nama pengguna Anda."
    return decide(desk, obj)


def may(
    user: User | AnonymousUser,
    act: str,
    obj: models.Model | type[models.Model],
    at: datetime,
    *,
    desk: Desk | None = None,
) -> bool:
    """Whether this person may do this to that at `at`."""
    return why_not(user, act, obj, at, desk=desk) is None


def require(
    user: User,
    act: str,
    obj: models.Model | type[models.Model],
    at: datetime,
    *,
    desk: Desk | None = None,
) -> None:
    """Raise NotYours with the reason unless allowed."""
    reason = why_not(user, act, obj, at, desk=desk)
    if reason is not None:
        raise NotYours(reason)


@transaction.atomic
def grant(
    *, user: User, act: str, obj: models.Model, by: User | None, at: datetime, stream: str = ""
) -> None:
    """Give one person one act on one thing. `act` is a permission in the model's Meta.permissions."""
    from guardian.shortcuts import assign_perm

    assign_perm(act, user, obj)
    _record("izin diberikan", user, act, obj, by, at, stream)


@transaction.atomic
def revoke(
    *, user: User, act: str, obj: models.Model, by: User | None, at: datetime, stream: str = ""
) -> None:
    """Take a personal grant back; harmless where there is none."""
    from guardian.shortcuts import remove_perm

    if has_grant(user, act, obj):
        remove_perm(act, user, obj)
        _record("izin dicabut", user, act, obj, by, at, stream)


def revoke_all(*, user: User, by: User | None, at: datetime) -> str:
    """Take back every personal grant of one person; how many that were, in words."""
    from guardian.models import UserObjectPermissionBase

    taken = 0
    for kind in apps.get_models():
        if not issubclass(kind, UserObjectPermissionBase):
            continue
        for row in kind._default_manager.filter(user=user).select_related("permission"):
            thing = row.content_object
            if thing is not None:
                _record("izin dicabut", user, row.permission.codename, thing, by, at, "")
            row.delete()
            taken += 1
    return f"{taken} izin pribadi" if taken else ""


def has_grant(user: User, act: str, obj: models.Model) -> bool:
    """Was this act given to this very person? Superusers and groups get nothing from it."""
    from guardian.shortcuts import get_user_perms

    return user.is_active and act in get_user_perms(user, obj)


def granted_keys(user: User, act: str, model: type[models.Model]) -> list[int]:
    """Primary keys of the things on which the person was given this act: for filtering a list."""
    from guardian.shortcuts import get_objects_for_user

    if not user.is_active:
        return []
    things = get_objects_for_user(
        user, act, klass=model, use_groups=False, with_superuser=False, accept_global_perms=False
    )
    return [int(key) for key in things.values_list("pk", flat=True)]


def _record(
    what: str, user: User, act: str, obj: models.Model, by: User | None, at: datetime, stream: str
) -> None:
    audit.record(
        stream=stream or f"izin:{obj._meta.label_lower}:{obj.pk}",
        act=what,
        by=by,
        at=at,
        detail={"kepada": user.pk, "izin": act, "benda": f"{obj._meta.label_lower}:{obj.pk}"},
    )
