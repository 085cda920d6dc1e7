"""The entry grid as the page posts it: reading the rows of the form and saving each on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.errors import Refusal
from accounts.forms_base import read_key
from accounts.models import User
from reports.analysis.averages import Scale
from reports.analysis.services import row_result
from reports.collection.cells import CellConflict, save_cell
from reports.collection.columns import columns_of
from reports.collection.conflict import compare
from reports.collection.entries import Entry, read_entry, stored_reading
from reports.collection.fields import Typed, entry_as_shown
from reports.collection.models import Answer, Cell
from reports.collection.row import Row


def read_typed(data: Mapping[str, str], cell: Cell) -> Typed | None:
    """The fields of one cell; None when the form did not bring that row.

    What the form did not bring stands as it is stored.
    """
    pk = cell.pk
    if not any(f"{name}-{pk}" in data for name in ("nilai", "jawaban", "pembilang")):
        return None
    version = read_key(data.get(f"versi-{pk}", ""))
    stored = entry_as_shown(cell, columns_of(cell.submission.columns))
    entry = Entry(
        answer=data.get(f"jawaban-{pk}", ""),
        value=data.get(f"nilai-{pk}", ""),
        numerator=data.get(f"pembilang-{pk}", ""),
        denominator=data.get(f"penyebut-{pk}", ""),
        reason=data.get(f"alasan-{pk}", stored.reason),
        note=data.get(f"keterangan-{pk}", stored.note),
        explanation=data.get(f"penjelasan-{pk}", stored.explanation),
        extra={key: data.get(f"{key}-{pk}", text) for key, text in stored.extra.items()},
    )
    has_figure = any(text.strip() for text in (entry.value, entry.numerator, entry.denominator))
    if entry.answer == Answer.NILAI and not has_figure:
        # "Nilai" is what the choice shows before anybody answered: without a number it is no answer yet.
        entry = entry._replace(answer="")
    return Typed(entry, -1 if version is None else version)


def save_rows(rows: Sequence[Row], data: Mapping[str, str], scale: Scale, *, by: User, at: datetime) -> int:
    """Save what changed, row by row: a wrong figure keeps its own row back, never its neighbours.

    Returns how many failed.
    """
    failed = 0
    for row in rows:
        typed = read_typed(data, row.cell)
        says_again = data.get("berlaku", "") == str(row.cell.pk)
        if typed is None or (unchanged(row.cell, typed) and not says_again):
            continue
        failed += not save_row(row, typed, scale, by=by, at=at)
    return failed


def save_row(row: Row, typed: Typed, scale: Scale, *, by: User, at: datetime) -> bool:
    """Save one row; a refusal stands in its `errors` with what was typed, a conflict beside what stands there now."""
    try:
        row.cell = save_cell(
            cell_id=row.cell.pk,
            entry=typed.entry,
            seen_version=typed.version,
            by=by,
            at=at,
        )
    except CellConflict as conflict:
        row.typed, row.cell = typed, conflict.current
        row.errors["value"] = conflict.message
        row.conflict = compare(row.cell, typed.entry)
    except Refusal as refusal:
        row.typed = typed
        row.errors[refusal.field or "value"] = refusal.message
        if refusal.field and 0 <= typed.version != row.cell.version:
            row.conflict = compare(row.cell, typed.entry)
    else:
        row.typed, row.saved_at = None, row.cell.changed_at
    row.result = row_result(row.cell, scale)
    return not row.errors


def unchanged(cell: Cell, typed: Typed) -> bool:
    """Whether the form brought back exactly what is stored."""
    try:
        return read_entry(cell, columns_of(cell.submission.columns), typed.entry) == stored_reading(cell)
    except Refusal:
        return False
