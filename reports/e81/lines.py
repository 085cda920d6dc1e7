"""The lines of Form E.81 in the order of the plan, each indicator beside one budget line while there are some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from reports.e81 import cells as form
from reports.e81.answers import Book
from reports.e81.arithmetic import Figures, figures, nothing
from reports.e81.sheet import PlanLine, Row
from reports.indicators.models import Aggregation, Indicator, Kind, Level, PlanNode


def rows_of(
    indicators: Sequence[Indicator], nodes: dict[int, PlanNode], book: Book, year: int, through: int
) -> tuple[Row, ...]:
    """All lines, numbered; what hangs nowhere comes last."""
    grouped: dict[int | None, list[Indicator]] = defaultdict(list)
    for indicator in sorted(indicators, key=lambda one: (_position(one, nodes), one.order, one.code)):
        grouped[indicator.node_id].append(indicator)
    made: list[Row] = []
    for node_id, members in grouped.items():
        lines = {kind: _lines(members, kind, book, year, through) for kind in Kind}
        made += _paired(lines[Kind.KINERJA], lines[Kind.ANGGARAN], _path(nodes.get(node_id or 0), nodes))
    numbered: list[Row] = []
    for number, row in enumerate(made, start=1):
        before = numbered[-1] if numbered else None
        numbered.append(
            replace(
                row,
                number=number,
                begins_sasaran=before is None or before.sasaran != row.sasaran,
                begins_plan=before is None or (before.plan, before.sasaran) != (row.plan, row.sasaran),
            )
        )
    return tuple(numbered)


Line = tuple[Indicator, str, Figures]


def _lines(members: list[Indicator], kind: Kind, book: Book, year: int, through: int) -> list[Line]:
    found: list[Line] = []
    for indicator in members:
        if indicator.kind != kind:
            continue
        units = book.units_of(indicator)
        for unit, name in units:
            measure = book.measure(indicator, unit, alone=len(units) == 1)
            if kind == Kind.ANGGARAN and measure.aggregation == Aggregation.RATA:
                measure = replace(measure, aggregation=Aggregation.JUMLAH)  # money is never averaged
            found.append((indicator, name, figures(measure, year=year, through=through)))
    return found


def _paired(kinerja: list[Line], budget: list[Line], path: list[PlanNode]) -> list[Row]:
    sasaran = next((_line(node) for node in path if node.level == Level.SASARAN), None)
    plan = tuple(_line(node) for node in path if node.level != Level.SASARAN)
    rows: list[Row] = []
    for at in range(max(len(kinerja), len(budget))):
        beside = budget[at][2] if at < len(budget) else None
        indicator, unit, own = kinerja[at] if at < len(kinerja) else budget[at]
        is_budget = at >= len(kinerja)
        rows.append(
            Row(
                number=0,
                sasaran=sasaran,
                plan=plan,
                code=indicator.code,
                name=indicator.name,
                satuan=indicator.satuan,
                direction=indicator.direction,
                unit=unit,
                k=nothing(form.ONLY_BUDGET) if is_budget else own,
                rp=beside or nothing(form.ABOVE if budget else form.NO_BUDGET),
                is_budget=is_budget,
                weight=indicator.weight,
            )
        )
    return rows


def _path(node: PlanNode | None, nodes: dict[int, PlanNode]) -> list[PlanNode]:
    """From the sasaran down to the node itself; a circle somebody made in the plan ends where it closes."""
    path: list[PlanNode] = []
    while node is not None and node not in path:
        path.insert(0, node)
        node = nodes.get(node.parent_id) if node.parent_id else None
    return path


def _position(indicator: Indicator, nodes: dict[int, PlanNode]) -> tuple[bool, tuple[tuple[int, str], ...]]:
    """In the order of the plan; what hangs nowhere comes last."""
    path = _path(nodes.get(indicator.node_id or 0), nodes)
    return not path, tuple((node.order, node.code) for node in path)


def _line(node: PlanNode) -> PlanLine:
    return PlanLine(Level(node.level).label, node.code, node.name)
