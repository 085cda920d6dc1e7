"""Remarks over HTTP: pin one to a paragraph, answer, mark as dealt with, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import read_key
from workflow import correcting
from workflow.case import ReportRequest
from workflow.sop import Step
from workflow.views.common import contents_only, refused, visible_case, visit_id_of
from workflow.views.draft_page import page as draft_page
from workflow.views.review_page import TEMPLATE, page, shown_version

if TYPE_CHECKING:
    from accounts.models import User

DONE = {
    "balas": "Jawaban ditambahkan.",
    "perbaiki": "Catatan ditandai sudah diperbaiki.",
    "selesai": "Catatan selesai.",
    "ulangi": "Catatan dikembalikan kepada penyusun.",
}


@require_POST
@visible_case
@contents_only
def pin(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """A new remark on the paragraph the form names; refused, the form is there again with what was typed."""
    section, block = request.POST.get("bagian", "")[:60], read_key(request.POST.get("paragraf", ""))
    typed = request.POST.get("teks", "")
    try:
        remark = correcting.pin(
            case_id=case.pk, visit_id=visit_id_of(request), version_number=read_key(request.POST.get("versi", "")) or 0,
            section=section, block=block if block is not None else 9999, text=typed,
            by=cast("User", request.user), at=desk_of(request).at,
        )  # fmt: skip
    except Refusal as refusal:
        context = page(
            request, case, shown_version(request, case), view="semua", writing=f"p-{section}-{block}", typed=typed
        )  # fmt: skip
        return refused(request, refusal, TEMPLATE, context)
    messages.success(request, "Catatan disematkan.")
    return redirect(f"{reverse('workflow:koreksi', args=[case.pk])}?lihat=semua#catatan-{remark.pk}")


@require_POST
@visible_case
@contents_only
def answer(request: HttpRequest, case: ReportRequest, remark_id: int) -> HttpResponse:
    """One of DONE on one remark; back to where it stands: the draft at step 5, the correction page after."""
    what, typed = request.POST.get("aksi", ""), request.POST.get("teks", "")
    writing = case.step == Step.DRAFT
    try:
        correcting.answer(
            case_id=case.pk, visit_id=visit_id_of(request), remark_id=remark_id, what=what, text=typed,
            by=cast("User", request.user), at=desk_of(request).at,
        )  # fmt: skip
    except Refusal as refusal:
        kept = {"jawaban_untuk": remark_id, "jawaban": typed}
        if writing:
            return refused(request, refusal, "workflow/draft.html", draft_page(request, case) | kept)
        context = page(request, case, shown_version(request, case), view="semua") | kept
        return refused(request, refusal, TEMPLATE, context)
    messages.success(request, DONE[what])
    target = reverse("workflow:draft" if writing else "workflow:koreksi", args=[case.pk])
    return redirect(f"{target}{'' if writing else '?lihat=semua'}#catatan-{remark_id}")
