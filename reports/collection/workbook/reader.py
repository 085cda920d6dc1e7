"""A workbook that came back: opened safely, its rows found again, each field as text with the place it stands.

Reads with python-calamine (11 times faster than openpyxl). Nothing here knows what stands on the web now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from accounts.errors import Refusal
from reports.collection.models import Answer, Submission
from reports.collection.plain_cells import AnyCell
from reports.collection.workbook import layout as plan
from reports.collection.workbook.identity import AGAIN, Known, read_identity, row_mark
from reports.collection.workbook.layout import FIGURES, SHEET, Layout, bare_heading, layout_of, place, plain
from reports.collection.workbook.marks import Marks, read_marks
from reports.collection.workbook.values import (
    Unreadable,
    answer_text,
    any_text,
    extra_text,
    figure_text,
    is_empty,
)
from reports.workbook_archive import Limits, open_archive

_HEADINGS_WITHIN = 60
_LIMITS = Limits(cure="Unduh lagi buku kerja dari halaman isian, salin angkanya ke sana, lalu unggah.")
Table = Sequence[Sequence[Any]]


@dataclass(slots=True)
class FileRow:
    """One indicator as the file has it, on sheet row `number` (from 0). `unread`: fields that must not be guessed."""

    known: Known
    number: int
    fields: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


@dataclass
class Filled:
    """Everything the file says; `notes` name what was left aside, so that nothing goes unseen."""

    columns: dict[str, int]
    rows: list[FileRow]
    notes: list[str]

    def place(self, row: FileRow, key: str) -> str:
        """ "Isian!H14"."""
        return place(row.number, self.columns[key])


def read_workbook(content: bytes, name: str, submission: Submission, cells: Sequence[AnyCell]) -> Filled:
    """Read a filled workbook of this submission, or refuse it naming sheet, cell and cure."""
    from python_calamine import CalamineError, CalamineWorkbook

    archive = open_archive(content, name, _LIMITS)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        names = book.sheet_names
        _need_sheets(names)
        marks = read_marks(archive, SHEET)
        read_marks(archive, plan.IDENTITY)
        hidden = book.get_sheet_by_name(plan.IDENTITY).to_python(skip_empty_area=False)
        table = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, KeyError, OSError) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal(
            f"Berkas “{name}” rusak sehingga tidak dapat dibaca. Simpan ulang di Excel, lalu unggah lagi.",
            field="file",
        ) from error
    known = read_identity(hidden, submission)
    return _Rows(table, marks, layout_of(submission, cells), cells, known).read()


def _need_sheets(names: Sequence[str]) -> None:
    if SHEET not in names:
        raise Refusal(
            f"Lembar “{SHEET}” tidak ada di berkas ini (yang ada: {', '.join(names)[:150]}). Kembalikan nama lembarnya, "
            f"atau: {AGAIN[0].lower()}{AGAIN[1:]}",
            field="file",
        )
    if plan.IDENTITY not in names:
        raise Refusal(
            f"Lembar tersembunyi “{plan.IDENTITY}” tidak ada, jadi berkas ini tidak dapat dikenali. {AGAIN}",
            field="file",
        )


class _Rows:
    """Finds headings and rows again, wherever people moved them."""

    def __init__(
        self, table: Table, marks: Marks, layout: Layout, cells: Sequence[AnyCell], known: dict[int, Known]
    ) -> None:
        self.table, self.marks, self.layout, self.known = table, marks, layout, known
        self.by_mark = {row_mark(cell.pk): cell for cell in cells if cell.pk in known}
        often = Counter(cell.code for cell in cells)
        self.by_code = {cell.code: cell for cell in self.by_mark.values() if often[cell.code] == 1}
        self.notes: list[str] = []

    def read(self) -> Filled:
        top, self.columns = self._headings()
        rows: dict[int, FileRow] = {}
        for number in range(top + 1, len(self.table)):
            cell = self._cell_of(number)
            if cell is None:
                continue
            if cell.pk in rows:
                raise Refusal(
                    f"{self._place(number, 'code')}: baris {cell.code} {cell.name} ada dua kali, juga di baris "
                    f"{rows[cell.pk].number + 1}. Hapus salah satunya, simpan, lalu unggah lagi.",
                    field="file",
                )
            rows[cell.pk] = self._row(number, cell)
        absent = [cell.code for cell in self.by_mark.values() if cell.pk not in rows]
        if absent:
            listed = ", ".join(absent[:10]) + (" dan lainnya" if len(absent) > 10 else "")
            self.notes.append(
                f"{len(absent)} baris tidak ada di berkas: {listed}. Isiannya di web tidak berubah."
            )
        return Filled(self.columns, list(rows.values()), self.notes)

    def _headings(self) -> tuple[int, dict[str, int]]:
        """The row of the headings and where each column went."""
        wanted = {bare_heading(head): key for key, head in self.layout.columns}
        best: tuple[int, list[tuple[int, str]]] = (0, [])
        for number, row in enumerate(self.table[:_HEADINGS_WITHIN]):
            found = [
                (column, wanted[bare])
                for column, text in enumerate(row)
                if isinstance(text, str) and text and (bare := bare_heading(text)) in wanted
            ]
            if len(found) > len(best[1]):
                best = number, found
        top, found = best
        columns: dict[str, int] = {}
        for column, key in found:
            if key in columns:
                raise Refusal(
                    f"{place(top, column)}: judul kolom “{self.layout.headings[key]}” ada dua kali, juga di "
                    f"{place(top, columns[key])}. Ganti judul kolom tambahan Anda, simpan, lalu unggah lagi.",
                    field="file",
                )
            columns[key] = column
        lost = [self.layout.headings[key] for key in self.layout.inputs if key not in columns]
        if "mark" not in columns and "code" not in columns:
            lost.append("Kode")
        if lost:
            named = ", ".join(f"“{one}”" for one in lost)
            raise Refusal(
                f"Lembar {SHEET}, baris judul ({place(top, 0)}): kolom {named} tidak ada. Kembalikan judul kolomnya, atau: "
                f"{AGAIN[0].lower()}{AGAIN[1:]}",
                field="file",
            )
        return top, columns

    def _at(self, number: int, key: str) -> Any:
        column = self.columns.get(key)
        return "" if column is None else self.table[number][column]

    def _place(self, number: int, key: str) -> str:
        return place(number, self.columns.get(key, 0))

    def _cell_of(self, number: int) -> AnyCell | None:
        """The indicator of a row: by its hidden id, else by its code. Refuses an id that is none of ours."""
        mark, code = any_text(self._at(number, "mark")), any_text(self._at(number, "code"))
        if not mark:
            cell = self.by_code.get(code)
            if cell is None:
                self._left_aside(number)
            return cell
        cell = self.by_mark.get(mark)
        if cell is None:
            raise Refusal(
                f"{self._place(number, 'mark')} (kolom tersembunyi “{plan.ROW_MARK}”): tanda baris “{mark[:40]}” berubah. {AGAIN}",
                field="file",
            )
        if code and code != plain(cell.code):
            raise Refusal(
                f"{self._place(number, 'code')}: kode {code[:40]} tidak cocok dengan tanda barisnya ({cell.code}). Mungkin hanya "
                f"sebagian kolom yang diurutkan. {AGAIN}",
                field="file",
            )
        return cell

    def _left_aside(self, number: int) -> None:
        """A row of nobody's with something in the columns that are filled: said, never dropped in silence."""
        found = [key for key in self.layout.inputs if not is_empty([self._at(number, key)])]
        if found:
            self.notes.append(
                f"{self._place(number, found[0])}: baris ini bukan indikator dalam format, jadi isinya tidak dibaca."
            )

    def _row(self, number: int, cell: AnyCell) -> FileRow:
        row, line = FileRow(self.known[cell.pk], number), self.table[number]
        odd = self.marks.uncomputed or self.marks.wrong
        for key in self.layout.inputs:
            column = self.columns[key]
            value, spot = line[column], (number, column)
            if odd and (sentence := self.marks.unreadable(spot)):
                row.unread[key] = sentence
                continue
            try:
                row.fields[key] = (
                    "" if value == "" else self._text(cell, key, value, spot in self.marks.percent)
                )
            except Unreadable as error:
                row.unread[key] = str(error)
        figures = [row.fields.get(key, "") for key in FIGURES[1:]]
        if not any(figures) and row.fields.get("answer") == Answer.NILAI and not row.unread:
            row.fields["answer"] = ""  # "Nilai" without a number is no answer yet, as on the web
        elif any(figures) and not row.fields.get("answer"):
            row.fields["answer"] = Answer.NILAI
        return row

    def _text(self, cell: AnyCell, key: str, value: Any, percent: bool) -> str:
        if key == "answer":
            return answer_text(value)
        if key in FIGURES:
            return figure_text(cell, key, value, percent=percent)
        if key in self.layout.extra:
            return extra_text(self.layout.extra[key], value, percent=percent)
        return any_text(value)
