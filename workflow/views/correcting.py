"""A superior corrects the draft at the own desk: the sections as text, one button, the next version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import read_key
from reports.correcting.direct import Rewritten
from reports.signing import paraf
from workflow import correcting
from workflow.case import ReportRequest
from workflow.sop import Action, Step
from workflow.views.common import contents_only, refused, report_of, visible_case, visit_id_of
from workflow.views.draft_form import Wish, changed
from workflow.views.draft_page import SectionOnScreen
from workflow.views.review_page import shown_version
from workflow.views.step_page import step_page
from workflow.writing import Typed

if TYPE_CHECKING:
    from accounts.models import User

TEMPLATE = "workflow/koreksi_sendiri.html"


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def correct(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The text to correct; a post makes the next version of it, or says why not and keeps what was typed."""
    if request.method != "POST":
        if case.step not in correcting.CORRECTING:
            messages.info(request, "Draft kasus ini tidak sedang dikoreksi.")
            return redirect("workflow:kasus-rinci", case.pk)
        return render(request, TEMPLATE, _page(request, case, {}))
    typed = changed(request, report_of(case), Wish("simpan"))
    try:
        version = correcting.correct_directly(
            case_id=case.pk, visit_id=visit_id_of(request), seen_number=read_key(request.POST.get("versi", "")) or 0,
            rewritten=[Rewritten(one.section_id, one.text, one.seen_version) for one in typed],
            note=request.POST.get("note", ""), by=cast("User", request.user), at=desk_of(request).at,
        )  # fmt: skip
    except Refusal as refusal:
        kept = {one.section_id: one for one in typed}
        return refused(request, refusal, TEMPLATE, _page(request, case, kept))
    messages.success(request, f"Koreksi Anda tersimpan sebagai versi {version.number}.")
    if case.step == Step.TANDA_TANGAN:
        return redirect("workflow:tanda-tangan", case.pk)
    return redirect(f"{reverse('workflow:koreksi', args=[case.pk])}?dari={version.number - 1}&lihat=berubah")


def _page(request: HttpRequest, case: ReportRequest, kept: dict[int, Typed]) -> dict[str, Any]:
    context = step_page(request, case, Action.KEMBALIKAN_DRAFT)
    report, version = report_of(case), shown_version(request, case)
    wanted = request.GET.get("bagian", "")
    shown = []
    for section in report.sections.order_by("order"):
        typed = kept.get(section.pk)
        item = SectionOnScreen(section, typed.text if typed else section.text)
        if typed is not None:
            item.seen_version = typed.seen_version
        shown.append({"item": item, "buka": typed is not None or section.key == wanted})
    return {
        **context,
        "versi": version,
        "bagian": shown,
        "catatan": request.POST.get("note", ""),
        "sudah_paraf": [one for one in paraf.carried(version) if one.person_id != desk_of(request).user.pk],
    }
