"""The workbook on its way out: what stands, or an empty template, with lists to choose from and a guide."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from reports.indicators.exchange.cells import shield, words
from reports.indicators.exchange.records import Names, names, standing
from reports.indicators.exchange.sheets import CLEAR, GUIDE, LISTS, SHEETS, Column, Sheet, Value
from reports.spreadsheets import letters, printable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LIST_ROWS = 2000
"""How far down a column its list to choose from, and its format, reach."""
_INK, _PALE = "1F4E5F", "E7EFF1"
_WIDTH = {"teks": 34, "kode": 18, "pilihan": 24, "unit": 18, "tanggal": 14, "peta": 22, "nomenklatur": 18, "indikator": 18}  # fmt: skip

RULES = (
    "Isi lembar yang perlu saja. Lembar dan kolom yang tidak perlu boleh dihapus atau dipindahkan; judul kolom jangan diubah.",
    "Baris dikenali dari kodenya (huruf besar dan kecil sama saja). Kode yang sudah ada diubah, kode baru ditambahkan.",
    "Sel kosong berarti: biarkan seperti semula. Pada baris baru, sel kosong berarti nilai baku; kolom bertanda * wajib diisi.",
    f"Tanda hubung tunggal ( {CLEAR} ) mengosongkan isian yang boleh kosong.",
    "Tidak ada yang dihapus oleh impor. Sebutan, kolom, dan target yang tidak disebut di berkas tetap seperti semula.",
    "Angka boleh ditulis 1.234,5 atau 1234,5. Tanggal ditulis hari-bulan-tahun.",
    "Format yang sudah pernah disampaikan ke unit tidak diubah lagi. Buat versi berikutnya, lalu impor ke versi itu.",
    "Setelah diunggah, berkas diperiksa dan perubahannya diperlihatkan dulu. Semua diterapkan, atau tidak sama sekali.",
)


def export_workbook(*, filled: bool = True) -> bytes:
    """An .xlsx with everything that stands; with `filled=False` the empty template."""
    from openpyxl import Workbook
    from openpyxl.worksheet.properties import PageSetupProperties

    known, book = names(), Workbook()
    guide = book.active
    assert guide is not None
    _write_guide(guide)
    lists = _write_lists(book, known)
    for place, sheet in enumerate(SHEETS, start=1):
        page = book.create_sheet(sheet.title, place)
        _write_header(page, sheet)
        for row, record in enumerate(standing(sheet, known) if filled else [], start=2):
            for number, column in enumerate(sheet.columns, start=1):
                _write_cell(page, row, number, column, record[column.attr])
        _add_lists(page, sheet, lists)
    for page in book.worksheets:  # printed on as few sheets of paper as the columns allow
        page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_cell(page: Worksheet, row: int, number: int, column: Column, value: Value) -> None:
    if value is None or value == "":
        return
    cell = page.cell(row, number)
    if isinstance(value, bool) or column.choices is not None:
        cell.value = words(column, value)
    elif isinstance(value, Decimal):
        # a double holds 15 digits; longer figures travel as text and come back whole
        exact = len(value.normalize().as_tuple().digits) <= 15
        cell.value = float(value) if exact else words(column, value)
    elif isinstance(value, date | int):
        cell.value = value
    else:
        cell.value = shield(printable(value))
        cell.data_type = "s"
    cell.number_format = _format_of(column)


def _format_of(column: Column) -> str:
    if column.kind == "angka":
        return "#,##0.####"
    if column.kind == "bulat":
        return "0"
    return "DD-MM-YYYY" if column.kind == "tanggal" else "@"


def _write_header(page: Worksheet, sheet: Sheet) -> None:
    """Titles that stay in sight; the mark * is for a column that must be filled on a new row."""
    from openpyxl.styles import Alignment, Font, PatternFill

    for number, column in enumerate(sheet.columns, start=1):
        cell = page.cell(1, number, f"{column.title} *" if column.key or column.required else column.title)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=_INK)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = letters(number - 1)
        page.column_dimensions[letter].width = 48 if column.attr == "name" else _WIDTH.get(column.kind, 15)
        if column.kind in ("kode", "indikator", "nomenklatur"):
            for row in range(2, LIST_ROWS // 4):  # typed codes stay text: 1.10 must not become 1.1
                page.cell(row, number).number_format = "@"
    page.row_dimensions[1].height = 32
    page.freeze_panes = f"{letters(len(sheet.keys))}2"
    page.auto_filter.ref = f"A1:{letters(len(sheet.columns) - 1)}1"


def _write_lists(book: Workbook, known: Names) -> dict[str, str]:
    """The hidden sheet the lists are taken from; kind or column -> its range."""

    wanted: dict[str, list[str]] = {
        "unit": [known.unit_names[unit.pk] for unit in {u.pk: u for u in known.units.values() if u.is_active}.values()],
        "peta": sorted(known.maps.values()),
        "nomenklatur": sorted(known.nodes.values()),
        "indikator": sorted(known.indicators.values()),
        "ya": ["ya", "tidak"],
    }  # fmt: skip
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.choices is not None:
                wanted[column.choices.__name__] = [str(label) for label in column.choices.labels]
    page, ranges = book.create_sheet(LISTS), {}
    page.sheet_state = "hidden"
    for number, (name, entries) in enumerate(wanted.items(), start=1):
        letter = letters(number - 1)
        for row, entry in enumerate(entries, start=1):
            page.cell(row, number, shield(printable(entry))).data_type = "s"
        if entries:
            ranges[name] = f"'{LISTS}'!${letter}$1:${letter}${len(entries)}"
    return ranges


def _add_lists(page: Worksheet, sheet: Sheet, ranges: dict[str, str]) -> None:
    """Lists to choose from. Where new codes may be typed as well, Excel only suggests."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(sheet.columns, start=1):
        source = ranges.get(column.choices.__name__ if column.choices is not None else column.kind)
        if source is None or column.kind == "kode":
            continue
        letter = letters(number - 1)
        rule = DataValidation("list", formula1=f"={source}", allow_blank=True)
        strict = column.kind in ("pilihan", "ya", "unit") and not column.clearable
        rule.showErrorMessage = strict
        rule.error, rule.errorTitle = "Pilih salah satu dari daftarnya.", column.title
        page.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{LIST_ROWS}")


