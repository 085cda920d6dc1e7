"""Who is told when posts change hands: the new holder once, the old one not again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings

from accounts import office as services
from accounts.models import Assignment, Message, User
from accounts.roles import Mode, Role
from tests.factories import Office, make_post
from tests.workflow.pengingat import moment_of
from tests.workflow.perjalanan import Journey
from workflow.models import StepRecord
from workflow.reminder_models import When
from workflow.reminders import reschedule, run
from workflow.sop import Step

pytestmark = pytest.mark.django_db


def told(person: User) -> list[str]:
    """The first word of everything a person was told about a visit, oldest first."""
    found = Message.objects.filter(recipient=person, key__startswith="kunjungan:").order_by(
        "created_at", "pk"
    )
    return [message.subject.split()[0].rstrip(":,") for message in found]


def plh(person: User, office: Office, at: datetime, *, start: datetime, days: int = 0) -> Assignment:
    return make_post(
        person, Role.KEPALA_DINAS, office.dinas, at=at, mode=Mode.PLH, start=start.date(),
        end=(start + timedelta(days=days)).date(),
    )  # fmt: skip


def test_a_plh_named_while_the_letter_waits_is_told_and_the_holder_not_again(
    office: Office, at: datetime
) -> None:
    Journey(office, at)
    run(at)
    plh(office.sekretaris, office, at, start=at)
    for minutes in (5, 10, 15):
        run(at + timedelta(minutes=minutes))
    assert (told(office.kadis), told(office.sekretaris)) == (["Menunggu"], ["Menunggu"])
    run(at + timedelta(minutes=30))
    assert (told(office.kadis), told(office.sekretaris)) == (["Menunggu"], ["Menunggu", "Pengingat"])


def test_a_plh_who_begins_at_midnight_is_told_when_the_office_opens(office: Office, at: datetime) -> None:
    evening = at.replace(hour=15, minute=50)
    Journey(office, evening)
    run(evening)
    tomorrow = at + timedelta(days=1)
    plh(office.sekretaris, office, at, start=tomorrow)
    run(tomorrow.replace(hour=7, minute=30))
    assert (told(office.kadis), told(office.sekretaris)) == (["Menunggu"], ["Menunggu"])


def test_the_plh_who_ends_hands_back_to_a_holder_who_is_told_only_what_is_new(
    office: Office, at: datetime
) -> None:
    Journey(office, at)
    run(at)
    stand_in = plh(office.sekretaris, office, at, start=at)
    run(at + timedelta(minutes=31))
    assert told(office.sekretaris) == ["Pengingat"], "the newest stage, not the opening as well"
    services.end_assignment(assignment=stand_in, by=office.kadis, at=at + timedelta(minutes=32))
    run(at + timedelta(minutes=33))
    assert told(office.kadis) == ["Menunggu", "Pengingat"]
    run(at + timedelta(minutes=60))
    assert (told(office.kadis)[-1], len(told(office.sekretaris))) == ("Tenggat", 1)


def test_a_leaver_is_told_nothing_more_and_the_superior_of_the_empty_post_is(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at)
    journey.dispose()
    run(journey.now)
    office.kasubag.is_active = False
    office.kasubag.save()
    run(journey.now + timedelta(minutes=1))
    assert (told(office.kasubag), told(office.sekretaris)) == (["Menunggu"], ["Menunggu"])


def test_one_person_in_two_posts_hears_each_stage_once(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PARAF_SEKRETARIS)
    plh(office.sekretaris, office, journey.now, start=journey.now)
    run(moment_of(journey.visit, When.SESUDAH, 25))
    assert told(office.sekretaris) == ["Terlambat"]
    assert told(office.kadis) == [], "a Plh. stands in: the definitif holder reads but is not nagged"


def test_the_next_superior_hears_after_another_quarter_and_is_told_where_it_stands(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.PARAF_KASUBAG)
    run(moment_of(journey.visit, When.SESUDAH, 25))
    assert (told(office.sekretaris), told(office.kadis)) == (["Terlambat"], [])
    run(moment_of(journey.visit, When.SESUDAH, 50))
    assert (told(office.sekretaris), told(office.kadis)) == (["Terlambat"], ["Terlambat"])
    body = Message.objects.get(recipient=office.kadis).body
    assert f"Masih di {office.kasubag.name}." in body
    assert "Mohon segera diselesaikan" in body


def test_a_moved_due_time_is_reminded_of_anew(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    for minutes in (0, 30, 60):
        run(at + timedelta(minutes=minutes))
    visit = journey.visit
    visit.due_at = at + timedelta(minutes=150)
    visit.save(update_fields=["due_at"])
    reschedule(visit, at + timedelta(minutes=61))
    for minutes in (61, 90, 120, 150):
        run(at + timedelta(minutes=minutes))
    assert told(office.kadis) == ["Menunggu", "Pengingat", "Tenggat", "Pengingat", "Tenggat"]


def test_a_worker_that_claimed_and_died_loses_nothing(
    office: Office, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflow.reminders import engine

    class PowerCut(BaseException):
        pass

    def dies(*args: object, **kwargs: object) -> None:
        raise PowerCut

    journey = Journey(office, at)
    with monkeypatch.context() as patched:
        patched.setattr(engine, "tell", dies)
        with pytest.raises(PowerCut):
            run(at)
    assert told(office.kadis) == []
    run(at)
    assert told(office.kadis) == [], "the lease of the dead worker still runs"
    run(at + timedelta(seconds=settings.REMINDER_LEASE_SECONDS))
    assert told(office.kadis) == ["Menunggu"]
    assert StepRecord.objects.get(pk=journey.visit.pk).next_reminder_at == at + timedelta(minutes=30)


def test_a_quiet_run_asks_little(office: Office, at: datetime, django_assert_max_num_queries: object) -> None:
    Journey(office, at)
    run(at)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        run(at + timedelta(minutes=1))
