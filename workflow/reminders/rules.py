"""The moments at which a visit is spoken of. Pure: an opening, a due time, the edition's rules and the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.worktime import (
    Calendar,
    Norm,
    TimeUnit,
    add_minutes,
    due,
    elapsed,
    hari,
    in_wita,
    next_working_moment,
)
from workflow.reminder_models import Manner, Measure, ReminderRule, When, Who

OPENED = "buka"
SNOOZED = "tunda"


@dataclass(frozen=True)
class Stage:
    """One thing to say about a visit from `moment` on, until a later one takes its place.

    `for_due` is the due time it speaks of; opening and snooze speak of none and carry the opening.
    """

    code: str
    moment: datetime
    for_due: datetime
    rule: ReminderRule | None = None

    @property
    def is_reminder(self) -> bool:
        """The announcement of the opening is none."""
        return self.code != OPENED

    @property
    def waits_for_digest(self) -> bool:
        return self.rule is not None and self.rule.manner == Manner.RANGKUMAN

    @property
    def for_holder(self) -> bool:
        return self.rule is None or self.rule.who != Who.ATASAN

    @property
    def level(self) -> int:
        """Which superior hears it; 0 none."""
        return self.rule.level if self.rule is not None else 0


def rules_for(rules: Iterable[ReminderRule], step: str, norm: Norm) -> list[ReminderRule]:
    """Of an edition's rules those of this very step, else those of its kind of norm."""
    known = list(rules)
    own = [rule for rule in known if rule.applies_to == step]
    return own or [rule for rule in known if rule.applies_to == norm.unit.value]


def stages(
    opened_at: datetime, due_at: datetime, norm: Norm, rules: Iterable[ReminderRule], calendar: Calendar
) -> list[Stage]:
    """The opening and every rule's moment, in order. A moment before due that is not after the opening is left out."""
    start = next_working_moment(opened_at, calendar)
    found = [Stage(OPENED, start, opened_at)]
    for rule in rules:
        at = moment_of(rule, start, due_at, norm, calendar)
        if at is not None:
            found.append(Stage(str(rule.pk), at, due_at, rule))
    return sorted(found, key=lambda stage: (stage.moment, stage.level))


def moment_of(
    rule: ReminderRule, start: datetime, due_at: datetime, norm: Norm, calendar: Calendar
) -> datetime | None:
    """When a rule comes due for a visit that began at the working moment `start`."""
    if rule.when == When.TEPAT:
        return due_at
    if rule.when == When.SEBELUM:
        at = _before(rule, start, due_at, norm, calendar)
        return at if at is not None and start < at < due_at else None
    if rule.measure == Measure.HARI:
        return due(due_at, hari(rule.amount), calendar)
    return add_minutes(due_at, _minutes(rule, start, norm, calendar), calendar)


def _before(
    rule: ReminderRule, start: datetime, due_at: datetime, norm: Norm, calendar: Calendar
) -> datetime | None:
    if due_at <= start:
        return None
    if rule.measure == Measure.HARI:
        return working_days_before(due_at, rule.amount, calendar)
    left = elapsed(start, due_at, calendar) - _minutes(rule, start, norm, calendar)
    return add_minutes(start, left, calendar) if left > 0 else None


def _minutes(rule: ReminderRule, start: datetime, norm: Norm, calendar: Calendar) -> int:
    if rule.measure != Measure.PERSEN:
        return rule.amount
    return max(norm_minutes(start, norm, calendar) * rule.amount // 100, 1)


def norm_minutes(start: datetime, norm: Norm, calendar: Calendar) -> int:
    """The SOP's own norm in working minutes, whatever became of the due time since."""
    if norm.unit is TimeUnit.JAM:
        return norm.amount * 60
    return elapsed(start, due(start, norm, calendar), calendar)


def working_days_before(at: datetime, days: int, calendar: Calendar) -> datetime | None:
    """The same clock time `days` working days earlier, moved into that day's hours; None where the calendar ends."""
    there = in_wita(at)
    day, left = there.date(), days
    for _ in range(60 + 7 * days):
        day -= timedelta(days=1)
        found = calendar.working_day(day)
        if found is None:
            continue
        left -= 1
        if left == 0:
            return found.first_moment_from(datetime.combine(day, there.timetz())) or found.closes
    return None


def half_day_bounds(at: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
    """Begin and end of the half-day in which `at` falls, as nudges.half_day names it; outside office hours of the one to come."""
    there = next_working_moment(at, calendar)
    day = calendar.working_day(there.date())
    assert day is not None  # a working moment lies on a working day
    morning, rest = day.spans[0], day.spans[1:]
    return morning if there <= morning[1] or not rest else (rest[0][0], rest[-1][1])
