"""The list behind "Sisipkan angka": every figure of a frozen analysis, unit by unit, as the editor shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.analysis.result import Result, RowResult
from reports.drafting.references import AVERAGE_PARTS, CELL_PARTS, OFFICE, Figures

AVERAGE_LABELS = {
    "": "rata-rata (%)",
    "predikat": "predikat",
    "tercakup": "indikator dihitung",
    "seluruh": "seluruh indikator",
    "tahun": "rata-rata tahun (%)",
}
EMPTY = "–"


@dataclass(frozen=True)
class Offered:
    """One figure: its reference, what it is, and its words now."""

    ref: str
    label: str
    words: str


@dataclass(frozen=True)
class OfferedRow:
    """An indicator, or the average of a unit, with its figures. `search` is what the search of the page looks through."""

    label: str
    satuan: str
    search: str
    choices: tuple[Offered, ...]


@dataclass(frozen=True)
class OfferedUnit:
    name: str
    rows: tuple[OfferedRow, ...]


def figures_by_unit(result: Result) -> list[OfferedUnit]:
    """The office first, then each unit that sent data; what the analysis has no figure for is left out."""
    figures = Figures(result)
    office = _average(figures, OFFICE, "Rata-rata capaian seluruh indikator", "kantor dinas")
    offered = [OfferedUnit("Seluruh dinas", (office,))]
    for unit in result.units:
        if unit.is_excused:
            continue
        names = f"{unit.name} {unit.short_name}"
        rows = (_row(figures, row, names) for row in (*unit.rows, *unit.budget_rows))
        average = _average(figures, str(unit.unit_id), "Rata-rata capaian unit", names)
        offered.append(OfferedUnit(unit.name, (average, *(row for row in rows if row.choices))))
    return offered


def _row(figures: Figures, row: RowResult, names: str) -> OfferedRow:
    label = f"{row.code} {row.name}"
    parts = ((f"sel:{row.cell_id}:{part}", words) for part, words in CELL_PARTS.items())
    return OfferedRow(label, row.satuan, f"{label} {names}".lower(), tuple(_offered(figures, parts)))


def _average(figures: Figures, place: str, label: str, names: str) -> OfferedRow:
    parts = (
        (f"rata:{place}:{part}" if part else f"rata:{place}", AVERAGE_LABELS[part])
        for part in ("", *AVERAGE_PARTS)
    )
    return OfferedRow(label, "", f"{label} {names}".lower(), tuple(_offered(figures, parts)))


def _offered(figures: Figures, parts: Iterator[tuple[str, str]]) -> Iterator[Offered]:
    for ref, label in parts:
        words = figures.words(ref)
        if words is not None and words != EMPTY:
            yield Offered(ref, label, words)
