"""The public face of workflow, and the only writers of a case's state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_fsm import can_proceed

from accounts import audit
from accounts.calendar import office_calendar
from accounts.errors import NotYours, Refusal
from accounts.posts import Desk
from accounts.worktime import due, elapsed, next_working_moment
from workflow import pausing
from workflow.archive import keeping, retention
from workflow.case import ReportRequest
from workflow.people import assigning, preparing
from workflow.reminders.engine import close_said
from workflow.rules import acting_post, may_open, why_not
from workflow.sop import Action, Step
from workflow.visits import Outcome, StepRecord

if TYPE_CHECKING:
    from accounts.models import Assignment, User
    from reports.models import Report
    from workflow.people.models import PreparedAct


@dataclass
class Turn:
    """One act being carried out: the locked case, the visit it means, who does it in which post, and when."""

    case: ReportRequest
    visit: StepRecord
    action: Action
    by: User
    post: Assignment
    at: datetime
    outcome: Outcome = Outcome.SELESAI
    note: str = ""
    version_number: int | None = None
    prepared: PreparedAct | None = None
    """What an aide had filled and the actor now confirms; both names go on record."""

    @property
    def title(self) -> str:
        return self.post.jabatan

    @property
    def report(self) -> Report:
        """The report of the case. Raises Refusal before the format has gone out."""
        return self.case.begun_report


def perform(
    *,
    case_id: int,
    action: Action,
    visit_id: int,
    by: User,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> ReportRequest:
    """Carry out one action of the SOP: the only door through which `state` changes.

    `visit_id` is the StepRecord the person was looking at; an act that means a visit already over is refused, so a
    button pressed by eight people at once moves the case one step. Raises Refusal with the reason and the cure.
    """
    from workflow.steps import HANDLERS

    with transaction.atomic():
        turn = take_turn(case_id=case_id, action=action, visit_id=visit_id, by=by, at=at)
        case = turn.case
        turn.prepared = preparing.confirmed(turn, data or {})
        HANDLERS[action](turn, dict(data or {}))
        move = getattr(case, action.value)
        if not can_proceed(move):
            raise Refusal(" ".join(case.missing(action)) or "Langkah ini belum dapat diselesaikan.")
        move()
        _turn_page(turn)
        case.save()
        if action == Action.SAMPAIKAN_FORMAT:  # gives the case its period, and so its title
            keeping.keep_case(case=case, at=at)
        elif action == Action.TANDATANGANI:
            keeping.keep_report(case=case, at=at)
    return case


def take_turn(*, case_id: int, action: Action, visit_id: int, by: User, at: datetime) -> Turn:
    """Lock the case and prove that this person may carry out `action` on this visit now. Only inside a transaction.

    What prepares an act without moving the case (the paper to be signed, a section of the draft) asks here too.
    Raises Refusal or NotYours.
    """
    desk = Desk(by, at)
    case, visit = locked_visit(case_id, visit_id, desk)
    refusal = why_not(case, action, desk)
    post = acting_post(case, action, desk)
    if refusal is not None or post is None:
        raise NotYours(refusal or "Langkah ini bukan giliran Anda.")
    return Turn(case=case, visit=visit, action=action, by=by, post=post, at=at)


def locked_visit(case_id: int, visit_id: int, desk: Desk) -> tuple[ReportRequest, StepRecord]:
    """Lock a case this person may open and its visit, still open. Only inside a transaction. Raises Refusal or NotYours."""
    case = _locked(case_id)
    if not may_open(case, desk):
        raise NotYours("Kasus ini tidak ada atau bukan untuk Anda.")
    return case, _the_visit(case, visit_id, desk.at)


def locked_for_aide(case_id: int, visit_id: int, at: datetime) -> tuple[ReportRequest, StepRecord]:
    """Lock a case and its open visit for somebody who only prepares; the caller asks workflow.rules.may_prepare."""
    case = _locked(case_id)
    return case, _the_visit(case, visit_id, at)


def receive(*, letter_data: Mapping[str, Any], by: User, at: datetime) -> ReportRequest:
    """Register a letter; that opens step 1 (see workflow.register)."""
    from workflow.register import register

    return register(data=letter_data, by=by, at=at)


@transaction.atomic
def mark_seen(*, case_id: int, visit_id: int, by: User, at: datetime) -> bool:
    """Record that the one whose turn it is has opened the case; from then on a disposition cannot be recalled.

    Called by a small POST from the page, never on GET. Returns whether this call was the first.
    """
    case = _locked(case_id)
    visit = StepRecord.objects.filter(
        pk=visit_id, case=case, finished_at__isnull=True, seen_at__isnull=True
    ).first()
    if visit is None or Desk(by, at).acts_as(visit.executor) is None:
        return False
    visit.seen_at = at
    visit.save(update_fields=["seen_at"])
    return True


def open_visit(case: ReportRequest, step: Step, at: datetime) -> StepRecord:
    """Open a step: its norm is read from the case's edition and its due time frozen now (house.md, habit 5)."""
    row = case.edition.row(step)
    calendar = office_calendar().of(row.executor.unit_kind)
    earlier = case.visits.filter(step=step).count()
    assignee, title = assigning.inherited(case, row.executor, at)
    return StepRecord.objects.create(
        case=case, step=step, visit=earlier + 1, pelaksana=row.pelaksana, norm=row.waktu, opened_at=at,
        due_at=due(at, row.norm, calendar), assignee_id=assignee, assigned_title=title,
        next_reminder_at=next_working_moment(at, calendar),
    )  # fmt: skip


