"""The makers of the PDFs that belong to reports: a draft version, and the paper that is to be signed."""

from __future__ import annotations

from accounts.posts import Desk
from reports import rules_paper
from reports.covering_letter import STYLESHEET, letter_page
from reports.document_services import Progress, maker
from reports.documents import Document
from reports.drafting.models import Version
from reports.exports.enclosed import enclosures
from reports.paper_html import paper_context, paper_page, version_context
from reports.signing import paraf
from reports.signing.models import PaperKind, SignedPaper


def _may_read_version(desk: Desk, pk: int) -> bool:
    version = Version.objects.select_related("report").filter(pk=pk).first()
    return version is not None and rules_paper.may_read_contents(desk, version.report)


def _may_read_paper(desk: Desk, pk: int) -> bool:
    paper = SignedPaper.objects.select_related("report").filter(pk=pk).first()
    return paper is not None and rules_paper.may_read_contents(desk, paper.report)


def _paper_ready(pk: int, document: Document) -> None:
    """The PDF is stored: the paper waits for its signature, unless it was set aside meanwhile."""
    SignedPaper.objects.filter(pk=pk, document=document, state=SignedPaper.State.DISIAPKAN).update(
        state=SignedPaper.State.SIAP
    )


@maker("versi", may_read=_may_read_version, images=True)
def version_pdf(pk: int, progress: Progress) -> bytes:
    """A draft version as people correct it; "DRAFT versi n" stands on every page."""
    from reports.pdf import to_pdf

    version = Version.objects.select_related("report__period", "analysis").get(pk=pk)
    html = paper_page(version_context(version))
    progress(30, "Menata halaman, tabel, dan grafik")
    return to_pdf(html, identifier=f"versi:{version.sha256}", enclosures=enclosures(version.analysis))


@maker("naskah", may_read=_may_read_paper, finished=_paper_ready, images=True)
def signing_pdf(pk: int, progress: Progress) -> bytes:
    """The paper that is signed: number, signer of that day, QR, the parafs this version carries."""
    from reports.pdf import to_pdf

    paper = SignedPaper.objects.select_related("report__period", "version__analysis", "number").get(pk=pk)
    if paper.kind == PaperKind.PENGANTAR:
        return to_pdf(letter_page(paper), identifier=f"naskah:{paper.token}", stylesheets=[STYLESHEET])
    html = paper_page(paper_context(paper, parafs=paraf.carried(paper.version)))
    progress(30, "Menata halaman, tabel, dan grafik")
    return to_pdf(html, identifier=f"naskah:{paper.token}", enclosures=enclosures(paper.version.analysis))
