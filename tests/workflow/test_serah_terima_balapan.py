"""A handover at the same moment as an act, with real threads on PostgreSQL: one of the two signs, and one list is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.errors import Refusal
from accounts.models import Assignment, Message
from accounts.office import absences, end_assignment, stand_ins
from accounts.roles import Mode
from tests.factories import Office
from tests.workflow.perjalanan import case_at
from tests.workflow.test_balapan import together
from workflow.case import ReportRequest
from workflow.people import handover
from workflow.people.models import Handover
from workflow.services import current_visit, perform
from workflow.sop import Action, Step

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def dispose(office: Office, case: ReportRequest, visit: int, who: str) -> Callable[[], Any]:
    def act() -> Any:
        return perform(
            case_id=case.pk, action=Action.DISPOSISIKAN, visit_id=visit, by=getattr(office, who), at=timezone.now(),
            data={"recipients": [office.perencanaan.pk], "instructions": []},
        )  # fmt: skip

    return act


def appoint(office: Office) -> Callable[[], Assignment]:
    today = timezone.localdate()
    return lambda: stand_ins.appoint(
        person=office.sekretaris, unit=office.dinas, mode=Mode.PLH, start=today, end=today, sk_number="1",
        by=office.admin, at=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize("turn", range(5))
def test_a_plh_named_while_the_kadis_presses_the_button(office: Office, turn: int) -> None:
    """Either the Kadis was first, as Kepala Dinas, or he is refused; the visit is done at most once."""
    case = case_at(office, Step.DISPOSISI, timezone.now() - timedelta(hours=1))
    visit = current_visit(case)
    assert visit is not None
    results = together(
        [
            appoint(office),
            dispose(office, case, visit.pk, "kadis"),
            dispose(office, case, visit.pk, "sekretaris"),
        ]
    )
    crashes = [one for one in results if isinstance(one, Exception) and not isinstance(one, Refusal)]
    assert crashes == []
    visit.refresh_from_db()
    if visit.finished_at is None:  # both were too early or too late: the Plh. still finds it open
        dispose(office, case, visit.pk, "sekretaris")()
        visit.refresh_from_db()
    assert visit.finished_title in ("Kepala Dinas", "Plh. Kepala Dinas")
    assert case.visits.filter(step=Step.FORMAT).count() == 1
    assert Handover.objects.count() <= 1


def test_one_change_of_hands_seen_by_eight_is_told_once(office: Office) -> None:
    case_at(office, Step.DISPOSISI, timezone.now() - timedelta(hours=1))
    handover.look(timezone.now())
    Assignment.objects.filter(person=office.kadis).update(end=timezone.localdate() - timedelta(days=1))
    now = timezone.now()
    results = together([lambda: handover.look(now)] * 8)
    assert sorted(results) == [0] * 7 + [1]
    assert Handover.objects.count() == 1
    assert Message.objects.filter(key__startswith="serah-terima:", recipient=office.kadis).count() == 1


def test_two_who_confirm_a_proposal_at_once_name_one_plh(office: Office) -> None:
    now = timezone.now()
    absence = absences.record_absence(
        person=office.kadis, kind="cuti", start=timezone.localdate(now), end=timezone.localdate(now), letter_number="1",
        by=office.kadis, at=now,
    )  # fmt: skip
    post = office.kadis.assignments.get()

    def confirm(person: Any, by: Any) -> Callable[[], Any]:
        return lambda: absences.confirm_stand_in(
            absence=absence, post=post, person=person, sk_number="1", by=by, at=timezone.now()
        )

    results = together(
        [confirm(office.sekretaris, office.kadis), confirm(office.kabid_sd, office.penerima_surat)]
    )
    assert sum(isinstance(one, Assignment) for one in results) == 1
    assert [one for one in results if isinstance(one, Exception) and not isinstance(one, Refusal)] == []
    assert Assignment.objects.filter(mode=Mode.PLH).count() == 1


def test_two_who_end_one_plh_end_it_once(office: Office) -> None:
    post = appoint(office)()
    results = together(
        [lambda: end_assignment(assignment=post, by=office.admin, at=timezone.now()) for _ in range(4)]
    )
    assert sum(one is None for one in results) == 1
    assert all(one is None or isinstance(one, Refusal) for one in results)
