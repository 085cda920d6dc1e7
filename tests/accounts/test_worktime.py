"""The clock against a table worked out by hand from the SOP's rule, the office hours and the SKB holidays."""

from datetime import UTC, date, datetime, time

import pytest

from accounts.calendar import shipped_calendar
from accounts.worktime import (
    WITA,
    Calendar,
    Hours,
    Norm,
    NoWorkingDayError,
    Profile,
    add_minutes,
    due,
    elapsed,
    hari,
    is_open,
    jam,
    next_working_moment,
    remaining,
    working_day_minutes,
)

pytestmark = pytest.mark.sekali

OFFICE = shipped_calendar()


def wita(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


# fmt: off
DUE = (
    # start               norm       due                 why
    # ── jam, an ordinary Monday: 07.30–12.00, 13.00–16.00
    ("2025-01-06 07:30", "1 jam",  "2025-01-06 08:30"),  # at opening
    ("2025-01-06 08:15", "1 jam",  "2025-01-06 09:15"),
    ("2025-01-06 11:00", "1 jam",  "2025-01-06 12:00"),  # ends as the break begins: due then
    ("2025-01-06 11:30", "1 jam",  "2025-01-06 13:30"),  # across the break
    ("2025-01-06 12:00", "1 jam",  "2025-01-06 14:00"),
    ("2025-01-06 12:30", "1 jam",  "2025-01-06 14:00"),  # inside the break
    ("2025-01-06 13:00", "1 jam",  "2025-01-06 14:00"),
    ("2025-01-06 15:00", "1 jam",  "2025-01-06 16:00"),  # ends at closing: due then, not next morning
    ("2025-01-06 15:01", "1 jam",  "2025-01-07 07:31"),
    ("2025-01-06 15:00:30", "1 jam", "2025-01-07 07:30:30"),
    ("2025-01-06 15:30", "1 jam",  "2025-01-07 08:00"),  # over the night
    ("2025-01-06 16:00", "1 jam",  "2025-01-07 08:30"),
    ("2025-01-06 18:00", "1 jam",  "2025-01-07 08:30"),
    ("2025-01-06 05:00", "1 jam",  "2025-01-06 08:30"),  # before opening
    ("2025-01-06 23:59:59", "1 jam", "2025-01-07 08:30"),
    ("2025-01-06 07:30", "5 jam",  "2025-01-06 13:30"),
    ("2025-01-06 07:30", "8 jam",  "2025-01-07 08:00"),  # a day is 7,5 jam
    ("2025-01-06 07:30", "40 jam", "2025-01-13 10:00"),  # a week is 37,5 jam
    # ── jam, Friday: 07.30–11.30, 13.00–16.30
    ("2025-01-10 10:30", "1 jam",  "2025-01-10 11:30"),
    ("2025-01-10 11:00", "1 jam",  "2025-01-10 13:30"),
    ("2025-01-10 11:45", "1 jam",  "2025-01-10 14:00"),
    ("2025-01-10 15:30", "1 jam",  "2025-01-10 16:30"),
    ("2025-01-10 16:00", "1 jam",  "2025-01-13 08:00"),  # over the weekend
    ("2025-01-10 17:00", "1 jam",  "2025-01-13 08:30"),
    ("2025-01-11 10:00", "1 jam",  "2025-01-13 08:30"),  # Saturday
    ("2025-01-12 10:00", "1 jam",  "2025-01-13 08:30"),  # Sunday
    # ── hari
    ("2025-01-06 09:00", "1 hari", "2025-01-07 09:00"),
    ("2025-01-06 09:00", "2 hari", "2025-01-08 09:00"),
    ("2025-01-09 09:00", "2 hari", "2025-01-13 09:00"),  # Friday, Monday
    ("2025-01-06 06:00", "1 hari", "2025-01-07 07:30"),  # begins at opening
    ("2025-01-11 10:00", "1 hari", "2025-01-14 07:30"),  # begins on Monday at opening
    ("2025-01-06 12:00", "1 hari", "2025-01-07 12:00"),  # the break's edge is not inside it
    ("2025-01-06 12:30", "1 hari", "2025-01-07 13:00"),
    ("2025-01-09 11:30", "1 hari", "2025-01-10 11:30"),  # Friday's break begins 11.30: not strictly inside
    ("2025-01-09 11:31", "1 hari", "2025-01-10 13:00"),  # strictly inside: its end
    ("2025-01-08 11:50", "2 hari", "2025-01-10 13:00"),
    ("2025-01-09 12:30", "1 hari", "2025-01-10 13:00"),
    ("2025-01-10 11:45", "1 hari", "2025-01-13 13:00"),  # begins at 13.00, when Friday's break ends
    ("2025-01-10 16:15", "1 hari", "2025-01-13 16:00"),  # after Monday's closing: closing
    ("2025-01-10 16:30", "1 hari", "2025-01-13 16:00"),
    ("2025-01-06 16:00", "1 hari", "2025-01-07 16:00"),  # closing time is inside: it does not move
    ("2025-01-06 16:01", "1 hari", "2025-01-08 07:30"),
    # ── Imlek and Isra Mikraj 2025: 27, 28, 29 January off
    ("2025-01-24 16:00", "1 jam",  "2025-01-30 08:00"),
    ("2025-01-24 16:00", "2 hari", "2025-01-31 16:00"),
    # ── into Ramadan 2025 (from Saturday 1 March): 08.00–12.00, 12.30–15.00
    ("2025-02-28 07:30", "1 hari", "2025-03-03 08:00"),  # before opening: opening
    ("2025-02-28 16:00", "1 hari", "2025-03-03 15:00"),  # after closing: closing
    ("2025-02-28 16:00", "1 jam",  "2025-03-03 08:30"),
    ("2025-02-28 12:15", "1 hari", "2025-03-03 13:00"),
    ("2025-03-03 07:30", "1 jam",  "2025-03-03 09:00"),
    ("2025-03-03 11:30", "1 jam",  "2025-03-03 13:00"),
    ("2025-03-07 11:30", "1 jam",  "2025-03-07 13:30"),  # a Friday in Ramadan
    ("2025-03-07 15:00", "1 jam",  "2025-03-10 08:30"),
    # ── Lebaran 2025: 28 March–7 April off
    ("2025-03-27 14:30", "1 jam",  "2025-04-08 08:00"),
    ("2025-03-27 10:00", "1 hari", "2025-04-08 10:00"),
    ("2025-03-27 15:30", "1 hari", "2025-04-09 07:30"),
    ("2025-03-26 14:00", "2 hari", "2025-04-08 14:00"),
    # ── the shortened hours of May 2025 are unconfirmed: closing stays 16.00
    ("2025-06-02 15:30", "1 jam",  "2025-06-03 08:00"),
    # ── cuti bersama added during the year: Monday 18 August 2025
    ("2025-08-15 16:00", "1 jam",  "2025-08-19 08:00"),
    # ── Christmas and the turn of the year
    ("2025-12-24 15:30", "1 jam",  "2025-12-29 08:00"),
    ("2025-12-24 10:00", "1 hari", "2025-12-29 10:00"),
    ("2025-12-31 15:30", "1 jam",  "2026-01-02 08:00"),
    ("2025-12-31 10:00", "1 hari", "2026-01-02 10:00"),
    # ── 2026: Imlek 16–17 February, Ramadan from 19 February, Lebaran 18–24 March
    ("2026-02-13 16:00", "1 hari", "2026-02-18 16:00"),
    ("2026-02-18 15:30", "1 jam",  "2026-02-19 08:30"),
    ("2026-02-18 16:00", "1 hari", "2026-02-19 15:00"),
    ("2026-03-17 14:30", "1 jam",  "2026-03-25 08:00"),
    ("2026-03-17 14:30", "1 hari", "2026-03-25 14:30"),
    ("2026-03-17 14:30", "2 hari", "2026-03-26 14:30"),
    ("2026-05-13 10:00", "1 hari", "2026-05-18 10:00"),
    ("2026-05-26 11:45", "1 hari", "2026-05-29 13:00"),
    ("2026-05-29 10:00", "1 hari", "2026-06-02 10:00"),
    # ── 2027: Ramadan 8 February–9 March, Lebaran 8–15 March, Iduladha and Waisak 17–20 May
    ("2027-02-04 07:30", "1 hari", "2027-02-08 08:00"),
    ("2027-03-05 15:00", "1 jam",  "2027-03-16 08:00"),
    ("2027-03-05 15:30", "1 hari", "2027-03-16 15:30"),
    ("2027-03-24 10:00", "1 hari", "2027-03-29 10:00"),
    ("2027-05-14 10:00", "1 hari", "2027-05-21 10:00"),
)
# fmt: on


@pytest.mark.parametrize(("start", "norm", "expected"), DUE)
def test_due_follows_the_hand_worked_table(start: str, norm: str, expected: str) -> None:
    assert due(wita(start), Norm.parse(norm), OFFICE) == wita(expected)


def test_the_nine_norms_of_the_sop_end_on_the_eighth_working_day() -> None:
    moment = wita("2025-01-06 07:30")
    for norm in (jam(1), hari(1), hari(2), hari(2), hari(2), jam(1), jam(1), jam(1), jam(1)):
        moment = due(moment, norm, OFFICE)
    assert moment == wita("2025-01-15 13:30")


def test_a_start_in_another_zone_is_read_in_wita_and_answered_in_wita() -> None:
    answer = due(datetime(2025, 1, 6, 0, 0, tzinfo=UTC), jam(1), OFFICE)
    assert answer.isoformat() == "2025-01-06T09:00:00+08:00"


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="berzona"):
        due(datetime(2025, 1, 6, 8, 0), jam(1), OFFICE)


