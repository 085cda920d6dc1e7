"""Step 9 on the screen: who gets a copy, and afterwards who said so (the tap itself: reports.paper_views)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.desk import desk_of
from accounts.models import Unit
from accounts.posts import belongs_to
from accounts.roles import UnitKind
from reports.models import Report
from reports.signing.ending import last_signed
from workflow.case import ReportRequest
from workflow.forms.paper import RecipientsForm
from workflow.sop import Action, Final, Step
from workflow.views.common import act, contents_only, refused, visible_case
from workflow.views.step_page import step_page

TEMPLATE = "workflow/penggandaan.html"


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def distribute(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Choose the recipients and say that they have their copies; after that the same page lists the receipts."""
    report = _report(case)
    if request.method == "POST":
        form = _form(report, request)
        if not form.is_valid():
            return render(request, TEMPLATE, _page(request, case, form), status=422)
        refusal = act(
            request, case, Action.BAGIKAN,
            {"units": form.cleaned_data["units"], "outside": form.cleaned_data["outside"]},
            done="Laporan sudah dibagikan dan kasus selesai. Tanda terima menyusul dari tiap penerima.",
        )  # fmt: skip
        if refusal is None:
            return redirect("workflow:penggandaan", case.pk)
        return refused(request, refusal, TEMPLATE, _page(request, case, form))
    return render(request, TEMPLATE, _page(request, case, _form(report)))


def _page(request: HttpRequest, case: ReportRequest, form: RecipientsForm) -> dict[str, Any]:
    report = _report(case)
    copies = list(report.copies.select_related("unit", "received_by", "sent_by"))
    received = [copy for copy in copies if copy.received_at]
    return {
        **step_page(request, case, Action.BAGIKAN),
        "form": form,
        "laporan": report,
        "naskah": last_signed(report),
        "unduh_url": reverse("laporan-unduh", args=[report.pk]),
        "salinan": copies,
        "sudah_terima": len(received),
        "belum_terima": len(copies) - len(received),
        "dibagikan": case.final == Final.SELESAI,
        "giliran": case.step == Step.PENGGANDAAN,
        "catat_luar": desk_of(request).sees_all,
        "unit_saya": {
            copy.unit_id
            for copy in copies
            if copy.unit is not None and any(belongs_to(post, copy.unit) for post in desk_of(request).posts)
        },
    }


def _form(report: Report, request: HttpRequest | None = None) -> RecipientsForm:
    asked = list(report.submissions.values_list("unit_id", flat=True))
    own = Q(kind__in=(UnitKind.SEKRETARIAT, UnitKind.SUB_BAGIAN, UnitKind.BIDANG)) | Q(pk__in=asked)
    units = Unit.objects.filter(own, is_active=True).order_by("order", "name")
    initial = {"units": asked, "requester": True}
    return RecipientsForm(
        request.POST if request else None, units=units, requester=report.requester, initial=initial
    )


def _report(case: ReportRequest) -> Report:
    if case.report is None:
        raise Http404("Laporan belum ada.")
    return case.report
