"""When to tell whom about an open visit: what happens next is stored on the visit, so a scan is one indexed look.

Only those who hold it up are told, and only in office hours. The message row and the visit's next stage are written
in one transaction, and the row's key exists once per person, visit and stage: a worker killed at any point neither
loses nor repeats one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import QuerySet

from accounts.calendar import office_calendar
from accounts.notifications import tell
from accounts.posts import holders, superior_holders
from accounts.worktime import Calendar, add_minutes, elapsed, is_open, next_working_moment
from accounts.worktime_words import moment, time_left
from reports.collection.models import AT_UNIT, Submission
from reports.collection.nudges import claim_for_system
from reports.collection.services import who_holds
from workflow.sop import Step
from workflow.visits import ReminderStage, StepRecord

if TYPE_CHECKING:
    from accounts.models import User

log = structlog.get_logger(__name__)

HALF = 2
"""A reminder before the due time comes when half of the norm is left."""
ESCALATE_AFTER = 4
"""The superior is told when a quarter of the norm has passed after the due time."""


@dataclass(frozen=True)
class Told:
    """What one run did; figures for the log."""

    visits: int
    people: int


def run(at: datetime) -> Told:
    """Say everything that is due at `at`. Outside office hours nothing is said; it keeps until the office opens.

    Each visit is a transaction of its own: reminders of step 3 claim units' half-days, and claims of several visits held
    at once would come in no single order, so that they and *Ingatkan semua* could wait for each other for ever.
    """
    calendar = office_calendar()
    if not is_open(at, calendar):
        return Told(0, 0)
    told = [_one(pk, at, calendar) for pk in _due(at).values_list("pk", flat=True)]
    people = [number for number in told if number is not None]
    return Told(len(people), sum(people))


def _due(at: datetime) -> QuerySet[StepRecord]:
    return StepRecord.objects.filter(finished_at__isnull=True, next_reminder_at__lte=at).order_by(
        "next_reminder_at", "pk"
    )


@transaction.atomic
def _one(pk: int, at: datetime, calendar: Calendar) -> int | None:
    """How many people were told about this visit; None where another worker has it or has told them already."""
    visit = (
        _due(at)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("case__letter", "case__report", "case__edition")
        .filter(pk=pk)
        .first()
    )
    if visit is None:
        return None
    people = _say_or_put_off(visit, at, calendar)
    visit.save(update_fields=["next_stage", "next_reminder_at"])
    return people


def _say_or_put_off(visit: StepRecord, at: datetime, calendar: Calendar) -> int:
    """One visit that cannot be told of must not silence all the others: it is logged and tried again in an hour."""
    try:
        with transaction.atomic():
            return _say(visit, at, calendar)
    except Exception:
        log.exception("pengingat_gagal", kunjungan=visit.pk)
        visit.next_reminder_at = add_minutes(at, 60, calendar)
        return 0


def _say(visit: StepRecord, at: datetime, calendar: Calendar) -> int:
    """Tell the people of the stage that is due, and set the next. Stages slept through are skipped, not piled up."""
    stage = _latest_due_stage(visit, at, calendar)
    recipients = _not_reminded(visit, stage, audience(visit, stage, at), at, calendar)
    subject, body = words(visit, stage, at, calendar)
    tell(
        recipients=recipients, key=_key(visit, stage), subject=subject, body=body,
        path=f"/kasus/{visit.case_id}/", at=at,
    )  # fmt: skip
    _set_next(visit, stage, at, calendar)
    return len(recipients)


def _key(visit: StepRecord, stage: ReminderStage) -> str:
    """Once per person, visit, stage and due time: what was said of a due time that has moved is said anew."""
    moves = 0 if stage == ReminderStage.BUKA else visit.due_changes.count()
    return f"kunjungan:{visit.pk}:{stage.value}" + (f":{moves}" if moves else "")


def reschedule(visit: StepRecord, at: datetime) -> None:
    """Set what is said next after the due time of an open visit has moved; the opening is still announced first."""
    if visit.next_stage == ReminderStage.BUKA:
        return
    calendar = office_calendar()
    later = [stage for stage in list(ReminderStage)[1:] if stage_time(visit, stage, calendar) > at]
    visit.next_stage = later[0] if later else ReminderStage.ESKALASI
    visit.next_reminder_at = max(stage_time(visit, ReminderStage(visit.next_stage), calendar), at)
    visit.save(update_fields=["next_stage", "next_reminder_at"])


def _latest_due_stage(visit: StepRecord, at: datetime, calendar: Calendar) -> ReminderStage:
    stage = ReminderStage(visit.next_stage)
    for later in list(ReminderStage)[list(ReminderStage).index(stage) + 1 :]:
        if stage_time(visit, later, calendar) <= at:
            stage = later
    return stage


def _set_next(visit: StepRecord, said: ReminderStage, at: datetime, calendar: Calendar) -> None:
    stages = list(ReminderStage)
    position = stages.index(said) + 1
    if position == len(stages):
        visit.next_stage, visit.next_reminder_at = "", None
        return
    visit.next_stage = stages[position]
    visit.next_reminder_at = stage_time(visit, stages[position], calendar)


def stage_time(visit: StepRecord, stage: ReminderStage, calendar: Calendar) -> datetime:
    """When a stage of this visit is due to be said; always a working moment."""
    if stage == ReminderStage.BUKA:
        return next_working_moment(visit.opened_at, calendar)
    norm = max(elapsed(visit.opened_at, visit.due_at, calendar), 1)
    if stage == ReminderStage.SEBELUM:
        return add_minutes(next_working_moment(visit.opened_at, calendar), norm // HALF, calendar)
    if stage == ReminderStage.TENGGAT:
        return visit.due_at
    return add_minutes(visit.due_at, max(norm // ESCALATE_AFTER, 1), calendar)


def audience(visit: StepRecord, stage: ReminderStage, at: datetime) -> list[User]:
    """Who holds it up at this moment: the units in step 3 until all are in, else the pelaksana or their Plt./Plh.

    A vacant post, and an escalation, go to the superior.
    """
    people = _holding_up(visit, at)
    if stage == ReminderStage.ESKALASI or not people:
        people += [post.person for post in superior_holders(visit.executor, at)]
    if visit.case.letter.is_secret:
        people = _those_who_may_open(visit, people, at)
    return list({person.pk: person for person in people}.values())


def _not_reminded(
    visit: StepRecord, stage: ReminderStage, people: list[User], at: datetime, calendar: Calendar
) -> list[User]:
    """Without those whose unit was reminded in this half-day (*Ingatkan*); whom we remind now has used it up.

    The announcement of the opening is no reminder.
    """
    if stage == ReminderStage.BUKA or visit.step != Step.PENGUMPULAN or visit.case.report is None:
        return people
    among = {person.pk for person in people}
    told: set[int] = set()
    spared: set[int] = set()
    for submission in _at_units(visit):
        holding = [post.person for post in who_holds(submission, at) if post.person_id in among]
        if holding:
            free = claim_for_system(submission, holding, at, calendar)
            (told if free else spared).update(person.pk for person in holding)
    return [person for person in people if person.pk not in spared - told]


def _at_units(visit: StepRecord) -> list[Submission]:
    """In one order for all reports, so that two workers claiming the same units never wait for each other."""
    assert visit.case.report is not None
    return list(
        visit.case.report.submissions.filter(state__in=AT_UNIT).select_related("unit").order_by("unit_id")
    )


def _those_who_may_open(visit: StepRecord, people: list[User], at: datetime) -> list[User]:
    """A rahasia case is announced only to people who may open it."""
    from accounts.posts import Desk
    from workflow.rules import may_open

    return [person for person in people if may_open(visit.case, Desk(person, at))]


def _holding_up(visit: StepRecord, at: datetime) -> list[User]:
    collecting = visit.step == Step.PENGUMPULAN and visit.case.report is not None
    if collecting and (late_units := _at_units(visit)):
        return [post.person for submission in late_units for post in who_holds(submission, at)]
    return [post.person for post in holders(visit.executor, at)]


def words(visit: StepRecord, stage: ReminderStage, at: datetime, calendar: Calendar) -> tuple[str, str]:
    """Subject and body: number, step, due time; never report data."""
    step = Step(visit.step)
    title = visit.case.title
    until = moment(visit.due_at, at)
    left = time_left(at, visit.due_at, calendar)
    opening = {
        ReminderStage.BUKA: f"Menunggu Anda: {title}",
        ReminderStage.SEBELUM: f"Pengingat, {left}: {title}",
        ReminderStage.TENGGAT: f"Tenggat tiba: {title}",
        ReminderStage.ESKALASI: f"Terlambat: {title}",
    }[stage]
    body = (
        f"Langkah {step.number} dari 9, {step.label.lower()}. Tenggat {until} ({left}). "
        f"Surat agenda {visit.case.letter.agenda} dari {visit.case.letter.sender}."
    )
    return opening, body
