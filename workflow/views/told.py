"""The page of who was told what about a case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.forms_base import read_key
from workflow import told as log
from workflow.case import ReportRequest
from workflow.views.common import contents_only, visible_case


@require_safe
@visible_case
@contents_only
def told(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """For those who see the whole case; subjects are theirs to read anyway."""
    number = min(max(1, read_key(request.GET.get("halaman", "")) or 1), 10_000)
    rows, more = log.page(case, number)
    context = {
        "kasus": case,
        "baris": rows,
        "hal": number,
        "sebelumnya": f"?halaman={number - 1}" if number > 1 else "",
        "berikutnya": f"?halaman={number + 1}" if more else "",
    }
    return render(request, "workflow/kasus_kabar.html", context)
