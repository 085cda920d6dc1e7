"""What a template may put under a section: tables and charts by name, drawn from the frozen analysis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from accounts.forms_base import read_key
from reports import charts
from reports.analysis.result import Result, UnitResult
from reports.drafting import tables
from reports.drafting.drawn import Figure, Table, figure_html, table_html
from reports.figures import percent

LABELS: Final = {
    "target": "Tabel target kinerja",
    "rekap": "Tabel rata-rata tiap unit",
    "grafik_rekap": "Grafik rata-rata tiap unit",
    "capaian": "Tabel target dan realisasi unit",
    "grafik": "Grafik capaian unit",
    "banding": "Tabel perbandingan unit: tahun lalu, target tahun, Renstra",
    "program": "Tabel capaian dan anggaran tiap program",
    "anggaran": "Tabel pagu, realisasi, dan serapan",
    "grafik_serapan": "Grafik serapan anggaran",
    "tindak_lanjut": "Tabel tindak lanjut",
    "lampiran": "Tabel isian tanpa angka",
}
PER_UNIT: Final = frozenset({"capaian", "grafik", "banding"})


def blocks(names: str, result: Result) -> Iterator[Table | Figure]:
    """What stands under a section whose `block` is `names`: "rekap grafik_rekap", "capaian:7 grafik:7"."""
    for one in names.split():
        name, _, pk = one.partition(":")
        unit = result.unit(read_key(pk) or 0)
        if unit is not None:
            yield from () if unit.is_excused else _of_unit(name, unit, result)
        else:
            yield from _of_office(name, result)


def _of_unit(name: str, unit: UnitResult, result: Result) -> Iterator[Table | Figure]:
    if not unit.rows:
        return
    if name in ("capaian", "unit"):  # "unit" is how drafts before templates named table and chart together
        yield from tables.reached(unit)
    if name in ("grafik", "unit") and len(unit.rows) > 1:  # one bar says no more than the table
        yield Figure(f"Capaian indikator {unit.name} terhadap target 100 persen", charts.unit_chart(unit))
    if name == "banding":
        yield from tables.compared(unit, result.year)


def _of_office(name: str, result: Result) -> Iterator[Table | Figure]:
    match name:
        case "target":
            yield from tables.targets(result)
        case "rekap":
            yield from tables.overview(result)
        case "grafik_rekap":
            yield from _overview_chart(result)
        case "program":
            yield from tables.programs(result)
        case "anggaran":
            yield from tables.budget_lines(result)
        case "grafik_serapan":
            yield from _absorption_chart(result)
        case "tindak_lanjut":
            yield from tables.follow_ups(result)
        case "lampiran":
            yield from tables.without_figures(result)


def _overview_chart(result: Result) -> Iterator[Figure]:
    lines = [
        charts.Bar(
            unit.name,
            unit.average.value,
            f"{percent(unit.average.value, unit.average.places)} · {unit.average.predikat}"
            if unit.average.value is not None
            else ("Tanpa data" if unit.is_excused else "Tidak dapat dihitung"),
            unit.average.is_low,
        )
        for unit in result.units
    ]
    title = f"Rata-rata capaian tiap unit, {result.period_label}"
    yield Figure(title, charts.bar_chart(lines, title=title, identifier="grafik-rekap"))


def _absorption_chart(result: Result) -> Iterator[Figure]:
    """By program where there are programs, else by unit; only where money was asked."""
    of_programs = [(group.name, group.budget) for group in result.groups_of("program") if group.budget]
    of_units = [(unit.name, unit.budget) for unit in result.units if unit.budget]
    lines = [
        charts.Bar(
            name,
            money.absorption,
            percent(money.absorption, money.places)
            if money.absorption is not None
            else "Tidak dapat dihitung",
        )
        for name, money in of_programs or of_units
    ]
    if lines:
        title = f"Penyerapan anggaran sampai dengan {result.period_label}"
        yield Figure(title, charts.bar_chart(lines, title=title, identifier="grafik-serapan"))


__all__ = ["LABELS", "PER_UNIT", "Figure", "Table", "blocks", "figure_html", "table_html"]
