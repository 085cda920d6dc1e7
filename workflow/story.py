"""A case told as the SOP tells it: the line of nine symbols, the live table, the timeline, the words of its clock.

Everything is computed when read, from the visits and the edition, so a dead scheduler never hides lateness.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.worktime import Calendar, TimeUnit, due, elapsed, remaining, working_day_minutes
from accounts.worktime_words import MONTH_NAMES, clock, duration, in_wita, moment, time_left
from workflow.garis import LANES, LaneRow, Line, LineStep, Status
from workflow.sop import SHAPES, Final, Step
from workflow.visits import Outcome, StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk
    from workflow.case import ReportRequest

NEAR = 0.5
"""A step whose norm is more than half used is told as near its due time."""


@dataclass(frozen=True)
class Clock:
    """The words and the colour of one due time: `state` is a pill of the visual language."""

    state: str
    left: str
    until: str
    is_late: bool
    used_share: float

    @property
    def pill(self) -> str:
        return self.left[:1].upper() + self.left[1:]


def clock_of(opened_at: datetime, due_at: datetime, at: datetime, calendar: Calendar) -> Clock:
    """Working time left until `due_at`, in words; late ones say how late."""
    norm = max(elapsed(opened_at, due_at, calendar), 1)
    left = remaining(at, due_at, calendar)
    share = min(max((norm - left) / norm, 0.0), 1.0)
    late = at > due_at
    state = "terlambat" if late else "hampir" if share >= NEAR else "menunggu" if at <= opened_at else "berjalan"
    until = f"seharusnya {moment(due_at, at)}" if late else f"paling lambat {moment(due_at, at)}"
    return Clock(state=state, left=time_left(at, due_at, calendar), until=until, is_late=late, used_share=share)


def visit_clock(visit: StepRecord, at: datetime, calendar: Calendar) -> Clock:
    return clock_of(visit.opened_at, visit.due_at, at, calendar)


def line(
    case: ReportRequest, visit: StepRecord | None, desk: Desk, calendar: Calendar, *, returned_from: int | None = None
) -> Line:
    """The nine symbols with the case's place among them; `visit` is the open one, None when closed."""
    reached = visit.number if visit else (len(Step) + 1 if case.final == Final.SELESAI else 1)
    now = visit_clock(visit, desk.at, calendar) if visit else None
    steps = [
        LineStep(
            number=step.number,
            name=step.label,
            shape=SHAPES[step],  # type: ignore[arg-type]
            width_norm=_days(case, step),
            status=_status(step.number, reached, visit is not None),
            used_share=now.used_share if now and step.number == reached else 0.0,
            returned=step.number == returned_from,
        )
        for step in Step
    ]
    return Line(
        steps=steps,
        holder=_holder(visit, desk) if visit else "",
        time_text=now.left if now else "",
        is_mine=visit is not None and desk.acts_as(visit.executor) is not None,
        is_late=now.is_late if now else False,
        returned_to=reached if returned_from else None,
    )


def _status(number: int, reached: int, is_open: bool) -> Status:
    if number < reached:
        return "lalu"
    return "kini" if number == reached and is_open else "nanti"


def _days(case: ReportRequest, step: Step) -> int:
    norm = case.edition.row(step).norm
    return norm.amount if norm.unit == TimeUnit.HARI else 0


def _holder(visit: StepRecord, desk: Desk) -> str:
    return "meja Anda" if desk.acts_as(visit.executor) else visit.executor.person


def lanes(case: ReportRequest, visits: Sequence[StepRecord], desk: Desk, calendar: Calendar) -> list[LaneRow]:
    """The SOP's own table, alive: what each step took, where the case stands, and the forecast by the SOP's norms."""
    last = {Step(visit.step): visit for visit in visits}
    current = next((visit for visit in visits if visit.is_open), None)
    reached = current.number if current else (len(Step) + 1 if case.final == Final.SELESAI else 0)
    forecast = max(current.due_at, desk.at) if current else desk.at
    rows = []
    for step in Step:
        row, visit = case.edition.row(step), last.get(step)
        main = detail = ""
        if current is not None and step.number == reached:
            now = visit_clock(current, desk.at, calendar)
            main, detail = now.pill, f"Di {_holder(current, desk)} sejak {_short(current.opened_at, desk.at)}, sampai {_short(current.due_at, desk.at)}"
        elif visit is not None and (step.number < reached or current is None):
            main, detail = _took(visit, calendar), _by(visit, desk)
        elif current is not None and step.number > reached:
            forecast = due(forecast, row.norm, calendar)
            main, detail = "Perkiraan", f"paling lambat {_short(forecast, desk.at)}"
        executor = row.executor
        rows.append(
            LaneRow(
                number=step.number, uraian=row.uraian, lane_index=LANES.index(executor.label), shape=SHAPES[step],  # type: ignore[arg-type]
                norm_text=row.waktu, status=_status(step.number, reached, current is not None) if reached else ("lalu" if visit else "nanti"),
                if_no_text=f"Tidak: kembali ke langkah {Step(row.jika_ditolak).number}" if row.jika_ditolak else "",
                reality_main=main, reality_detail=detail, visit_no=visit.visit if visit else 1,
                used_share=visit_clock(current, desk.at, calendar).used_share if current and step.number == reached else 0.0,
                is_mine=desk.acts_as(executor) is not None,
                is_late=bool(current and step.number == reached and desk.at > current.due_at), executor=executor.person,
            )
        )  # fmt: skip
    return rows


