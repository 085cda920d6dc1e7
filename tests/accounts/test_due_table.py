"""When something is due, worked out by hand from the office hours and the SKB holidays, each row with its reason.

Ordinary days 07.30–12.00 and 13.00–16.00, Fridays 07.30–11.30 and 13.00–16.30; Ramadan (1–30 March 2025, 19 February–20
March 2026, 8 February–9 March 2027) 08.00–12.00 and 12.30–15.00, Fridays 08.00–12.00 and 13.00–15.30.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from accounts.calendar import shipped_calendar
from accounts.worktime import WITA, Calendar, Closing, Norm, due, shift

pytestmark = pytest.mark.sekali

OFFICE = shipped_calendar()


def wita(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


def closed(text: str) -> Calendar:
    """The office with closings: "2026-10-12 12:00-16:00, 2026-10-13"."""
    found = []
    for part in filter(None, text.split(", ")):
        day, _, hours = part.partition(" ")
        first, _, last = hours.partition("-")
        found.append(
            Closing(date.fromisoformat(day), time.fromisoformat(first), time.fromisoformat(last))
            if hours
            else Closing(date.fromisoformat(day))
        )
    return replace(OFFICE, closings=frozenset(found))


# fmt: off
DUE: tuple[tuple[str, str, str, str], ...] = (
    # start             norm      due                 why
    ("2026-10-12 09:00", "1 jam",  "2026-10-12 10:00", "Monday: an hour inside the morning"),
    ("2026-10-12 11:20", "1 jam",  "2026-10-12 13:20", "40 minutes before the break of 12.00, 20 after 13.00"),
    ("2026-10-12 12:15", "1 jam",  "2026-10-12 14:00", "begun in the break: counted from 13.00"),
    ("2026-10-12 15:00", "1 jam",  "2026-10-12 16:00", "ends exactly at closing: due then"),
    ("2026-10-12 15:20", "1 jam",  "2026-10-13 07:50", "40 minutes today, 20 from tomorrow 07.30"),
    ("2026-10-12 20:00", "1 jam",  "2026-10-13 08:30", "an evening letter is counted from tomorrow 07.30"),
    ("2026-10-12 09:00", "1 hari", "2026-10-13 09:00", "one day: the same time on the next working day"),
    ("2026-10-12 09:00", "2 hari", "2026-10-14 09:00", "two days: the same time on the second working day"),
    ("2026-10-12 16:30", "1 hari", "2026-10-14 07:30", "after closing: begins Tuesday 07.30, one day on"),
    ("2026-10-12 12:40", "1 hari", "2026-10-13 13:00", "begun in the break: from 13.00 to 13.00"),
    # ── Fridays
    ("2026-10-16 10:40", "1 jam",  "2026-10-16 13:10", "Friday's break begins 11.30: 50 minutes before, 10 after 13.00"),
    ("2026-10-16 11:30", "1 jam",  "2026-10-16 14:00", "begun as Friday's break begins: all of it after 13.00"),
    ("2026-10-16 12:10", "1 jam",  "2026-10-16 14:00", "begun inside Friday's break"),
    ("2026-10-16 15:30", "1 jam",  "2026-10-16 16:30", "Friday closes at 16.30: just in time"),
    ("2026-10-16 16:10", "1 jam",  "2026-10-19 08:10", "20 minutes to 16.30, the weekend, 40 from Monday 07.30"),
    ("2026-10-15 11:45", "1 hari", "2026-10-16 13:00", "11.45 lies in Friday's break: its end"),
    ("2026-10-15 11:30", "1 hari", "2026-10-16 11:30", "11.30 is the edge of Friday's break, still inside hours"),
    ("2026-10-16 16:20", "1 hari", "2026-10-19 16:00", "Monday closes at 16.00, before 16.20"),
    ("2026-10-16 09:00", "1 hari", "2026-10-19 09:00", "the weekend is skipped"),
    ("2026-10-17 09:00", "1 hari", "2026-10-20 07:30", "Saturday: begins Monday 07.30, one day on"),
    ("2026-10-16 11:45", "2 hari", "2026-10-20 13:00", "begins Friday 13.00: Monday, Tuesday"),
    # ── into, inside and out of Ramadan
    ("2026-02-18 15:30", "1 jam",  "2026-02-19 08:30", "30 minutes on the last ordinary day, 30 from Ramadan's 08.00"),
    ("2026-02-18 07:40", "1 hari", "2026-02-19 08:00", "07.40 is before Ramadan's opening: opening"),
    ("2026-02-18 15:20", "1 hari", "2026-02-19 15:00", "15.20 is after Ramadan's closing: closing"),
    ("2026-02-18 12:10", "1 hari", "2026-02-19 13:00", "begins 13.00, which in Ramadan is no break any more"),
    ("2026-02-20 11:30", "1 jam",  "2026-02-20 13:30", "Friday in Ramadan breaks 12.00–13.00: 30 and 30"),
    ("2026-02-20 15:10", "1 jam",  "2026-02-23 08:40", "20 minutes to 15.30, the weekend, 40 from 08.00"),
    ("2026-02-23 11:45", "1 jam",  "2026-02-23 13:15", "the break is half an hour: 15 before, 45 after 12.30"),
    ("2026-02-23 08:00", "7 jam",  "2026-02-24 08:30", "a day in Ramadan is 6,5 jam: half an hour is left"),
    ("2025-02-28 16:15", "1 jam",  "2025-03-03 08:45", "15 minutes on Friday, Ramadan begins Saturday, 45 from Monday 08.00"),
    ("2027-02-04 15:30", "1 jam",  "2027-02-08 08:30", "Friday 5 February is cuti bersama; Monday is the first of Ramadan"),
    # ── Lebaran 2025: 28 March to 7 April off
    ("2025-03-27 14:40", "1 jam",  "2025-04-08 08:10", "20 minutes to Ramadan's 15.00, eleven days off, 40 from 07.30"),
    ("2025-03-26 10:00", "2 hari", "2025-04-08 10:00", "Thursday 27 March, then Tuesday 8 April"),
    ("2025-03-27 15:00", "1 hari", "2025-04-08 15:00", "closing time is inside: it does not move to the next day"),
    ("2025-03-28 09:00", "1 hari", "2025-04-09 07:30", "a day off: begins Tuesday 8 April 07.30, one day on"),
    ("2025-03-25 14:30", "1 jam",  "2025-03-26 08:30", "over a night in Ramadan: 30 and 30"),
    # ── Lebaran 2026: 18 to 24 March off
    ("2026-03-17 14:15", "1 jam",  "2026-03-25 07:45", "45 minutes in Ramadan, 15 from the ordinary opening 07.30"),
    ("2026-03-16 10:00", "2 hari", "2026-03-25 10:00", "Tuesday 17, then Wednesday 25 March"),
    ("2026-03-17 09:00", "2 hari", "2026-03-26 09:00", "Wednesday 25 and Thursday 26 March"),
    ("2026-03-19 10:00", "1 jam",  "2026-03-25 08:30", "Nyepi: counted from Wednesday 25 March 07.30"),
    # ── Lebaran 2027: 8 to 12 and 15 March off
    ("2027-03-05 15:00", "1 jam",  "2027-03-16 08:00", "30 minutes to 15.30 on Ramadan's last Friday, 30 on Tuesday 16"),
    ("2027-03-04 09:00", "2 hari", "2027-03-16 09:00", "Friday 5, then Tuesday 16 March"),
    ("2027-03-05 12:30", "1 hari", "2027-03-16 13:00", "begins at 13.00 after Friday's break"),
    ("2027-03-12 10:00", "1 hari", "2027-03-17 07:30", "cuti bersama: begins Tuesday 16 March 07.30, one day on"),
    # ── other chains of cuti bersama
    ("2025-05-09 16:00", "1 jam",  "2025-05-14 08:00", "Waisak Monday 12, cuti bersama Tuesday 13 May"),
    ("2025-05-28 10:00", "1 hari", "2025-06-02 10:00", "Kenaikan Thursday, cuti bersama Friday, Pancasila on Sunday"),
    ("2025-06-05 15:30", "1 jam",  "2025-06-10 08:00", "Iduladha Friday 6, cuti bersama Monday 9 June"),
    ("2025-08-15 10:00", "1 hari", "2025-08-19 10:00", "Monday 18 August, cuti bersama added during the year"),
    ("2026-05-13 15:30", "1 jam",  "2026-05-18 08:00", "Kenaikan Thursday 14, cuti bersama Friday 15 May"),
    ("2026-05-26 10:00", "2 hari", "2026-06-02 10:00", "27 and 28 May off; Friday 29; Monday 1 June off; Tuesday 2 June"),
    ("2027-05-14 16:00", "1 jam",  "2027-05-21 08:00", "Iduladha, two cuti bersama and Waisak: Monday 17 to Thursday 20"),
    ("2026-08-24 10:00", "1 hari", "2026-08-26 10:00", "Maulid on Tuesday 25 August"),
    ("2026-02-13 10:00", "1 hari", "2026-02-18 10:00", "cuti bersama Monday 16, Imlek Tuesday 17 February"),
    # ── the turn of the year
    ("2025-12-24 15:30", "1 jam",  "2025-12-29 08:00", "Christmas Thursday, cuti bersama Friday, the weekend"),
    ("2025-12-31 10:00", "1 hari", "2026-01-02 10:00", "New Year on Thursday: Friday is the next working day"),
    ("2025-12-30 10:00", "2 hari", "2026-01-02 10:00", "Wednesday 31 December, Friday 2 January"),
    ("2026-12-23 15:45", "1 jam",  "2026-12-28 08:15", "cuti bersama Thursday 24, Christmas Friday: 15 and 45"),
    ("2026-12-31 10:00", "1 hari", "2027-01-04 10:00", "New Year on Friday: Monday"),
    ("2026-12-31 10:00", "2 hari", "2027-01-06 10:00", "Monday 4; Isra Mikraj Tuesday 5; Wednesday 6 January"),
    ("2027-12-23 10:00", "1 hari", "2027-12-27 10:00", "cuti bersama Friday 24 December: Monday"),
)

CLOSED: tuple[tuple[str, str, str, str, str], ...] = (
    # start             norm      closed                      due                 why
    ("2026-10-12 11:20", "1 jam",  "2026-10-12 12:00-16:00",   "2026-10-13 07:50", "40 minutes till 12.00; the afternoon is closed; 20 tomorrow"),
    ("2026-10-12 13:30", "1 jam",  "2026-10-12 12:00-16:00",   "2026-10-13 08:30", "arrived while closed: counted from tomorrow 07.30"),
    ("2026-10-12 09:00", "1 jam",  "2026-10-12",               "2026-10-13 08:30", "closed all day"),
    ("2026-10-12 09:00", "1 jam",  "2026-10-12 09:30-10:30",   "2026-10-12 11:00", "30 minutes before the hour that was closed, 30 after"),
    ("2026-10-12 09:30", "1 jam",  "2026-10-12 09:30-10:30",   "2026-10-12 11:30", "begun as it closed: all of it after 10.30"),
    ("2026-10-12 09:00", "1 hari", "2026-10-13",               "2026-10-14 09:00", "a closed day is no working day"),
    ("2026-10-12 09:00", "1 hari", "2026-10-13 07:30-12:00",   "2026-10-13 13:00", "Tuesday 09.00 is closed: when it opens again"),
    ("2026-10-12 15:00", "1 hari", "2026-10-13 12:00-16:00",   "2026-10-13 12:00", "Tuesday closes at 12.00, before 15.00"),
    ("2026-10-16 15:30", "1 jam",  "2026-10-16 16:00-16:30, 2026-10-19", "2026-10-20 08:00", "30 on Friday, Monday closed, 30 on Tuesday"),
    ("2026-10-12 07:30", "2 jam",  "2026-10-12 08:00-09:00, 2026-10-12 10:00-11:00", "2026-10-12 11:30", "30, 60 and 30 around two closings of one day"),
)

MOVED: tuple[tuple[str, str, str, str, str], ...] = (
    # opened            due time in force   closed since               due then            why
    ("2026-10-12 09:05", "2026-10-13 11:00", "2026-10-13",             "2026-10-14 11:00", "an extension to Tuesday 11.00: Tuesday is given back whole"),
    ("2026-10-12 09:00", "2026-10-14 10:00", "2026-10-12 14:00-16:00", "2026-10-14 12:00", "two hours of Monday are given back on Wednesday"),
    ("2026-10-12 07:30", "2026-10-13 07:30", "2026-10-13",             "2026-10-14 07:30", "due as Tuesday opens: due as Wednesday opens"),
    ("2026-10-12 09:00", "2026-10-12 16:00", "2026-10-13",             "2026-10-12 16:00", "due before the closing: stays"),
    ("2026-10-12 09:00", "2026-10-13 09:00", "2026-10-13 10:00-16:00", "2026-10-13 09:00", "closed only after the due time: stays"),
    ("2026-10-12 09:00", "2026-10-13 09:00", "2026-10-12 12:00-13:00", "2026-10-13 09:00", "closed in the break: nothing was lost"),
    ("2026-10-12 13:00", "2026-10-12 14:00", "2026-10-12 08:00-10:00", "2026-10-12 14:00", "closed before the step was opened: nothing was lost"),
    ("2026-10-15 09:00", "2026-10-16 16:30", "2026-10-16 13:00-16:30", "2026-10-19 11:00", "Friday's 3,5 jam are given back on Monday morning"),
    ("2026-10-16 16:00", "2026-10-19 08:00", "2026-10-19 07:30-12:00", "2026-10-19 13:30", "30 minutes were left: the first of Monday afternoon"),
    ("2026-02-18 15:00", "2026-02-19 09:00", "2026-02-19",             "2026-02-20 09:00", "into Ramadan: the hour of Thursday is an hour of Friday"),
)
# fmt: on


@pytest.mark.parametrize(("start", "norm", "expected", "why"), DUE, ids=[f"{r[0]} {r[1]}" for r in DUE])
def test_due_is_what_the_hand_worked_row_says(start: str, norm: str, expected: str, why: str) -> None:
    assert due(wita(start), Norm.parse(norm), OFFICE) == wita(expected), why


@pytest.mark.parametrize(("start", "norm", "days", "expected", "why"), CLOSED)
def test_due_knows_emergency_closings(start: str, norm: str, days: str, expected: str, why: str) -> None:
    assert due(wita(start), Norm.parse(norm), closed(days)) == wita(expected), why


@pytest.mark.parametrize(("opened", "due_at", "days", "expected", "why"), MOVED)
def test_a_due_time_moves_by_what_a_closing_took_and_back(
    opened: str, due_at: str, days: str, expected: str, why: str
) -> None:
    moved = shift(wita(opened), wita(due_at), OFFICE, closed(days))
    assert moved == wita(expected), why
    assert shift(wita(opened), moved, closed(days), OFFICE) == wita(due_at), why


def test_the_table_is_as_long_as_was_promised() -> None:
    assert len(DUE) >= 60
