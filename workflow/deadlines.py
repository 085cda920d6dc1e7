"""The only writer of a due time after its step was opened: every move keeps who, when and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from accounts import audit
from accounts.calendar import office_calendar
from accounts.errors import NotYours, Refusal
from accounts.notifications import tell
from accounts.posts import SUPERIOR, Desk, holders
from accounts.worktime import Calendar, Norm, due, elapsed, hari, is_open, jam, next_working_moment
from accounts.worktime_words import dated, moment
from reports.collection import late
from workflow import pausing, reminders
from workflow.deadline_models import DueChange
from workflow.rules import may_open
from workflow.services import open_visit_of
from workflow.sop import Step
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.models import Assignment, User

FARTHEST = timedelta(days=92)
"""An extension beyond three months is a slip of the finger."""
MOST = 500
"""Characters of a reason."""
OFFERED: tuple[Norm, ...] = (jam(1), jam(3), hari(1), hari(2))
"""What a superior gives with one tap, counted from the due time, or from now once it has passed."""


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
        raise Refusal("Tulis alasan tenggat dipindahkan; alasan ini tercatat pada kasus.", field="alasan")
    locked = open_visit_of(case_id=visit.case_id, visit_id=visit.pk, at=at)
    before, report_id = locked.due_at, locked.case.report_id
    if due_at == before:
        return None
    change = DueChange.objects.create(
        visit=locked, kind=kind, before=before, after=due_at, reason=why, by=by, by_title=title, at=at,
        minutes=elapsed(locked.opened_at, max(due_at, locked.opened_at), hours_of(locked, office_calendar())),
    )  # fmt: skip
    locked.due_at = visit.due_at = due_at
    locked.save(update_fields=["due_at"])
    if locked.step == Step.PENGUMPULAN and report_id is not None:
        late.follow_step(report_id=report_id, before=before, after=due_at)
        pausing.follow(locked, report_id, at)
    reminders.reschedule(locked, at)
    audit.record(
        stream=f"kasus:{locked.case_id}", act="tenggat dipindahkan", by=by, at=at, title=title,
        detail={"langkah": locked.step, "kunjungan": locked.visit, "jenis": kind.value, "semula": before.isoformat(),
                "menjadi": due_at.isoformat(), "alasan": why},
    )  # fmt: skip
    return change


def hours_of(visit: StepRecord, calendar: Calendar) -> Calendar:
    """The office hours that count for a visit: those of the pelaksana's kind of unit."""
    return calendar.of(visit.executor.unit_kind)


def sop_due(visit: StepRecord) -> datetime:
    """What the SOP's norm gave the visit when it was opened, whatever was done to it since. Reads `due_changes`."""
    changes = list(visit.due_changes.all())
    return changes[0].before if changes else visit.due_at


# the superior gives more time


def extending_post(visit: StepRecord, desk: Desk) -> Assignment | None:
    """The post in which this person may give the step more time: the nearest superior that is not vacant.

    Nobody extends the own step, not even in a second post.
    """
    if desk.acts_as(visit.executor) is not None:
        return None
    superior = SUPERIOR[visit.executor]
    while superior is not None:
        post = desk.acts_as(superior)
        if post is not None or holders(superior, desk.at):
            return post
        superior = SUPERIOR[superior]
    return None


def why_not_extend(visit: StepRecord, desk: Desk) -> str | None:
    """None for the superior; else one sentence that says who gives more time, or why nobody does."""
    if extending_post(visit, desk) is not None:
        return None
    superior = SUPERIOR[visit.executor]
    if superior is None:
        return (
            f"{visit.executor.person} tidak mempunyai atasan di dinas, jadi tenggat langkah ini tidak diperpanjang. "
            "Bila menunggu pihak lain, catat itu; waktunya dihitung terpisah."
        )
    if desk.acts_as(visit.executor) is not None:
        return f"Tenggat langkah Anda sendiri diperpanjang oleh {superior.person}."
    return f"Tenggat langkah ini diperpanjang oleh {superior.person}, atasan {visit.executor.person}."


def offers(visit: StepRecord, at: datetime, calendar: Calendar) -> list[tuple[Norm, datetime]]:
    """The due times a superior gives with one tap, whole five minutes."""
    calendar = hours_of(visit, calendar)
    base = visit.due_at if visit.due_at > at else _rounded_up(next_working_moment(at, calendar))
    return [(norm, due(base, norm, calendar)) for norm in OFFERED]


def _rounded_up(at: datetime) -> datetime:
    spare = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + (timedelta(minutes=5) - spare if spare else timedelta())


@transaction.atomic
def extend(*, case_id: int, visit_id: int, until: datetime, reason: str, by: User, at: datetime) -> DueChange:
    """The superior moves the due time to `until`, a later working moment; the pelaksana is told at once.

    Raises Refusal, or NotYours for anybody else.
    """
    visit = open_visit_of(case_id=case_id, visit_id=visit_id, at=at)
    desk = Desk(by, at)
    if not may_open(visit.case, desk):
        raise NotYours("Kasus ini tidak ada atau bukan untuk Anda.")
    post = extending_post(visit, desk)
    if post is None:
        raise NotYours(why_not_extend(visit, desk) or "")
    calendar = hours_of(visit, office_calendar())
    _refuse_until(until, visit, at, calendar)
    if len(reason.strip()) > MOST:
        raise Refusal(f"Alasan paling panjang {MOST} huruf. Persingkat, lalu kirim lagi.", field="alasan")
    change = move_due(
        visit=visit, due_at=until, kind=DueChange.Kind.PERPANJANGAN, reason=reason, by=by, at=at, title=post.jabatan
    )  # fmt: skip
    assert change is not None  # `until` is later than the due time
    tell(
        recipients=[one.person for one in holders(visit.executor, at)],
        key=f"kunjungan:{visit.pk}:perpanjangan:{change.pk}",
        subject=f"Tenggat diperpanjang: {visit.case.title_outside}",
        body=f"{post.jabatan} memperpanjang tenggat langkah {visit.number} sampai {dated(until, at)}. "
        f"Semula {dated(change.before, at)}.",
        path=f"/kasus/{visit.case_id}/",
        at=at,
    )
    return change


def _refuse_until(until: datetime, visit: StepRecord, at: datetime, calendar: Calendar) -> None:
    after = max(visit.due_at, at)
    if until <= after:
        raise Refusal(
            f"Tenggat baru harus sesudah {moment(after, at)}. Pilih waktu yang lebih lambat.", field="sampai"
        )
    if until > at + FARTHEST:
        raise Refusal(
            "Tenggat baru paling jauh tiga bulan dari sekarang. Periksa tanggalnya.", field="sampai"
        )
    if not is_open(until, calendar):
        words = moment(until, at)
        raise Refusal(
            f"{words[0].upper()}{words[1:]} di luar jam kantor. Pilih waktu pada jam kerja, misalnya "
            f"{moment(next_working_moment(until, calendar), at)}.",
            field="sampai",
        )
