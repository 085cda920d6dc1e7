"""PDFs on the way and done, the signed report, and the public page behind the QR code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.policy import may
from accounts.returning import back
from reports import document_services, verdicts, verification
from reports.documents import Document, DocumentPage
from reports.letterhead import letterhead
from reports.report import Report
from reports.signing import paraf
from reports.signing.acting import subject
from reports.signing.ending import EVER_SIGNED, last_signed
from reports.signing.models import Backend, PaperKind, SignedPaper
from reports.signing.wording import wording
from reports.stored import open_stored

LOOKS_PER_MINUTE = 30
"""Pages of /v/ for one address; guessing a 128-bit token stays hopeless."""

PAGE_KEPT = 60 * 60
"""Seconds a browser may keep the image of a page: as long as one reads, not until somebody else sits at the same computer."""


def may_do(request: HttpRequest, act: str, thing: Any) -> bool:
    desk = desk_of(request)
    return may(desk.user, act, thing, desk.at, desk=desk)


def _document(request: HttpRequest, pk: int) -> Document:
    document = get_object_or_404(Document, pk=pk)
    if not may_do(request, "baca", document):
        raise Http404("Dokumen tidak ada.")
    return document


# ── documents ───────────────────────────────────────────────────────────────────────────────────
@login_required
@require_safe
def document_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the PDF is; htmx asks for the fragment every two seconds until it is there."""
    document = _document(request, pk)
    done, failed = document.state == Document.State.SELESAI, document.state == Document.State.GAGAL
    progress = {
        "selesai": done,
        "galat": document.error if failed else "",
        "judul": "PDF selesai dibuat."
        if done
        else "PDF belum berhasil dibuat."
        if failed
        else "PDF sedang dibuat.",
        "isi": f"{document.pages} halaman." if done else document.stage or document.get_state_display(),
        "persen": document.progress,
        "tautan": reverse("dokumen-berkas", args=[pk]) if done else "",
        "kata": "Buka PDF",
    }
    context = {
        "dokumen": document, "kemajuan": progress, "url": request.path, "gagal": failed,
        "asal": document_services.origin(document),
    }  # fmt: skip
    if getattr(request, "htmx", False) and not (done or failed):
        return render(request, "komponen/kemajuan.html", context)
    response = render(request, "reports/dokumen.html", context)
    if getattr(request, "htmx", False):
        response["HX-Refresh"] = "true"  # the page around the fragment has more to show now
    return response


