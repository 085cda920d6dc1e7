"""The workbook on its way in: sheets and columns found by their titles, every cell read, every wrong one named."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, NamedTuple

from accounts.errors import Refusal
from reports.collection.workbook.marks import Marks, read_marks
from reports.indicators.exchange.cells import parse, typed
from reports.indicators.exchange.records import Key, Record, key_of
from reports.indicators.exchange.sheets import (
    CLEAR,
    GUIDE,
    LISTS,
    SHEETS,
    Column,
    Sheet,
    Value,
    fold,
    fold_title,
)
from reports.spreadsheets import letters

UNREADABLE = (
    "Isi berkas tidak dapat dibaca sebagai Excel. Buka dengan Excel atau LibreOffice, simpan ulang sebagai .xlsx, "
    "lalu unggah lagi."
)
FAILED = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"})
"""What a spreadsheet shows where a formula failed, when somebody pasted it as a text."""
Grid = list[list[object]]


class _Unread(str):
    """Stands in a cell that cannot be read: why, with its cure."""


class Problem(NamedTuple):
    """One thing to mend: where ("Indikator!F14"), and the sentence with its cure."""

    place: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """One filled row. `values` holds only the cells that say something; `cells` says where each column stands."""

    sheet: Sheet
    number: int
    values: Record
    cells: dict[str, str]
    is_sound: bool = True
    """False when one of its cells is named among the problems."""

    @property
    def key(self) -> Key:
        return key_of(self.sheet, self.values)

    def place(self, attr: str = "") -> str:
        """ "Indikator!F14"; without that column, the row's first key."""
        return self.cells.get(attr) or self.cells.get(
            self.sheet.keys[0].attr, f"{self.sheet.title}!A{self.number}"
        )


