"""Two clocks of one visit: the pelaksana's own, and the time spent waiting on others. Nothing here writes.

Lateness is laid first at the door of those who were waited for: a step that took three hours more than it had, two of
them waiting, is one hour late by its pelaksana (docs/adr/0007).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.worktime import Calendar, elapsed
from workflow.deadline_models import Pause
from workflow.visits import StepRecord


@dataclass(frozen=True)
class Split:
    """Whole working minutes of one visit, up to its end or to now."""

    mine: int
    others: int
    late: int
    """Since the due time in force; 0 when in time."""
    late_mine: int
    """What of `late` remains when all the waiting is taken off."""

    @property
    def late_others(self) -> int:
        return self.late - self.late_mine

    @property
    def total(self) -> int:
        return self.mine + self.others


def split(visit: StepRecord, at: datetime, calendar: Calendar) -> Split:
    """The two clocks of a visit, open (up to `at`) or finished. One query, none when `pauses` is prefetched."""
    calendar = calendar.of(visit.executor.unit_kind)
    begin = visit.opened_at
    end = max(visit.finished_at or at, begin)
    total = elapsed(begin, end, calendar)
    others = min(sum(elapsed(*span, calendar) for span in waits(visit.pauses.all(), begin, end)), total)
    late = elapsed(visit.due_at, end, calendar) if end > visit.due_at else 0
    return Split(mine=total - others, others=others, late=late, late_mine=max(late - others, 0))


def waits_since(visit: StepRecord, at: datetime) -> datetime | None:
    """Since when an open visit waits on somebody outside its own units; None while it does not. Reads `pauses`."""
    kinds = (Pause.Kind.LAYANAN, Pause.Kind.LAINNYA)
    running = [
        one.starts for one in visit.pauses.all() if one.is_open and one.kind in kinds and one.starts <= at
    ]
    return min(running, default=None)


def waits(pauses: Iterable[Pause], begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The pauses within `begin` and `end` as spans that do not overlap: waiting for two at once is one wait."""
    found: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda one: one.starts):
        first, last = max(pause.starts, begin), min(pause.ends or end, end)
        if found and first <= found[-1][1]:
            first, last = found[-1][0], max(last, found[-1][1])
            found.pop()
        if first < last:
            found.append((first, last))
    return found
