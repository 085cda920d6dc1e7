"""The SOP line on screens: ``garis_ringkas``, ``garis_mini``, ``tabel_sop``; geometry is ``workflow.garis``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from workflow.garis import Drawing, LaneRow, Line, Shape, Symbol, cells, draw, filled, number, outline
from workflow.sop import LANES

register = template.Library()


def line_of(source: object) -> Line:
    """A ``Line`` itself, or the ``line`` attribute (property or method without arguments) of a case."""
    found = source if isinstance(source, Line) else getattr(source, "line", None)
    if callable(found):
        found = found()
    if not isinstance(found, Line):
        raise TypeError(f"{type(source).__name__} has no line to draw; give a workflow.garis.Line")
    return found


def _svg(line: Line, drawing: Drawing, *, kind: str) -> SafeString:
    flags = (" garis--anda" if line.is_mine else "") + (" garis--lewat" if line.is_late else "")
    tiny = kind == "mini"
    rails = format_html_join(
        "", '<path class="rel{}" d="{}"/>', ((" lalu" if done else "", path) for path, done in drawing.rails)
    )
    symbols = format_html_join(
        "", "{}", ((_symbol(symbol, numbered=not tiny),) for symbol in drawing.symbols)
    )
    arc = SafeString()
    if drawing.return_path:
        arc = format_html(
            '<path class="balik" d="{}"/><path class="balik-panah" d="{}"/>',
            drawing.return_path,
            drawing.return_arrow,
        )
    return format_html(
        '<svg class="garis garis--{}{}" viewBox="0 0 {} {}" role="img"><title>{}</title>{}{}{}</svg>',
        kind,
        flags,
        number(drawing.width),
        number(drawing.height),
        line.title,
        rails,
        symbols,
        arc,
    )


def _symbol(symbol: Symbol, *, numbered: bool) -> SafeString:
    """Outline, used part, needle and number of one symbol."""
    status = symbol.step.status
    drawn = format_html('<path class="s {}" d="{}"/>', status, symbol.path)
    if symbol.fill_path:
        drawn += format_html('<path class="pakai" d="{}"/>', symbol.fill_path)
    if symbol.needle:
        drawn += format_html('<path class="jarum" d="{}"/>', symbol.needle)
    if numbered:
        place = (number(symbol.centre), number(symbol.text_y))
        drawn += format_html('<text class="n {}" x="{}" y="{}">{}</text>', status, *place, symbol.step.number)
    return drawn


@register.simple_tag
def garis_ringkas(source: object) -> SafeString:
    """The compact line of a card, with the sentence under it left to the template."""
    line = line_of(source)
    return format_html('<div class="garis-blok">{}</div>', _svg(line, draw(line), kind="ringkas"))


@register.simple_tag
def garis_mini(source: object) -> SafeString:
    """The tiny line of a list row: no numbers, the sentence is its title."""
    line = line_of(source)
    return _svg(line, draw(line, tiny=True), kind="mini")


@register.inclusion_tag("komponen/tabel_sop.html")
def tabel_sop(rows: Sequence[LaneRow], lajur_anda: int | None = None) -> dict[str, Any]:
    """The SOP's own table, alive. ``lajur_anda``: index of the reader's lane (0..5), the gold column."""
    table = cells(rows)
    return {
        "lanes": [{"name": name, "mine": index == lajur_anda} for index, name in enumerate(LANES)],
        "rows": [
            {
                "row": row,
                "executor": row.executor or LANES[row.lane_index],
                "lanes": [
                    {"cell": cell, "mine": index == lajur_anda} for index, cell in enumerate(table[position])
                ],
                "symbol": _table_symbol(row),
                "last": position == len(rows) - 1,
            }
            for position, row in enumerate(rows)
        ],
    }


def _table_symbol(row: LaneRow) -> SafeString:
    """The symbol in its cell: 56 × 32 units, boxes of one width because the norm stands in its own column."""
    width, left, height = _table_size(row.shape)
    place = {"left": left, "middle": 16.0, "width": width, "height": height, "radius": 14.0}
    used = row.used_share if row.status == "kini" else 0.0
    fill = filled(row.shape, used, **place)
    flags = (" garis--anda" if row.is_mine else "") + (" garis--lewat" if row.is_late else "")
    return format_html(
        '<svg class="garis simbol{}" viewBox="0 0 56 32" aria-hidden="true"><path class="s {}" d="{}"/>{}'
        '<text class="n {}" x="28" y="20.5">{}</text></svg>',
        flags,
        row.status,
        outline(row.shape, corner=2.0, **place),
        format_html('<path class="pakai" d="{}"/>', fill) if fill else "",
        row.status,
        row.number,
    )


def _table_size(shape: Shape) -> tuple[float, float, float]:
    """(width, left edge, height) of a symbol in the table."""
    if shape == "kapsul":
        return 52.0, 2.0, 28.0
    return (44.0, 6.0, 30.0) if shape == "belah" else (46.0, 5.0, 28.0)
