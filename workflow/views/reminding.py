"""One's own reminders, and *Ingatkan saya lagi*: from the message, and from the case."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.returning import back
from accounts.worktime import Calendar, in_wita
from accounts.worktime_words import moment
from workflow.case import ReportRequest
from workflow.reminders import snoozing
from workflow.reminders.audience import Posts
from workflow.reminders.snoozing import Standing
from workflow.reminders.words import step_words
from workflow.services import current_visit
from workflow.story import clock_of
from workflow.views.common import refused, to_case, visible_case, visit_id_of

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.posts import Desk

PAGE = "workflow/ingatkan_lagi.html"


@require_safe
@login_required
def reminders(request: HttpRequest) -> HttpResponse:
    """What waits for me and was spoken of, the most urgent first: where a digest leads."""
    desk, calendar = desk_of(request), calendar_of(request)
    rows = [row(one, desk, calendar) for one in snoozing.own(desk, calendar)]
    return render(request, "workflow/pengingat.html", {"baris": rows})


@require_http_methods(["GET", "POST"])
@visible_case
def snooze(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The form on a page of its own, and where every such form posts to."""
    desk, calendar = desk_of(request), calendar_of(request)
    shown = _shown(case, desk, calendar)
    if request.method == "GET":
        if shown is None or not shown["boleh"]:
            messages.info(request, _why_not(shown))
            return to_case(case)
        return render(request, PAGE, {"kasus": case, "ingat": shown})
    chosen, typed = request.POST.get("kapan", ""), request.POST.get("waktu", "")
    try:
        made = snoozing.snooze(
            case_id=case.pk, visit_id=visit_id_of(request), choice=chosen, typed=typed,
            by=cast("User", request.user), at=desk.at,
        )  # fmt: skip
    except Refusal as refusal:
        if shown is None or not shown["boleh"]:
            messages.error(request, refusal.message)
            return to_case(case)
        kept = shown | {"kapan": chosen, "waktu": typed}
        context = {"kasus": case, "ingat": kept}
        if refusal.field:
            context["galat_tujuan"] = f"{refusal.field}-{kept['kunjungan']}"
        return refused(request, refusal, PAGE, context)
    messages.success(
        request, f"Anda diingatkan lagi {moment(made.until, desk.at)}. Tenggatnya tidak berubah."
    )
    return back(request, reverse("workflow:kasus-rinci", args=[case.pk]))


def _why_not(shown: dict[str, Any] | None) -> str:
    if shown is None:
        return "Tidak ada langkah kasus ini yang menunggu Anda, jadi tidak ada pengingat untuk ditunda."
    if shown["ditunda"]:
        return (
            f"Anda sudah minta diingatkan lagi {shown['ditunda']}. Setiap langkah hanya dapat ditunda sekali."
        )
    return "Tenggatnya sudah lewat atau pengingatnya sudah pernah Anda tunda, jadi tidak dapat ditunda lagi."


def _shown(case: ReportRequest, desk: Desk, calendar: Calendar) -> dict[str, Any] | None:
    """None where nothing of the case waits for this person."""
    visit = current_visit(case)
    if visit is None:
        return None
    visit.case = case
    found = snoozing.standing(visit, desk.user, Posts(desk.at), calendar)
    return row(found, desk, calendar) if found is not None else None


def row(one: Standing, desk: Desk, calendar: Calendar) -> dict[str, Any]:
    """As templates/workflow/_ingatkan_lagi.html names the parts."""
    visit = one.visit
    now = clock_of(visit.opened_at, one.due_at, desk.at, calendar.of(visit.executor.unit_kind))
    return {
        "kasus": visit.case,
        "kunjungan": visit.pk,
        "langkah": step_words(visit),
        "pil_keadaan": now.state,
        "pil_teks": now.pill,
        "tenggat": moment(one.due_at, desk.at),
        "boleh": one.may_snooze,
        "ditunda": moment(one.earlier.until, desk.at)
        if one.earlier is not None and one.earlier.until > desk.at
        else "",
        "pilihan": [(choice.code, choice.words, moment(choice.until, desk.at)) for choice in one.choices],
        "dari": _local(desk.at),
        "sampai": _local(one.due_at),
    }


def _local(at: datetime) -> str:
    """As a datetime-local field takes it."""
    return in_wita(at).strftime("%Y-%m-%dT%H:%M")