# fmt: off
ELAPSED = (
    # start               end                   minutes
    ("2025-01-06 07:30", "2025-01-06 16:00",    450),
    ("2025-01-06 11:50", "2025-01-06 13:10",     20),
    ("2025-01-06 12:10", "2025-01-06 12:50",      0),  # wholly inside the break
    ("2025-01-06 16:00", "2025-01-07 07:30",      0),  # a night is no working time
    ("2025-01-06 08:00", "2025-01-06 08:00:59",   0),  # seconds are dropped
    ("2025-01-06 08:00:30", "2025-01-06 08:01:30", 1),
    ("2025-01-06 06:00", "2025-01-06 08:00",     30),
    ("2025-01-10 16:00", "2025-01-13 08:00",     60),  # a weekend
    ("2025-01-11 09:00", "2025-01-12 21:00",      0),
    ("2025-01-06 07:30", "2025-01-13 07:30",   2250),  # 37,5 jam
    ("2025-03-03 08:00", "2025-03-10 08:00",   1950),  # 32,5 jam in Ramadan
    ("2025-03-27 15:00", "2025-04-08 07:30",      0),  # Lebaran
)
# fmt: on


@pytest.mark.parametrize(("start", "end", "minutes"), ELAPSED)
def test_elapsed_counts_only_working_minutes(start: str, end: str, minutes: int) -> None:
    assert elapsed(wita(start), wita(end), OFFICE) == minutes


