"""The branching flowchart of an SOP edition: one drawing for each row of its table (PermenPAN-RB 35/2012).

Rows know nothing of each other's height, so that any wording fits: horizontal places are percentages of the Pelaksana
columns, vertical ones are the row's top, its middle, its bottom, or a fixed distance below the top. The way on enters a
symbol from above and leaves below ("Ya"); a "Tidak" leaves a decision sideways, climbs a track at the right edge and
comes down upon the symbol the edition names. Where paper ends between two rows, each way that crosses the break passes
through an off-page connector with a letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from workflow.garis import Shape, outline
from workflow.garis import number as n
from workflow.sop import LANES

FORWARD_BEND, RETURN_BEND = 4.5, 9.5
"""Distances below a row's top, in CSS pixels, at which the way on and a return turn towards the symbol's lane."""
LOWEST = 60.0
"""The least height of a row, in CSS pixels, in which both bends fit above the symbol."""
CONNECTOR_HEIGHT = 30.0
SYMBOLS: dict[Shape, tuple[float, float]] = {
    "kapsul": (50.0, 24.0),
    "kotak": (48.0, 24.0),
    "belah": (50.0, 28.0),
}
"""Width and height of the symbols, in CSS pixels."""
FIRST_TRACK, TRACK_STEP = 98.3, 1.6
"""Percent of the width at which returns climb, the longest outermost."""

Y = tuple[Literal["persen", "px"], float]


def _below_top(pixels: float) -> Y:
    return ("px", pixels)


TOP: Y = ("persen", 0.0)
MIDDLE: Y = ("persen", 50.0)
BOTTOM: Y = ("persen", 100.0)


@dataclass(frozen=True)
class FlowStep:
    """What the drawing needs of one row: its symbol, whose column it stands in, and where "Tidak" leads."""

    number: int
    shape: Shape
    lane: int
    executor: str
    if_no: int | None = None
    """Number of an earlier step."""


@dataclass(frozen=True)
class Return:
    """All the "Tidak" that lead to one step share a track."""

    target: int
    origins: tuple[int, ...]
    track: float
    """Percent of the width."""

    def passes(self, number: int) -> bool:
        """Whether the track runs through the row of this step from bottom to top."""
        return self.target < number < max(self.origins)

    def crosses(self, after: int) -> bool:
        """Whether it runs over the border below the row of step `after`."""
        return self.target <= after < max(self.origins)


class Surface(Protocol):
    """Turns places into SVG: a screen leaves them relative, paper knows the size."""

    def open(self, title: str, description: str) -> SafeString: ...
    def line(self, x1: float, y1: Y, x2: float, y2: Y) -> SafeString: ...
    def at(self, x: float, y: Y, content: SafeString) -> SafeString: ...


class Screen:
    """Percentages stay percentages: the browser stretches the ways, never the symbols."""

    def open(self, title: str, description: str) -> SafeString:
        return format_html(
            '<svg class="bagan" role="img"><title>{}</title><desc>{}</desc>', title, description
        )

    def line(self, x1: float, y1: Y, x2: float, y2: Y) -> SafeString:
        return _line(f"{n(x1)}%", self._y(y1), f"{n(x2)}%", self._y(y2))

    def at(self, x: float, y: Y, content: SafeString) -> SafeString:
        return format_html('<svg x="{}%" y="{}" overflow="visible">{}</svg>', n(x), self._y(y), content)

    def _y(self, place: Y) -> str:
        return n(place[1]) + ("%" if place[0] == "persen" else "")


@dataclass(frozen=True)
class Paper:
    """A row of known width and height in CSS pixels."""

    width: float
    height: float

    def open(self, title: str, description: str) -> SafeString:
        return format_html(
            '<svg class="bagan" width="{}" height="{}" viewBox="0 0 {} {}" role="img"><title>{}. {}</title>',
            n(self.width), n(self.height), n(self.width), n(self.height), title, description,
        )  # fmt: skip

    def line(self, x1: float, y1: Y, x2: float, y2: Y) -> SafeString:
        return _line(n(self._x(x1)), n(self._y(y1)), n(self._x(x2)), n(self._y(y2)))

    def at(self, x: float, y: Y, content: SafeString) -> SafeString:
        return format_html('<g transform="translate({} {})">{}</g>', n(self._x(x)), n(self._y(y)), content)

    def _x(self, percent: float) -> float:
        return self.width * percent / 100

    def _y(self, place: Y) -> float:
        return self.height * place[1] / 100 if place[0] == "persen" else place[1]


def returns_of(steps: Sequence[FlowStep]) -> list[Return]:
    """The tracks of an edition; a longer return stands further out, so that a shorter one does not cut it."""
    origins: dict[int, list[int]] = {}
    for step in steps:
        if step.if_no is not None:
            origins.setdefault(step.if_no, []).append(step.number)
    longest_first = sorted(origins.items(), key=lambda pair: (pair[0] - max(pair[1]), pair[0]))
    return [
        Return(target, tuple(sorted(numbers)), FIRST_TRACK - TRACK_STEP * place)
        for place, (target, numbers) in enumerate(longest_first)
    ]


def centre(lane: int) -> float:
    """The middle of a lane, in percent of all six."""
    return (2 * lane + 1) * 100 / (2 * len(LANES))


def row_drawing(
    steps: Sequence[FlowStep], index: int, surface: Surface, *, numbered: bool = False
) -> SafeString:
    """The flowchart of one row: lanes, ways, symbol. `numbered` writes the step's number into the symbol."""
    parts = [surface.open(*told(steps, index)), *_lanes(surface), *_ways(steps, index, surface)]
    parts.append(_symbol(steps[index], surface, numbered=numbered))
    return _joined([*parts, SafeString("</svg>")])


