"""A case told as the SOP tells it: the line of nine symbols, the live table, the timeline, the words of its clock.

Everything is computed when read, from the visits and the edition, so a dead scheduler never hides lateness.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast

from accounts.worktime import Calendar, TimeUnit, elapsed, in_wita, remaining, working_day_minutes
from accounts.worktime_words import MONTH_NAMES, clock, duration, moment, time_left
from workflow.forecast import forecasts
from workflow.garis import LaneRow, Line, LineStep, Shape, Status
from workflow.sop import LANES, RETURN_TARGETS, SHAPES, Final, Step
from workflow.visits import Outcome, StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk
    from workflow.case import ReportRequest
    from workflow.editions import SopEdition

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
        """ "Sisa 35 menit kerja"."""
        return self.left[:1].upper() + self.left[1:]

    @property
    def word(self) -> str:
        """The state in a word or two, for a list that tells the time beside it."""
        return _STATE_WORDS[self.state]

    @property
    def beside(self) -> str:
        """The time beside `word`: "lewat 3 jam kerja" where the pill already says Terlambat."""
        return self.left.replace("terlambat ", "lewat ", 1)


_STATE_WORDS = {
    "terlambat": "Terlambat",
    "hampir": "Hampir tenggat",
    "berjalan": "Berjalan",
    "menunggu": "Baru dibuka",
}


def clock_of(opened_at: datetime, due_at: datetime, at: datetime, calendar: Calendar) -> Clock:
    """Working time left until `due_at`, in words; late ones say how late."""
    norm = max(elapsed(opened_at, due_at, calendar), 1)
    left = remaining(at, due_at, calendar)
    share = min(max((norm - left) / norm, 0.0), 1.0)
    late = at > due_at
    near, fresh = share >= NEAR, left >= norm
    state = "terlambat" if late else "hampir" if near else "menunggu" if fresh else "berjalan"
    until = f"seharusnya {moment(due_at, at)}" if late else f"paling lambat {moment(due_at, at)}"
    words = time_left(at, due_at, calendar)
    return Clock(state=state, left=words, until=until, is_late=late, used_share=share)


def visit_clock(visit: StepRecord, at: datetime, calendar: Calendar) -> Clock:
    """As `clock_of`, by the office hours of the pelaksana's kind of unit."""
    return clock_of(visit.opened_at, visit.due_at, at, calendar.of(visit.executor.unit_kind))


def returns_to(case: ReportRequest, step: Step) -> Step | None:
    """Where a return from this step leads in this case's edition; None for a step that has no way back."""
    return way_back(case.edition, step)


def way_back(edition: SopEdition, step: Step) -> Step | None:
    """The same of an edition."""
    if step in RETURN_TARGETS:
        return Step(edition.row(step).jika_ditolak)
    return {Step.ANALISIS: Step.PENGUMPULAN, Step.DRAFT: Step.ANALISIS, Step.FORMAT: Step.DISPOSISI}.get(step)


def line(
    case: ReportRequest,
    visit: StepRecord | None,
    desk: Desk,
    calendar: Calendar,
    *,
    returned_from: str | None = None,
    reached: int | None = None,
) -> Line:
    """The nine symbols with the case's place among them; `visit` is the open one, None when closed.

    `returned_from` is the step of the last return, drawn as an arc; `reached` the number of the last step a case
    had come to when it was closed before its end.
    """
    place = _place(case, visit, otherwise=reached or 1)
    now = visit_clock(visit, desk.at, calendar) if visit else None
    origin = Step(returned_from) if returned_from else None
    target = returns_to(case, origin) if origin else None
    steps = [
        LineStep(
            number=step.number,
            name=step.label,
            shape=cast(Shape, SHAPES[step]),
            width_norm=_days(case, step),
            status=_status(step.number, place, visit is not None),
            used_share=now.used_share if now and step.number == place else 0.0,
            returned=step == origin and target is not None,
        )
        for step in Step
    ]
    return Line(
        steps=steps,
        holder=_holder(visit, desk) if visit else "",
        time_text=now.left if now else "",
        is_mine=visit is not None and desk.acts_as(visit.executor) is not None,
        is_late=now.is_late if now else False,
        returned_to=target.number if target else None,
    )


def _place(case: ReportRequest, visit: StepRecord | None, *, otherwise: int) -> int:
    """Number of the step being waited for; one past the last when all nine are done."""
    if visit is not None:
        return visit.number
    return len(Step) + 1 if case.final == Final.SELESAI else otherwise


