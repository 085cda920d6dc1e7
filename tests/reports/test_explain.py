"""Every figure opened: the formula with its numbers, the cap, the rounding; and the trend as a drawing that words describe."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.analysis.explain import average_steps, budget_steps, row_steps
from reports.analysis.result import AverageResult, Budget, Counts, Result, RowResult, TrendPoint
from reports.sparkline import sparkline
from tests.reports.test_oddities import PLAIN, trend

pytestmark = pytest.mark.sekali

D = Decimal
AVERAGE = AverageResult(D(75), D("87.5"), 2, 3, "Sedang", False)
RESULT = Result(
    report_id=1, title="", period_label="", year=2026, period_kind="triwulan", period_number=3, requester="", basis="",
    is_sample=False, cap=D(100), bands=(), units=(), average=AVERAGE, counts=Counts(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (replace(PLAIN, value=D(76), target=D(80), capaian=D(95)), "Capaian = realisasi ÷ target × 100 = 76 ÷ 80 × 100 = 95,00 %."),
        (replace(PLAIN, direction="turun", value=D("0.44"), target=D("0.4"), capaian=D(90)),
         "Capaian = (2 × target − realisasi) ÷ target × 100 = (2 × 0,4 − 0,44) ÷ 0,4 × 100 = 90,00 %."),
        (replace(PLAIN, direction="rentang", value=D(17), target=D(15), target_high=D(20), capaian=D(100)),
         "Capaian = 100, karena 17 di dalam rentang 15 sampai 20, = 100,00 %."),
        (replace(PLAIN, direction="rentang", value=D(25), target=D(15), target_high=D(20), capaian=D(75)), "(2 × 20 − 25) ÷ 20 × 100 = 75,00 %."),
        (replace(PLAIN, direction="rentang", value=D(12), target=D(15), target_high=D(20), capaian=D(80)), "12 ÷ 15 × 100 = 80,00 %."),
        (replace(PLAIN, value=D(0), target=D(0), capaian=D(100), answer="nihil"), "Nihil dihitung 0"),
        (replace(PLAIN, value=D(0), target=D(0), capaian=D(100)), "karena target 0 dicapai dengan tepat 0"),
        (replace(PLAIN, capaian=D(250)), "Dalam rata-rata dihitung 100 %, batas atas"),
        (replace(PLAIN, capaian=D(-70)), "Dalam rata-rata dihitung 0 %."),
        (replace(PLAIN, numerator=D(3660), denominator=D(4000), multiplier=D(100), numerator_label="Murid", denominator_label="Penduduk", value=D("91.5")),
         "Realisasi = Murid ÷ Penduduk × 100 = 3.660 ÷ 4.000 × 100 = 91,50."),
        (replace(PLAIN, aggregation="jumlah", trend=trend("12", "15", "20"), year_value=D(47), year_counted=3, year_expected=3,
                 target_year=D(60), year_capaian=D(47) / D(60) * 100),
         "(dijumlahkan): 12,00; 15,00; 20,00 → 47,00, dari 3 dari 3 periode. Terhadap target tahun: realisasi ÷ target × 100 = 47 ÷ 60 × 100 = 78,33 %."),
    ],
)  # fmt: skip
def test_a_figure_opens_to_its_formula_and_numbers(row: RowResult, sentence: str) -> None:
    assert any(sentence in step for step in row_steps(row, RESULT)), row_steps(row, RESULT)


def test_what_was_not_computed_explains_nothing() -> None:
    assert row_steps(replace(PLAIN, value=None, answer="belum_tersedia"), RESULT) == []


def test_an_average_opens_to_its_terms_its_cap_and_what_is_missing() -> None:
    rows = [
        replace(PLAIN, capaian=D(125), weight=D(3)),
        replace(PLAIN, capaian=D(50)),
        replace(PLAIN, capaian=None),
    ]
    steps = average_steps(rows, AVERAGE, RESULT)
    assert steps[0] == "Rata-rata = (100,00 + 50,00) ÷ 2 = 75,00 %."
    assert "paling banyak 100 %; tanpa batas itu rata-ratanya 87,50 %" in steps[2]
    assert steps[3].startswith("1 indikator tanpa capaian tidak ikut dihitung")
    weighted = average_steps(rows, replace(AVERAGE, value=D("87.5")), replace(RESULT, use_weights=True))
    assert weighted[0] == "Rata-rata = (3 × 100,00 + 1 × 50,00) ÷ (3 + 1) = 87,50 %."


def test_money_opens_to_absorption_and_efficiency_and_says_it_is_a_practice() -> None:
    absorbed, saved = budget_steps(Budget(D(200), D(90), D(45), "", D(35), 1, 2))
    assert "90 ÷ 200 × 100 = 45,00 %, atas 1 dari 2 baris anggaran" in absorbed
    assert "= 80,00 − 45,00 = 35,00 poin." in saved
    assert "bukan ketentuan" in saved
    assert budget_steps(Budget(None, None, None, "Pagu belum ditetapkan.", None, 0, 1)) == [
        "Pagu belum ditetapkan."
    ]


def test_a_trend_draws_gaps_as_gaps_and_tells_every_period() -> None:
    points = [*trend("10", "12"), TrendPoint(2026, 3, "Triwulan 3", "belum_tersedia", None), *trend("14")]
    drawn = sparkline(points, decimals=1, identifier="tren-1")
    assert drawn.count("M") == 2  # the line is taken up again after the gap
    assert "Triwulan 1: 10,0; Triwulan 2: 12,0; Triwulan 3: tanpa angka" in drawn
    assert "style=" not in drawn
    assert sparkline(points[1:3], decimals=1, identifier="tren-2") == ""
