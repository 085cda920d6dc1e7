"""What the units wrote that Form E.81 prints below its table: factors and follow-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Q

from reports.analysis.models import FollowUp, UnitFactor
from reports.e81.sheet import Factor, FollowLine
from reports.indicators.models import PeriodKind
from reports.report import Report

Readable = Callable[[Report], bool]
"""Whether the written words of this report may stand on the form (those of a rahasia case may not)."""

Words = tuple[tuple[Factor, ...], tuple[Factor, ...], tuple[FollowLine, ...], tuple[FollowLine, ...]]


def words_of(year: int, through: int, readable: Readable) -> Words:
    """Factors of each unit's newest report of the year up to `through`, and what the units undertook in that year."""
    inside = Q(report__period__year=year) & (
        Q(report__period__kind=PeriodKind.TRIWULAN, report__period__number__lte=through)
        | Q(report__period__kind=PeriodKind.TAHUN)
    )
    known: dict[int, bool] = {}

    def may_stand(report: Report) -> bool:
        if report.pk not in known:
            known[report.pk] = readable(report)
        return known[report.pk]

    newest: dict[int, UnitFactor] = {}
    for factor in (
        UnitFactor.objects.filter(inside)
        .select_related("unit", "report")
        .order_by("unit__order", "unit_id", "report__period__number", "report__created_at")
    ):
        if may_stand(factor.report):
            newest[factor.unit_id] = factor
    kept = list(newest.values())
    lines: dict[str, list[FollowLine]] = defaultdict(list)
    for one in (
        FollowUp.objects.filter(inside)
        .select_related("unit", "report")
        .order_by("unit__order", "due_on", "pk")
    ):
        if may_stand(one.report):
            lines[one.horizon].append(
                FollowLine(one.unit.name, one.text, one.person, one.due_on, one.done_at is not None)
            )
    spoken = [FollowLine(one.unit.name, one.follow_up) for one in kept if one.follow_up]
    return (
        tuple(Factor(one.unit.name, one.supporting) for one in kept if one.supporting),
        tuple(Factor(one.unit.name, one.hindering) for one in kept if one.hindering),
        (*spoken, *lines[FollowUp.Horizon.TRIWULAN]),
        tuple(lines[FollowUp.Horizon.RENJA]),
    )
