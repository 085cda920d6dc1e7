"""Drawings that are read in words too, escaped, and drawn without inline styles."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from reports.charts import Bar, bar_chart, bar_length

pytestmark = pytest.mark.sekali

LINES = [
    Bar("I.1 APM <SD> & lainnya", Decimal("99.47"), "99,47 % · Sangat Tinggi"),
    Bar(
        "I.2 Nama yang sangat panjang sekali sehingga harus dilipat menjadi beberapa baris agar muat",
        Decimal("40"),
        "40,00 % · Sangat Rendah",
        True,
    ),
    Bar("I.3 Literasi", None, "Belum tersedia"),
]


@pytest.mark.parametrize(
    ("capaian", "length"),
    [("0", "0.0"), ("-70.89", "0.0"), ("60", "115.0"), ("100", "191.7"), ("120", "230.0"), ("250", "230.0")],
)
def test_a_bar_runs_from_nothing_to_120_percent(capaian: str, length: str) -> None:
    assert bar_length(Decimal(capaian), 230) == length


def test_the_chart_is_well_formed_and_says_everything_in_words() -> None:
    svg = bar_chart(LINES, title="Capaian Bidang SD & SMP", identifier="grafik-1")
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == "Capaian Bidang SD & SMP"  # type: ignore[union-attr]
    said = root.find(f"{space}desc").text  # type: ignore[union-attr]
    assert said is not None
    assert all(line.words in said for line in LINES)
    assert "style=" not in svg


def test_a_gap_is_drawn_as_a_gap_not_as_an_empty_bar() -> None:
    svg = bar_chart(LINES, title="x", identifier="g")
    assert svg.count("grafik__tanpa") == 1
    assert svg.count('class="grafik__isi') == 2
    assert svg.count("grafik__isi--rendah") == 1


def test_the_same_figures_draw_the_same_bytes() -> None:
    assert bar_chart(LINES, title="x", identifier="g") == bar_chart(LINES, title="x", identifier="g")
