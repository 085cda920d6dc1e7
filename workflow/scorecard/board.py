"""The scorecard itself: the facts of a span laid out per step, post, month, edition and unit, with the way back to the cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from accounts.roles import Pelaksana
from workflow.scorecard.arithmetic import ENOUGH_FOR_MEDIAN, Figures, Visit, median, summarise
from workflow.scorecard.facts import ClosedCase, Facts, Reason, Sent
from workflow.scorecard.spans import Month, Span
from workflow.sop import Final, Step
from workflow.story import way_back
from workflow.visits import Outcome

SHOWN_NOTES = 5
K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """One row of a table: `key` names it in an address (`langkah=format`), `norm` is told for a step only."""

    name: str
    figures: Figures
    norm: str = ""
    norm_minutes: int = 0
    number: int = 0
    key: tuple[tuple[str, str], ...] = ()

    def address(self, what: str, span: Span) -> str:
        """The query that lists the visits behind one number of this line."""
        return urlencode({**span.given, **dict(self.key), "apa": what})


@dataclass(frozen=True)
class MonthLine:
    month: Month
    figures: Figures
    finished: int
    """Cases whose report was handed out in that month."""


@dataclass(frozen=True)
class UnitLine:
    """How fast one unit sends its data, counted by its own due time."""

    unit: int
    name: str
    sent: int
    on_time: int
    returns: int
    median: int | None
    slowest: int


@dataclass(frozen=True)
class ReturnLine:
    """Returns of one kind: from a step to where the SOP sends them, with the newest notes."""

    step: Step
    to: Step | None
    times: int
    cases: int
    notes: list[Reason]

    @property
    def name(self) -> str:
        """ "Dari langkah 7 ke langkah 5"."""
        return (
            f"Dari langkah {self.step.number} ke langkah {self.to.number}"
            if self.to
            else f"Dari langkah {self.step.number}"
        )


@dataclass(frozen=True)
class CaseFigures:
    """Whole cases, from letter to hand-out."""

    finished: int
    cancelled: int
    noted: int
    median: int | None
    slowest: int | None
    returns: int
    sent_back: int
    """Cases sent back at least once."""
    asked: int
    """Finished cases for which the requester had named a day."""
    kept: int


@dataclass(frozen=True)
class Board:
    span: Span
    day_minutes: int
    whole: Figures
    cases: CaseFigures
    steps: list[Line]
    posts: list[Line]
    months: list[MonthLine]
    editions: list[Line]
    units: list[UnitLine]
    returns: list[ReturnLine]
    counts_open: bool
    """Whether today lies in the span, so that what is open is told."""

    @property
    def is_empty(self) -> bool:
        return not (self.whole.done or self.whole.open or self.cases.finished or self.units)


def lay_out(facts: Facts, span: Span) -> Board:
    """Every table of the scorecard. Nothing is asked of the database."""
    visits = facts.visits
    return Board(
        span=span,
        day_minutes=facts.day_minutes,
        whole=summarise(visits, facts.at),
        cases=_case_figures(facts.cases),
        steps=_steps(facts),
        posts=_posts(facts),
        months=_months(facts, span),
        editions=_editions(facts),
        units=_units(facts.sent),
        returns=_returns(facts),
        counts_open=span.includes(facts.at),
    )


def _group(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    found: dict[K, list[T]] = defaultdict(list)
    for thing in things:
        found[key(thing)].append(thing)
    return found


def _steps(facts: Facts) -> list[Line]:
    by_step = _group(facts.visits, lambda visit: visit.step)
    return [_step_line(step, by_step.get(step.value, []), facts) for step in Step]


def _step_line(step: Step, visits: Sequence[Visit], facts: Facts) -> Line:
    """Where editions differ, each of their norms is named, that of the newest edition first."""
    used = {visit.edition for visit in visits} or {
        pk for pk, one in facts.editions.items() if one.state == "berlaku"
    }
    told = [one.row(step).waktu.lower() for pk, one in facts.editions.items() if pk in used]
    norms = [visit.norm for visit in visits]
    return Line(
        name=step.label,
        figures=summarise(visits, facts.at),
        norm=" / ".join(dict.fromkeys(told)),
        norm_minutes=norms[-1] if norms else 0,
        number=step.number,
        key=(("langkah", step.value),),
    )  # fmt: skip


def _posts(facts: Facts) -> list[Line]:
    by_post = _group(facts.visits, lambda visit: visit.pelaksana)
    return [
        Line(post.person, summarise(by_post[post.value], facts.at), key=(("pelaksana", post.value),))
        for post in Pelaksana
        if post.value in by_post
    ]


def _months(facts: Facts, span: Span) -> list[MonthLine]:
    ended = _group(
        (visit for visit in facts.visits if visit.finished_at),
        lambda visit: Month.of(visit.finished_at),  # type: ignore[arg-type]
    )
    handed_out = _group(
        (case for case in facts.cases if case.state == Final.SELESAI), lambda case: Month.of(case.closed_at)
    )
    now = Month.of(facts.at)
    return [
        MonthLine(month, summarise(ended.get(month, []), facts.at), len(handed_out.get(month, [])))
        for month in span.months()
        if month <= now
    ]


def _editions(facts: Facts) -> list[Line]:
    by_edition = _group(facts.visits, lambda visit: visit.edition)
    return [
        Line(str(edition), summarise(by_edition[pk], facts.at), key=(("edisi", str(pk)),))
        for pk, edition in facts.editions.items()
        if pk in by_edition
    ]


def _returns(facts: Facts) -> list[ReturnLine]:
    """The most frequent kind first."""
    visits = [visit for visit in facts.visits if visit.outcome == Outcome.DIKEMBALIKAN]
    notes = _group(facts.reasons, lambda reason: reason.step)
    lines = [
        ReturnLine(
            step=Step(step),
            to=way_back(facts.editions[rows[-1].edition], Step(step)),
            times=len(rows),
            cases=len({row.case for row in rows}),
            notes=[reason for reason in notes.get(step, []) if reason.note][:SHOWN_NOTES],
        )
        for step, rows in _group(visits, lambda visit: visit.step).items()
    ]
    return sorted(lines, key=lambda line: (-line.times, line.step.number))


def _units(sent: Sequence[Sent]) -> list[UnitLine]:
    lines = []
    for unit, rows in _group(sent, lambda one: one.unit).items():
        times = sorted(row.minutes for row in rows)
        lines.append(
            UnitLine(
                unit=unit,
                name=rows[0].unit_name,
                sent=len(rows),
                on_time=sum(not row.is_late for row in rows),
                returns=sum(row.returns for row in rows),
                median=median(times) if len(times) >= ENOUGH_FOR_MEDIAN else None,
                slowest=times[-1],
            )
        )
    return lines


def _case_figures(cases: Sequence[ClosedCase]) -> CaseFigures:
    finished = [case for case in cases if case.state == Final.SELESAI]
    times = sorted(case.minutes for case in finished)
    asked = [case.kept_day for case in finished if case.kept_day is not None]
    return CaseFigures(
        finished=len(finished),
        cancelled=sum(case.state == Final.DIBATALKAN for case in cases),
        noted=sum(case.state == Final.DIKETAHUI for case in cases),
        median=median(times) if len(times) >= ENOUGH_FOR_MEDIAN else None,
        slowest=times[-1] if times else None,
        returns=sum(case.returns for case in finished),
        sent_back=sum(case.returns > 0 for case in finished),
        asked=len(asked),
        kept=sum(asked),
    )
