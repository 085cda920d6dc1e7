"""Step 8 on the screen: prepare the paper, see exactly that PDF, give the passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import nip
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.worktime_words import moment
from reports.models import NumberSeries, Report, SignedPaper
from reports.paper_html import preview as paper_preview
from reports.signing import paraf
from reports.signing import services as papers
from reports.signing.models import SeriesMode, SeriesPurpose
from workflow import signing
from workflow.case import ReportRequest
from workflow.forms.paper import NumberForm, PassphraseForm
from workflow.sop import Action, Step
from workflow.views.common import contents_only, refused, to_case, visible_case, visit_id_of
from workflow.views.paper_document import on_screen, shown
from workflow.views.step_page import step_page

if TYPE_CHECKING:
    from accounts.models import User

TEMPLATE = "workflow/tanda_tangan.html"


@sensitive_post_parameters("sandi")
@never_cache
@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def sign(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The page of step 8; a post is the signature over the file that was on the screen."""
    if request.method != "POST":
        return render(request, TEMPLATE, _page(request, case))
    form = PassphraseForm(request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, _page(request, case, passphrase=form), status=422)
    try:
        signing.sign(
            case_id=case.pk, visit_id=visit_id_of(request), paper_id=form.cleaned_data["naskah"],
            seen_sha256=form.cleaned_data["sidik"], passphrase=form.cleaned_data["sandi"], by=_user(request),
            at=desk_of(request).at,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.field == "passphrase":
            form.add_error("sandi", refusal.message)
            return render(request, TEMPLATE, _page(request, case, passphrase=form), status=422)
        return refused(request, refusal, TEMPLATE, _page(request, case))
    messages.success(
        request, "Laporan sudah Anda tandatangani. Staf Perencana membagikannya kepada unit dan peminta."
    )
    return to_case(case)


@require_POST
@visible_case
@contents_only
def prepare(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Reserve the number and send the paper to the worker; nothing is signed yet."""
    form = NumberForm(request.POST) if _is_typed(case) else None
    if form is not None and not form.is_valid():
        return render(request, TEMPLATE, _page(request, case, number=form), status=422)
    try:
        signing.prepare(
            case_id=case.pk, visit_id=visit_id_of(request), by=_user(request), at=desk_of(request).at,
            typed_number=form.cleaned_data["nomor"] if form else None,
        )  # fmt: skip
    except Refusal as refusal:
        if form is not None and refusal.field == "nomor":
            form.add_refusal(refusal)
            return render(request, TEMPLATE, _page(request, case, number=form), status=422)
        return refused(request, refusal, TEMPLATE, _page(request, case, number=form))
    return redirect("workflow:tanda-tangan", case.pk)


def _page(
    request: HttpRequest,
    case: ReportRequest,
    *,
    number: NumberForm | None = None,
    passphrase: PassphraseForm | None = None,
) -> dict[str, Any]:
    context = step_page(request, case, Action.TANDATANGANI)
    report = _report(case)
    version = report.versions.order_by("-number").first()
    if version is None:
        raise Http404("Belum ada versi draft.")
    post = context["pos"]
    seals = paraf.living(report)
    now = desk_of(request).at
    paper = papers.current(report)
    is_signed = paper is not None and paper.state == SignedPaper.State.DITANDATANGANI
    fits = paper is not None and (is_signed or signing.is_for(paper, version, post, now))
    document = (
        shown(paper.document) if paper is not None and paper.document and fits and not is_signed else None
    )
    ready = fits and paper is not None and paper.state == SignedPaper.State.SIAP
    if ready and paper is not None and paper.document:
        seen = {"naskah": paper.pk, "sidik": paper.document.sha256}
        passphrase = passphrase or PassphraseForm(initial=seen)
    return {
        **context,
        "versi": version,
        "isi_laporan": on_screen(paper_preview(version, parafs=seals)) if not is_signed else "",
        "unduh_url": reverse("laporan-unduh", args=[report.pk]) if is_signed else "",
        "naskah": paper if fits else None,
        "nip": nip.display(paper.signer_nip) if paper else "",
        "naskah_lama": paper if paper is not None and not fits else None,
        "dokumen": document,
        "siap": ready,
        "ditandatangani": is_signed,
        "belum": papers.preflight(report=report, assignment=post, at=now)
        if post and not is_signed and not ready
        else [],
        "sudah": [f"Versi {version.number} diparaf {one.title}, {moment(one.at, now)}" for one in seals],
        "form_nomor": number or (NumberForm() if _is_typed(case) and not is_signed else None),
        "form_sandi": passphrase if ready else None,
        "form": passphrase if passphrase is not None and passphrase.is_bound else number,
        "giliran_tanda_tangan": case.step == Step.TANDA_TANGAN,
    }


def _is_typed(case: ReportRequest) -> bool:
    """The number comes from the office's own book, and this report has none yet."""
    return (
        NumberSeries.objects.filter(purpose=SeriesPurpose.LAPORAN, mode=SeriesMode.DIKETIK).exists()
        and papers.held_number(_report(case)) is None
    )


def _report(case: ReportRequest) -> Report:
    if case.report is None:
        raise Http404("Laporan belum ada.")
    return case.report


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