@login_required
@require_safe
def document_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The stored PDF itself, shown inside our own pages only."""
    document = _document(request, pk)
    if document.state != Document.State.SELESAI:
        raise Http404("PDF belum selesai dibuat.")
    return _pdf(document.file, f"{document.title}.pdf", inline=True)


@login_required
@require_safe
def document_page_image(request: HttpRequest, pk: int, number: int, width: int) -> HttpResponseBase:
    """One page as an image. It never changes, so that the reader's own browser may keep it for a while; nobody between may."""
    document = _document(request, pk)
    image = get_object_or_404(DocumentPage, document=document, number=number, width=width)
    stored = open_stored(image.file, "Gambar halaman tidak ada lagi di penyimpanan.")
    response = FileResponse(stored, content_type="image/webp")
    response["Cache-Control"] = f"private, max-age={PAGE_KEPT}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def document_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a failed PDF again."""
    document = _document(request, pk)
    try:
        document_services.retry(document=document, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return back(request, reverse("dokumen", args=[pk]))


def _pdf(file: Any, title: str, *, inline: bool) -> FileResponse:
    stem, _, suffix = title.rpartition(".")
    name = f"{slugify(stem) or 'dokumen'}.{suffix}"
    opened = open_stored(file, "Berkas tidak ada lagi di penyimpanan.")
    response = FileResponse(opened, content_type="application/pdf", as_attachment=not inline, filename=name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    # The page's own policy would forbid the browser's PDF viewer to draw; who may frame the file is what matters here.
    response["Content-Security-Policy"] = "frame-ancestors 'self'"
    return response


# ── the signed report ───────────────────────────────────────────────────────────────────────────
@login_required
@require_safe
def signed_report(
    request: HttpRequest, report_pk: int, kind: PaperKind = PaperKind.LAPORAN
) -> HttpResponseBase:
    """Download the signed PDF (of the report, or of its surat pengantar), exactly as signed; also after it was
    withdrawn, for who had it before.
    """
    report = get_object_or_404(Report, pk=report_pk)
    paper = last_signed(report, kind)
    if paper is None or not may_do(request, "unduh", report):
        raise Http404("Laporan bertanda tangan tidak ada.")
    words = "" if kind == PaperKind.LAPORAN else "Surat pengantar "
    title = f"{words}{report.title} {paper.number.text}.pdf"
    return _pdf(paper.signed_file, title, inline="lihat" in request.GET)


@require_safe
def coat_of_arms(request: HttpRequest) -> HttpResponseBase:
    """The logo of the kop, for the preview on the screen."""
    kop = letterhead()
    if not kop.logo:
        raise Http404("Lambang belum diunggah.")
    kind = "image/png" if str(kop.logo.name).lower().endswith(".png") else "image/jpeg"
    return FileResponse(open_stored(kop.logo, "Lambang tidak ada lagi di penyimpanan."), content_type=kind)


# ── verification: public ────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Is the paper in the reader's hand genuine? Without log-in, without NIP; the file sent is only hashed."""
    if _too_often(request):
        return render(request, "reports/verifikasi_sering.html", status=429)
    paper = verification.find(token)
    now = timezone.now()
    if paper is None or paper.state not in EVER_SIGNED:
        return render(
            request, "reports/verifikasi_tidak_ada.html", {"naskah": paper, "sekarang": now}, status=404
        )
    verdict, problem = _compared(request, paper) if request.method == "POST" else (None, "")
    intact, named = verification.is_stored_intact(paper), subject(paper)
    destroyed = None if intact else verification.destroyed_at(paper)
    context = {
        "naskah": paper,
        "laporan": paper.report,
        "dimusnahkan": destroyed,
        "halaman": paper.document.pages if paper.document else 0,
        "sebutan": paper.get_kind_display(),
        "judul": f"{named[0].upper()}{named[1:]}",
        "pengantar": paper.kind == PaperKind.PENGANTAR,
        "basah": paper.backend == Backend.BASAH,
        "utuh": intact or destroyed is not None,
        "berlaku": paper.state == SignedPaper.State.DITANDATANGANI,
        "kata": wording(paper.backend),
        "sertifikat": verification.certificate_words(paper, now),
        "paraf": paraf.carried(paper.version),
        "putusan": verdict,
        "galat_berkas": problem,
        "ada_galat": bool(problem),
        "sekarang": now,
        "batas_mb": verification.LARGEST // (1024 * 1024),
    }
    return render(request, "reports/verifikasi.html", context, status=422 if problem else 200)


def _compared(request: HttpRequest, paper: SignedPaper) -> tuple[verdicts.Verdict | None, str]:
    file, named = request.FILES.get("berkas"), verdicts.noun(paper)
    if file is None:
        return None, f"Berkas belum dipilih. Pilih PDF {named} yang hendak dibandingkan."
    if not file.size:
        return None, f"Berkas kosong (0 bita). Pilih PDF {named} yang utuh."
    if file.size > verification.LARGEST:
        return (
            None,
            f"Berkas lebih besar dari 25 MB. {paper.get_kind_display()} yang ditandatangani tidak sebesar itu; pilih berkas yang benar.",
        )
    return verdicts.compare(paper, file.read()), ""


def client_address(request: HttpRequest) -> str:
    """Who asks. The proxy's word counts only where a proxy is known to stand in front."""
    proxies = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0))
    hops: list[str] = [
        hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()
    ]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def _too_often(request: HttpRequest) -> bool:
    minute = int(timezone.now().timestamp() // 60)
    key = f"periksa:{client_address(request)}:{minute}"
    cache.add(key, 0, timeout=120)
    try:
        return bool(cache.incr(key) > LOOKS_PER_MINUTE)
    except ValueError:  # the row was culled between the two calls
        return False
