"""Rank, absorption, efficiency and the robust z-score: published rows, rows worked out by hand, and properties."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.analysis.formulas import rounded
from reports.analysis.measures import OUTLIER, absorption, efficiency, median, ranks, robust_z

pytestmark = pytest.mark.sekali

PLAIN = st.decimals(min_value="0.01", max_value="100000", places=2)
OGAN_ILIR = "LKIP Dinas Pendidikan Kabupaten Ogan Ilir 2016, rincian belanja langsung menurut program"
TEMANGGUNG = "LKjIP Dindikpora Kabupaten Temanggung 2020, bab IV"


@pytest.mark.parametrize(
    ("source", "pagu", "realised", "published"),
    [
        (OGAN_ILIR + " 1", "925896500", "826994935", "89.32"),
        (OGAN_ILIR + " 2", "230000000", "216006947", "93.92"),
        (OGAN_ILIR + " 3", "25000000", "24800000", "99.20"),
        (OGAN_ILIR + " 4", "50000000", "26740000", "53.48"),
        (OGAN_ILIR + " 5", "93500000", "90150000", "96.42"),
        (OGAN_ILIR + " 6", "4719600000", "3505790000", "74.28"),
        (OGAN_ILIR + " 8", "1355054126", "1134979400", "83.76"),
        (OGAN_ILIR + " 10", "250000000", "98540000", "39.42"),
        (OGAN_ILIR + " 11", "60000000", "0", "0.00"),
        (OGAN_ILIR + " 12", "550000000", "345430000", "62.81"),
    ],
)
def test_absorption_agrees_with_what_was_printed(
    source: str, pagu: str, realised: str, published: str
) -> None:
    found = absorption(Decimal(pagu), Decimal(realised)).value
    assert found is not None, source
    assert abs(rounded(found) - Decimal(published)) <= Decimal("0.01"), source  # the source cuts, we round


@pytest.mark.parametrize(
    ("pagu", "realised", "word"),
    [(None, "5", "Pagu belum"), ("0", "5", "tidak lebih dari 0"), ("10", None, "realisasi anggaran")],
)
def test_absorption_that_cannot_be_computed_says_why(
    pagu: str | None, realised: str | None, word: str
) -> None:
    found = absorption(pagu and Decimal(pagu), realised and Decimal(realised))  # type: ignore[arg-type]
    assert found.value is None
    assert word in found.reason


@pytest.mark.parametrize(
    ("source", "capaian", "absorbed", "published"),
    [
        (TEMANGGUNG + ", seluruh sasaran", "97.04", "90.44", "6.60"),
        (TEMANGGUNG + ", pendidikan", "98.68", "90.37", "8.31"),
        (TEMANGGUNG + ", mutu pendidik", "71.50", "98.74", "-27.24"),
    ],
)
def test_efficiency_agrees_with_what_was_printed(
    source: str, capaian: str, absorbed: str, published: str
) -> None:
    assert efficiency(Decimal(capaian), Decimal(absorbed)) == Decimal(published), source
    assert efficiency(Decimal(capaian), None) is None
    assert efficiency(None, Decimal(absorbed)) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["90", "90", "80"], [1, 1, 3]),
        (["80", None, "95"], [2, None, 1]),
        ([None], [None]),
        ([], []),
    ],
)
def test_ties_share_the_better_place(values: list[str | None], expected: list[int | None]) -> None:
    assert ranks([None if value is None else Decimal(value) for value in values]) == expected


@given(values=st.lists(st.one_of(st.none(), PLAIN), max_size=12))
def test_a_better_figure_never_ranks_worse(values: list[Decimal | None]) -> None:
    placed = [
        (value, place)
        for value, place in zip(values, ranks(values), strict=True)
        if value is not None and place is not None
    ]
    assert all((one < other) <= (first >= second) for one, first in placed for other, second in placed)


def test_the_median_stands_in_the_middle() -> None:
    assert median([Decimal(3), Decimal(1), Decimal(2)]) == 2
    assert median([Decimal(4), Decimal(1), Decimal(2), Decimal(3)]) == Decimal("2.5")


@pytest.mark.parametrize(
    ("value", "history", "odd"),
    [
        ("96", "95 96 97 95 96", False),
        ("9.6", "95 96 97 95 96", True),  # a comma in the wrong place
        ("960", "95 96 97 95 96", True),
        ("96", "95 96 97", None),  # too few
        ("50", "96 96 96 96", None),  # never moved: no spread to measure by
        ("96", "96 96 96 97", False),  # MAD 0: the mean deviation serves
        ("200", "96 96 96 97", True),
    ],
)
def test_far_from_its_own_history_is_measured_robustly(value: str, history: str, odd: bool | None) -> None:
    found = robust_z(Decimal(value), [Decimal(one) for one in history.split()])
    assert (None if found is None else abs(found) > OUTLIER) == odd


@given(history=st.lists(PLAIN, min_size=4, max_size=10), value=PLAIN, shift=PLAIN)
def test_the_z_score_does_not_depend_on_where_zero_lies(
    history: list[Decimal], value: Decimal, shift: Decimal
) -> None:
    one, other = robust_z(value, history), robust_z(value + shift, [past + shift for past in history])
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert abs(one - other) <= abs(one) * Decimal("1e-12")
