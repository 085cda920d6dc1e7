"""Calling a case off, with a reason, at any step."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from workflow.case import ReportRequest
from workflow.forms.reasons import CancelForm
from workflow.sop import Action
from workflow.views.common import act, refused, to_case, visible_case
from workflow.views.step_page import step_page

PAGE = "workflow/batalkan.html"


@require_http_methods(["GET", "POST"])
@visible_case
def cancel(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Only the Kepala Dinas, who ordered the work, calls it off."""
    context = step_page(request, case, Action.BATALKAN)
    if request.method == "GET":
        if context["pos"] is None:
            messages.info(request, context["bukan_giliran"] or "Kasus ini tidak dapat dibatalkan.")
            return to_case(case)
        return render(request, PAGE, {**context, "form": CancelForm()})
    form = CancelForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    refusal = act(
        request, case, Action.BATALKAN, form.cleaned_data,
        done="Kasus dibatalkan. Semua yang sedang mengerjakannya melihat alasan Anda.",
    )  # fmt: skip
    if refusal is None:
        return to_case(case)
    form.add_refusal(refusal)
    return refused(request, refusal, PAGE, {**context, "form": form})
