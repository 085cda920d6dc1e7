"""Form E.81 as plain data: its lines and what stands below them. No database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from reports.analysis import formulas
from reports.analysis.averages import Scale
from reports.e81.arithmetic import Figures
from reports.e81.cells import ABOVE, NO_BUDGET, ROMAN, Column, Figure, columns


class PlanLine(NamedTuple):
    """One level above an indicator: "Program", "1.01.02", "Pengelolaan Pendidikan"."""

    level: str
    code: str
    name: str


@dataclass(frozen=True)
class Row:
    """One line of the form: an indicator at a unit, with the budget of the plan line it hangs under."""

    number: int
    sasaran: PlanLine | None
    plan: tuple[PlanLine, ...]  # program, kegiatan, sub kegiatan: what there is
    code: str
    name: str
    satuan: str
    direction: str
    unit: str
    k: Figures
    rp: Figures
    is_budget: bool = False  # a budget line that stands beside no indicator
    begins_sasaran: bool = True
    begins_plan: bool = True
    weight: Decimal | None = None

    @property
    def pairs(self) -> tuple[tuple[Figure, Figure], ...]:
        """(K, Rp) of columns 5 to 14."""
        return tuple(zip(self.k.cells, self.rp.cells, strict=True))

    @property
    def main(self) -> Figures:
        """The side this line is about: its indicator, or the money of a budget line that stands alone."""
        return self.rp if self.is_budget else self.k

    @property
    def rp_words(self) -> str:
        """Why this line has no money, when it has none."""
        first = self.rp.cells[0].words
        return first if first in (NO_BUDGET, ABOVE) else ""


@dataclass(frozen=True)
class Average:
    """A mean beside its coverage."""

    value: Decimal | None
    raw: Decimal | None
    counted: int
    expected: int
    predikat: str

    @property
    def coverage(self) -> str:
        return f"{self.counted} dari {self.expected} indikator"


def average(
    values: Sequence[Decimal | None],
    rule: Scale,
    weights: Sequence[Decimal | None] | None = None,
) -> Average:
    """Capped, floored and weighted by the office's rule; a missing one lowers the coverage, never the mean."""
    mean = formulas.average(values, weights=weights, cap=rule.cap)
    band = formulas.predikat(mean.value, rule.bands, rule.places)
    return Average(mean.value, mean.raw, mean.counted, mean.expected, band.name if band else "")


@dataclass(frozen=True)
class Budget:
    """Money of the year: only lines that have both pagu and realisasi are compared."""

    pagu: Decimal
    spent: Decimal
    counted: int
    expected: int

    @property
    def percent(self) -> Decimal | None:
        return self.spent / self.pagu * 100 if self.pagu else None


class Factor(NamedTuple):
    unit: str
    text: str


class FollowLine(NamedTuple):
    """What a unit undertook. Without a person: the sentence of the analysis itself."""

    unit: str
    text: str
    person: str = ""
    due_on: date | None = None
    is_done: bool = False


class Signer(NamedTuple):
    title: str
    name: str
    pangkat: str = ""
    nip: str = ""


@dataclass(frozen=True)
class Sheet:
    """The whole form of one year, after `through` triwulan."""

    year: int
    through: int
    office: str
    rows: tuple[Row, ...]
    average: Average
    year_average: Average
    budget: Budget
    cap: Decimal | None
    use_weights: bool = False
    places: int = 2  # decimals of a percentage
    supporting: tuple[Factor, ...] = ()
    hindering: tuple[Factor, ...] = ()
    next_quarter: tuple[FollowLine, ...] = ()
    next_renja: tuple[FollowLine, ...] = ()
    signer: Signer | None = None
    city: str = ""
    newest: datetime | None = None  # when the newest figure on the form was accepted
    notes: dict[str, int] = field(default_factory=dict)  # words -> number of the footnote

    @property
    def has_year(self) -> bool:
        """Whether any figure of the year itself stands on the form (column 12); before that there is nothing to evaluate."""
        return any(side.cells[7].value is not None for row in self.rows for side in (row.k, row.rp))

    @property
    def romawi(self) -> str:
        return ROMAN[self.through - 1]

    @property
    def period(self) -> str:
        return f"s.d. Triwulan {self.romawi} Tahun {self.year}"

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns(self.year)


def notes_of(rows: Iterable[Row]) -> dict[str, int]:
    """The words of all cells, numbered in the order of their first use: the footnotes of the printed form.

    What follows from the place in the form is said in one sentence instead (`STRUCTURAL_NOTE`).
    """
    found: dict[str, int] = {}
    for row in rows:
        for pair in row.pairs:
            for cell in pair:
                if cell.words and not cell.is_structural:
                    found.setdefault(cell.words, len(found) + 1)
    return found
