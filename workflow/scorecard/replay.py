"""Past visits replayed against the norms of a draft edition. Pure; tests/workflow/test_andai_hitung.py works it out by hand.

Only the due time is asked anew: a visit keeps the moment it was opened and the moment it ended. People work towards the norm
they have, so this says how the past would have been *judged*, never how it would have gone.

* A visit whose norm and office hours the draft leaves as they were keeps the due time it had, whatever moved it.
* Else its norm is counted from its opening by the calendar as it stands now, in the hours of the draft's pelaksana.
* An extension stays as it was: the superior's due time holds, unless the draft alone gives more time.
* Waiting on others moves no due time (docs/adr/0007), here as there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.roles import Pelaksana
from accounts.worktime import Calendar, Norm, NoWorkingDayError, due_given_back
from workflow.sop import Step


@dataclass(frozen=True, slots=True)
class Rule:
    """What an edition says of a step, as far as it can be replayed, and where its "Tidak" leads, which cannot."""

    norm: Norm
    executor: Pelaksana
    back_to: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A visit that its executor ended. `norm` and `executor`: those it was done under; `minutes`: working minutes taken;
    `extended`: its due time was moved by a superior."""

    case: int
    title: str
    step: Step
    norm: Norm
    executor: Pelaksana
    opened_at: datetime
    due_at: datetime
    finished_at: datetime
    minutes: int
    extended: bool = False

    @property
    def was_on_time(self) -> bool:
        return self.finished_at <= self.due_at


@dataclass(frozen=True, slots=True)
class Turned:
    """A visit judged otherwise under the draft, and when it would have been due."""

    past: Past
    due_at: datetime


@dataclass(frozen=True)
class Replayed:
    """One step: its rule in force, its rule in the draft, and the past visits under both."""

    step: Step
    now: Rule
    draft: Rule
    done: int
    on_time: int
    """As they were counted then, each by the due time it had."""
    norms_then: tuple[Norm, ...]
    """The norms they were done under, the newest first; more than one where editions differ."""
    same_hours: bool
    """Whether the office hours of both executors are the same."""
    extended: int
    turned_late: tuple[Turned, ...]
    turned_timely: tuple[Turned, ...]

    @property
    def on_time_under(self) -> int:
        """How many would have been on time under the draft."""
        return self.on_time - len(self.turned_late) + len(self.turned_timely)

    @property
    def changed(self) -> bool:
        """Whether the draft says anything else of this step than the edition in force."""
        return self.now != self.draft


def due_under(past: Past, rule: Rule, calendar: Calendar) -> datetime:
    """When this visit would have been due; see the head of this file."""
    hours = calendar.of(rule.executor.unit_kind)
    if rule.norm == past.norm and hours is calendar.of(past.executor.unit_kind):
        return past.due_at
    try:
        counted = due_given_back(past.opened_at, rule.norm, hours)
    except NoWorkingDayError:
        return past.due_at
    return max(counted, past.due_at) if past.extended else counted


def replay(
    pasts: Iterable[Past], now: Mapping[Step, Rule], draft: Mapping[Step, Rule], calendar: Calendar
) -> list[Replayed]:
    """Every step of the draft in the order of the SOP. `pasts`: the newest first."""
    by_step: dict[Step, list[Past]] = defaultdict(list)
    for past in pasts:
        by_step[past.step].append(past)
    return [
        _step(step, by_step[step], now[step], draft[step], calendar)
        for step in Step
        if step in now and step in draft
    ]


def _step(step: Step, pasts: list[Past], now: Rule, draft: Rule, calendar: Calendar) -> Replayed:
    late, timely = [], []
    for past in pasts:
        due_at = due_under(past, draft, calendar)
        if past.was_on_time and past.finished_at > due_at:
            late.append(Turned(past, due_at))
        elif not past.was_on_time and past.finished_at <= due_at:
            timely.append(Turned(past, due_at))
    return Replayed(
        step=step,
        now=now,
        draft=draft,
        done=len(pasts),
        on_time=sum(past.was_on_time for past in pasts),
        norms_then=tuple(dict.fromkeys(past.norm for past in pasts)),
        same_hours=calendar.of(now.executor.unit_kind) is calendar.of(draft.executor.unit_kind),
        extended=sum(past.extended for past in pasts),
        turned_late=tuple(late),
        turned_timely=tuple(timely),
    )
