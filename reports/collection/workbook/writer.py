"""The pre-filled workbook of one unit. Protection has no password: it keeps the structure from accidents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from accounts.forms_base import parse_decimal
from reports.collection.models import Answer, Cell, Submission
from reports.collection.workbook import layout as plan
from reports.collection.workbook.help_sheet import write_help
from reports.collection.workbook.identity import identity_rows, row_mark
from reports.collection.workbook.layout import Layout, fields_of, layout_of
from reports.collection.workbook.look import WIDTHS, Look
from reports.figures import figure, moment
from reports.indicators.models import ColumnKind
from reports.spreadsheets import letters, put_text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

WORDS = tuple(label for _, label in Answer.choices)


def workbook_bytes(submission: Submission, cells: Sequence[Cell], at: datetime) -> bytes:
    """The file as it is fetched: what stands on the web now, ready to be filled and sent back."""
    import openpyxl
    from openpyxl.workbook.protection import WorkbookProtection

    layout = layout_of(submission, cells)
    book = openpyxl.Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]
    sheet.title = plan.SHEET
    look = Look(book)
    _head(sheet, submission, at, look)
    _headings(sheet, layout, look)
    for number, cell in enumerate(cells, start=1):
        _row(sheet, plan.HEADINGS_ROW + number, number, cell, layout, look)
    last = plan.HEADINGS_ROW + len(cells)
    _lists(book, sheet, cells, layout)
    _set_up(sheet, layout, last)
    write_help(book, submission, layout, look)
    hidden = book.create_sheet(plan.IDENTITY)
    hidden.sheet_state = "veryHidden"
    for row in identity_rows(submission, cells, layout, at):
        hidden.append(row)
    hidden.protection.sheet = True
    book.security = WorkbookProtection(lockStructure=True)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def file_name(submission: Submission) -> str:
    """ "Isian Bidang SD Triwulan III 2026.xlsx"."""
    words = f"Isian {submission.unit.name} {submission.report.period}"
    return f"{''.join(one for one in words if one.isalnum() or one in ' -')}.xlsx"


def _head(sheet: Worksheet, submission: Submission, at: datetime, look: Look) -> None:
    report = submission.report
    look.put(sheet, 1, 1, f"Isian Data Kinerja {submission.unit.name}", "sop judul")
    lines = (
        ("Periode", str(report.period)),
        ("Unit", submission.unit.name),
        ("Laporan", f"{report.title}, diminta {report.requester}"),
        ("Tenggat", f"{moment(submission.due_at)} WITA. Diunduh {moment(at)} WITA."),
        ("Cara", "Isi sel yang berwarna saja, simpan, lalu unggah di halaman isian. Lihat lembar Petunjuk."),
    )
    for row, (word, text) in enumerate(lines, start=2):
        look.put(sheet, row, 1, word, "sop label")
        look.put(sheet, row, 3, text, "sop teks kepala")


def _headings(sheet: Worksheet, layout: Layout, look: Look) -> None:
    for column, (key, heading) in enumerate(layout.columns, start=1):
        look.put(
            sheet,
            plan.HEADINGS_ROW,
            column,
            heading,
            "sop kepala isi" if key in layout.inputs else "sop kepala",
        )


def _row(sheet: Worksheet, row: int, number: int, cell: Cell, layout: Layout, look: Look) -> None:
    fields = fields_of(cell, layout)
    for column, (key, _) in enumerate(layout.columns, start=1):
        value, style = _content(key, number, cell, fields, layout)
        made = look.put(sheet, row, column, value, style)
        if isinstance(value, Decimal):
            kept = cell.decimals if key in ("value", "target", "previous") else None
            made.number_format = _number_format(value, kept)
        elif isinstance(value, date):
            made.number_format = "DD-MM-YYYY"


def _content(
    key: str, number: int, cell: Cell, fields: dict[str, str], layout: Layout
) -> tuple[str | int | Decimal | date, str]:
    """What stands in one place, and in which of the sheet's styles."""
    match key:
        case "number":
            return number, "sop angka"
        case "mark":
            return row_mark(cell.pk), "sop teks"
        case "target":
            return _target(cell), "sop angka"
        case "previous":
            if cell.previous_value is not None:
                return cell.previous_value, "sop angka"
            return plan.answer_label(cell.previous_answer) or "–", "sop angka"
        case "answer":
            return plan.answer_label(cell.answer), "sop isi"
        case "value" if cell.is_computed:
            return plan.COMPUTED, "sop terkunci"
        case "value" | "numerator" | "denominator":
            if key in plan.PARTS and not cell.is_computed:
                return "", "sop terkunci"
            stored: Decimal | None = getattr(cell, key)
            if stored is None or (key == "value" and cell.is_ordinal):
                return fields[key], "sop isi"
            return stored, "sop isi"
        case _ if key in layout.extra:
            return _typed(layout.extra[key].kind, fields[key]), "sop isi"
        case _ if key in layout.inputs:
            return fields[key][: plan.LONGEST], "sop isi panjang"
    return str(getattr(cell, key)), "sop teks"


