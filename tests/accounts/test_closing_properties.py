"""Properties of a clock with emergency closings: nothing is lost, nothing runs backwards, and taking one back loses no working time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.calendar import shipped_calendar
from accounts.worktime import (
    WITA,
    Calendar,
    Closing,
    Norm,
    add_minutes,
    due,
    elapsed,
    hari,
    is_open,
    jam,
    next_working_moment,
    shift,
)

pytestmark = pytest.mark.sekali

OFFICE = shipped_calendar()
MINUTE = timedelta(minutes=1)
FIRST = date(2026, 2, 9)  # before Ramadan 2026, so that closings meet its edges

days = st.integers(0, 45).map(lambda number: FIRST + timedelta(days=number))
clocks = st.builds(time, st.integers(6, 17), st.sampled_from([0, 1, 29, 30, 45, 59]))
partial = st.tuples(days, clocks, clocks).filter(lambda t: t[1] < t[2]).map(lambda t: Closing(*t))
calendars = st.frozensets(partial | days.map(Closing), max_size=6).map(
    lambda closings: replace(OFFICE, closings=closings)
)
moments = st.builds(
    lambda day, minute: datetime.combine(day, time(), WITA) + minute * MINUTE, days, st.integers(0, 1439)
)
norms = st.integers(1, 20).map(jam) | st.integers(1, 8).map(hari)


@given(calendars, moments, moments, norms)
def test_a_later_start_is_never_due_earlier(
    calendar: Calendar, one: datetime, other: datetime, norm: Norm
) -> None:
    earlier, later = sorted((one, other))
    assert due(earlier, norm, calendar) <= due(later, norm, calendar)


@given(calendars, moments, norms)
def test_nothing_is_due_while_the_office_is_closed(calendar: Calendar, start: datetime, norm: Norm) -> None:
    end = due(start, norm, calendar)
    assert is_open(end, calendar)
    for closing in calendar.closings:
        if closing.date == end.date():
            assert not closing.span[0] < end.time() < closing.span[1]


@given(calendars, moments, st.integers(0, 6000))
def test_what_was_added_is_what_has_passed(calendar: Calendar, start: datetime, minutes: int) -> None:
    assert elapsed(start, add_minutes(start, minutes, calendar), calendar) == minutes


@given(calendars, moments, moments)
def test_a_closing_only_ever_takes_time_away(calendar: Calendar, one: datetime, other: datetime) -> None:
    first, last = sorted((one, other))
    assert elapsed(first, last, calendar) <= elapsed(first, last, OFFICE)


@given(calendars, moments, st.integers(1, 20).map(jam))
def test_a_closing_never_makes_hours_due_earlier(calendar: Calendar, start: datetime, norm: Norm) -> None:
    assert due(start, norm, calendar) >= due(start, norm, OFFICE)


@given(calendars, moments, norms)
def test_a_due_time_moved_by_closings_comes_back(calendar: Calendar, start: datetime, norm: Norm) -> None:
    due_at = due(start, norm, OFFICE)
    moved = shift(start, due_at, OFFICE, calendar)
    assert moved >= due_at
    assert elapsed(start, moved, calendar) == elapsed(start, due_at, OFFICE)
    back = shift(start, moved, calendar, OFFICE)
    assert is_open(back, OFFICE)
    assert elapsed(min(back, due_at), max(back, due_at), OFFICE) == 0


@given(calendars, moments)
def test_the_next_working_moment_is_open(calendar: Calendar, at: datetime) -> None:
    found = next_working_moment(at, calendar)
    assert found >= at
    assert is_open(found, calendar)


@given(calendars, moments)
def test_open_is_open_by_the_spans_of_the_day(calendar: Calendar, at: datetime) -> None:
    inside = any(first <= at.time() <= last for first, last in calendar.spans(at.date()))
    assert is_open(at, calendar) == inside


@pytest.mark.parametrize(
    ("starts", "ends"), [(time(12), None), (None, time(12)), (time(12), time(12)), (time(13), time(12))]
)
def test_a_closing_has_both_times_in_order_or_none(starts: time | None, ends: time | None) -> None:
    with pytest.raises(ValueError, match=r"jam"):
        Closing(date(2026, 10, 12), starts, ends)


@given(calendars)
def test_without_partial_closings_closed_days_stay_closed(calendar: Calendar) -> None:
    whole = calendar.without_partial_closings()
    assume(calendar.closings)
    assert {one.date for one in whole.closings} == {
        one.date for one in calendar.closings if one.starts is None
    }
