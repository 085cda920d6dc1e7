"""The scorecard as a workbook: a sheet per table, numbers as numbers, and how they were counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.worktime_words import long_date
from reports.letterhead import letterhead
from workflow.scorecard.board import Board, Line
from workflow.scorecard.findings import findings
from workflow.scorecard.sheets import Book, Value

FIGURES: tuple[tuple[str, int], ...] = (
    ("Diselesaikan", 13), ("Median (menit kerja)", 13), ("Persentil ke-90 (menit kerja)", 15), ("Tercepat (menit kerja)", 13),
    ("Terlama (menit kerja)", 13), ("Tepat waktu", 11), ("Lewat waktu", 11), ("Di antaranya karena menunggu", 14), ("Diperpanjang", 13), ("Tepat waktu (%)", 11), ("Dikembalikan", 13),
    ("Ditarik", 10), ("Kasus dibatalkan", 12), ("Menunggu pihak lain (%)", 14), ("Kini terbuka", 10), ("Terbuka lewat tenggat", 12),
    ("Terbuka terlama (menit kerja)", 15),
)  # fmt: skip


def method_notes(board: Board) -> list[str]:
    """How the figures are counted, as the screen says it."""
    told = render_to_string("workflow/_cara_hitung.html", {"papan": board})
    return [line.strip() for line in strip_tags(told).splitlines() if line.strip()]


def workbook(board: Board, *, at: datetime) -> bytes:
    """Every table of the scorecard. A figure for which there were too few stays empty."""
    book, kop = Book(), letterhead()
    titles = (
        "KINERJA SOP PENGUMPULAN DATA KINERJA", kop.line_2,
        f"{board.span.words}. Diunduh {long_date(timezone.localdate(at))}.",
    )  # fmt: skip
    book.sheet(
        "Langkah", titles=titles, notes=method_notes(board),
        columns=(("Langkah", 30), ("Waktu baku", 13), *FIGURES),
        rows=([f"{line.number}. {line.name}", line.norm, *_figures(line)] for line in board.steps),
    )  # fmt: skip
    book.sheet(
        "Jabatan", titles=titles, columns=(("Jabatan", 26), *FIGURES),
        rows=([line.name, *_figures(line)] for line in board.posts),
    )  # fmt: skip
    book.sheet(
        "Bulan", titles=titles, rows=_months(board),
        columns=(("Bulan", 18), ("Langkah selesai", 12), ("Tepat waktu", 12), ("Lewat waktu", 12), ("Dikembalikan", 13), ("Kasus selesai", 12)),
    )  # fmt: skip
    book.sheet(
        "Edisi SOP", titles=titles, columns=(("Edisi", 44), *FIGURES),
        rows=([line.name, *_figures(line)] for line in board.editions),
    )  # fmt: skip
    book.sheet(
        "Unit", titles=titles,
        columns=(("Unit", 40), ("Mengirim", 11), ("Tepat waktu", 12), ("Median (menit kerja)", 14), ("Terlama (menit kerja)", 14), ("Dikembalikan", 13)),
        rows=([one.name, one.sent, one.on_time, one.median, one.slowest, one.returns] for one in board.units),
    )  # fmt: skip
    book.sheet(
        "Pengembalian", titles=titles, columns=(("Jenis", 30), ("Kali", 8), ("Kasus", 8), ("Kasus dan catatan terakhir", 90)),
        rows=([one.name, one.times, one.cases, "\n".join(f"{why.title}: {why.note}" for why in one.notes)] for one in board.returns),
    )  # fmt: skip
    book.sheet(
        "Temuan", titles=titles, columns=(("Jenis", 26), ("Temuan", 120)),
        rows=([one.kind, one.text] for one in findings(board)),
    )  # fmt: skip
    return book.content


def _figures(line: Line) -> Sequence[Value]:
    one = line.figures
    return (
        one.done, one.median, one.p90, one.times[0] if one.done else None, one.times[-1] if one.done else None, one.on_time,
        one.late, one.late_by_others, one.extended, one.share, one.returned, one.recalled, one.cancelled, one.waiting, one.open, one.open_late, one.longest_open,
    )  # fmt: skip


def _months(board: Board) -> Iterator[Sequence[Value]]:
    for line in board.months:
        one = line.figures
        yield line.month.words, one.done, one.on_time, one.late, one.returned, line.finished
