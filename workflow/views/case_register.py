"""The register of all cases with the dates of the nine steps: on screen page by page, and as Excel."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.errors import Refusal
from reports.spreadsheets import download
from workflow import case_register
from workflow.register_filter import BookFilter
from workflow.sop import Step
from workflow.views.letter_book import filtering
from workflow.views.scorecard import reader


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Leaders and planners, each the cases they may open."""
    desk = reader(request)
    wanted = BookFilter.read(request.GET.dict())
    page = case_register.page(desk, wanted, after=request.GET.get("sebelum", ""))
    context = filtering(request, wanted, after=page.after, at=desk.at)
    context |= {"baris": page.entries, "langkah_ada": list(Step)}
    return render(request, "workflow/register.html", context)


@login_required
@require_safe
def register_excel(request: HttpRequest) -> HttpResponse:
    """The same cases as a workbook."""
    desk, wanted = reader(request), BookFilter.read(request.GET.dict())
    try:
        entries = case_register.whole(desk, wanted)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(f"{reverse('workflow:register')}?{urlencode(wanted.given)}")
    day = timezone.localdate(desk.at)
    return download(case_register.workbook(entries, wanted, at=desk.at), f"register-data-kinerja-{day}.xlsx")
