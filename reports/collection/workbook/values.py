"""What a spreadsheet cell holds, as the text a person would have typed on the web."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from accounts.forms_base import parse_decimal
from reports.collection.columns import Column
from reports.collection.models import Answer
from reports.collection.numbers import PERCENTS
from reports.collection.plain_cells import AnyCell
from reports.collection.workbook.layout import COMPUTED, PARTS, plain
from reports.figures import figure
from reports.indicators.models import ColumnKind

_ANSWERS = {word.casefold(): value for value, label in Answer.choices for word in (value, label)}
_EXCEL_DAY_0 = date(1899, 12, 30)
_LAST_SERIAL = 2_958_465
"""31 December 9999."""


class Unreadable(ValueError):  # noqa: N818 - a cell that asks its writer, not a fault
    """The cell holds something that must not be guessed at; the message is a sentence with the cure."""


def number(value: float | int) -> Decimal:
    """A number as Excel shows it: 15 digits, so that 0.1 + 0.2 is 0.3."""
    return Decimal(f"{value:.15g}")


def answer_text(value: Any) -> str:
    """ "Belum tersedia" -> "belum_tersedia"; an unknown word stays as it is and is refused with its place."""
    text = any_text(value)
    return _ANSWERS.get(text.casefold(), text)


def any_text(value: Any) -> str:
    """Free text; a number or date typed there stays readable."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, int | float):
        return f"{number(value):f}".replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y}" if value.time() == time() else f"{value:%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return plain(str(value))


def figure_text(cell: AnyCell, key: str, value: Any, *, percent: bool) -> str:
    """A figure of this indicator; `percent`: the cell shows per cents, so 0.8803 means 88,03."""
    if isinstance(value, str):
        return _typed_figure(cell, key, plain(value))
    if isinstance(value, bool):
        raise Unreadable("Di sini tertulis BENAR atau SALAH, bukan angka. Tulis angkanya.")
    if isinstance(value, date | time | timedelta):
        raise Unreadable(
            f"Excel membaca isian ini sebagai tanggal atau jam ({any_text(value)}). Ubah format selnya menjadi Angka, lalu ketik "
            "ulang angkanya."
        )
    read = number(value)
    if percent:
        if key in PARTS or cell.satuan.strip().lower() not in PERCENTS:
            raise Unreadable(
                f"Sel ini berformat persen, padahal satuannya {cell.satuan}. Ubah format selnya menjadi Angka, lalu periksa angkanya."
            )
        read *= 100
    return _word(cell, key, read) or figure(read)


def _typed_figure(cell: AnyCell, key: str, text: str) -> str:
    """Texts that mean the same number become the same text; what is no number stays and is refused later."""
    if cell.is_computed and key == "value" and text.casefold() == COMPUTED:
        return ""
    if cell.is_ordinal and key == "value":
        for label, _ in cell.scale:
            if str(label).casefold() == text.casefold():
                return str(label)
    try:
        read = parse_decimal(text)
    except ValueError:
        return text
    return _word(cell, key, read) or figure(read)


def _word(cell: AnyCell, key: str, read: Decimal) -> str:
    if key != "value":
        return ""
    return next((str(label) for label, value in cell.scale if Decimal(value) == read), "")


def extra_text(column: Column, value: Any, *, percent: bool) -> str:
    """An answer to an extra column."""
    if column.kind == ColumnKind.TANGGAL:
        return _date_text(value)
    if column.kind == ColumnKind.ANGKA:
        return _number_text(column, value, percent=percent)
    text = any_text(value)
    if column.kind == ColumnKind.PILIHAN:
        return next((one for one in column.choices if one.casefold() == text.casefold()), text)
    return text


def _number_text(column: Column, value: Any, *, percent: bool) -> str:
    if isinstance(value, str):
        try:
            return figure(parse_decimal(value))
        except ValueError:
            return plain(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if percent:
            raise Unreadable(
                f"Kolom {column.label} berformat persen di sel ini. Ubah format selnya menjadi Angka, lalu periksa angkanya."
            )
        return figure(number(value))
    raise Unreadable(
        f"{column.label} berupa angka, tetapi Excel membacanya {any_text(value)}. Ubah format selnya menjadi Angka."
    )


def _date_text(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= _LAST_SERIAL:
        return f"{_EXCEL_DAY_0 + timedelta(days=int(value)):%d-%m-%Y}"
    text = f"{value:%d-%m-%Y}" if isinstance(value, date) else any_text(value)
    for pattern in ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return f"{datetime.strptime(text, pattern):%d-%m-%Y}"
        except ValueError:
            continue
    return text


def is_empty(values: Sequence[Any]) -> bool:
    return all(value == "" or (isinstance(value, str) and not plain(value)) for value in values)
