"""The time of a case, visit by visit: two clocks, what moved the due time, and the forms to extend or to pause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.worktime_words import moment
from workflow import deadlines, pausing
from workflow.case import ReportRequest
from workflow.clock_words import visit_words
from workflow.context import edition_seen
from workflow.deadline_models import Pause
from workflow.forms.clock import ExtendForm, WaitForm
from workflow.views.common import contents_only, visible_case, visit_id_of
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.posts import Desk

PAGE = "workflow/waktu.html"
Forms = dict[str, Any]


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def time_of(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Reasons may speak of units and of people, so leaders and planners only. A refused form keeps what was typed."""
    desk = desk_of(request)
    edition_seen(request, case.edition)
    visits = list(case.visits.prefetch_related("due_changes", "pauses"))
    current = next((visit for visit in visits if visit.is_open), None)
    forms = _forms(request, current, desk)
    status = 200
    if request.method == "POST":
        answer = _post(request, case, forms)
        if not isinstance(answer, int):
            return answer
        status = answer
    rows = [visit_words(visit, desk, calendar_of(request)) for visit in visits]
    shown = next((row for row in rows if row.is_open), None)
    context = {
        "kasus": case, "kunjungan": current, "kini": shown, "baris": rows[::-1],
        "perubahan": [(row, change) for row in rows for change in row.changes][::-1],
        "jeda": [(row, wait) for row in rows for wait in row.waits][::-1],
        "ada_galat": status != 200, **_rights(current, desk), **forms,
    }  # fmt: skip
    return render(request, PAGE, context, status=status)


def _rights(visit: StepRecord | None, desk: Desk) -> dict[str, Any]:
    if visit is None:
        return {}
    by_hand = any(one.kind == Pause.Kind.LAINNYA and one.is_open for one in visit.pauses.all())
    return {
        "pos_perpanjang": deadlines.extending_post(visit, desk),
        "bukan_perpanjang": deadlines.why_not_extend(visit, desk),
        "pos_jeda": None if by_hand else pausing.pausing_post(visit, desk),
        "pos_lanjut": pausing.resuming_post(visit, desk) if by_hand else None,
    }


def _forms(request: HttpRequest, visit: StepRecord | None, desk: Desk) -> Forms:
    act = request.POST.get("aksi", "")
    offers = deadlines.offers(visit, desk.at, calendar_of(request)) if visit else []
    return {
        "form_perpanjang": ExtendForm(
            request.POST if act == "perpanjang" else None, offers=offers, at=desk.at, prefix=None
        ),
        "form_jeda": WaitForm(request.POST if act == "tunggu" else None, auto_id="id_jeda_%s"),
    }


def _post(request: HttpRequest, case: ReportRequest, forms: Forms) -> HttpResponse | int:
    """Carry out what was pressed: a redirect when done, else the status of the page that says why not."""
    act, desk = request.POST.get("aksi", ""), desk_of(request)
    common: dict[str, Any] = {
        "case_id": case.pk, "visit_id": visit_id_of(request), "by": cast("User", request.user), "at": desk.at,
    }  # fmt: skip
    form = {"perpanjang": forms["form_perpanjang"], "tunggu": forms["form_jeda"]}.get(act)
    if form is not None and not form.is_valid():
        return 422
    try:
        done = _carry_out(act, common, form.cleaned_data if form is not None else {}, desk)
    except Refusal as refusal:
        if form is not None:
            form.add_refusal(refusal)
        else:
            forms["galat_layanan"] = refusal
        race = "muat ulang" in refusal.message.lower()
        return 403 if isinstance(refusal, NotYours) else 409 if race else 422
    messages.success(request, done)
    return redirect("workflow:waktu", case.pk)


def _carry_out(act: str, common: dict[str, Any], data: dict[str, Any], desk: Desk) -> str:
    if act == "perpanjang":
        change = deadlines.extend(**common, until=data["until"], reason=data["alasan"])
        return f"Tenggat diperpanjang sampai {moment(change.after, desk.at)}. Pelaksananya diberi tahu."
    if act == "tunggu":
        pausing.begin(**common, reason=data["alasan"])
        return "Tercatat: langkah ini menunggu pihak lain. Akhiri bila yang ditunggu sudah datang."
    if act == "lanjut":
        pausing.end(**common)
        return "Masa menunggu diakhiri. Waktu berjalan lagi di meja pelaksana."
    raise Refusal("Tombol ini tidak dikenal. Muat ulang halaman, lalu coba lagi.")
