"""What the placeholders of a template say of one unit. Pure."""

from __future__ import annotations

from collections.abc import Callable

from reports.analysis.result import Result, UnitResult
from reports.drafting import sentences, summaries
from reports.drafting.indonesian import closed

Text = Callable[[Result, UnitResult], str]
FACTORS_ASKED = "[isi: faktor dan tindak lanjut belum ditulis pada langkah analisis]"


def _listed(*items: str) -> str:
    return "\n".join(f"- {item}" for item in items if item)


def average(part: str = "") -> Text:
    return lambda result, unit: summaries.average_figure(unit.average, str(unit.unit_id), part)


def summary(result: Result, unit: UnitResult) -> str:
    return summaries.unit_sentences(unit)


def rows_told(result: Result, unit: UnitResult) -> str:
    return "" if unit.is_excused else _listed(*(sentences.row_sentences(row) for row in unit.rows))


def against_last_year(result: Result, unit: UnitResult) -> str:
    """One item per indicator whose figure of the same period last year is known."""
    told = [(row, sentences.since_last_year(row)) for row in unit.rows]
    return _listed(*(f"{row.name}. {said}" for row, said in told if said))


def against_year(result: Result, unit: UnitResult) -> str:
    return _listed(*(sentences.year_sentence(row, result.year) for row in unit.rows))


def against_renstra(result: Result, unit: UnitResult) -> str:
    return _listed(*(sentences.renstra_sentence(row) for row in unit.rows))


def explanations(result: Result, unit: UnitResult) -> str:
    told = _listed(*(sentences.explained(row) for row in unit.rows))
    return f"Penjelasan unit atas angkanya:\n{told}" if told else ""


def factors(result: Result, unit: UnitResult) -> str:
    """What was written in step 4; asked for where a figure is low and nothing was written."""
    told = [
        ("Faktor pendorong", unit.factors.supporting),
        ("Faktor penghambat", unit.factors.hindering),
        ("Tindak lanjut", unit.factors.follow_up),
    ]
    lines = [f"{label}: {closed(text)}" for label, text in told if text.strip()]
    if lines:
        return "\n\n".join(lines)
    if any(row.is_low for row in unit.rows):
        return FACTORS_ASKED
    return "Tidak ada faktor pendorong, faktor penghambat, maupun tindak lanjut khusus yang dicatat untuk periode ini."


def budget(result: Result, unit: UnitResult) -> str:
    return summaries.budget_sentences(unit.budget, str(unit.unit_id), unit.name, result.period_label)
