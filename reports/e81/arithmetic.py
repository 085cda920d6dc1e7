"""The arithmetic between the columns of Form E.81 (domain.md section 5.5). No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.analysis import formulas
from reports.e81.cells import (
    ANNUAL,
    FIRST_YEAR,
    NIHIL,
    NO_FIGURE,
    NO_PAST,
    NO_PAST_RENSTRA,
    NO_RENSTRA,
    NO_TARGET,
    NO_YEAR,
    NOT_APPLICABLE,
    NOT_ASKED,
    NOT_YET,
    ONLY_PAST,
    Figure,
)


@dataclass(frozen=True)
class Renstra:
    """The end target of the Renstra in force, and what was reached before this system kept the figures."""

    first_year: int
    last_year: int
    target: Decimal
    achieved: Decimal | None = None
    achieved_until: int | None = None


@dataclass(frozen=True)
class Measure:
    """All that is known of one indicator at one unit, from which its ten figures follow."""

    direction: str = "naik"
    aggregation: str = "terakhir"
    decimals: int = 2
    places: int = 2  # decimals of a percentage
    labels: tuple[tuple[Decimal, str], ...] = ()
    renstra: Renstra | None = None
    target: Decimal | None = None
    target_high: Decimal | None = None
    quarters: tuple[Figure, Figure, Figure, Figure] = (Figure(words=NOT_ASKED),) * 4
    annual: Figure | None = None
    past: tuple[tuple[int, Decimal], ...] = ()  # (year, the figure of that year), oldest first


@dataclass(frozen=True)
class Figures:
    """Columns 5 to 14, and how this year's target was met (12 against 7), which the form itself does not print."""

    cells: tuple[Figure, ...]
    year_capaian: Decimal | None = None

    @property
    def capaian(self) -> Decimal | None:
        """Column 14, raw."""
        return self.cells[9].value


def nothing(words: str) -> Figures:
    """A side of the form that holds nothing, and why."""
    return Figures((Figure(words=words),) * 10)


def figures(measure: Measure, *, year: int, through: int) -> Figures:
    """Columns 5-14 of one measure after `through` triwulan of `year`.

    (12) joins the triwulan as the indicator says. (13) adds it to (6) for jumlah, replaces (6) for terakhir, and for rata
    averages over years. (14) is (13) against (5) with the formula of the indicator's direction. (13) is (6) and (12): while
    nothing stands in (12) it shows (6) and says so, and (14) stays empty, because a year without a figure evaluates nothing.
    """
    quarters = tuple(
        cell if number <= through else Figure(words=NOT_YET)
        for number, cell in enumerate(measure.quarters, start=1)
    )
    this_year = join_year(measure.aggregation, quarters[:through], measure.annual if through == 4 else None)
    past, years = _past(measure, year)
    total = _total(measure, past, years, this_year)
    end = Figure(measure.renstra.target) if measure.renstra else Figure(words=NO_RENSTRA)
    target = (
        Figure(words=NO_TARGET)
        if measure.target is None
        else Figure(measure.target, high=measure.target_high if measure.direction == "rentang" else None)
    )
    reached = _capaian(measure, this_year, total)
    year_reached = formulas.capaian(
        measure.direction, measure.target, measure.target_high, this_year.value
    ).value
    shown = (end, past, target, *quarters, this_year, total)
    return Figures((*(_dressed(cell, measure) for cell in shown), reached), year_reached)


def join_year(aggregation: str, quarters: Sequence[Figure], annual: Figure | None = None) -> Figure:
    """The triwulan of one year as one figure; an annual report speaks where no triwulan does.

    How many of them went into it stands beside the figure when some are missing.
    """
    applicable = [cell for cell in quarters if cell.words != NOT_APPLICABLE]
    joined = formulas.aggregate(aggregation, [cell.value for cell in applicable])
    if joined.value is None:
        if annual is not None and annual.value is not None:
            return Figure(annual.value, ANNUAL)
        if quarters and not applicable:
            return Figure(words=NOT_APPLICABLE)
        return Figure(words=NO_FIGURE)
    if joined.counted < joined.expected:
        return Figure(joined.value, f"{joined.counted} dari {joined.expected} triwulan")
    is_nihil = all(cell.words == NIHIL for cell in applicable)
    return Figure(joined.value, NIHIL if is_nihil else "")


def _past(measure: Measure, year: int) -> tuple[Figure, int]:
    """Column 6, and over how many years it speaks."""
    renstra = measure.renstra
    if renstra is None:
        return Figure(words=NO_PAST_RENSTRA), 0
    first = renstra.first_year
    if renstra.achieved is not None and renstra.achieved_until is not None:
        first = max(renstra.achieved_until + 1, first)
    later = [(of, value) for of, value in measure.past if first <= of < year]
    base_until = first - 1 if renstra.achieved is not None else None
    base_years = max(base_until - renstra.first_year + 1, 1) if base_until is not None else 0
    if renstra.achieved is None and not later:
        return Figure(words=FIRST_YEAR if year <= renstra.first_year else NO_PAST), 0
    values = [value for _, value in later]
    value = values[-1] if values else renstra.achieved
    if measure.aggregation == "jumlah":
        value = sum(values, renstra.achieved or formulas.ZERO)
    elif measure.aggregation == "rata":
        whole = (renstra.achieved or formulas.ZERO) * base_years + sum(values, formulas.ZERO)
        value = whole / (base_years + len(values))
    expected = max(year - first, 0)
    note = ""
    if len(values) < expected and measure.aggregation != "terakhir":
        note = f"{len(values)} dari {expected} tahun tercatat"
    elif measure.aggregation == "terakhir" and expected and (not later or later[-1][0] < year - 1):
        note = f"angka tahun {later[-1][0] if later else base_until}"
    return Figure(value, note), base_years + len(values)


def _total(measure: Measure, past: Figure, years: int, this_year: Figure) -> Figure:
    """Column 13."""
    if measure.renstra is None:
        return Figure(words=NO_RENSTRA)
    if this_year.value is None and past.value is None:
        return Figure(words=this_year.words or NO_FIGURE)
    if this_year.value is None:
        return Figure(past.value, ONLY_PAST)
    if past.value is None:
        return Figure(this_year.value, f"tanpa tahun lalu: {past.words}" if past.words == NO_PAST else "")
    if measure.aggregation == "jumlah":
        return Figure(past.value + this_year.value)
    if measure.aggregation == "rata":
        return Figure((past.value * years + this_year.value) / (years + 1))
    return Figure(this_year.value)


def _capaian(measure: Measure, this_year: Figure, total: Figure) -> Figure:
    """Column 14. A range at the end of the Renstra is this year's when both begin at the same number."""
    if measure.renstra is None or total.value is None:
        return Figure(words=total.words)
    if this_year.value is None:
        return Figure(words=this_year.words if this_year.words == NOT_APPLICABLE else NO_YEAR)
    end = measure.renstra.target
    high = measure.target_high if measure.direction == "rentang" and measure.target == end else None
    found = formulas.capaian(measure.direction, end, high, total.value)
    return Figure(found.value, found.reason.rstrip("."), measure.places)


def _dressed(cell: Figure, measure: Measure) -> Figure:
    """With the decimals of the indicator and the word of an ordinal number."""
    if cell.value is None:
        return cell
    label = next((label for number, label in measure.labels if number == cell.value), "")
    decimals = max(measure.decimals, 2) if measure.aggregation == "rata" else measure.decimals
    return Figure(cell.value, cell.words, decimals, cell.high, label)
