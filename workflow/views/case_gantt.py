"""The nine steps of one case on a line of working time: norm against reality, as a drawing and as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from workflow.case import ReportRequest
from workflow.context import edition_seen
from workflow.scorecard import gantt, words
from workflow.scorecard.facts import usual_day
from workflow.sop import Step
from workflow.story import norm_total, total_minutes
from workflow.views.common import visible_case
from workflow.visits import StepRecord
from workflow.waiting import split


@require_safe
@visible_case
def timeline(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Whoever may open the case; the notes of returns are for leaders and planners, as on the case's own page."""
    desk, calendar = desk_of(request), calendar_of(request)
    edition_seen(request, case.edition)
    visits = list(case.visits.prefetch_related("pauses").order_by("opened_at", "pk"))
    day = usual_day(calendar, desk.at)
    drawn = gantt.lay_out(case, visits, desk.at, calendar, day)

    def row(visit: StepRecord) -> dict[str, Any]:
        clocks = split(visit, desk.at, calendar)
        used = visit.minutes_used if visit.minutes_used is not None else clocks.total
        is_late = (visit.finished_at or desk.at) > visit.due_at
        return {
            "kunjungan": visit,
            "langkah": Step(visit.step),
            "terpakai": words.time_taken(used, day),
            "lewat": words.time_taken(clocks.late, day) if is_late else "",
            "menunggu": words.time_taken(clocks.others, day) if clocks.others else "",
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
