"""The aide's page of a case, and the official's discarding. Confirming is the official's own form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.posts import Desk
from workflow.case import ReportRequest
from workflow.forms.preparing import PrepareDispositionForm, PrepareNoteForm
from workflow.people import preparing
from workflow.people.models import PreparedAct
from workflow.rules import PREPARABLE, may_prepare, may_read_contents
from workflow.services import current_visit
from workflow.sop import Action, Step
from workflow.story import visit_clock
from workflow.views.common import to_case, visible_case, visit_id_of


@require_http_methods(["GET", "POST"])
@login_required
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill what the official will confirm. For everybody who is no aide of theirs the page does not exist."""
    desk = desk_of(request)
    case = ReportRequest.objects.select_related("letter", "edition", "report", "period").filter(pk=pk).first()
    actions = [one for one in PREPARABLE if case is not None and may_prepare(case, one, desk)]
    if case is None or not actions:
        raise Http404("Tidak ada yang dapat disiapkan.")
    form = _form(request, case, actions)
    status = 200
    if request.method == "POST":
        refusal = _keep(request, case, form, desk) if form.is_valid() else None
        if form.is_valid() and refusal is None:
            return redirect("workflow:beranda")
        status = 422
    return render(
        request, "workflow/siapkan.html", _context(case, form, actions, desk, request), status=status
    )


def _form(
    request: HttpRequest, case: ReportRequest, actions: list[Action]
) -> PrepareDispositionForm | PrepareNoteForm:
    kind = PrepareDispositionForm if case.step == Step.DISPOSISI else PrepareNoteForm
    return kind(request.POST or None, actions=actions)


def _keep(
    request: HttpRequest, case: ReportRequest, form: PrepareDispositionForm | PrepareNoteForm, desk: Desk
) -> Refusal | None:
    data = form.cleaned_data
    try:
        made = preparing.prepare(
            case_id=case.pk, visit_id=visit_id_of(request), action=Action(data["action"]), by=desk.user, at=desk.at,
            data={**data, "recipients": [unit.pk for unit in data.get("recipients", ())]},
        )  # fmt: skip
    except Refusal as refusal:
        form.add_refusal(refusal)
        return refusal
    messages.success(request, f"Sudah disiapkan. {made.official} memeriksa dan menyetujui.")
    return None


def _context(
    case: ReportRequest, form: Any, actions: list[Action], desk: Desk, request: HttpRequest
) -> dict[str, Any]:
    visit = current_visit(case)
    post = may_prepare(case, actions[0], desk)
    assert visit is not None
    earlier = PreparedAct.objects.filter(visit=visit, by=desk.user).first()
    return {
        "kasus": case, "surat": case.letter, "kunjungan": visit, "form": form, "untuk": post, "sebelumnya": earlier,
        "jam": visit_clock(visit, desk.at, calendar_of(request)), "baca_draft": may_read_contents(case, desk) and case.report,
    }  # fmt: skip


@require_POST
@visible_case
def discard(request: HttpRequest, case: ReportRequest, prepared_id: int) -> HttpResponse:
    """Not used; the aide is told why."""
    desk = desk_of(request)
    try:
        made = preparing.discard(
            prepared_id=prepared_id, word=request.POST.get("word", ""), by=desk.user, at=desk.at
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Siapan {made.by_name} tidak dipakai; ia diberi tahu.")
    return to_case(case)
