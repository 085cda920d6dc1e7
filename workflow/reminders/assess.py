"""What is to be said about one visit at one moment, to whom, and when to look at it again. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.worktime import Calendar, Norm
from workflow.reminder_models import ReminderRule
from workflow.reminders.audience import Holding, Posts, audience
from workflow.reminders.rules import SNOOZED, Stage, half_day_bounds, rules_for, stages
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Saying:
    """One thing for one person; `holding` is None where they hear it as a superior."""

    person: User
    stage: Stage
    holding: Holding | None

    @property
    def row(self) -> tuple[int, str, datetime]:
        """What is unique of it within the visit."""
        return self.person.pk, self.stage.code, self.stage.for_due


@dataclass(frozen=True)
class Assessment:
    now: list[Saying]
    """What stands to be said at this moment, whether or not it was said already."""
    soon: list[Saying]
    """What comes due later in this half-day and may travel in its digest."""
    next_at: datetime | None


def assess(visit: StepRecord, posts: Posts, calendar: Calendar) -> Assessment:
    """Each person gets the newest stage that has come, so what was slept through is skipped and never piled up.

    `calendar` is the office's; what counts are the hours of the pelaksana's kind of unit.
    """
    at, calendar = posts.at, calendar.of(visit.executor.unit_kind)
    norm = Norm.parse(visit.norm)
    rules = rules_for(rules_of(visit), visit.step, norm)

    def timeline(due_at: datetime) -> list[Stage]:
        return stages(visit.opened_at, due_at, norm, rules, calendar)

    found = audience(visit, posts)
    whole = timeline(visit.due_at)
    lines: dict[int, list[Saying]] = {}
    everything = list(whole)
    put_off = {snooze.person_id: snooze.until for snooze in visit.snoozes.all()} if found.holdings else {}
    for holding in found.holdings:
        line = [
            stage for stage in timeline(holding.due_at) if stage.for_holder and stage.moment >= holding.since
        ]
        if until := put_off.get(holding.person.pk):
            line = _put_off(line, until, holding.due_at, visit.opened_at)
        lines[holding.person.pk] = [Saying(holding.person, stage, holding) for stage in line]
        everything += line
    for stage in whole:
        for person in found.superior(stage.level):
            mine = lines.setdefault(person.pk, [])
            if all(one.stage.code != stage.code for one in mine):
                mine.append(Saying(person, stage, None))
    end = half_day_bounds(at, calendar)[1]
    now = [newest for line in lines.values() if (newest := _newest(s for s in line if s.stage.moment <= at))]
    soon = [
        newest
        for line in lines.values()
        if (newest := _newest(s for s in line if s.stage.waits_for_digest and at < s.stage.moment <= end))
    ]
    return Assessment(now, soon, _next(everything, at, calendar))


def _newest(sayings: Iterable[Saying]) -> Saying | None:
    return max(sayings, key=lambda one: (one.stage.moment, one.stage.level), default=None)


def _put_off(line: list[Stage], until: datetime, due_at: datetime, opened_at: datetime) -> list[Stage]:
    """Nothing before the chosen moment, then that; a due time moved before it wins."""
    silent = min(until, due_at)
    kept = [stage for stage in line if stage.moment > silent or stage.moment == due_at]
    if until < due_at:
        kept.insert(0, Stage(SNOOZED, until, opened_at))
    return kept


def _next(everything: Iterable[Stage], at: datetime, calendar: Calendar) -> datetime | None:
    """The next moment of anybody; a digest's things are looked at when their half-day begins, too."""
    moments = set()
    for stage in everything:
        moments.add(stage.moment)
        if stage.waits_for_digest:
            moments.add(half_day_bounds(stage.moment, calendar)[0])
    return min((moment for moment in moments if moment > at), default=None)


def rules_of(visit: StepRecord) -> list[ReminderRule]:
    """The rules of the case's edition; prefetched where many visits are looked at."""
    return list(visit.case.edition.reminder_rules.all())
