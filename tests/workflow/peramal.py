"""The oracle of the simulated year: who must hear what, by its own arithmetic.

Nothing of the reminders' engine and nothing of the office's clock is used here. Time is a whole number of minutes since
1 January 2026, 00.00 WITA; working time is a list of the minutes the office is open.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

WITA = timezone(timedelta(hours=8))
ZERO = datetime(2026, 1, 1, tzinfo=WITA)
DAYS = 500
SUPERIOR = {"staf": "kasubag", "kasubag": "sekretaris", "sekretaris": "kadis", "kadis": ""}
MON_THU, FRIDAY = ((450, 720), (780, 960)), ((450, 690), (780, 990))
"""07.30–12.00 and 13.00–16.00; on Fridays 07.30–11.30 and 13.00–16.30."""


def minute(at: datetime) -> int:
    return int((at - ZERO).total_seconds() // 60)


def moment(at: int) -> datetime:
    return ZERO + timedelta(minutes=at)


class Clock:
    """Working minutes of the office, one by one."""

    def __init__(self, days_off: set[date], closed: Collection[tuple[int, int]] = ()) -> None:
        """`closed`: stretches of minutes in which the office was closed on short notice."""
        self.spans: dict[int, tuple[tuple[int, int], ...]] = {}
        self.open: list[int] = []
        for number in range(DAYS):
            day = ZERO.date() + timedelta(days=number)
            if day.weekday() > 4 or day in days_off:
                continue
            begin = number * 1440
            spans = [(begin + a, begin + b) for a, b in (FRIDAY if day.weekday() == 4 else MON_THU)]
            for start, end in closed:
                parts = [part for a, b in spans for part in ((a, min(b, start)), (max(a, end), b))]
                spans = [(a, b) for a, b in parts if a < b]
            if not spans:
                continue
            self.spans[number] = tuple(spans)
            for first, last in spans:
                self.open += range(first, last)
        self.days = sorted(self.spans)

    def is_open(self, at: int) -> bool:
        return any(first <= at <= last for first, last in self.spans.get(at // 1440, ()))

    def begin(self, at: int) -> int:
        """`at` itself in office hours, closing time included, else the next minute the office opens."""
        return at if self.is_open(at) else self.open[bisect_left(self.open, at)]

    def between(self, start: int, end: int) -> int:
        return bisect_left(self.open, end) - bisect_left(self.open, start)

    def after(self, start: int, minutes: int) -> int:
        if minutes == 0:
            return self.begin(start)
        return self.open[bisect_left(self.open, start) + minutes - 1] + 1

    def days_from(self, at: int, count: int) -> int:
        """The same clock time `count` working days later, or earlier, moved into that day's hours."""
        place = bisect_left(self.days, at // 1440) + count
        day = self.days[place]
        there = day * 1440 + at % 1440
        for first, last in self.spans[day]:
            if there <= last:
                return max(first, there)
        return self.spans[day][-1][1]

    def half(self, at: int) -> tuple[int, int]:
        there = self.begin(at)
        morning, *rest = self.spans[there // 1440]
        return morning if there <= morning[1] or not rest else (rest[0][0], rest[-1][1])


@dataclass
class Post:
    person: str
    post: str
    mode: str
    start: date
    end: date | None
    ended: int | None = None


@dataclass
class Unit:
    """One unit's form: on whose desk, since when, until when."""

    name: str
    desk: str
    since: int
    due: int


@dataclass
class Visit:
    pk: int
    case: int
    agenda: str
    executor: str
    norm: tuple[int, str]
    opened: int
    due: int
    units: list[Unit] | None = None
    snoozed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One thing somebody is to hear about a visit."""

    stage: str
    at: int
    due: int
    in_digest: bool
    level: int = 0
    unit: str = ""


@dataclass
class Office:
    posts: list[Post] = field(default_factory=list)
    clock: Clock = field(default_factory=lambda: Clock(set()))

    def acting(self, post: str, at: int) -> list[str]:
        """Who may act: a Plh. stands in for everybody, a Plt. for the definitif holder; staf all act."""
        today = moment(at).date()
        there = [
            one for one in self.posts
            if one.post == post and one.start <= today and (one.end is None or today <= one.end)
            and (one.ended is None or one.ended > at)
        ]  # fmt: skip
        if any(one.mode == "plh" for one in there):
            there = [one for one in there if one.mode == "plh"]
        elif any(one.mode == "plt" for one in there):
            there = [one for one in there if one.mode == "plt"]
        return [one.person for one in there]

    def above(self, post: str, at: int) -> list[list[str]]:
        found, above = [], SUPERIOR[post]
        while above:
            if people := self.acting(above, at):
                found.append(people)
            above = SUPERIOR[above]
        return found

    def holders(self, visit: Visit, at: int) -> dict[str, tuple[int, int, str]]:
        """Person → (due, since, unit) of those who hold the visit up."""
        found: list[tuple[str, int, int, str]] = []
        since = visit.opened
        if visit.units is not None:
            for unit in visit.units:
                if unit.desk in ("staf", "kasi", "kabid"):
                    people = self.acting(f"{unit.desk}-{unit.name}", at) or self.acting(
                        f"kabid-{unit.name}", at
                    )
                    found += [(person, unit.due, unit.since, unit.name) for person in people]
            since = max([since, *(unit.since for unit in visit.units)])
            working = any(unit.desk in ("staf", "kasi", "kabid") for unit in visit.units)
        else:
            working = False
        if not working:
            found = [(person, visit.due, since, "") for person in self.acting(visit.executor, at)]
        if not found and (above := self.above(visit.executor, at)):
            found = [(person, visit.due, visit.opened, "") for person in above[0]]
        merged: dict[str, tuple[int, int, str]] = {}
        for person, due, begun, unit_name in sorted(found, key=lambda one: (one[1], one[2])):
            merged.setdefault(person, (due, begun, unit_name))
        return merged

    def lines(self, visit: Visit, at: int) -> dict[str, list[Line]]:
        """Person → all they are ever to hear of this visit, as things stand at `at`."""
        found: dict[str, list[Line]] = {}
        for person, (due, since, unit) in self.holders(visit, at).items():
            mine = [
                Line(stage, when, due if stage != "buka" else visit.opened, digest, level, unit)
                for stage, when, digest, level, holder in self._stages(visit, due)
                if holder and when >= since
            ]
            if (until := visit.snoozed.get(person)) is not None:
                silent = min(until, due)
                mine = [line for line in mine if line.at > silent or line.at == due]
                if until < due:
                    mine.append(Line("tunda", until, visit.opened, False, 0, ""))
            found[person] = mine
        above = self.above(visit.executor, at)
        for stage, when, digest, level, _ in self._stages(visit, visit.due):
            for person in above[level - 1] if 0 < level <= len(above) else []:
                mine = found.setdefault(person, [])
                if all(line.stage != stage for line in mine):
                    mine.append(Line(stage, when, visit.due, digest, level))
        return found

    def _stages(self, visit: Visit, due: int) -> list[tuple[str, int, bool, int, bool]]:
        """(stage, minute, in a digest, level of the superior, for the holder too), as the issue words the defaults."""
        clock, (amount, unit) = self.clock, visit.norm
        start = clock.begin(visit.opened)
        norm = amount * 60 if unit == "jam" else clock.between(start, clock.days_from(start, amount))
        found = [("buka", start, False, 0, True)]
        whole = clock.between(start, due)

        def before(stage: str, minutes: int, digest: bool) -> None:
            if (
                due > start
                and whole > minutes
                and start < (when := clock.after(start, whole - minutes)) < due
            ):
                found.append((stage, when, digest, 0, True))

        if unit == "jam":
            before("separuh", norm // 2, False)
        else:
            if due > start and start < (day := clock.days_from(due, -1)) < due:
                found.append(("sehari", day, True, 0, True))
            before("dua-jam", 120, True)
        found.append(("tenggat", due, False, 0, True))
        found.append(("atasan", clock.after(due, max(norm // 4, 1)), False, 1, True))
        found.append(("atasan-2", clock.after(due, max(norm // 2, 1)), False, 2, False))
        return found


def newest(lines: list[Line]) -> Line | None:
    return max(lines, key=lambda line: (line.at, line.level), default=None)
