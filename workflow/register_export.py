"""The agenda book outside the screen: the columns of design note 2.7, as a workbook and as a landscape PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.posts import Desk
from accounts.worktime_words import long_date
from reports.document_services import Origin, Progress, maker, request_document
from reports.documents import Document
from reports.letterhead import letterhead
from reports.spreadsheets import letters, put_text
from workflow.register_book import Entry, whole
from workflow.register_filter import BookFilter
from workflow.register_prints import AgendaPrint

TITLE = "BUKU AGENDA SURAT MASUK"
STYLESHEETS = ("css/buku-cetak.css", "css/agenda-cetak.css")
COLUMNS: tuple[tuple[str, int], ...] = (
    ("No. agenda", 10), ("Tgl diterima", 13), ("Nomor surat", 28), ("Tgl surat", 12), ("Asal surat", 28), ("Perihal", 44),
    ("Kode klasifikasi", 14), ("Sifat", 13), ("Lampiran", 14), ("Diteruskan kepada", 26), ("Keterangan", 30),
)  # fmt: skip
"""Head and width in a workbook."""
HIDDEN = "Surat rahasia"


def cells(entry: Entry) -> list[str]:
    """One line of the book as this reader may see it."""
    letter, case = entry.letter, entry.case
    if entry.hides:
        told = ["–", "–", "–", HIDDEN, "–", letter.get_sifat_display(), "–"]
    else:
        told = [
            letter.number, f"{letter.date:%d-%m-%Y}", letter.sender, letter.subject,
            letter.classification.code if letter.classification else "", letter.get_sifat_display(), letter.attachments,
        ]  # fmt: skip
    notes = [case.get_state_display() if case.closed_at else f"Langkah: {case.get_state_display()}"]
    if case.closed_at:
        notes[0] += f" {timezone.localtime(case.closed_at):%d-%m-%Y}"
    if letter.srikandi_number and not entry.hides:
        notes.append(f"SRIKANDI {letter.srikandi_number}")
    return [
        f"{letter.agenda}/{letter.agenda_year}",
        f"{timezone.localtime(letter.received_at):%d-%m-%Y}",
        *told,
        ", ".join(entry.sent_to),
        "; ".join(notes),
    ]


def workbook(entries: Sequence[Entry], wanted: BookFilter, *, at: datetime) -> bytes:
    """The book as .xlsx: every text is a text, however it begins."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Agenda surat masuk"
    for row, text in enumerate((TITLE, letterhead().line_2, _which(wanted, at)), start=1):
        put_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = Font(bold=row < 3, size=13 if row == 1 else 11)
    head, thin = 5, Side(style="thin", color="808080")
    border, top = (
        Border(left=thin, right=thin, top=thin, bottom=thin),
        Alignment(vertical="top", wrap_text=True),
    )
    for column, (name, width) in enumerate(COLUMNS, start=1):
        cell = sheet.cell(head, column)
        put_text(cell, name)
        cell.font, cell.border, cell.fill = Font(bold=True), border, PatternFill("solid", fgColor="ECECEC")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[letters(column - 1)].width = width
    for row, entry in enumerate(entries, start=head + 1):
        for column, text in enumerate(cells(entry), start=1):
            cell = sheet.cell(row, column)
            put_text(cell, text)
            cell.border, cell.alignment = border, top
    sheet.freeze_panes = f"A{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _which(wanted: BookFilter, at: datetime) -> str:
    return f"{', '.join(wanted.words)}. Dicetak {long_date(timezone.localdate(at))}."


def request_paper(*, desk: Desk, wanted: BookFilter, at: datetime) -> Document:
    """The PDF of the book as this person sees it now; the same one while nothing in it has changed. Raises Refusal."""
    html = page(whole(desk, wanted), wanted, at=at)
    made, _ = AgendaPrint.objects.get_or_create(
        by=desk.user,
        seal=hashlib.sha256(html.encode()).hexdigest(),
        defaults={"at": at, "wanted": wanted.given},
    )
    return request_document(
        key=f"agenda:{made.pk}", title=f"Buku agenda surat masuk, {wanted.words[0].lower()}", at=at
    )


def _may_read(desk: Desk, pk: int) -> bool:
    """The book printed for one reader is that reader's own, as long as the book is open to them at all."""
    return (desk.sees_all or desk.receives_letters) and AgendaPrint.objects.filter(
        pk=pk, by=desk.user.pk
    ).exists()


def _origin(pk: int) -> Origin:
    """The book as it was looked at when the paper was asked for."""
    asked = AgendaPrint.objects.get(pk=pk)
    return Origin(f"{reverse('workflow:surat')}?{urlencode(asked.wanted)}", "Kembali ke buku agenda")


@maker("agenda", may_read=_may_read, origin=_origin)
def agenda_pdf(pk: int, progress: Progress) -> bytes:
    """The book as its reader saw it when asking; the day of the request is printed on it."""
    from reports.pdf import to_pdf

    asked = AgendaPrint.objects.get(pk=pk)
    desk, wanted = Desk(User.objects.get(pk=asked.by_id), timezone.now()), BookFilter.read(asked.wanted)
    html = page(whole(desk, wanted), wanted, at=asked.at)
    progress(40, "Menata tabel per halaman")
    return to_pdf(html, identifier=f"agenda:{pk}", stylesheets=STYLESHEETS)


def page(entries: Sequence[Entry], wanted: BookFilter, *, at: datetime) -> str:
    """The whole HTML page for the PDF."""
    kop = letterhead()
    return render_to_string(
        "kertas/agenda.html",
        {
            "kop": kop,
            "alamat_lambang": f"media:{kop.logo.name}" if kop.logo else "",
            "judul": TITLE,
            "yang_mana": ", ".join(wanted.words),
            "columns": [name for name, _ in COLUMNS],
            "lines": [cells(entry) for entry in entries],
            "dicetak": long_date(timezone.localdate(at)),
        },
    )
