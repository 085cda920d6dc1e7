"""A unit's form with one indicator of every kind, for the tests of its workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl

from reports.collection.models import Cell, Submission
from reports.collection.workbook.services import cells_of
from reports.collection.workbook.writer import workbook_bytes
from tests.factories import Office
from tests.reports.data import Collection, open_all

COLUMNS = [
    {"key": "sumber", "label": "Sumber data", "kind": "teks", "choices": [], "required": False, "help": ""},
    {"key": "siswa", "label": "Jumlah siswa", "kind": "angka", "choices": [], "required": False, "help": ""},
    {"key": "tanggal", "label": "Tanggal data", "kind": "tanggal", "choices": [], "required": False, "help": ""},
    {"key": "wilayah", "label": "Wilayah", "kind": "pilihan", "choices": ["Kota, pusat", "Desa"], "required": False, "help": "Pilih satu."},
]  # fmt: skip
SCALE = [["A", "90"], ["BB", "75"], ["B", "65"]]


@dataclass
class Form:
    """SD.1 per cent, SD.2 per cent and falling, SD.3 in whole persons, SD.4 a fraction, SD.5 in words."""

    collection: Collection
    submission: Submission
    at: datetime

    @property
    def cells(self) -> list[Cell]:
        return cells_of(self.submission)

    def cell(self, code: str) -> Cell:
        return self.collection.cell(code)

    def file(self) -> bytes:
        return workbook_bytes(self.submission, self.cells, self.at)


def make_form(office: Office, at: datetime) -> Form:
    collection = open_all(office, at)
    submission = Submission.objects.select_related("unit__parent", "report__period").get(pk=collection.sd.pk)
    submission.columns = COLUMNS
    submission.save(update_fields=["columns"])
    first = submission.cells.get(code="SD.1")
    for order, (code, more) in enumerate(
        {
            "SD.4": {
                "numerator_label": "Siswa lulus",
                "denominator_label": "Siswa kelas 6",
                "is_share": True,
            },
            "SD.5": {"scale": SCALE, "satuan": "predikat"},
        }.items(),
        start=10,
    ):
        indicator = first.indicator
        indicator.pk, indicator.code = None, code
        indicator.save()
        fields = {
            field.attname: getattr(first, field.attname)
            for field in Cell._meta.concrete_fields
            if field.name != "id"
        }
        Cell.objects.create(
            **fields
            | {
                "indicator_id": indicator.pk,
                "code": code,
                "name": f"Indikator {code}",
                "order": order,
                **more,
            }
        )
    return Form(collection, submission, at)


def columns(sheet: Any) -> dict[str, int]:
    """Heading to column number of the sheet Isian."""
    return {str(cell.value): cell.column for cell in sheet[8] if cell.value}


def rows(sheet: Any) -> dict[str, int]:
    """Code to row number."""
    return {
        str(sheet.cell(row, 2).value): row for row in range(9, sheet.max_row + 1) if sheet.cell(row, 2).value
    }


def edit(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The file after somebody changed the book with openpyxl."""
    book = openpyxl.load_workbook(BytesIO(content))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(content: bytes, answers: dict[tuple[str, str], Any]) -> bytes:
    """The file with values typed into (code, heading)."""

    def change(book: Any) -> None:
        sheet = book["Isian"]
        places, lines = columns(sheet), rows(sheet)
        for (code, heading), value in answers.items():
            sheet.cell(lines[code], places[heading]).value = value

    return edit(content, change)


def stored(form: Form) -> dict[str, tuple[str, Decimal | None]]:
    """Code to answer and figure, as the database has it."""
    return {cell.code: (cell.answer, cell.value) for cell in form.cells}
