"""The scorecard on kop surat: what an office hands to whoever revises the SOP. Findings in sentences, then the figures."""

from __future__ import annotations

import hashlib
from datetime import datetime
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from accounts.calendar import office_calendar
from accounts.models import User
from accounts.posts import Desk
from accounts.worktime import Calendar
from accounts.worktime_words import long_date
from reports.document_services import Origin, Progress, maker, request_document
from reports.documents import Document
from reports.letterhead import letterhead
from workflow.editions import SopEdition
from workflow.rules import may_read_scorecard
from workflow.scorecard import chart, facts, words
from workflow.scorecard.board import Board, Line, lay_out
from workflow.scorecard.export import method_notes
from workflow.scorecard.findings import findings
from workflow.scorecard.models import FiguresPaper, PrintWish
from workflow.scorecard.spans import Span
from workflow.story import norm_total

STYLESHEET = "css/kinerja-cetak.css"
TITLE = "KINERJA SOP PENGUMPULAN DATA KINERJA"


def request_paper(*, desk: Desk, span: Span, calendar: Calendar, at: datetime) -> Document:
    """The PDF of the figures as this person sees them now; the same one while nothing in them has changed."""
    html = page(desk, span, calendar, at=at)
    made, _ = PrintWish.objects.get_or_create(
        kind=FiguresPaper.KINERJA, by=desk.user, seal=hashlib.sha256(html.encode()).hexdigest(),
        defaults={"at": at, "wanted": span.given},
    )  # fmt: skip
    return request_document(key=f"kinerja:{made.pk}", title=f"Kinerja SOP, {span.words}", at=at)


def _may_read(desk: Desk, pk: int) -> bool:
    """Figures printed for one reader are that reader's own, as long as the scorecard is open to them at all."""
    return may_read_scorecard(desk) and PrintWish.objects.filter(pk=pk, by=desk.user.pk).exists()


def _origin(pk: int) -> Origin:
    asked = PrintWish.objects.get(pk=pk)
    return Origin(
        f"{reverse('workflow:kinerja')}?{urlencode(asked.wanted)}", "Kembali ke Kinerja SOP",
        "Sampaikan naskah ini kepada penyusun revisi SOP.",
    )  # fmt: skip


@maker("kinerja", may_read=_may_read, origin=_origin)
def scorecard_pdf(pk: int, progress: Progress) -> bytes:
    """The figures as their reader saw them when asking; the day of the request is printed on them."""
    from reports.pdf import to_pdf

    asked = PrintWish.objects.get(pk=pk)
    desk = Desk(User.objects.get(pk=asked.by_id), asked.at)
    progress(30, "Menghitung waktu tiap langkah")
    html = page(desk, Span.read(asked.wanted, asked.at), office_calendar(), at=asked.at)
    progress(60, "Menata naskah")
    return to_pdf(html, identifier=f"kinerja:{pk}", stylesheets=[STYLESHEET])


def page(desk: Desk, span: Span, calendar: Calendar, *, at: datetime) -> str:
    """The whole HTML page for the PDF."""
    found = facts.read(desk, span, calendar)
    board = lay_out(found, span)
    kop, told = letterhead(), findings(board)
    editions = [
        one
        for pk, one in found.editions.items()
        if pk == span.edition or (not span.edition and _used(board, one))
    ]
    post = desk.main_post
    return render_to_string(
        "kertas/kinerja.html",
        {
            "kop": kop,
            "alamat_lambang": f"media:{kop.logo.name}" if kop.logo else "",
            "judul": TITLE,
            "rentang": span.words,
            "edisi": editions,
            "papan": board,
            "ringkasan": summary(board, editions),
            "temuan": told,
            "langkah": [_line(line, board) for line in board.steps],
            "jabatan": [_line(line, board) for line in board.posts],
            "unit": [
                (one, words.out_of(one.on_time, one.sent), words.time_taken(one.median, board.day_minutes) if one.median is not None else "–",
                 words.time_taken(one.slowest, board.day_minutes))
                for one in board.units
            ],
            "bulan": [(one, words.out_of(one.figures.on_time, one.figures.done)) for one in board.months if one.figures.done],
            "grafik": mark_safe(chart.steps_chart(board, identifier="grafik-langkah", shape=chart.PAPER)),
            "cara": method_notes(board),
            "kota": kop.city,
            "dicetak": long_date(timezone.localdate(at)),
            "oleh": desk.user.name,
            "jabatan_oleh": post.jabatan if post else "",
        },
    )  # fmt: skip


def _used(board: Board, edition: SopEdition) -> bool:
    return any(line.key == (("edisi", str(edition.pk)),) for line in board.editions)


def _line(line: Line, board: Board) -> dict[str, object]:
    figures, day = line.figures, board.day_minutes
    return {
        "baris": line,
        "median": words.in_cell(figures.median, figures, day),
        "lambat": words.in_cell(figures.p90, figures, day),
        "terlama": words.time_taken(figures.times[-1], day) if figures.done else "–",
        "tepat": words.out_of(figures.on_time, figures.done),
    }


def summary(board: Board, editions: list[SopEdition]) -> list[str]:
    """The first paragraphs: how many cases, how long, how punctual, how often sent back. Small numbers as counts."""
    cases, whole, day = board.cases, board.whole, board.day_minutes
    apart = [
        f"{cases.cancelled} dibatalkan" if cases.cancelled else "",
        f"{cases.noted} cukup diketahui tanpa laporan" if cases.noted else "",
    ]
    aside = " dan ".join(part for part in apart if part)
    first = f"Dalam rentang {board.span.words}, {cases.finished} kasus selesai sampai laporannya dibagikan"
    sentences = [f"{first}{f'; {aside}' if aside else ''}."]
    norm = f" Menurut SOP kesembilan langkah memakai {norm_total(editions[0])}." if len(editions) == 1 else ""
    if cases.median is not None and cases.slowest is not None:
        sentences.append(
            f"Dari surat diterima sampai laporan dibagikan, separuh kasus selesai dalam {words.time_taken(cases.median, day)} "
            f"kerja atau kurang; yang terlama {words.time_taken(cases.slowest, day)}.{norm}"
        )
    elif cases.slowest is not None:
        sentences.append(
            f"Yang terlama memakai {words.time_taken(cases.slowest, day)} kerja; jumlahnya belum cukup untuk nilai tengah.{norm}"
        )
    if whole.done:
        sentences.append(
            f"Langkah diselesaikan {words.counted(whole.done)} kali, tepat waktu {words.out_of(whole.on_time, whole.done)}."
        )
    if cases.finished:
        sentences.append(
            f"Tiap kasus dikembalikan rata-rata {words.per_case(cases.returns, cases.finished)} kali; "
            f"{cases.sent_back} dari {cases.finished} kasus pernah dikembalikan."
        )
    if cases.asked:
        sentences.append(f"Tanggal yang diminta pemohon terpenuhi {words.out_of(cases.kept, cases.asked)}.")
    if board.counts_open and whole.open:
        sentences.append(
            f"Saat naskah ini dicetak {whole.open} langkah masih terbuka, {whole.open_late} di antaranya lewat tenggat."
        )
    return sentences
