"""Pencatatan dan Pendataan: every case with all its dates, newest first, page by page; and the same as a workbook.

What is looked for is read as in the agenda book (`register_filter`). The cases are those the reader may open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.errors import Refusal
from accounts.worktime_words import long_date
from reports.distribution.models import Copy
from reports.letterhead import letterhead
from reports.signing.ending import EVER_SIGNED
from reports.signing.models import PaperKind, SignedPaper
from workflow.case import ReportRequest
from workflow.letters import Letter
from workflow.register_book import MOST_LINES, PAGE, cursor_after, older_than
from workflow.register_filter import BookFilter
from workflow.scorecard.sheets import Book, Value
from workflow.sop import Step
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk

TITLE = "REGISTER PENGUMPULAN DATA KINERJA"


@dataclass(frozen=True)
class StepDates:
    """A step of one case: first opened, last ended (None while it is open or was never reached), how often it was done."""

    step: Step
    opened: datetime | None
    ended: datetime | None
    times: int
    is_open: bool


@dataclass(frozen=True)
class Entry:
    letter: Letter
    case: ReportRequest
    steps: list[StepDates]
    paper: SignedPaper | None
    """The report signed last, in force or ended."""
    copies: int
    received: int
    last_receipt: datetime | date | None

    @property
    def handed_out(self) -> datetime | None:
        return self.steps[-1].ended


@dataclass(frozen=True)
class Page:
    entries: list[Entry]
    after: str


def page(desk: Desk, wanted: BookFilter, *, after: str = "") -> Page:
    """One page; `after` is the cursor of the page before. Four queries."""
    found = list(_told(older_than(_letters(desk, wanted), after))[: PAGE + 1])
    return Page(entries=[_entry(letter) for letter in found[:PAGE]], after=cursor_after(found))


def whole(desk: Desk, wanted: BookFilter) -> list[Entry]:
    """All that match, first agenda number first. Raises Refusal beyond MOST_LINES."""
    found = list(_told(_letters(desk, wanted)).order_by("agenda_year", "agenda_number")[: MOST_LINES + 1])
    if len(found) > MOST_LINES:
        raise Refusal(
            f"Register ini lebih dari {MOST_LINES} kasus. Pilih rentang tanggal yang lebih pendek, misalnya satu triwulan."
        )
    return [_entry(letter) for letter in found]


def _letters(desk: Desk, wanted: BookFilter) -> QuerySet[Letter]:
    seen = Letter.objects.filter(case__in=ReportRequest.objects.visible_to(desk))
    return wanted.narrow(seen, Q())


def _told(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    papers = SignedPaper.objects.filter(kind=PaperKind.LAPORAN, state__in=EVER_SIGNED).select_related(
        "number"
    )
    return letters.select_related("case__period", "case__report").prefetch_related(
        Prefetch("case__visits", StepRecord.objects.order_by("opened_at", "pk")),
        Prefetch("case__report__papers", papers.order_by("-signed_at"), to_attr="signed_reports"),
        Prefetch("case__report__copies", Copy.objects.order_by("pk")),
    )


def _entry(letter: Letter) -> Entry:
    case = letter.case
    visits = list(case.visits.all())
    papers: list[SignedPaper] = case.report.signed_reports if case.report else []  # type: ignore[attr-defined]
    copies = list(case.report.copies.all()) if case.report else []
    receipts = [
        copy.received_on or timezone.localdate(copy.received_at) for copy in copies if copy.received_at
    ]
    return Entry(
        letter=letter,
        case=case,
        steps=[step_dates(step, visits) for step in Step],
        paper=papers[0] if papers else None,
        copies=len(copies),
        received=len(receipts),
        last_receipt=max(receipts, default=None),
    )


def step_dates(step: Step, visits: Sequence[StepRecord]) -> StepDates:
    """The dates of one step from a case's visits, in their order."""
    mine = [visit for visit in visits if visit.step == step]
    return StepDates(
        step=step,
        opened=mine[0].opened_at if mine else None,
        ended=mine[-1].finished_at if mine else None,
        times=len(mine),
        is_open=bool(mine) and mine[-1].is_open,
    )


COLUMNS: tuple[tuple[str, int], ...] = (
    ("No. agenda", 11), ("Surat diterima", 16), ("Kasus", 44), ("Asal surat", 28), ("Nomor surat", 28), ("Tgl surat", 12),
    *(
        column
        for step in Step
        for column in ((f"{step.number}. {step.label}: dibuka", 16), (f"{step.number}. {step.label}: selesai", 16), (f"{step.number}: kali", 7))
    ),
    ("Nomor laporan", 26), ("Ditandatangani", 16), ("Dibagikan", 16), ("Salinan", 9), ("Tanda terima", 9), ("Terima terakhir", 13),
    ("Keadaan", 18), ("Ditutup", 16), ("Waktu kerja (menit)", 12),
)  # fmt: skip


def workbook(entries: Sequence[Entry], wanted: BookFilter, *, at: datetime) -> bytes:
    """The register as .xlsx: moments as moments, so that they can be sorted and subtracted."""
    book = Book()
    book.sheet(
        "Register", columns=COLUMNS, rows=(_cells(entry) for entry in entries),
        titles=(TITLE, letterhead().line_2, f"{', '.join(wanted.words)}. Diunduh {long_date(timezone.localdate(at))}."),
        notes=("Selesai: akhir pengerjaan yang terakhir. Kali: berapa kali langkah dikerjakan, termasuk sesudah dikembalikan.",),
    )  # fmt: skip
    return book.content


def _cells(entry: Entry) -> list[Value]:
    letter, case, paper = entry.letter, entry.case, entry.paper
    cells: list[Value] = [
        f"{letter.agenda}/{letter.agenda_year}", letter.received_at, case.title, letter.sender, letter.number, f"{letter.date:%d-%m-%Y}",
    ]  # fmt: skip
    for one in entry.steps:
        cells += [one.opened, one.ended, one.times or None]
    last = entry.last_receipt
    cells += [
        paper.number.text if paper else "", paper.signed_at if paper else None, entry.handed_out, entry.copies or None,
        entry.received if entry.copies else None, f"{last:%d-%m-%Y}" if last else "",
        case.get_state_display() if case.closed_at else f"Langkah: {case.get_state_display()}", case.closed_at,
        sum(visit.minutes_used or 0 for visit in case.visits.all()),
    ]  # fmt: skip
    return cells
