"""Isian susulan: more time for one unit, by exception. The first due time stays readable."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.calendar import office_calendar
from accounts.errors import NotYours, Refusal
from accounts.models import User
from accounts.notifications import tell
from accounts.posts import Desk
from accounts.worktime import WITA, is_open
from accounts.worktime_words import dated, moment
from reports.collection import actors
from reports.collection.models import AT_UNIT, LateEntry, Submission, SubmissionState
from reports.collection.reading import who_holds
from reports.report import Report
from reports.turns import turned


@transaction.atomic
def give_more_time(
    *, submission: Submission, until: datetime, reason: str, by: User, at: datetime
) -> LateEntry:
    """Move one unit's due time to `until`, a working moment to come; a unit already left out fills again.

    Whether step 3 still runs is the caller's question.
    """
    Report.objects.select_for_update().get(pk=submission.report_id)
    current = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("unit", "report__period")
        .get(pk=submission.pk)
    )
    unit = current.unit.name
    post = actors.manager(Desk(by, at))
    if post is None:
        raise NotYours("Hanya Staf Perencana dan Kasubag Perencanaan yang memberi waktu susulan.")
    if current.state not in (*AT_UNIT, SubmissionState.DIKECUALIKAN):
        raise Refusal(f"{unit} sudah mengirim isiannya, jadi tidak memerlukan waktu susulan.")
    if not reason.strip():
        raise Refusal("Tulis mengapa unit ini diberi waktu lagi.", field="alasan")
    _refuse_moment(until, max(at, current.due_at), at)
    given = LateEntry.objects.create(
        submission=current,
        until=until,
        previous_due=current.due_at,
        reason=reason.strip(),
        given_at=at,
        given_by=f"{by.name}, {post.jabatan}"[:200],
    )
    left_out = current.excuse
    current.due_at = until
    if current.state == SubmissionState.DIKECUALIKAN:
        current.state, current.desk_since = SubmissionState.MENGISI, at
        current.excuse, current.excused_by = "", ""
    current.save(update_fields=["due_at", "state", "desk_since", "excuse", "excused_by"])
    audit.record(
        stream=f"laporan:{current.report_id}",
        act="isian susulan",
        by=by,
        at=at,
        title=post.jabatan,
        detail={"unit": unit, "sampai": until, "semula": given.previous_due, "alasan": given.reason}
        | ({"pengecualian dicabut": left_out} if left_out else {}),
    )
    tell(
        recipients=[one.person for one in who_holds(current, at)],
        key=f"susulan:{given.pk}",
        subject=f"Isian susulan: {current.report.title}",
        body=f"Isian {unit} boleh dikirim sampai {dated(until, at)}. Tenggat semula {dated(given.previous_due, at)}.",
        path=f"/isian/{current.pk}/",
        at=at,
    )
    turned(current.report_id, at)
    return given


def follow_step(*, report_id: int, before: datetime, after: datetime) -> int:
    """The due time of step 3 itself has moved: units that were to answer by then answer by the new one. How many.

    A unit with a time of its own (isian susulan) keeps it. The caller locks and audits.
    """
    return Submission.objects.filter(report=report_id, due_at=before).update(due_at=after)


def read_until(text: str) -> datetime:
    """What a datetime-local field brings ("2026-10-15T11:00"), read as the office's own time."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=WITA)
    except ValueError:
        raise Refusal("Pilih sampai tanggal dan jam berapa waktu susulannya.", field="sampai") from None


def _refuse_moment(until: datetime, after: datetime, at: datetime) -> None:
    if until <= after:
        raise Refusal(
            f"Waktu susulan harus sesudah {moment(after, at)}. Pilih waktu yang lebih lambat.", field="sampai"
        )
    if not is_open(until, office_calendar()):
        raise Refusal(
            f"{moment(until, at).capitalize()} di luar jam kantor. Pilih waktu pada jam kerja.",
            field="sampai",
        )
