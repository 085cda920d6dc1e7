"""The scorecard's two drawings: inline SVG for screen and paper from one function, each with a table beside it.

Colours are attributes for paper; on screen kinerja.css overrides them by class, so that they follow the theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reports.charts import FONT
from workflow.scorecard import words
from workflow.scorecard.board import Board, Line, MonthLine

INK, QUIET, GROUND, FILL, LATE = "#13242b", "#4a5c62", "#e9eeed", "#0c4a63", "#a8482a"
FULL = 2.0
"""The axis of the steps ends at twice the norm; what lies beyond is drawn as an arrow and told in words."""


@dataclass(frozen=True)
class Shape:
    """Sizes in CSS pixels. On a phone names stand above their bars."""

    width: int
    left: int
    right: int
    line: int
    stacked: bool
    class_: str


WIDE = Shape(width=1040, left=200, right=240, line=34, stacked=False, class_="grafik-lebar")
PAPER = Shape(width=700, left=170, right=170, line=28, stacked=False, class_="grafik-kertas__isi")
NARROW = Shape(width=340, left=0, right=0, line=54, stacked=True, class_="grafik-ponsel")
TOP = 30


def steps_chart(board: Board, *, identifier: str, shape: Shape = WIDE) -> str:
    """Per step how much of its norm was used: bar to the median, whisker to the 90th percentile, a dot per visit while
    there are too few for either. `identifier` must be unique on the page."""
    axis = shape.width - shape.left - shape.right
    height = TOP + len(board.steps) * shape.line + 6
    told, bars, names = [], [], []
    for place, line in enumerate(board.steps):
        words_beside, top = beside(line, board.day_minutes), TOP + place * shape.line
        told.append(f"{line.number}. {line.name}: {words_beside}")
        y = top + (34 if shape.stacked else 7)
        bars.append(_rect("grafik__alas", shape.left, y, axis, 14, GROUND) + _mark(line, shape.left, y, axis))
        names.append(_named(line, words_beside, shape, top))
    parts = [
        *bars,
        _axis(shape, axis, height),
        *names,
    ]  # the line of the norm over the bars, words over the line
    return _svg(
        shape, height, identifier, "Waktu tiap langkah terhadap waktu bakunya", "; ".join(told), parts
    )


def beside(line: Line, day_minutes: int) -> str:
    """What stands beside a step's bar."""
    figures = line.figures
    if not figures.done:
        return "belum ada"
    if figures.median is None:
        return f"{figures.done} kali, {words.extremes(figures, day_minutes)}"
    told = words.time_taken(figures.median, day_minutes)
    return f"{told} dari {line.norm}" if line.norm else told


def _axis(shape: Shape, axis: int, height: int) -> str:
    parts = []
    for share, text in ((0.0, "0"), (1.0, "waktu baku"), (2.0, "2 kali")):
        x = shape.left + axis * share / FULL
        anchor = "start" if share == 0 else "end" if share == FULL and shape.stacked else "middle"
        parts.append(_text("grafik__sumbu", x, 14, text, size=11, colour=QUIET, anchor=anchor))
    x = shape.left + axis / FULL
    parts.append(
        f'<path class="grafik__patok" d="M{x:g} 20V{height - 4}" stroke="{INK}" stroke-width="1.5" stroke-dasharray="3 3" fill="none"/>'
    )
    return "".join(parts)


def _named(line: Line, told: str, shape: Shape, top: int) -> str:
    """The step's name before or above its bar, and the words beside or above it."""
    name = f"{line.number}. {line.name}"
    if shape.stacked:
        words_above = _text("grafik__kata", 0, top + 28, _cut(told, 46), size=11, colour=QUIET)
        return _text("grafik__nama", 0, top + 14, name) + words_above
    lines, x = _wrapped(told, 32), shape.width - shape.right + 14
    first = top + 18 if len(lines) == 1 else top + 12
    return _text("grafik__nama", 0, top + 18, name) + "".join(
        _text("grafik__kata", x, first + place * 14, text, size=11.5, colour=QUIET)
        for place, text in enumerate(lines)
    )