def current_visit(case: ReportRequest) -> StepRecord | None:
    return case.visits.filter(finished_at__isnull=True).first()


def open_visit_of(*, case_id: int, visit_id: int, at: datetime) -> StepRecord:
    """The visit a page meant, its case and report locked, for what is done to its clock. Only inside a transaction.

    Raises Refusal when it is over, NotYours when there is no such case.
    """
    case = _locked(case_id)
    visit = _the_visit(case, visit_id, at)
    visit.case = case
    return visit


def wake_reminders() -> None:
    """Ask a worker, after the commit, to announce what has just opened; the beat's sweep finds it otherwise."""
    from workflow import tasks

    transaction.on_commit(lambda: tasks.tick.delay(), robust=True)


def _locked(case_id: int) -> ReportRequest:
    """The case, locked, then its report: whatever a condition reads is covered by one of the two."""
    from reports.models import Report

    case: ReportRequest | None = (
        ReportRequest.objects.select_for_update(of=("self",))
        .select_related("letter", "edition", "period")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise NotYours("Kasus ini tidak ada atau bukan untuk Anda.")
    if case.report_id is not None:
        case.report = Report.objects.select_for_update(of=("self",)).get(pk=case.report_id)
    return case


def _the_visit(case: ReportRequest, visit_id: int, at: datetime) -> StepRecord:
    visit = StepRecord.objects.filter(case=case, pk=visit_id).first()
    if visit is None:
        raise Refusal("Halaman ini sudah usang. Muat ulang untuk melihat keadaan terakhir kasus.")
    if visit.finished_at is not None:
        from accounts.worktime_words import moment

        raise Refusal(
            f"Langkah {visit.number} sudah diselesaikan oleh {visit.finished_title or 'orang lain'} "
            f"({moment(visit.finished_at, at)}). Tidak ada yang berubah oleh tombol ini; muat ulang "
            "halaman untuk melihat keadaan terakhir."
        )
    return visit


def _turn_page(turn: Turn) -> None:
    """Close the visit, open the next, and write the trail."""
    visit, case = turn.visit, turn.case
    visit.finished_at, visit.finished_by = turn.at, turn.by
    visit.finished_name, visit.finished_title, visit.finished_mode = turn.by.name, turn.title, turn.post.mode
    if turn.prepared is not None:
        visit.prepared_name, visit.prepared_title = turn.prepared.by_name, turn.prepared.by_title
    preparing.lapse(visit, turn.at)
    visit.outcome, visit.note, visit.version_number = turn.outcome, turn.note, turn.version_number
    # a server's clock may have been set back since the visit was opened; that costs nobody their act
    calendar = office_calendar().of(visit.executor.unit_kind)
    visit.minutes_used = elapsed(visit.opened_at, max(turn.at, visit.opened_at), calendar)
    visit.next_reminder_at = None
    visit.save()
    pausing.close_visit(visit, turn.at)
    close_said(visit, turn.at)
    if case.step is not None:
        opened = open_visit(case, case.step, turn.at)
        if case.report_id is not None:
            pausing.follow(opened, case.report_id, turn.at)
        wake_reminders()
    else:
        case.closed_at, case.closing_reason = turn.at, turn.note
        retention.begin(case=case, at=turn.at)
    audit.record(
        stream=f"kasus:{case.pk}", act=turn.action.value, by=turn.by, at=turn.at, title=turn.title,
        detail={"langkah": visit.step, "kunjungan": visit.visit, "hasil": turn.outcome.value, "catatan": turn.note,
                "versi": turn.version_number, "ke": case.state, **preparing.for_trail(turn.prepared)},
    )  # fmt: skip
