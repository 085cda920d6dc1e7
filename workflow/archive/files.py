"""The stored files of a case: what is counted on a list of destruction, and removed when it is carried out.

The images of a PDF's pages are not counted, they are the PDF once more; removed they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models.fields.files import FieldFile

from reports.collection.models import Evidence, Workbook
from reports.documents import Document, DocumentPage
from reports.drafting.models import DraftImage
from reports.models import Report
from reports.signing.models import SignedPaper
from reports.signing.records import SigningAttempt, WetSignature
from workflow.case import ReportRequest


def files_of(case: ReportRequest) -> Iterator[FieldFile]:
    """Letter scan, evidence, workbooks, attachments, images, every PDF. A field that holds nothing is left out."""
    yield from (file for file in _fields(case) if file)


def page_images_of(case: ReportRequest) -> Iterator[FieldFile]:
    """Pages of its PDFs as images, for reading on a phone."""
    yield from (one.file for one in DocumentPage.objects.filter(document__key__in=_keys(case)))


def _fields(case: ReportRequest) -> Iterator[FieldFile]:
    yield case.letter.scan
    if case.report is not None:
        yield from _of_report(case.report)
    yield from (document.file for document in Document.objects.filter(key__in=_keys(case)))


OF_A_CASE = frozenset({"disposisi", "versi", "naskah", "ekspedisi", "tanda-terima"})
"""Kinds of documents (reports.documents.Document.key) that belong to one case; tests/workflow/test_retensi.py knows the others."""


def _keys(case: ReportRequest) -> list[str]:
    """Keys of the documents made for this case."""
    keys = [f"disposisi:{pk}" for pk in case.dispositions.values_list("pk", flat=True)]
    if case.report is not None:
        keys += [f"versi:{pk}" for pk in case.report.versions.values_list("pk", flat=True)]
        keys += [f"naskah:{pk}" for pk in case.report.papers.values_list("pk", flat=True)]
        keys += [f"ekspedisi:{pk}" for pk in case.report.delivery_sheets.values_list("pk", flat=True)]
        keys += [f"tanda-terima:{pk}" for pk in case.report.copies.values_list("pk", flat=True)]
    return keys


def _of_report(report: Report) -> Iterator[FieldFile]:
    yield from (one.file for one in Evidence.objects.filter(cell__submission__report=report))
    yield from (one.file for one in Workbook.objects.filter(submission__report=report))
    yield from (one.file for one in report.attachments.all())
    yield from (one.file for one in DraftImage.objects.filter(report=report))
    yield from (one.signed_file for one in SignedPaper.objects.filter(report=report))
    yield from (one.result for one in SigningAttempt.objects.filter(paper__report=report))
    yield from (one.scan for one in WetSignature.objects.filter(paper__report=report))
