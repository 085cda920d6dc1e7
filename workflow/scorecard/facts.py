"""What the scorecard counts, read in a fixed number of queries however many cases there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import mode
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from accounts.roles import Pelaksana
from accounts.worktime import Calendar, elapsed, in_wita
from reports.collection.models import Submission
from workflow.case import ReportRequest
from workflow.deadline_models import DueChange, Pause
from workflow.editions import SopEdition
from workflow.scorecard.arithmetic import Visit, norm_minutes
from workflow.scorecard.spans import Span
from workflow.sop import Final
from workflow.visits import Outcome, StepRecord
from workflow.waiting import waits

if TYPE_CHECKING:
    from accounts.posts import Desk

MOST_REASONS = 100
LOOK_BACK = 28
"""So many days tell how long an ordinary day at the office is."""


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A case closed in the span: working minutes of all its visits, how often it was sent back, and whether the day the
    requester asked for was kept (None: no day was asked)."""

    pk: int
    state: str
    edition: int
    closed_at: datetime
    minutes: int
    returns: int
    kept_day: bool | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What one unit sent in the span, from the format's arrival to its last sending."""

    submission: int
    case: int
    unit: int
    unit_name: str
    minutes: int
    norm: int
    is_late: bool
    returns: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one visit ended with a return: the note that went back with it."""

    step: str
    edition: int
    case: int
    title: str
    note: str
    at: datetime


@dataclass(frozen=True)
class Facts:
    visits: list[Visit]
    cases: list[ClosedCase]
    sent: list[Sent]
    reasons: list[Reason]
    editions: dict[int, SopEdition]
    day_minutes: int
    at: datetime


def usual_day(calendar: Calendar, at: datetime) -> int:
    """Working minutes of the most frequent kind of working day in the last weeks: what one hari of the SOP is counted as."""
    today = in_wita(at).date().toordinal()
    days = [
        calendar.working_day(type(in_wita(at).date()).fromordinal(today - back)) for back in range(LOOK_BACK)
    ]
    lengths = [int(day.length.total_seconds()) // 60 for day in days if day is not None]
    return mode(lengths) if lengths else 450


def read(desk: Desk, span: Span, calendar: Calendar) -> Facts:
    """Everything in the span among the cases this person may open. Nine queries."""
    mine = visible(desk, span)
    day_minutes = usual_day(calendar, desk.at)
    return Facts(
        visits=_visits(mine, span, desk.at, calendar, day_minutes),
        cases=_cases(mine, span),
        sent=_sent(mine, span, calendar),
        reasons=_reasons(mine, span),
        editions={one.pk: one for one in SopEdition.objects.prefetch_related("rows")},
        day_minutes=day_minutes,
        at=desk.at,
    )


def visible(desk: Desk, span: Span) -> QuerySet[ReportRequest]:
    """The cases whose figures this person sees: those they may open, of the edition asked for."""
    found: QuerySet[ReportRequest] = ReportRequest.objects.visible_to(desk)
    return found.filter(edition=span.edition) if span.edition else found


def in_span(span: Span, at: datetime) -> Q:
    """A visit belongs to the month in which it ended. Open ones belong to today."""
    ended = Q(finished_at__gte=span.begins, finished_at__lt=span.ends)
    return ended | Q(finished_at__isnull=True) if span.includes(at) else ended


def _visits(
    cases: QuerySet[ReportRequest], span: Span, at: datetime, calendar: Calendar, day_minutes: int
) -> list[Visit]:
    records = StepRecord.objects.filter(in_span(span, at), case__in=cases).order_by("pk")
    rows = records.values_list(
        "pk", "case_id", "step", "pelaksana", "case__edition_id", "norm", "opened_at", "due_at", "finished_at", "outcome",
        "minutes_used",
    )  # fmt: skip
    pauses, extended = _pauses(records), _extended(records)
    norms: dict[str, int] = {}
    found = []
    for pk, case, step, pelaksana, edition, norm, opened, due, finished, outcome, used in rows:
        if norm not in norms:
            norms[norm] = norm_minutes(norm, day_minutes)
        hours, end = calendar.of(Pelaksana(pelaksana).unit_kind), max(finished or at, opened)
        minutes = used if used is not None else elapsed(opened, end, hours)
        others, excused = waited(pauses.get(pk, ()), opened, due, end, minutes, hours)
        found.append(
            Visit(
                pk, case, step, pelaksana, edition, norms[norm], opened, due, finished, outcome, minutes, others, excused,
                pk in extended,
            )
        )  # fmt: skip
    return found


def waited(
    pauses: Iterable[Pause], opened: datetime, due: datetime, end: datetime, minutes: int, hours: Calendar
) -> tuple[int, bool]:
    """Working minutes spent waiting on others, and whether the visit was late by nothing but that (workflow.waiting)."""
    spans = waits(pauses, opened, end)
    if not spans:
        return 0, False
    others = min(sum(elapsed(*one, hours) for one in spans), minutes)
    return others, end > due and elapsed(due, end, hours) <= others


def _pauses(records: QuerySet[StepRecord]) -> dict[int, list[Pause]]:
    found: dict[int, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(visit__in=records.order_by().values("pk")):
        found[pause.visit_id].append(pause)
    return found


def _extended(records: QuerySet[StepRecord]) -> set[int]:
    moved = DueChange.objects.filter(
        kind=DueChange.Kind.PERPANJANGAN, visit__in=records.order_by().values("pk")
    )
    return set(moved.values_list("visit_id", flat=True))


def _cases(cases: QuerySet[ReportRequest], span: Span) -> list[ClosedCase]:
    rows = (
        cases.filter(closed_at__gte=span.begins, closed_at__lt=span.ends)
        .order_by("closed_at", "pk")
        .annotate(
            minutes=Sum("visits__minutes_used"),
            returns=Count("visits", filter=Q(visits__outcome=Outcome.DIKEMBALIKAN)),
        )
        .values_list("pk", "state", "edition_id", "closed_at", "minutes", "returns", "letter__requested_by")
    )
    return [
        ClosedCase(
            pk, state, edition, closed, minutes or 0, returns,
            timezone.localdate(closed) <= day if day and state == Final.SELESAI else None,
        )
        for pk, state, edition, closed, minutes, returns, day in rows
        if closed is not None
    ]  # fmt: skip


def _reasons(cases: QuerySet[ReportRequest], span: Span) -> list[Reason]:
    """The newest returns first."""
    rows = (
        StepRecord.objects.filter(
            outcome=Outcome.DIKEMBALIKAN, finished_at__gte=span.begins, finished_at__lt=span.ends, case__in=cases
        )
        .order_by("-finished_at", "-pk")
        .values_list("step", "case__edition_id", "case_id", "case__title", "note", "finished_at")[:MOST_REASONS]
    )  # fmt: skip
    return [Reason(*row[:5], at=row[5]) for row in rows if row[5] is not None]


def _sent(cases: QuerySet[ReportRequest], span: Span, calendar: Calendar) -> list[Sent]:
    of_report = dict(cases.filter(report__isnull=False).values_list("report_id", "pk"))
    rows = (
        Submission.objects.filter(sent_at__gte=span.begins, sent_at__lt=span.ends, report__in=cases.values("report"))
        .order_by("unit__order", "unit__name", "pk")
        .values_list("pk", "report_id", "unit_id", "unit__name", "opened_at", "due_at", "sent_at", "returns")
    )  # fmt: skip
    return [
        Sent(
            pk, of_report[report], unit, name, elapsed(opened, max(sent, opened), calendar),
            max(elapsed(opened, max(due, opened), calendar), 1), sent > due, returns,
        )
        for pk, report, unit, name, opened, due, sent, returns in rows
        if sent is not None and report in of_report
    ]  # fmt: skip
