"""What a workbook would change, row by row, against what stands on the web now. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import TextChoices

from accounts.errors import Refusal
from reports.collection.entries import Entry, read_entry, stored_reading
from reports.collection.models import Answer
from reports.collection.plain_cells import AnyCell
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


class FieldChange(NamedTuple):
    """One field that differs: as people read it."""

    label: str
    web: str
    file: str
    kind: Change


@dataclass(slots=True)
class Line:
    """One indicator of the file. `entry` is what ticking it would save."""

    cell: AnyCell
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


def compare(filled: Filled, cells: Iterable[AnyCell], layout: Layout) -> Difference:
    """Every row of the file against the web."""
    by_id = {cell.pk: cell for cell in cells}
    lines = [_line(row, by_id[row.known.cell_id], filled, layout) for row in filled.rows]
    return Difference(lines, filled.notes)


def _line(row: FileRow, cell: AnyCell, filled: Filled, layout: Layout) -> Line:
    web, baseline = fields_of(cell, layout), row.known.baseline
    touched = {
        key: text
        for key, text in row.fields.items()
        if text != web[key] and mark(text) != baseline.get(key, "")
    }
    if not touched.keys().isdisjoint(FIGURES):
        # The answer and its figures are one statement: from the file as a whole.
        touched |= {
            key: row.fields[key] for key in FIGURES if row.fields.get(key, web.get(key)) != web.get(key)
        }
    line = Line(cell, Change.SAMA, filled.place(row, "value"), entry_of(web | touched, layout))
    if row.unread:
        line.kind = Change.DITOLAK
        line.problems = [(filled.place(row, key), sentence) for key, sentence in row.unread.items()]
        return line
    if not touched:
        return line
    try:
        reading = read_entry(cell, tuple(layout.extra.values()), line.entry)
    except Refusal as refusal:
        key = refusal.field if refusal.field in filled.columns else "value"
        line.kind = Change.DITOLAK
        line.problems = [(filled.place(row, key or "value"), refusal.message)]
        return line
    if reading == stored_reading(cell):
        return line
    for key in layout.inputs:
        if key in touched and not (key == "answer" and touched[key] == Answer.NILAI and not web[key]):
            line.changes.append(
                FieldChange(
                    layout.headings[key],
                    _shown(key, web[key]),
                    _shown(key, touched[key]),
                    _kind(key, row, web),
                )
            )
            if len(line.changes) == 1 and touched.keys().isdisjoint(FIGURES):
                line.place = filled.place(row, key)
    line.kind = _worst(line)
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
