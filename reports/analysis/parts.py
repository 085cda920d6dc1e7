"""What an analysis says of many lines together, and beside them: counts, averages, money, follow-ups, oddities. Plain frozen
data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from reports.analysis.formulas import rounded

DECIMALS = {0: "tanpa desimal", 1: "satu desimal", 2: "dua desimal"}
"""Decimals of a percentage in words."""


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
class AverageResult:
    """An average beside its coverage; `value` is capped and floored by the office's rule, `raw` is not."""

    value: Decimal | None
    raw: Decimal | None
    counted: int
    expected: int
    predikat: str
    is_low: bool
    places: int = 2  # decimals it is printed with and the predikat was read from

    @property
    def rounding(self) -> str:
        """The decimals in words."""
        return DECIMALS[self.places]

    @property
    def printed(self) -> Decimal | None:
        """The value on the decimals it is printed with."""
        return None if self.value is None else rounded(self.value, self.places)

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
    places: int = 2  # decimals of the percentages

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
