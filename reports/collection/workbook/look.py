"""How the workbook looks: named styles, widths, and texts that no spreadsheet takes for a formula."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reports.collection.workbook.layout import plain
from reports.spreadsheets import put_text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

INK, LINE, HEAD, INPUT, INPUT_HEAD, LOCKED = (
    "FF1F2A37",
    "FFC9D1DA",
    "FFE5EAF0",
    "FFFFF8DC",
    "FFF6E3A1",
    "FFF0F1F3",
)
WIDTHS: Mapping[str, int] = {
    "number": 5, "code": 13, "name": 40, "satuan": 11, "target": 13, "previous": 14, "answer": 15, "value": 16,
    "numerator": 12, "denominator": 12, "reason": 26, "note": 26, "explanation": 26, "mark": 12,
}  # fmt: skip


class Look:
    """Named styles once per workbook: two thousand rows share them."""

    def __init__(self, book: Workbook) -> None:
        from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

        edge = Side(style="thin", color=LINE)
        box = Border(left=edge, right=edge, top=edge, bottom=edge)

        def style(
            name: str, *, fill: str = "", wrap: bool = True, right: bool = False, frame: bool = True,
            unlocked: bool = False, **font: Any,
        ) -> None:  # fmt: skip
            made = NamedStyle(name)
            made.font = Font(name="Calibri", **{"size": 11, "color": INK, **font})
            made.alignment = Alignment(vertical="top", wrap_text=wrap, horizontal="right" if right else None)
            made.protection = Protection(locked=not unlocked)
            if frame:
                made.border = box
            if fill:
                made.fill = PatternFill("solid", fgColor=fill)
            book.add_named_style(made)

        style("sop judul", frame=False, wrap=False, bold=True, size=15)
        style("sop label", frame=False, wrap=False, bold=True)
        style("sop teks kepala", frame=False, wrap=False)
        style("sop teks panduan", frame=False)
        style("sop kepala", fill=HEAD, bold=True)
        style("sop kepala isi", fill=INPUT_HEAD, bold=True)
        style("sop teks")
        style("sop angka", right=True)
        style("sop isi", fill=INPUT, unlocked=True, right=True)
        style("sop isi panjang", fill=INPUT, unlocked=True)
        style("sop terkunci", fill=LOCKED, right=True, italic=True, color="FF5B6673")

    def put(
        self, sheet: Worksheet, row: int, column: int, value: str | int | Decimal | date, style: str
    ) -> Any:
        """One cell. A text stays a text however it begins."""
        cell: Any = sheet.cell(row, column)
        cell.style = style
        if isinstance(value, str):
            if value:
                put_text(cell, plain(value))
        else:
            cell.value = value
        return cell
