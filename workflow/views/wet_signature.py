"""The signature by hand on the screen: upload the scan, and the second person's comparison."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.desk import desk_of
from accounts.errors import Refusal
from reports.models import WetSignature
from reports.page_images import one_page
from reports.paper_views import PAGE_KEPT
from reports.signing import wet
from reports.signing.acting import papers_of_act
from reports.stored import open_stored
from workflow import signing
from workflow.case import ReportRequest
from workflow.forms.paper import MismatchForm, WetScanForm
from workflow.sop import Action
from workflow.views.common import act, contents_only, refused, report_of, to_case, visible_case, visit_id_of
from workflow.views.page_images import pages_of, pages_of_scan
from workflow.views.paper_document import shown
from workflow.views.signing_page import page
from workflow.views.step_page import step_page

if TYPE_CHECKING:
    from accounts.models import User

SIGN, COMPARE = "workflow/tanda_tangan.html", "workflow/cocokkan_basah.html"


@require_POST
@visible_case
@contents_only
def upload(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Keep the scans of every paper of the act; they then wait for the second person."""
    papers = papers_of_act(report_of(case))
    form = WetScanForm(request.POST, request.FILES, papers=papers)
    if not form.is_valid():
        return render(request, SIGN, page(request, case, scanning=form), status=422)
    try:
        signing.upload_scans(
            case_id=case.pk, files={paper: form.cleaned_data[f"pindaian_{paper.pk}"] for paper in papers},
            signed_on=form.cleaned_data["tanggal"], by=cast("User", request.user), at=desk_of(request).at,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.field in form.fields:
            form.add_refusal(refusal)
            return render(request, SIGN, page(request, case, scanning=form), status=422)
        return refused(request, refusal, SIGN, page(request, case, scanning=form))
    messages.success(
        request, "Pindaian tersimpan. Kasubag Perencanaan atau Sekretaris mencocokkannya dengan naskah."
    )
    return redirect("workflow:tanda-tangan", case.pk)


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def compare(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The prepared paper beside the scan; confirming makes it the signed report, anything else sends the scan back."""
    if request.method != "POST":
        if not wet.waiting(report_of(case)):
            return redirect("workflow:tanda-tangan", case.pk)
        return render(request, COMPARE, _comparison(request, case))
    if request.POST.get("putusan") == "tidak":
        return _reject(request, case)
    refusal = act(
        request, case, Action.CATAT_BASAH, {"seen": request.POST.getlist("sidik")},
        done="Tanda tangan basah dicatat. Staf Perencana membagikan laporannya.",
    )  # fmt: skip
    if refusal is not None:
        return refused(request, refusal, COMPARE, _comparison(request, case))
    return to_case(case)


def _reject(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    form = MismatchForm(request.POST)
    context = _comparison(request, case)
    if not form.is_valid():
        return render(request, COMPARE, context | {"form": form, "form_alasan": form}, status=422)
    try:
        signing.reject_scans(
            case_id=case.pk, visit_id=visit_id_of(request), reason=form.cleaned_data["alasan"],
            by=cast("User", request.user), at=desk_of(request).at,
        )  # fmt: skip
    except Refusal as refusal:
        return refused(request, refusal, COMPARE, context | {"form_alasan": form})
    messages.success(request, "Pindaian dikembalikan dengan catatan Anda.")
    return redirect("workflow:tanda-tangan", case.pk)


@require_safe
@visible_case
@contents_only
def scan_file(request: HttpRequest, case: ReportRequest, scan_id: int) -> HttpResponse:
    """The uploaded scan, shown inside our own page."""
    scan = WetSignature.objects.filter(pk=scan_id, paper__report=report_of(case)).first()
    if scan is None:
        raise Http404("Pindaian tidak ada.")
    opened = open_stored(scan.scan, "Berkas tidak ada lagi di penyimpanan.")
    response = FileResponse(opened, content_type="application/pdf", filename="pindaian.pdf")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "frame-ancestors 'self'"
    return cast("HttpResponse", response)


@require_safe
@visible_case
@contents_only
def scan_page(request: HttpRequest, case: ReportRequest, scan_id: int, number: int) -> HttpResponse:
    """One page of the uploaded scan as an image, for reading it beside the paper on a phone."""
    scan = WetSignature.objects.filter(pk=scan_id, paper__report=report_of(case)).first()
    if scan is None or not 1 <= number <= scan.pages:
        raise Http404("Halaman pindaian tidak ada.")
    with open_stored(scan.scan, "Berkas tidak ada lagi di penyimpanan.") as stream:
        picture = one_page(stream.read(), number)
    if picture is None:
        raise Http404("Halaman pindaian tidak dapat dibuka. Buka PDF pindaiannya.")
    response = HttpResponse(picture, content_type="image/jpeg")
    response["Cache-Control"] = f"private, max-age={PAGE_KEPT}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _comparison(request: HttpRequest, case: ReportRequest) -> dict[str, Any]:
    context = step_page(request, case, Action.CATAT_BASAH)
    desk = desk_of(request)
    pairs, why = [], ""
    for scan in wet.waiting(report_of(case)):
        try:
            wet.check_checker(scan, desk.user)
        except Refusal as refusal:
            why = refusal.message
        pairs.append(
            {
                "pindaian": scan,
                "naskah": scan.paper,
                "dokumen": shown(scan.paper.document) if scan.paper.document else None,
                "halaman": list(
                    zip_longest(
                        pages_of(scan.paper.document_id) if scan.paper.document_id else [],
                        pages_of_scan(case.pk, scan),
                    )
                ),
                "pindaian_url": reverse("workflow:basah-pindaian", args=[case.pk, scan.pk]),
            }
        )
    return context | {
        "pasangan": pairs, "bukan_pemeriksa": why, "boleh": context["pos"] is not None and not why and bool(pairs),
        "form_alasan": MismatchForm(),
    }  # fmt: skip
