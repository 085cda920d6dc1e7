"""The SOP line: geometry of the nine symbols, pure.

PermenPAN-RB 35/2012 draws a procedure with a capsule (begin, end), a box (work) and a diamond (decision).
The interface uses the same symbols as progress bar and clock: a box is as wide as its norm, the current
symbol fills as working time is used.
All lengths are SVG user units; nothing here knows a database, a request or a colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from workflow.sop import LANES

Shape = Literal["kapsul", "kotak", "belah"]
Status = Literal["lalu", "kini", "nanti"]

WIDEST_NORM = 5
"""Working days beyond which a box grows no more: an edition with a 30-day step must still fit a phone."""


@dataclass(frozen=True, kw_only=True)
class LineStep:
    """One symbol of the compact or tiny line.

    ``width_norm`` is the norm in whole working days, 0 for a norm in hours. ``used_share`` is the part of
    the norm already used (0..1, larger is cut off), drawn on the current step only. ``returned`` marks the
    step that sent the case back the last time.
    """

    number: int
    name: str
    shape: Shape
    width_norm: int = 0
    status: Status = "nanti"
    used_share: float = 0.0
    returned: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """A case as its line of steps. ``holder`` and ``time_text`` are the words read aloud with the picture."""

    steps: Sequence[LineStep]
    holder: str = ""
    time_text: str = ""
    is_mine: bool = False
    is_late: bool = False
    returned_to: int | None = None
    """Number of the step the last return led to; drawn as a dashed arc from the step marked ``returned``."""

    @property
    def current(self) -> LineStep | None:
        """The step being waited for; None when the case is at an end."""
        return next((step for step in self.steps if step.status == "kini"), None)

    @property
    def title(self) -> str:
        """The picture in one sentence: step, holder and time."""
        step = self.current
        if step is None:
            done = sum(1 for one in self.steps if one.status == "lalu")
            finished = done == len(self.steps)
            return (
                "Semua langkah selesai"
                if finished
                else f"Berhenti setelah langkah {done} dari {len(self.steps)}"
            )
        parts = [f"Langkah {step.number} dari {len(self.steps)}", step.name]
        if self.holder:
            parts.append(f"di {self.holder}")
        if self.time_text:
            parts.append(self.time_text)
        return ", ".join(parts)


@dataclass(frozen=True, kw_only=True)
class LaneRow:
    """One row of the SOP's own table, alive. Texts are shown as they are; ``reality_*`` is the column Kenyataan."""

    number: int
    uraian: str
    lane_index: int
    shape: Shape
    norm_text: str
    status: Status = "nanti"
    if_no_text: str = ""
    reality_main: str = ""
    reality_detail: str = ""
    visit_no: int = 1
    used_share: float = 0.0
    is_mine: bool = False
    is_late: bool = False
    executor: str = ""
    """Who carries it out, for the phone list and screen readers; empty means the lane's name."""


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """A symbol ready to draw: ``path`` its outline, ``fill_path`` the used part (empty when nothing is used)."""

    step: LineStep
    path: str
    fill_path: str
    centre: float
    left: float
    right: float
    middle: float
    text_y: float
    needle: str


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A whole line: viewBox size, symbols, the rails between them, and the dashed arc of a return."""

    width: float
    height: float
    symbols: tuple[Symbol, ...]
    rails: tuple[tuple[str, bool], ...]
    """(path, travelled) between neighbouring symbols."""
    return_path: str = ""
    return_arrow: str = ""


@dataclass(frozen=True, kw_only=True)
class _Scale:
    margin: float
    gap: float
    height: float
    capsule: float
    day_base: float
    day_step: float
    radius: float
    diamond_x: float
    diamond_y: float
    middle: float
    total: float
    corner: float
    needle_y: float
    needle: str


COMPACT = _Scale(
    margin=2, gap=8, height=28, capsule=42, day_base=12, day_step=20, radius=14, diamond_x=18, diamond_y=15,
    middle=18, total=46, corner=2, needle_y=37, needle="l6 8h-12z",
)  # fmt: skip
TINY = _Scale(
    margin=1, gap=4, height=9, capsule=15, day_base=3, day_step=7, radius=4.5, diamond_x=6, diamond_y=5.5,
    middle=7, total=20, corner=2, needle_y=14.5, needle="l3.5 4.5h-7z",
)  # fmt: skip
ARC_ROOM = 18
"""Height added above the compact line when a return is drawn."""


def number(value: float) -> str:
    """A coordinate as short text: at most two decimals, no trailing zero, always a point."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def clamp_share(share: float) -> float:
    """A share of the norm cut to 0..1."""
    return min(1.0, max(0.0, share))


