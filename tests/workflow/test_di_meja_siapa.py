"""Who holds what: the responsible people of a visit, and the Kasubag's *ditugaskan kepada*."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.errors import NotYours, Refusal
from accounts.models import AuditEntry, Message, User
from accounts.office import end_assignment
from accounts.posts import Desk
from accounts.roles import Role
from tests.factories import Office, make_person, make_post
from tests.workflow.perjalanan import Journey
from workflow.holding import holders_of
from workflow.inbox import inbox
from workflow.people.assigning import assign_step
from workflow.rules import acting_post
from workflow.services import current_visit
from workflow.sop import Action, Step
from workflow.visits import StepRecord

pytestmark = pytest.mark.django_db
Klien = Callable[[User], Client]


@pytest.fixture
def second(office: Office, at: datetime) -> User:
    """Another staf perencana."""
    person = make_person("staf-dua", "Staf Dua", at=at)
    make_post(person, Role.STAF, office.perencanaan, start=at.date(), at=at)
    return person


def visit_of(journey: Journey) -> StepRecord:
    visit = current_visit(journey.case)
    assert visit is not None
    return visit


def give(journey: Journey, person: User | None, by: User) -> None:
    assign_step(
        case_id=journey.case.pk, visit_id=visit_of(journey).pk, person=person, by=by, at=journey.tick()
    )


HOLDERS = [
    (Step.DISPOSISI, ["kadis"]),
    (Step.FORMAT, ["kasubag"]),
    (Step.PENGUMPULAN, ["staf-sd", "staf-smp", "staf-paud"]),
    (Step.DRAFT, ["staf-perencana"]),
    (Step.PARAF_SEKRETARIS, ["sekretaris"]),
]


@pytest.mark.parametrize(("step", "expected"), HOLDERS)
def test_the_responsible_people_of_a_visit(
    office: Office, at: datetime, step: Step, expected: list[str]
) -> None:
    journey = Journey(office, at).to(step)
    found = holders_of(visit_of(journey), journey.now)
    assert [post.person.username for post in found] == expected


def test_the_assignee_stands_first_and_the_others_may_still_act(
    office: Office, at: datetime, second: User
) -> None:
    journey = Journey(office, at).to(Step.DRAFT)
    give(journey, second, office.kasubag)
    visit = visit_of(journey)
    assert [post.person for post in holders_of(visit, journey.now)] == [second, office.staf_perencana]
    assert (
        acting_post(journey.case, Action.AJUKAN_DRAFT, Desk(office.staf_perencana, journey.now)) is not None
    )
    mine, others = (inbox(Desk(one, journey.now)) for one in (second, office.staf_perencana))
    assert [one.pk for one in mine.mine] == [visit.pk]
    assert [one.pk for one in others.others] == [visit.pk]
    assert AuditEntry.objects.filter(act="langkah ditugaskan", actor=office.kasubag).count() == 1
    assert Message.objects.filter(key__startswith=f"ditugaskan:{visit.pk}:").get().recipient == second


def test_everybody_sees_whose_desk_it_is_on(office: Office, at: datetime, second: User, klien: Klien) -> None:
    journey = Journey(office, at).to(Step.DRAFT)
    give(journey, second, office.kasubag)
    text = klien(office.kadis).get(f"/kasus/{journey.case.pk}/").content.decode()
    assert "Kini di <b>Staf Dua</b>" in text
    assert "Staf Dua, Staf Perencana (ditugaskan)" in text
    assert "Draft disusun Staf Dua" in klien(office.kadis).get("/kasus/").content.decode()


def test_only_the_kasubag_assigns_and_only_to_a_staf_perencana_on_duty(
    office: Office, at: datetime, second: User
) -> None:
    journey = Journey(office, at).to(Step.DRAFT)
    for person in (office.staf_perencana, office.sekretaris, office.kadis):
        with pytest.raises(NotYours):
            give(journey, second, person)
    with pytest.raises(Refusal, match="bukan staf perencana"):
        give(journey, office.staf_sd, office.kasubag)
    give(journey, second, office.kasubag)
    give(journey, None, office.kasubag)
    assert visit_of(journey).assignee is None


def test_the_next_staf_step_and_a_return_stay_with_the_same_staf_while_on_duty(
    office: Office, at: datetime, second: User
) -> None:
    journey = Journey(office, at).to(Step.DRAFT)
    give(journey, second, office.kasubag)
    journey.to(Step.PARAF_KASUBAG)
    journey.act(Action.KEMBALIKAN_DRAFT, office.kasubag, {"note": "Perbaiki BAB II."})
    assert visit_of(journey).assignee == second
    end_assignment(assignment=second.assignments.get(), by=office.admin, at=journey.tick())
    assert visit_of(journey).assignee is None, "whoever is gone holds nothing"


def test_the_page_assigns_and_is_nobody_elses(
    office: Office, at: datetime, second: User, klien: Klien
) -> None:
    journey = Journey(office, at).to(Step.DRAFT)
    path = f"/kasus/{journey.case.pk}/tugaskan/"
    assert klien(office.staf_perencana).get(path).status_code == 404
    client = klien(office.kasubag)
    assert "Staf Dua" in client.get(path).content.decode()
    bad = client.post(path, {"person": "987654", "kunjungan": visit_of(journey).pk})
    assert bad.status_code == 422
    old = client.post(path, {"person": second.pk, "kunjungan": 1})
    assert old.status_code == 409
    assert client.post(path, {"person": second.pk, "kunjungan": visit_of(journey).pk}).status_code == 302
    assert visit_of(journey).assignee == second
