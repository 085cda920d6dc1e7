"""The only writer of pauses: by the system where it knows that somebody else holds the work, by hand with a reason.

A pause of step 3 is written ahead of its time: while everything outstanding is with units that were never asked to
correct, it starts at their due time, because until then filling is what the norm is for. One whose start never came
is taken away again.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.posts import SUPERIOR, Desk
from reports.collection.models import AT_UNIT, OUTSTANDING, Submission
from reports.models import Report, SigningAttempt
from reports.turns import watch
from workflow.deadline_models import Pause
from workflow.rules import may_open
from workflow.sop import Step
from workflow.visits import Outcome, StepRecord

if TYPE_CHECKING:
    from accounts.models import Assignment, User

RECALLED = "Disposisi ditarik kembali sebelum dikerjakan."
SERVICE = "Layanan tanda tangan tidak dapat dihubungi, atau jawabannya belum diketahui."
MOST = 500
"""Characters of a reason."""


@watch
@transaction.atomic
def note_turn(report_id: int, at: datetime, *, service_down: bool | None) -> None:
    """Something of this report changed desks: open or end the pauses of its open visit accordingly."""
    Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    visit = StepRecord.objects.filter(case__report=report_id, finished_at__isnull=True).first()
    if visit is not None:
        follow(visit, report_id, at, service_down=service_down)


def follow(visit: StepRecord, report_id: int, at: datetime, *, service_down: bool | None = None) -> None:
    """Bring the system's pauses of an open visit in line with who holds the work at `at`. The caller holds the lock."""
    if visit.step == Step.PENGUMPULAN:
        _set(visit, Pause.Kind.UNIT, _units_hold_it(report_id, at), at)
    elif visit.step == Step.TANDA_TANGAN:
        unknown = SigningAttempt.objects.filter(
            paper__report=report_id, state=SigningAttempt.State.TIDAK_DIKETAHUI
        ).order_by("started_at")
        first = unknown.first()
        if first is not None:
            _set(visit, Pause.Kind.LAYANAN, (first.started_at, SERVICE), at)
        elif service_down is not None:
            _set(visit, Pause.Kind.LAYANAN, (at, SERVICE) if service_down else None, at)


def _units_hold_it(report_id: int, at: datetime) -> tuple[datetime, str] | None:
    """From when step 3 waits on units alone, and which; None while anything lies with the staf perencana."""
    waiting = list(
        Submission.objects.filter(report=report_id, state__in=OUTSTANDING)
        .select_related("unit")
        .order_by("unit__order", "unit__name")
    )
    if not waiting or any(one.state not in AT_UNIT for one in waiting):
        return None
    due = [one.due_at for one in waiting if one.returned_at is None]
    names = ", ".join(one.unit.short_name or one.unit.name for one in waiting)
    return max([at, *due]), f"Menunggu isian {names}."


def _set(visit: StepRecord, kind: Pause.Kind, wanted: tuple[datetime, str] | None, at: datetime) -> None:
    pause = visit.pauses.filter(kind=kind, ends__isnull=True).first()
    if wanted is None:
        if pause is not None:
            _end(pause, at)
        return
    starts, reason = max(wanted[0], visit.opened_at), wanted[1]
    if pause is None:
        Pause.objects.create(visit=visit, kind=kind, starts=starts, reason=reason)
    elif pause.starts > at:  # announced only: what it waits for may have changed
        pause.starts, pause.reason = starts, reason
        pause.save(update_fields=["starts", "reason"])
    elif pause.reason != reason:
        pause.reason = reason
        pause.save(update_fields=["reason"])


def _end(pause: Pause, at: datetime) -> None:
    if pause.starts >= at:
        pause.delete()
        return
    pause.ends = at
    pause.save(update_fields=["ends"])


def close_visit(visit: StepRecord, at: datetime) -> None:
    """The visit is over, and with it all waiting; one that was recalled was never worked on at all."""
    for pause in visit.pauses.filter(ends__isnull=True):
        _end(pause, at)
    if visit.outcome == Outcome.DITARIK and at > visit.opened_at:
        Pause.objects.create(
            visit=visit, kind=Pause.Kind.PENARIKAN, starts=visit.opened_at, ends=at, reason=RECALLED
        )


# by hand


def pausing_post(visit: StepRecord, desk: Desk) -> Assignment | None:
    """The post in which this person may say that the step waits on others: the pelaksana's own."""
    return desk.acts_as(visit.executor)


def resuming_post(visit: StepRecord, desk: Desk) -> Assignment | None:
    """Whoever may begin a pause ends it, and so does the superior."""
    superior = SUPERIOR[visit.executor]
    return pausing_post(visit, desk) or (desk.acts_as(superior) if superior else None)


@transaction.atomic
def begin(*, case_id: int, visit_id: int, reason: str, by: User, at: datetime) -> Pause:
    """The pelaksana says that from now on the step waits on somebody else. Raises Refusal or NotYours."""
    visit = _open_visit(case_id, visit_id, by, at)
    post = pausing_post(visit, Desk(by, at))
    if post is None:
        raise NotYours(f"Hanya {visit.executor.person} yang mencatat bahwa langkah ini menunggu pihak lain.")
    why = reason.strip()
    if not why:
        raise Refusal("Tulis siapa yang ditunggu dan untuk apa.", field="alasan")
    if len(why) > MOST:
        raise Refusal(f"Alasan paling panjang {MOST} huruf. Persingkat, lalu kirim lagi.", field="alasan")
    if visit.pauses.filter(kind=Pause.Kind.LAINNYA, ends__isnull=True).exists():
        raise Refusal("Masa menunggu pihak lain sudah berjalan. Akhiri dahulu sebelum mencatat yang baru.")
    pause = Pause.objects.create(
        visit=visit, kind=Pause.Kind.LAINNYA, starts=at, reason=why, by=by, by_title=post.jabatan
    )
    _record("menunggu pihak lain", visit, why, by, post, at)
    return pause


@transaction.atomic
def end(*, case_id: int, visit_id: int, by: User, at: datetime) -> None:
    """What was waited for has come. Raises Refusal or NotYours."""
    visit = _open_visit(case_id, visit_id, by, at)
    post = resuming_post(visit, Desk(by, at))
    if post is None:
        raise NotYours(f"Hanya {visit.executor.person} atau atasannya yang mengakhiri masa menunggu.")
    pause = visit.pauses.filter(kind=Pause.Kind.LAINNYA, ends__isnull=True).first()
    if pause is None:
        raise Refusal("Tidak ada masa menunggu yang berjalan. Muat ulang halaman.")
    _end(pause, at)
    _record("selesai menunggu pihak lain", visit, pause.reason, by, post, at)


def _open_visit(case_id: int, visit_id: int, by: User, at: datetime) -> StepRecord:
    from workflow.services import open_visit_of

    visit = open_visit_of(case_id=case_id, visit_id=visit_id, at=at)
    if not may_open(visit.case, Desk(by, at)):
        raise NotYours("Kasus ini tidak ada atau bukan untuk Anda.")
    return visit


def _record(act: str, visit: StepRecord, why: str, by: User, post: Assignment, at: datetime) -> None:
    audit.record(
        stream=f"kasus:{visit.case_id}", act=act, by=by, at=at, title=post.jabatan,
        detail={"langkah": visit.step, "kunjungan": visit.visit, "alasan": why},
    )  # fmt: skip
