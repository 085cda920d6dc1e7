"""The result of an analysis as plain typed data: what the screen shows live and what a frozen analysis keeps as JSON.

Decimals are strings in the JSON, so that freezing and reading back lose nothing. Readers of a frozen analysis (draft, charts,
paper) use `read(analysis.data)` and never look into the JSON themselves.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from reports.analysis.formulas import Band
from reports.analysis.parts import (
    AverageResult,
    Budget,
    Counts,
    Factors,
    FollowUpLine,
    OddityLine,
)
from reports.analysis.row_parts import EvidenceLine, PlanLine, RowResult, TrendPoint

SCHEMA = 2
KNOWN = frozenset({1, SCHEMA})
"""Schema 1 knew no budget, no plan, no trend: what it lacks reads as its default."""


@dataclass(frozen=True)
class UnitResult:
    """One unit: its rows, their average, and who stood for them. `rows` are kinerja; money stands apart in `budget_rows`."""

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
    # schema 2
    year_average: AverageResult | None = None
    rank: int | None = None
    budget_rows: tuple[RowResult, ...] = ()
    budget: Budget | None = None

    @property
    def is_excused(self) -> bool:
        return self.state == "dikecualikan"


@dataclass(frozen=True)
class Group:
    """Indicators gathered by program or by bidang. `kind` is "program" or "bidang"; a bidang has no code but its units."""

    kind: str
    code: str
    name: str
    average: AverageResult
    year_average: AverageResult
    budget: Budget | None = None
    rank: int | None = None
    unit_ids: tuple[int, ...] = ()


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
    # schema 2
    use_weights: bool = False
    year_average: AverageResult | None = None
    budget: Budget | None = None
    groups: tuple[Group, ...] = ()
    oddities: tuple[OddityLine, ...] = ()

    def unit(self, unit_id: int) -> UnitResult | None:
        return next((unit for unit in self.units if unit.unit_id == unit_id), None)

    def rows_of(self, group: Group) -> list[RowResult]:
        """The indicators a group's average is of; none for a bidang of an analysis frozen before its units were kept."""
        if group.kind == "program":
            return [
                row
                for unit in self.units
                for row in unit.rows
                if (row.program.code if row.program else "") == group.code
            ]
        return [row for unit in self.units if unit.unit_id in group.unit_ids for row in unit.rows]

    def groups_of(self, kind: str) -> list[Group]:
        return [group for group in self.groups if group.kind == kind]


def to_json(result: Result) -> dict[str, Any]:
    """Plain data for a JSONField. The same result always gives the same data."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(result), default=_plain))
    return {"schema": SCHEMA, **plain}


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):  # a datetime is one too
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
    if data.get("schema") not in KNOWN:
        raise ValueError(f"unknown analysis schema {data.get('schema')!r}")
    result: Result = _typed(Result, {key: value for key, value in data.items() if key != "schema"})
    return result


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(kind: Any, value: Any) -> Any:
    """Plain JSON as the annotation says; what a dataclass has no key for keeps its default."""
    if value is None:
        return None
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_typed(one, part) for one, part in zip(kinds, value, strict=True))
    if get_args(kind):  # X | None
        return _typed(next(one for one in get_args(kind) if one is not type(None)), value)
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{name: _typed(_hints(kind)[name], part) for name, part in value.items()})
    if kind is Decimal:
        return Decimal(value)
    return kind.fromisoformat(value) if kind in (date, datetime) else value


__all__ = [
    "AverageResult",
    "Budget",
    "Counts",
    "EvidenceLine",
    "Factors",
    "FollowUpLine",
    "Group",
    "OddityLine",
    "PlanLine",
    "Result",
    "RowResult",
    "TrendPoint",
    "UnitResult",
    "canonical",
    "digest",
    "read",
    "to_json",
]
