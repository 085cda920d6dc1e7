"""What stands where in a unit's workbook: the columns of the sheet Isian, and the texts both ways."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from reports.collection.columns import Column, columns_of, shown
from reports.collection.entries import Entry, stored_entry
from reports.collection.models import Answer, Submission
from reports.collection.plain_cells import AnyCell
from reports.spreadsheets import letters, printable

SCHEMA = "isian-1"
SHEET, IDENTITY, HELP, LISTS = "Isian", "_sop", "Petunjuk", "_daftar"
HEADINGS_ROW = 8
ROW_MARK = "ID baris"
COMPUTED = "dihitung sistem"
"""Stands in Realisasi where the system divides pembilang by penyebut."""
LONGEST = 32_000
"""Letters; Excel keeps 32,767 in one cell."""

READ_ONLY = (
    ("number", "No"),
    ("code", "Kode"),
    ("name", "Indikator"),
    ("satuan", "Satuan"),
    ("target", "Target"),
    ("previous", "Periode lalu"),
)
FIELDS = {
    "answer": "Jawaban",
    "value": "Realisasi",
    "numerator": "Pembilang",
    "denominator": "Penyebut",
    "reason": "Alasan",
    "note": "Keterangan",
    "explanation": "Penjelasan",
}
FIGURES = ("answer", "value", "numerator", "denominator")
"""Answer and figures are one statement: they are taken together, or not at all."""
PARTS = ("numerator", "denominator")

_LONG_MARK = 200


@dataclass(frozen=True)
class Layout:
    """The columns of one unit's sheet, in order: (key, heading). Keys are those of `Refusal.field`."""

    columns: tuple[tuple[str, str], ...]
    inputs: tuple[str, ...]
    extra: dict[str, Column]

    @cached_property
    def headings(self) -> dict[str, str]:
        return dict(self.columns)


def layout_of(submission: Submission, cells: Iterable[AnyCell]) -> Layout:
    """The parts of a fraction have columns only where some indicator is computed from them."""
    computed = any(cell.is_computed for cell in cells)
    fields = [(key, head) for key, head in FIELDS.items() if computed or key not in PARTS]
    extra = {f"extra-{column.key}": column for column in columns_of(submission.columns)}
    taken = {_bare(head) for _, head in (*READ_ONLY, *fields)} | {_bare(ROW_MARK)}
    for key, column in extra.items():
        head, again = plain(column.label) or "Tambahan", 2
        while _bare(head) in taken:
            head, again = f"{plain(column.label)} ({again})", again + 1
        taken.add(_bare(head))
        fields.append((key, head))
    return Layout(
        (*READ_ONLY, *fields, ("mark", ROW_MARK)),
        tuple(key for key, _ in fields),
        extra,
    )


def bare_heading(text: object) -> str:
    """A heading as it is compared: case and spacing do not matter."""
    return _bare(plain(str(text)))


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()


def plain(text: str) -> str:
    """A text as a spreadsheet brings it back: one kind of line end, nothing unprintable, no spaces around."""
    return printable(text).strip() if text else ""


def mark(text: str) -> str:
    """What the file's identity remembers of a field: the text itself, or its fingerprint when it is long."""
    return text if len(text) <= _LONG_MARK else f"#{hashlib.sha256(text.encode()).hexdigest()}"


def fields_of(cell: AnyCell, layout: Layout) -> dict[str, str]:
    """Every field of the cell as the workbook shows it; what a file brings back is compared with this."""
    entry = stored_entry(cell)
    found = {key: plain(getattr(entry, key)) for key in FIELDS if key in layout.inputs}
    for key, column in layout.extra.items():
        found[key] = plain(shown(column, str(entry.extra.get(column.key, ""))))
    return found


def entry_of(fields: dict[str, str], layout: Layout) -> Entry:
    """The fields as one typed answer."""
    named = {key: fields.get(key, "") for key in FIELDS}
    return Entry(**named, extra={column.key: fields.get(key, "") for key, column in layout.extra.items()})


def answer_label(answer: str) -> str:
    return Answer(answer).label if answer else ""


def place(row: int, column: int) -> str:
    """Where a person finds it: "Isian!H14". Row and column count from 0."""
    return f"{SHEET}!{letters(column)}{row + 1}"
