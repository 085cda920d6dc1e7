"""Form E.81 as plain data: what stands in its fifteen columns, and the arithmetic between them (domain.md section 5.5).

No database. A figure that is not there says why, so that no cell of the form is ever silently empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from reports.analysis import formulas
from reports.analysis.formulas import Band
from reports.figures import figure

DASH = "–"
ROMAN = ("I", "II", "III", "IV")

NIHIL = "nihil"
NOT_AVAILABLE = "belum tersedia"
NOT_APPLICABLE = "tidak berlaku"
UNANSWERED = "belum dijawab"
NOT_ACCEPTED = "belum diterima"
EXCUSED = "dilanjutkan tanpa data"
NOT_ASKED = "tidak diminta"
NOT_YET = "di luar periode"
NO_TARGET = "target belum ditetapkan"
NO_RENSTRA = "target Renstra belum dicatat"
NO_PAST_RENSTRA = "realisasi Renstra belum dicatat"
FIRST_YEAR = "tahun pertama Renstra"
NO_PAST = "tahun lalu tidak tercatat"
NO_BUDGET = "tanpa baris anggaran"
ABOVE = "anggaran di baris atasnya"
ONLY_BUDGET = "baris anggaran"
NO_FIGURE = "tidak ada realisasi"
ANNUAL = "dari laporan tahunan"
ONLY_PAST = "kolom 6 saja"
NO_YEAR = "kolom 12 belum terisi"

STRUCTURAL = frozenset({NOT_YET, NO_BUDGET, ABOVE, ONLY_BUDGET})
"""Words that follow from the place in the form and not from an answer: said once below the table, for all of them."""
STRUCTURAL_NOTE = (
    "Tanda – tanpa keterangan: triwulan di luar periode ini, baris tanpa anggaran, anggaran yang sudah tertulis di baris "
    "pertama sub kegiatannya, atau baris yang hanya memuat anggaran. K: kinerja menurut satuan indikator. Rp: anggaran."
)


@dataclass(frozen=True)
class Figure:
    """One cell of the form: a number, or the words why there is none. `words` beside a number qualifies it."""

    value: Decimal | None = None
    words: str = ""
    decimals: int | None = None
    high: Decimal | None = None  # upper end of a range target
    label: str = ""  # the word an ordinal number stands for: "BB"

    @property
    def is_structural(self) -> bool:
        return self.words in STRUCTURAL

    @property
    def text(self) -> str:
        if self.value is None:
            return DASH
        shown = figure(self.value, self.decimals)
        if self.high is not None:
            shown = f"{shown}{DASH}{figure(self.high, self.decimals)}"
        return f"{self.label} ({shown})" if self.label else shown


class Column(NamedTuple):
    """A pair of K and Rp under one heading."""

    number: int
    head: str
    short: str


def columns(year: int) -> tuple[Column, ...]:
    """Columns 5 to 14 as the form words them, for the year that is evaluated."""
    quarters = (
        Column(8 + n, f"Realisasi kinerja pada triwulan {ROMAN[n]}", f"Triwulan {ROMAN[n]}") for n in range(4)
    )
    return (
        Column(5, "Target Renstra PD pada akhir periode Renstra", "Target Renstra"),
        Column(6, f"Realisasi capaian kinerja Renstra PD s.d. Renja PD tahun {year - 1}", f"S.d. {year - 1}"),
        Column(7, f"Target kinerja dan anggaran Renja PD tahun {year} yang dievaluasi", f"Target {year}"),
        *quarters,
        Column(
            12, f"Realisasi capaian kinerja dan anggaran Renja PD tahun {year}", f"Realisasi {year}"
        ),
        Column(13, f"Realisasi kinerja dan anggaran Renstra PD s.d. tahun {year}", f"Renstra s.d. {year}"),
        Column(
            14, f"Tingkat capaian kinerja dan realisasi anggaran Renstra PD s.d. tahun {year} (%)", "Tingkat capaian (%)"
        ),
    )  # fmt: skip


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
    return Figure(found.value, found.reason.rstrip("."), 2)


def _dressed(cell: Figure, measure: Measure) -> Figure:
    """With the decimals of the indicator and the word of an ordinal number."""
    if cell.value is None:
        return cell
    label = next((label for number, label in measure.labels if number == cell.value), "")
    decimals = max(measure.decimals, 2) if measure.aggregation == "rata" else measure.decimals
    return Figure(cell.value, cell.words, decimals, cell.high, label)


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
    bands: Sequence[Band],
    cap: Decimal | None,
    weights: Sequence[Decimal | None] | None = None,
) -> Average:
    """Capped, floored and weighted by the office's rule; a missing one lowers the coverage, never the mean."""
    mean = formulas.average(values, weights=weights, cap=cap)
    band = formulas.predikat(mean.value, bands)
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
