"""*Ingatkan*: one press tells exactly those who hold a unit's form up, and a unit is told at most once a half-day.

Who presses does not matter, and the system's own reminders count too; the database holds it (Nudge).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.calendar import office_calendar
from accounts.errors import NotYours, Refusal
from accounts.models import User
from accounts.notifications import tell
from accounts.posts import Desk
from accounts.worktime import Calendar, next_working_moment
from accounts.worktime_words import clock, dated, time_left
from reports.collection import actors
from reports.collection.models import AT_UNIT, Nudge, Submission
from reports.collection.reading import who_holds
from reports.report import Report

SYSTEM = "sistem"
Claimed = TypeVar("Claimed")


class Reminder(Protocol):
    """What a reminder of any kind says of itself."""

    at: datetime
    by: str


class AlreadyNudged(Refusal):
    """This unit was reminded in this half-day."""


@dataclass(frozen=True)
class Round:
    """What *Ingatkan semua* did: who was told now, and why the others were not."""

    told: tuple[Nudge, ...]
    left: tuple[str, ...]


def half_day(at: datetime, calendar: Calendar) -> str:
    """ "2026-10-12 pagi" or "… siang": before or after the break. Outside office hours the half-day to come."""
    there = next_working_moment(at, calendar)
    day = calendar.working_day(there.date())
    assert day is not None  # a working moment lies on a working day
    first_end = day.spans[0][1]
    return f"{there:%Y-%m-%d} {'pagi' if there <= first_end else 'siang'}"


@transaction.atomic
def nudge(*, submission: Submission, by: User, at: datetime) -> Nudge:
    """Remind whoever holds this unit's form up now. Refused where the unit was reminded in this half-day."""
    Report.objects.select_for_update().get(pk=submission.report_id)
    current = Submission.objects.select_related("unit", "report__period").get(pk=submission.pk)
    unit = current.unit.name
    post = actors.manager(Desk(by, at))
    if post is None:
        raise NotYours("Hanya Staf Perencana dan Kasubag Perencanaan yang mengingatkan unit.")
    if current.state not in AT_UNIT:
        raise Refusal(f"{unit} tidak menahan langkah ini lagi. Muat ulang halaman.")
    people = [one.person for one in who_holds(current, at)]
    if not people:
        raise Refusal(
            f"Jabatan yang bertugas di {unit} kosong, jadi tidak ada yang dapat diingatkan. "
            "Minta TU atau admin kantor menunjuk Plt. atau Plh."
        )
    calendar = office_calendar()
    made = _claim(current, people, f"{by.name}, {post.jabatan}"[:200], at, calendar)
    if made is None:
        raise AlreadyNudged(f"{unit}: {already(_standing(current, at, calendar))}")
    tell(
        recipients=people,
        key=f"ingatkan:{made.pk}",
        subject=f"Diingatkan {post.jabatan}: {current.report.title}",
        body=(
            f"Isian {unit} menunggu Anda: {current.get_state_display().lower()}. "
            f"Tenggat {dated(current.due_at, at)} ({time_left(at, current.due_at, calendar)})."
        ),
        path=f"/isian/{current.pk}/",
        at=at,
    )
    audit.record(
        stream=f"laporan:{current.report_id}",
        act="unit diingatkan",
        by=by,
        at=at,
        title=post.jabatan,
        detail={"unit": unit, "kepada": made.recipients},
    )
    return made


def nudge_all(*, report: Report, by: User, at: datetime) -> Round:
    """Remind every unit that holds step 3 up. One already reminded is left alone and named.

    Each unit is a transaction of its own, so a press holds one claim at a time and never waits for another in a circle.
    """
    told: list[Nudge] = []
    left: list[str] = []
    for submission in report.submissions.filter(state__in=AT_UNIT).select_related("unit"):
        try:
            told.append(nudge(submission=submission, by=by, at=at))
        except NotYours:
            raise
        except Refusal as refusal:
            left.append(refusal.message)
    if not told and not left:
        raise Refusal("Tidak ada unit yang menahan langkah ini. Muat ulang halaman.")
    return Round(tuple(told), tuple(left))


def claim_for_system(submission: Submission, people: list[User], at: datetime, calendar: Calendar) -> bool:
    """Whether the system may remind this unit now; if so, its half-day is used up. The caller tells the people."""
    return _claim(submission, people, SYSTEM, at, calendar) is not None


def reminded_by_hand(unit_id: int, at: datetime, calendar: Calendar) -> set[str]:
    """Whom a colleague reminded of this unit's form in this half-day, by name."""
    standing = Nudge.objects.filter(unit=unit_id, half_day=half_day(at, calendar)).exclude(by=SYSTEM).first()
    return set(standing.recipients) if standing is not None else set()


def already(standing: Reminder) -> str:
    """ "Sudah diingatkan pukul 09.10 oleh Sitti, Staf Perencana"."""
    return f"Sudah diingatkan pukul {clock(standing.at)} oleh {standing.by}."


def nudges_now(units: list[int], at: datetime, calendar: Calendar) -> dict[int, Nudge]:
    """Unit id -> its reminder of this half-day. One query."""
    found = Nudge.objects.filter(unit__in=units, half_day=half_day(at, calendar))
    return {one.unit_id: one for one in found}


def claim(create: Callable[..., Claimed], **fields: Any) -> Claimed | None:
    """The row is the claim: of two at the same moment the database lets one in. None: the other was first."""
    try:
        with transaction.atomic():
            return create(**fields)
    except IntegrityError:
        return None


def _claim(
    submission: Submission, people: list[User], by: str, at: datetime, calendar: Calendar
) -> Nudge | None:
    return claim(
        Nudge.objects.create, submission=submission, unit=submission.unit, half_day=half_day(at, calendar), at=at, by=by,
        recipients=list(dict.fromkeys(person.name for person in people)),
    )  # fmt: skip


def _standing(submission: Submission, at: datetime, calendar: Calendar) -> Nudge:
    return Nudge.objects.get(unit=submission.unit, half_day=half_day(at, calendar))
