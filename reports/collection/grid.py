"""The entry grid as the page sees it: rows with what was typed, what was wrong with it, and what it amounts to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from accounts.errors import Refusal
from accounts.forms_base import read_key
from accounts.models import User
from reports.analysis.formulas import Band
from reports.analysis.result import RowResult
from reports.analysis.services import row_result
from reports.charts import bar_length
from reports.collection.cells import CellConflict, save_cell
from reports.collection.columns import columns_of, shown
from reports.collection.entries import Entry, read_entry, stored_entry, stored_reading
from reports.collection.models import Answer, Cell, Remark, Submission
from reports.figures import figure


@dataclass(frozen=True)
class Typed:
    """One row as it came in the form; what the form did not bring stands as it is stored."""

    entry: Entry
    version: int

    @classmethod
    def read(cls, data: Mapping[str, str], cell: Cell) -> Typed | None:
        """The fields of one cell; None when the form did not bring that row."""
        pk = cell.pk
        if not any(f"{name}-{pk}" in data for name in ("nilai", "jawaban", "pembilang")):
            return None
        version = read_key(data.get(f"versi-{pk}", ""))
        stored = stored_entry(cell)
        entry = Entry(
            answer=data.get(f"jawaban-{pk}", ""),
            value=data.get(f"nilai-{pk}", ""),
            numerator=data.get(f"pembilang-{pk}", ""),
            denominator=data.get(f"penyebut-{pk}", ""),
            reason=data.get(f"alasan-{pk}", stored.reason),
            note=data.get(f"keterangan-{pk}", stored.note),
            explanation=data.get(f"penjelasan-{pk}", stored.explanation),
            extra={
                column.key: data.get(
                    f"{column.key}-{pk}", shown(column, str(stored.extra.get(column.key, "")))
                )
                for column in columns_of(cell.submission.columns)
            },
        )
        has_figure = any(text.strip() for text in (entry.value, entry.numerator, entry.denominator))
        if entry.answer == Answer.NILAI and not has_figure:
            # "Nilai" is what the choice shows before anybody answered: without a number it is no answer yet.
            entry = replace(entry, answer="")
        return cls(entry, -1 if version is None else version)


@dataclass
class Row:
    """One line of the grid. `typed` wins over what is stored, so that nothing typed is lost with a refusal."""

    cell: Cell
    result: RowResult
    number: int
    typed: Typed | None = None
    errors: dict[str, str] = field(default_factory=dict)
    remark_text: str = ""
    remark: Remark | None = None
    fills: bool = False
    """Whether the reader may fill this row: one given to another seksi is only read."""
    reply: str = ""
    """An answer to the remark that was typed and not kept."""
    changed: tuple[str, str] | None = None
    """The answer at the last return and now, in words, where it changed since."""
    saved_at: datetime | None = None

    @property
    def answer(self) -> str:
        return (self.typed.entry.answer if self.typed else self.cell.answer) or Answer.NILAI

    @property
    def entry(self) -> Entry:
        """What the fields of the row show."""
        return self.typed.entry if self.typed else stored_entry(self.cell)

    @property
    def version(self) -> int:
        return self.cell.version

    @property
    def error(self) -> str:
        return " ".join(self.errors.values())

    @property
    def error_anchor(self) -> str:
        """The field that the error summary leads to."""
        name = next(iter(self.errors), "value")
        prefix = {"reason": "alasan", "answer": "jawaban"}.get(name, "nilai")
        return f"{prefix}-{self.cell.pk}"

    @property
    def direction_words(self) -> str:
        return self.cell.get_direction_display()

    @property
    def target_text(self) -> str:
        cell = self.cell
        if cell.target is None:
            return "–"
        low = figure(cell.target, cell.decimals)
        return low if cell.target_high is None else f"{low} – {figure(cell.target_high, cell.decimals)}"

    @property
    def previous_text(self) -> str:
        cell = self.cell
        if cell.previous_value is not None:
            return figure(cell.previous_value, cell.decimals)
        return Answer(cell.previous_answer).label if cell.previous_answer else "–"

    @property
    def bar(self) -> str | None:
        return bar_of(self.result.capaian)


def bar_of(capaian: Decimal | None) -> str | None:
    """Length of the small bar on its 200 wide drawing; the tick at 100 % stands at 166.7."""
    return None if capaian is None else bar_length(capaian, 200)


def rows_of(submission: Submission, scale: Sequence[Band]) -> list[Row]:
    """The stored rows, in order."""
    cells = list(submission.cells.select_related("changed_by", "seksi").prefetch_related("evidence"))
    for cell in cells:
        cell.submission = submission
    return [Row(cell, row_result(cell, scale), place) for place, cell in enumerate(cells, start=1)]


def save_rows(
    rows: Sequence[Row], data: Mapping[str, str], scale: Sequence[Band], *, by: User, at: datetime
) -> int:
    """Save what changed, row by row: a wrong figure keeps its own row back, never its neighbours.

    Returns how many failed.
    """
    failed = 0
    for row in rows:
        typed = Typed.read(data, row.cell)
        if typed is None or unchanged(row.cell, typed):
            continue
        failed += not save_row(row, typed, scale, by=by, at=at)
    return failed


def save_row(row: Row, typed: Typed, scale: Sequence[Band], *, by: User, at: datetime) -> bool:
    """Save one row; a refusal stands in its `errors` with what was typed."""
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
    except Refusal as refusal:
        row.typed = typed
        row.errors[refusal.field or "value"] = refusal.message
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
