"""One cell on its own page: its evidence, its history, and the files themselves. Fetch, call a service, redirect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.models import User
from accounts.policy import may
from reports.collection import actors, services
from reports.collection.history import entries_of
from reports.collection.models import Cell, Evidence, Submission
from reports.collection.seen import submission_seen
from reports.stored import open_stored


def _cell(submission: Submission, pk: int) -> Cell:
    return get_object_or_404(
        submission.cells.select_related("changed_by", "seksi").prefetch_related(
            "evidence", "changes__by", "changes__workbook"
        ),
        pk=pk,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cell_page(request: HttpRequest, pk: int, cell_pk: int) -> HttpResponse:
    """One cell: its evidence, its history, and the form that adds evidence."""
    submission = submission_seen(request, pk)
    cell = _cell(submission, cell_pk)
    desk = desk_of(request)
    context: dict[str, Any] = {
        "isian": submission,
        "sel": cell,
        "riwayat": entries_of(cell, submission),
        "mengisi": actors.editor_of_cell(desk, cell),
        "nama": "",
        "tautan": "",
    }
    if request.method == "POST":
        name, link = request.POST.get("nama", ""), request.POST.get("tautan", "")
        files: list[UploadedFile[Any] | None] = [*request.FILES.getlist("berkas")] or [None]
        added, refused = _add_evidence(cell, files, link, name, cast(User, request.user), desk.at)
        if added:
            messages.success(request, "Bukti ditambahkan." if added == 1 else f"{added} bukti ditambahkan.")
        if refused:
            status = 403 if any(isinstance(one, NotYours) for one in refused) else 422
            context |= {"galat": refused, "ada_galat": True, "nama": name, "tautan": link}
            return render(request, "reports/isian_sel.html", context, status=status)
        return redirect("isian-sel-rinci", submission.pk, cell.pk)
    return render(request, "reports/isian_sel.html", context)


def _add_evidence(
    cell: Cell, files: Sequence[UploadedFile[Any] | None], link: str, name: str, by: User, at: datetime
) -> tuple[int, list[Refusal]]:
    """Put each file beside the cell on its own: a wrong one keeps only itself back. Returns how many, and what was refused."""
    added, refused = 0, []
    for file in files:
        try:
            services.add_evidence(
                cell_id=cell.pk, file=file, link=link, name=name if len(files) == 1 else "", by=by, at=at
            )
        except Refusal as refusal:
            refused.append(refusal)
        else:
            added += 1
    return added, refused


def _evidence(request: HttpRequest, pk: int, evidence_pk: int) -> Evidence:
    evidence = get_object_or_404(
        Evidence.objects.select_related("cell__submission__unit__parent"), pk=evidence_pk, cell__submission=pk
    )
    desk = desk_of(request)
    if not may(desk.user, "lihat", evidence, desk.at, desk=desk):
        raise Http404("Bukti tidak ada.")
    return evidence


@login_required
@require_GET
def evidence_file(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse | FileResponse:
    """The stored file, to those who may see the submission; a link is not served from here."""
    evidence = _evidence(request, pk, evidence_pk)
    if not evidence.file:
        raise Http404("Bukti ini berupa tautan.")
    stored_suffix = str(evidence.file.name).rpartition(".")[2]
    name = (
        evidence.name
        if evidence.name.lower().endswith(f".{stored_suffix}")
        else f"{evidence.name}.{stored_suffix}"
    )
    response = FileResponse(
        open_stored(evidence.file, "Berkas bukti tidak ada lagi di penyimpanan."),
        as_attachment=not evidence.is_viewable,
        filename=name,
        content_type=evidence.mime,
    )
    # The pages' own policy forbids the <embed> in which Chromium shows a PDF: it would stay blank.
    response["Content-Security-Policy"] = "frame-ancestors 'self'"
    return response


@login_required
@require_POST
def evidence_remove(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    evidence = _evidence(request, pk, evidence_pk)
    cell_pk = evidence.cell_id
    try:
        services.remove_evidence(evidence_id=evidence.pk, by=cast(User, request.user), at=desk_of(request).at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Bukti “{evidence.name}” dihapus.")
    return redirect("isian-sel-rinci", pk, cell_pk)
