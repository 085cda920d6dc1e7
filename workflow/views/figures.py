"""The card of one figure in the draft or a version: a small fragment, fetched when somebody points at the figure."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.forms_base import read_key
from reports.analysis.result import read
from reports.analysis.services import latest
from reports.drafting.origins import origin
from workflow.case import ReportRequest
from workflow.views.common import contents_only, visible_case


@require_safe
@visible_case
@contents_only
def figure_origin(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """`ref` names the figure; `versi` the version it stands in, without which the newest frozen analysis answers."""
    if case.report is None:
        raise Http404("Laporan belum ada.")
    number = read_key(request.GET.get("versi", ""))
    if number is not None:
        version = case.report.versions.select_related("analysis").filter(number=number).first()
        analysis = version.analysis if version else None
    else:
        analysis = latest(case.report)
    found = origin(request.GET.get("ref", "")[:100], read(analysis.data)) if analysis else None
    if found is None:
        raise Http404("Angka ini tidak ada dalam hasil analisis.")
    return render(request, "workflow/_angka.html", {"asal": found, "analisis": analysis})
