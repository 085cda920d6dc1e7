"""Form E.81 on paper, made in the worker.

A document's key carries a number that says which form it is: year, triwulan, paper size, a fingerprint of the figures and
the person who asked. The same figures asked for again give the stored PDF; other figures give another. It is the asker's
own: written words of a rahasia case stand only on the paper of whoever may read that case.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.posts import Desk
from reports import rules_paper
from reports.document_services import FINGERPRINT, Origin, Progress, fingerprint, maker, request_document
from reports.documents import Document
from reports.e81.cells import STRUCTURAL_NOTE
from reports.e81.footer import footer
from reports.e81.reading import read
from reports.e81.sheet import Row, Sheet
from reports.e81.xlsx import titles
from reports.figures import moment
from reports.letterhead import letterhead

STYLESHEET = "css/e81-cetak.css"
PAPERS = {"f4": 1, "a4": 2}
"""F4 is what an Indonesian office prints wide tables on; A4 has the same lines, smaller."""
LONGEST = 13
"""Characters of money that fit its column ("9.999.999.999"); with longer ones the column is printed smaller."""


class Wanted(NamedTuple):
    """What the number in a key says."""

    year: int
    through: int
    paper: str
    user: int


def sheet_for(desk: Desk, year: int, through: int) -> Sheet:
    """The form as this person may see it."""
    return read(
        year=year,
        through=through,
        at=desk.at,
        readable=lambda report: rules_paper.within_limits(desk, report),
    )


def request_paper(*, desk: Desk, year: int, through: int, paper: str, at: datetime) -> Document:
    """The PDF of the form as it stands now; the same row while nothing on it has changed."""
    sheet = sheet_for(desk, year, through)
    number = f"{year:04d}{through}{PAPERS[paper]}{fingerprint(repr(sheet))}{desk.user.pk}"
    return request_document(key=f"e81:{number}", title=f"Formulir E.81 {sheet.period}", at=at)


def wanted(number: int) -> Wanted:
    """The parts of the number; ValueError when it is none of ours."""
    text = str(number)
    papers = {digit: name for name, digit in PAPERS.items()}
    if len(text) <= 6 + FINGERPRINT or int(text[5]) not in papers:
        raise ValueError(f"no form E.81 has the number {text[:40]}")
    return Wanted(int(text[:4]), int(text[4]), papers[int(text[5])], int(text[6 + FINGERPRINT :]))


def _may_read(desk: Desk, number: int) -> bool:
    return desk.sees_all and wanted(number).user == desk.user.pk


def _origin(number: int) -> Origin:
    """Back to the form as it was asked for."""
    asked = wanted(number)
    return Origin(
        f"{reverse('e81')}?tahun={asked.year}&sampai={asked.through}",
        "Kembali ke Formulir E.81",
        f"Cetak mendatar pada kertas {asked.paper.upper()}, mintakan tanda tangan Kepala Dinas, lalu sampaikan ke Bappeda untuk "
        "dievaluasi. Bila ada data baru yang diterima, buat PDF-nya lagi; yang ini tidak berubah.",
    )


@maker("e81", may_read=_may_read, origin=_origin)
def e81_pdf(number: int, progress: Progress) -> bytes:
    """The form, landscape, heads on every page."""
    from reports.pdf import to_pdf

    asked = wanted(number)
    desk = Desk(User.objects.get(pk=asked.user), timezone.now())
    html = page(sheet_for(desk, asked.year, asked.through), asked.paper)
    progress(40, "Menata tabel lebar per halaman")
    return to_pdf(html, identifier=f"e81:{number}", stylesheets=[STYLESHEET])


def page(sheet: Sheet, paper: str) -> str:
    """The whole HTML page for the PDF."""
    kop = letterhead()
    return render_to_string(
        "kertas/e81.html",
        {
            "sheet": sheet,
            "lines": [(row, _cells(sheet, row)) for row in sheet.rows],
            "paper": paper,
            "kop": kop,
            "alamat_lambang": f"media:{kop.logo.name}" if kop.logo else "",
            "is_long": any(len(rp.text) > LONGEST for row in sheet.rows for _, rp in row.pairs),
            "footer": footer(sheet),
            "catatan": STRUCTURAL_NOTE,
            "title": titles(sheet),
            "newest": moment(sheet.newest) if sheet.newest else "",
        },
    )


def _cells(sheet: Sheet, row: Row) -> list[tuple[str, int | None]]:
    """Twenty narrow cells: the figure and the number of its footnote."""
    return [(cell.text, sheet.notes.get(cell.words)) for pair in row.pairs for cell in pair]
