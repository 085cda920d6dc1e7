"""Step 4: computing, factors, freezing. A frozen analysis is never changed; analysing again makes the next one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Unit, User
from reports.analysis import formulas
from reports.analysis.formulas import Band
from reports.analysis.models import Analysis, AverageRule, PredicateBand, UnitFactor
from reports.analysis.result import (
    AverageResult,
    Counts,
    EvidenceLine,
    Factors,
    Result,
    RowResult,
    UnitResult,
    digest,
    to_json,
)
from reports.collection.models import Answer, Cell, Submission, SubmissionState
from reports.collection.reading import outstanding
from reports.report import Report


def bands() -> tuple[Band, ...]:
    """The office's predikat, lowest first."""
    return tuple(Band(band.name, band.upper, band.is_low) for band in PredicateBand.objects.all())


def average_cap() -> Decimal | None:
    """How high one capaian counts in an average; 100 unless the office says otherwise, None = no cap."""
    rule = AverageRule.objects.first()
    return rule.cap if rule else formulas.HUNDRED


def figure_of(answer: str, value: Decimal | None) -> Decimal | None:
    """The number a cell counts as: nihil is a real zero, the other answers are no number."""
    return formulas.ZERO if answer == Answer.NIHIL else value


def compute(report: Report) -> Result:
    """Everything step 4 shows, at a constant number of queries. Figures are raw; nothing is stored."""
    scale, cap = bands(), average_cap()
    submissions = list(report.submissions.select_related("unit").prefetch_related("cells__evidence"))
    factors = {factor.unit_id: factor for factor in UnitFactor.objects.filter(report=report)}
    earlier = _earlier_this_year(report, [submission.unit_id for submission in submissions])
    units = tuple(
        _unit_result(report, submission, factors, earlier, scale, cap) for submission in submissions
    )
    rows = [row for unit in units for row in unit.rows]
    period = report.period
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
        cap=cap,
        bands=scale,
        units=units,
        average=_average(rows, scale, cap),
        counts=Counts.of(row.answer for row in rows),
    )


Earlier = dict[tuple[int, int], dict[int, Decimal | None]]


def _earlier_this_year(report: Report, unit_ids: Iterable[int]) -> Earlier:
    """(unit, indicator) -> number of the earlier period of this year -> its accepted figure, from its newest report."""
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
        found[unit_id, indicator_id][number] = figure_of(answer, value)
    return found


def _unit_result(
    report: Report,
    submission: Submission,
    factors: dict[int, UnitFactor],
    earlier: Earlier,
    scale: Sequence[Band],
    cap: Decimal | None,
) -> UnitResult:
    number = report.period.number
    rows = tuple(
        row_result(cell, scale, earlier.get((submission.unit_id, cell.indicator_id), {}), number)
        for cell in submission.cells.all()
    )
    factor = factors.get(submission.unit_id)
    unit = submission.unit
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
        average=_average(rows, scale, cap),
        counts=Counts.of(row.answer for row in rows),
        factors=Factors(factor.supporting, factor.hindering, factor.follow_up) if factor else Factors(),
    )


def row_result(
    cell: Cell, scale: Sequence[Band], earlier: dict[int, Decimal | None] | None = None, number: int = 1
) -> RowResult:
    """One cell computed. `earlier`: the figures of this year's earlier periods by number; `number`: this period's."""
    value = figure_of(cell.answer, cell.value)
    before = figure_of(cell.previous_answer, cell.previous_value)
    reached = formulas.capaian(cell.direction, cell.target, cell.target_high, value)
    band = formulas.predikat(reached.value, scale)
    past = earlier or {}
    year = formulas.aggregate(cell.aggregation, [*(past.get(n) for n in range(1, number)), value])
    return RowResult(
        cell_id=cell.pk,
        indicator_id=cell.indicator_id,
        code=cell.code,
        name=cell.name,
        satuan=cell.satuan,
        direction=cell.direction,
        decimals=cell.decimals,
        target=cell.target,
        target_high=cell.target_high,
        answer=cell.answer,
        value=value,
        reason=cell.reason,
        note=cell.note,
        previous_value=before,
        previous_label=cell.previous_label,
        previous_answer=cell.previous_answer,
        change=formulas.change(cell.direction, cell.target, cell.target_high, before, value),
        year_value=year.value,
        year_counted=year.counted,
        year_expected=year.expected,
        capaian=reached.value,
        not_computable="" if value is None else reached.reason,
        predikat=band.name if band else "",
        is_low=bool(band and band.is_low),
        evidence=tuple(EvidenceLine(item.pk, item.name, bool(item.link)) for item in cell.evidence.all()),
    )


