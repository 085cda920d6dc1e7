"""Within the unit: passing a form on in one tap, dividing its rows, answering remarks. Fetch, call a service, redirect."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.forms_base import read_key
from reports.analysis.result import Counts
from reports.analysis.services import office_scale
from reports.collection import actors, services
from reports.collection.handover import check_rule
from reports.collection.models import Remark
from reports.collection.rows import rows_of
from reports.collection.seen import submission_seen, ticked
from reports.collection.seksi import seksi_of


@login_required
@require_safe
def pass_on_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A whole form at a glance with the one act it waits for; the button posts to the form itself."""
    submission = submission_seen(request, pk)
    desk = desk_of(request)
    checks, sends = actors.checker(desk, submission), actors.sender(desk, submission)
    gaps = services.missing(submission) if checks or sends else []
    if not (checks or sends) or gaps:
        messages.info(request, "Isian ini tidak dapat diteruskan begitu saja. Lihat keadaannya di bawah ini.")
        return redirect("isian", pk)
    rows = rows_of(submission, office_scale(), check_rule())
    context = {
        "isian": submission,
        "baris": rows,
        "jumlah": Counts.of(row.cell.answer for row in rows),
        "memeriksa": checks,
        "mengirim": None if checks else sends,
    }
    return render(request, "reports/isian_teruskan.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Dividing the rows among the seksi of a bidang: ticked rows go to the chosen seksi."""
    submission = submission_seen(request, pk)
    desk = desk_of(request)
    context: dict[str, Any] = {
        "isian": submission,
        "pos": actors.sharer(desk, submission),
        "seksi": seksi_of(submission.unit),
        "sel": submission.cells.select_related("seksi"),
        "dipilih": ticked(request, "baris"),
        "kepada": request.POST.get("seksi", ""),
    }
    if request.method != "POST":
        return render(request, "reports/isian_bagi.html", context)
    try:
        if not context["kepada"]:
            raise Refusal("Pilih seksi yang menerima baris itu.", field="seksi")
        many = services.share_rows(
            submission=submission,
            cells=context["dipilih"],
            seksi=None if context["kepada"] == "semua" else read_key(context["kepada"]) or 0,
            by=desk.user,
            at=desk.at,
        )
    except Refusal as refusal:
        context |= {"galat": refusal, "ada_galat": True}
        status = 403 if isinstance(refusal, NotYours) else 422
        return render(request, "reports/isian_bagi.html", context, status=status)
    messages.success(request, f"{many} baris dibagikan.")
    return redirect("isian-bagi", submission.pk)


@require_POST
def answer_remark(request: HttpRequest, pk: int, remark_pk: int) -> HttpResponse:
    """The unit's answer to one remark: autosaved from the row (htmx), or posted without script."""
    in_row = bool(request.headers.get("HX-Request"))
    if not request.user.is_authenticated:
        if not in_row:
            return redirect_to_login(reverse("isian", args=[pk]))
        return render(request, "reports/_sel_sesi_habis.html", {"kembali": reverse("isian", args=[pk])})
    submission = submission_seen(request, pk)
    remark = get_object_or_404(Remark, pk=remark_pk, cell__submission=submission)
    context: dict[str, Any] = {}
    try:
        context["catatan"] = services.answer_remark(
            remark_id=remark.pk,
            text=request.POST.get(f"balasan-{remark.pk}", ""),
            by=request.user,
            at=desk_of(request).at,
        )
    except Refusal as refusal:
        context["galat"] = refusal.message
    if in_row:
        return render(request, "reports/_catatan_dijawab.html", context)
    if "galat" in context:
        messages.error(request, context["galat"])
    else:
        messages.success(request, "Jawaban atas catatan tersimpan.")
    return redirect("isian", submission.pk)
