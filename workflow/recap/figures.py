"""A person's figures: the steps ended by their own hand, and the work of theirs that came back. Read in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.roles import Mode
from accounts.worktime import Calendar
from workflow.people.models import PreparedAct
from workflow.scorecard.arithmetic import Figures, Visit, norm_minutes, summarise
from workflow.scorecard.facts import usual_day, waited
from workflow.scorecard.spans import Span
from workflow.sop import Step
from workflow.visits import Outcome, StepRecord


@dataclass(frozen=True)
class Line:
    """One row: a step, or a post as it was held ("Plh. Kepala Dinas"). `came_back`: work of the person's sent back later."""

    name: str
    figures: Figures
    came_back: int
    norm: str = ""
    number: int = 0
    is_stand_in: bool = False


@dataclass(frozen=True)
class Recap:
    person: User
    span: Span
    whole: Figures
    came_back: int
    prepared: int
    """Acts this person filled for an official who confirmed them (workflow.people.preparing)."""
    by_aides: int
    """Of the own visits those that an aide had filled."""
    steps: list[Line]
    posts: list[Line]
    visits: list[StepRecord]
    """What is counted, the newest first."""
    day_minutes: int

    @property
    def is_empty(self) -> bool:
        return not (self.visits or self.came_back or self.prepared)


def of(person: User, span: Span, calendar: Calendar, at: datetime) -> Recap:
    """The recap of one person. Five queries, however much they did."""
    records = list(
        StepRecord.objects.filter(finished_by=person, finished_at__gte=span.begins, finished_at__lt=span.ends)
        .select_related("case__letter")
        .prefetch_related("pauses")
        .order_by("-finished_at", "-pk")
    )  # fmt: skip
    day = usual_day(calendar, at)
    counted = [(record, _visit(record, calendar, day)) for record in records]
    back = came_back(person.pk, span)
    return Recap(
        person=person,
        span=span,
        whole=summarise((visit for _, visit in counted), at),
        came_back=len(back),
        prepared=PreparedAct.objects.filter(
            by=person, state=PreparedAct.State.DIPAKAI, closed_at__gte=span.begins, closed_at__lt=span.ends
        ).count(),
        by_aides=sum(bool(record.prepared_name) for record in records),
        steps=_steps(counted, back, at),
        posts=_posts(counted, back, at),
        visits=records,
        day_minutes=day,
    )


def _visit(record: StepRecord, calendar: Calendar, day_minutes: int) -> Visit:
    end = record.finished_at or record.opened_at
    minutes = record.minutes_used or 0
    hours = calendar.of(record.executor.unit_kind)
    others, excused = waited(record.pauses.all(), record.opened_at, record.due_at, end, minutes, hours)
    return Visit(
        record.pk, record.case_id, record.step, record.pelaksana, record.case.edition_id, norm_minutes(record.norm, day_minutes),
        record.opened_at, record.due_at, record.finished_at, record.outcome, minutes, others, excused,
    )  # fmt: skip


Counted = Sequence[tuple[StepRecord, Visit]]


def _steps(counted: Counted, back: Sequence[StepRecord], at: datetime) -> list[Line]:
    lines = []
    for step in Step:
        mine = [(record, visit) for record, visit in counted if record.step == step]
        returned = sum(record.step == step for record in back)
        if mine or returned:
            norms = dict.fromkeys(record.norm.lower() for record, _ in mine)
            figures = summarise((visit for _, visit in mine), at)
            lines.append(Line(step.label, figures, returned, " / ".join(norms), step.number))
    return lines


def _posts(counted: Counted, back: Sequence[StepRecord], at: datetime) -> list[Line]:
    """By the post as the trail names it: what was done as Plh. stands on a line of its own."""
    found: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    for record, visit in counted:
        found[record.finished_title, record.finished_mode].append(visit)
    return [
        Line(
            name=title,
            figures=summarise(visits, at),
            came_back=sum((one.finished_title, one.finished_mode) == (title, mode) for one in back),
            is_stand_in=mode in (Mode.PLH, Mode.PLT, Mode.PJ),
        )
        for (title, mode), visits in sorted(found.items(), key=lambda one: -len(one[1]))
    ]


def came_back(person: int, span: Span) -> list[StepRecord]:
    """The visits of this person whose work was sent back in the span, one for each return."""
    returned = StepRecord.objects.filter(
        outcome=Outcome.DIKEMBALIKAN, finished_at__gte=span.begins, finished_at__lt=span.ends,
        case__visits__finished_by=person,
    )  # fmt: skip
    visits = StepRecord.objects.filter(case__in=returned.values("case")).order_by("case", "opened_at", "pk")
    return [
        record
        for answer, record in sent_back(visits)
        if record.finished_by_id == person
        and answer.finished_at is not None
        and span.begins <= answer.finished_at < span.ends
    ]


def sent_back(visits: Iterable[StepRecord]) -> list[tuple[StepRecord, StepRecord]]:
    """Each return with the visit whose work it sent back: the last finished one of the step that the case went back to.

    `visits` in the order of the case's way, case by case. A return inside the step 3 of units is not among them.
    """
    found = []
    done: dict[tuple[int, str], StepRecord] = {}
    answer: StepRecord | None = None
    for visit in visits:
        if answer is not None and answer.case_id == visit.case_id:
            earlier = done.get((visit.case_id, visit.step))
            if earlier is not None:
                found.append((answer, earlier))
        answer = visit if visit.outcome == Outcome.DIKEMBALIKAN else None
        if visit.outcome == Outcome.SELESAI:
            done[visit.case_id, visit.step] = visit
    return found