def forecast_end(case: ReportRequest, visit: StepRecord, at: datetime, calendar: Calendar) -> datetime:
    """When the case ends if every step from now on takes exactly its norm."""
    end = max(visit.due_at, at)
    for step in list(Step)[visit.number :]:
        end = due(end, case.edition.row(step).norm, calendar)
    return end


def total_used(visits: Iterable[StepRecord], at: datetime, calendar: Calendar) -> str:
    """Working time the case has taken so far, in words."""
    minutes = sum(
        visit.minutes_used if visit.minutes_used is not None else elapsed(visit.opened_at, at, calendar) for visit in visits
    )
    return duration(minutes, working_day_minutes(at, calendar))


def _took(visit: StepRecord, calendar: Calendar) -> str:
    words = duration(visit.minutes_used or 0, working_day_minutes(visit.opened_at, calendar))
    return words.removesuffix(" kerja")


def _by(visit: StepRecord, desk: Desk) -> str:
    when = _short(visit.finished_at, desk.at) if visit.finished_at else ""
    extra = f" · versi {visit.version_number}" if visit.version_number else ""
    return f"{when} · {visit.finished_title}{extra}"


def _short(at: datetime, now: datetime) -> str:
    local, here = in_wita(at), in_wita(now)
    if local.date() == here.date():
        return f"hari ini {clock(at)}"
    year = "" if local.year == here.year else f" {local.year}"
    return f"{local.day} {MONTH_NAMES[local.month - 1][:3]}{year} {clock(at)}"


@dataclass(frozen=True)
class Event:
    """One line of the timeline. `kind` picks icon and colour: anda, selesai, dikembalikan, menunggu, batal."""

    kind: str
    icon: str
    who: str
    text: str
    when: str
    quote: str = ""


_DONE_WORDS: dict[Step, str] = {
    Step.DISPOSISI: "mendisposisi surat",
    Step.FORMAT: "menyampaikan format ke unit",
    Step.PENGUMPULAN: "menyelesaikan pengumpulan data",
    Step.ANALISIS: "membekukan hasil analisis",
    Step.DRAFT: "mengajukan draft",
    Step.PARAF_KASUBAG: "memaraf draft",
    Step.PARAF_SEKRETARIS: "memaraf draft",
    Step.TANDA_TANGAN: "menandatangani laporan",
    Step.PENGGANDAAN: "membagikan laporan",
}
_RETURN_WORDS: dict[Step, str] = {
    Step.ANALISIS: "mengembalikan data ke unit",
    Step.DRAFT: "membuka kembali analisis",
    Step.PARAF_KASUBAG: "mengembalikan draft",
    Step.PARAF_SEKRETARIS: "mengembalikan draft",
    Step.TANDA_TANGAN: "mengembalikan draft",
}


def timeline(case: ReportRequest, visits: Sequence[StepRecord], desk: Desk, calendar: Calendar) -> list[Event]:
    """Every turn of the case, newest first; a return shows its note."""
    events = [_event(visit, desk, calendar) for visit in visits]
    letter = case.letter
    events.insert(0, Event("selesai", "berkas", letter.registered_title, f"mencatat surat, agenda {letter.agenda}", _short(letter.received_at, desk.at)))
    return events[::-1]


def _event(visit: StepRecord, desk: Desk, calendar: Calendar) -> Event:
    step = Step(visit.step)
    if visit.finished_at is None:
        mine = desk.acts_as(visit.executor) is not None
        who = "Menunggu Anda" if mine else f"Menunggu {visit.executor.person}"
        return Event("anda" if mine else "menunggu", "jam", who, f"langkah {step.number}, {step.label.lower()}", f"sejak {_short(visit.opened_at, desk.at)}")
    when = f"{_short(visit.finished_at, desk.at)} · {_took(visit, calendar)} kerja dari {visit.norm.lower()}"
    version = f" versi {visit.version_number}" if visit.version_number else ""
    who = visit.finished_title if visit.finished_by_id != desk.user.pk else f"Anda ({visit.finished_title})"
    if visit.outcome == Outcome.SELESAI:
        return Event("selesai", "centang", who, _DONE_WORDS[step] + version, when, visit.note)
    if visit.outcome == Outcome.DIKEMBALIKAN:
        return Event("dikembalikan", "kembali", who, _RETURN_WORDS.get(step, "mengembalikan") + version, when, visit.note)
    if visit.outcome == Outcome.DITARIK:
        return Event("dikembalikan", "kembali", who, "menarik kembali disposisi", when, visit.note)
    if visit.outcome == Outcome.DIKETAHUI:
        return Event("selesai", "centang", who, "mengetahui surat; laporan tidak diperlukan", when, visit.note)
    return Event("batal", "silang", who, "membatalkan kasus", when, visit.note)
