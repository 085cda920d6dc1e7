"""The draft as one HTML body fragment: sanitised text, tables and charts. What is sealed, compared and printed."""

from __future__ import annotations

import re
from collections.abc import Iterable

import nh3
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from reports.analysis.result import Result
from reports.drafting.blocks import Table, blocks, figure_html, table_html
from reports.drafting.models import DraftSection
from reports.drafting.references import Figures
from reports.drafting.rich import clean_text
from reports.drafting.typed import mark_typed

APPENDIX = '<section class="lampiran"'
"""Where the appendix begins: the signature block stands before it."""

_SVG = {"svg", "title", "desc", "text", "tspan", "path", "rect", "circle", "line", "g"}
_DRAWN = {
    "class",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "font-size",
    "font-family",
    "font-weight",
    "text-anchor",
}
_PLACED = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height", "d", "transform"}
TAGS = {
    "section", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure",
    "figcaption", "ins", "del", "br", "strong", "em", "u", "span", "img", *_SVG,
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "section": {"class", "id"},
    "table": {"class"},
    "tr": {"class"},
    "th": {"class", "scope", "colspan", "rowspan"},
    "td": {"class", "colspan", "rowspan"},
    "span": {"class", "data-angka"},
    "img": {"data-gambar", "alt"},
    "figure": {"class"},
    **dict.fromkeys(_SVG, _DRAWN | _PLACED),
    "title": {"id"},
    "desc": {"id"},
    "svg": _DRAWN | {"viewBox", "width", "height", "role", "aria-labelledby"},
}


def clean(html: str) -> str:
    """Only what a report may contain: no script, no style, no address (nh3)."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, link_rel=None)


def draft_html(sections: Iterable[DraftSection], result: Result, *, marks_typed: bool = False) -> str:
    """All sections in order, every figure reference saying what `result` says, tables and charts numbered through.

    `marks_typed`: numbers typed by hand stand in `span.diketik`, for the screen; never in a version.
    """
    figures = Figures(result)
    tables = charts = 0
    parts: list[str] = []
    for section in sections:
        drawn = []
        for block in blocks(section.block, result):
            if isinstance(block, Table):
                tables += 1
                drawn.append(table_html(block, tables))
            else:
                charts += 1
                drawn.append(figure_html(block, charts))
        text = _below(figures.settle(clean_text(section.text)), section.level)
        heading = f"h{section.level + 1}"
        name = "lampiran" if section.key == "lampiran" else f"bagian bagian--{section.level}"
        parts.append(
            format_html(
                '<section class="{}" id="bagian-{}"><{}>{}</{}>{}{}</section>\n',
                name,
                section.key,
                mark_safe(heading),
                _heading(section.heading),
                mark_safe(heading),
                mark_safe(mark_typed(text, section.generated_text) if marks_typed else text),
                mark_safe("".join(drawn)),
            )
        )
    return clean("".join(parts))


def _below(text: str, level: int) -> str:
    """A heading that people wrote inside a section stands one level under the section's own: PDF/UA allows no gap."""
    return text.replace("<h4>", f"<h{level + 2}>").replace("</h4>", f"</h{level + 2}>")


def _heading(text: str) -> str:
    """ "BAB I PENDAHULUAN" stands on two lines, as in every Laporan Kinerja."""
    found = re.fullmatch(r"(BAB [IVXL]+) (.+)", text)
    return format_html("{}<br>{}", found[1], found[2]) if found else text


def split_appendix(html: str) -> tuple[str, str]:
    """Body and appendix of a version: the signature block stands between them."""
    main, mark, rest = html.partition(APPENDIX)
    return main, mark + rest
