"""Keeps the searchable text up to date: services write it with the act, a worker reads scans, a sweep finds what was missed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from lxml import html as lxml_html

from reports.signing.models import PaperKind, SignedPaper
from workflow.archive.models import ArchivePart, ArchiveText
from workflow.archive.scan_text import text_of_pdf
from workflow.archive.words import LONGEST_BODY, as_words, storable
from workflow.case import ReportRequest

BATCH = 100
PDF = "application/pdf"
SIGNED = SignedPaper.State.DITANDATANGANI


def keep_case(*, case: ReportRequest, at: datetime) -> None:
    """The letter as the book has it, and the title of the case."""
    letter = case.letter
    lines = (
        letter.subject, case.title, letter.sender, letter.number,
        f"Agenda {letter.agenda} {letter.agenda_number}/{letter.agenda_year}", letter.srikandi_number,
        str(letter.classification) if letter.classification else "",
    )  # fmt: skip
    _keep(case.pk, ArchivePart.KASUS, "\n".join(line for line in lines if line), at)


def keep_report(*, case: ReportRequest, at: datetime) -> None:
    """The signed report with its number, and that of its surat pengantar. Nothing while none is signed."""
    papers = list(
        SignedPaper.objects.filter(report=case.report_id, state=SIGNED).select_related("version", "number")
    )
    report = next((paper for paper in papers if paper.kind == PaperKind.LAPORAN), None)
    if case.report is None or report is None:
        return
    numbers = [paper.number.text for paper in papers]
    text = "\n".join([case.report.title, *numbers, text_of_html(report.version.html)])
    _keep(case.pk, ArchivePart.LAPORAN, text, at)


def read_scan(*, case: ReportRequest, at: datetime) -> None:
    """The text inside the letter's scan. The row is written first: a file that kills its reader is not tried again."""
    _keep(case.pk, ArchivePart.PINDAIAN, "", at)
    letter = case.letter
    if letter.scan_mime == PDF and letter.scan:
        text = text_of_pdf(letter.scan, most_characters=LONGEST_BODY)
        if text.strip():
            _keep(case.pk, ArchivePart.PINDAIAN, text, at)


def text_of_html(source: str) -> str:
    """The words of a paper's body; what is written in a chart is in its table too."""
    if not source.strip():
        return ""
    found = lxml_html.fromstring(source).xpath("//text()[not(ancestor::svg)]")
    return " ".join(str(one) for one in found) if isinstance(found, list) else ""


def _keep(case_id: int, part: ArchivePart, text: str, at: datetime) -> None:
    body = " ".join(storable(text).split(" "))
    ArchiveText.objects.update_or_create(
        case_id=case_id, part=part, defaults={"body": body, "words": as_words(body), "kept_at": at}
    )


def send_scan(case_id: int) -> None:
    """Ask a worker, after the commit, to read the scan; the sweep finds it otherwise."""
    from workflow import tasks

    transaction.on_commit(lambda: tasks.read_scan.delay(case_id), robust=True)


def sweep(*, at: datetime) -> int:
    """Write what is missing or older than its paper; returns how many parts. Harmless to run twice."""
    done = 0
    for case in _without(ArchivePart.KASUS)[:BATCH]:
        keep_case(case=case, at=at)
        done += 1
    outdated = Exists(
        SignedPaper.objects.filter(report=OuterRef("report"), state=SIGNED).exclude(
            Exists(
                ArchiveText.objects.filter(
                    case=OuterRef(OuterRef("pk")),
                    part=ArchivePart.LAPORAN,
                    kept_at__gte=OuterRef("signed_at"),
                )
            )
        )
    )
    for case in _undestroyed().filter(outdated, report__isnull=False)[:BATCH]:
        keep_report(case=case, at=at)
        done += 1
    for case in _without(ArchivePart.PINDAIAN).filter(letter__scan_mime=PDF)[:BATCH]:
        read_scan(case=case, at=at)
        done += 1
    return done


def rebuild(*, at: datetime, scans: bool = False) -> int:
    """Write every part anew; `scans`: read every scan again too. Returns how many cases."""
    count = 0
    for case in _cases().select_related("retention").order_by("pk").iterator(chunk_size=200):
        keep_case(case=case, at=at)
        kept = getattr(case, "retention", None)
        if kept is None or kept.destroyed_at is None:
            keep_report(case=case, at=at)
            if scans:
                read_scan(case=case, at=at)
        count += 1
    return count


def _cases() -> QuerySet[ReportRequest]:
    return ReportRequest.objects.select_related("letter__classification", "report")


def _undestroyed() -> QuerySet[ReportRequest]:
    """What a destroyed file said is not to be found again."""
    return _cases().filter(retention__destroyed_at__isnull=True)


def _without(part: ArchivePart) -> QuerySet[ReportRequest]:
    return _cases().filter(~Exists(ArchiveText.objects.filter(case=OuterRef("pk"), part=part)))
