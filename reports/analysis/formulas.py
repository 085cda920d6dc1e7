"""Capaian, predikat, averages: pure Decimal arithmetic (domain.md sections 5.2-5.4).

No database, no rounding of what is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
ZERO = Decimal(0)
ONE = Decimal(1)
PLACES = 2
"""Decimals of a percentage where the office has not chosen others."""

NO_VALUE = "Tidak ada angka realisasi."
NO_TARGET = "Target belum ditetapkan."
NO_RANGE = "Target rentang belum mempunyai batas atas."
ZERO_TARGET = "Target 0 sedangkan realisasi bukan 0."
NEGATIVE_TARGET = "Target negatif."
BOUND_NOT_POSITIVE = "Realisasi di luar rentang dan batas rentangnya tidak lebih dari 0."


@dataclass(frozen=True)
class Capaian:
    """A percentage, raw and unrounded, or the reason why there is none."""

    value: Decimal | None
    reason: str = ""


@dataclass(frozen=True)
class Band:
    """A predikat reached up to and including `upper` percent; None = no upper end."""

    name: str
    upper: Decimal | None
    is_low: bool = False


@dataclass(frozen=True)
class Average:
    """A mean that never travels without its coverage: `counted` of `expected` figures went into it.

    `value` has each figure capped and floored first; `raw` has neither.
    """

    value: Decimal | None
    raw: Decimal | None
    counted: int
    expected: int

    @property
    def is_complete(self) -> bool:
        return self.counted == self.expected


@dataclass(frozen=True)
class Aggregate:
    """Several periods' figures as one, with how many of them were there."""

    value: Decimal | None
    counted: int
    expected: int


@dataclass(frozen=True)
class Change:
    """Against the period before: the word, the difference, and whether it is good (None = neither)."""

    word: str
    difference: Decimal
    good: bool | None


def capaian(
    direction: str, target: Decimal | None, target_high: Decimal | None, realisasi: Decimal | None
) -> Capaian:
    """Capaian in percent, raw: may exceed 100 and may be negative (section 5.2).

    naik: R/T x 100. turun: (2T - R)/T x 100. rentang: 100 inside, the falling formula with the upper bound above it,
    the rising formula with the lower bound below it. Target 0 counts as reached by exactly 0; otherwise, and for a
    negative target, it cannot be computed.
    """
    if realisasi is None:
        return Capaian(None, NO_VALUE)
    if target is None:
        return Capaian(None, NO_TARGET)
    if direction == "rentang":
        return _range(target, target_high, realisasi)
    if target < 0:
        return Capaian(None, NEGATIVE_TARGET)
    if target == 0:
        return Capaian(HUNDRED) if realisasi == 0 else Capaian(None, ZERO_TARGET)
    return Capaian(_falling(target, realisasi) if direction == "turun" else _rising(target, realisasi))


def _range(low: Decimal, high: Decimal | None, realisasi: Decimal) -> Capaian:
    if high is None:
        return Capaian(None, NO_RANGE)
    if low <= realisasi <= high:
        return Capaian(HUNDRED)
    bound = high if realisasi > high else low
    if bound <= 0:
        return Capaian(None, BOUND_NOT_POSITIVE)
    return Capaian(_falling(high, realisasi) if realisasi > high else _rising(low, realisasi))


def _rising(target: Decimal, realisasi: Decimal) -> Decimal:
    return realisasi / target * HUNDRED


def _falling(target: Decimal, realisasi: Decimal) -> Decimal:
    return (2 * target - realisasi) / target * HUNDRED


def rounded(value: Decimal, places: int = PLACES) -> Decimal:
    """To `places` decimals, half away from zero: what is printed, and what the predikat is read from."""
    return value.quantize(ONE.scaleb(-places), rounding=ROUND_HALF_UP)


def predikat(value: Decimal | None, bands: Sequence[Band], places: int = PLACES) -> Band | None:
    """The band of a capaian, read on the value as printed so that no gap between bands remains (section 5.3)."""
    if value is None:
        return None
    shown = rounded(value, places)
    ordered = sorted(bands, key=lambda band: (band.upper is None, band.upper or ZERO))
    return next((band for band in ordered if band.upper is None or shown <= band.upper), None)


def average(
    values: Sequence[Decimal | None],
    *,
    weights: Sequence[Decimal | None] | None = None,
    cap: Decimal | None = HUNDRED,
    floor: Decimal | None = ZERO,
) -> Average:
    """The mean of what is there. A missing figure changes the coverage, never the mean (section 5.2: cap and floor).

    `weights`, one beside each value, makes it a weighted mean; a weight left open counts 1. Only their proportion matters.
    """
    beside = [ONE] * len(values) if weights is None else [ONE if one is None else one for one in weights]
    present = [(figure, weight) for figure, weight in zip(values, beside, strict=True) if figure is not None]
    total = sum((weight for _, weight in present), ZERO)
    if total <= 0:
        return Average(None, None, 0, len(values))
    return Average(
        sum((_bounded(figure, cap, floor) * weight for figure, weight in present), ZERO) / total,
        sum((figure * weight for figure, weight in present), ZERO) / total,
        len(present),
        len(values),
    )


def _bounded(figure: Decimal, cap: Decimal | None, floor: Decimal | None) -> Decimal:
    if cap is not None and figure > cap:
        return cap
    return floor if floor is not None and figure < floor else figure


def aggregate(kind: str, values: Sequence[Decimal | None]) -> Aggregate:
    """Periods of one year, oldest first, as one figure (section 5.4): jumlah, terakhir or rata."""
    present = [figure for figure in values if figure is not None]
    if not present:
        return Aggregate(None, 0, len(values))
    if kind == "jumlah":
        value = sum(present, ZERO)
    elif kind == "rata":
        value = sum(present, ZERO) / len(present)
    else:
        value = present[-1]
    return Aggregate(value, len(present), len(values))


def change(
    direction: str,
    target: Decimal | None,
    target_high: Decimal | None,
    previous: Decimal | None,
    now: Decimal | None,
) -> Change | None:
    """Naik, turun or tetap against the period before, and whether that is good for this direction; None
    without both figures.
    """
    if previous is None or now is None:
        return None
    difference = now - previous
    if difference == 0:
        return Change("tetap", ZERO, None)
    word = "naik" if difference > 0 else "turun"
    if direction == "rentang":
        if target is None or target_high is None:
            return Change(word, difference, None)
        before, after = _distance(previous, target, target_high), _distance(now, target, target_high)
        return Change(word, difference, None if before == after else after < before)
    return Change(word, difference, (difference > 0) == (direction == "naik"))


def _distance(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return low - value if value < low else max(value - high, ZERO)
