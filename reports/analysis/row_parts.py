"""One line of an analysis and what hangs on it, as plain frozen data. Everything after the first schema has a default, so
that an older frozen analysis still reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reports.analysis.formulas import Change


@dataclass(frozen=True)
class EvidenceLine:
    id: int
    name: str
    is_link: bool


@dataclass(frozen=True)
class PlanLine:
    """One level of the plan an indicator hangs under."""

    level: str
    code: str
    name: str


@dataclass(frozen=True)
class TrendPoint:
    """One period's answer; nihil is 0, an answer without a number has value None."""

    year: int
    number: int
    label: str
    answer: str
    value: Decimal | None


@dataclass(frozen=True)
class RowResult:
    """One indicator of one unit, or one budget line."""

    cell_id: int
    indicator_id: int
    code: str
    name: str
    satuan: str
    direction: str
    decimals: int
    target: Decimal | None
    target_high: Decimal | None
    answer: str
    value: Decimal | None  # nihil counts as 0 here
    reason: str
    note: str
    previous_value: Decimal | None  # nihil counts as 0 here
    previous_label: str
    previous_answer: str
    change: Change | None
    year_value: Decimal | None  # this year so far, joined as the indicator says
    year_counted: int
    year_expected: int
    capaian: Decimal | None  # raw: neither capped nor floored
    not_computable: str
    predikat: str
    is_low: bool
    evidence: tuple[EvidenceLine, ...] = ()
    # schema 2
    kind: str = "kinerja"
    aggregation: str = ""
    plan: tuple[PlanLine, ...] = ()
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    numerator_label: str = ""
    denominator_label: str = ""
    multiplier: Decimal | None = None
    scale: tuple[tuple[str, Decimal], ...] = ()  # words that stand for numbers, best first
    weight: Decimal | None = None
    target_year: Decimal | None = None  # of a budget line: pagu
    target_year_high: Decimal | None = None
    year_capaian: Decimal | None = None  # this year so far against the target of the year, raw
    year_not_computable: str = ""
    year_predikat: str = ""
    trend: tuple[TrendPoint, ...] = ()  # oldest first, this period last
    last_year_value: Decimal | None = None
    last_year_label: str = ""
    explanation: str = ""  # what the unit wrote about this very figure
    formula_text: str = ""
    source: str = ""
    last_year_answer: str = ""
    renstra_target: Decimal | None = None  # at the end of the Renstra in force
    renstra_year: int | None = None
    renstra_value: Decimal | None = None  # reached of it up to this period
    renstra_capaian: Decimal | None = None
    places: int = 2  # decimals a percentage is printed with and the predikat was read from

    @property
    def program(self) -> PlanLine | None:
        return next((line for line in self.plan if line.level == "program"), None)
