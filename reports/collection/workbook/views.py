"""Fetch the workbook, send it back, see what it would change, apply what is ticked. For whoever fills the form now."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods

from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.forms_base import read_key
from accounts.models import User
from accounts.policy import may
from reports import spreadsheets
from reports.collection import actors
from reports.collection.models import Submission, Workbook
from reports.collection.workbook.difference import Change
from reports.collection.workbook.drawing import drawn
from reports.collection.workbook.services import (
    Outcome,
    apply_workbook,
    cells_of,
    difference_of,
    keep_workbook,
)
from reports.collection.workbook.writer import file_name, workbook_bytes

HINTS: dict[str, str] = {
    Change.DITOLAK: "Perbaiki di berkas, simpan, lalu unggah lagi. Baris lain tetap dapat diterapkan.",
    Change.BENTROK: "Berubah di web sesudah berkas ini diunduh. Centang hanya bila isi berkas yang benar.",
    Change.DIKOSONGKAN: "Ada isinya di web, kosong di berkas. Centang bila memang hendak dikosongkan.",
    Change.BERUBAH: "Isi web diganti dengan isi berkas.",
    Change.BARU: "Di web belum diisi.",
}


def _submission(request: HttpRequest, pk: int) -> Submission:
    """The submission, if it is on this person's desk to fill; for everybody else these pages do not exist."""
    submission = get_object_or_404(Submission.objects.select_related("unit__parent", "report__period"), pk=pk)
    desk = desk_of(request)
    if not may(desk.user, "lihat", submission, desk.at, desk=desk) or not actors.editor(desk, submission):
        raise Http404("Isian tidak ada.")
    return submission


@login_required
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The pre-filled workbook."""
    submission = _submission(request, pk)
    content = workbook_bytes(submission, cells_of(submission), desk_of(request).at)
    return spreadsheets.download(content, file_name(submission))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a filled workbook is handed in."""
    submission = _submission(request, pk)
    context = {"isian": submission, "riwayat": submission.workbooks.select_related("uploaded_by")[:10]}
    if request.method != "POST":
        return render(request, "reports/excel.html", context)
    try:
        workbook = keep_workbook(
            submission=submission,
            file=request.FILES.get("berkas"),
            by=cast(User, request.user),
            at=desk_of(request).at,
        )
    except Refusal as refusal:
        status = 403 if isinstance(refusal, NotYours) else 422
        return render(
            request, "reports/excel.html", context | {"galat": refusal, "ada_galat": True}, status=status
        )
    return redirect("isian-excel-beda", pk, workbook.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def difference_page(request: HttpRequest, pk: int, workbook_pk: int) -> HttpResponse:
    """What the file would change; the post applies the ticked rows and tells what became of each."""
    submission = _submission(request, pk)
    workbook = get_object_or_404(submission.workbooks, pk=workbook_pk, uploaded_by=desk_of(request).user)
    if request.method != "POST":
        return _page(request, submission, workbook)
    ticked = {
        key: -1 if version is None else version
        for text in request.POST.getlist("pilih")
        if (key := read_key(text)) is not None
        for version in (read_key(request.POST.get(f"versi-{key}", "")),)
    }
    try:
        outcomes = apply_workbook(
            workbook=workbook, ticked=ticked, by=cast(User, request.user), at=desk_of(request).at
        )
    except Refusal as refusal:
        status = 403 if isinstance(refusal, NotYours) else 422
        return _page(
            request, submission, workbook, refusal=refusal.message, ticked=set(ticked), status=status
        )
    saved = sum(not one.sentence for one in outcomes)
    left = [one for one in outcomes if one.sentence]
    if not left:
        messages.success(request, f"{saved} baris dari “{workbook.name}” tersimpan. Periksa, lalu serahkan.")
        return redirect("isian", pk)
    return _page(request, submission, workbook, left=left, saved=saved, status=409)


def _page(
    request: HttpRequest,
    submission: Submission,
    workbook: Workbook,
    *,
    refusal: str = "",
    ticked: set[int] | None = None,
    left: list[Outcome] | None = None,
    saved: int = 0,
    status: int = 200,
) -> HttpResponse:
    try:
        difference = difference_of(workbook, submission)
    except Refusal as broken:
        # kept before the format's columns or the office's key changed
        messages.error(request, broken.message)
        return redirect("isian-excel", submission.pk)
    can_tick = workbook.applied_at is None
    groups = [
        (
            kind,
            HINTS[kind],
            len(lines),
            mark_safe(
                "\n".join(
                    drawn(
                        line,
                        ticked=line.ticked if ticked is None else line.cell.pk in ticked,
                        can_tick=can_tick,
                    )
                    for line in lines
                )
            ),
        )
        for kind, lines in difference.groups
    ]
    context = {
        "isian": submission,
        "buku": workbook,
        "kelompok": groups,
        "sama": difference.same,
        "catatan_berkas": difference.notes,
        "dapat": can_tick and any(kind != Change.DITOLAK for kind, *_ in groups),
        "galat": refusal,
        "tertinggal": left or [],
        "tersimpan": saved,
        "ada_galat": bool(refusal or left),
    }
    return render(request, "reports/excel_beda.html", context, status=status)
