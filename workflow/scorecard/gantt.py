"""One case as a Gantt of the nine steps, norm against reality, on an axis of working time: nights and days off take no room.

Laid out here without drawing; `gantt_chart` draws it. A step that came back is a second bar in its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from accounts.worktime import Calendar, elapsed, in_wita
from accounts.worktime_words import DAY_NAMES, MONTH_NAMES
from reports.charts import FONT
from workflow.forecast import forecast_new, forecasts
from workflow.scorecard import words
from workflow.scorecard.chart import FILL, GROUND, INK, LATE, NARROW, QUIET, WIDE, Shape
from workflow.sop import Step
from workflow.visits import StepRecord
from workflow.waiting import waits

if TYPE_CHECKING:
    from workflow.case import ReportRequest

MOST_DAY_NAMES = 12
TOP, BAR = 44, 16
WAITING = "#e9b949"


@dataclass(frozen=True)
class Bar:
    """One visit in working minutes since the case was opened: begun, due, ended (or now)."""

    start: int
    due: int
    end: int
    is_late: bool
    is_open: bool
    waits: tuple[tuple[int, int], ...] = ()
    """Parts of it spent waiting on others."""


@dataclass(frozen=True)
class Row:
    """A step. `ahead`: where an open case will be in it if every step takes its norm."""

    step: Step
    bars: tuple[Bar, ...]
    ahead: tuple[int, int] | None
    words: str


@dataclass(frozen=True)
class Day:
    """Where a working day begins on the axis; `after_gap`: days off lie before it."""

    at: int
    date: date
    after_gap: bool


@dataclass(frozen=True)
class Gantt:
    rows: tuple[Row, ...]
    days: tuple[Day, ...]
    length: int
    promised: int
    """Where the SOP ends when every step takes exactly its norm, no step twice."""
    promised_at: datetime
    now: int | None


def lay_out(
    case: ReportRequest, visits: Sequence[StepRecord], at: datetime, calendar: Calendar, day_minutes: int
) -> Gantt:
    """The case as it stands at `at`. The visits come with their `pauses` prefetched."""
    origin = min([case.opened_at, *(visit.opened_at for visit in visits)])
    current = next((visit for visit in visits if visit.is_open), None)
    ahead = _ahead(case, current, at, calendar) if current else {}
    promised_at = forecast_new(case.edition, origin, calendar)
    last = max(
        [promised_at, *(visit.finished_at or at for visit in visits), *(end for _, end in ahead.values())]
    )

    def place(moment: datetime) -> int:
        return elapsed(origin, max(moment, origin), calendar)

    rows = []
    for step in Step:
        bars = tuple(_bar(visit, place, at) for visit in visits if visit.step == step)
        coming = ahead.get(step)
        rows.append(
            Row(
                step=step,
                bars=bars,
                ahead=(place(coming[0]), place(coming[1])) if coming else None,
                words=_told(bars, case.edition.row(step).waktu.lower(), day_minutes),
            )
        )
    return Gantt(
        rows=tuple(rows),
        days=tuple(_days(origin, last, place, calendar)),
        length=max(place(last), 1),
        promised=place(promised_at),
        promised_at=promised_at,
        now=place(at) if current else None,
    )  # fmt: skip


def _bar(visit: StepRecord, place: Callable[[datetime], int], at: datetime) -> Bar:
    end = visit.finished_at or max(at, visit.opened_at)
    spans = waits(visit.pauses.all(), visit.opened_at, end)
    return Bar(
        place(visit.opened_at), place(visit.due_at), place(end), end > visit.due_at, visit.is_open,
        tuple((place(first), place(last)) for first, last in spans),
    )  # fmt: skip


def _ahead(
    case: ReportRequest, current: StepRecord, at: datetime, calendar: Calendar
) -> Mapping[Step, tuple[datetime, datetime]]:
    begin, found = max(current.due_at, at), {}
    for step, end in forecasts(case, current, at, calendar).items():
        found[step] = (begin, end)
        begin = end
    return found


def _told(bars: Sequence[Bar], norm: str, day_minutes: int) -> str:
    if not bars:
        return f"waktu baku {norm}"
    used = words.time_taken(sum(bar.end - bar.start for bar in bars), day_minutes)
    times = f"{len(bars)} kali, " if len(bars) > 1 else ""
    return f"{times}{used}{' sejauh ini' if bars[-1].is_open else ''} · {norm}"


def _days(
    origin: datetime, last: datetime, place: Callable[[datetime], int], calendar: Calendar
) -> Iterator[Day]:
    first, final = in_wita(origin).date(), in_wita(last).date()
    before: date | None = None
    for day in calendar.working_days(first):
        if day.date > final:
            return
        yield Day(place(day.opens), day.date, before is not None and (day.date - before).days > 1)
        before = day.date


def gantt_chart(gantt: Gantt, *, identifier: str, shape: Shape = WIDE) -> str:
    """The drawing. `identifier` must be unique on the page."""
    axis = shape.width - shape.left - shape.right
    height = TOP + len(gantt.rows) * shape.line + 8

    def x(minutes: int) -> float:
        return shape.left + axis * minutes / gantt.length

    parts = _axis(gantt, x, height)
    for place, row in enumerate(gantt.rows):
        parts += _row(row, x, shape, TOP + place * shape.line)
    parts.append(_upright("gantt__sop", x(gantt.promised), height, INK, "4 3"))
    if gantt.now is not None:
        parts.append(_upright("gantt__kini", x(gantt.now), height, LATE, ""))
    told = "; ".join(f"{row.step.number}. {row.step.label}: {row.words}" for row in gantt.rows)
    return (
        f'<svg class="grafik {shape.class_}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {shape.width} {height}" '
        f'width="{shape.width}" height="{height}" role="img" aria-labelledby="{identifier}-judul {identifier}-isi" '
        f'font-family="{FONT}" font-size="13"><title id="{identifier}-judul">Garis waktu sembilan langkah</title>'
        f'<desc id="{identifier}-isi">{escape(told)}</desc>{"".join(parts)}</svg>'
    )  # fmt: skip


def _axis(gantt: Gantt, x: Callable[[int], float], height: int) -> list[str]:
    """A line where each working day begins; a double one after days off."""
    parts = []
    room = x(gantt.length) - x(0)
    every = max(1, -(-len(gantt.days) * 46 // int(room)))
    for place, day in enumerate(gantt.days):
        here = x(day.at)
        gap = " gantt__hari--libur" if day.after_gap else ""
        parts.append(
            f'<path class="gantt__hari{gap}" d="M{here:.1f} 34V{height - 4}" stroke="{QUIET}" '
            f'stroke-width="{2 if day.after_gap else 1}" stroke-opacity=".35" fill="none"/>'
        )
        if place % every == 0 and here < x(gantt.length) - 24:
            name = DAY_NAMES[day.date.weekday()][:3] if len(gantt.days) <= MOST_DAY_NAMES else ""
            parts.append(_text("grafik__sumbu", here + 2, 14, name, 11, QUIET))
            date_words = f"{day.date.day} {MONTH_NAMES[day.date.month - 1][:3]}"
            parts.append(_text("grafik__sumbu", here + 2, 28, date_words, 11, QUIET))
    return parts


def _row(row: Row, x: Callable[[int], float], shape: Shape, top: int) -> list[str]:
    parts = []
    if shape.stacked:
        parts += [
            _text("grafik__nama", 0, top + 14, f"{row.step.number}. {row.step.label}", 13, INK),
            _text("grafik__kata", 0, top + 28, row.words, 11, QUIET),
        ]
        y = top + 33
    else:
        parts += [
            _text("grafik__nama", 0, top + 18, f"{row.step.number}. {row.step.label}", 13, INK),
            _text("grafik__kata", shape.width - shape.right + 12, top + 18, row.words, 11, QUIET),
        ]
        y = top + 6
    if row.ahead:
        start, end = row.ahead
        parts.append(
            f'<rect class="gantt__nanti" x="{x(start):.1f}" y="{y + 1}" width="{max(x(end) - x(start), 3):.1f}" height="{BAR - 2}" '
            f'fill="none" stroke="{QUIET}" stroke-dasharray="3 2"/>'
        )
    for bar in row.bars:
        late = " grafik__nyata--lewat" if bar.is_late else ""
        parts.append(
            f'<rect class="grafik__alas gantt__norma" x="{x(bar.start):.1f}" y="{y}" width="{max(x(bar.due) - x(bar.start), 3):.1f}" '
            f'height="{BAR}" fill="{GROUND}" stroke="{QUIET}" stroke-width=".75"/>'
            f'<rect class="grafik__nyata{late}" x="{x(bar.start):.1f}" y="{y + 4}" width="{max(x(bar.end) - x(bar.start), 2.5):.1f}" '
            f'height="{BAR - 8}" fill="{LATE if bar.is_late else FILL}"/>'
        )
        parts += [
            f'<rect class="gantt__tunggu" x="{x(first):.1f}" y="{y + 4}" width="{max(x(last) - x(first), 2):.1f}" height="{BAR - 8}" '
            f'fill="{WAITING}"/>'
            for first, last in bar.waits
        ]
    return parts


def _upright(class_: str, x: float, height: int, colour: str, dash: str) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path class="{class_}" d="M{x:.1f} 32V{height - 4}" stroke="{colour}" stroke-width="1.5"{dashed} fill="none"/>'


def _text(class_: str, x: float, y: float, text: str, size: float, colour: str) -> str:
    return f'<text class="{class_}" x="{x:.1f}" y="{y:g}" font-size="{size:g}" fill="{colour}">{escape(text)}</text>'


SHAPES = {"lebar": WIDE, "sempit": NARROW}
