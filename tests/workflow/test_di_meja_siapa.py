"""Who holds what: the responsible people of a visit, and the Kasubag's *ditugaskan kepada*."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.errors import NotYours, Refusal
from accounts.models import AuditEntry, Message, User
from accounts.office import absences, end_assignment
from accounts.posts import Desk
from accounts.roles import Role
from reports.collection import actors, assigning
from reports.collection.assigning import assign_form
from reports.collection.services import who_holds
from tests.factories import Office, make_person, make_post
from tests.workflow.perjalanan import Journey
from workflow.holding import holders_of
from workflow.inbox import inbox
from workflow.people.assigning import assign_step
from workflow.reminders import run
from workflow.reminders.audience import Posts, audience
from workflow.reminders.words import step_words
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


def test_only_the_assignee_is_reminded_and_all_of_them_while_that_one_is_away(
    office: Office, at: datetime, second: User
) -> None:
    """Whoever the inbox shows it to hears of it: the colleagues hold nothing up."""
    journey = Journey(office, at).to(Step.DRAFT)
    give(journey, second, office.kasubag)
    visit = visit_of(journey)
    assert step_words(visit).endswith("ditugaskan kepada Staf Dua")

    def reminded() -> set[User]:
        return {one.person for one in audience(visit_of(journey), Posts(journey.now)).holdings}

    assert reminded() == {second}
    today = journey.now.date()
    absences.record_absence(
        person=second, kind="sakit", start=today, end=today, letter_number="", by=second, at=journey.now
    )
    assert reminded() == {second, office.staf_perencana}


def test_given_back_to_all_the_others_hear_of_it_at_once(office: Office, at: datetime, second: User) -> None:
    journey = Journey(office, at).to(Step.DRAFT)
    give(journey, second, office.kasubag)
    run(journey.now)
    visit = visit_of(journey)
    told = Message.objects.filter(key__startswith=f"kunjungan:{visit.pk}:")
    assert {message.recipient for message in told} == {second}
    assign_step(case_id=journey.case.pk, visit_id=visit.pk, person=None, by=office.kasubag, at=journey.tick())
    run(journey.now)
    assert {message.recipient for message in told.all()} == {second, office.staf_perencana}


# ── a unit's form ────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def second_sd(office: Office, at: datetime) -> User:
    """Another staf of bidang SD."""
    person = make_person("staf-sd-dua", "Staf Sd Dua", at=at)
    make_post(person, Role.STAF, office.sd, start=at.date(), at=at)
    return person


def test_the_head_gives_the_form_to_one_staf_who_is_named_first(
    office: Office, at: datetime, second_sd: User
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    form = journey.submission("sd")
    assign_form(submission=form, person=second_sd, by=office.kabid_sd, at=journey.tick())
    form.refresh_from_db()
    assert [post.person for post in who_holds(form, journey.now)] == [second_sd, office.staf_sd]
    assert holders_of(visit_of(journey), journey.now)[0].person == second_sd
    reminded = {one.person for one in audience(visit_of(journey), Posts(journey.now)).holdings}
    assert second_sd in reminded
    assert office.staf_sd not in reminded, "the form lies with one of them"
    mine, other = (inbox(Desk(one, journey.now)) for one in (second_sd, office.staf_sd))
    assert [task.submission.pk for task in mine.own] == [form.pk]
    assert [one.pk for one in other.in_unit] == [form.pk]
    assert actors.editor(Desk(office.staf_sd, journey.now), form) is not None, "others may still fill"
    assert Message.objects.get(key__startswith=f"isian-ditugaskan:{form.pk}:").recipient == second_sd


ASSIGNERS = {"kabid_sd", "kasi_sd"}


def test_only_the_units_heads_assign_and_only_to_its_staf(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    form = journey.submission("sd")
    allowed = {
        name
        for name, person in office.people.items()
        if assigning.may_assign(Desk(person, journey.now), form)
    }
    assert allowed == ASSIGNERS
    with pytest.raises(NotYours):
        assign_form(submission=form, person=office.staf_sd, by=office.staf_sd, at=journey.tick())
    with pytest.raises(Refusal, match="bukan staf"):
        assign_form(submission=form, person=office.staf_smp, by=office.kabid_sd, at=journey.tick())


def test_a_form_that_was_sent_is_assigned_no_more_and_a_leaver_holds_none(
    office: Office, at: datetime, second_sd: User
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    form = journey.submission("sd")
    assign_form(submission=form, person=second_sd, by=office.kabid_sd, at=journey.tick())
    end_assignment(assignment=second_sd.assignments.get(), by=office.admin, at=journey.tick())
    form.refresh_from_db()
    assert form.assignee is None
    journey.fill_and_send("sd")
    with pytest.raises(NotYours):
        assign_form(submission=form, person=office.staf_sd, by=office.kabid_sd, at=journey.tick())


def test_the_page_of_the_form_says_who_has_it_and_lets_the_head_choose(
    office: Office, at: datetime, second_sd: User, klien: Klien
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    form = journey.submission("sd")
    path = f"/isian/{form.pk}/tugaskan/"
    assert klien(office.staf_sd).get(path).status_code == 404
    client = klien(office.kabid_sd)
    assert "Staf Sd Dua" in client.get(path).content.decode()
    assert client.post(path, {"person": "x"}).status_code == 422
    assert client.post(path, {"person": second_sd.pk}).status_code == 302
    assert "Ditugaskan kepada <b>Staf Sd Dua</b>" in client.get(f"/isian/{form.pk}/").content.decode()
    assert "Tugaskan ke staf" in client.get(f"/isian/{form.pk}/").content.decode()
