"""Capaian, predikat, averages: tables worked out by hand, and properties that hold for every figure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.analysis.formulas import Band, aggregate, average, capaian, change, predikat, rounded

pytestmark = pytest.mark.sekali

BANDS = (
    Band("Sangat Rendah", Decimal(50), True),
    Band("Rendah", Decimal(65), True),
    Band("Sedang", Decimal(75)),
    Band("Tinggi", Decimal(90)),
    Band("Sangat Tinggi", None),
)
PLAIN = st.decimals(min_value="0.01", max_value="100000", places=2)


@pytest.mark.parametrize(
    ("direction", "target", "realisasi", "expected"),
    [
        # domain.md 5.2, higher is better: R / T x 100
        ("naik", "88.50", "88.03", "99.47"),
        ("naik", "82", "82.35", "100.43"),
        ("naik", "100.21", "100.21", "100.00"),
        ("naik", "80", "0", "0.00"),
        ("naik", "40", "100", "250.00"),
        ("naik", "80", "-4", "-5.00"),
        # domain.md 5.2, lower is better: (2T - R) / T x 100
        ("turun", "0.35", "0.44", "74.29"),
        ("turun", "0.35", "0.35", "100.00"),
        ("turun", "10", "0", "200.00"),
        ("turun", "10", "20", "0.00"),
        ("turun", "10", "27.089", "-70.89"),  # the negative seen in Bali
        # target 0: reached by exactly 0
        ("naik", "0", "0", "100.00"),
        ("turun", "0", "0", "100.00"),
    ],
)
def test_capaian_follows_the_formula(direction: str, target: str, realisasi: str, expected: str) -> None:
    result = capaian(direction, Decimal(target), None, Decimal(realisasi))
    assert result.value is not None
    assert rounded(result.value) == Decimal(expected)


@pytest.mark.parametrize(
    ("low", "high", "realisasi", "expected"),
    [
        ("15", "20", "15", "100.00"),
        ("15", "20", "20", "100.00"),
        ("15", "20", "17.5", "100.00"),
        ("15", "20", "25", "75.00"),  # above: (2 x 20 - 25) / 20
        ("15", "20", "12", "80.00"),  # below: 12 / 15
        ("15", "20", "45", "-25.00"),
        ("0", "5", "3", "100.00"),
        ("0", "5", "6", "80.00"),
        ("-5", "5", "0", "100.00"),
        ("0", "0", "0", "100.00"),
    ],
)
def test_a_range_is_reached_inside_and_measured_from_the_nearer_bound_outside(
    low: str, high: str, realisasi: str, expected: str
) -> None:
    result = capaian("rentang", Decimal(low), Decimal(high), Decimal(realisasi))
    assert result.value is not None
    assert rounded(result.value) == Decimal(expected)


@pytest.mark.parametrize(
    ("direction", "target", "high", "realisasi", "word"),
    [
        ("naik", "0", None, "3", "Target 0"),
        ("turun", "0", None, "1", "Target 0"),
        ("naik", "-2", None, "3", "negatif"),
        ("turun", "-2", None, "-2", "negatif"),
        ("naik", None, None, "3", "belum ditetapkan"),
        ("naik", "80", None, None, "Tidak ada angka"),
        ("rentang", "15", None, "3", "batas atas"),
        ("rentang", "-5", "0", "3", "di luar rentang"),
        ("rentang", "0", "5", "-1", "di luar rentang"),
    ],
)
def test_what_cannot_be_computed_says_why(
    direction: str, target: str | None, high: str | None, realisasi: str | None, word: str
) -> None:
    result = capaian(
        direction, target and Decimal(target), high and Decimal(high), realisasi and Decimal(realisasi)
    )  # type: ignore[arg-type]
    assert result.value is None
    assert word in result.reason


@pytest.mark.parametrize(
    ("value", "name"),
    [
        # domain.md 5.3: no gap between bands, read on two decimals
        ("-70.89", "Sangat Rendah"), ("0", "Sangat Rendah"), ("50", "Sangat Rendah"), ("50.004", "Sangat Rendah"),
        ("50.005", "Rendah"), ("50.5", "Rendah"), ("65", "Rendah"), ("65.01", "Sedang"), ("75", "Sedang"), ("75.01", "Tinggi"),
        ("90", "Tinggi"), ("90.004", "Tinggi"), ("90.01", "Sangat Tinggi"), ("100", "Sangat Tinggi"), ("250", "Sangat Tinggi"),
    ],
)  # fmt: skip
def test_predikat_has_no_gaps(value: str, name: str) -> None:
    band = predikat(Decimal(value), BANDS)
    assert band is not None
    assert band.name == name


def test_predikat_does_not_depend_on_the_order_of_the_bands() -> None:
    assert predikat(Decimal(60), tuple(reversed(BANDS))) == predikat(Decimal(60), BANDS)
    assert predikat(None, BANDS) is None


def test_the_average_caps_and_floors_but_keeps_the_raw_mean_beside_it() -> None:
    result = average([Decimal(250), Decimal(-70), Decimal(60), None])
    assert rounded(result.value or Decimal(0)) == Decimal("53.33")  # (100 + 0 + 60) / 3
    assert result.raw == Decimal(80)  # (250 - 70 + 60) / 3
    assert (result.counted, result.expected) == (3, 4)
    assert not result.is_complete
    assert average([Decimal(250)], cap=None).value == Decimal(250)
    assert average([Decimal(250)], cap=Decimal(120)).value == Decimal(120)
    assert average([None, None]).value is None


@pytest.mark.parametrize(
    ("kind", "expected"), [("jumlah", "10"), ("terakhir", "5"), ("rata", "3.3333")]
)  # domain.md 5.4
def test_periods_join_as_the_indicator_says(kind: str, expected: str) -> None:
    result = aggregate(kind, [Decimal(2), None, Decimal(3), Decimal(5)])
    assert result.value is not None
    assert round(result.value, 4) == Decimal(expected)
    assert (result.counted, result.expected) == (3, 4)


@pytest.mark.parametrize(
    ("direction", "before", "now", "word", "good"),
    [
        ("naik", "80", "82", "naik", True),
        ("naik", "82", "80", "turun", False),
        ("turun", "0.44", "0.35", "turun", True),
        ("turun", "0.35", "0.44", "naik", False),
        ("naik", "80", "80.00", "tetap", None),
        ("rentang", "25", "21", "turun", True),
        ("rentang", "10", "14", "naik", True),
        ("rentang", "14", "10", "turun", False),
        ("rentang", "16", "19", "naik", None),
    ],
)
def test_a_change_knows_whether_it_is_good(
    direction: str, before: str, now: str, word: str, good: bool | None
) -> None:
    result = change(direction, Decimal(15), Decimal(20), Decimal(before), Decimal(now))
    assert result is not None
    assert (result.word, result.good) == (word, good)


def test_without_an_earlier_figure_there_is_no_change() -> None:
    assert change("naik", Decimal(1), None, None, Decimal(2)) is None
    assert change("naik", Decimal(1), None, Decimal(2), None) is None


@given(target=PLAIN, lower=PLAIN, step=PLAIN)
def test_more_is_never_worse_for_naik_and_never_better_for_turun(
    target: Decimal, lower: Decimal, step: Decimal
) -> None:
    def value(direction: str, realisasi: Decimal) -> Decimal:
        found = capaian(direction, target, None, realisasi).value
        assert found is not None
        return found

    assert value("naik", lower + step) >= value("naik", lower)
    assert value("turun", lower + step) <= value("turun", lower)


@given(direction=st.sampled_from(["naik", "turun", "rentang"]), target=PLAIN, width=PLAIN)
def test_the_target_itself_is_a_hundred(direction: str, target: Decimal, width: Decimal) -> None:
    assert capaian(direction, target, target + width, target).value == 100


@given(figures=st.lists(PLAIN, min_size=1, max_size=12), gaps=st.integers(1, 5))
def test_a_missing_figure_changes_the_coverage_and_never_the_mean(figures: list[Decimal], gaps: int) -> None:
    whole, holed = average(figures), average([*figures, *[None] * gaps])
    assert holed.value == whole.value
    assert holed.raw == whole.raw
    assert holed.expected == whole.expected + gaps
    assert not holed.is_complete


# The published examples. Each row says where it was read; only the rounding of the source is followed.
PANRB = "Permenpan-RB 8/2021 (Sistem Manajemen Kinerja PNS), lampiran hlm. 100"
SEMARANG = "Dinas Pendidikan Kabupaten Semarang, Renja: tabel 3.13 capaian APM 2020"
DOMAIN = "LKjIP yang dirangkum dalam domain.md 5.2"


@pytest.mark.parametrize(
    ("source", "direction", "target", "realisasi", "published", "places"),
    [
        (PANRB + ", contoh b", "naik", "80", "70", "87.5", 1),
        (PANRB + ", kondisi khusus contoh a", "turun", "7", "6.5", "107", 0),
        (PANRB + ", kondisi khusus contoh b", "turun", "8", "9", "87.5", 1),
        (SEMARANG + ", usia 7-12", "naik", "95.25", "95.31", "100.06", 2),
        (SEMARANG + ", usia 7-12 terhadap target 2021", "naik", "95.27", "95.31", "100.04", 2),
        (SEMARANG + ", usia 13-15", "naik", "81.9", "81.95", "100.06", 2),
        (DOMAIN + ", Kutai Kartanegara", "naik", "100.21", "100.21", "100", 2),
    ],
)
def test_capaian_agrees_with_what_regulations_and_reports_printed(
    source: str, direction: str, target: str, realisasi: str, published: str, places: int
) -> None:
    found = capaian(direction, Decimal(target), None, Decimal(realisasi)).value
    assert found is not None, source
    assert found.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == Decimal(published), source


WEIGHT = st.decimals(min_value="0.01", max_value="1000", places=2)


def test_a_weighted_mean_leans_and_a_weight_left_open_counts_one() -> None:
    result = average([Decimal(50), Decimal(100), None], weights=[Decimal(3), None, Decimal(9)])
    assert result.value == Decimal("62.5")  # (3 x 50 + 1 x 100) / 4
    assert (result.counted, result.expected) == (2, 3)


@given(pairs=st.lists(st.tuples(PLAIN, WEIGHT), min_size=1, max_size=12), scale=WEIGHT)
def test_only_the_proportion_of_weights_matters(pairs: list[tuple[Decimal, Decimal]], scale: Decimal) -> None:
    values, weights = [value for value, _ in pairs], [weight for _, weight in pairs]
    one = average(values, weights=weights).value
    other = average(values, weights=[weight * scale for weight in weights]).value
    assert one is not None
    assert other is not None
    assert abs(one - other) < Decimal("1e-15")


@given(pairs=st.lists(st.tuples(PLAIN, WEIGHT), min_size=1, max_size=12), hole=WEIGHT)
def test_a_missing_figure_takes_its_weight_with_it(
    pairs: list[tuple[Decimal, Decimal]], hole: Decimal
) -> None:
    values, weights = [value for value, _ in pairs], [weight for _, weight in pairs]
    holed = average([*values, None], weights=[*weights, hole])
    assert holed.value == average(values, weights=weights).value
    assert (holed.counted, holed.expected) == (len(values), len(values) + 1)


@given(target=PLAIN, distance=PLAIN)
def test_a_falling_indicator_mirrors_a_rising_one_at_the_target(target: Decimal, distance: Decimal) -> None:
    """What lies as far below a falling target is worth what lies as far above a rising one (2T - R mirrors R)."""
    rising = capaian("naik", target, None, target + distance).value
    falling = capaian("turun", target, None, target - distance).value
    assert rising == falling
