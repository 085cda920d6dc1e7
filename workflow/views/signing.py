"""Step 8 on the screen: prepare the papers, see exactly those PDFs, give the passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.desk import desk_of
from accounts.errors import Refusal
from reports.signing.backends import backend
from reports.signing.models import Backend
from reports.signing.records import signing_choice
from workflow import signing
from workflow.case import ReportRequest
from workflow.forms.paper import PassphraseForm
from workflow.rules import acting_post
from workflow.sop import Action
from workflow.views.common import contents_only, refused, to_case, visible_case, visit_id_of
from workflow.views.signing_page import page, prepare_form

if TYPE_CHECKING:
    pass

TEMPLATE = "workflow/tanda_tangan.html"
STALE = "Naskah yang dimaksud halaman Anda tidak dikenali. Muat ulang halaman, lalu tekan lagi."
DONE = "Laporan sudah Anda tandatangani. Staf Perencana membagikannya kepada unit dan peminta."


@sensitive_post_parameters("sandi")
@never_cache
@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def sign(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The page of step 8; a post is the signature over the files that were on the screen."""
    if request.method != "POST":
        return render(request, TEMPLATE, page(request, case))
    form = PassphraseForm(request.POST)
    if (
        "selesaikan" in request.POST
    ):  # what BSrE already signed; make_signature refuses where something is left to sign
        form = PassphraseForm(request.POST, is_made=True)
    if not form.is_valid():
        if "sandi" not in form.fields:  # nothing in it was typed, so there is nothing to mend in it
            return refused(request, Refusal(STALE), TEMPLATE, page(request, case))
        return render(request, TEMPLATE, page(request, case, passphrase=form), status=422)
    try:
        signing.sign(
            case_id=case.pk, visit_id=visit_id_of(request), paper_id=form.cleaned_data["naskah"],
            seen_sha256=form.cleaned_data["sidik"], seen_pengantar=form.cleaned_data["sidik_pengantar"],
            passphrase=form.cleaned_data.get("sandi", ""), by=desk_of(request).user, at=desk_of(request).at,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.field == "passphrase" and "sandi" in form.fields:
            form.add_error("sandi", refusal.message)
            return render(request, TEMPLATE, page(request, case, passphrase=form), status=422)
        return refused(request, refusal, TEMPLATE, page(request, case))
    messages.success(request, DONE)
    return to_case(case)


@require_POST
@visible_case
@contents_only
def prepare(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Reserve the numbers and send the papers to the worker; nothing is signed yet. `cara=basah`: for the pen."""
    form = prepare_form(case, request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, page(request, case, preparing=form), status=422)
    wanted: dict[str, Any] = {
        "case_id": case.pk, "by": desk_of(request).user, "at": desk_of(request).at,
        "typed_number": form.cleaned_data.get("nomor"), "with_pengantar": form.cleaned_data["pengantar"],
        "typed_pengantar": form.cleaned_data.get("nomor_pengantar"),
    }  # fmt: skip
    try:
        if request.POST.get("cara") == Backend.BASAH:
            signing.prepare_by_hand(**wanted)
        else:
            signing.prepare(visit_id=visit_id_of(request), **wanted)
    except Refusal as refusal:
        if refusal.field == "nomor" and "nomor" in form.fields:
            form.add_refusal(refusal)
            return render(request, TEMPLATE, page(request, case, preparing=form), status=422)
        return refused(request, refusal, TEMPLATE, page(request, case, preparing=form))
    return redirect("workflow:tanda-tangan", case.pk)


@require_POST
@visible_case
@contents_only
def signer_status(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """One line of the list, asked of BSrE in the background once the page is there: would it let this person sign?"""
    may = acting_post(case, Action.TANDATANGANI, desk_of(request)) is not None
    if not may or signing_choice().backend != Backend.BSRE:
        return HttpResponse(status=204)
    return render(
        request,
        "workflow/_status_bsre.html",
        {"status": backend(Backend.BSRE).signer_status(desk_of(request).user)},
    )


@require_POST
@visible_case
@contents_only
def unknown_outcome(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """What to do about a request whose answer was lost: look again, or declare that it did not happen."""
    wanted: dict[str, Any] = {
        "case_id": case.pk,
        "visit_id": visit_id_of(request),
        "by": desk_of(request).user,
        "at": desk_of(request).at,
    }
    try:
        if request.POST.get("putusan") == "belum":
            signing.declare_not_done(**wanted)
            messages.success(request, "Dicatat: belum terjadi di BSrE. Anda dapat menandatangani lagi.")
        elif signing.look_again(**wanted):
            messages.success(request, "Hasilnya sudah diketahui. Lanjutkan menurut petunjuk di bawah.")
        else:
            messages.info(
                request, "BSrE belum dapat memberi tahu hasilnya. Coba periksa lagi beberapa menit lagi."
            )
    except Refusal as refusal:
        return refused(request, refusal, TEMPLATE, page(request, case))
    return redirect("workflow:tanda-tangan", case.pk)
