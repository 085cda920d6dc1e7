"""The arithmetic of the scorecard, worked out by hand: every row says why."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.worktime import WITA
from workflow.scorecard import words
from workflow.scorecard.arithmetic import (
    Figures,
    Visit,
    median,
    nearest_rank,
    norm_minutes,
    percent,
    summarise,
)
from workflow.scorecard.spans import Month, Span

pytestmark = pytest.mark.sekali

NOON = datetime(2026, 10, 12, 12, 0, tzinfo=WITA)


@pytest.mark.parametrize(
    ("values", "expected", "why"),
    [
        ([7], 7, "one value is its own middle"),
        ([4, 10], 7, "of two the mean"),
        ([4, 9], 7, "6.5 minutes: half a minute is rounded up"),
        ([1, 5, 100], 5, "of three the second, however far the third lies"),
        ([1, 5, 6, 100], 6, "5.5, rounded up"),
        ([20, 20, 20, 20, 500], 20, "one straggler does not move it"),
        ([10, 20, 30, 40, 50, 60], 35, "the mean of the third and the fourth"),
    ],
)
def test_the_median_worked_by_hand(values: list[int], expected: int, why: str) -> None:
    assert median(values) == expected, why


@pytest.mark.parametrize(
    ("values", "expected", "why"),
    [
        ([7], 7, "the only one"),
        (list(range(1, 10)), 9, "0.9 × 9 = 8.1, so the ninth: below ten it is the slowest"),
        (list(range(1, 11)), 9, "0.9 × 10 = 9, so the ninth of ten"),
        (list(range(1, 12)), 10, "0.9 × 11 = 9.9, so the tenth"),
        (list(range(1, 21)), 18, "0.9 × 20 = 18"),
        ([30] * 18 + [600, 900], 30, "two stragglers of twenty lie beyond it"),
        ([30] * 17 + [500, 600, 900], 500, "the eighteenth of twenty is one of three stragglers"),
        (list(range(1, 101)), 90, "ninety of a hundred do not exceed it"),
    ],
)
def test_the_ninetieth_percentile_worked_by_hand(values: list[int], expected: int, why: str) -> None:
    assert nearest_rank(values, 90) == expected, why


def test_there_is_no_middle_of_nothing() -> None:
    for figure in (lambda: median([]), lambda: nearest_rank([], 90)):
        with pytest.raises(ValueError, match="no values"):
            figure()


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 7, 0), (7, 7, 100), (1, 8, 13), (1, 3, 33), (2, 3, 67), (1, 200, 1), (199, 200, 100)],
)
def test_whole_percents_round_the_half_up(part: int, whole: int, expected: int) -> None:
    assert percent(part, whole) == expected


@pytest.mark.parametrize(
    ("waktu", "minutes"),
    [("1 jam", 60), ("1 Jam", 60), ("1 hari", 450), ("2 Hari", 900), ("3 hari kerja", 1350)],
)
def test_a_norm_in_days_counts_the_offices_usual_day(waktu: str, minutes: int) -> None:
    assert norm_minutes(waktu, 450) == minutes


def visit(minutes: int = 30, outcome: str = "selesai", *, late: int = -10, others: int = 0) -> Visit:
    """A visit with a norm of an hour. `late`: minutes between due time and end."""
    end = None if not outcome else NOON
    due_at = NOON - timedelta(minutes=late)
    return Visit(
        1,
        1,
        "format",
        "kasubag_perencanaan",
        1,
        60,
        NOON - timedelta(hours=3),
        due_at,
        end,
        outcome,
        minutes,
        others,
    )


ROWS: list[tuple[str, list[Visit], dict[str, object]]] = [
    ("nothing", [], {"done": 0, "median": None, "share": None, "waiting": None, "longest_open": None}),
    ("exactly on time is in time", [visit(late=0)], {"done": 1, "on_time": 1, "late": 0}),
    ("a minute after is late", [visit(late=1)], {"done": 1, "on_time": 0, "late": 1}),
    ("a Tidak is the step's work done", [visit(outcome="dikembalikan")], {"done": 1, "returned": 1}),
    ("a letter only noted is work done", [visit(outcome="diketahui")], {"done": 1, "returned": 0}),
    ("recalled by another: apart", [visit(outcome="ditarik")], {"done": 0, "recalled": 1, "on_time": 0}),
    ("cancelled: apart, even when late", [visit(outcome="dibatalkan", late=99)], {"done": 0, "cancelled": 1, "late": 0}),
    ("open: apart", [visit(75, outcome="")], {"done": 0, "open": 1, "open_late": 0, "longest_open": 75}),
    ("open and late", [visit(75, outcome="", late=5), visit(200, outcome="")],
     {"open": 2, "open_late": 1, "longest_open": 200}),
    ("four are too few for a median", [visit(10 * n) for n in range(1, 5)], {"median": None, "share": None, "done": 4}),
    ("five are enough, not for the percentile", [visit(10 * n) for n in range(1, 6)],
     {"median": 30, "share": 100, "p90": None, "median_ratio": 0.5, "p90_ratio": None}),
    ("ten are enough for both", [visit(10 * n) for n in range(1, 11)],
     {"median": 55, "p90": 90, "median_ratio": (50 / 60 + 60 / 60) / 2, "p90_ratio": 1.5}),
    ("waiting is a share of all time taken", [visit(100, others=40), visit(20)], {"waiting": 33}),
    ("open ones do not enter the waiting", [visit(100, others=40), visit(900, outcome="", others=900)], {"waiting": 40}),
    ("three of five late", [visit(late=1)] * 3 + [visit()] * 2, {"share": 40, "late": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "visits", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_what_is_counted_and_what_stands_apart(
    why: str, visits: list[Visit], expected: dict[str, object]
) -> None:
    found = summarise(visits, NOON)
    assert {name: getattr(found, name) for name in expected} == expected, why


def test_small_numbers_are_told_as_what_they_are() -> None:
    three, six = (
        Figures(times=(20, 30, 90), ratios=(0.3, 0.5, 1.5)),
        Figures(times=(30,) * 6, ratios=(0.5,) * 6),
    )
    assert words.slow(three, 450) == "3 kali, belum cukup untuk persentil"
    assert words.typical(three, 450) == "3 kali, belum cukup untuk median"
    assert words.extremes(three, 450) == "tercepat 20 menit, terlama 1 jam 30 menit"
    assert words.slow(six, 450) == "perlu 10 kali"
    assert words.typical(six, 450) == "30 menit"
    assert words.typical(Figures(), 450) == words.slow(Figures(), 450) == "–"
    assert words.out_of(2, 3) == "2 dari 3"
    assert words.out_of(7, 8) == "7 dari 8 (88\u00a0%)"
    assert words.out_of(1234, 2000) == "1.234 dari 2.000 (62\u00a0%)"
    assert words.per_case(3, 5) == "0,6"
    assert words.per_case(0, 0) == "–"


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        ({}, (2025, 11), (2026, 10)),
        ({"dari": "2026-07", "sampai": "2026-09"}, (2026, 7), (2026, 9)),
        ({"dari": "2026-09", "sampai": "2026-07"}, (2026, 7), (2026, 9)),
        ({"sampai": "2026-03"}, (2025, 4), (2026, 3)),
        ({"dari": "2026-13", "sampai": "kemarin"}, (2025, 11), (2026, 10)),
        ({"dari": "2001-01", "sampai": "2026-10"}, (2021, 11), (2026, 10)),
    ],
)
def test_a_span_is_read_from_the_address_and_nonsense_left_out(
    given: dict[str, str], first: tuple[int, int], last: tuple[int, int]
) -> None:
    span = Span.read(given, NOON)
    assert (span.first, span.last) == (Month(*first), Month(*last))
    assert Span.read(span.given, NOON) == span
    assert span.includes(span.begins)
    assert not span.includes(span.ends)
    assert len(list(span.months())) == span.last.minus(span.first) + 1


def test_a_month_of_the_office_begins_at_midnight_wita() -> None:
    assert Month.of(datetime(2026, 9, 30, 16, 0, tzinfo=WITA).astimezone()) == Month(2026, 9)
    assert Month(2026, 12).plus(1) == Month(2027, 1)
    assert Month(2027, 1).plus(-1) == Month(2026, 12)
    assert Month(2026, 10).starts == datetime(2026, 10, 1, tzinfo=WITA)
    assert Span(Month(2026, 7), Month(2026, 9)).words == "Juli sampai dengan September 2026"
    assert Span(Month(2025, 12), Month(2026, 1)).words == "Desember 2025 sampai dengan Januari 2026"
