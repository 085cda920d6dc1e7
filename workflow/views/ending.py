"""Withdrawing or replacing a signed report: a page of its own, because it cannot be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import read_key
from accounts.roles import Pelaksana
from reports.models import Report, SignedPaper
from reports.signing import ending
from reports.signing import services as papers
from workflow.case import ReportRequest
from workflow.forms.ending import EndForm
from workflow.views.cards import listed
from workflow.views.common import to_case, visible_case

if TYPE_CHECKING:
    from accounts.models import User

PAGE = "komponen/konfirmasi.html"


@require_http_methods(["GET", "POST"])
@visible_case
def end(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Only the Kepala Dinas (or who stands in) may, and only while the report is in force."""
    desk = desk_of(request)
    paper = papers.signed(case.report) if case.report else None
    post = desk.acts_as(Pelaksana.KEPALA_DINAS)
    if request.method == "POST" and paper is None and post is not None and case.report is not None:
        return _too_late(request, case, case.report)
    if paper is None or post is None or case.report is None:
        messages.info(
            request,
            "Mencabut laporan hanya dapat dilakukan Kepala Dinas, dan hanya selama laporannya berlaku.",
        )
        return to_case(case)
    form = EndForm(request.POST or None, replacements=ending.replacements(paper))
    if request.method == "POST" and form.is_valid():
        try:
            ending.end_report(
                report=case.report, paper_id=read_key(request.POST.get("naskah", "")) or 0,
                replacement_id=form.cleaned_data["pengganti"], reason=form.cleaned_data["note"],
                by=cast("User", request.user), assignment=post, at=desk.at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _done(case, paper))
            return to_case(case)
    status = 422 if request.method == "POST" else 200
    return render(request, PAGE, _page(case, paper, form), status=status)


def _too_late(request: HttpRequest, case: ReportRequest, report: Report) -> HttpResponse:
    """Somebody was faster: what was typed stays on the screen, with a sentence and without the button."""
    ended = ending.last_signed(report)
    if ended is None:
        messages.info(request, "Laporan ini belum ditandatangani, jadi tidak ada yang dapat dicabut.")
        return to_case(case)
    form = EndForm(request.POST, replacements=ending.replacements(ended))
    when = f" oleh {ended.ended_title}" if ended.ended_title else ""
    form.add_error(
        "note",
        f"Laporan ini sudah {ended.get_state_display().lower()}{when} sebelum Anda mengirim. Alasan Anda tidak "
        "dicatat dan masih ada di sini; salin bila perlu, lalu buka halaman kasus.",
    )
    return render(request, PAGE, _page(case, ended, form) | {"akibat": [], "tombol": ""}, status=422)


def _page(case: ReportRequest, paper: SignedPaper, form: EndForm) -> dict[str, Any]:
    return {
        "judul": "Cabut atau gantikan laporan",
        "penjelasan": f"{paper.report.title}, nomor {paper.number.text}.",
        "akibat": [
            "Halaman pemeriksaan di balik kode QR-nya menyatakan laporan ini tidak berlaku lagi, dengan alasan Anda.",
            "Penyusun, pemaraf, dan penerima salinan di dinas diberi tahu.",
            "Berkas dan nomornya tetap tersimpan. Pencabutan tidak dapat dibatalkan.",
        ],
        "form": form,
        "ada_galat": bool(form.errors),
        "tombol": "Nyatakan tidak berlaku",
        "jenis": "kembali",
        "batal_url": reverse("workflow:kasus-rinci", args=[case.pk]),
        "tersembunyi": {"naskah": paper.pk},
    }


def _done(case: ReportRequest, paper: SignedPaper) -> str:
    told = f"Laporan nomor {paper.number.text} dinyatakan tidak berlaku. Orang dinas yang memegangnya sudah diberi tahu."
    outside = ending.outside_recipients(paper.report)
    return f"{told} Beri tahu juga penerima di luar dinas: {listed(outside)}." if outside else told
