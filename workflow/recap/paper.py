"""A person's recap as a workbook and on kop, with the notes that belong to it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.calendar import office_calendar
from accounts.models import User
from accounts.posts import Desk, held_posts
from accounts.worktime import Calendar
from accounts.worktime_words import long_date
from reports.document_services import Origin, Progress, maker, request_document
from reports.documents import Document
from reports.letterhead import letterhead
from workflow.recap import figures, notes
from workflow.recap.access import may_read
from workflow.recap.figures import Line, Recap
from workflow.scorecard import words
from workflow.scorecard.models import FiguresPaper, PrintWish, RecapNote
from workflow.scorecard.sheets import Book, Value
from workflow.scorecard.spans import Span

STYLESHEET = "css/kinerja-cetak.css"
TITLE = "REKAP KERJA PEGAWAI"
METHOD = (
    "Yang dihitung adalah pengerjaan langkah SOP yang diakhiri pegawai ini sendiri, dalam bulan berakhirnya.",
    "Tepat waktu: berakhir paling lambat pada tenggat yang berlaku, dalam waktu kerja. Lewat waktu yang hanya karena menunggu pihak lain disebut.",
    "Dikembalikan kepadanya: pekerjaannya kemudian dikembalikan pejabat sesudahnya. Mengembalikan: ia sendiri menjawab “Tidak”.",
    "Pengerjaan sebagai Plh., Plt., atau Pj. ditulis pada barisnya sendiri. Penarikan disposisi dan pembatalan kasus tidak dihitung.",
    "Banyaknya langkah bergantung pada banyaknya surat, bukan pada pegawai. Baca angka ini bersama keterangannya.",
)
COLUMNS: tuple[tuple[str, int], ...] = (
    ("Diselesaikan", 13), ("Tepat waktu", 12), ("Lewat waktu", 12), ("Di antaranya karena menunggu", 15), ("Median (menit kerja)", 14), ("Terlama (menit kerja)", 14),
    ("Mengembalikan", 15), ("Dikembalikan kepadanya", 16),
)  # fmt: skip


def workbook(found: Recap, told: Sequence[RecapNote], *, at: datetime) -> bytes:
    """Steps, posts, each visit, and the notes."""
    book, person = Book(), found.person
    titles = (
        TITLE, f"{person.name}{f', NIP {person.nip_display}' if person.nip_display else ''}",
        f"{found.span.words}. Diunduh {long_date(timezone.localdate(at))}.",
    )  # fmt: skip
    book.sheet(
        "Langkah", titles=titles, notes=(f"Disiapkan staf: {found.by_aides}. Disiapkan untuk pejabat dan disetujui: {found.prepared}.", *METHOD), columns=(("Langkah", 30), ("Waktu baku", 13), *COLUMNS),
        rows=([f"{line.number}. {line.name}", line.norm, *_numbers(line)] for line in found.steps),
    )  # fmt: skip
    book.sheet(
        "Kedudukan", titles=titles, columns=(("Sebagai", 36), *COLUMNS),
        rows=([line.name, *_numbers(line)] for line in found.posts),
    )  # fmt: skip
    book.sheet(
        "Keterangan", titles=titles, columns=(("Tentang", 34), ("Keterangan", 80), ("Oleh", 30), ("Sebagai", 30), ("Ditulis", 17)),
        rows=([notes.months(one), one.text, one.by_name, one.by_title, one.at] for one in told),
    )  # fmt: skip
    return book.content


def _numbers(line: Line) -> Sequence[Value]:
    one = line.figures
    return (
        one.done,
        one.on_time,
        one.late,
        one.late_by_others,
        one.median,
        one.times[-1] if one.done else None,
        one.returned,
        line.came_back,
    )


def request_paper(*, desk: Desk, person: User, span: Span, calendar: Calendar, at: datetime) -> Document:
    """The PDF of this recap as it stands; the same one while neither figures nor notes change."""
    html = page(person, span, calendar, at=at)
    made, _ = PrintWish.objects.get_or_create(
        kind=FiguresPaper.REKAP, by=desk.user, seal=hashlib.sha256(html.encode()).hexdigest(),
        defaults={"at": at, "wanted": {**span.given, "pegawai": person.pk}},
    )  # fmt: skip
    return request_document(key=f"rekap:{made.pk}", title=f"Rekap kerja {person.name}, {span.words}", at=at)


def _may_read(desk: Desk, pk: int) -> bool:
    """Who asked for it, as long as they may read that person's recap at all."""
    asked = PrintWish.objects.filter(pk=pk, by=desk.user.pk).first()
    person = User.objects.filter(pk=asked.wanted.get("pegawai")).first() if asked else None
    return person is not None and may_read(desk, person)


def _origin(pk: int) -> Origin:
    asked = PrintWish.objects.get(pk=pk)
    address = reverse("workflow:rekap-orang", args=[asked.wanted["pegawai"]])
    span = {name: value for name, value in asked.wanted.items() if name != "pegawai"}
    return Origin(f"{address}?{urlencode(span)}", "Kembali ke rekap")


@maker("rekap", may_read=_may_read, origin=_origin)
def recap_pdf(pk: int, progress: Progress) -> bytes:
    """The recap with its notes; the day of the request is printed on it."""
    from reports.pdf import to_pdf

    asked = PrintWish.objects.get(pk=pk)
    person = User.objects.get(pk=asked.wanted["pegawai"])
    progress(40, "Menata rekap")
    html = page(person, Span.read(asked.wanted, asked.at), office_calendar(), at=asked.at)
    return to_pdf(html, identifier=f"rekap:{pk}", stylesheets=[STYLESHEET])


def page(person: User, span: Span, calendar: Calendar, *, at: datetime) -> str:
    """The whole HTML page for the PDF."""
    found, kop = figures.of(person, span, calendar, at), letterhead()
    return render_to_string(
        "kertas/rekap.html",
        {
            "kop": kop,
            "alamat_lambang": f"media:{kop.logo.name}" if kop.logo else "",
            "judul": TITLE,
            "orang": person,
            "jabatan": [post.jabatan for post in held_posts(person, at)],
            "rentang": span.words,
            "rekap": found,
            "langkah": [in_words(line, found.day_minutes) for line in found.steps],
            "kedudukan": [in_words(line, found.day_minutes) for line in found.posts],
            "keterangan": [(one, notes.months(one)) for one in notes.of(person, span)],
            "cara": METHOD,
            "dicetak": long_date(timezone.localdate(at)),
        },
    )


def in_words(line: Line, day_minutes: int) -> dict[str, object]:
    """A line with its figures in words; small numbers as counts."""
    one = line.figures
    return {
        "baris": line,
        "tepat": words.out_of(one.on_time, one.done),
        "median": words.in_cell(one.median, one, day_minutes),
        "terlama": words.time_taken(one.times[-1], day_minutes) if one.done else "–",
    }