def told(steps: Sequence[FlowStep], index: int) -> tuple[str, str]:
    """Title and description of a row's drawing, for whoever does not see it."""
    step = steps[index]
    last = index == len(steps) - 1
    kind = {
        "kapsul": "mulai" if index == 0 else "selesai",
        "belah": "keputusan",
        "kotak": "kegiatan",
    }[step.shape]
    after = "" if last else f"lanjut ke langkah {steps[index + 1].number}"
    if step.if_no is not None:
        after = f"Ya: {after}. Tidak: kembali ke langkah {step.if_no}"
    title = f"Langkah {step.number}, {step.executor}, {kind}"
    return title, (after[:1].upper() + after[1:] if after else "Akhir prosedur") + "."


def _lanes(surface: Surface) -> Iterator[SafeString]:
    for border in range(1, len(LANES)):
        x = border * 100 / len(LANES)
        yield format_html('<g class="bagan__lajur" stroke-width=".6">{}</g>', surface.line(x, TOP, x, BOTTOM))


def _ways(steps: Sequence[FlowStep], index: int, surface: Surface) -> Iterator[SafeString]:
    step = steps[index]
    here = centre(step.lane)
    if index:
        came, bend = centre(steps[index - 1].lane), _below_top(FORWARD_BEND)
        if came == here:
            yield surface.line(here, TOP, here, MIDDLE)
        else:
            yield surface.line(came, TOP, came, bend)
            yield surface.line(came, bend, here, bend)
            yield surface.line(here, bend, here, MIDDLE)
        yield surface.at(here, MIDDLE, _arrow("bawah", 0, -SYMBOLS[step.shape][1] / 2))
    if index < len(steps) - 1:
        yield surface.line(here, MIDDLE, here, BOTTOM)
    for one in returns_of(steps):
        if one.passes(step.number):
            yield surface.line(one.track, BOTTOM, one.track, TOP)
        elif step.number == one.target:
            bend = _below_top(RETURN_BEND)
            yield surface.line(one.track, BOTTOM, one.track, bend)
            yield surface.line(one.track, bend, here, bend)
            yield surface.at(here, bend, _arrow("kiri", 0.5, 0))
        elif step.number == max(one.origins):
            yield surface.line(one.track, MIDDLE, one.track, TOP)
        if step.number in one.origins:
            yield surface.line(here, MIDDLE, one.track, MIDDLE)
            yield surface.at(here, MIDDLE, _label("Tidak", SYMBOLS[step.shape][0] / 2 - 3, -5, 25))
            yield surface.at(here, MIDDLE, _label("Ya", 4, SYMBOLS[step.shape][1] / 2 + 9, 13))


