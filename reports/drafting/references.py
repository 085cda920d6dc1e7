"""Figures in the text that stay the analysis's own: what each reference says, and putting those words where they stand.

A reference names a place in the frozen analysis (`sel:12:capaian`, `rata:kantor`); the words in its span are set again whenever a
section is saved and whenever a version is made, so nobody can type into one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property
from html import unescape

from django.utils.html import escape

from accounts.forms_base import read_key
from reports.analysis.result import AverageResult, Budget, Counts, Result, RowResult
from reports.figures import figure

_SPAN = re.compile(r'<span class="angka" data-angka="([^"]*)">([^<]*)</span>')
OFFICE = "kantor"
CELL_PARTS = {
    "realisasi": "realisasi",
    "target": "target",
    "target_atas": "batas atas target",
    "capaian": "capaian (%)",
    "predikat": "predikat",
    "lalu": "realisasi periode lalu",
    "selisih": "selisih dengan periode lalu",
    "tahun": "realisasi tahun ini",
    "target_tahun": "target tahun",
    "capaian_tahun": "capaian terhadap target tahun (%)",
    "target_tahun_atas": "batas atas target tahun",
    "tahun_lalu": "realisasi periode yang sama tahun lalu",
    "selisih_tahun": "selisih dengan periode yang sama tahun lalu",
    "renstra": "target akhir Renstra",
    "renstra_realisasi": "realisasi terhadap Renstra",
    "renstra_capaian": "capaian terhadap target akhir Renstra (%)",
}
PERCENT_PARTS = frozenset({"capaian", "capaian_tahun", "renstra_capaian"})
AVERAGE_PARTS = ("predikat", "tercakup", "seluruh", "tahun")
BUDGET_PARTS = ("pagu", "realisasi", "serapan", "efisiensi", "selisih")


def mark(words: str, ref: str) -> str:
    """A reference in the generator's plain text: "{87,50|sel:12:capaian}"."""
    return f"{{{words}|{ref}}}"


class Figures:
    """What every reference says by one frozen analysis."""

    def __init__(self, result: Result) -> None:
        self.result = result

    @cached_property
    def rows(self) -> dict[int, RowResult]:
        return {row.cell_id: row for unit in self.result.units for row in (*unit.rows, *unit.budget_rows)}

    def words(self, ref: str) -> str | None:
        """The figure as printed, "–" where the analysis has none; None for a reference it does not know."""
        kind, *rest = ref.split(":")
        if kind == "sel" and len(rest) == 2:
            row = self.rows.get(read_key(rest[0]) or 0)
            return cell_words(row, rest[1]) if row and rest[1] in CELL_PARTS else None
        if kind == "rata" and (len(rest) == 1 or (len(rest) == 2 and rest[1] in AVERAGE_PARTS)):
            averages = self._averages(rest[0])
            return average_words(*averages, rest[1] if len(rest) == 2 else "") if averages else None
        if kind == "hitung" and len(rest) == 2:
            return self._count(*rest)
        if kind == "anggaran" and len(rest) == 2:
            budget = self._budget(rest[0])
            return budget_words(budget, rest[1]) if budget and rest[1] in BUDGET_PARTS else None
        return None

    def settle(self, html: str) -> str:
        """The text with each reference saying what the analysis says; a reference it does not know becomes plain words."""

        def said(found: re.Match[str]) -> str:
            words = self.words(unescape(found[1]))
            return found[2] if words is None else _SPANNED.format(found[1], escape(words))

        return _SPAN.sub(said, html)

    def _averages(self, place: str) -> tuple[AverageResult, AverageResult | None] | None:
        if place == OFFICE:
            return self.result.average, self.result.year_average
        unit = self.result.unit(read_key(place) or 0)
        return (unit.average, unit.year_average) if unit else None

    def _count(self, place: str, what: str) -> str | None:
        if place == OFFICE:
            counts, bands = self.result.counts, self.result.bands
            if what == "unit":
                return str(len(self.result.units))
            if what == "indikator":
                return str(len({row.indicator_id for unit in self.result.units for row in unit.rows}))
            if what.startswith("predikat_"):
                place_of_band = read_key(what.removeprefix("predikat_"))
                if place_of_band is None or place_of_band >= len(bands):
                    return None
                name = bands[place_of_band].name
                return str(
                    sum(
                        row.capaian is not None and row.predikat == name
                        for unit in self.result.units
                        for row in unit.rows
                    )
                )
        else:
            unit = self.result.unit(read_key(place) or 0)
            if unit is None:
                return None
            counts = unit.counts
        known = {*Counts.__dataclass_fields__, "total"}
        return str(getattr(counts, what)) if what in known else None

    def _budget(self, place: str) -> Budget | None:
        if place == OFFICE:
            return self.result.budget
        if place.startswith("program_") and (number := read_key(place.removeprefix("program_"))) is not None:
            programs = self.result.groups_of("program")
            return programs[number].budget if number < len(programs) else None
        unit = self.result.unit(read_key(place) or 0)
        return unit.budget if unit else None


_SPANNED = '<span class="angka" data-angka="{}">{}</span>'


def cell_words(row: RowResult, part: str) -> str:
    """One figure of one indicator as printed, without its unit of measure."""
    if part == "predikat":
        return row.predikat or "–"
    answer = {"realisasi": row.answer, "lalu": row.previous_answer, "tahun_lalu": row.last_year_answer}.get(
        part
    )
    if answer == "nihil":
        return "nihil"
    last_year = row.last_year_value
    values = {
        "realisasi": row.value,
        "target": row.target,
        "target_atas": row.target_high,
        "capaian": row.capaian,
        "lalu": row.previous_value,
        "selisih": abs(row.change.difference) if row.change else None,
        "tahun": row.year_value,
        "target_tahun": row.target_year,
        "target_tahun_atas": row.target_year_high,
        "capaian_tahun": row.year_capaian,
        "tahun_lalu": last_year,
        "selisih_tahun": None if row.value is None or last_year is None else abs(row.value - last_year),
        "renstra": row.renstra_target,
        "renstra_realisasi": row.renstra_value,
        "renstra_capaian": row.renstra_capaian,
    }
    value = values[part]
    if value is None:
        return "–"
    if part in PERCENT_PARTS:
        return figure(value, row.places)
    return figure(value, row.decimals) if part in ("selisih", "selisih_tahun") else worded(value, row)


def worded(value: Decimal, row: RowResult) -> str:
    """A figure of an indicator; where words stand for numbers the word comes first: "BB (70)"."""
    said = next((word for word, number in row.scale if number == value), None)
    return f"{said} ({figure(value)})" if said else figure(value, row.decimals)


def average_words(average: AverageResult, of_year: AverageResult | None, part: str) -> str:
    if part == "predikat":
        return average.predikat or "–"
    if part == "tercakup":
        return str(average.counted)
    if part == "seluruh":
        return str(average.expected)
    value = of_year.value if part == "tahun" and of_year else average.value
    return "–" if value is None else figure(value, average.places)


def budget_words(budget: Budget, part: str) -> str:
    value = {
        "pagu": budget.pagu,
        "realisasi": budget.realised,
        "serapan": budget.absorption,
        "efisiensi": budget.efficiency,
        "selisih": abs(budget.efficiency) if budget.efficiency is not None else None,
    }[part]
    if value is None:
        return "–"
    return figure(value, budget.places) if part not in ("pagu", "realisasi") else figure(value, 0)
