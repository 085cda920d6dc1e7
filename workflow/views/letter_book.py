"""The agenda book: on screen page by page, as Excel and as PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.posts import Desk
from reports.spreadsheets import download
from workflow import register_book, register_export, story
from workflow.context import edition_seen
from workflow.letters import Sifat
from workflow.register_filter import STATUSES, BookFilter
from workflow.rules import may_register


@login_required
@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """The register, in the columns of the office's agenda book."""
    desk = _reader(request)
    wanted = BookFilter.read(request.GET.dict())
    page = register_book.page(desk, wanted, after=request.GET.get("sebelum", ""))
    calendar = calendar_of(request)
    if page.entries:
        edition_seen(request, page.entries[0].case.edition)
    rows = [
        {
            "entry": entry,
            "line": story.line(entry.case, entry.visit, desk, calendar),
            "clock": story.visit_clock(entry.visit, desk.at, calendar) if entry.visit else None,
        }
        for entry in page.entries
    ]
    context = filtering(request, wanted, after=page.after, at=desk.at)
    context |= {"baris": rows, "boleh_catat": may_register(desk)}
    return render(request, "workflow/surat.html", context)


def filtering(request: HttpRequest, wanted: BookFilter, *, after: str, at: datetime) -> dict[str, Any]:
    """What the filter and the paging of a book show: the agenda book's and the register's. `after`: where older rows go on."""
    return {
        "saring": wanted,
        "tahun_ada": register_book.years(at),
        "sifat_ada": Sifat.choices,
        "status_ada": list(STATUSES.items()),
        "alamat": urlencode(wanted.given),
        "lebih_lama": urlencode({"sebelum": after, **wanted.given}) if after else "",
        "bukan_awal": "sebelum" in request.GET,
    }


@login_required
@require_safe
def book_excel(request: HttpRequest) -> HttpResponse:
    """The same letters as a workbook."""
    desk, wanted = _reader(request), BookFilter.read(request.GET.dict())
    try:
        entries = register_book.whole(desk, wanted)
    except Refusal as refusal:
        return _back(request, wanted, refusal)
    day = timezone.localdate(desk.at)
    return download(
        register_export.workbook(entries, wanted, at=desk.at), f"buku-agenda-surat-masuk-{day}.xlsx"
    )


@login_required
@require_POST
def book_pdf(request: HttpRequest) -> HttpResponse:
    """Ask the worker for the PDF and go to the page that shows how far it is."""
    desk, wanted = _reader(request), BookFilter.read(request.POST.dict())
    try:
        document = register_export.request_paper(desk=desk, wanted=wanted, at=desk.at)
    except Refusal as refusal:
        return _back(request, wanted, refusal)
    return redirect("dokumen", pk=document.pk)


def _reader(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not (desk.sees_all or may_register(desk)):
        raise Http404("Buku agenda bukan untuk Anda.")
    return desk


def _back(request: HttpRequest, wanted: BookFilter, refusal: Refusal) -> HttpResponse:
    messages.error(request, refusal.message)
    return redirect(f"{reverse('workflow:surat')}?{urlencode(wanted.given)}")
