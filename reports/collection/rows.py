"""The entry grid of one unit: its rows in the order they are read, and the plan lines that stand above them."""

from __future__ import annotations

from reports.analysis.averages import Scale
from reports.analysis.services import row_result
from reports.collection.columns import columns_of
from reports.collection.models import Cell, CheckRule, Submission
from reports.collection.row import Row
from reports.indicators.models import Kind, Level


def rows_of(submission: Submission, scale: Scale, rule: CheckRule) -> list[Row]:
    """The stored rows: performance in the order of the format, then the budget lines under their own heading."""
    cells = list(submission.cells.select_related("changed_by", "seksi").prefetch_related("evidence"))
    cells.sort(key=lambda cell: cell.kind == Kind.ANGGARAN)
    columns, period = columns_of(submission.columns), submission.report.period
    rows: list[Row] = []
    seen = ("", "")
    for place, cell in enumerate(cells, start=1):
        cell.submission = submission
        row = Row(cell, row_result(cell, scale), place, columns, rule, period.year, period.number)
        place_in_plan = (str(cell.kind), _plan_line(cell))
        row.headings = _headings(seen, place_in_plan)
        seen = place_in_plan
        rows.append(row)
    return rows


def _plan_line(cell: Cell) -> str:
    """The plan lines a row hangs under, without the sasaran when something finer follows."""
    finer = [line for line in cell.plan if line["level"] != Level.SASARAN] or cell.plan
    return " › ".join(f"{line['code']} {line['name']}".strip() for line in finer)


def _headings(before: tuple[str, str], now: tuple[str, str]) -> tuple[str, ...]:
    """What stands above this row that did not stand above the one before it."""
    kind, line = now
    starts_budget = kind == Kind.ANGGARAN and before[0] != kind
    found = ["Anggaran"] if starts_budget else []
    if line and (starts_budget or line != before[1]):
        found.append(line)
    return tuple(found)
