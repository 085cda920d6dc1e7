"""One cell computed: what it reached, how it stands in its year, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from reports.analysis import formulas
from reports.analysis.averages import Scale
from reports.analysis.result import EvidenceLine, PlanLine, RowResult, TrendPoint
from reports.collection.models import Answer, Cell
from reports.indicators.models import Period, PeriodKind, RenstraTarget
from reports.indicators.periods import PER_YEAR, period_label


class Given(NamedTuple):
    """What an earlier period's report says now: its answer, and the figure that counts as."""

    answer: str
    value: Decimal | None


def figure_of(answer: str, value: Decimal | None) -> Decimal | None:
    """The number a cell counts as: nihil is a real zero, the other answers are no number."""
    return formulas.ZERO if answer == Answer.NIHIL else value


def row_result(
    cell: Cell,
    scale: Scale,
    earlier: Mapping[int, Given] | None = None,
    period: Period | None = None,
    renstra: RenstraTarget | None = None,
) -> RowResult:
    """One cell computed, without a query where its evidence is prefetched.

    `earlier`: what this year's earlier periods say now, by number. Without `period` the row knows no trend. `renstra`: the end
    target in force for the indicator.
    """
    value = figure_of(cell.answer, cell.value)
    before = figure_of(cell.previous_answer, cell.previous_value)
    reached = formulas.capaian(cell.direction, cell.target, cell.target_high, value)
    band = formulas.predikat(reached.value, scale.bands, scale.places)
    past, number = earlier or {}, period.number if period else 1
    before_it = [past[n].value if n in past else None for n in range(1, number)]
    year = formulas.aggregate(cell.aggregation, [*before_it, value])
    of_year = formulas.capaian(cell.direction, cell.target_year, cell.target_year_high, year.value)
    year_band = formulas.predikat(of_year.value, scale.bands, scale.places)
    trend = _trend(cell, value, past, period) if period else ()
    last_year = _last_year(trend, period) if period else None
    end = _renstra_value(cell, renstra, trend, period, year.value) if renstra and period else None
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
        last_year_answer=last_year.answer if last_year else "",
        renstra_target=renstra.value if renstra else None,
        renstra_year=renstra.last_year if renstra else None,
        renstra_value=end,
        renstra_capaian=formulas.capaian(cell.direction, renstra.value, None, end).value if renstra else None,
        explanation=cell.explanation if cell.explained_value == value else "",
        formula_text=cell.formula_text,
        source=cell.source,
        places=scale.places,
    )


def _trend(
    cell: Cell, value: Decimal | None, past: Mapping[int, Given], period: Period
) -> tuple[TrendPoint, ...]:
    """The frozen history, this year's earlier periods as they stand now, and this period's answer; oldest first.

    A period of this year accepted after the format went out is in no history, but the year counts it, so it stands here.
    One whose form was reopened since is in the history, but nothing of it is accepted now: it stands nowhere.
    """
    points = {}
    for one in cell.history:
        if int(one["year"]) == period.year and int(one["number"]) not in past:
            continue
        kept = figure_of(one["answer"], None if one["value"] is None else Decimal(one["value"]))
        point = TrendPoint(int(one["year"]), int(one["number"]), one["label"], one["answer"], kept)
        points[point.year, point.number] = point
    for number, given in past.items():
        label = period_label(period.year, PeriodKind(period.kind), number)
        points[period.year, number] = TrendPoint(period.year, number, label, given.answer, given.value)
    points[period.year, period.number] = TrendPoint(
        period.year, period.number, str(period), cell.answer, value
    )
    return tuple(points[key] for key in sorted(points))


def _last_year(trend: Sequence[TrendPoint], period: Period) -> TrendPoint | None:
    wanted = (period.year - 1, period.number)
    return next((point for point in trend if (point.year, point.number) == wanted), None)


def _renstra_value(
    cell: Cell, renstra: RenstraTarget, trend: Sequence[TrendPoint], period: Period, this_year: Decimal | None
) -> Decimal | None:
    """What has been reached of a Renstra target: the newest figure, or for what is added up the sum since the Renstra began.

    None while the years between what was recorded by hand and this year are not all known here: half a sum misleads.
    """
    if this_year is None or cell.aggregation != "jumlah":
        return this_year
    since = renstra.achieved_until or renstra.first_year - 1
    total = this_year + (renstra.achieved or formulas.ZERO)
    for year in range(since + 1, period.year):
        known = [point.value for point in trend if point.year == year and point.value is not None]
        if len(known) < PER_YEAR[PeriodKind(period.kind)]:
            return None
        total += sum(known, formulas.ZERO)
    return total
