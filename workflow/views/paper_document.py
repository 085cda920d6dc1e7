"""A PDF on a page of the case: how far its making is, and where it can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import Refusal
from reports import document_services
from reports.models import Document
from workflow.case import ReportRequest
from workflow.context import desk_of
from workflow.views.common import contents_only, to_case, visible_case


@dataclass(frozen=True)
class Shown:
    """What templates/workflow/_lihat_pdf.html reads; `berkas_url` is empty until the PDF is made."""

    pk: int
    judul: str
    halaman: int
    sidik: str
    berkas_url: str
    periksa_url: str
    ulang_url: str
    kemajuan: dict[str, Any]
    gagal: bool


@require_safe
@visible_case
@contents_only
def progress(request: HttpRequest, case: ReportRequest, document_id: int) -> HttpResponse:
    """Asked every two seconds while the worker makes the PDF; when it is made, the whole page is shown anew."""
    found = shown(_document(request, document_id), case)
    response = render(
        request, "komponen/kemajuan.html", {"kemajuan": found.kemajuan, "url": found.periksa_url}
    )
    if found.berkas_url or found.gagal:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@visible_case
@contents_only
def retry(request: HttpRequest, case: ReportRequest, document_id: int) -> HttpResponse:
    """Send a failed document to the worker again."""
    try:
        document_services.retry(document=_document(request, document_id), at=desk_of(request).at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return back_to(request, case)


def back_to(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """To the page the button stood on (`lalu`, an address of ours), else to the case."""
    onward = request.POST.get("lalu", "")
    if onward.startswith("/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        return redirect(onward)
    return to_case(case)


def _document(request: HttpRequest, pk: int) -> Document:
    document = Document.objects.filter(pk=pk).first()
    if document is None or not document_services.may_read(desk_of(request), document):
        raise Http404("Dokumen tidak ada.")
    return document


def shown(document: Document, case: ReportRequest) -> Shown:
    """A document as the page shows it."""
    done = document.state == Document.State.SELESAI
    failed = document.state == Document.State.GAGAL
    return Shown(
        pk=document.pk,
        judul=document.title,
        halaman=document.pages,
        sidik=document.sha256,
        berkas_url=reverse("dokumen-berkas", args=[document.pk]) if done else "",
        periksa_url=reverse("workflow:dokumen-kemajuan", args=[case.pk, document.pk]),
        ulang_url=reverse("workflow:dokumen-ulang", args=[case.pk, document.pk]) if failed else "",
        kemajuan={
            "selesai": done,
            "galat": document.error if failed else "",
            "judul": "PDF belum berhasil dibuat." if failed else "PDF sedang dibuat.",
            "isi": document.stage or document.get_state_display(),
            "persen": document.progress,
        },
        gagal=failed,
    )


def document_link(key: str, case: ReportRequest) -> Shown | None:
    """The document called `key`, when somebody has asked for it."""
    document = Document.objects.filter(key=key).first()
    return shown(document, case) if document is not None else None
