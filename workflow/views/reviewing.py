"""Steps 6 to 8 on the screen: read the draft, write remarks, see what changed since one last looked, paraf it or send it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.desk import desk_of
from accounts.forms_base import read_key
from reports.correcting.services import mark_read, open_remarks
from reports.signing import paraf
from workflow.case import ReportRequest
from workflow.forms.paper import ReturnForm
from workflow.sop import RETURN_TARGETS, Action, Step
from workflow.views.common import (
    act,
    contents_only,
    prepared_id_of,
    refused,
    report_of,
    to_case,
    visible_case,
    visit_id_of,
)
from workflow.views.review_page import SEAL, TEMPLATE, next_desk, page, shown_version
from workflow.views.step_page import step_page

if TYPE_CHECKING:
    from accounts.models import User


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def review(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The version under correction. A post is the paraf, over the hash of the version that was on the screen."""
    version = shown_version(request, case)
    if version.is_destroyed:  # only of a closed case, which every other page of correcting sends away
        messages.info(
            request,
            f"Teks versi {version.number} sudah dimusnahkan karena habis masa simpannya. Nomor dan sidiknya tetap tercatat.",
        )
        return to_case(case)
    action = SEAL.get(case.step) if case.step else None
    if request.method == "POST":
        action = action or _meant(request, case)
        if action is None:
            raise Http404("Bukan langkah paraf.")
        refusal = act(
            request, case, action, {"sha256": request.POST.get("sha256", ""), "prepared": prepared_id_of(request)},
            done=f"Draft versi {version.number} sudah Anda paraf. Kasus kini di meja {next_desk(case)}.",
        )  # fmt: skip
        if refusal is None:
            return to_case(case)
        return refused(request, refusal, TEMPLATE, page(request, case, version))
    return render(request, TEMPLATE, page(request, case, version))


@require_POST
@visible_case
@contents_only
def seen(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Sent by the page once it is open: what changes after this version is new to this reader."""
    version = report_of(case).versions.filter(number=read_key(request.POST.get("versi", "")) or 0).first()
    if version is None:
        raise Http404("Versi ini tidak ada.")
    mark_read(version=version, reader=cast("User", request.user), at=desk_of(request).at)
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def send_back(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Steps 6, 7 and 8: back to where the edition says, with a note that cannot be left out."""
    form = ReturnForm(request.POST or None)
    if case.step not in RETURN_TARGETS:
        return _too_late(request, case, form)
    target = case.edition.row(Step(case.edition.row(case.step).jika_ditolak))
    if request.method == "POST" and form.is_valid():
        refusal = act(
            request, case, Action.KEMBALIKAN_DRAFT, form.cleaned_data | {"prepared": prepared_id_of(request)},
            done=f"Draft dikembalikan ke langkah {target.number}. {target.executor.person} membaca catatan Anda.",
        )  # fmt: skip
        if refusal is None:
            return to_case(case)
        form.add_refusal(refusal)
    context = step_page(request, case, Action.KEMBALIKAN_DRAFT)
    prepared = context["siapan"]
    if prepared is not None and prepared.action == Action.KEMBALIKAN_DRAFT and request.method == "GET":
        form = ReturnForm(initial=prepared.data)
    context |= {
        "form": form,
        "tujuan": target,
        "versi": shown_version(request, case),
        "catatan_terbuka": open_remarks(report_of(case)).count(),
        "gugur": [one for one in paraf.living(report_of(case)) if one.step >= target.number],
    }
    return render(request, "workflow/kembalikan.html", context, status=422 if form.errors else 200)


def _meant(request: HttpRequest, case: ReportRequest) -> Action | None:
    """The paraf that the posted page was about, when the case has moved on since: its visit says who was faster."""
    visit = case.visits.filter(pk=visit_id_of(request)).first()
    return SEAL.get(Step(visit.step)) if visit else None


def _too_late(request: HttpRequest, case: ReportRequest, form: ReturnForm) -> HttpResponse:
    """A return where there is nothing to decide any more: the sentence that says so, and what was written stays."""
    context = step_page(request, case, Action.KEMBALIKAN_DRAFT) | {"form": form}
    if request.method != "POST":
        messages.info(request, context["bukan_giliran"] or "Draft kasus ini tidak sedang dikoreksi.")
        return to_case(case)
    refusal = act(request, case, Action.KEMBALIKAN_DRAFT, {"note": request.POST.get("note", "")}, done="")
    assert refusal is not None  # there is no such act at this step
    return refused(request, refusal, "workflow/kembalikan.html", context)
