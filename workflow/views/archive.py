"""The archive: every case this person may open, running or closed, found by words, state and period."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.desk import desk_of
from reports.signing.ending import EVER_SIGNED
from reports.signing.models import PaperKind, SignedPaper
from workflow.case import ReportRequest
from workflow.sop import Final, Step
from workflow.views.cases import PAGE, page_links, page_number

STATES = [
    ("ditutup", "Yang sudah ditutup"),
    *[(final.value, final.label) for final in Final],
    ("berjalan", "Masih berjalan"),
    ("semua", "Semua kasus"),
]
_PILLS = {Final.SELESAI: "selesai", Final.DIBATALKAN: "menunggu", Final.DIKETAHUI: "menunggu"}


@require_safe
@login_required
def arsip(request: HttpRequest) -> HttpResponse:
    """Newest first, page by page, without ever counting all of it."""
    desk, page = desk_of(request), page_number(request)
    text, state = request.GET.get("cari", "").strip()[:100], request.GET.get("keadaan", "ditutup")
    year = request.GET.get("tahun", "")
    visible = ReportRequest.objects.visible_to(desk)
    years = list(visible.order_by("-period__year").values_list("period__year", flat=True).distinct())
    cases = _in_state(visible, state)
    if text:
        cases = cases.filter(_about(text))
    if year.isascii() and year.isdecimal():
        cases = cases.filter(period__year=int(year[:4]))
    number = SignedPaper.objects.filter(
        report=OuterRef("report"), kind=PaperKind.LAPORAN, state__in=EVER_SIGNED
    ).order_by("-signed_at")
    rows = (
        cases.select_related("letter", "period")
        .annotate(report_number=Subquery(number.values("number__text")[:1]))
        .order_by("-opened_at", "-pk")
    )
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "baris": [_row(case) for case in found[:PAGE]],
        "cari": text,
        "keadaan": state,
        "tahun": year,
        "keadaan_ada": STATES,
        "tahun_ada": years,
        "disaring": bool(text or year or state != "ditutup"),
        **page_links(request, page, has_more=len(found) > PAGE),
    }
    return render(request, "workflow/arsip.html", context)


def _in_state(cases: QuerySet[ReportRequest], state: str) -> QuerySet[ReportRequest]:
    if state in Final.values:
        return cases.filter(state=state)
    if state == "berjalan":
        return cases.filter(state__in=Step.values)
    return cases if state == "semua" else cases.filter(state__in=Final.values)


def _about(text: str) -> Q:
    papers = SignedPaper.objects.filter(
        number__text__icontains=text, kind=PaperKind.LAPORAN, state__in=EVER_SIGNED
    )
    about = Q(title__icontains=text) | Q(report__in=papers.values("report"))
    for name in ("number", "sender", "subject"):
        about |= Q(**{f"letter__{name}__icontains": text})
    if text.isdecimal():
        about |= Q(letter__agenda_number=int(text[:9]))
    return about


def _row(case: ReportRequest) -> dict[str, Any]:
    final = case.final
    return {
        "kasus": case,
        "nomor": getattr(case, "report_number", None),
        "pil": _PILLS[final] if final else "berjalan",
        "kata": case.get_state_display() if final else f"Langkah {Step(case.state).number}",
    }
