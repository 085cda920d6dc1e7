"""Properties of the clock, and the fast clock against a slow one that walks minute by minute."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.calendar import shipped_calendar
from accounts.worktime import WITA, Norm, due, elapsed, hari, is_open, jam, next_working_moment

pytestmark = pytest.mark.sekali

OFFICE = shipped_calendar()
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

starts = st.datetimes(datetime(2025, 1, 1), datetime(2027, 11, 1)).map(lambda at: at.replace(tzinfo=WITA))
minute_starts = starts.map(lambda at: at.replace(second=0, microsecond=0))
# Days around which the rules meet: breaks, Ramadan's edges, Lebaran, the turn of the year.
edge_days = st.sampled_from(
    [
        *(date(2025, 1, 9), date(2025, 1, 10), date(2025, 2, 28), date(2025, 3, 27), date(2025, 12, 31)),
        *(date(2026, 2, 18), date(2026, 3, 17), date(2026, 5, 29), date(2027, 2, 4), date(2027, 3, 5)),
    ]
)
edge_clocks = st.sampled_from(
    [time(h, m) for h in (7, 8, 11, 12, 13, 15, 16) for m in (0, 1, 29, 30, 31, 59)] + [time(0), time(23, 59)]
)
edges = st.builds(lambda day, clock: datetime.combine(day, clock, WITA), edge_days, edge_clocks)
moments = minute_starts | edges
jams = st.integers(1, 60).map(jam)
haris = st.integers(1, 15).map(hari)
norms = jams | haris


@given(moments | starts, moments | starts, norms)
def test_due_never_falls_when_the_start_rises(one: datetime, other: datetime, norm: Norm) -> None:
    earlier, later = sorted((one, other))
    assert due(earlier, norm, OFFICE) <= due(later, norm, OFFICE)


@given(edges, st.integers(0, 3000), norms)
def test_due_never_falls_when_the_start_rises_a_little(start: datetime, minutes: int, norm: Norm) -> None:
    assert due(start, norm, OFFICE) <= due(start + minutes * MINUTE, norm, OFFICE)


@given(moments | starts, norms)
def test_due_rises_with_the_amount(start: datetime, norm: Norm) -> None:
    more = Norm(norm.amount + 1, norm.unit)
    assert due(start, norm, OFFICE) < due(start, more, OFFICE)


@given(moments | starts, st.integers(1, 60))
def test_n_jam_are_n_times_sixty_working_minutes(start: datetime, amount: int) -> None:
    assert elapsed(start, due(start, jam(amount), OFFICE), OFFICE) == amount * 60


@given(moments | starts, st.integers(1, 15))
def test_n_hari_end_on_the_nth_following_working_day(start: datetime, amount: int) -> None:
    first = next_working_moment(start, OFFICE).date()
    last = due(start, hari(amount), OFFICE).date()
    between = ((first + n * DAY) for n in range(1, (last - first).days + 1))
    assert sum(1 for day in between if OFFICE.spans(day)) == amount
    assert OFFICE.spans(last)


@given(moments | starts, norms)
def test_nothing_is_due_outside_office_hours(start: datetime, norm: Norm) -> None:
    end = due(start, norm, OFFICE)
    assert any(first <= end.time() <= last for first, last in OFFICE.spans(end.date()))
    assert is_open(end, OFFICE)
    assert end > start


@given(moments, moments, moments)
def test_elapsed_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, second, third = sorted((one, two, three))
    assert elapsed(first, third, OFFICE) == elapsed(first, second, OFFICE) + elapsed(second, third, OFFICE)


# ── the slow clock: it knows the hours by heart and walks minute by minute ──────────────────────
RAMADAN = (
    (date(2025, 3, 1), date(2025, 3, 30)),
    (date(2026, 2, 19), date(2026, 3, 20)),
    (date(2027, 2, 8), date(2027, 3, 9)),
)


def _hours(day: date) -> tuple[str, str, str, str] | None:
    """Opening, start of break, end of break, closing."""
    if day.weekday() > 4 or day in OFFICE.days_off:
        return None
    if any(first <= day <= last for first, last in RAMADAN):
        return (
            ("08:00", "12:00", "13:00", "15:30")
            if day.weekday() == 4
            else ("08:00", "12:00", "12:30", "15:00")
        )
    return (
        ("07:30", "11:30", "13:00", "16:30") if day.weekday() == 4 else ("07:30", "12:00", "13:00", "16:00")
    )


def _inside(at: datetime) -> bool:
    hours = _hours(at.date())
    clock = f"{at:%H:%M}"
    return hours is not None and (hours[0] <= clock <= hours[1] or hours[2] <= clock <= hours[3])


def _worked(at: datetime) -> bool:
    """Is the minute that begins at `at` worked?"""
    return _inside(at) and _inside(at + MINUTE)


def _slow_due(start: datetime, norm: Norm) -> datetime:
    at = start
    while not _inside(at):
        at += MINUTE
    if norm.unit == "jam":
        left = norm.amount * 60
        while left:
            left -= _worked(at)
            at += MINUTE
        return at
    for _ in range(norm.amount):
        at += DAY
        while _hours(at.date()) is None:
            at += DAY
    hours = _hours(at.date())
    assert hours
    if f"{at:%H:%M}" > hours[3]:
        return datetime.combine(at.date(), time.fromisoformat(hours[3]), WITA)
    while not _inside(at):
        at += MINUTE
    return at


@given(moments, st.integers(1, 24).map(jam) | haris)
def test_the_fast_clock_agrees_with_the_slow_one(start: datetime, norm: Norm) -> None:
    assert due(start, norm, OFFICE) == _slow_due(start, norm)


@given(moments, st.integers(0, 6000))
def test_elapsed_agrees_with_counting_minutes(start: datetime, span: int) -> None:
    counted = sum(_worked(start + n * MINUTE) for n in range(span))
    assert elapsed(start, start + span * MINUTE, OFFICE) == counted
