"""The two clocks of a visit, its due time and what moved it, in words; for people who may read reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.worktime import Calendar, elapsed, working_day_minutes
from accounts.worktime_words import duration, moment
from workflow.deadline_models import DueChange, Pause
from workflow.deadlines import sop_due
from workflow.sop import Step
from workflow.visits import StepRecord
from workflow.waiting import Split, split

if TYPE_CHECKING:
    from accounts.posts import Desk


@dataclass(frozen=True)
class Change:
    """One move of the due time, as a row."""

    what: str
    until: str
    before: str
    who: str
    when: str
    reason: str


@dataclass(frozen=True)
class Wait:
    """One pause that has begun, as a row."""

    what: str
    since: str
    until: str
    """Empty while it lasts."""
    took: str
    reason: str
    who: str


@dataclass(frozen=True)
class VisitClock:
    """Everything there is to say about the time of one visit."""

    number: int
    label: str
    again: int
    holder: str
    """ "Anda", or who the pelaksana is."""
    mine: str
    others: str
    """Empty where nothing was waited for."""
    due: str
    norm: str
    """ "2 hari", and until when where the due time has moved."""
    moved: str
    """What moved the due time last, as the second half of the norm's sentence; empty where nothing did."""
    lateness: str
    changes: Sequence[Change]
    waits: Sequence[Wait]
    waiting: Wait | None
    """What it waits for now."""
    is_open: bool
    is_late: bool


def visit_words(visit: StepRecord, desk: Desk, calendar: Calendar) -> VisitClock:
    """One visit's time in words at the desk's moment. Reads `due_changes` and `pauses`, best prefetched."""
    at, step = desk.at, Step(visit.step)
    found = split(visit, at, calendar)
    changes = [_change(one, at) for one in visit.due_changes.all()]
    begun = [one for one in visit.pauses.all() if one.starts <= at]
    waits = [_wait(one, visit, at, calendar) for one in begun]
    running = [wait for wait, one in zip(waits, begun, strict=True) if one.is_open and visit.is_open]
    return VisitClock(
        number=step.number,
        label=step.label,
        again=visit.visit,
        holder="Anda" if visit.is_open and desk.acts_as(visit.executor) else visit.executor.person,
        mine=spent(found.mine, at, calendar),
        others=spent(found.others, at, calendar) if found.others else "",
        due=moment(visit.due_at, at),
        norm=f"{visit.norm.lower()}, sampai {moment(sop_due(visit), at)}" if changes else visit.norm.lower(),
        moved=_moved(changes),
        lateness=lateness(found, visit, at, calendar),
        changes=changes,
        waits=waits,
        waiting=running[0] if running else None,
        is_open=visit.is_open,
        is_late=found.late > 0,
    )


def spent(minutes: int, at: datetime, calendar: Calendar) -> str:
    """ "3 jam 20 menit": without the word kerja, where the heading says it."""
    return duration(minutes, working_day_minutes(at, calendar)).removesuffix(" kerja")


def lateness(found: Split, visit: StepRecord, at: datetime, calendar: Calendar) -> str:
    """Who answers for being late: "Lewat 3 jam: 1 jam di meja Kasubag Perencanaan, 2 jam menunggu pihak lain."."""
    if not found.late:
        return ""
    late = spent(found.late, at, calendar)
    who = visit.executor.person
    if not found.late_mine:
        return f"Lewat {late} kerja, seluruhnya karena menunggu pihak lain."
    if not found.late_others:
        return f"Lewat {late} kerja di meja {who}."
    mine, others = spent(found.late_mine, at, calendar), spent(found.late_others, at, calendar)
    return f"Lewat {late} kerja: {mine} di meja {who}, {others} menunggu pihak lain."


def _moved(changes: Sequence[Change]) -> str:
    if not changes:
        return ""
    last = changes[-1]
    by = f" oleh {last.who}" if last.who else ""
    earlier = f" Perubahan ke-{len(changes)}." if len(changes) > 1 else ""
    return f"{last.what} sampai {last.until}{by}, dengan alasan “{last.reason.removesuffix('.')}”.{earlier}"


_WORDS = {
    DueChange.Kind.PERPANJANGAN: "Diperpanjang",
    DueChange.Kind.PENUTUPAN: "Bergeser karena kantor ditutup,",
    DueChange.Kind.KALENDER: "Bergeser karena kalender kantor,",
}


def _change(change: DueChange, at: datetime) -> Change:
    return Change(
        what=_WORDS[DueChange.Kind(change.kind)],
        until=moment(change.after, at),
        before=moment(change.before, at),
        who=change.by_title,
        when=moment(change.at, at),
        reason=change.reason,
    )


def _wait(pause: Pause, visit: StepRecord, at: datetime, calendar: Calendar) -> Wait:
    end = pause.ends or visit.finished_at or at
    return Wait(
        what=pause.get_kind_display(),
        since=moment(pause.starts, at),
        until=moment(pause.ends, at) if pause.ends else "",
        took=spent(elapsed(pause.starts, max(end, pause.starts), calendar), at, calendar),
        reason=pause.reason,
        who=pause.by_title or "sistem",
    )
