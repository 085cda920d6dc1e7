"""Download a frozen analysis as data."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.desk import desk_of
from reports import rules_paper
from reports.analysis.models import Analysis
from reports.exports.files import to_csv, to_json, to_xlsx
from reports.exports.lines import export
from reports.spreadsheets import XLSX_MIME

FILES = {
    "xlsx": (to_xlsx, XLSX_MIME),
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "json": (to_json, "application/json"),
}


@login_required
@require_safe
def analysis_file(request: HttpRequest, pk: int, jenis: str) -> HttpResponse:
    """The analysis as xlsx, csv or json, for whoever may read the report before it is signed."""
    analysis = get_object_or_404(Analysis.objects.select_related("report"), pk=pk)
    desk = desk_of(request)
    if jenis not in FILES or not rules_paper.may_read_contents(desk, analysis.report):
        raise Http404("Analisis tidak ada.")
    make, kind = FILES[jenis]
    found = export(analysis)
    response = HttpResponse(make(found), content_type=kind)
    name = f"analisis-{found.number}-{slugify(found.title)}"[:100]
    response["Content-Disposition"] = f'attachment; filename="{name}.{jenis}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
