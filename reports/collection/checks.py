"""What the form asks back about a figure that is possible but odd. Pure: no database, no clock.

A hard check (reports.collection.entries) refuses the figure itself. A soft check only asks: one sentence of explanation
for this very figure answers it, and the explanation travels with the figure into the analysis.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reports.analysis import formulas
from reports.collection.models import Answer, Cell, CheckRule
from reports.collection.numbers import PERCENTS
from reports.figures import figure
from reports.indicators.models import Aggregation, Kind

TELLING_DIGITS = 3
"""A figure with fewer digits than this repeats by chance."""


@dataclass(frozen=True)
class Question:
    """One thing the form asks back: its name and its sentence."""

    code: str
    sentence: str


def figure_now(cell: Cell) -> Decimal | None:
    """The number the cell counts as: nihil is zero; the other answers are no number."""
    return formulas.ZERO if cell.answer == Answer.NIHIL else cell.value


def figures_of_year(cell: Cell, year: int) -> dict[int, Decimal | None]:
    """Number of each earlier period of that year -> its figure, as frozen when the format was sent."""
    return {
        int(past["number"]): _figure(past["answer"], past["value"])
        for past in cell.history
        if past["year"] == year
    }


def cumulative(cell: Cell, year: int, number: int) -> formulas.Aggregate:
    """This year so far, joined as the indicator says, with the figure as it stands now."""
    past = figures_of_year(cell, year)
    return formulas.aggregate(cell.aggregation, [*(past.get(n) for n in range(1, number)), figure_now(cell)])


def questions(cell: Cell, rule: CheckRule, year: int) -> tuple[Question, ...]:
    """Everything odd about the figure as it stands, explained or not. None for an answer without a number."""
    value = figure_now(cell)
    if value is None:
        return ()
    found = (
        _negative(cell, value),
        _jump(cell, value, rule),
        _above_hundred(cell, value, rule),
        _worse(cell, value, rule),
        _wrong_quarter(cell, value, rule, year),
    )
    return tuple(question for question in found if question)


def is_explained(cell: Cell) -> bool:
    """An explanation counts for the figure it was written for, not for the next one."""
    return bool(cell.explanation) and cell.explained_value == figure_now(cell)


def open_questions(cell: Cell, rule: CheckRule, year: int) -> tuple[Question, ...]:
    """What still waits for an explanation. "Memburuk" is settled by an ordinary note as well."""
    if is_explained(cell):
        return ()
    return tuple(one for one in questions(cell, rule, year) if not (one.code == "memburuk" and cell.note))


def _figure(answer: str, value: str | None) -> Decimal | None:
    if answer == Answer.NIHIL:
        return formulas.ZERO
    return None if value is None else Decimal(value)


def _previous(cell: Cell) -> Decimal | None:
    return formulas.ZERO if cell.previous_answer == Answer.NIHIL else cell.previous_value


def _negative(cell: Cell, value: Decimal) -> Question | None:
    """Some figures may fall below zero (pertumbuhan); most never do, and nobody can tell them apart but the unit."""
    return Question("negatif", f"{figure(value, cell.decimals)} di bawah nol.") if value < 0 else None


def _jump(cell: Cell, value: Decimal, rule: CheckRule) -> Question | None:
    before = _previous(cell)
    if rule.jump_percent is None or before is None or before == 0:
        return None
    share = abs(value - before) / abs(before) * 100
    if share < rule.jump_percent:
        return None
    word = "Naik" if value > before else "Turun"
    return Question(
        "lonjakan",
        f"{word} {figure(share, 0)} % dari {cell.previous_label} ({figure(before, cell.decimals)}).",
    )


def _above_hundred(cell: Cell, value: Decimal, rule: CheckRule) -> Question | None:
    if not rule.above_hundred or cell.satuan.strip().lower() not in PERCENTS or value <= formulas.HUNDRED:
        return None
    return Question("di_atas_seratus", f"{figure(value, cell.decimals)} persen melebihi 100.")


def _worse(cell: Cell, value: Decimal, rule: CheckRule) -> Question | None:
    if not rule.worse_needs_note or cell.kind == Kind.ANGGARAN:  # spending less in a quarter is not worse
        return None
    change = formulas.change(cell.direction, cell.target, cell.target_high, _previous(cell), value)
    if change is None or change.good is not False:
        return None
    return Question("memburuk", f"Memburuk dari {cell.previous_label}.")


def _wrong_quarter(cell: Cell, value: Decimal, rule: CheckRule, year: int) -> Question | None:
    """The very figure of another period than the last one, or the sum of this year's earlier ones."""
    if not rule.wrong_quarter or value == 0 or value == _previous(cell):
        return None
    if len(f"{abs(value.normalize()):f}".replace(".", "").strip("0")) >= TELLING_DIGITS:
        for past in reversed(cell.history[:-1]):
            if _figure(past["answer"], past["value"]) == value:
                return Question(
                    "triwulan_lain", f"Sama persis dengan {past['label']}. Mungkin angka periode lain?"
                )
    if cell.aggregation == Aggregation.JUMLAH:
        earlier = [one for one in figures_of_year(cell, year).values() if one is not None]
        if len(earlier) > 1 and sum(earlier) == value:
            return Question(
                "triwulan_lain",
                f"Sama dengan jumlah periode sebelumnya tahun ini ({figure(value, cell.decimals)}). "
                "Isi angka periode ini saja.",
            )
    return None
