"""When a case ends by the SOP's norms, and what that means for the day the requester asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from accounts.worktime import WITA, Calendar, NoWorkingDayError, due, in_wita
from accounts.worktime_words import MONTH_NAMES, moment
from workflow.sop import Step

if TYPE_CHECKING:
    from workflow.case import ReportRequest
    from workflow.editions import SopEdition
    from workflow.visits import StepRecord


@dataclass(frozen=True)
class Promise:
    """The requester's day against the forecast. `sentence` begins with a capital letter, `short` fits a card."""

    is_in_danger: bool
    days_late: int
    sentence: str
    short: str


def forecasts(
    case: ReportRequest, visit: StepRecord, at: datetime, calendar: Calendar
) -> dict[Step, datetime]:
    """When each later step ends if every step from now on takes exactly its norm."""
    return _chain(case.edition, list(Step)[visit.number :], max(visit.due_at, at), calendar)


def forecast_end(case: ReportRequest, visit: StepRecord, at: datetime, calendar: Calendar) -> datetime:
    """When the case ends if every step from now on takes exactly its norm."""
    return forecasts(case, visit, at, calendar).get(Step.PENGGANDAAN, max(visit.due_at, at))


def forecast_new(edition: SopEdition, at: datetime, calendar: Calendar) -> datetime:
    """When a letter registered at `at` is answered if all nine steps take exactly their norm."""
    return _chain(edition, list(Step), at, calendar)[Step.PENGGANDAAN]


def _chain(edition: SopEdition, steps: list[Step], end: datetime, calendar: Calendar) -> dict[Step, datetime]:
    """Each step begins when the one before ends, by the office hours of its own kind of unit."""
    found: dict[Step, datetime] = {}
    for step in steps:
        row = edition.row(step)
        end = due(end, row.norm, calendar.of(row.executor.unit_kind))
        found[step] = end
    return found


def promise(wanted: date, end: datetime, at: datetime) -> Promise:
    """Compare: "Dengan norma SOP selesai Kamis 3 Desember, 10.00 WITA; diminta 1 Des, 2 hari lebih awal."."""
    late = (in_wita(end).date() - wanted).days
    asked, when = day_words(wanted, at), moment(end, at)
    short = f"diminta {asked}, dengan norma SOP selesai {day_words(in_wita(end).date(), at)}"
    if late > 0:
        words = f"Dengan norma SOP selesai {when}; diminta {asked}, {late} hari lebih awal."
        return Promise(True, late, words, short)
    room = "hari itu juga" if late == 0 else f"masih longgar {-late} hari"
    return Promise(False, 0, f"Dengan norma SOP selesai {when}; diminta {asked}, {room}.", short)


def promise_of(visit: StepRecord, at: datetime, calendar: Calendar) -> Promise | None:
    """For an open visit; None where no day was asked for."""
    wanted = visit.case.letter.requested_by
    if wanted is None:
        return None
    return promise(wanted, forecast_end(visit.case, visit, at, calendar), at)


def urgency(visit: StepRecord, at: datetime, calendar: Calendar) -> datetime:
    """By when this step ought to be done: its due time, earlier by as much as the forecast misses the requester's day.

    The order of an inbox. A calendar without working days leaves the due time.
    """
    wanted = visit.case.letter.requested_by
    if wanted is None:
        return visit.due_at
    try:
        end = forecast_end(visit.case, visit, at, calendar)
    except NoWorkingDayError:
        return visit.due_at
    latest = datetime.combine(wanted, time.max, WITA)
    return visit.due_at - max(end - latest, timedelta())


def day_words(day: date, at: datetime) -> str:
    """ "3 Des", with the year where it is not that of `at`."""
    year = "" if day.year == in_wita(at).year else f" {day.year}"
    return f"{day.day} {MONTH_NAMES[day.month - 1][:3]}{year}"
