"""Ingatkan saya lagi …: once, to a working time before the due time, and the superior hears of it all the same."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.errors import NotYours, Refusal
from accounts.models import AuditEntry, Message, User
from accounts.worktime import in_wita
from tests.factories import Office
from tests.workflow.pengingat import moment_of
from tests.workflow.perjalanan import Journey
from workflow.models import Snooze
from workflow.reminder_models import When
from workflow.reminders import run
from workflow.reminders.snoozing import choices, snooze
from workflow.sop import Step

pytestmark = pytest.mark.django_db


def told(person: User) -> list[str]:
    found = Message.objects.filter(recipient=person).order_by("created_at", "pk")
    return [message.subject.split()[0].rstrip(":,") for message in found]


def put_off(
    journey: Journey, by: User, at: datetime, choice: str = "waktu", until: datetime | str = ""
) -> Snooze:
    typed = until if isinstance(until, str) else in_wita(until).strftime("%Y-%m-%dT%H:%M")
    return snooze(
        case_id=journey.case.pk, visit_id=journey.visit.pk, choice=choice, typed=typed, by=by, at=at
    )


def run_every(minutes: int, start: datetime, end: datetime) -> None:
    while start <= end:
        run(start)
        start += timedelta(minutes=minutes)


def test_nothing_comes_before_the_chosen_time_then_that_and_then_as_ever(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at)  # 1 jam from 09.00
    run(at)
    put_off(journey, office.kadis, at + timedelta(minutes=5), until=at + timedelta(minutes=45))
    run_every(5, at, at + timedelta(minutes=44))
    assert told(office.kadis) == ["Menunggu"], "the reminder of 09.30 is put off"
    run_every(5, at + timedelta(minutes=45), at + timedelta(minutes=75))
    assert told(office.kadis) == ["Menunggu", "Diingatkan", "Tenggat", "Terlambat"]


def test_a_snooze_never_silences_what_goes_to_the_superior(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PARAF_KASUBAG)
    opened = journey.visit.opened_at
    put_off(journey, office.kasubag, opened, until=opened + timedelta(minutes=50))
    run_every(5, opened, moment_of(journey.visit, When.SESUDAH, 25))
    assert told(office.sekretaris)[-1] == "Terlambat"


def test_a_due_time_moved_before_the_chosen_time_wins(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    put_off(journey, office.kadis, at, until=at + timedelta(minutes=50))
    visit = journey.visit
    visit.due_at = at + timedelta(minutes=40)
    visit.save(update_fields=["due_at"])
    run_every(5, at, at + timedelta(minutes=45))
    assert told(office.kadis) == ["Tenggat"]


def test_a_snooze_takes_a_thing_out_of_the_digest_until_then(office: Office, at: datetime) -> None:
    journey = Journey(office, at.replace(hour=10))
    journey.dispose()
    run(journey.now)
    start = moment_of(journey.visit, When.SEBELUM, 120)
    run(start.replace(hour=7, minute=30))
    put_off(journey, office.kasubag, start - timedelta(minutes=1), until=start + timedelta(minutes=60))
    run_every(5, start, start + timedelta(minutes=60))
    assert told(office.kasubag) == ["Menunggu", "Diingatkan"]


# fmt: off
REFUSED: list[tuple[str, int, dict[str, object], str]] = [
    # who, minutes after the opening, what is chosen, the sentence
    ("kadis", 60, {"until": 70},            "Tenggatnya sudah lewat"),
    ("kadis", 90, {"choice": "besok"},      "Tenggatnya sudah lewat"),
    ("kadis", 5,  {"until": 60},            "Pilih waktu antara sekarang dan tenggat, hari ini 10.00"),
    ("kadis", 5,  {"until": 5},             "Pilih waktu antara sekarang dan tenggat"),
    ("kadis", 5,  {"choice": "besok"},      "Pilih kapan Anda ingin diingatkan lagi, sebelum tenggat hari ini 10.00"),
    ("kadis", 5,  {"choice": ""},           "Pilih kapan"),
    ("kadis", 5,  {"until": "besok saja"},  "Isi tanggal dan jam"),
    ("kadis", 5,  {"until": ""},            "Isi tanggal dan jam"),
    ("kadis", 5,  {"until": "9999-99-99T99:99"}, "Isi tanggal dan jam"),
    ("kasubag", 5, {"until": 30},           "tidak sedang menunggu Anda"),
    ("staf_sd", 5, {"until": 30},           "tidak ada atau bukan untuk Anda"),
]
# fmt: on


@pytest.mark.parametrize(("who", "minutes", "chosen", "sentence"), REFUSED)
def test_a_refused_snooze_names_the_cure_and_leaves_nothing(
    who: str, minutes: int, chosen: dict[str, object], sentence: str, office: Office, at: datetime
) -> None:
    journey, until = Journey(office, at), chosen.get("until", "")
    when = at + timedelta(minutes=until) if isinstance(until, int) else str(until)
    with pytest.raises(Refusal, match=sentence):
        put_off(
            journey, getattr(office, who), at + timedelta(minutes=minutes),
            choice=str(chosen.get("choice", "waktu")), until=when,
        )  # fmt: skip
    assert not Snooze.objects.exists()


def test_only_once_per_person_and_visit_and_only_in_office_hours(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    journey.dispose()
    opened = journey.visit.opened_at
    with pytest.raises(Refusal, match="di luar jam kantor"):
        put_off(journey, office.kasubag, opened, until=in_wita(opened).replace(hour=12, minute=30))
    put_off(journey, office.kasubag, opened, choice="2-jam")
    with pytest.raises(Refusal, match="hanya dapat ditunda sekali"):
        put_off(journey, office.kasubag, opened, choice="30-menit")
    assert AuditEntry.objects.filter(act="pengingat ditunda", actor=office.kasubag).count() == 1


def test_a_step_that_is_over_cannot_be_put_off(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    visit = journey.visit
    journey.dispose()
    with pytest.raises(Refusal, match="sudah selesai"):
        snooze(
            case_id=journey.case.pk,
            visit_id=visit.pk,
            choice="30-menit",
            typed="",
            by=office.kadis,
            at=journey.now,
        )
    with pytest.raises(NotYours):
        snooze(
            case_id=987654, visit_id=visit.pk, choice="30-menit", typed="", by=office.kadis, at=journey.now
        )


def test_only_times_before_the_due_time_are_offered(office: Office, at: datetime) -> None:
    from accounts.calendar import office_calendar

    def offered(due_at: datetime) -> list[str]:
        return [choice.code for choice in choices(due_at, at, office_calendar())]

    assert offered(at + timedelta(hours=1)) == ["30-menit"]
    assert offered(at + timedelta(days=1)) == ["30-menit", "2-jam", "besok"]
    assert offered(at + timedelta(minutes=20)) == []
