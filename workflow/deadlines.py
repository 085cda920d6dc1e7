"""The only writer of a due time after its step was opened: every move keeps who, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts import audit
from accounts.calendar import office_calendar
from accounts.errors import Refusal
from accounts.worktime import elapsed
from reports.collection import late
from workflow import reminders
from workflow.case import ReportRequest
from workflow.deadline_models import DueChange
from workflow.sop import Step
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def move_due(
    *,
    visit: StepRecord,
    due_at: datetime,
    kind: DueChange.Kind,
    reason: str,
    by: User | None,
    at: datetime,
    title: str,
) -> DueChange | None:
    """Move an open visit's due time, that of its units in step 3 along with it, and set its reminders anew.

    `by` is None for the system. Returns the record, or None where the due time already stands there. Who may is the
    caller's question. Raises Refusal for a visit that is over and for an empty reason.
    """
    why = reason.strip()
    if not why:
        raise Refusal("Tulis alasan tenggat dipindahkan; alasan ini tercatat pada kasus.", field="reason")
    ReportRequest.objects.select_for_update(of=("self",)).get(pk=visit.case_id)
    visit.refresh_from_db(fields=["due_at", "finished_at", "next_stage", "next_reminder_at"])
    if visit.finished_at is not None:
        raise Refusal("Langkah ini sudah selesai, jadi tenggatnya tidak berubah lagi. Muat ulang halaman.")
    before = visit.due_at
    if due_at == before:
        return None
    change = DueChange.objects.create(
        visit=visit, kind=kind, before=before, after=due_at, reason=why, by=by, by_title=title, at=at,
        minutes=elapsed(visit.opened_at, max(due_at, visit.opened_at), office_calendar()),
    )  # fmt: skip
    visit.due_at = due_at
    visit.save(update_fields=["due_at"])
    if visit.step == Step.PENGUMPULAN and visit.case.report_id is not None:
        late.follow_step(report_id=visit.case.report_id, before=before, after=due_at)
    reminders.reschedule(visit, at)
    audit.record(
        stream=f"kasus:{visit.case_id}", act="tenggat dipindahkan", by=by, at=at, title=title,
        detail={"langkah": visit.step, "kunjungan": visit.visit, "jenis": kind.value, "semula": before.isoformat(),
                "menjadi": due_at.isoformat(), "alasan": why},
    )  # fmt: skip
    return change


def sop_due(visit: StepRecord) -> datetime:
    """What the SOP's norm gave the visit when it was opened, whatever was done to it since. Reads `due_changes`."""
    changes = list(visit.due_changes.all())
    return changes[0].before if changes else visit.due_at
