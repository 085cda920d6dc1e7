"""Many reports ready to be signed, made past the slow parts (analysis, rendering): for races and kills."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache

from django.core.files.base import ContentFile

from reports.analysis.models import Analysis
from reports.documents import Document
from reports.drafting.models import Version
from reports.report import Report
from reports.signing import services as signing
from reports.signing.models import Paraf, SignedPaper
from tests.factories import Office
from tests.reports import paper_data
from tests.reports.paper_data import post_of


@cache
def a_pdf() -> bytes:
    from reports.pdf import to_pdf

    return to_pdf(
        "<html lang=id><head><title>Uji</title></head><body><p>Laporan</p></body></html>", identifier="uji"
    )


def sealed_reports(office: Office, at: datetime, count: int) -> list[Report]:
    """`count` reports with a version and both parafs; the Kepala Dinas has a certificate."""
    pattern = paper_data.sealed(office, at)
    paper_data.certificate(office.kadis, at)
    parafs = list(pattern.parafs.all())
    return [pattern.report, *(_copy(pattern, parafs, place) for place in range(1, count))]


def _copy(pattern: Version, parafs: list[Paraf], place: int) -> Report:
    source = Report.objects.get(pk=pattern.report_id)
    source.pk, source.title = None, f"{source.title} ({place})"
    source._state.adding = True
    source.save()
    analysis = Analysis.objects.get(pk=pattern.analysis_id)
    analysis.pk, analysis.report_id = None, source.pk  # type: ignore[attr-defined]
    analysis._state.adding = True
    analysis.save()
    version = Version.objects.get(pk=pattern.pk)
    version.pk, version.report_id, version.analysis_id = None, source.pk, analysis.pk
    version._state.adding = True
    version.save()
    for seal in parafs:
        seal.pk, seal.version_id = None, version.pk  # type: ignore[attr-defined]
        seal._state.adding = True
        seal.save()
    return source


def prepare(report: Report, office: Office, at: datetime) -> SignedPaper:
    """Number reserved, and the PDF put in place as the worker would."""
    version = report.versions.order_by("-number").first()
    assert version is not None
    paper = signing.prepare(
        report=report, version=version, signer_assignment=post_of(office.kadis, at), by=office.kadis, at=at
    )
    document = paper.document
    assert document is not None
    document.file.save("dokumen.pdf", ContentFile(a_pdf()), save=False)
    document.sha256, document.pages = hashlib.sha256(a_pdf()).hexdigest(), 1
    document.state, document.finished_at = Document.State.SELESAI, at
    document.save()
    SignedPaper.objects.filter(pk=paper.pk).update(state=SignedPaper.State.SIAP)
    paper.refresh_from_db()
    return paper