def _write_guide(page: Worksheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    page.title = GUIDE
    page["A1"] = "Katalog indikator, target, dan format"
    page["A1"].font = Font(bold=True, size=14, color=_INK)
    row = 3
    for number, rule in enumerate(RULES, start=1):
        page.cell(row, 1, f"{number}. {rule}").alignment = Alignment(wrap_text=True, vertical="top")
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
        page.row_dimensions[row].height = 20
        row += 1
    for sheet in SHEETS:
        row += 1
        page.cell(row, 1, f"Lembar {sheet.title}").font = Font(bold=True, size=12, color=_INK)
        for line in [("Kolom", "Wajib", "Isi", "Contoh"), *_explain(sheet)]:
            row += 1
            page.row_dimensions[row].height = 30 if len(line[2]) > 88 else 15
            for number, text in enumerate(line, start=1):
                box = page.cell(row, number, shield(text))
                box.alignment = Alignment(wrap_text=True, vertical="top")
                if line[0] == "Kolom":
                    box.font, box.fill = Font(bold=True), PatternFill("solid", fgColor=_PALE)
        row += 1
    for letter, width in zip("ABCD", (30, 9, 88, 44), strict=True):
        page.column_dimensions[letter].width = width


def _explain(sheet: Sheet) -> list[tuple[str, str, str, str]]:
    return [
        (
            column.title,
            "ya" if column.key or column.required else "",
            column.help
            + (f" Pilihan: {', '.join(map(str, column.choices.labels))}." if column.choices else "")
            + (f" Boleh dikosongkan dengan {CLEAR}" if column.clearable else ""),
            column.example,
        )
        for column in sheet.columns
    ]
