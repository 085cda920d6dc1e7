"""One cell computed: what it reached, how it stands in its year, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from reports.analysis import formulas
from reports.analysis.formulas import Band
from reports.analysis.result import EvidenceLine, PlanLine, RowResult, TrendPoint
from reports.collection.models import Answer, Cell
from reports.indicators.models import Period


def figure_of(answer: str, value: Decimal | None) -> Decimal | None:
    """The number a cell counts as: nihil is a real zero, the other answers are no number."""
    return formulas.ZERO if answer == Answer.NIHIL else value


def row_result(
    cell: Cell,
    scale: Sequence[Band],
    earlier: Mapping[int, Decimal | None] | None = None,
    period: Period | None = None,
) -> RowResult:
    """One cell computed, without a query where its evidence is prefetched.

    `earlier`: the figures of this year's earlier periods by number. Without `period` the row knows no trend.
    """
    value = figure_of(cell.answer, cell.value)
    before = figure_of(cell.previous_answer, cell.previous_value)
    reached = formulas.capaian(cell.direction, cell.target, cell.target_high, value)
    band = formulas.predikat(reached.value, scale)
    past, number = earlier or {}, period.number if period else 1
    year = formulas.aggregate(cell.aggregation, [*(past.get(n) for n in range(1, number)), value])
    of_year = formulas.capaian(cell.direction, cell.target_year, cell.target_year_high, year.value)
    year_band = formulas.predikat(of_year.value, scale)
    trend = _trend(cell, value, past, period) if period else ()
    last_year = _last_year(trend, period) if period else None
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
        kind=cell.kind,
        aggregation=cell.aggregation,
        plan=tuple(PlanLine(line["level"], line["code"], line["name"]) for line in cell.plan),
        numerator=cell.numerator,
        denominator=cell.denominator,
        numerator_label=cell.numerator_label,
        denominator_label=cell.denominator_label,
        multiplier=cell.multiplier if cell.is_computed else None,
        scale=tuple((str(word), Decimal(figure)) for word, figure in cell.scale),
        weight=cell.weight,
        target_year=cell.target_year,
        target_year_high=cell.target_year_high,
        year_capaian=of_year.value,
        year_not_computable="" if year.value is None else of_year.reason,
        year_predikat=year_band.name if year_band else "",
        trend=trend,
        last_year_value=last_year.value if last_year else None,
        last_year_label=last_year.label if last_year else "",
        explanation=cell.explanation if cell.explained_value == value else "",
        formula_text=cell.formula_text,
        source=cell.source,
    )


def _trend(
    cell: Cell, value: Decimal | None, past: Mapping[int, Decimal | None], period: Period
) -> tuple[TrendPoint, ...]:
    """The frozen history, its points of this year as they stand now where they are known, and this period's answer."""
    points = []
    for one in cell.history:
        year, number = int(one["year"]), int(one["number"])
        kept = figure_of(one["answer"], None if one["value"] is None else Decimal(one["value"]))
        figure = past.get(number, kept) if year == period.year else kept
        points.append(TrendPoint(year, number, one["label"], one["answer"], figure))
    return (*points, TrendPoint(period.year, period.number, str(period), cell.answer, value))


def _last_year(trend: Sequence[TrendPoint], period: Period) -> TrendPoint | None:
    wanted = (period.year - 1, period.number)
    return next((point for point in trend if (point.year, point.number) == wanted), None)
