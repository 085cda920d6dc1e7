"""The result of an analysis as plain typed data: what the screen shows live and what a frozen analysis keeps as JSON.

Decimals are strings in the JSON, so that freezing and reading back lose nothing. Readers of a frozen analysis (draft, charts,
paper) use `read(analysis.data)` and never look into the JSON themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from reports.analysis.formulas import Band, Change

SCHEMA = 1


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
class RowResult:
    """One indicator of one unit."""

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

    @property
    def is_missing(self) -> bool:
        """Ought to be there and is not."""
        return self.answer in ("", "belum_tersedia")


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
class Factors:
    supporting: str = ""
    hindering: str = ""
    follow_up: str = ""


@dataclass(frozen=True)
class UnitResult:
    """One unit: its rows, their average, and who stood for them."""

    unit_id: int
    submission_id: int
    name: str
    short_name: str
    kind: str
    state: str
    excuse: str
    checked_by: str
    check_skipped: bool
    sent_by: str
    sent_at: datetime | None
    accepted_by: str
    accepted_at: datetime | None
    returns: int
    rows: tuple[RowResult, ...]
    average: AverageResult
    counts: Counts
    factors: Factors = field(default_factory=Factors)

    @property
    def is_excused(self) -> bool:
        return self.state == "dikecualikan"


@dataclass(frozen=True)
class Result:
    """The whole report at one moment."""

    report_id: int
    title: str
    period_label: str
    year: int
    period_kind: str
    period_number: int
    requester: str
    basis: str
    is_sample: bool
    cap: Decimal | None
    bands: tuple[Band, ...]
    units: tuple[UnitResult, ...]
    average: AverageResult
    counts: Counts

    def unit(self, unit_id: int) -> UnitResult | None:
        return next((unit for unit in self.units if unit.unit_id == unit_id), None)


def to_json(result: Result) -> dict[str, Any]:
    """Plain data for a JSONField. The same result always gives the same data."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(result), default=_plain))
    return {"schema": SCHEMA, **plain}


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no place in a frozen analysis")


def canonical(data: dict[str, Any]) -> bytes:
    """The bytes that are sealed: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(data: dict[str, Any]) -> str:
    """SHA-256 over the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(data)).hexdigest()


def read(data: dict[str, Any]) -> Result:
    """A frozen analysis back as typed data. Raises ValueError for a schema this program does not know."""
    if data.get("schema") != SCHEMA:
        raise ValueError(f"unknown analysis schema {data.get('schema')!r}")
    plain = {key: value for key, value in data.items() if key != "schema"}
    plain["cap"] = _decimal(plain["cap"])
    plain["bands"] = tuple(
        Band(band["name"], _decimal(band["upper"]), band["is_low"]) for band in plain["bands"]
    )
    plain["units"] = tuple(_unit(unit) for unit in plain["units"])
    plain["average"] = _average(plain["average"])
    plain["counts"] = Counts(**plain["counts"])
    return Result(**plain)


def _unit(plain: dict[str, Any]) -> UnitResult:
    return UnitResult(
        **{
            **plain,
            "sent_at": _moment(plain["sent_at"]),
            "accepted_at": _moment(plain["accepted_at"]),
            "rows": tuple(_row(row) for row in plain["rows"]),
            "average": _average(plain["average"]),
            "counts": Counts(**plain["counts"]),
            "factors": Factors(**plain["factors"]),
        }
    )


def _row(plain: dict[str, Any]) -> RowResult:
    numbers = ("target", "target_high", "value", "previous_value", "year_value", "capaian")
    change = plain["change"]
    return RowResult(
        **{
            **plain,
            **{name: _decimal(plain[name]) for name in numbers},
            "change": change and Change(change["word"], Decimal(change["difference"]), change["good"]),
            "evidence": tuple(EvidenceLine(**line) for line in plain["evidence"]),
        }
    )


def _average(plain: dict[str, Any]) -> AverageResult:
    return AverageResult(**{**plain, "value": _decimal(plain["value"]), "raw": _decimal(plain["raw"])})


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
