"""What every spreadsheet this system reads or writes has in common: safe texts, names of columns, the type of the file."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse

XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins with one of these could be run as a formula by whatever opens the file."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs no XML file may hold."""
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def printable(text: str) -> str:
    """A text as a spreadsheet can hold it: one kind of line end, nothing unprintable."""
    if text.isprintable():  # nearly every text, and no sign below is
        return text
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def safe_text(text: str) -> str:
    """A text as the file holds it: printable, and "_x0041_" stays those seven letters (ECMA-376 §22.9)."""
    return _ESCAPE_LOOKALIKE.sub("_x005F_", printable(text))


def put_text(cell: Any, text: str) -> None:
    """A text stays a text however it begins: typed as text, and quoted for whoever edits it."""
    cell.value = safe_text(text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA_STARTS)


def download(content: bytes, name: str) -> HttpResponse:
    """A workbook to keep under `name`; no cache keeps it."""
    response = HttpResponse(content, content_type=XLSX_MIME)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def letters(column: int) -> str:
    """Column 0 is A, 26 is AA."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
