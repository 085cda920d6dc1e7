"""Figures and moments in plain Indonesian, for sentences and drawings made outside templates."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from reports.indicators.periods import MONTHS


def figure(value: Decimal, decimals: int | None = None) -> str:
    """1234.5 -> "1.234,5". With `decimals` exactly that many; without, no trailing zeros."""
    if decimals is not None:
        text = f"{value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):,f}"
    else:
        text = f"{value:,f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    if not text.strip("-0.,"):
        text = text.lstrip("-")
    return text.translate(str.maketrans(",.", ".,"))


def percent(value: Decimal, places: int = 2) -> str:
    """A capaian as printed: "99,47 %"."""
    return f"{figure(value, places)} %"


def moment(at: datetime) -> str:
    """ "12 Oktober 2026 pukul 15.04", office time."""
    local = timezone.localtime(at)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year} pukul {local:%H.%M}"
