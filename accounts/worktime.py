"""Working time: when something is due, and how much working time lies between two moments. Pure.

The office's moments are read in WITA, whatever zone they come in. Within office hours means inside one of
the day's working spans, both ends included: closing time and the start of the break still count as inside.

* *n jam* is n × 60 working minutes, counted over breaks, nights and days off; what ends exactly at closing
  time is due then.
* *n hari* is the same clock time on the n-th following working day, moved into that day's hours: from the
  break to its end, from after closing back to closing, from before opening on to opening.
* A start outside office hours first moves to the next working moment.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone

# UTC+8 without daylight saving. A fixed offset keeps this module pure and fast.
WITA = timezone(timedelta(hours=8), "WITA")

# So many days off in a row can only mean that nobody entered office hours.
HORIZON_DAYS = 400

Span = tuple[time, time]
"""From when to when of one day, both ends included."""

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
_NORM = re.compile(r"\s*([0-9]{1,4})\s*(jam|hari)(?:\s+kerja)?\s*", re.IGNORECASE)


class NoWorkingDayError(ValueError):
    """No office hours for `HORIZON_DAYS` days on end."""


class TimeUnit(enum.StrEnum):
    JAM = "jam"
    HARI = "hari"


@dataclass(frozen=True, slots=True)
class Norm:
    """The Waktu of an SOP row: a whole number of jam or hari, at least one."""

    amount: int
    unit: TimeUnit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError("Norma waktu paling sedikit 1. Tulis misalnya “1 jam” atau “2 hari”.")

    @classmethod
    def parse(cls, text: str) -> Norm:
        """Read "2 hari", "1 Jam" or "1 hari kerja". ValueError names the cure."""
        found = _NORM.fullmatch(text)
        if not found:
            raise ValueError(
                f"Norma waktu “{text.strip()}” tidak dikenali. Tulis misalnya “1 jam” atau “2 hari”."
            )
        return cls(int(found[1]), TimeUnit(found[2].lower()))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


def jam(amount: int) -> Norm:
    return Norm(amount, TimeUnit.JAM)


def hari(amount: int) -> Norm:
    return Norm(amount, TimeUnit.HARI)


@dataclass(frozen=True, slots=True)
class Hours:
    """The office hours of one day."""

    opens: time
    closes: time
    break_start: time | None = None
    break_end: time | None = None

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("Jam pulang harus sesudah jam masuk.")
        if (self.break_start is None) != (self.break_end is None):
            raise ValueError("Jam istirahat harus lengkap: mulai dan selesai.")
        if (
            self.break_start is not None
            and self.break_end is not None
            and not self.opens < self.break_start < self.break_end < self.closes
        ):
            raise ValueError("Jam istirahat harus berada di antara jam masuk dan jam pulang.")

    @property
    def spans(self) -> tuple[tuple[time, time], ...]:
        """The working intervals, break removed."""
        if self.break_start is None or self.break_end is None:
            return ((self.opens, self.closes),)
        return ((self.opens, self.break_start), (self.break_end, self.closes))


@dataclass(frozen=True, slots=True)
class Profile:
    """A week of office hours in force from `starts` to `ends` inclusive (None: from then on).

    `week` pairs a weekday (Monday 0) with its hours; a weekday that is absent is a day off. `kind` is the kind of unit
    it is for; empty: for all.
    """

    name: str
    starts: date
    ends: date | None
    week: tuple[tuple[int, Hours], ...]
    kind: str = ""

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)

    def hours(self, day: date) -> Hours | None:
        weekday = day.weekday()
        return next((hours for number, hours in self.week if number == weekday), None)


@dataclass(frozen=True, slots=True)
class Closing:
    """An emergency: the office is closed that day, or between two times of it."""

    date: date
    starts: time | None = None
    ends: time | None = None

    def __post_init__(self) -> None:
        if (self.starts is None) != (self.ends is None):
            raise ValueError("Isi kedua jamnya, atau kosongkan keduanya bila ditutup sehari penuh.")
        if self.starts is not None and self.ends is not None and self.starts >= self.ends:
            raise ValueError("Jam selesai harus sesudah jam mulai.")

    @property
    def span(self) -> Span:
        return (self.starts or time.min, self.ends or time.max)


class WorkingDay:
    """One day the office is open, with its spans as moments; at least one."""

    __slots__ = ("closes", "date", "hours", "length", "opens", "spans")

    def __init__(self, day: date, hours: Hours, spans: tuple[Span, ...]) -> None:
        self.date = day
        self.hours = hours
        self.spans = tuple(
            (datetime.combine(day, first, WITA), datetime.combine(day, last, WITA)) for first, last in spans
        )
        self.opens = self.spans[0][0]
        self.closes = self.spans[-1][1]
        self.length = sum((last - first for first, last in self.spans), _NOTHING)

    def first_moment_from(self, at: datetime) -> datetime | None:
        """The first moment of this day's office hours that is not before `at`; None after closing."""
        for first, last in self.spans:
            if at <= last:
                return max(first, at)
        return None