def width_of(shape: Shape, width_norm: int, scale: _Scale = COMPACT) -> float:
    """Width of a symbol: capsules and diamonds are fixed, a box grows by whole days up to ``WIDEST_NORM``."""
    if shape == "kapsul":
        return scale.capsule
    if shape == "belah":
        return scale.diamond_x * 2
    return scale.day_base + scale.day_step * min(WIDEST_NORM, max(1, width_norm))


def outline(
    shape: Shape, *, left: float, middle: float, width: float, height: float, radius: float, corner: float
) -> str:
    """SVG path of a whole symbol; ``left`` is its left edge, ``middle`` the height of its axis."""
    n = number
    top, half = middle - height / 2, height / 2
    if shape == "belah":
        reach = width / 2
        return (
            f"M{n(left + reach)} {n(top)}l{n(reach)} {n(half)}l{n(-reach)} {n(half)}l{n(-reach)} {n(-half)}z"
        )
    r = radius if shape == "kapsul" else corner
    straight_x, straight_y = width - 2 * r, height - 2 * r
    return (
        f"M{n(left + r)} {n(top)}h{n(straight_x)}a{n(r)} {n(r)} 0 0 1 {n(r)} {n(r)}v{n(straight_y)}"
        f"a{n(r)} {n(r)} 0 0 1 {n(-r)} {n(r)}h{n(-straight_x)}a{n(r)} {n(r)} 0 0 1 {n(-r)} {n(-r)}v{n(-straight_y)}"
        f"a{n(r)} {n(r)} 0 0 1 {n(r)} {n(-r)}z"
    )


def half_height_at(shape: Shape, *, x: float, width: float, height: float, radius: float) -> float:
    """Half the height of a symbol at ``x`` units from its left edge; 0 outside it."""
    if not 0 <= x <= width:
        return 0.0
    half = height / 2
    edge = min(x, width - x)
    if shape == "belah":
        return half * edge / (width / 2)
    if shape == "kapsul" and edge < radius:
        return half * sqrt(max(0.0, 1 - ((radius - edge) / radius) ** 2))
    return half


def filled(
    shape: Shape, share: float, *, left: float, middle: float, width: float, height: float, radius: float
) -> str:
    """SVG path of the used part, from the left edge to ``share`` of the width; empty for a share of nothing.

    A polygon instead of a clip path, so that a page may show many lines without one ``id`` in them.
    """
    cut = clamp_share(share) * width
    if cut <= 0:
        return ""
    stops = {0.0, cut}
    if shape == "belah" and cut > width / 2:
        stops.add(width / 2)
    if shape == "kapsul":
        stops.update(x for x in _capsule_stops(width, radius) if x < cut)
    xs = sorted(stops)
    halves = [half_height_at(shape, x=x, width=width, height=height, radius=radius) for x in xs]
    upper = [f"{number(left + x)} {number(middle - h)}" for x, h in zip(xs, halves, strict=True)]
    lower = [f"{number(left + x)} {number(middle + h)}" for x, h in zip(xs, halves, strict=True)]
    return "M" + "L".join([*upper, *reversed(lower)]) + "z"


def _capsule_stops(width: float, radius: float) -> list[float]:
    """Where a capsule's edge is sampled: eight points on each round end, none on the straight part."""
    ends = [radius * step / 8 for step in range(1, 9)]
    return [*ends, *(width - x for x in ends)]


