"""A table or chart of the report before it is HTML, and how it becomes HTML for screen and paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class Said(NamedTuple):
    """A figure in a cell that is a reference, as in the text."""

    words: str
    ref: str


Cell = str | Said


@dataclass(frozen=True)
class Column:
    """`kind` is the class that sets width and alignment on paper: no, nama, satuan, angka, uang, kata."""

    label: str
    kind: str


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Figure:
    caption: str
    svg: str


NO = Column("No", "no")


def numbered(rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple((str(number), *row) for number, row in enumerate(rows, start=1))


def table_html(table: Table, number: int) -> SafeString:
    """A table with caption, repeated head and, in each row, its name cell as row heading (PDF/UA)."""
    head = format_html_join(
        "", '<th scope="col" class="{}">{}</th>', ((column.kind, column.label) for column in table.columns)
    )
    kinds = [column.kind for column in table.columns]
    lines = [_row(row, kinds) for row in table.rows]
    if table.total:
        lines.append(_row(table.total, kinds, "jumlah"))
    return format_html(
        '<table class="tabel-kertas"><caption>Tabel {}. {}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        number, table.caption, head, mark_safe("".join(lines)),
    )  # fmt: skip


def _row(row: tuple[Cell, ...], kinds: list[str], name: str = "") -> str:
    heading = kinds.index("nama")
    cells = "".join(
        _cell(cell, kind, place == heading) for place, (cell, kind) in enumerate(zip(row, kinds, strict=True))
    )
    return f'<tr class="{name}">{cells}</tr>' if name else f"<tr>{cells}</tr>"


def _cell(cell: Cell, kind: str, is_name: bool) -> str:
    said = (
        format_html('<span class="angka" data-angka="{}">{}</span>', cell.ref, cell.words)
        if isinstance(cell, Said)
        else cell
    )
    if is_name:
        return format_html('<th scope="row" class="{}">{}</th>', kind, said)
    return format_html('<td class="{}">{}</td>', kind, said)


def figure_html(drawn: Figure, number: int) -> SafeString:
    """A chart with its caption; the drawing names itself for those who cannot see it."""
    return format_html(
        '<figure class="grafik-kertas">{}<figcaption>Gambar {}. {}</figcaption></figure>',
        mark_safe(drawn.svg),
        number,
        drawn.caption,
    )
