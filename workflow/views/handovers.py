"""Serah terima: what moved when a post changed hands, for those who gave it and those who received it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.posts import Desk
from accounts.worktime import Calendar
from accounts.worktime_words import moment, time_left
from workflow.case import ReportRequest
from workflow.people.handover import handovers_of
from workflow.people.models import Handover
from workflow.people.moving import due_of, open_work


@require_safe
@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as it was, each line with what has become of it since."""
    desk = desk_of(request)
    made = get_object_or_404(handovers_of(desk.user).select_related("unit"), pk=pk)
    lines = _lines(made, desk, calendar_of(request))
    context = {"serah": made, "baris": lines, "terbuka": sum(line["terbuka"] for line in lines)}
    return render(request, "workflow/serah_terima.html", context)


def _lines(made: Handover, desk: Desk, calendar: Calendar) -> list[dict[str, Any]]:
    """A step has a link only for whoever may open its case now."""
    still = {(item.jenis, item.alamat, item.rinci) for item in open_work(made.unit, made.role)}
    keys = [item["kasus"] for item in made.items if item["kasus"]]
    openable = set(ReportRequest.objects.visible_to(desk).filter(pk__in=keys).values_list("pk", flat=True))
    lines = []
    for item in made.items:
        due = due_of(item)
        is_open = (item["jenis"], item["alamat"], item["rinci"]) in still
        lines.append({
            **item,
            "terbuka": is_open,
            "url": item["alamat"] if not item["kasus"] or item["kasus"] in openable else "",
            "sampai": moment(due, desk.at) if due else "",
            "sisa": time_left(desk.at, due, calendar) if due and is_open else "",
            "terlambat": bool(due and is_open and due < desk.at),
        })  # fmt: skip
    return lines
