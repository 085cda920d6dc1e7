"""What every screen of a case shares: fetch, call the door, say what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.forms_base import read_key
from reports.report import Report
from workflow.case import ReportRequest
from workflow.people import preparing
from workflow.rules import acting_post, may_read_contents, opened
from workflow.services import current_visit, perform
from workflow.sop import Action
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.models import User

P = ParamSpec("P")
CaseView = Callable[Concatenate[HttpRequest, ReportRequest, P], HttpResponse]


def visible_case(view: CaseView[P]) -> Callable[Concatenate[HttpRequest, int, P], HttpResponse]:
    """Log-in required; the case, if this person may open it, else 404 – another unit's case does not exist."""

    @login_required
    @wraps(view)
    def wrapper(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        case = (
            ReportRequest.objects.visible_to(desk_of(request))
            .select_related("letter", "period", "retention", "edition", "report")
            .prefetch_related("edition__rows")
            .filter(pk=pk)
            .first()
        )
        if case is None:
            raise Http404("Kasus tidak ada.")
        opened(case, desk_of(request))
        return view(request, case, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, int, P], HttpResponse]", wrapper)


def contents_only(view: CaseView[P]) -> CaseView[P]:
    """For pages that show all units' figures, analysis or draft: leaders and planners, else 404."""

    @wraps(view)
    def wrapper(
        request: HttpRequest, case: ReportRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not may_read_contents(case, desk_of(request)):
            raise Http404("Halaman tidak ada.")
        return view(request, case, *args, **kwargs)

    return wrapper


def report_of(case: ReportRequest) -> Report:
    """The report of a case; 404 while there is none."""
    if case.report is None:
        raise Http404("Laporan belum ada.")
    return case.report


def act(
    request: HttpRequest, case: ReportRequest, action: Action, data: Mapping[str, Any], *, done: str
) -> Refusal | None:
    """Carry out an action for the person who posted. Returns the refusal to show beside the form, or None when done."""
    try:
        perform(
            case_id=case.pk, action=action, visit_id=visit_id_of(request), by=cast("User", request.user),
            at=desk_of(request).at, data=data,
        )  # fmt: skip
    except Refusal as refusal:
        return refusal
    messages.success(request, done)
    return None


def visit_id_of(request: HttpRequest) -> int:
    """The visit the page meant. A page without one is treated as out of date."""
    return read_key(request.POST.get("kunjungan", "")) or 0


def prepared_id_of(request: HttpRequest) -> int:
    """What an aide had prepared and this form started with; 0 for none."""
    return read_key(request.POST.get("siapan", "")) or 0


def turn_context(request: HttpRequest, case: ReportRequest, action: Action) -> dict[str, Any]:
    """`kunjungan` for the hidden field, and `pos`: the post in which this person may act now (None: read only)."""
    visit: StepRecord | None = current_visit(case)
    post = acting_post(case, action, desk_of(request))
    prepared = preparing.waiting_for(visit, desk_of(request)) if post else None
    return {"kasus": case, "kunjungan": visit, "pos": post, "siapan": prepared}


def to_case(case: ReportRequest) -> HttpResponse:
    return redirect("workflow:kasus-rinci", case.pk)


def refused(
    request: HttpRequest, refusal: Refusal, template: str, context: dict[str, Any], *, is_race: bool = False
) -> HttpResponse:
    """The page again with the sentence on top and all that was typed; 409 for a lost race, 403 for a foreign turn."""
    is_race = is_race or "muat ulang" in refusal.message.lower()
    status = 403 if isinstance(refusal, NotYours) else 409 if is_race else 422
    return render(
        request,
        template,
        {**context, "galat_layanan": refusal, "galat": True, "ada_galat": True},
        status=status,
    )