def _symbol(step: FlowStep, surface: Surface, *, numbered: bool) -> SafeString:
    width, height = SYMBOLS[step.shape]
    path = outline(
        step.shape, left=-width / 2, middle=0, width=width, height=height, radius=height / 2, corner=0.01
    )
    drawn = format_html(
        '<path class="bagan__simbol" d="{}" fill="#fff" stroke="#000" stroke-width="1"/>', path
    )
    if numbered:
        drawn += format_html('<text class="bagan__nomor" text-anchor="middle" y="4">{}</text>', step.number)
    return surface.at(centre(step.lane), MIDDLE, drawn)


@dataclass(frozen=True)
class Crossing:
    """One way over a page break: its letter, where it runs, and whether it leads back."""

    letter: str
    from_x: float
    """Percent at which the way runs in the rows beside the break."""
    place: float
    """Percent at which the connector stands."""
    back: bool


def crossings(steps: Sequence[FlowStep], index: int, letters: Iterator[str]) -> list[Crossing]:
    """The ways over a break below row `index`, each with a letter of its own."""
    lane = steps[index].lane
    found = [Crossing(next(letters), centre(lane), centre(lane), back=False)]
    for place, one in enumerate(each for each in returns_of(steps) if each.crosses(steps[index].number)):
        found.append(Crossing(next(letters), one.track, 97.6 - 3.4 * place, back=True))
    return found


def connector_drawing(ways: Iterable[Crossing], surface: Surface, *, ends_page: bool) -> SafeString:
    """The row of off-page connectors at the foot of a page (`ends_page`) or at the head of the next."""
    ways = list(ways)
    words = "; ".join(
        f"sambungan {one.letter}, {'jalur kembali' if one.back else 'jalur lanjut'}" for one in ways
    )
    where = "Bersambung ke halaman berikutnya" if ends_page else "Sambungan dari halaman sebelumnya"
    edge, near = (TOP, _below_top(4)) if ends_page else (BOTTOM, _below_top(CONNECTOR_HEIGHT - 4))
    parts = [surface.open(where, f"{words}."), *_lanes(surface)]
    for one in ways:
        parts.append(surface.line(one.from_x, edge, one.from_x, near))
        parts.append(surface.line(one.from_x, near, one.place, near))
        parts.append(surface.line(one.place, near, one.place, MIDDLE))
        parts.append(surface.at(one.place, MIDDLE, _connector(one.letter)))
    return _joined([*parts, SafeString("</svg>")])


def _connector(letter: str) -> SafeString:
    """Segi lima: the letter in it is the same on both pages."""
    return format_html(
        '<path class="bagan__simbol" d="M-6.500 -8h13v10l-6.500 6l-6.500 -6z" fill="#fff" stroke="#000" stroke-width="1"/>'
        '<text text-anchor="middle" y="2.500" font-family="Arimo" font-size="8">{}</text>',
        letter,
    )


_HEADS: Mapping[str, str] = {"bawah": "l-3.500 -6h7z", "kiri": "l6 -3v6z"}


def _arrow(towards: Literal["bawah", "kiri"], x: float, y: float) -> SafeString:
    return format_html('<path class="bagan__panah" d="M{} {}{}"/>', n(x), n(y), _HEADS[towards])


def _label(text: str, x: float, y: float, width: float) -> SafeString:
    """A word on its own ground, so that the border of a lane does not run through it."""
    return format_html(
        '<rect class="bagan__alas" x="{}" y="{}" width="{}" height="10" fill="#fff"/>'
        '<text class="bagan__kata" x="{}" y="{}" font-family="Arimo" font-size="9.500">{}</text>',
        n(x - 1), n(y - 8.5), n(width), n(x), n(y), text,
    )  # fmt: skip


def _line(x1: str, y1: str, x2: str, y2: str) -> SafeString:
    return format_html(
        '<line class="bagan__garis" x1="{}" y1="{}" x2="{}" y2="{}" stroke="#000"/>', x1, y1, x2, y2
    )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
