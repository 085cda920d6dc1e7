"""The chapters a template makes of a frozen analysis: budget, comparison, unit by unit; and templates that cannot be kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from reports.analysis.result import Budget, Group, Result, read
from reports.analysis.services import latest
from reports.drafting.generate import write
from reports.drafting.models import DraftSection
from reports.drafting.placeholders import KNOWN
from reports.drafting.references import Figures
from reports.drafting.rendering import draft_html
from reports.drafting.rich import words
from reports.drafting.template_models import Repeat, ReportTemplate, TemplateSection
from tests.factories import Office
from tests.reports import paper_data

pytestmark = pytest.mark.sekali

D = Decimal


@pytest.fixture
def result(office: Office, at: datetime) -> Result:
    """The sample analysis with two budget lines of Bidang SD, one program, a year's target and a Renstra target."""
    analysis = latest(paper_data.analysed(office, at))
    assert analysis is not None
    plain = read(analysis.data)
    money = Budget(D(4_000_000_000), D(2_600_000_000), D(65), "", D("28.5"), 2, 2)
    units = []
    for unit in plain.units:
        if unit.short_name != "SD":
            units.append(unit)
            continue
        first = replace(
            unit.rows[0], target_year=D(82), year_value=D(76), year_capaian=D("92.68"), renstra_target=D(95), renstra_year=2029,
            renstra_value=D(76), renstra_capaian=D(80), last_year_value=D(70), last_year_label="Triwulan III Tahun 2025",
            last_year_answer="nilai", explanation="Murid pindah ke kabupaten lain",
        )  # fmt: skip
        line = replace(
            unit.rows[0], cell_id=901, name="Anggaran ruang kelas", satuan="Rp", decimals=0, kind="anggaran", value=D(1_300_000_000),
            target=None, target_year=D(2_000_000_000), year_value=D(1_300_000_000), year_capaian=D(65),
        )  # fmt: skip
        budget_rows = (line, replace(line, cell_id=902, name="Anggaran buku"))
        units.append(replace(unit, rows=(first, *unit.rows[1:]), budget_rows=budget_rows, budget=money))
    program = Group(
        "program", "1.01.02", "Program Pengelolaan Pendidikan", plain.average, plain.average, money
    )
    return replace(plain, units=tuple(units), budget=money, groups=(program,), year_average=plain.average)


def template() -> list[TemplateSection]:
    return list(ReportTemplate.objects.get(is_default=True).sections.all())


def html_of(result: Result) -> str:
    sections = [
        DraftSection(key=part.key, level=part.level, heading=part.heading, text=part.html, block=part.block)
        for part in write(result, template())
    ]
    return draft_html(sections, result)


def test_the_budget_chapter_has_pagu_realisasi_and_serapan_by_line_and_program(result: Result) -> None:
    html = html_of(result)
    chapter = html[html.index("B. Realisasi Anggaran") : html.index("PENUTUP")]
    said = re.sub(r"<[^>]+>", " ", chapter)
    for wanted in (
        "Capaian dan penyerapan anggaran tiap program", "Realisasi anggaran sampai dengan Triwulan III Tahun 2026", "2.000.000.000",
        "Jumlah", "Penyerapan anggaran sampai dengan", "1.01.02 Program Pengelolaan Pendidikan",
    ):  # fmt: skip
        assert wanted in said, wanted
    sentence = "Dari pagu seluruh unit sebesar Rp4.000.000.000, realisasi sampai Triwulan III Tahun 2026 Rp2.600.000.000"
    assert sentence in words(chapter[chapter.index("<p>") : chapter.index("<table")])
    assert "penggunaan anggaran efisien" in html


def test_a_unit_is_compared_with_last_year_the_years_target_and_the_renstra(
    result: Result, office: Office
) -> None:
    parts = {part.key: part for part in write(result, template())}
    compared = parts[f"bab-3-banding-{office.sd.pk}"]
    told = words(compared.html)
    assert "Dibandingkan Triwulan III Tahun 2025 (70,00 persen), angka ini naik 6,00 poin (membaik)." in told
    assert "pada akhir Renstra, tahun 2029, adalah 95,00 persen" in told
    assert "Murid pindah ke kabupaten lain." in words(parts[f"bab-3-faktor-{office.sd.pk}"].html)
    assert "Perbandingan capaian Bidang Pembinaan SD" in html_of(result)


def test_sections_of_one_unit_stand_together_and_are_numbered(result: Result, office: Office) -> None:
    keys = [part.key for part in write(result, template())]
    first = keys.index(f"bab-3-unit-{office.sd.pk}")
    assert keys[first : first + 3] == [
        f"bab-3-{name}-{office.sd.pk}" for name in ("unit", "banding", "faktor")
    ]
    assert f"bab-3-banding-{office.paud.pk}" not in keys, "an excused unit has nothing to compare"
    assert f"bab-3-banding-{office.smp.pk}" not in keys, (
        "nor has one without last year, year's target and Renstra"
    )
    assert "bab-1" in keys, "a chapter that is only a title stands"
    numbered = [part.heading for part in write(result, template()) if part.level == 3]
    assert [heading[:2] for heading in numbered] == ["1.", "2.", "3.", "4."]


def test_every_reference_of_the_chapters_says_what_the_analysis_says(result: Result) -> None:
    figures, html = Figures(result), html_of(result)
    found = re.findall(r'data-angka="([^"]+)">([^<]*)<', html)
    assert {ref.split(":")[0] for ref, _ in found} == {"sel", "rata", "hitung", "anggaran"}
    for ref, said in found:
        assert figures.words(ref) == said, ref


def test_every_placeholder_can_be_written(result: Result) -> None:
    text = "\n\n".join(one.mark for one in KNOWN.values())
    section = TemplateSection(key="semua", level=3, heading="{nomor}. {unit}", text=text, repeat=Repeat.UNIT)
    for part in write(result, [section]):
        assert "{" not in re.sub(r"\{[^{}|]*\|[a-z_:0-9]+\}", "", part.text), part.text