def _status(number: int, reached: int, is_open: bool) -> Status:
    if number < reached:
        return "lalu"
    return "kini" if number == reached and is_open else "nanti"


def _days(case: ReportRequest, step: Step) -> int:
    norm = case.edition.row(step).norm
    return norm.amount if norm.unit == TimeUnit.HARI else 0


def _holder(visit: StepRecord, desk: Desk) -> str:
    if not desk.acts_as(visit.executor) or visit.assignee_id not in (None, desk.user.pk):
        return visit.desk_name
    return "meja Anda"


def lane_of(desk: Desk, current: StepRecord | None) -> int | None:
    """The reader's own column of the SOP's table, that of the current step first; None for people of a unit."""
    mine = [executor.label for executor in type(current.executor) if desk.holds(executor)] if current else []
    if current is not None and current.executor.label in mine:
        return LANES.index(current.executor.label)
    return LANES.index(mine[0]) if mine else None


def lanes(case: ReportRequest, visits: Sequence[StepRecord], desk: Desk, calendar: Calendar) -> list[LaneRow]:
    """The SOP's own table, alive: what each step took, where the case stands, and the forecast by the SOP's norms."""
    last = {Step(visit.step): visit for visit in visits}
    current = next((visit for visit in visits if visit.is_open), None)
    ahead = forecasts(case, current, desk.at, calendar) if current else {}
    reached = _place(case, current, otherwise=0)
    return [_lane(case, step, last.get(step), current, reached, ahead, desk, calendar) for step in Step]


def _lane(
    case: ReportRequest,
    step: Step,
    visit: StepRecord | None,
    current: StepRecord | None,
    reached: int,
    ahead: dict[Step, datetime],
    desk: Desk,
    calendar: Calendar,
) -> LaneRow:
    row = case.edition.row(step)
    now = visit_clock(current, desk.at, calendar) if current and step.number == reached else None
    main = detail = ""
    if current is not None and now is not None:
        main = now.pill
        where = current.desk_name if _holder(current, desk) != "meja Anda" else "Anda"
        since = short_moment(current.opened_at, desk.at)
        detail = f"Di {where} sejak {since}, sampai {short_moment(current.due_at, desk.at)}"
        if moves := list(current.due_changes.all()):
            detail += f" (norma SOP {short_moment(moves[0].before, desk.at)})"
    elif step in ahead:
        main, detail = "Perkiraan", f"paling lambat {short_moment(ahead[step], desk.at)}"
    elif visit is not None:
        main, detail = _took(visit, calendar), _by(visit, desk)
    come_to: Status = "lalu" if visit else "nanti"
    return LaneRow(
        number=step.number,
        uraian=row.uraian,
        lane_index=LANES.index(row.executor.label),
        shape=cast(Shape, SHAPES[step]),
        norm_text=row.waktu,
        status=_status(step.number, reached, current is not None) if reached else come_to,
        if_no_text=f"Tidak: kembali ke langkah {Step(row.jika_ditolak).number}" if row.jika_ditolak else "",
        reality_main=main,
        reality_detail=detail,
        visit_no=visit.visit if visit else 1,
        used_share=now.used_share if now else 0.0,
        is_mine=desk.acts_as(row.executor) is not None,
        is_late=now.is_late if now else False,
        executor=row.executor.person,
    )


def total_minutes(visits: Iterable[StepRecord], at: datetime, calendar: Calendar) -> int:
    """Working minutes the case has taken so far, all visits together."""
    return sum(
        visit.minutes_used if visit.minutes_used is not None else elapsed(visit.opened_at, at, calendar)
        for visit in visits
    )


def total_used(visits: Iterable[StepRecord], at: datetime, calendar: Calendar) -> str:
    """Working time the case has taken so far, in words."""
    return duration(total_minutes(visits, at, calendar), working_day_minutes(at, calendar))


def norm_total(edition: SopEdition) -> str:
    """What the SOP allows for all nine steps: "7 hari 5 jam"."""
    norms = [row.norm for row in edition.table.values()]
    parts = [
        (sum(n.amount for n in norms if n.unit == unit), unit.value) for unit in (TimeUnit.HARI, TimeUnit.JAM)
    ]
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount)


def _took(visit: StepRecord, calendar: Calendar) -> str:
    words = duration(visit.minutes_used or 0, working_day_minutes(visit.opened_at, calendar))
    return words.removesuffix(" kerja")


