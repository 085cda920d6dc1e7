"""The head every page of a step shares: where the case stands, how much time is left, and in which post one acts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from workflow.case import ReportRequest
from workflow.context import edition_seen
from workflow.rules import why_not
from workflow.sop import Action
from workflow.story import visit_clock
from workflow.views.common import turn_context
from workflow.visits import Outcome, StepRecord


def step_page(request: HttpRequest, case: ReportRequest, action: Action) -> dict[str, Any]:
    """Context of a page about `action`: kasus, kunjungan, pos, jam (the clock in words), bukan_giliran (why not)."""
    context = turn_context(request, case, action)
    visit: StepRecord | None = context["kunjungan"]
    desk = desk_of(request)
    edition_seen(request, case.edition)
    context["jam"] = visit_clock(visit, desk.at, calendar_of(request)) if visit else None
    context["bukan_giliran"] = None if context["pos"] else why_not(case, action, desk)
    return context


def returned_to_here(case: ReportRequest) -> StepRecord | None:
    """The visit whose return opened the present one, with its note; None when the case came here forwards."""
    last = case.visits.filter(finished_at__isnull=False).order_by("-finished_at", "-pk").first()
    return last if last is not None and last.outcome == Outcome.DIKEMBALIKAN else None
