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
    """The office's settings: predikat lowest first, the cap in an average (None: none), whether weights count there, and the
    decimals a percentage is printed and judged with.
    """

    bands: tuple[Band, ...]
    cap: Decimal | None
    use_weights: bool
    places: int = formulas.PLACES


def bands() -> tuple[Band, ...]:
    """The office's predikat, lowest first."""
    return tuple(Band(band.name, band.upper, band.is_low) for band in PredicateBand.objects.all())


def office_scale() -> Scale:
    """Capped at 100, unweighted and with two decimals unless the office says otherwise."""
    rule = AverageRule.objects.first()
    if rule is None:
        return Scale(bands(), formulas.HUNDRED, use_weights=False)
    return Scale(bands(), rule.cap, rule.use_weights, rule.places)


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
    band = formulas.predikat(mean.value, scale.bands, scale.places)
    return AverageResult(
        mean.value,
        mean.raw,
        mean.counted,
        mean.expected,
        band.name if band else "",
        bool(band and band.is_low),
        scale.places,
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
        reached.places,
    )