def draw(line: Line, *, tiny: bool = False) -> Drawing:
    """Lay the steps of ``line`` from left to right. The width follows from the norms of the edition."""
    scale = TINY if tiny else COMPACT
    origin = next((step.number for step in line.steps if step.returned), None)
    with_arc = not tiny and origin is not None and line.returned_to is not None
    shift = ARC_ROOM if with_arc else 0
    middle = scale.middle + shift
    symbols: list[Symbol] = []
    rails: list[tuple[str, bool]] = []
    x = scale.margin
    for step in line.steps:
        width = width_of(step.shape, step.width_norm, scale)
        height = scale.diamond_y * 2 if step.shape == "belah" else scale.height
        if symbols:
            rails.append((f"M{number(x - scale.gap)} {number(middle)}H{number(x)}", step.status != "nanti"))
        centre = x + width / 2
        share = step.used_share if step.status == "kini" and not tiny else 0.0
        body = {"left": x, "middle": middle, "width": width, "height": height, "radius": scale.radius}
        needle = f"M{number(centre)} {number(scale.needle_y + shift)}{scale.needle}"
        symbols.append(
            Symbol(
                step=step,
                path=outline(step.shape, **body, corner=scale.corner),
                fill_path=filled(step.shape, share, **body),
                centre=centre,
                left=x,
                right=x + width,
                middle=middle,
                text_y=middle + 4.5,
                needle=needle if step.status == "kini" else "",
            )
        )
        x += width + scale.gap
    arc, arrow = _return_arc(symbols, origin, line.returned_to) if with_arc else ("", "")
    return Drawing(
        width=x - scale.gap + scale.margin,
        height=scale.total + shift,
        symbols=tuple(symbols),
        rails=tuple(rails),
        return_path=arc,
        return_arrow=arrow,
    )


def _return_arc(symbols: Sequence[Symbol], origin: int | None, target: int | None) -> tuple[str, str]:
    """The dashed way back, above the line: out of the returning symbol, down into the target with an arrow."""
    by_number = {symbol.step.number: symbol for symbol in symbols}
    start, end = by_number.get(origin or 0), by_number.get(target or 0)
    if start is None or end is None or start is end:
        return "", ""
    a, b = number(start.centre), number(end.centre)
    return f"M{a} 19V5H{b}V15", f"M{b} 21l-4.5-8h9z"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One lane in one row of the table: which pieces of the connecting line pass through it.

    ``segments`` are class names for the stylesheet: a (from above), b (to below), ki (to the left), ka (to
    the right); ``paksa-a`` ends in an arrow head, ``lalu`` is a way already travelled.
    """

    segments: tuple[str, ...]
    has_symbol: bool


def cells(rows: Sequence[LaneRow]) -> tuple[tuple[Cell, ...], ...]:
    """The connecting line through every cell of the swimlane, row by row, lane by lane.

    The line enters a row from above in the lane of the row before, runs sideways to the row's own symbol and
    leaves downwards.
    """
    table: list[tuple[Cell, ...]] = []
    for index, row in enumerate(rows):
        before = rows[index - 1].lane_index if index else None
        after = rows[index + 1] if index + 1 < len(rows) else None
        table.append(
            tuple(
                Cell(segments=_segments(row, lane, before, after), has_symbol=lane == row.lane_index)
                for lane in range(len(LANES))
            )
        )
    return tuple(table)


def _segments(row: LaneRow, lane: int, before: int | None, after: LaneRow | None) -> tuple[str, ...]:
    own = row.lane_index
    came = " lalu" if row.status != "nanti" else ""
    pieces: list[str] = []
    if before is not None:
        sideways_right = own > before
        if lane == before == own:
            pieces.append(f"seg seg-a{came} paksa-a")
        elif lane == before:
            pieces += [f"seg seg-a{came}", f"seg seg-{'ka' if sideways_right else 'ki'}{came}"]
        elif lane == own:
            pieces.append(f"seg seg-{'ki' if sideways_right else 'ka'}{came} paksa-a")
        elif min(before, own) < lane < max(before, own):
            pieces += [f"seg seg-ki{came}", f"seg seg-ka{came}"]
    if lane == own and after is not None:
        gone = " lalu" if after.status != "nanti" else ""
        pieces.append(f"seg seg-b{gone}")
    return tuple(pieces)
