"""A row of periods as a small line: inline SVG without styles (strict CSP). Words stand beside it and inside its title."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from reports.analysis.result import TrendPoint
from reports.figures import figure

WIDTH, HEIGHT, EDGE = 120, 28, 4


def sparkline(points: Sequence[TrendPoint], *, decimals: int, identifier: str) -> str:
    """The points from left to right, a gap where a period has no figure; "" with fewer than two figures.

    `identifier` must be unique on the page.
    """
    known = [point.value for point in points if point.value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step = Decimal(WIDTH - 2 * EDGE) / (len(points) - 1)
    path, pen_up, last = "", True, ("0", "0")
    for place, point in enumerate(points):
        if point.value is None:
            pen_up = True
            continue
        share = (point.value - low) / (high - low) if high > low else Decimal("0.5")
        last = (_short(EDGE + place * step), _short(HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)))
        path += f"{'M' if pen_up else 'L'}{last[0]} {last[1]}"
        pen_up = False
    told = "; ".join(
        f"{point.label}: {'tanpa angka' if point.value is None else figure(point.value, decimals)}"
        for point in points
    )
    return (
        f'<svg class="tren" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="{identifier}">'
        f'<title id="{identifier}">{escape(told)}</title><path class="tren__garis" d="{path}" fill="none"/>'
        f'<circle class="tren__kini" cx="{last[0]}" cy="{last[1]}" r="3"/></svg>'
    )


def _short(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1')):f}"