def _mark(line: Line, left: int, y: int, axis: int) -> str:
    figures = line.figures
    if figures.median is None:
        return "".join(
            f'<circle class="grafik__titik{" grafik__titik--lewat" if ratio > 1 else ""}" cx="{left + _place(ratio, axis):.1f}" '
            f'cy="{y + 7}" r="4" fill="{LATE if ratio > 1 else FILL}"/>'
            for ratio in figures.ratios
        )
    ratio, far = figures.median_ratio or 0.0, figures.p90_ratio
    late = " grafik__isi--rendah" if ratio > 1 else ""
    drawn = _rect(f"grafik__isi{late}", left, y, _place(ratio, axis), 14, LATE if ratio > 1 else FILL)
    if far is not None:
        end = left + _place(far, axis)
        drawn += (
            f'<path class="grafik__kumis" d="M{left + _place(ratio, axis):.1f} {y + 7}H{end:.1f}M{end:.1f} {y + 1}V{y + 13}" '
            f'stroke="{INK}" stroke-width="2" fill="none"/>'
        )
    if max(far or 0.0, ratio) > FULL:
        tip = left + axis
        drawn += f'<path class="grafik__lanjut" d="M{tip - 6} {y}l6 7l-6 7" stroke="{INK}" stroke-width="2" fill="none"/>'
    return drawn


def _place(ratio: float, axis: int) -> float:
    return min(max(ratio, 0.0), FULL) / FULL * axis


MONTH_TOP, MONTH_HEIGHT = 24, 130


def months_chart(months: Sequence[MonthLine], *, identifier: str, shape: Shape = WIDE) -> str:
    """Per month the visits ended in time and late, stacked; the number on top is how many there were."""
    shown = months if len(months) <= 24 else months[-24:]
    most = max((line.figures.done for line in shown), default=0) or 1
    height = MONTH_TOP + MONTH_HEIGHT + 40
    slot = shape.width / max(len(shown), 1)
    bar = min(slot * 0.62, 56)
    base = MONTH_TOP + MONTH_HEIGHT
    parts = [
        f'<path class="grafik__garis" d="M0 {base}.5H{shape.width}" stroke="{QUIET}" stroke-width="1" fill="none"/>'
    ]
    told = []
    skip = 1 if slot >= 34 else 2 if slot >= 17 else 3
    for place, line in enumerate(shown):
        figures, middle = line.figures, slot * (place + 0.5)
        told.append(f"{line.month.words}: {figures.on_time} tepat waktu, {figures.late} terlambat")
        good = MONTH_HEIGHT * figures.on_time / most
        bad = MONTH_HEIGHT * figures.late / most
        if good:
            parts.append(_rect("grafik__isi", middle - bar / 2, base - good, bar, good, FILL))
        if bad:
            parts.append(
                _rect("grafik__isi grafik__isi--rendah", middle - bar / 2, base - good - bad, bar, bad, LATE)
            )
        if figures.done:
            parts.append(
                _text(
                    "grafik__kata", middle, base - good - bad - 6, str(figures.done), size=11, anchor="middle"
                )
            )
        if place % skip == 0:
            parts.append(
                _text(
                    "grafik__sumbu",
                    middle,
                    base + 16,
                    line.month.words[:3],
                    size=11,
                    colour=QUIET,
                    anchor="middle",
                )
            )
            if place == 0 or line.month.number == 1:
                parts.append(
                    _text(
                        "grafik__sumbu",
                        middle,
                        base + 30,
                        str(line.month.year),
                        size=11,
                        colour=QUIET,
                        anchor="middle",
                    )
                )
    return _svg(shape, height, identifier, "Langkah yang diselesaikan tiap bulan", "; ".join(told), parts)


# ── the pieces ──────────────────────────────────────────────────────────────────────────────────
def _svg(shape: Shape, height: float, identifier: str, title: str, told: str, parts: Sequence[str]) -> str:
    return (
        f'<svg class="grafik {shape.class_}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {shape.width} {height:g}" '
        f'width="{shape.width}" height="{height:g}" role="img" aria-labelledby="{identifier}-judul {identifier}-isi" '
        f'font-family="{FONT}" font-size="13"><title id="{identifier}-judul">{escape(title)}</title>'
        f'<desc id="{identifier}-isi">{escape(told)}</desc>{"".join(parts)}</svg>'
    )


def _text(
    class_: str, x: float, y: float, text: str, *, size: float = 13, colour: str = INK, anchor: str = "start"
) -> str:
    return f'<text class="{class_}" x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'


def _rect(class_: str, x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect class="{class_}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _wrapped(text: str, width: int) -> list[str]:
    """Two lines at most."""
    if len(text) <= width:
        return [text]
    space = text.rfind(" ", 0, width + 1)
    first = text[:space] if space > 0 else text[:width]
    return [first, _cut(text[len(first) :].strip(), width)]
