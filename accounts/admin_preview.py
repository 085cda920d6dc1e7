"""What a change of the calendar would do, shown before it is saved; and its consequences when it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts import audit, calendar_changes
from accounts.admin_base import RefusalAdminMixin, person_of
from accounts.calendar import office_calendar
from accounts.errors import Refusal
from accounts.roles import UnitKind
from accounts.worktime import Calendar, Norm, NoWorkingDayError, due, hari, jam
from accounts.worktime_words import moment

NORMS: tuple[Norm, ...] = (jam(1), hari(1), hari(2))
"""What the SOP's steps have."""
SURE = "_yakin"
AGAIN = "_ubah"


def preview(now: datetime) -> str:
    """What the calendar now says about a letter that arrives at this moment."""
    calendar = office_calendar()
    try:
        norms = ", ".join(f"{norm} → {moment(due(now, norm, calendar), now)}" for norm in NORMS)
    except NoWorkingDayError as error:
        return str(error)
    return f"Langkah yang dibuka sekarang bertenggat: {norms}."


def compared(before: Calendar, after: Calendar, now: datetime) -> list[dict[str, Any]]:
    """For each norm, when a letter received now is due by either calendar, in words."""
    return [
        {"norma": f"{norm} kerja", "semula": old, "menjadi": new, "berubah": old != new}
        for norm in NORMS
        for old, new in [(_due_words(before, norm, now), _due_words(after, norm, now))]
    ]


def _due_words(calendar: Calendar, norm: Norm, now: datetime) -> str:
    try:
        return moment(due(now, norm, calendar), now)
    except NoWorkingDayError:
        return "tidak ada hari kerja"


class CalendarAdminMixin(RefusalAdminMixin):
    """Saving is tried, shown and undone; the second press, on the page that shows it, is the one that counts."""

    is_closing = False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or SURE in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if AGAIN in request.POST:
            request.refusal = Refusal("Belum disimpan. Ubah isian di bawah ini, lalu simpan.")  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)
        before = office_calendar()
        with transaction.atomic():
            tried = super().changeform_view(request, object_id, form_url, extra_context)
            if tried.status_code == 302:
                after = office_calendar()
                transaction.set_rollback(True)
        if tried.status_code != 302:
            return tried
        request._messages = default_storage(request)  # type: ignore[attr-defined]  # drops what the undone saving said
        if after == before:
            return super().changeform_view(request, object_id, form_url, extra_context)
        return self._ask(request, before, after)

    def _ask(self, request: HttpRequest, before: Calendar, after: Calendar) -> HttpResponse:
        now = timezone.now()
        kind = request.POST.get("unit_kind", "")
        moved = getattr(request, "calendar_moves", [])
        typed = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
        context = {
            **cast(Any, self).admin_site.each_context(request),
            "title": "Periksa akibatnya",
            "opts": cast(Any, self).model._meta,
            "jenis": dict(UnitKind.choices).get(kind, ""),
            "perkiraan": compared(before.of(kind), after.of(kind), now),
            "bergeser": moved,
            "isian": [(name, value) for name, value in typed if name != "csrfmiddlewaretoken"],
        }
        return render(request, "admin/accounts/pratinjau_kalender.html", context)

    def follow(self, request: HttpRequest, before: Calendar, reason: str) -> None:
        """The calendar is saved: let the due times follow, and say what they did."""
        moved = calendar_changes.changed(
            calendar_changes.CalendarChange(
                before=before, after=office_calendar(), is_closing=self.is_closing, reason=reason,
                by=person_of(request), at=timezone.now(),
            )
        )  # fmt: skip
        request.calendar_moves = moved  # type: ignore[attr-defined]
        if moved:
            messages.info(
                request,
                f"{len(moved)} tenggat yang berjalan bergeser; pemegangnya diberi tahu. {' '.join(moved[:5])}",
            )
        messages.info(request, preview(timezone.now()))

    def note(self, request: HttpRequest, act: str, **detail: Any) -> None:
        """Every change of the calendar is on the trail."""
        audit.record(stream="kalender", act=act, by=person_of(request), at=timezone.now(), detail=detail)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)  # type: ignore[misc]
        actions.pop("delete_selected", None)  # would leave no trail of what stood there
        return actions
