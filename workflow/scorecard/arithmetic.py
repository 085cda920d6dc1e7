"""What a number of visits says. Pure; tests/workflow/test_kinerja_hitung.py works the figures out by hand.

The unit counted is the **visit**: a step that was sent back is done again, with the full norm, and counts again.

* *Done* are the visits that its executor ended: finished, sent back ("Tidak") or noted. A visit cut short by others
  (recalled, cancelled) says nothing about the step's time and is counted apart, as are the open ones.
* *Median*: the middle value; of an even number the mean of the two middle ones, half a minute rounded up.
* *90th percentile*: nearest rank, the ⌈0.9 n⌉-th smallest value. It is always the time of a real visit, which can be looked
  up; no value is invented between two.
* Below `ENOUGH_FOR_MEDIAN` or `ENOUGH_FOR_P90` visits there is no such figure: with fewer than ten the ninetieth percentile
  would only repeat the slowest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from accounts.worktime import Norm, TimeUnit
from workflow.visits import Outcome

N = TypeVar("N", int, float)

ENOUGH_FOR_MEDIAN = 5
ENOUGH_FOR_P90 = 10
DONE = frozenset({Outcome.SELESAI, Outcome.DIKEMBALIKAN, Outcome.DIKETAHUI})
"""Outcomes by which the executor of a step ended it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as far as it is counted. `minutes`: working minutes taken, of an open one so far; `others`: those of them
    spent waiting on somebody else; `late_by_others`: late, but not once the waiting is taken off (workflow.waiting);
    `extended`: its due time was moved by a superior; `norm`: its Waktu as minutes (see `norm_minutes`)."""

    pk: int
    case: int
    step: str
    pelaksana: str
    edition: int
    norm: int
    opened_at: datetime
    due_at: datetime
    finished_at: datetime | None
    outcome: str
    minutes: int
    others: int = 0
    late_by_others: bool = False
    extended: bool = False

    @property
    def is_done(self) -> bool:
        return self.outcome in DONE

    def is_late(self, at: datetime) -> bool:
        """Ended after its due time; still open: its due time has passed."""
        return (self.finished_at or at) > self.due_at


@dataclass(frozen=True)
class Figures:
    """`times` are the working minutes of the done visits, ascending; `ratios` the same as parts of the norm."""

    times: tuple[int, ...] = ()
    ratios: tuple[float, ...] = ()
    on_time: int = 0
    returned: int = 0
    others: int = 0
    late_by_others: int = 0
    """Of the late ones those that were so only by waiting on others."""
    extended: int = 0
    recalled: int = 0
    cancelled: int = 0
    open: int = 0
    open_late: int = 0
    longest_open: int | None = None

    @property
    def done(self) -> int:
        return len(self.times)

    @property
    def late(self) -> int:
        return self.done - self.on_time

    @property
    def median(self) -> int | None:
        """Working minutes; None below ENOUGH_FOR_MEDIAN visits."""
        return median(self.times) if self.done >= ENOUGH_FOR_MEDIAN else None

    @property
    def p90(self) -> int | None:
        """Working minutes; None below ENOUGH_FOR_P90 visits."""
        return nearest_rank(self.times, 90) if self.done >= ENOUGH_FOR_P90 else None

    @property
    def median_ratio(self) -> float | None:
        """The median of the parts of the norm; None where there is no median."""
        if self.median is None:
            return None
        middle = self.done // 2
        return self.ratios[middle] if self.done % 2 else (self.ratios[middle - 1] + self.ratios[middle]) / 2

    @property
    def p90_ratio(self) -> float | None:
        """The 90th percentile of the parts of the norm; None where there is none."""
        return nearest_rank(self.ratios, 90) if self.done >= ENOUGH_FOR_P90 else None

    @property
    def share(self) -> int | None:
        """Whole percent done in time, half rounded up; None below ENOUGH_FOR_MEDIAN visits."""
        return percent(self.on_time, self.done) if self.done >= ENOUGH_FOR_MEDIAN else None

    @property
    def waiting(self) -> int | None:
        """Whole percent of the time taken that was spent waiting on others; None where no time was taken."""
        total = sum(self.times)
        return percent(self.others, total) if total else None


def summarise(visits: Iterable[Visit], at: datetime) -> Figures:
    """The figures of these visits as they stand at `at`."""
    found = list(visits)
    done = [visit for visit in found if visit.is_done]
    still_open = [visit for visit in found if visit.finished_at is None]
    return Figures(
        times=tuple(sorted(visit.minutes for visit in done)),
        ratios=tuple(sorted(visit.minutes / visit.norm for visit in done)),
        on_time=sum(not visit.is_late(at) for visit in done),
        returned=sum(visit.outcome == Outcome.DIKEMBALIKAN for visit in done),
        others=sum(visit.others for visit in done),
        late_by_others=sum(visit.late_by_others for visit in done),
        extended=sum(visit.extended for visit in done),
        recalled=sum(visit.outcome == Outcome.DITARIK for visit in found),
        cancelled=sum(visit.outcome == Outcome.DIBATALKAN for visit in found),
        open=len(still_open),
        open_late=sum(visit.is_late(at) for visit in still_open),
        longest_open=max((visit.minutes for visit in still_open), default=None),
    )


def median(ascending: Sequence[int]) -> int:
    """See the head of this file. ValueError for nothing at all."""
    if not ascending:
        raise ValueError("no values")
    middle = len(ascending) // 2
    if len(ascending) % 2:
        return ascending[middle]
    return (ascending[middle - 1] + ascending[middle] + 1) // 2


def nearest_rank(ascending: Sequence[N], share: int) -> N:
    """The smallest value that `share` percent (1 to 100) of the values do not exceed. ValueError for nothing at all."""
    if not ascending:
        raise ValueError("no values")
    return ascending[-(-len(ascending) * share // 100) - 1]


def percent(part: int, whole: int) -> int:
    """Whole percent, half rounded up: 1 of 8 is 13."""
    return (200 * part + whole) // (2 * whole)


def norm_minutes(waktu: str, day_minutes: int) -> int:
    """A Waktu of the SOP as working minutes; one hari is the office's usual day, `day_minutes` long."""
    norm = Norm.parse(waktu)
    return norm.amount * (60 if norm.unit == TimeUnit.JAM else day_minutes)
