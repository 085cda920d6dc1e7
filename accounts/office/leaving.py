"""A leaver's account is closed with one action, and owns nothing open.

What follows from a person is known by the apps that made it: they say here what would be left without a holder and to
whom it goes (`foresees`), and take away what was personal (`takes_away`). All of it runs in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Absence, Assignment, CalendarLink, User
from accounts.office.posts import cancel_assignment, end_assignment


@dataclass(frozen=True)
class Follows:
    """One thing a leaver holds: what, and who goes on with it. `refusal` where nobody can, with the cure."""

    what: str
    to: str = ""
    refusal: str = ""


Foresight = Callable[[User, datetime], Iterable[Follows]]
TakeAway = Callable[[User, User | None, datetime], str]
_foresights: list[Foresight] = []
_endings: list[TakeAway] = []


def foresees(function: Foresight) -> Foresight:
    """Register who can say what a person holds open."""
    _foresights.append(function)
    return function


def takes_away(function: TakeAway) -> TakeAway:
    """Register what ends something personal; it returns what it took, in words, "" for nothing."""
    _endings.append(function)
    return function


def follows(person: User, at: datetime) -> list[Follows]:
    """What would be left, and to whom it goes, before anything is done."""
    return [one for foresight in _foresights for one in foresight(person, at)]


def let_go(*, person: User, by: User | None, at: datetime) -> None:
    """End posts, leave, sessions and everything personal; refused where something open would have no holder.

    Only inside a transaction, and before the account is made inactive: a handover names who gave.
    """
    if refusals := [one.refusal for one in follows(person, at) if one.refusal]:
        raise Refusal(" ".join(refusals), field="is_active")
    end_posts(person, by=by, at=at)
    Absence.objects.still_to_end(at).filter(person=person).update(ended_at=at)
    taken = [words for ending in _endings if (words := ending(person, by, at))]
    if closed := _close_sessions(person, at):
        taken.append(f"{closed} sesi masuk")
    audit.record(stream=f"pegawai:{person.pk}", act="akun ditutup", by=by, at=at, detail={"dicabut": taken})


def end_posts(person: User, *, by: User | None, at: datetime) -> None:
    """End what runs, take back what has not begun."""
    today = timezone.localdate(at)
    running = Assignment.objects.filter(Q(end__isnull=True) | Q(end__gte=today), person=person, ended_at=None)
    for post in running:
        if post.start > today:
            cancel_assignment(assignment=post, by=by, at=at)
        else:
            end_assignment(assignment=post, by=by, at=at)


def _close_sessions(person: User, at: datetime) -> int:
    """Every browser in which the person is logged in; how many that were. Sessions say whose they are only inside."""
    mine = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=at).iterator()
        if session.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    Session.objects.filter(pk__in=mine).delete()
    return len(mine)


@takes_away
def _calendar_link(person: User, by: User | None, at: datetime) -> str:
    gone, _ = CalendarLink.objects.filter(person=person).delete()
    return "tautan kalender" if gone else ""


@takes_away
def _personal_grants(person: User, by: User | None, at: datetime) -> str:
    """Readers of a rahasia case are named one by one; each grant goes, and the trail of its case says so."""
    from accounts import policy

    return policy.revoke_all(user=person, by=by, at=at)
