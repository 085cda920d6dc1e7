"""What the fields of one row of the entry grid hold: as they came in the form, or as they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.collection.columns import Column, shown
from reports.collection.entries import Entry, stored_entry
from reports.collection.models import Cell

FIELDS = {
    "answer": "jawaban",
    "value": "nilai",
    "numerator": "pembilang",
    "denominator": "penyebut",
    "reason": "alasan",
    "note": "keterangan",
    "explanation": "penjelasan",
}
"""Part of an entry -> the name its field has in the form, before "-" and the cell's key."""


@dataclass(frozen=True)
class Typed:
    """One row as it came in the form, and the version its writer had before the eyes."""

    entry: Entry
    version: int


@dataclass(frozen=True)
class Extra:
    """One extra column in one row: what it asks, what stands there, and whether that was refused."""

    column: Column
    value: str
    is_wrong: bool


def entry_as_shown(cell: Cell, columns: Sequence[Column]) -> Entry:
    """The stored answer with its extra columns written as people here write them."""
    entry = stored_entry(cell)
    return Entry(
        entry.answer, entry.value, entry.numerator, entry.denominator, entry.reason, entry.note, entry.explanation,
        {column.key: shown(column, str(entry.extra.get(column.key, ""))) for column in columns},
    )  # fmt: skip
