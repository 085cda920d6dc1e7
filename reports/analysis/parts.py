"""The parts an analysis is put together from, as plain frozen data. Everything after the first schema has a default, so that
an older frozen analysis still reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from reports.analysis.formulas import Change


@dataclass(frozen=True)
class Counts:
    """The four answers apart, and what has none of them."""

    nilai: int = 0
    nihil: int = 0
    belum_tersedia: int = 0
    tidak_berlaku: int = 0
    kosong: int = 0

    @classmethod
    def of(cls, answers: Iterable[str]) -> Counts:
        found = Counter(answer or "kosong" for answer in answers)
        return cls(**{name: found[name] for name in cls.__dataclass_fields__})

    @property
    def answered(self) -> int:
        return self.nilai + self.nihil + self.belum_tersedia + self.tidak_berlaku

    @property
    def total(self) -> int:
        return self.answered + self.kosong

    @property
    def missing(self) -> int:
        """What ought to be there and is not: belum tersedia and unanswered."""
        return self.belum_tersedia + self.kosong


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

    @property
    def program(self) -> PlanLine | None:
        return next((line for line in self.plan if line.level == "program"), None)


@dataclass(frozen=True)
class AverageResult:
    """An average beside its coverage; `value` is capped and floored by the office's rule, `raw` is not."""

    value: Decimal | None
    raw: Decimal | None
    counted: int
    expected: int
    predikat: str
    is_low: bool

    @property
    def is_complete(self) -> bool:
        return self.counted == self.expected

    @property
    def coverage(self) -> str:
        return f"{self.counted} dari {self.expected} indikator"


@dataclass(frozen=True)
class Budget:
    """Money of the year so far over the lines that have both pagu and realisasi; `counted` of `expected` lines have."""

    pagu: Decimal | None
    realised: Decimal | None
    absorption: Decimal | None
    not_computable: str
    efficiency: Decimal | None  # percentage points: capaian of the year minus absorption
    counted: int
    expected: int

    @property
    def coverage(self) -> str:
        return f"{self.counted} dari {self.expected} baris anggaran"


@dataclass(frozen=True)
class FollowUpLine:
    """One thing undertaken, as it stood. `origin` names the report it comes from when that is an earlier one."""

    id: int
    text: str
    horizon: str
    person: str
    due_on: date
    origin: str = ""
    is_done: bool = False
    done_note: str = ""


@dataclass(frozen=True)
class Factors:
    """`follow_up` is what the report prints: what was `written` with the lines undertaken below it."""

    supporting: str = ""
    hindering: str = ""
    follow_up: str = ""
    written: str = ""
    follow_ups: tuple[FollowUpLine, ...] = ()
    carried: tuple[FollowUpLine, ...] = ()


@dataclass(frozen=True)
class OddityLine:
    """One odd figure, why it is odd, and what was decided about it; `decision` "" = still to be answered."""

    cell_id: int
    unit_id: int
    unit: str
    code: str
    name: str
    kind: str
    label: str
    sentence: str
    figure: str
    explanation: str = ""  # what the unit wrote of its own accord
    decision: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def key(self) -> str:
        """Names the fields of its form."""
        return f"{self.cell_id}-{self.kind}"
