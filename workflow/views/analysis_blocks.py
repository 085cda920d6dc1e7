"""Step 4 as its page shows it: one block per unit with its lines, and the tables of averages side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import QueryDict
from django.utils.safestring import mark_safe

from reports.analysis.explain import average_steps, budget_steps, row_steps
from reports.analysis.models import OddityAnswer
from reports.analysis.result import Budget, Factors, Group, Result, RowResult, UnitResult
from reports.charts import bar_length
from reports.collection.models import Answer
from reports.indicators.models import Direction
from reports.sparkline import sparkline
from workflow.factors import Undertaking
from workflow.views import analysis_form

BAR = 200
"""Width of the small bar's drawing; its tick at 100 % stands at 166.7."""


@dataclass(frozen=True)
class Line:
    """One indicator as the table shows it."""

    row: RowResult
    bar: str
    steps: list[str]
    trend: str

    @property
    def answer_words(self) -> str:
        return Answer(self.row.answer).label if self.row.answer else "Belum dijawab"

    @property
    def direction_words(self) -> str:
        return Direction(self.row.direction).label

    def _word(self, value: Decimal | None) -> str:
        """The word an ordinal figure stands for ("BB"); nothing for an ordinary one."""
        return next((word for word, number in self.row.scale if number == value), "")

    @property
    def target_word(self) -> str:
        return self._word(self.row.target)

    @property
    def value_word(self) -> str:
        return self._word(self.row.value)

    @property
    def previous_word(self) -> str:
        return self._word(self.row.previous_value)

    @property
    def last_year_word(self) -> str:
        return self._word(self.row.last_year_value)


@dataclass(frozen=True)
class Block:
    """One unit: its lines, and what stands (or was just typed) in its boxes."""

    result: UnitResult
    lines: list[Line]
    money: list[Line]
    steps: list[str]
    money_steps: list[str]
    factors: Factors
    undertaking: Undertaking
    done: dict[int, str]
    dropped: list[int]
    chosen: bool
    refused_at: str = ""

    @property
    def key(self) -> str:
        return str(self.result.unit_id)

    @property
    def has_factors(self) -> bool:
        kept = self.factors
        return bool(kept.supporting or kept.hindering or kept.written or kept.follow_ups or kept.carried)

    @property
    def low(self) -> int:
        """Indicators whose predikat asks for attention."""
        return sum(line.row.is_low for line in self.lines)

    @property
    def is_refused(self) -> bool:
        """Whether the box the service refused stands in this unit."""
        name, _, key = self.refused_at.rpartition("-")
        if name == "tl-hasil":
            return key in {str(one.id) for one in self.factors.carried}
        return name.startswith("tl-") and key == self.key

    @property
    def is_open(self) -> bool:
        """Unfolded at once: what asks for attention and what is being written; the rest is one line each."""
        return bool(self.low or self.undertaking.is_meant or self.is_refused)


@dataclass(frozen=True)
class Side:
    """One average beside others, with how it came about."""

    group: Group
    steps: list[str]


@dataclass(frozen=True)
class Table:
    """Averages side by side: by unit, by bidang or by program."""

    identifier: str
    title: str
    rows: list[Side]
    has_budget: bool
    has_year: bool

    @property
    def columns(self) -> int:
        return 3 + self.has_budget + self.has_year


def blocks_of(result: Result, posted: QueryDict, *, kept: bool, refused_at: str) -> list[Block]:
    """`kept`: what was typed is stored already, so the line for one more follow-up is empty again."""
    typed = QueryDict() if kept else posted
    returned = {one.unit_id for one in result.oddities if one.decision == OddityAnswer.Decision.DIKEMBALIKAN}
    return [_block(unit, result, posted, typed, returned, refused_at) for unit in result.units]


def _block(
    unit: UnitResult, result: Result, posted: QueryDict, typed: QueryDict, returned: set[int], refused_at: str
) -> Block:
    factors, pk = unit.factors, unit.unit_id
    if f"pendorong-{pk}" in posted:
        factors = replace(
            factors,
            supporting=posted.get(f"pendorong-{pk}", ""),
            hindering=posted.get(f"penghambat-{pk}", ""),
            written=posted.get(f"tindak-lanjut-{pk}", ""),
        )
    picked = posted.getlist("units") if "units" in posted else [str(one) for one in returned]
    return Block(
        result=unit,
        lines=[_line(row, result) for row in unit.rows],
        money=[_line(row, result) for row in unit.budget_rows],
        steps=average_steps(unit.rows, unit.average, result),
        money_steps=budget_steps(unit.budget) if unit.budget else [],
        factors=factors,
        undertaking=analysis_form.undertaking(typed, pk),
        done=analysis_form.finished(typed),
        dropped=analysis_form.dropped(typed),
        chosen=str(pk) in picked,
        refused_at=refused_at,
    )


def _line(row: RowResult, result: Result) -> Line:
    drawn = sparkline(row.trend, decimals=row.decimals, identifier=f"tren-{row.cell_id}")
    bar = "" if row.capaian is None else bar_length(row.capaian, BAR)
    return Line(row, bar, row_steps(row, result), mark_safe(drawn))


def tables_of(result: Result) -> list[Table]:
    """By unit, then by bidang where that says something else, then by program; best first."""
    units = [
        Group("unit", str(unit.unit_id), unit.name, unit.average, unit.year_average or unit.average, unit.budget, unit.rank)
        for unit in result.units
        if not unit.is_excused
    ]  # fmt: skip
    bidang, program = result.groups_of("bidang"), result.groups_of("program")
    kinds = [("unit", "Menurut unit", units)]
    if {group.name for group in bidang} != {unit.name for unit in result.units}:
        kinds.append(("bidang", "Menurut bidang", bidang))
    kinds.append(("program", "Menurut program", program))
    return [
        Table(
            key, title,
            [Side(one, _steps(one, result)) for one in sorted(rows, key=lambda group: group.rank or len(rows) + 1)],
            any(isinstance(group.budget, Budget) for group in rows),
            any(group.year_average.counted for group in rows) and result.year_average is not None,
        )
        for key, title, rows in kinds
        if rows
    ]  # fmt: skip


def _steps(group: Group, result: Result) -> list[str]:
    """Of a program or a bidang; a unit opens its own further down."""
    return [] if group.kind == "unit" else average_steps(result.rows_of(group), group.average, result)
