"""A workbook of plain tables: what the scorecard, the recap and the register have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from accounts.worktime import in_wita
from reports.spreadsheets import letters, put_text

WORDS, FIGURE, MOMENT = "teks", "angka", "waktu"
Value = str | int | float | datetime | None
"""A moment is written as date and time of the office; text stays text however it begins."""


class Book:
    """Sheets are added one by one; `content` is the file."""

    def __init__(self) -> None:
        from openpyxl import Workbook

        self._book = Workbook()
        for style in _styles():
            self._book.add_named_style(style)
        self._is_new = True

    def sheet(
        self,
        name: str,
        *,
        titles: Sequence[str],
        columns: Sequence[tuple[str, int]],
        rows: Iterable[Sequence[Value]],
        notes: Sequence[str] = (),
    ) -> None:
        """One table: titles above, `columns` as head and width, `notes` below. Landscape A4, the head on every page."""
        from openpyxl.styles import Alignment, Font, PatternFill

        sheet: Any = self._book.active if self._is_new else self._book.create_sheet()
        self._is_new = False
        sheet.title = name
        for row, text in enumerate(titles, start=1):
            put_text(sheet.cell(row, 1), text)
            sheet.cell(row, 1).font = Font(bold=row == 1, size=13 if row == 1 else 11)
        head = len(titles) + 2
        for column, (title, width) in enumerate(columns, start=1):
            cell = sheet.cell(head, column)
            cell.style = WORDS
            put_text(cell, title)
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="ECECEC")
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            sheet.column_dimensions[letters(column - 1)].width = width
        last = head
        for last, values in enumerate(rows, start=head + 1):
            for column, value in enumerate(values, start=1):
                _put(sheet.cell(last, column), value)
        for row, text in enumerate(notes, start=last + 2):
            put_text(sheet.cell(row, 1), text)
        sheet.freeze_panes = f"B{head + 1}"
        sheet.print_title_rows = f"{head}:{head}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

    @property
    def content(self) -> bytes:
        out = BytesIO()
        self._book.save(out)
        return out.getvalue()


def _put(cell: Any, value: Value) -> None:
    if isinstance(value, str):
        cell.style = WORDS  # before the text: a style would take its quoting away
        put_text(cell, value)
    elif isinstance(value, datetime):
        cell.value, cell.style = in_wita(value).replace(tzinfo=None), MOMENT
    else:
        cell.value, cell.style = value, FIGURE


def _styles() -> list[Any]:
    """Named once and pointed to by each cell: a workbook of a thousand cases has fifty thousand cells."""
    from openpyxl.styles import Alignment, Border, NamedStyle, Side

    thin = Side(style="thin", color="808080")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    right = Alignment(vertical="top", horizontal="right")
    return [
        NamedStyle(WORDS, border=border, alignment=Alignment(vertical="top", wrap_text=True)),
        NamedStyle(FIGURE, border=border, alignment=right),
        NamedStyle(MOMENT, border=border, alignment=right, number_format="dd-mm-yyyy hh:mm"),
    ]
