"""Form E.81 as an Excel workbook: real numbers under two-row heads, ready to print on one page's width."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from reports.e81.cells import DASH, STRUCTURAL_NOTE, Figure
from reports.e81.footer import footer
from reports.e81.sheet import Row, Sheet
from reports.spreadsheets import letters, put_text

HEAD, FIRST = 5, 8
"""Rows of the sheet: heads at 5 and 6, numbers of the columns at 7, indicators from 8 on."""
LAST = 25
"""Column Y: four of words, ten pairs, the unit."""
WIDTHS = {1: 5, 2: 20, 3: 30, 4: 32, LAST: 16}
K_WIDTH, RP_WIDTH = 13, 16
POINTS = 14
"""Height of one line of text."""
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def workbook(sheet: Sheet) -> bytes:
    """The .xlsx file. Texts are written as texts: one that begins with "=" is no formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    book = Workbook()
    page: Any = book.active
    page.title = "E.81"
    thin = Side(style="thin", color="808080")
    border, bold = Border(left=thin, right=thin, top=thin, bottom=thin), Font(bold=True)
    top, centre = (
        Alignment(vertical="top", wrap_text=True),
        Alignment(horizontal="center", vertical="center", wrap_text=True),
    )
    right = Alignment(horizontal="right", vertical="top", wrap_text=True)
    for number, line in enumerate(titles(sheet), start=1):
        put(page, number, 1, line).font = Font(bold=True, size=13 if number == 1 else 11)

    for column, head in enumerate(("No", "Sasaran", "Program/Kegiatan/Sub kegiatan", "Indikator kinerja"), 1):
        put(page, HEAD, column, head)
        page.merge_cells(start_row=HEAD, end_row=HEAD + 1, start_column=column, end_column=column)
        put(page, HEAD + 2, column, str(column))
    for at, pair in enumerate(sheet.columns):
        left = 5 + 2 * at
        put(page, HEAD, left, pair.head)
        page.merge_cells(start_row=HEAD, end_row=HEAD, start_column=left, end_column=left + 1)
        put(page, HEAD + 1, left, "K")
        put(page, HEAD + 1, left + 1, "Rp")
        put(page, HEAD + 2, left, str(pair.number))
        page.merge_cells(start_row=HEAD + 2, end_row=HEAD + 2, start_column=left, end_column=left + 1)
    put(page, HEAD, LAST, "Unit PD penanggung jawab")
    page.merge_cells(start_row=HEAD, end_row=HEAD + 1, start_column=LAST, end_column=LAST)
    put(page, HEAD + 2, LAST, "15")
    grey = PatternFill("solid", fgColor="ECECEC")
    for line_cells in page.iter_rows(min_row=HEAD, max_row=HEAD + 2, max_col=LAST):
        for cell in line_cells:
            cell.font, cell.alignment, cell.border, cell.fill = bold, centre, border, grey
    page.row_dimensions[HEAD].height = 62

    for at, row in enumerate(sheet.rows, start=FIRST):
        for column, text in enumerate(words(row), start=1):
            put(page, at, column, text)
        page.cell(at, 1).value = row.number
        for number, (k, rp) in enumerate(row.pairs):
            put_figure(page, at, 5 + 2 * number, k, sheet.notes)
            put_figure(page, at, 6 + 2 * number, rp, sheet.notes)
        put(page, at, LAST, row.unit)
        for cell in page[at]:
            cell.border, cell.alignment = border, right if 4 < cell.column < LAST else top
        page.row_dimensions[at].height = POINTS * max(
            wrapped(cell.value, width(cell.column)) for cell in page[at] if isinstance(cell.value, str)
        )
    end = FIRST + len(sheet.rows)
    for at, (label, text) in enumerate(footer(sheet), start=end):
        put(page, at, 1, label).font = bold
        put(page, at, 5, text)
        page.merge_cells(start_row=at, end_row=at, start_column=1, end_column=4)
        page.merge_cells(start_row=at, end_row=at, start_column=5, end_column=LAST)
        page.cell(at, 1).alignment = page.cell(at, 5).alignment = top
        page.row_dimensions[at].height = POINTS * wrapped(text, 260)
        for cell in page[at]:
            cell.border = border
    end += len(footer(sheet)) + 1
    for at, (note, number) in enumerate(sheet.notes.items(), start=end):
        put(page, at, 1, f"{str(number).translate(SUPERSCRIPT)} {note}")
    put(page, end + len(sheet.notes), 1, STRUCTURAL_NOTE)
    _signatures(page, sheet, end + len(sheet.notes) + 2)

    for column in range(1, LAST + 1):
        page.column_dimensions[letters(column - 1)].width = width(column)
    page.freeze_panes = page.cell(FIRST, 5)
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 14  # folio: the paper of an Indonesian office
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{HEAD}:{HEAD + 2}"
    page.oddFooter.right.text = "Halaman &P dari &N"
    page.page_margins.left = page.page_margins.right = 0.35
    page.page_margins.top = page.page_margins.bottom = 0.5
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def width(column: int) -> int:
    """Of a column, in characters."""
    return WIDTHS.get(column, K_WIDTH if column % 2 else RP_WIDTH)