def test_elapsed_refuses_an_end_before_the_start() -> None:
    with pytest.raises(ValueError, match="mendahului"):
        elapsed(wita("2025-01-06 09:00"), wita("2025-01-06 08:59"), OFFICE)


@pytest.mark.parametrize(
    ("now", "minutes"),
    [
        ("2025-01-06 09:00", 90),
        ("2025-01-06 10:30", 0),
        ("2025-01-06 10:30:40", 0),
        ("2025-01-06 11:05", -35),
        ("2025-01-07 07:40", -280),  # 90 before the break, 180 after it, 10 next morning
    ],
)
def test_remaining_turns_negative_once_late(now: str, minutes: int) -> None:
    assert remaining(wita(now), wita("2025-01-06 10:30"), OFFICE) == minutes


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-01-06 07:29:59", "2025-01-06 07:30"),
        ("2025-01-06 09:12:13", "2025-01-06 09:12:13"),
        ("2025-01-06 12:00", "2025-01-06 12:00"),
        ("2025-01-06 12:00:01", "2025-01-06 13:00"),
        ("2025-01-06 16:00", "2025-01-06 16:00"),
        ("2025-01-06 16:00:01", "2025-01-07 07:30"),
        ("2025-01-10 16:31", "2025-01-13 07:30"),
        ("2025-03-28 09:00", "2025-04-08 07:30"),
    ],
)
def test_the_next_working_moment(at: str, expected: str) -> None:
    assert next_working_moment(wita(at), OFFICE) == wita(expected)
    assert is_open(wita(at), OFFICE) == (at == expected)


def test_add_minutes_counts_from_the_next_working_moment() -> None:
    assert add_minutes(wita("2025-01-06 15:50"), 15, OFFICE) == wita("2025-01-07 07:35")
    assert add_minutes(wita("2025-01-06 12:30"), 0, OFFICE) == wita("2025-01-06 13:00")


