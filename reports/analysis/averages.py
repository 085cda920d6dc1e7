"""Averages and money over any set of rows, by the office's own settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.analysis import formulas, measures
from reports.analysis.formulas import Band
from reports.analysis.models import AverageRule, PredicateBand
from reports.analysis.result import AverageResult, Budget, RowResult
from reports.collection.models import Answer


@dataclass(frozen=True)
class Scale:
    """The office's settings for an average: predikat lowest first, the cap (None: none), and whether weights count."""

    bands: tuple[Band, ...]
    cap: Decimal | None
    use_weights: bool


def bands() -> tuple[Band, ...]:
    """The office's predikat, lowest first."""
    return tuple(Band(band.name, band.upper, band.is_low) for band in PredicateBand.objects.all())


def office_scale() -> Scale:
    """Capped at 100 and unweighted unless the office says otherwise."""
    rule = AverageRule.objects.first()
    return Scale(bands(), rule.cap if rule else formulas.HUNDRED, bool(rule and rule.use_weights))


def average_of(rows: Sequence[RowResult], scale: Scale) -> AverageResult:
    """Over what applies to the unit: "tidak berlaku" is not expected, everything else is."""
    return _average([(row.capaian, row.weight) for row in _applying(rows)], scale)


def average_of_year(rows: Sequence[RowResult], scale: Scale) -> AverageResult:
    """The same for the year so far against the targets of the year."""
    return _average([(row.year_capaian, row.weight) for row in _applying(rows)], scale)


def _applying(rows: Sequence[RowResult]) -> list[RowResult]:
    return [row for row in rows if row.answer != Answer.TIDAK_BERLAKU]


def _average(pairs: Sequence[tuple[Decimal | None, Decimal | None]], scale: Scale) -> AverageResult:
    weights = [weight for _, weight in pairs] if scale.use_weights else None
    mean = formulas.average([value for value, _ in pairs], weights=weights, cap=scale.cap)
    band = formulas.predikat(mean.value, scale.bands)
    return AverageResult(
        mean.value,
        mean.raw,
        mean.counted,
        mean.expected,
        band.name if band else "",
        bool(band and band.is_low),
    )


def budget_of(rows: Sequence[RowResult], reached: AverageResult) -> Budget | None:
    """Pagu and realisasi of the year so far; `reached` is the capaian the efficiency is measured from. None without lines."""
    lines = _applying(rows)
    if not lines:
        return None
    whole = [
        (pagu, row.year_value)
        for row in lines
        if (pagu := row.target_year if row.target_year is not None else row.target) is not None
        and row.year_value is not None
    ]
    pagu = sum((one for one, _ in whole), formulas.ZERO) if whole else None
    spent = sum((one for _, one in whole), formulas.ZERO) if whole else None
    absorbed = measures.absorption(pagu, spent)
    return Budget(
        pagu,
        spent,
        absorbed.value,
        absorbed.reason,
        measures.efficiency(reached.value, absorbed.value),
        len(whole),
        len(lines),
    )
