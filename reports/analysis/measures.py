"""Rank, money and oddness: pure Decimal arithmetic beside the capaian of reports.analysis.formulas."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reports.analysis.formulas import HUNDRED, ZERO, Capaian

NO_PAGU = "Pagu belum ditetapkan."
PAGU_NOT_POSITIVE = "Pagu tidak lebih dari 0."
NO_SPENDING = "Tidak ada angka realisasi anggaran."

MAD_TO_SIGMA = Decimal("1.4826")
"""Makes the median of absolute deviations comparable with a standard deviation (Iglewicz and Hoaglin 1993: 1/0.6745)."""
MEAN_AD_TO_SIGMA = Decimal("1.2533")
"""The same for the mean absolute deviation, used where more than half of the history is one and the same figure."""
OUTLIER = Decimal("3.5")
"""Iglewicz and Hoaglin (1993): beyond this a figure is a possible outlier."""
ENOUGH_HISTORY = 4
"""Fewer points have no spread worth measuring."""


def ranks(values: Sequence[Decimal | None]) -> list[int | None]:
    """Place of each, highest first, ties sharing the better place (1, 1, 3); no figure, no place.

    Give them as printed (`AverageResult.printed`), so that two units showing the same percentage never stand apart.
    """
    return [
        None if one is None else 1 + sum(other is not None and other > one for other in values)
        for one in values
    ]


def absorption(pagu: Decimal | None, realised: Decimal | None) -> Capaian:
    """Penyerapan anggaran in percent: realised / pagu x 100."""
    if realised is None:
        return Capaian(None, NO_SPENDING)
    if pagu is None:
        return Capaian(None, NO_PAGU)
    return Capaian(realised / pagu * HUNDRED) if pagu > 0 else Capaian(None, PAGU_NOT_POSITIVE)


def efficiency(capaian: Decimal | None, absorbed: Decimal | None) -> Decimal | None:
    """Percentage points of capaian above the share of money spent for it: capaian - penyerapan; None without both.

    The practice of regional performance reports (LKjIP Dindikpora Kabupaten Temanggung 2020, table 4.1), not a rule of law.
    """
    return None if capaian is None or absorbed is None else capaian - absorbed


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle, or the mean of the two in the middle. `values` must not be empty."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def robust_z(value: Decimal, history: Sequence[Decimal]) -> Decimal | None:
    """How many robust standard deviations `value` lies from the median of its own history.

    None with fewer than four points and where the history never moved: then nothing is known of its spread.
    """
    if len(history) < ENOUGH_HISTORY:
        return None
    middle = median(history)
    away = [abs(one - middle) for one in history]
    spread = median(away) * MAD_TO_SIGMA or sum(away, ZERO) / len(away) * MEAN_AD_TO_SIGMA
    return (value - middle) / spread if spread else None
