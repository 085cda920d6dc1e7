"""Capaian as drawings: inline SVG for the screen (strict CSP) and for paper (WeasyPrint), from the same function.

Colours are attributes for paper; on screen the stylesheet may override them by class. Words always stand beside a bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from xml.sax.saxutils import escape

from reports.analysis.result import RowResult, UnitResult
from reports.figures import percent

FULL = Decimal(120)
"""A bar ends at 120 %; what lies above keeps its number in words."""

GROUND, FILL, LOW, INK, QUIET = "#e9eeed", "#0c4a63", "#a8482a", "#13242b", "#4a5c62"
FONT = "Arimo, Arial, sans-serif"

WIDTH, NAME_WIDTH, BAR_WIDTH = 640, 250, 230
LINE, GAP, TOP, BAR = 15, 14, 26, 12
CHARACTERS = 38
"""Characters of a name that fit in NAME_WIDTH at 12 px Arimo."""


@dataclass(frozen=True)
class Bar:
    """One line of the chart. `capaian` None: no bar, `words` says why."""

    name: str
    capaian: Decimal | None
    words: str
    is_low: bool = False


def bar_length(capaian: Decimal, width: int) -> str:
    """Pixels of a bar, one decimal: nothing below 0 %, never beyond 120 %."""
    share = min(max(capaian, Decimal(0)), FULL) / FULL
    return f"{(share * width).quantize(Decimal('0.1'))}"


def bars(rows: Sequence[RowResult]) -> list[Bar]:
    """A unit's rows as bars, those without a figure included: a gap must be seen."""
    return [Bar(f"{row.code} {row.name}", row.capaian, row_words(row), row.is_low) for row in rows]


def row_words(row: RowResult) -> str:
    """What stands beside the bar: "99,47 % · Sangat Tinggi", or why there is no figure."""
    if row.capaian is not None:
        reached = percent(row.capaian, row.places)
        return f"{reached} · {row.predikat}" if row.predikat else reached
    return {
        "": "Belum dijawab",
        "belum_tersedia": "Belum tersedia",
        "tidak_berlaku": "Tidak berlaku",
    }.get(row.answer, "Tidak dapat dihitung")


def unit_chart(unit: UnitResult) -> str:
    """Capaian per indicator of one unit as a standing-alone <svg>."""
    return bar_chart(
        bars(unit.rows), title=f"Capaian per indikator {unit.name}", identifier=f"grafik-{unit.unit_id}"
    )


def bar_chart(lines: Sequence[Bar], *, title: str, identifier: str) -> str:
    """Horizontal bars from 0 to 120 % with a tick at 100 %. `identifier` must be unique on the page."""
    described = "; ".join(f"{line.name}: {line.words}" for line in lines)
    parts: list[str] = []
    top = TOP
    for line in lines:
        drawn, height = _line(line, top)
        parts.append(drawn)
        top += height + GAP
    height = max(top, TOP + GAP)
    tick = NAME_WIDTH + float(bar_length(Decimal(100), BAR_WIDTH))
    return (
        f'<svg class="grafik" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="{identifier}-judul {identifier}-isi" font-family="{FONT}" font-size="12">'
        f'<title id="{identifier}-judul">{escape(title)}</title><desc id="{identifier}-isi">{escape(described)}</desc>'
        f'<text class="grafik__sumbu" x="{NAME_WIDTH}" y="12" font-size="10" fill="{QUIET}">0 %</text>'
        f'<text class="grafik__sumbu" x="{tick:g}" y="12" font-size="10" fill="{QUIET}" text-anchor="middle">100 %</text>'
        f'<path class="grafik__patok" d="M{tick:g} 17V{height - GAP + 4}" stroke="{INK}" stroke-width="1" stroke-dasharray="2 2" fill="none"/>'
        f"{''.join(parts)}</svg>"
    )


def _line(line: Bar, top: int) -> tuple[str, int]:
    names, words = _wrap(line.name, CHARACTERS), _wrap(line.words, 24)
    height = max(len(names), len(words)) * LINE
    x, y = NAME_WIDTH, top + 1
    drawn = [
        f'<text class="grafik__nama" x="0" y="{top + 11 + place * LINE}" fill="{INK}">{escape(text)}</text>'
        for place, text in enumerate(names)
    ]
    if line.capaian is None:
        drawn.append(
            f'<rect class="grafik__tanpa" x="{x}" y="{y}" width="{BAR_WIDTH}" height="{BAR}" fill="none" '
            f'stroke="{QUIET}" stroke-width="1" stroke-dasharray="3 3"/>'
        )
    else:
        low = " grafik__isi--rendah" if line.is_low else ""
        drawn.append(
            f'<rect class="grafik__alas" x="{x}" y="{y}" width="{BAR_WIDTH}" height="{BAR}" fill="{GROUND}"/>'
            f'<rect class="grafik__isi{low}" x="{x}" y="{y}" width="{bar_length(line.capaian, BAR_WIDTH)}" height="{BAR}" '
            f'fill="{LOW if line.is_low else FILL}"/>'
        )
    drawn += [
        f'<text class="grafik__kata" x="{x + BAR_WIDTH + 12}" y="{top + 11 + place * LINE}" fill="{INK}">{escape(text)}</text>'
        for place, text in enumerate(words)
    ]
    return "".join(drawn), height


def _wrap(text: str, width: int) -> list[str]:
    """Words into lines of at most `width` characters; at most three lines, then an ellipsis."""
    words = text.split()
    starts = [0]
    length = 0
    for place, word in enumerate(words):
        if length and length + 1 + len(word) > width:
            starts.append(place)
            length = 0
        length += len(word) + (1 if length else 0)
    found = [" ".join(words[first:last]) for first, last in pairwise([*starts, len(words)])]
    return found if len(found) <= 3 else [*found[:2], f"{found[2][: width - 1].rstrip()}…"]