def _by(visit: StepRecord, desk: Desk) -> str:
    when = short_moment(visit.finished_at, desk.at) if visit.finished_at else ""
    extra = f" · versi {visit.version_number}" if visit.version_number else ""
    if visit.outcome == Outcome.DIBATALKAN:
        return f"dibatalkan {when} · {visit.finished_title}"
    return f"{when} · {visit.finished_title}{extra}"


def short_moment(at: datetime, now: datetime) -> str:
    """ "hari ini 14.40", "12 Okt 14.40", "12 Okt 2025 14.40": narrow columns."""
    local, here = in_wita(at), in_wita(now)
    days = (local.date() - here.date()).days
    if days == 0:
        return f"hari ini {clock(at)}"
    if days == 1:
        return f"besok {clock(at)}"
    year = "" if local.year == here.year else f" {local.year}"
    return f"{local.day} {MONTH_NAMES[local.month - 1][:3]}{year} {clock(at)}"


@dataclass(frozen=True)
class Event:
    """One line of the timeline. `mark` picks the colour: anda, selesai, dikembalikan or none.

    A return's note is quoted; the note of a finished step follows its sentence.
    """

    mark: str
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


def timeline(
    case: ReportRequest,
    visits: Sequence[StepRecord],
    desk: Desk,
    calendar: Calendar,
    *,
    with_notes: bool = True,
) -> list[Event]:
    """Every turn of the case, newest first; a return shows its note.

    `with_notes` is False for people of a unit: a note may speak of another unit's figures.
    """
    letter = case.letter
    registered = Event(
        "selesai",
        "berkas",
        letter.registered_title,
        f"mencatat surat, agenda {letter.agenda}",
        short_moment(letter.received_at, desk.at),
    )
    events = [registered, *(_event(case, visit, desk, calendar, with_notes) for visit in visits)]
    return events[::-1]


def _event(case: ReportRequest, visit: StepRecord, desk: Desk, calendar: Calendar, with_notes: bool) -> Event:
    step = Step(visit.step)
    if visit.finished_at is None:
        mine = desk.acts_as(visit.executor) is not None
        who = "Menunggu Anda:" if mine else f"Menunggu {visit.executor.person}:"
        text = f"langkah {step.number}, {step.label[0].lower()}{step.label[1:]}"
        since = f"sejak {short_moment(visit.opened_at, desk.at)}"
        return Event("anda" if mine else "", "pena" if mine else "jam", who, text, since)
    norm = visit.norm.lower()
    when = f"{short_moment(visit.finished_at, desk.at)} · {_took(visit, calendar)} kerja dari {norm}"
    who = "Anda" if visit.finished_by_id == desk.user.pk else visit.finished_title
    mark, icon, text = _what_happened(case, visit, step)
    if visit.prepared_name:
        text += f" (disiapkan {visit.prepared_name})"
    note = visit.note if with_notes else ""
    if mark != "selesai":
        return Event(mark, icon, who, text, when, note)
    return Event(mark, icon, who, f"{text}. {note}" if note else text, when)


def _what_happened(case: ReportRequest, visit: StepRecord, step: Step) -> tuple[str, str, str]:
    version = f" versi {visit.version_number}" if visit.version_number else ""
    if visit.outcome == Outcome.SELESAI:
        return "selesai", "pena" if step in RETURN_TARGETS else "centang", _DONE_WORDS[step] + version
    if visit.outcome == Outcome.DIKEMBALIKAN:
        return "dikembalikan", "balik", _return_words(case, step, version)
    if visit.outcome == Outcome.DITARIK:
        return "dikembalikan", "balik", "menarik kembali disposisi"
    if visit.outcome == Outcome.DIKETAHUI:
        return "selesai", "centang", "mengetahui surat; laporan tidak diperlukan"
    return "", "silang", "membatalkan kasus"


def _return_words(case: ReportRequest, step: Step, version: str) -> str:
    target = returns_to(case, step)
    if step == Step.ANALISIS:
        return "mengembalikan data ke unit; langkah 3 dibuka lagi"
    if step == Step.DRAFT:
        return "membuka kembali analisis, langkah 4"
    lapsed = "" if step == Step.PARAF_KASUBAG else " Paraf atas versi itu gugur."
    return f"mengembalikan draft{version} ke langkah {target.number if target else 5}.{lapsed}"


def week_of(at: datetime) -> list[date]:
    """Monday to Friday of the office's present week; from Saturday on the coming one."""
    today = in_wita(at).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 if today.weekday() > 4 else 0)
    return [monday + timedelta(days=n) for n in range(5)]