def test_a_working_day_is_as_long_as_its_own_profile_says() -> None:
    assert working_day_minutes(wita("2025-01-10 09:00"), OFFICE) == 450
    assert working_day_minutes(wita("2025-03-03 09:00"), OFFICE) == 390
    assert working_day_minutes(wita("2025-02-28 17:00"), OFFICE) == 390  # the next one counts after closing


def test_spans_leave_out_the_break_and_are_empty_on_a_day_off() -> None:
    assert OFFICE.spans(date(2025, 1, 10)) == ((time(7, 30), time(11, 30)), (time(13), time(16, 30)))
    assert OFFICE.spans(date(2025, 1, 11)) == ()
    assert OFFICE.hours(date(2025, 1, 1)) is None


# ── which profile a day follows ─────────────────────────────────────────────────────────────────
def _profile(name: str, starts: date, ends: date | None, opens: int) -> Profile:
    return Profile(name, starts, ends, tuple((weekday, Hours(time(opens), time(15))) for weekday in range(5)))


def test_a_temporary_profile_beats_a_later_open_ended_one() -> None:
    calendar = Calendar(
        (
            _profile("lama", date(2020, 1, 1), None, 7),
            _profile("sementara", date(2025, 1, 1), date(2025, 1, 31), 9),
            _profile("baru", date(2025, 1, 6), None, 8),
        )
    )
    opening = {day: calendar.spans(date(2025, *day))[0][0].hour for day in ((1, 3), (1, 31), (2, 3))}
    assert opening == {(1, 3): 9, (1, 31): 9, (2, 3): 8}
    assert calendar.spans(date(2024, 12, 31))[0][0].hour == 7


def test_a_temporary_profile_without_a_weekday_makes_that_day_off() -> None:
    week = ((0, Hours(time(8), time(12))),)
    calendar = Calendar(
        (
            _profile("biasa", date(2020, 1, 1), None, 7),
            Profile("s", date(2025, 1, 6), date(2025, 1, 10), week),
        )
    )
    assert calendar.spans(date(2025, 1, 6)) == ((time(8), time(12)),)
    assert calendar.spans(date(2025, 1, 7)) == ()


def test_a_calendar_without_working_days_says_so_instead_of_searching_for_ever() -> None:
    for norm in (jam(1), hari(1)):
        with pytest.raises(NoWorkingDayError, match=r"400 hari sejak 0[67]-01-2025.*hari libur"):
            due(wita("2025-01-06 08:00"), norm, Calendar(()))
    closed_down = Calendar((_profile("x", date(2025, 1, 1), date(2025, 1, 31), 8),))
    with pytest.raises(NoWorkingDayError):
        due(wita("2025-01-30 08:00"), hari(5), closed_down)


def test_the_end_of_the_calendar_is_an_answer_not_a_crash() -> None:
    with pytest.raises(NoWorkingDayError):
        due(wita("9999-12-30 08:00"), hari(9), OFFICE)
    with pytest.raises(NoWorkingDayError):
        due(wita("9999-12-31 08:00"), hari(1), OFFICE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": time(8), "closes": time(8)},
        {"opens": time(8), "closes": time(16), "break_start": time(12)},
        {"opens": time(8), "closes": time(16), "break_start": time(13), "break_end": time(12)},
        {"opens": time(8), "closes": time(16), "break_start": time(8), "break_end": time(9)},
        {"opens": time(8), "closes": time(16), "break_start": time(15), "break_end": time(16)},
    ],
)
def test_impossible_hours_are_refused(wrong: dict[str, time]) -> None:
    with pytest.raises(ValueError, match="Jam"):
        Hours(**wrong)


# ── norms ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("1 jam", jam(1)),
        ("2 hari", hari(2)),
        ("1 Hari", hari(1)),
        (" 3  JAM ", jam(3)),
        ("2 hari kerja", hari(2)),
    ],
)
def test_a_norm_is_read_as_the_sop_writes_it(text: str, norm: Norm) -> None:
    assert Norm.parse(text) == norm
    assert Norm.parse(str(norm)) == norm


@pytest.mark.parametrize(
    "text", ["", "jam", "dua hari", "0 jam", "-1 hari", "1,5 jam", "1 minggu", "1 jam 2 hari"]
)
def test_an_unreadable_norm_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2 hari”"):
        Norm.parse(text)
