"""Working time and moments as people read them."""

from datetime import UTC, date, datetime

import pytest

from accounts.calendar import shipped_calendar
from accounts.worktime import WITA
from accounts.worktime_words import clock, dated, duration, long_date, moment, short_date, time_left

pytestmark = pytest.mark.sekali

OFFICE = shipped_calendar()
DUE = datetime(2026, 10, 14, 11, 0, tzinfo=WITA)  # a Wednesday


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "kurang dari 1 menit kerja"),
        (1, "1 menit kerja"),
        (35, "35 menit kerja"),
        (60, "1 jam kerja"),
        (200, "3 jam 20 menit kerja"),
        (449, "7 jam 29 menit kerja"),
        (450, "1 hari kerja"),
        (479, "1 hari kerja"),
        (690, "1 hari 4 jam kerja"),
        (705, "1 hari 4 jam kerja"),
        (3150, "7 hari kerja"),
    ],
)
def test_durations_of_a_seven_and_a_half_hour_day(minutes: int, words: str) -> None:
    assert duration(minutes, 450) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-10-14T07:30", "sisa 3 jam 30 menit kerja"),
        ("2026-10-14T10:25", "sisa 35 menit kerja"),
        ("2026-10-14T10:59:30", "sisa kurang dari 1 menit kerja"),
        ("2026-10-14T11:00", "jatuh tempo sekarang"),
        ("2026-10-14T11:00:30", "terlambat kurang dari 1 menit kerja"),
        ("2026-10-14T11:35", "terlambat 35 menit kerja"),
        ("2026-10-13T20:00", "sisa 3 jam 30 menit kerja"),
        ("2026-10-13T11:00", "sisa 1 hari kerja"),
        ("2026-10-12T15:00", "sisa 1 hari 4 jam kerja"),
        ("2026-10-15T13:00", "terlambat 1 hari 1 jam kerja"),
    ],
)
def test_time_left_until_wednesday_eleven(now: str, words: str) -> None:
    assert time_left(datetime.fromisoformat(now).replace(tzinfo=WITA), DUE, OFFICE) == words


def test_in_ramadan_one_hari_is_the_shorter_day() -> None:
    now, due = datetime(2026, 3, 2, 8, 0, tzinfo=WITA), datetime(2026, 3, 3, 15, 0, tzinfo=WITA)
    assert time_left(now, due, OFFICE) == "sisa 2 hari kerja"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-10-14T07:00", "hari ini 11.00"),
        ("2026-10-13T23:59", "besok 11.00"),
        ("2026-10-15T00:00", "kemarin 11.00"),
        ("2026-10-12T09:00", "Rabu 14 Oktober, 11.00 WITA"),
        ("2026-10-16T09:00", "Rabu 14 Oktober, 11.00 WITA"),
        ("2027-01-04T09:00", "Rabu 14 Oktober 2026, 11.00 WITA"),
    ],
)
def test_a_moment_is_told_from_where_the_reader_stands(now: str, words: str) -> None:
    assert moment(DUE, datetime.fromisoformat(now).replace(tzinfo=WITA)) == words


def test_moments_are_read_in_wita() -> None:
    assert clock(datetime(2026, 10, 14, 16, 5, tzinfo=UTC)) == "00.05"
    assert moment(datetime(2026, 10, 14, 16, 5, tzinfo=UTC), DUE) == "besok 00.05"


def test_what_is_read_later_always_names_its_day() -> None:
    assert dated(DUE, DUE) == "Rabu 14 Oktober, 11.00 WITA"
    assert dated(DUE, datetime(2027, 1, 1, tzinfo=UTC)) == "Rabu 14 Oktober 2026, 11.00 WITA"


def test_dates() -> None:
    assert short_date(date(2026, 3, 5)) == "05-03-2026"
    assert long_date(date(2026, 3, 5)) == "5 Maret 2026"
