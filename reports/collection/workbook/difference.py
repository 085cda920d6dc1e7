"""What a workbook would change, row by row, against what stands on the web now. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import TextChoices

from accounts.errors import Refusal
from reports.collection.entries import Entry, read_entry, stored_reading
from reports.collection.models import Answer, Cell
from reports.collection.workbook.layout import FIGURES, Layout, answer_label, entry_of, fields_of, mark
from reports.collection.workbook.reader import FileRow, Filled


class Change(TextChoices):
    """What a row of the file means for the web, from what needs a decision to what needs none."""

    DITOLAK = "ditolak", "Belum dapat dibaca"
    BENTROK = "bentrok", "Berubah di web dan di berkas"
    DIKOSONGKAN = "dikosongkan", "Dikosongkan di berkas"
    BERUBAH = "berubah", "Berubah"
    BARU = "baru", "Baru"
    SAMA = "sama", "Sama"


TICKED = frozenset({Change.BARU, Change.BERUBAH})
"""Ticked beforehand; the others are for a person to decide."""


@dataclass(frozen=True)
class FieldChange:
    """One field that differs: as people read it."""

    label: str
    place: str
    web: str
    file: str
    kind: Change


@dataclass
class Line:
    """One indicator of the file. `entry` is what ticking it would save."""

    cell: Cell
    kind: Change
    place: str
    entry: Entry
    changes: list[FieldChange] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    """(place, sentence) of what could not be read."""

    @property
    def ticked(self) -> bool:
        return self.kind in TICKED


@dataclass(frozen=True)
class Difference:
    lines: list[Line]
    notes: list[str]

    @property
    def groups(self) -> list[tuple[Change, list[Line]]]:
        """The lines by what they mean, without those that change nothing."""
        found = {
            kind: [line for line in self.lines if line.kind == kind] for kind in Change if kind != Change.SAMA
        }
        return [(kind, lines) for kind, lines in found.items() if lines]

    @property
    def same(self) -> int:
        return sum(line.kind == Change.SAMA for line in self.lines)


def compare(filled: Filled) -> Difference:
    """Every row of the file against the web."""
    return Difference([_line(row, filled.layout) for row in filled.rows], filled.notes)


def _line(row: FileRow, layout: Layout) -> Line:
    web = fields_of(row.cell, layout)
    touched = {
        key
        for key, text in row.fields.items()
        if mark(text) != row.known.baseline.get(key, "") and text != web[key]
    }
    if touched.intersection(FIGURES):
        # The answer and its figures are one statement: from the file as a whole.
        touched |= {key for key in FIGURES if key in row.fields and row.fields[key] != web[key]}
    wanted = web | {key: row.fields[key] for key in touched}
    line = Line(row.cell, Change.SAMA, row.places["value"], entry_of(wanted, layout))
    if row.unread:
        line.kind = Change.DITOLAK
        line.problems = [(row.places[key], sentence) for key, sentence in row.unread.items()]
        return line
    if not touched:
        return line
    for key in layout.inputs:
        if key in touched and not (key == "answer" and row.fields[key] == Answer.NILAI and not web[key]):
            kind = _kind(key, row, web)
            line.changes.append(
                FieldChange(
                    layout.headings[key],
                    row.places[key],
                    _shown(key, web[key]),
                    _shown(key, row.fields[key]),
                    kind,
                )
            )
    line.place = row.places["value"] if touched.intersection(FIGURES) else line.changes[0].place
    line.kind = _worst(line)
    try:
        reading = read_entry(row.cell, tuple(layout.extra.values()), line.entry)
    except Refusal as refusal:
        key = refusal.field if refusal.field in row.places else "value"
        line.kind = Change.DITOLAK
        line.problems = [(row.places[key or "value"], refusal.message)]
        return line
    if reading == stored_reading(row.cell):
        line.kind, line.changes = Change.SAMA, []
    return line


def _kind(key: str, row: FileRow, web: dict[str, str]) -> Change:
    """One field: baseline is what stood there when the file was fetched."""
    if mark(web[key]) != row.known.baseline.get(key, ""):
        return Change.BENTROK
    if not row.fields[key]:
        # a figure goes of itself when the answer becomes another one than a figure
        implied = key in FIGURES and row.fields.get("answer") not in ("", Answer.NILAI)
        return Change.BERUBAH if implied else Change.DIKOSONGKAN
    return Change.BERUBAH if web[key] else Change.BARU


def _worst(line: Line) -> Change:
    kinds = {change.kind for change in line.changes}
    for kind in (Change.BENTROK, Change.DIKOSONGKAN):
        if kind in kinds:
            return kind
    return Change.BERUBAH if line.cell.answer else Change.BARU


def _shown(key: str, text: str) -> str:
    return answer_label(text) if key == "answer" and text in Answer.values else text
