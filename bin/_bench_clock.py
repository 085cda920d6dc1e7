"""bin/bench clock: due() against walking minute by minute (P5). `bench_clock` is also a part of bin/bench reminders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from _bench_alat import interleaved, line

if TYPE_CHECKING:
    from accounts.worktime import Calendar, Norm

GOAL: Final = 1000
ROUNDS: Final = 200
"""How often the fast side answers all questions in one run; the slow side answers them once."""
STARTS: Final = (
    "2026-10-12T00:00+00:00", "2026-10-16T07:10+00:00", "2026-12-23T06:00+00:00", "2026-03-17T06:15+00:00",
    "2027-03-04T01:00+00:00",
)  # fmt: skip
"""An ordinary Monday, a Friday afternoon, Christmas, Lebaran 2026 and 2027; in UTC, as a database gives them."""


def bench_clock(runs: int) -> bool:
    """P5: every norm of the SOP from five starts, the office's own calendar."""
    from accounts.calendar import shipped_calendar
    from accounts.worktime import Norm, due
    from workflow.sop import TABLE

    calendar = shipped_calendar()
    norms = [Norm.parse(row.waktu) for row in TABLE]
    asked = [(datetime.fromisoformat(start), norm) for start in STARTS for norm in norms]

    def ours() -> None:
        for _ in range(ROUNDS):
            for start, norm in asked:
                due(start, norm, calendar)

    def theirs() -> None:
        for start, norm in asked:
            _minute_loop(start, norm, calendar)

    for start, norm in asked:
        assert _minute_loop(start, norm, calendar) == due(start, norm, calendar), (start, norm)
    fast, slow = interleaved(runs, ours, theirs)
    fast, slow = fast / ROUNDS / len(asked), slow / len(asked)
    ratio = slow / fast
    return line(
        "clock", "due() of the SOP's nine norms from five starts", fast * 1e6, "µs", ratio=ratio,
        against=f"a minute loop, {slow * 1e3:.2f} ms", goal=GOAL, ok=ratio >= GOAL,
    )  # fmt: skip


def _minute_loop(start: datetime, norm: Norm, calendar: Calendar) -> datetime:
    """The obvious way: look at every minute in the office's zone. A norm in hari is as many working minutes as lie in it."""
    from accounts.worktime import TimeUnit, next_working_moment

    zone = ZoneInfo("Asia/Makassar")
    at = start.astimezone(zone)
    if norm.unit == TimeUnit.JAM:
        left = norm.amount * 60
        while left:
            left -= _is_worked(at, zone, calendar)
            at += timedelta(minutes=1)
        return at
    begun = next_working_moment(start, calendar)
    days, seen, at = 0, begun.date(), begun.astimezone(zone)
    while True:
        at += timedelta(minutes=1)
        local = at.astimezone(zone)
        if local.date() != seen and calendar.working_day(local.date()):
            days, seen = days + 1, local.date()
        if days == norm.amount and local.time() >= begun.time() and _is_worked(at, zone, calendar):
            return at
        if days > norm.amount:
            day = calendar.working_day(local.date() - timedelta(days=1))
            return day.closes if day else at


def _is_worked(at: datetime, zone: ZoneInfo, calendar: Calendar) -> bool:
    local = at.astimezone(zone)
    day = calendar.working_day(local.date())
    return day is not None and any(first <= local < last for first, last in day.spans)