@dataclass
class Contents:
    """All that was found in one file."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_workbook(file: IO[bytes]) -> Contents:
    """Read every known sheet. Raises Refusal when the file as a whole cannot be used."""
    grids = _grids(file)
    by_title, found = {fold(sheet.title): sheet for sheet in SHEETS}, Contents()
    for title, grid in grids.items():
        sheet = by_title.get(fold(title))
        if fold(title) in (fold(GUIDE), fold(LISTS)) or not any(typed(cell) for row in grid for cell in row):
            continue
        if sheet is None:
            known = ", ".join(f"“{one.title}”" for one in SHEETS)
            found.problems.append(
                Problem(f"{title}!A1", f"Lembar “{title}” tidak dikenal. Hapus lembarnya, atau beri nama salah satu dari {known}.")
            )  # fmt: skip
        elif sheet.title in found.rows:
            found.problems.append(
                Problem(f"{title}!A1", f"Ada dua lembar bernama “{sheet.title}”. Gabungkan menjadi satu.")
            )
        else:
            found.rows[sheet.title] = _read_sheet(sheet, title, grid, found.problems)
    if not found.rows and not found.problems:
        raise Refusal(
            "Berkas ini tidak berisi satu baris pun untuk diimpor. Mulailah dari templat atau hasil ekspor.",
            field="file",
        )
    return found


def _grids(file: IO[bytes]) -> dict[str, Grid]:
    """Sheet -> its cells from A1 on. Formulas come as the values they had when the file was saved."""
    import python_calamine

    known = {fold(sheet.title) for sheet in SHEETS}
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        grids: dict[str, Grid] = {
            name: [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in book.sheet_names
        }
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            for name, grid in grids.items():
                if fold(name) in known:
                    _as_seen(grid, read_marks(archive, name))
    except Refusal:
        raise
    except Exception as error:  # whatever a broken or hostile file makes a reader raise
        raise Refusal(UNREADABLE, field="file") from error
    return grids


def _as_seen(grid: Grid, marks: Marks) -> None:
    """Put back what the fast reader drops: a formula without a result would pass as an empty cell, and 85 % as 0,85."""
    for row, column in marks.percent:
        value = grid[row][column] if row < len(grid) and column < len(grid[row]) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            grid[row][column] = float(Decimal(repr(value)) * 100)
    for row, column in marks.uncomputed | marks.wrong:
        _put(grid, row, column, _Unread(marks.unreadable((row, column))))


def _put(grid: Grid, row: int, column: int, value: object) -> None:
    """Row and column counted from 0; the fast reader leaves out what it thinks is empty at the end."""
    while len(grid) <= row:
        grid.append([""] * (len(grid[0]) if grid else 0))
    if column >= len(grid[row]):
        for line in grid:
            line.extend([""] * (column + 1 - len(line)))
    grid[row][column] = value


def _read_sheet(sheet: Sheet, title: str, grid: Grid, problems: list[Problem]) -> list[Row]:
    top = next(number for number, row in enumerate(grid) if any(typed(cell) for cell in row))
    columns = _columns(sheet, title, grid, top, problems)
    missing = [column.title for column in sheet.keys if column not in columns.values()]
    if missing:
        names = ", ".join(f"“{name}”" for name in missing)
        problems.append(
            Problem(f"{title}!A{top + 1}", f"Kolom {names} tidak ada, padahal dipakai mengenali baris. Tambahkan judulnya pada baris pertama.")
        )  # fmt: skip
        return []
    read = (
        _read_row(sheet, title, number, line, columns, problems)
        for number, line in enumerate(grid[top + 1 :], start=top + 2)
    )
    return [row for row in read if row is not None]


def _columns(sheet: Sheet, title: str, grid: Grid, top: int, problems: list[Problem]) -> dict[int, Column]:
    """Position -> column. A title nobody knows would lose what stands below it, so it is named."""
    known = {fold_title(column.title): column for column in sheet.columns}
    found: dict[int, Column] = {}
    for position, cell in enumerate(grid[top]):
        text, place = typed(cell), f"{title}!{letters(position)}{top + 1}"
        column = known.get(fold_title(text))
        if not text:
            if any(typed(row[position]) for row in grid[top + 1 :]):
                problems.append(
                    Problem(place, "Kolom ini berisi, tetapi tidak berjudul. Beri judul atau hapus kolomnya.")
                )
        elif column is None:
            problems.append(
                Problem(
                    place,
                    f"Kolom “{text}” tidak dikenal. Hapus kolomnya, atau samakan judulnya dengan templat.",
                )
            )
        elif column in found.values():
            problems.append(Problem(place, f"Kolom “{column.title}” ada dua kali. Hapus salah satunya."))
        else:
            found[position] = column
    return found


def _read_row(
    sheet: Sheet,
    title: str,
    number: int,
    line: Iterable[object],
    columns: dict[int, Column],
    problems: list[Problem],
) -> Row | None:
    """The row, or None when it is empty or its key is wrong; every wrong cell is named."""
    cells = list(line)
    if not any(typed(cells[position]) for position in columns):
        return None
    values: Record = {}
    places = {column.attr: f"{title}!{letters(position)}{number}" for position, column in columns.items()}
    sound = usable = True
    for position, column in columns.items():
        try:
            if (text := typed(cells[position])) or column.key:
                values[column.attr] = _value(column, text, cells[position])
        except ValueError as error:
            problems.append(Problem(places[column.attr], str(error)))
            sound, usable = False, usable and not column.key
    return Row(sheet, number, values, places, sound) if usable else None


def _value(column: Column, text: str, raw: object) -> Value:
    """What a filled cell says; None when it empties the field. Raises ValueError with a cure."""
    if not text:
        raise ValueError(f"{column.title} belum diisi. Isi, atau kosongkan seluruh barisnya.")
    if isinstance(raw, _Unread):
        raise ValueError(str(raw))
    if text in FAILED:
        raise ValueError(f"Rumus di sel ini gagal ({text}). Perbaiki rumusnya, atau ketik nilainya.")
    if text != CLEAR:
        return parse(column, raw)
    if not column.clearable:
        raise ValueError(
            f"{column.title} tidak dapat dikosongkan. Isi nilainya, atau biarkan selnya kosong supaya tetap seperti semula."
        )
    return None
