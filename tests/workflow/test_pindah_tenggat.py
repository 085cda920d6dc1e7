"""Moving a due time: one record a move, the reminders follow, and the SOP's own due time stays readable."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.errors import Refusal
from accounts.models import AuditEntry, Message
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.deadlines import move_due, sop_due
from workflow.models import DueChange, ReportRequest, StepRecord
from workflow.reminders import run
from workflow.services import current_visit
from workflow.sop import Step

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def open_visit_of(case: ReportRequest) -> StepRecord:
    visit = current_visit(case)
    assert visit is not None
    return visit


def move(
    office: Office, visit: StepRecord, due_at: datetime, at: datetime, reason: str = "Kadis rapat."
) -> DueChange | None:
    return move_due(
        visit=visit, due_at=due_at, kind=DueChange.Kind.PERPANJANGAN, reason=reason, by=office.kadis, at=at,
        title="Kepala Dinas",
    )  # fmt: skip


def test_every_move_keeps_old_new_reason_and_who(
    office: Office, letter_case: ReportRequest, at: datetime
) -> None:
    visit = open_visit_of(letter_case)
    first_due = visit.due_at
    move(office, visit, first_due + HOUR, at)
    move(office, visit, first_due + 2 * HOUR, at)
    visit = open_visit_of(letter_case)
    assert [(one.before, one.after, one.minutes) for one in visit.due_changes.all()] == [
        (first_due, first_due + HOUR, 120),
        (first_due + HOUR, first_due + 2 * HOUR, 180),
    ]
    assert visit.due_at == first_due + 2 * HOUR
    assert sop_due(visit) == first_due
    trail = AuditEntry.objects.filter(stream=f"kasus:{letter_case.pk}", act="tenggat dipindahkan")
    assert [entry.detail["alasan"] for entry in trail] == ["Kadis rapat."] * 2


def test_moving_to_where_it_stands_records_nothing(
    office: Office, letter_case: ReportRequest, at: datetime
) -> None:
    visit = open_visit_of(letter_case)
    assert move(office, visit, visit.due_at, at) is None
    assert not DueChange.objects.exists()


def test_a_move_without_a_reason_is_refused(office: Office, letter_case: ReportRequest, at: datetime) -> None:
    visit = open_visit_of(letter_case)
    with pytest.raises(Refusal, match="Tulis alasan"):
        move(office, visit, visit.due_at + HOUR, at, reason="  ")


def test_a_finished_visit_keeps_its_due_time(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    visit = journey.visit
    journey.dispose()
    with pytest.raises(Refusal, match="sudah diselesaikan"):
        move(office, visit, visit.due_at + HOUR, journey.now)


def test_reminders_follow_the_new_due_time_and_say_it_anew(
    office: Office, letter_case: ReportRequest, at: datetime
) -> None:
    for minutes in range(0, 65, 5):
        run(at + timedelta(minutes=minutes))
    visit = open_visit_of(letter_case)  # 09.00, due 10.00: opened, before and due have been said
    move(office, visit, visit.due_at + 2 * HOUR, at + timedelta(minutes=65))
    # due 12.00 now: said again when half of the norm, half an hour, is left
    for minutes in range(65, 185, 5):
        run(at + timedelta(minutes=minutes))
    said = Message.objects.filter(path=f"/kasus/{letter_case.pk}/").order_by("created_at")
    assert [(one.subject.split()[0].rstrip(":,"), one.created_at - at) for one in said] == [
        ("Menunggu", timedelta()),
        ("Pengingat", timedelta(minutes=30)),
        ("Tenggat", timedelta(minutes=60)),
        ("Pengingat", timedelta(minutes=150)),
        ("Tenggat", timedelta(minutes=180)),
    ]


def test_units_that_answer_by_the_step_s_due_time_move_along_and_others_do_not(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    visit = journey.visit
    own = journey.submission("smp")
    own.due_at = visit.due_at + HOUR
    own.save(update_fields=["due_at"])
    move(office, visit, visit.due_at + 3 * HOUR, journey.now)
    assert journey.submission("sd").due_at == journey.visit.due_at == sop_due(journey.visit) + 3 * HOUR
    assert journey.submission("smp").due_at == sop_due(journey.visit) + HOUR
