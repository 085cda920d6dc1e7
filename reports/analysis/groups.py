"""Averages of many units' indicators together: by program and by bidang, with their rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from accounts.models import Unit
from accounts.roles import UnitKind
from reports.analysis import measures
from reports.analysis.averages import Scale, average_of, average_of_year, budget_of
from reports.analysis.result import Group, RowResult, UnitResult

NO_PROGRAM = "Belum bernaung di bawah program"


def programs(rows: Sequence[RowResult], money: Sequence[RowResult], scale: Scale) -> tuple[Group, ...]:
    """By program, in the order of their codes; none where no indicator hangs in the plan."""
    found: dict[tuple[str, str], tuple[list[RowResult], list[RowResult]]] = defaultdict(lambda: ([], []))
    for place, some in enumerate((rows, money)):
        for row in some:
            key = (row.program.code, row.program.name) if row.program else ("", NO_PROGRAM)
            found[key][place].append(row)
    if not any(code for code, _ in found):
        return ()
    ordered = sorted(found.items(), key=lambda item: (not item[0][0], item[0]))
    return _groups("program", [(code, name, *parts) for (code, name), parts in ordered], scale)


def bidangs(units: Sequence[UnitResult], scale: Scale) -> tuple[Group, ...]:
    """By the unit right below the dinas: the sub bagian together as Sekretariat."""
    tree = {unit.pk: unit for unit in Unit.objects.all()}
    found: dict[int, tuple[list[RowResult], list[RowResult]]] = defaultdict(lambda: ([], []))
    below: dict[int, list[int]] = defaultdict(list)
    for unit in units:
        top = _top(tree, unit.unit_id)
        rows, money = found[top]
        rows.extend(unit.rows)
        money.extend(unit.budget_rows)
        below[top].append(unit.unit_id)
    ordered = sorted(found, key=lambda pk: (tree[pk].order, tree[pk].name))
    groups = _groups("bidang", [("", tree[pk].name, *found[pk]) for pk in ordered], scale)
    return tuple(replace(group, unit_ids=tuple(below[pk])) for pk, group in zip(ordered, groups, strict=True))


def _top(tree: dict[int, Unit], pk: int) -> int:
    unit = tree[pk]
    for _ in tree:  # a ring of parents ends here
        above = tree.get(unit.parent_id) if unit.parent_id else None
        if above is None or above.kind == UnitKind.DINAS:
            break
        unit = above
    return unit.pk


def _groups(
    kind: str, parts: Sequence[tuple[str, str, list[RowResult], list[RowResult]]], scale: Scale
) -> tuple[Group, ...]:
    groups = []
    for code, name, rows, money in parts:
        of_year = average_of_year(rows, scale)
        groups.append(Group(kind, code, name, average_of(rows, scale), of_year, budget_of(money, of_year)))
    found = measures.ranks([group.average.printed for group in groups])
    return tuple(replace(group, rank=rank) for group, rank in zip(groups, found, strict=True))
