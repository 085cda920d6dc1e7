"""What the form asks back about a figure that is possible but odd. Pure: no database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from reports.collection.checks import cumulative, is_explained, open_questions, questions
from reports.collection.models import Cell, CheckRule

pytestmark = pytest.mark.sekali


def past(*figures: tuple[int, int, str | None]) -> list[dict[str, Any]]:
    """Accepted answers of earlier triwulan: year, number, figure (None: nihil)."""
    return [
        {
            "year": year,
            "number": number,
            "label": f"Triwulan {number} {year}",
            "answer": "nihil" if value is None else "nilai",
            "value": value,
        }
        for year, number, value in figures
    ]


def cell(value: str | None, *history: tuple[int, int, str | None], **given: Any) -> Cell:
    line = past(*history)
    last = line[-1] if line else None
    return Cell(**{
        "satuan": "persen", "decimals": 2, "direction": "naik", "aggregation": "terakhir", "target": Decimal(90),
        "answer": "nihil" if value is None else "nilai", "value": None if value is None else Decimal(value),
        "history": line, "previous_label": last["label"] if last else "",
        "previous_answer": last["answer"] if last else "",
        "previous_value": Decimal(last["value"]) if last and last["value"] else None,
        **given,
    })  # fmt: skip


RULE = CheckRule()
TABLE = [
    # cell, what is asked (year 2026)
    ("no earlier figure: nothing to compare with", cell("38.03"), ()),
    ("a digit slipped", cell("38.03", (2026, 2, "87.40")), ("lonjakan", "memburuk")),
    ("49 % less is no jump, but worse", cell("51", (2026, 2, "100")), ("memburuk",)),
    ("exactly half more is a jump", cell("60", (2026, 2, "40")), ("lonjakan",)),
    ("from nihil no share can be told", cell("40", (2026, 2, None)), ()),
    ("above a hundred per cent", cell("100.01", (2026, 2, "99")), ("di_atas_seratus",)),
    ("exactly a hundred", cell("100", (2026, 2, "99")), ()),
    ("above a hundred persons", cell("120", (2026, 2, "119"), satuan="orang"), ()),
    ("falling is good where low is good", cell("0.30", (2026, 2, "0.31"), direction="turun"), ()),
    ("rising is worse where low is good", cell("0.32", (2026, 2, "0.31"), direction="turun"), ("memburuk",)),
    ("the same as last period is left to the analysis", cell("64.29", (2026, 1, "60"), (2026, 2, "64.29")), ()),
    ("the figure of another quarter", cell("86.95", (2025, 4, "86.95"), (2026, 1, "86.90"), (2026, 2, "86.93")),
        ("triwulan_lain",)),
    ("short figures repeat by chance", cell("12", (2026, 1, "12"), (2026, 2, "11"), satuan="orang"), ()),
    ("the sum of the quarters before", cell("14", (2026, 1, "6"), (2026, 2, "8"), satuan="ruang", aggregation="jumlah"),
        ("lonjakan", "triwulan_lain")),
    ("inside the range again is no worsening", cell("17", (2026, 2, "15"), direction="rentang", target=Decimal(16),
        target_high=Decimal(20), satuan="murid"), ()),
    ("spending less in a quarter is not worse", cell("90", (2026, 2, "100"), satuan="Rp", kind="anggaran"), ()),
    ("below zero", cell("-5", (2026, 2, "-5")), ("negatif",)),
    ("nihil after a figure", cell(None, (2026, 2, "40")), ("lonjakan", "memburuk")),
]  # fmt: skip


@pytest.mark.parametrize(("why", "one", "codes"), TABLE, ids=[row[0] for row in TABLE])
def test_the_form_asks_back_about(why: str, one: Cell, codes: tuple[str, ...]) -> None:
    assert tuple(question.code for question in questions(one, RULE, 2026)) == codes


@pytest.mark.parametrize("answer", ["", "belum_tersedia", "tidak_berlaku"])
def test_an_answer_without_a_figure_is_asked_nothing(answer: str) -> None:
    one = cell("1", (2026, 2, "90"))
    one.answer, one.value = answer, None
    assert questions(one, RULE, 2026) == ()


def test_the_office_may_ask_less_but_not_about_what_lies_below_zero() -> None:
    silent = CheckRule(jump_percent=None, above_hundred=False, worse_needs_note=False, wrong_quarter=False)
    for _, one, _ in TABLE:
        assert [found for found in questions(one, silent, 2026) if found.code != "negatif"] == []


def test_an_explanation_holds_for_the_figure_it_was_written_for() -> None:
    odd = cell("38.03", (2026, 2, "87.40"), explanation="Pendataan ulang.", explained_value=Decimal("38.03"))
    assert is_explained(odd)
    assert open_questions(odd, RULE, 2026) == ()
    odd.value = Decimal("37")
    assert {one.code for one in open_questions(odd, RULE, 2026)} == {"lonjakan", "memburuk"}


def test_an_ordinary_note_settles_a_worsening_but_no_jump() -> None:
    worse = cell("86", (2026, 2, "87.40"), note="Ada sekolah yang tutup.")
    assert open_questions(worse, RULE, 2026) == ()
    jump = cell("38.03", (2026, 2, "87.40"), note="Ada sekolah yang tutup.")
    assert [one.code for one in open_questions(jump, RULE, 2026)] == ["lonjakan"]


@pytest.mark.parametrize(
    ("aggregation", "expected", "counted"), [("jumlah", "18", 3), ("terakhir", "9", 3), ("rata", "6", 3)]
)
def test_the_year_so_far_is_joined_as_the_indicator_says(
    aggregation: str, expected: str, counted: int
) -> None:
    one = cell("9", (2025, 4, "99"), (2026, 1, "4"), (2026, 2, "5"), aggregation=aggregation)
    found = cumulative(one, 2026, 3)
    assert (found.value, found.counted, found.expected) == (Decimal(expected), counted, 3)


def test_the_year_so_far_tells_how_much_of_it_is_there() -> None:
    found = cumulative(cell("9", (2026, 1, "4"), aggregation="jumlah"), 2026, 3)
    assert (found.value, found.counted, found.expected) == (Decimal(13), 2, 3)
