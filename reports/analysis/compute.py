"""The whole report computed, at a constant number of queries. Figures are raw; nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace

from reports.analysis import measures
from reports.analysis.averages import Scale, average_of, average_of_year, budget_of, office_scale
from reports.analysis.followups import FollowUps, follow_ups_of, printed
from reports.analysis.groups import bidangs, programs
from reports.analysis.models import UnitFactor
from reports.analysis.oddities import oddities_of
from reports.analysis.result import (
    Counts,
    Factors,
    Result,
    UnitResult,
)
from reports.analysis.rows import Given, figure_of, row_result
from reports.collection.models import Cell, Submission, SubmissionState
from reports.indicators.models import Kind, RenstraTarget
from reports.report import Report


def compute(report: Report) -> Result:
    """Everything step 4 shows and freezes."""
    scale = office_scale()
    submissions = list(report.submissions.select_related("unit").prefetch_related("cells__evidence"))
    unit_ids = [submission.unit_id for submission in submissions]
    factors = {factor.unit_id: factor for factor in UnitFactor.objects.filter(report=report)}
    promises = follow_ups_of(report, unit_ids)
    earlier, renstra = _earlier_this_year(report, unit_ids), _renstra(report)
    units = _ranked(
        [
            _unit_result(report, one, factors.get(one.unit_id), promises, earlier, renstra, scale)
            for one in submissions
        ]
    )
    rows = [row for unit in units for row in unit.rows]
    money = [row for unit in units for row in unit.budget_rows]
    period = report.period
    of_year = average_of_year(rows, scale)
    return Result(
        report_id=report.pk,
        title=report.title,
        period_label=str(period),
        year=period.year,
        period_kind=period.kind,
        period_number=period.number,
        requester=report.requester,
        basis=report.basis,
        is_sample=report.is_sample,
        cap=scale.cap,
        bands=scale.bands,
        units=units,
        average=average_of(rows, scale),
        counts=Counts.of(row.answer for row in rows),
        use_weights=scale.use_weights,
        year_average=of_year,
        budget=budget_of(money, of_year),
        groups=(*programs(rows, money, scale), *bidangs(units, scale)),
        oddities=oddities_of(units),
    )


Earlier = dict[tuple[int, int], dict[int, Given]]


def _earlier_this_year(report: Report, unit_ids: Iterable[int]) -> Earlier:
    """(unit, indicator) -> number of the earlier period of this year -> its accepted answer, from its newest report."""
    period = report.period
    cells = (
        Cell.objects.filter(
            submission__unit__in=list(unit_ids),
            submission__state=SubmissionState.DITERIMA,
            submission__report__period__year=period.year,
            submission__report__period__kind=period.kind,
            submission__report__period__number__lt=period.number,
        )
        .order_by("submission__report__created_at", "pk")
        .values_list(
            "submission__unit_id", "indicator_id", "submission__report__period__number", "answer", "value"
        )
    )
    found: Earlier = defaultdict(dict)
    for unit_id, indicator_id, number, answer, value in cells:
        found[unit_id, indicator_id][number] = Given(answer, figure_of(answer, value))
    return found


def _renstra(report: Report) -> dict[int, RenstraTarget]:
    """The end target in force in the report's year, by indicator; of two that overlap the later one."""
    year = report.period.year
    in_force = RenstraTarget.objects.filter(first_year__lte=year, last_year__gte=year).order_by("first_year")
    return {target.indicator_id: target for target in in_force}


def _unit_result(
    report: Report,
    submission: Submission,
    factor: UnitFactor | None,
    promises: FollowUps,
    earlier: Earlier,
    renstra: dict[int, RenstraTarget],
    scale: Scale,
) -> UnitResult:
    left_out = submission.state == SubmissionState.DIKECUALIKAN
    computed = [
        row_result(
            _blank(cell) if left_out else cell,
            scale,
            earlier.get((submission.unit_id, cell.indicator_id), {}),
            report.period,
            renstra.get(cell.indicator_id),
        )
        for cell in submission.cells.all()
    ]
    rows = tuple(row for row in computed if row.kind != Kind.ANGGARAN)
    money = tuple(row for row in computed if row.kind == Kind.ANGGARAN)
    unit, of_year = submission.unit, average_of_year(rows, scale)
    own, carried = promises.own.get(unit.pk, ()), promises.carried.get(unit.pk, ())
    written = factor.follow_up if factor else ""
    return UnitResult(
        unit_id=unit.pk,
        submission_id=submission.pk,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        state=submission.state,
        excuse=submission.excuse,
        checked_by=submission.checked_by,
        check_skipped=submission.check_skipped,
        sent_by=submission.sent_by,
        sent_at=submission.sent_at,
        accepted_by=submission.accepted_by,
        accepted_at=submission.accepted_at,
        returns=submission.returns,
        rows=rows,
        average=average_of(rows, scale),
        counts=Counts.of(row.answer for row in rows),
        factors=Factors(
            supporting=factor.supporting if factor else "",
            hindering=factor.hindering if factor else "",
            follow_up=printed(written, own),
            written=written,
            follow_ups=own,
            carried=carried,
        ),
        year_average=of_year,
        budget_rows=money,
        budget=budget_of(money, of_year),
    )


def _blank(cell: Cell) -> Cell:
    """What a unit left out had typed was never sent: it is asked, and unanswered."""
    asked = copy(cell)
    asked.answer, asked.value, asked.numerator, asked.denominator = "", None, None, None
    asked.reason = asked.note = asked.explanation = ""
    asked.extra = {}
    return asked


def _ranked(units: Sequence[UnitResult]) -> tuple[UnitResult, ...]:
    found = measures.ranks([unit.average.printed for unit in units])
    return tuple(replace(unit, rank=rank) for unit, rank in zip(units, found, strict=True))
