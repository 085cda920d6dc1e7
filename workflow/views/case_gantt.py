"""The nine steps of one case on a line of working time: norm against reality, as a drawing and as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.worktime import elapsed
from workflow.case import ReportRequest
from workflow.context import edition_seen
from workflow.scorecard import gantt, words
from workflow.scorecard.facts import usual_day
from workflow.sop import Step
from workflow.story import norm_total, total_minutes
from workflow.views.common import visible_case
from workflow.visits import StepRecord


@require_safe
@visible_case
def timeline(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Whoever may open the case; the notes of returns are for leaders and planners, as on the case's own page."""
    desk, calendar = desk_of(request), calendar_of(request)
    edition_seen(request, case.edition)
    visits = list(case.visits.order_by("opened_at", "pk"))
    day = usual_day(calendar, desk.at)
    drawn = gantt.lay_out(case, visits, desk.at, calendar, day)

    def row(visit: StepRecord) -> dict[str, Any]:
        end = visit.finished_at or max(desk.at, visit.opened_at)
        used = (
            visit.minutes_used if visit.minutes_used is not None else elapsed(visit.opened_at, end, calendar)
        )
        over = elapsed(visit.due_at, end, calendar) if end > visit.due_at else 0
        return {
            "kunjungan": visit,
            "langkah": Step(visit.step),
            "terpakai": words.time_taken(used, day),
            "lewat": words.time_taken(over, day) if end > visit.due_at else "",
            "catatan": visit.note if desk.sees_all else "",
        }

    context = {
        "kasus": case,
        "baris": [row(visit) for visit in visits],
        "grafik": {
            name: mark_safe(gantt.gantt_chart(drawn, identifier=f"garis-{name}", shape=shape))
            for name, shape in gantt.SHAPES.items()
        },
        "menurut_sop": drawn.promised_at,
        "baku": norm_total(case.edition),
        "terpakai": words.time_taken(total_minutes(visits, desk.at, calendar), day),
        "kembali": sum(visit.outcome == "dikembalikan" for visit in visits),
    }  # fmt: skip
    return render(request, "workflow/garis_waktu.html", context)