def _average(rows: Sequence[RowResult], scale: Sequence[Band], cap: Decimal | None) -> AverageResult:
    """Over what applies to the unit: "tidak berlaku" is not expected, everything else is."""
    mean = formulas.average([row.capaian for row in rows if row.answer != Answer.TIDAK_BERLAKU], cap=cap)
    band = formulas.predikat(mean.value, scale)
    return AverageResult(
        mean.value,
        mean.raw,
        mean.counted,
        mean.expected,
        band.name if band else "",
        bool(band and band.is_low),
    )


@transaction.atomic
def save_factor(
    *,
    report: Report,
    unit: Unit,
    supporting: str,
    hindering: str,
    follow_up: str,
    by: User,
    at: datetime,
    title: str,
) -> UnitFactor:
    """Write what helped, what hindered and what follows for one unit of this report."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if not locked.submissions.filter(unit=unit).exists():
        raise Refusal(f"{unit.name} tidak mengisi laporan ini. Pilih unit yang menerima format.")
    texts = {"supporting": supporting.strip(), "hindering": hindering.strip(), "follow_up": follow_up.strip()}
    factor = UnitFactor.objects.filter(report=locked, unit=unit).first() or UnitFactor(
        report=locked, unit=unit
    )
    if factor.pk and all(getattr(factor, name) == text for name, text in texts.items()):
        return factor
    for name, text in texts.items():
        setattr(factor, name, text)
    factor.save()
    audit.record(
        stream=f"laporan:{locked.pk}",
        act="faktor",
        by=by,
        at=at,
        title=title,
        detail={"unit": unit.name, **texts},
    )
    return factor


def missing_for_freeze(report: Report) -> list[str]:
    """What still stands between the figures and their freezing, as sentences; none = ready."""
    sentences = outstanding(report)
    if not report.submissions.exists():
        sentences.append("Belum ada unit yang menerima format. Sampaikan format lebih dahulu.")
    elif not report.submissions.filter(state=SubmissionState.DITERIMA).exists() and not sentences:
        sentences.append("Tidak satu unit pun menyampaikan data. Buka kembali paling sedikit satu unit.")
    return sentences


@transaction.atomic
def freeze(*, report: Report, by: User, at: datetime, title: str) -> Analysis:
    """Keep the result for good: plain data, its SHA-256, the next number. Refuses while anything is outstanding."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    if missing := missing_for_freeze(locked):
        raise Refusal("Analisis belum dapat dibekukan. " + " ".join(missing))
    data = to_json(compute(locked))
    number = (locked.analyses.aggregate(last=Max("number"))["last"] or 0) + 1
    analysis = Analysis.objects.create(
        report=locked,
        number=number,
        data=data,
        sha256=digest(data),
        frozen_at=at,
        frozen_by=by,
        frozen_title=title,
    )
    audit.record(
        stream=f"laporan:{locked.pk}",
        act="analisis dibekukan",
        by=by,
        at=at,
        title=title,
        detail={"ke": number, "sha256": analysis.sha256},
    )
    return analysis


def latest(report: Report) -> Analysis | None:
    """The newest frozen analysis."""
    return report.analyses.order_by("-number").first()
