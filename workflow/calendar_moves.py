"""Due times of open steps follow the office calendar, each with a record of why; whoever holds them is told once.

The norm is counted anew by the new calendar, as if the step had been opened by it, and the hours of a day that an emergency
took are given back. A due time that a superior has set keeps its working time instead.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.calendar_changes import CalendarChange, watch
from accounts.groups import OFFICE_ADMIN
from accounts.notifications import tell
from accounts.posts import Desk, holders
from accounts.worktime import Calendar, Norm, NoWorkingDayError, due_given_back, elapsed, is_open, shift
from accounts.worktime_words import dated, moment
from reports.collection.models import AT_UNIT
from reports.collection.services import who_holds
from workflow.deadline_models import DueChange
from workflow.deadlines import hours_of, move_due
from workflow.rules import may_open
from workflow.sop import Step
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.models import User


@watch
@transaction.atomic
def follow_calendar(change: CalendarChange) -> list[str]:
    """Move what the change moves. One sentence for each visit: agenda, step, old and new due time."""
    kind = DueChange.Kind.PENUTUPAN if change.is_closing else DueChange.Kind.KALENDER
    visits = (
        StepRecord.objects.filter(finished_at__isnull=True)
        .select_related("case__letter", "case__report")
        .prefetch_related("due_changes")
        .order_by("case_id")
    )
    moved: list[DueChange] = []
    for visit in visits:
        wanted = rightful_due(visit, change)
        if wanted != visit.due_at:
            done = move_due(
                visit=visit, due_at=wanted, kind=kind, reason=change.reason, by=change.by, at=change.at,
                title=OFFICE_ADMIN,
            )  # fmt: skip
            if done is not None:
                done.visit = visit
                moved.append(done)
    _tell(moved, change)
    return [_sentence(one, change.at) for one in moved]


def rightful_due(visit: StepRecord, change: CalendarChange) -> datetime:
    """When this visit is due by the new calendar. One that was not late is never made late by it."""
    before, after = hours_of(visit, change.before), hours_of(visit, change.after)
    extensions = [one for one in visit.due_changes.all() if one.kind == DueChange.Kind.PERPANJANGAN]
    try:
        if extensions:
            wanted = _as_extended(visit, extensions[-1], after) or shift(
                visit.opened_at, visit.due_at, before, after
            )
        else:
            wanted = _by_norm(visit, after)
            if wanted == _by_norm(visit, before):
                return visit.due_at
    except NoWorkingDayError:
        return visit.due_at
    return visit.due_at if wanted < change.at <= visit.due_at else wanted


def _as_extended(visit: StepRecord, extension: DueChange, calendar: Calendar) -> datetime | None:
    """The very moment the superior set, where as much working time leads to it as when it was set."""
    until = extension.after
    stands = is_open(until, calendar) and elapsed(visit.opened_at, until, calendar) == extension.minutes
    return until if stands else None


def _by_norm(visit: StepRecord, calendar: Calendar) -> datetime:
    return due_given_back(visit.opened_at, Norm.parse(visit.norm), calendar)


def _tell(moved: list[DueChange], change: CalendarChange) -> None:
    """One message a person, however many of their due times moved."""
    lines: dict[int, list[DueChange]] = defaultdict(list)
    people: dict[int, User] = {}
    for one in moved:
        for person in _holding(one.visit, change.at):
            people[person.pk] = person
            lines[person.pk].append(one)
    for pk, changes in lines.items():
        count = f"{len(changes)} tenggat Anda bergeser" if len(changes) > 1 else "Tenggat Anda bergeser"
        told = "\n".join(
            f"{one.visit.case.title_outside}, langkah {one.visit.number}: semula {dated(one.before, change.at)}, "
            f"menjadi {dated(one.after, change.at)}."
            for one in changes
        )
        path = f"/kasus/{changes[0].visit.case_id}/" if len(changes) == 1 else "/"
        tell(
            recipients=[people[pk]], key=f"tenggat-bergeser:{moved[0].pk}", subject=f"{count}: {change.reason}",
            body=told, path=path, at=change.at,
        )  # fmt: skip


def _holding(visit: StepRecord, at: datetime) -> list[User]:
    """The pelaksana, and in step 3 the units that still fill; of a rahasia case only whoever may open it."""
    people = {post.person_id: post.person for post in holders(visit.executor, at)}
    if visit.step == Step.PENGUMPULAN and visit.case.report is not None:
        for submission in visit.case.report.submissions.filter(state__in=AT_UNIT).select_related("unit"):
            people |= {post.person_id: post.person for post in who_holds(submission, at)}
    if not visit.case.letter.is_secret:
        return list(people.values())
    return [person for person in people.values() if may_open(visit.case, Desk(person, at))]


def _sentence(change: DueChange, at: datetime) -> str:
    visit = change.visit
    return (
        f"Agenda {visit.case.letter.agenda}, langkah {visit.number}: "
        f"{moment(change.before, at)} menjadi {moment(change.after, at)}."
    )
