"""Where a figure in the report comes from: unit, indicator, answer, evidence, who checked it and when, and its formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.forms_base import read_key
from reports.analysis.explain import average_steps, budget_steps, row_steps
from reports.analysis.result import AverageResult, Budget, EvidenceLine, Result, RowResult, UnitResult
from reports.drafting.indonesian import measure
from reports.drafting.references import CELL_PARTS, OFFICE, Figures, cell_words
from reports.drafting.summaries import KINDS
from reports.drafting.tables import ANSWERS
from reports.figures import moment

Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Origin:
    """What the card of one figure says. `cell_id` and `submission_id` lead to the cell itself, where there is one."""

    words: str
    what: str
    title: str
    facts: Facts
    steps: Sequence[str] = ()
    evidence: Sequence[EvidenceLine] = ()
    cell_id: int | None = None
    submission_id: int | None = None


def origin(ref: str, result: Result) -> Origin | None:
    """The origin of a reference by one frozen analysis; None for a reference it does not know."""
    words = Figures(result).words(ref)
    if words is None:
        return None
    kind, place, *rest = ref.split(":")
    if kind == "sel":
        return _of_cell(int(place), rest[0], words, result)
    unit = result.unit(read_key(place) or 0)
    title = unit.name if unit else "Seluruh unit" if place == OFFICE else _program(place, result)
    if kind == "rata":
        return _of_average(words, rest[0] if rest else "", title, unit, result)
    if kind == "anggaran":
        return _of_budget(words, rest[0], title, place, unit, result)
    return _of_count(words, rest[0], title, result)


def _of_cell(cell_id: int, part: str, words: str, result: Result) -> Origin | None:
    for unit in result.units:
        for row in (*unit.rows, *unit.budget_rows):
            if row.cell_id == cell_id:
                facts = [("Unit", unit.name), ("Jawaban", _answer(row)), *_compared(row), *_hands(unit)]
                what = CELL_PARTS[part][0].upper() + CELL_PARTS[part][1:]
                return Origin(
                    words, what, f"{row.code} {row.name}", facts, row_steps(row, result), row.evidence, row.cell_id,
                    unit.submission_id,
                )  # fmt: skip
    return None


def _answer(row: RowResult) -> str:
    if row.answer == "nilai" and row.value is not None:
        return f"{cell_words(row, 'realisasi')} {measure(row.satuan)}".strip()
    said = ANSWERS.get(row.answer, "–")
    return f"{said}: {row.reason}" if row.reason else said


def _compared(row: RowResult) -> Facts:
    """Target and the figure of the period before, where they stand."""
    found = []
    if row.target is not None:
        high = f"–{cell_words(row, 'target_atas')}" if row.target_high is not None else ""
        found.append(("Target", f"{cell_words(row, 'target')}{high}"))
    if row.previous_value is not None:
        found.append((row.previous_label, cell_words(row, "lalu")))
    return found


def _hands(unit: UnitResult) -> Facts:
    """Who stood for a unit's figures, and when."""
    found = []
    if unit.checked_by:
        found.append(("Diperiksa", unit.checked_by))
    elif unit.check_skipped:
        found.append(("Diperiksa", "dilewati, unit tanpa Kepala Seksi"))
    if unit.sent_by:
        found.append(("Dikirim", _signed(unit.sent_by, unit.sent_at)))
    if unit.accepted_by:
        found.append(("Diterima", _signed(unit.accepted_by, unit.accepted_at)))
    return found


def _signed(name: str, at: object) -> str:
    return f"{name}, {moment(at)}" if at is not None else name  # type: ignore[arg-type]


def _of_average(words: str, part: str, title: str, unit: UnitResult | None, result: Result) -> Origin:
    average: AverageResult = unit.average if unit else result.average
    rows = unit.rows if unit else [row for one in result.units for row in one.rows]
    what = {
        "": "Rata-rata capaian (%)",
        "predikat": "Predikat rata-rata capaian",
        "tercakup": "Indikator yang dihitung",
        "seluruh": "Indikator yang seharusnya dihitung",
        "tahun": "Rata-rata capaian terhadap target tahun (%)",
    }[part]
    facts = [("Cakupan", average.coverage), *(_hands(unit) if unit else ())]
    return Origin(words, what, title, facts, [] if part == "tahun" else average_steps(rows, average, result))


def _of_budget(
    words: str, part: str, title: str, place: str, unit: UnitResult | None, result: Result
) -> Origin:
    budget: Budget | None = result.budget if place == OFFICE else unit.budget if unit else None
    if place.startswith("program_"):
        budget = result.groups_of("program")[int(place.removeprefix("program_"))].budget
    what = {
        "pagu": "Pagu (Rp)",
        "realisasi": "Realisasi anggaran tahun ini (Rp)",
        "serapan": "Penyerapan anggaran (%)",
        "efisiensi": "Efisiensi (poin)",
        "selisih": "Selisih capaian dan penyerapan (poin)",
    }[part]
    assert budget is not None  # Figures.words knew it
    return Origin(words, what, title, [("Cakupan", budget.coverage)], budget_steps(budget))


def _of_count(words: str, what: str, title: str, result: Result) -> Origin:
    if what.startswith("predikat_"):
        told = f"Isian dengan predikat {result.bands[int(what.removeprefix('predikat_'))].name}"
    else:
        told = {
            "unit": "Unit kerja yang diminta data",
            "indikator": "Indikator yang diminta",
            "total": "Semua isian",
        }.get(what) or f"Isian {KINDS[what]}"
    return Origin(words, told, title, [("Periode", result.period_label)])


def _program(place: str, result: Result) -> str:
    group = result.groups_of("program")[int(place.removeprefix("program_"))]
    return f"{group.code} {group.name}".strip()
