"""Step 9 on the screen: whom the report is meant for (from step 5 on), handing it out, and afterwards who has it.

The acts about one copy (receipt, sending again, reminding) are in reports.distribution.views.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.models import Unit
from accounts.roles import UnitKind
from reports.collection import actors
from reports.distribution import planning
from reports.distribution import services as distribution
from reports.models import Report
from reports.signing import services as papers
from reports.signing.ending import last_signed
from reports.signing.models import PaperKind
from workflow.case import ReportRequest
from workflow.forms.recipients import RecipientsForm
from workflow.sop import Action, Final, Step
from workflow.views.common import act, contents_only, refused, report_of, visible_case
from workflow.views.copy_rows import copy_rows
from workflow.views.step_page import step_page

if TYPE_CHECKING:
    from accounts.models import User

TEMPLATE = "workflow/penggandaan.html"
DONE = "Laporan sudah dibagikan dan kasus selesai. Tanda terima menyusul dari tiap penerima."


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def distribute(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Choose the recipients and say that they have their copies; after that the same page lists the receipts."""
    if request.method != "POST":
        return render(request, TEMPLATE, _page(request, case))
    form = _form(report_of(case), request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, _page(request, case, form), status=422)
    refusal = act(request, case, Action.BAGIKAN, {"recipients": form.cleaned_data["recipients"]}, done=DONE)
    if refusal is None:
        return redirect("workflow:penggandaan", case.pk)
    return refused(request, refusal, TEMPLATE, _page(request, case, form))


@require_POST
@visible_case
@contents_only
def recipients(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Before the signature: keep whom the report is meant for. After the case is closed: hand it to more of them."""
    report = report_of(case)
    form = _form(report, request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, _page(request, case, form), status=422)
    chosen, by, now = form.cleaned_data["recipients"], cast("User", request.user), desk_of(request).at
    try:
        if case.final == Final.SELESAI:
            made = distribution.extend(report=report, recipients=chosen, by=by, at=now)
            told = f"Dibagikan juga kepada {', '.join(str(copy) for copy in made)}." if made else ""
        else:
            planning.save_plan(report=report, recipients=chosen, by=by, at=now)
            told = "Daftar penerima disimpan. Surat pengantar dialamatkan menurut daftar ini."
    except Refusal as refusal:
        return refused(request, refusal, TEMPLATE, _page(request, case, form))
    if told:
        messages.success(request, told)
    else:
        messages.info(request, "Semua penerima itu sudah mendapat salinan; tidak ada yang ditambahkan.")
    return redirect("workflow:penggandaan", case.pk)


def _page(request: HttpRequest, case: ReportRequest, form: RecipientsForm | None = None) -> dict[str, Any]:
    report, desk = report_of(case), desk_of(request)
    is_closed = case.final == Final.SELESAI
    is_turn = case.step == Step.PENGGANDAAN
    manager = actors.manager(desk)
    paper = papers.signed(report)
    ended = last_signed(report) if is_closed and paper is None else None
    may_plan = manager is not None and paper is None and case.final is None and case.report is not None
    rows = copy_rows(report, desk, calendar_of(request), paper) if is_closed else []
    received = sum(row.copy.received_at is not None for row in rows)
    return {
        **step_page(request, case, Action.BAGIKAN),
        "form": form or _form(report),
        "laporan": report,
        "naskah": paper,
        "berakhir": ended,
        "dimusnahkan": paper is not None and not paper.is_kept,
        "surat_pengantar": papers.signed(report, PaperKind.PENGANTAR),
        "unduh_url": reverse("laporan-unduh", args=[report.pk]),
        "salinan": rows,
        "belum": [row for row in rows if row.copy.received_at is None],
        "sudah": [row for row in rows if row.copy.received_at is not None],
        "sudah_terima": received,
        "belum_terima": len(rows) - received,
        "unit_belum": sum(row.copy.received_at is None and row.copy.unit_id is not None for row in rows),
        "dibagikan": is_closed,
        "giliran": is_turn,
        "rencana": may_plan,
        "pengelola": manager is not None,
        "hari_ini": f"{timezone.localdate(desk.at):%Y-%m-%d}",
    }


def _form(report: Report, data: QueryDict | None = None) -> RecipientsForm:
    """With everybody who is meant; after handing out, with those only who have no copy yet."""
    held = list(report.copies.values_list("unit_id", "outside"))
    asked = list(report.submissions.values_list("unit_id", flat=True))
    own = Q(kind__in=(UnitKind.SEKRETARIAT, UnitKind.SUB_BAGIAN, UnitKind.BIDANG)) | Q(pk__in=asked)
    units = Unit.objects.filter(own, is_active=True).exclude(pk__in=[pk for pk, _ in held if pk])
    return RecipientsForm(
        data,
        units=units.order_by("order", "name"),
        planned=[] if held else planning.planned(report),
        requester=report.requester,
    )