@dataclass(frozen=True)
class Calendar:
    """The office's hours and days off, immutable; what a day is gets worked out once.

    Of the profiles covering a date, one for this kind of unit beats a general one, then one with an end beats an
    open-ended one, then the latest start wins, then the one listed first.
    """

    profiles: tuple[Profile, ...]
    days_off: frozenset[date] = frozenset()
    closings: frozenset[Closing] = frozenset()
    kind: str = ""
    """The kind of unit whose hours these are; empty: the office's."""
    _known: dict[date, WorkingDay | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    _of: dict[str, Calendar] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, kind: str) -> Calendar:
        """The hours of one kind of unit: its own profiles beat the general ones. The same calendar where it has none."""
        if kind == self.kind or all(profile.kind != kind for profile in self.profiles):
            return self
        if kind not in self._of:
            self._of[kind] = replace(self, kind=kind)
        return self._of[kind]

    def without_partial_closings(self) -> Calendar:
        """The same calendar, hours closed within a day open again; closed days stay closed."""
        whole = frozenset(one for one in self.closings if one.starts is None)
        return self if whole == self.closings else replace(self, closings=whole)

    def working_day(self, day: date) -> WorkingDay | None:
        """That day at the office, or None on a day off."""
        try:
            return self._known[day]
        except KeyError:
            hours = self._hours(day)
            spans = self._spans(day, hours)
            self._known[day] = found = WorkingDay(day, hours, spans) if hours and spans else None
            return found

    def hours(self, day: date) -> Hours | None:
        """Opening, closing and break of that day as the profile has them; None when the office is closed all day."""
        found = self.working_day(day)
        return found.hours if found else None

    def spans(self, day: date) -> tuple[tuple[time, time], ...]:
        """The working intervals of that day, break and closings removed; empty on a day off."""
        return self._spans(day, self._hours(day))

    def working_days(self, first: date) -> Iterator[WorkingDay]:
        """Every working day from `first` on, without end; NoWorkingDayError where none comes for too long."""
        day, idle_since, idle = first, first, 0
        while idle <= HORIZON_DAYS:
            found = self.working_day(day)
            if found:
                yield found
                idle_since, idle = day, 0
            if day == date.max:
                break
            day += _DAY
            idle += 1
        raise NoWorkingDayError(
            f"Tidak ada hari kerja dalam {HORIZON_DAYS} hari sejak {idle_since:%d-%m-%Y}. "
            "Periksa jam kerja dan hari libur di halaman pengelola."
        )

    def _hours(self, day: date) -> Hours | None:
        if day in self.days_off:
            return None
        in_force = self.profile(day)
        return in_force.hours(day) if in_force else None

    def profile(self, day: date) -> Profile | None:
        """Which of the profiles covering that date is in force; None where there is none."""
        return max(
            (one for one in self.profiles if one.kind in ("", self.kind) and one.covers(day)),
            key=lambda one: (one.kind != "", one.ends is not None, one.starts),
            default=None,
        )

    def _spans(self, day: date, hours: Hours | None) -> tuple[Span, ...]:
        spans = hours.spans if hours else ()
        for closing in self.closings:
            if closing.date == day:
                spans = _without(spans, closing.span)
        return spans


def _without(spans: tuple[Span, ...], closed: Span) -> tuple[Span, ...]:
    """What is left of the spans outside `closed`; a span of no length is none."""
    parts = (
        part for first, last in spans for part in ((first, min(last, closed[0])), (max(first, closed[1]), last))
    )  # fmt: skip
    return tuple(part for part in parts if part[0] < part[1])


def due(start: datetime, norm: Norm, calendar: Calendar) -> datetime:
    """When work begun at `start` (aware) with this norm is due, in WITA."""
    if norm.unit is TimeUnit.JAM:
        return add_minutes(start, norm.amount * 60, calendar)
    moment = next_working_moment(start, calendar)
    days = calendar.working_days(moment.date())
    for _ in range(norm.amount):
        next(days)
    day = next(days)
    return day.first_moment_from(datetime.combine(day.date, moment.timetz())) or day.closes