def wrapped(text: str, width: int) -> int:
    """Lines a text takes in a column; not every program measures that itself when it opens the file."""
    return sum(-(-(len(line) + 3) // width) for line in text.split("\n"))


def titles(sheet: Sheet) -> tuple[str, str, str]:
    return (
        "Formulir E.81 – Evaluasi Terhadap Hasil Renja Perangkat Daerah",
        sheet.office,
        f"Renja tahun {sheet.year}, {sheet.period}",
    )


def words(row: Row) -> tuple[str, str, str, str]:
    """Columns 1-4 of a line, written out on every line so that the sheet can be sorted and filtered."""
    sasaran = f"{row.sasaran.code} {row.sasaran.name}" if row.sasaran else DASH
    plan = "\n".join(f"{line.code} {line.name}" for line in row.plan) or DASH
    return str(row.number), sasaran, plan, f"{row.name} ({row.code}, {row.satuan})"


def put(page: Any, row: int, column: int, text: str) -> Any:
    """A text that stays a text, whatever it begins with."""
    cell = page.cell(row, column)
    put_text(cell, text)
    return cell


def put_figure(page: Any, row: int, column: int, shown: Figure, notes: dict[str, int]) -> None:
    """A number as a number, with its words as a footnote; a missing one as a dash and its words."""
    if shown.value is None:
        put(page, row, column, DASH if shown.is_structural else f"{DASH} {shown.words}".strip())
        return
    if shown.high is not None:
        put(page, row, column, shown.text)
        return
    cell = page.cell(row, column)
    cell.value = shown.value
    decimals = (
        max(-int(shown.value.normalize().as_tuple().exponent), 0)
        if shown.decimals is None
        else shown.decimals
    )
    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    mark = str(notes[shown.words]).translate(SUPERSCRIPT) if shown.words else ""
    if shown.words == "nihil":
        mark = " (nihil)"
    if shown.label:
        form, mark = '"' + shown.label.replace('"', "") + ' ("' + form, ")" + mark
    cell.number_format = form + (f'"{mark}"' if mark else "")


def _signatures(page: Any, sheet: Sheet, at: int) -> None:
    signer = sheet.signer
    left = ("Disusun,", f"{sheet.city}, ………………", signer.title if signer else "KEPALA PERANGKAT DAERAH", "", "",
            signer.name if signer else "(………………………)", f"Pangkat: {signer.pangkat}" if signer and signer.pangkat else "",
            f"NIP {signer.nip}" if signer and signer.nip else "NIP")  # fmt: skip
    right = ("Dievaluasi,", "………………, ………………", "KEPALA BAPPEDA", "", "", "(………………………)", "", "NIP")
    for offset, (one, other) in enumerate(zip(left, right, strict=True)):
        put(page, at + offset, 3, one)
        put(page, at + offset, 15, other)
