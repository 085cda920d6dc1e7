"""The three files an exported analysis comes as.

CSV: UTF-8 with BOM, semicolons and decimal commas, because that is what Excel with Indonesian settings opens without asking.
JSON: decimals as strings with a point, for programs. XLSX: real numbers and a second sheet of metadata.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection
from dataclasses import asdict
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from reports.exports.lines import COLUMNS, Export, plain
from reports.spreadsheets import FORMULA_STARTS, letters, put_text


def to_csv(found: Export, *, without: Collection[str] = ()) -> bytes:
    """One head and one line per figure; a text that could be a formula gets an apostrophe before it.

    `without`: columns that are left out altogether.
    """
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([name for name in COLUMNS if name not in without])
    for line in found.lines:
        writer.writerow([_field(value) for name, value in asdict(line).items() if name not in without])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _field(value: str | Decimal | None) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return (plain(value) or "").replace(".", ",")


def to_json(found: Export, *, without: Collection[str] = ()) -> bytes:
    """{"metadata": …, "data": […]}; `without` as for `to_csv`."""
    lines = [
        {name: value for name, value in asdict(line).items() if name not in without} for line in found.lines
    ]
    whole = {"metadata": found.metadata, "data": lines}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=plain).encode()


def to_xlsx(found: Export) -> bytes:
    """Sheets "Data" and "Metadata"."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    data: Any = book.active
    data.title = "Data"
    for column, name in enumerate(COLUMNS, start=1):
        _put(data, 1, column, name).font = Font(bold=True)
        data.column_dimensions[letters(column - 1)].width = 40 if name == "indikator" else 18
    for at, line in enumerate(found.lines, start=2):
        for column, value in enumerate(asdict(line).values(), start=1):
            _put(data, at, column, value).alignment = Alignment(vertical="top", wrap_text=True)
    data.freeze_panes = "C2"
    data.auto_filter.ref = f"A1:{letters(len(COLUMNS) - 1)}{len(found.lines) + 1}"
    data.page_setup.orientation = "landscape"
    data.page_setup.fitToWidth, data.page_setup.fitToHeight = 1, 0
    data.sheet_properties.pageSetUpPr.fitToPage = True
    data.print_title_rows = "1:1"
    about: Any = book.create_sheet("Metadata")
    for at, (name, fact) in enumerate(found.metadata.items(), start=1):
        _put(about, at, 1, name).font = Font(bold=True)
        _put(about, at, 2, _words(fact)).alignment = Alignment(vertical="top", wrap_text=True)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 38, 80
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _words(fact: Any) -> str:
    if isinstance(fact, bool):
        return "ya" if fact else "tidak"
    return "" if fact is None else str(fact)


def _put(page: Any, row: int, column: int, value: str | Decimal | None) -> Any:
    cell = page.cell(row, column)
    if isinstance(value, str):
        put_text(cell, value)
    elif value is not None:
        cell.value = value
        cell.number_format = "#,##0.####" if value % 1 else "#,##0"
    return cell
