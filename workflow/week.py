"""This week's deadlines on one desk and around it, and when a case will arrive by the SOP's norms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from accounts.worktime import Calendar, due, in_wita
from accounts.worktime_words import DAY_NAMES, MONTH_NAMES
from workflow.sop import Step
from workflow.story import week_of
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk


MOST = 6


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    case_id: int


@dataclass
class Day:
    day: date
    is_today: bool
    is_off: bool
    entries: list[Entry] = field(default_factory=list)
    more: int = 0
    """Entries left out of a full day; the list of cases has them."""

    @property
    def name(self) -> str:
        return DAY_NAMES[self.day.weekday()]


@dataclass(frozen=True)
class Week:
    days: list[Day]

    @property
    def label(self) -> str:
        """ "12–16 Oktober 2026"."""
        first, last = self.days[0].day, self.days[-1].day
        month = MONTH_NAMES[last.month - 1]
        if first.month == last.month:
            return f"{first.day}–{last.day} {month} {last.year}"
        return f"{first.day} {MONTH_NAMES[first.month - 1]} – {last.day} {month} {last.year}"


_DUE_WORDS: dict[Step, str] = {
    Step.DISPOSISI: "Disposisi surat {sender}",
    Step.FORMAT: "Format disampaikan: {title}",
    Step.PENGUMPULAN: "Data unit lengkap: {title}",
    Step.ANALISIS: "Analisis selesai: {title}",
    Step.DRAFT: "Draft diajukan: {title}",
    Step.PARAF_KASUBAG: "Paraf Kasubag: {title}",
    Step.PARAF_SEKRETARIS: "Paraf Sekretaris: {title}",
    Step.TANDA_TANGAN: "Tanda tangan: {title}",
    Step.PENGGANDAAN: "Laporan dibagikan: {title}",
}


def week(visits: Iterable[StepRecord], desk: Desk, calendar: Calendar) -> Week:
    """Monday to Friday: due times of the visits, and when a case is expected on this person's desk."""
    today = in_wita(desk.at).date()
    days = {day: Day(day, day == today, calendar.working_day(day) is None) for day in week_of(desk.at)}
    for visit in visits:
        for entry in _entries(visit, desk, calendar):
            if day := days.get(in_wita(entry.at).date()):
                day.entries.append(entry)
    for day in days.values():
        day.entries.sort(key=lambda entry: entry.at)
        day.more = max(len(day.entries) - MOST, 0)
        del day.entries[MOST:]
    return Week(list(days.values()))


def _entries(visit: StepRecord, desk: Desk, calendar: Calendar) -> list[Entry]:
    words = _DUE_WORDS[Step(visit.step)].format(sender=visit.case.letter.sender, title=visit.case.title)
    found = [Entry(visit.due_at, words, visit.case_id)]
    if desk.acts_as(visit.executor) is None:
        arrival = arrives(visit, desk, calendar)
        if arrival is not None:
            found.append(
                Entry(
                    arrival,
                    f"Perkiraan tiba di Anda: {visit.case.title}",
                    visit.case_id,
                )
            )
    return found


def arrives(visit: StepRecord, desk: Desk, calendar: Calendar) -> datetime | None:
    """When the case reaches a step of this person if every step from now on takes exactly its norm."""
    end = max(visit.due_at, desk.at)
    for step in list(Step)[visit.number :]:
        row = visit.case.edition.row(step)
        if desk.acts_as(row.executor):
            return end
        end = due(end, row.norm, calendar.of(row.executor.unit_kind))
    return None