def due_given_back(start: datetime, norm: Norm, calendar: Calendar) -> datetime:
    """`due`, with the hours of a day that an emergency closed given back, which "n hari" alone would not."""
    whole = calendar.without_partial_closings()
    return shift(start, due(start, norm, whole), whole, calendar)


def add_minutes(start: datetime, minutes: int, calendar: Calendar) -> datetime:
    """The moment `minutes` (≥ 0) working minutes after `start` (aware)."""
    return _after(start, timedelta(minutes=minutes), calendar)


def _after(start: datetime, left: timedelta, calendar: Calendar) -> datetime:
    moment = next_working_moment(start, calendar)
    days = calendar.working_days(moment.date())
    while True:
        day = next(days)
        if moment <= day.opens and day.length < left:
            left -= day.length
            continue
        for first, last in day.spans:
            begin = max(first, moment)
            room = last - begin
            if left <= room:
                return begin + left
            left -= max(room, _NOTHING)


def next_working_moment(at: datetime, calendar: Calendar) -> datetime:
    """`at` itself within office hours (closing time included), else the next opening or end of break."""
    moment = in_wita(at)
    days = calendar.working_days(moment.date())
    return next(found for day in days if (found := day.first_moment_from(moment)) is not None)


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Is `at` (aware) within office hours, closing time included and the break not?"""
    moment = in_wita(at)
    day = calendar.working_day(moment.date())
    return day is not None and day.first_moment_from(moment) == moment


def elapsed(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Whole working minutes from `start` to `end` (both aware), seconds dropped.

    ValueError if `end` is earlier.
    """
    return _worked(start, end, calendar) // timedelta(minutes=1)


def _worked(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    begin, finish = in_wita(start), in_wita(end)
    if finish < begin:
        raise ValueError("Waktu selesai mendahului waktu mulai.")
    total = _NOTHING
    day, last_day = begin.date(), finish.date()
    while True:
        working = calendar.working_day(day)
        if working is not None:
            if begin <= working.opens and working.closes <= finish:
                total += working.length
            else:
                for first, last in working.spans:
                    total += max(min(last, finish) - max(first, begin), _NOTHING)
        if day == last_day:
            return total
        day += _DAY


def shift(start: datetime, due_at: datetime, before: Calendar, after: Calendar) -> datetime:
    """Where a due time comes to lie when the calendar changes: as much working time after `start` as it was.

    `due_at` itself where that is still so, or where it lies before `start`. Shifting there and back again gives a
    moment with no working time between it and `due_at`: closing time may stand for the next opening.
    """
    if due_at < start:
        return due_at
    worked = _worked(start, due_at, before)
    if is_open(due_at, after) and _worked(start, due_at, after) == worked:
        return in_wita(due_at)
    moved = _after(start, worked, after)
    # No working time lies between the end of a span and the start of the next: a due time keeps its side of the gap.
    if _is_edge(due_at, before, 0) and _is_edge(moved, after, 1):
        moved = next_working_moment(moved + timedelta.resolution, after)
    return moved


def _is_edge(at: datetime, calendar: Calendar, side: int) -> bool:
    """Does a span start (side 0) or end (side 1) at this very moment?"""
    moment = in_wita(at)
    day = calendar.working_day(moment.date())
    return day is not None and any(span[side] == moment for span in day.spans)


def remaining(now: datetime, due_at: datetime, calendar: Calendar) -> int:
    """Whole working minutes from `now` to `due_at`, negative once it is late.

    Zero says only that less than a working minute lies between them (a night may): whether something is
    late is `now > due_at`.
    """
    if now <= due_at:
        return elapsed(now, due_at, calendar)
    return -elapsed(due_at, now, calendar)


def working_day_minutes(at: datetime, calendar: Calendar) -> int:
    """The length in minutes of the working day in which `at` falls, or of the next one."""
    day = next(calendar.working_days(next_working_moment(at, calendar).date()))
    return day.length // timedelta(minutes=1)


def in_wita(at: datetime) -> datetime:
    """The same moment in WITA; ValueError for a naive one, whose zone nobody can know."""
    if at.tzinfo is None:
        raise ValueError("Waktu harus berzona, misalnya 2026-10-14T11:00:00+08:00.")
    return at.astimezone(WITA)
