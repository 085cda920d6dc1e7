"""The digest: one per person and half-day, looked at again when it is said; what cannot wait goes at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from accounts.calendar import office_calendar
from accounts.models import Message, User
from reports.collection.models import Nudge
from reports.collection.services import nudge
from tests.factories import Office
from tests.workflow.pengingat import moment_of
from tests.workflow.perjalanan import Journey
from workflow.models import Digest, Reminder, StepRecord
from workflow.reminder_models import When
from workflow.reminders import digest, run
from workflow.reminders.rules import half_day_bounds
from workflow.sop import Step

pytestmark = pytest.mark.django_db


def waiting(office: Office, at: datetime, *numbers: int) -> list[Journey]:
    """Cases at step 2 (1 hari, the Kasubag's), opened some minutes apart; the opening is announced."""
    found = [
        Journey(office, at + timedelta(minutes=30 * place), number=f"1/{n}")
        for place, n in enumerate(numbers)
    ]
    for journey in found:
        journey.dispose()
    run(found[-1].now)
    return found


def digests(person: User) -> list[Message]:
    return list(
        Message.objects.filter(recipient=person, key__startswith="rangkuman:").order_by("created_at", "pk")
    )


def run_every(minutes: int, start: datetime, end: datetime) -> None:
    while start <= end:
        run(start)
        start += timedelta(minutes=minutes)


def first(journeys: Iterable[Journey]) -> datetime:
    return min(moment_of(journey.visit, When.SEBELUM, 120) for journey in journeys)


def test_three_things_of_one_half_day_come_as_one_message(office: Office, at: datetime) -> None:
    journeys = waiting(office, at.replace(hour=10), 1, 2, 3)
    start = first(journeys)
    run_every(5, start, half_day_bounds(start, office_calendar())[1])
    (message,) = digests(office.kasubag)
    assert message.created_at == start, "with the first of its things, not one by one"
    assert message.subject == "Rangkuman pagi ini: 3 pekerjaan mendekati tenggat"
    assert message.body.count("Langkah 2 dari 9, penyampaian format. Tenggat Selasa 13 Oktober") == 3
    for journey in journeys:
        assert f"agenda {journey.case.letter.agenda}" in message.body
    assert message.path == digest.PATH


def test_a_single_thing_is_told_as_itself_and_leads_to_its_case(office: Office, at: datetime) -> None:
    (journey,) = waiting(office, at.replace(hour=10), 1)
    run(first([journey]))
    (message,) = digests(office.kasubag)
    assert message.subject.startswith("Pengingat, sisa 2 jam kerja: ")
    assert message.path == f"/kasus/{journey.case.pk}/"


def test_what_is_done_by_then_drops_out_and_an_empty_digest_is_not_sent(office: Office, at: datetime) -> None:
    done, left = waiting(office, at.replace(hour=10), 1, 2)
    opening = first([done, left]).replace(hour=7, minute=30)
    run(opening)  # both are put down for the digest of this half-day
    assert Reminder.objects.filter(state=Reminder.State.MENUNGGU).count() == 2
    done.send_formats()
    run(first([left]))
    (message,) = digests(office.kasubag)
    assert message.path == f"/kasus/{left.case.pk}/"
    assert not Reminder.objects.filter(state=Reminder.State.MENUNGGU, person=office.kasubag).exists()


def test_nothing_is_sent_when_everything_was_done_and_the_half_day_is_not_used_up(
    office: Office, at: datetime
) -> None:
    (done,) = waiting(office, at.replace(hour=10), 1)
    start = first([done])
    run(start.replace(hour=7, minute=30))
    done.now = start - timedelta(minutes=10)
    done.send_formats()
    run_every(5, start, start + timedelta(minutes=30))
    assert digests(office.kasubag) == []
    assert not Digest.objects.exists()


def test_a_second_digest_waits_for_the_next_half_day(office: Office, at: datetime) -> None:
    (early,) = waiting(office, at.replace(hour=9, minute=30), 1)
    start = first([early])
    run(start)
    later = Journey(office, start, number="1/2")
    later.dispose()
    # its reminder falls at 11.30, and this morning's digest is out
    StepRecord.objects.filter(pk=later.visit.pk).update(due_at=start.replace(hour=14, minute=30))
    run_every(5, start, start.replace(hour=13, minute=30))
    assert [message.created_at for message in digests(office.kasubag)] == [
        start,
        start.replace(hour=13, minute=0),
    ]


def test_what_is_overdue_and_what_has_one_hour_does_not_wait_for_a_digest(
    office: Office, at: datetime
) -> None:
    (journey,) = waiting(office, at.replace(hour=10), 1)
    run(first([journey]))
    due_at = journey.visit.due_at
    run(due_at)
    told = Message.objects.filter(recipient=office.kasubag, created_at=due_at)
    assert [message.subject.split(":")[0] for message in told] == ["Tenggat tiba"]


def test_a_digest_rings_no_more_once_nothing_of_it_is_left(office: Office, at: datetime) -> None:
    one, two = waiting(office, at.replace(hour=10), 1, 2)
    start = first([one, two])
    run(start)
    one.now = two.now = start
    one.send_formats()
    assert digests(office.kasubag)[0].read_at is None
    two.send_formats()
    assert digests(office.kasubag)[0].read_at is not None


def test_running_twice_sends_no_digest_twice(office: Office, at: datetime) -> None:
    journeys = waiting(office, at.replace(hour=10), 1, 2)
    for _ in range(3):
        run(first(journeys))
    assert len(digests(office.kasubag)) == 1
    assert set(Reminder.objects.filter(digest__isnull=False).values_list("state", flat=True)) == {"dirangkum"}


def test_a_colleagues_ingatkan_takes_a_unit_out_of_the_digest(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    run(journey.now)
    due_at = moment_of(journey.visit, When.SEBELUM, 1)
    run(half_day_bounds(due_at, office_calendar())[0])
    nudge(submission=journey.submission("sd"), by=office.staf_perencana, at=due_at - timedelta(minutes=1))
    run(due_at)
    assert digests(office.staf_sd) == []
    assert len(digests(office.staf_smp)) == 1
    assert Nudge.objects.filter(by="sistem").count() == 2
    assert Reminder.objects.get(person=office.staf_sd, state=Reminder.State.DIINGATKAN).digest is None


def test_a_digest_names_number_step_and_due_time_and_no_figure(office: Office, at: datetime) -> None:
    journeys = [Journey(office, at, number=f"1/{n}").to(Step.PENGUMPULAN) for n in (1, 2)]
    for journey in journeys:
        journey.fill_and_send("smp")
    run(max(journey.now for journey in journeys))
    run(moment_of(journeys[0].visit, When.SEBELUM, 1))
    (message,) = digests(office.staf_sd)
    for cell in journeys[0].report.submissions.get(unit=office.smp).cells.all():
        assert f"{cell.value:.2f}".replace(".", ",") not in message.body
    assert "Langkah 3 dari 9, pengumpulan data. Tenggat" in message.body