def _target(cell: Cell) -> str | Decimal:
    if cell.target is None:
        return "–"
    if cell.target_high is None:
        return cell.target
    return f"{figure(cell.target, cell.decimals)} – {figure(cell.target_high, cell.decimals)}"


def _typed(kind: str, text: str) -> str | Decimal | date:
    if text and kind == ColumnKind.ANGKA:
        return parse_decimal(text)
    if text and kind == ColumnKind.TANGGAL:
        return datetime.strptime(text, "%d-%m-%Y").date()
    return text


def _number_format(value: Decimal, decimals: int | None) -> str:
    places = max(-int(value.normalize().as_tuple().exponent), 0) if decimals is None else decimals
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _lists(book: Workbook, sheet: Worksheet, cells: Sequence[Cell], layout: Layout) -> None:
    """The choices stand on a sheet of their own: words may hold commas, and Excel allows a list 255 letters."""
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(plan.LISTS)
    lists.sheet_state = "hidden"
    lists.protection.sheet = True
    made: dict[tuple[str, ...], DataValidation] = {}
    places = {key: letters(column) for column, (key, _) in enumerate(layout.columns)}

    def offer(words: tuple[str, ...], key: str, row: int) -> None:
        if words not in made:
            column = len(made) + 1
            for line, word in enumerate(words, start=1):
                _put_text(lists, line, column, word)
            at = letters(column - 1)
            rule = DataValidation(
                type="list",
                formula1=f"'{plan.LISTS}'!${at}$1:${at}${len(words)}",
                allow_blank=True,
                showErrorMessage=True,
                errorTitle="Pilih dari daftar",
                error="Pilih salah satu dari daftar, atau kosongkan.",
            )
            made[words] = rule
            sheet.add_data_validation(rule)
        made[words].add(f"{places[key]}{row}")

    without_zero = tuple(word for word in WORDS if word != Answer.NIHIL.label)
    for row, cell in enumerate(cells, start=plan.HEADINGS_ROW + 1):
        offer(without_zero if cell.is_ordinal else WORDS, "answer", row)
        if cell.is_ordinal:
            offer(tuple(str(label) for label, _ in cell.scale), "value", row)
        for key, column in layout.extra.items():
            if column.kind == ColumnKind.PILIHAN and column.choices:
                offer(column.choices, key, row)


def _put_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    put_text(sheet.cell(row, column), plan.plain(text))


def _set_up(sheet: Worksheet, layout: Layout, last: int) -> None:
    """Widths, what stays in sight, how it prints, and what is locked."""
    for column, (key, _) in enumerate(layout.columns):
        dimension = sheet.column_dimensions[letters(column)]
        dimension.width = WIDTHS.get(key, 16)
        dimension.hidden = key == "mark"
    sheet.row_dimensions[1].height, sheet.row_dimensions[plan.HEADINGS_ROW].height = 24, 30
    sheet.freeze_panes = f"D{plan.HEADINGS_ROW + 1}"
    shown = letters(len(layout.columns) - 2)
    sheet.print_area = f"A1:{shown}{last}"
    sheet.print_title_rows = f"{plan.HEADINGS_ROW}:{plan.HEADINGS_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "Halaman &P dari &N"  # type: ignore[union-attr]
    sheet.sheet_view.showGridLines = False
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.autoFilter = protection.sort = False
