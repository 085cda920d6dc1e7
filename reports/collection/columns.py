"""The extra columns of a format: what was asked (frozen on the submission) and how an answer to one is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.errors import Refusal
from reports.collection.numbers import read_figure
from reports.figures import figure
from reports.indicators.models import ColumnKind

MOST_LETTERS = 500


@dataclass(frozen=True)
class Column:
    """One frozen extra column. `key` names it in `Cell.extra`, whatever becomes of the format."""

    key: str
    label: str
    kind: str
    choices: tuple[str, ...] = ()
    required: bool = False
    help: str = ""


def columns_of(frozen: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    """`Submission.columns` as typed data."""
    return tuple(
        Column(
            one["key"], one["label"], one["kind"], tuple(one["choices"]), one["required"], one.get("help", "")
        )
        for one in frozen
    )


def read_extra(columns: Iterable[Column], typed: Mapping[str, str]) -> dict[str, str]:
    """What a person typed into the extra columns, in the form it is kept: numbers with a point, dates as ISO.

    Empty answers are left out. Refuses with the column's own name; `field` is "extra-KEY".
    """
    kept: dict[str, str] = {}
    for column in columns:
        text = typed.get(column.key, "").strip()
        if text:
            kept[column.key] = _read(column, text)
    return kept


def shown(column: Column, kept: str) -> str:
    """A kept answer as people here write it: 1.234,5 and 31-12-2026."""
    if not kept:
        return ""
    if column.kind == ColumnKind.ANGKA:
        return figure(Decimal(kept))
    if column.kind == ColumnKind.TANGGAL:
        return f"{date.fromisoformat(kept):%d-%m-%Y}"
    return kept


def unanswered(columns: Iterable[Column], extra: Mapping[str, str]) -> list[Column]:
    """The compulsory columns without an answer."""
    return [column for column in columns if column.required and not extra.get(column.key)]


def _read(column: Column, text: str) -> str:
    field = f"extra-{column.key}"
    if column.kind == ColumnKind.ANGKA:
        try:
            return f"{read_figure(text, decimals=4, satuan=''):f}"
        except Refusal as refusal:
            raise Refusal(f"{column.label}: {refusal.message}", field=field) from refusal
    if column.kind == ColumnKind.TANGGAL:
        return _date(column, text, field).isoformat()
    if column.kind == ColumnKind.PILIHAN:
        found = next((one for one in column.choices if one.casefold() == text.casefold()), None)
        if found is None:
            raise Refusal(
                f"{column.label}: “{text[:40]}” tidak ada dalam pilihan. Pilih salah satu: {', '.join(column.choices)}.",
                field=field,
            )
        return found
    if len(text) > MOST_LETTERS:
        raise Refusal(
            f"{column.label}: paling banyak {MOST_LETTERS} huruf, tertulis {len(text)}. Persingkat isinya.",
            field=field,
        )
    return text


def _date(column: Column, text: str, field: str) -> date:
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise Refusal(
        f"{column.label}: “{text[:40]}” bukan tanggal. Tulis hari-bulan-tahun, misalnya 31-12-2026.",
        field=field,
    )
