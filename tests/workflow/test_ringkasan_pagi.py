"""The brief of 07.30: to whom, when, once, and only when there is something to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Delivery, Holiday, Message, User
from accounts.posts import Desk
from accounts.roles import Mode, Role
from accounts.worktime import WITA
from tests.factories import Office, make_post
from tests.workflow.perjalanan import Journey
from workflow import brief
from workflow.brief_models import MorningBrief
from workflow.letters import Sifat
from workflow.sop import Action, Step
from workflow.visits import StepRecord

Klien = Callable[[User], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.sekali]


def tuesday(hour: int, minute: int = 0, day: int = 13) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=WITA)


@pytest.fixture
def letter(office: Office, at: datetime) -> Journey:
    """A letter on the Kepala Dinas's desk since Monday 9.00, due at 10.00: late on Tuesday morning."""
    return Journey(office, at)


# ── when ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (tuesday(7, 29), False),
        (tuesday(7, 30), True),
        (tuesday(8, 10), True),
        (tuesday(11, 59), True),
        (tuesday(12, 0), False),
        (tuesday(20, 0), False),
        (tuesday(7, 30, day=17), False),  # Saturday
        (tuesday(7, 30, day=18), False),
    ],
)
def test_it_is_said_on_working_mornings_only(letter: Journey, moment: datetime, said: bool) -> None:
    assert (brief.send(moment) > 0) is said
    assert Message.objects.filter(key__startswith="ringkasan-pagi:").exists() is said


def test_a_day_off_has_none(letter: Journey) -> None:
    Holiday.objects.create(
        date=date(2026, 10, 13), name="Libur", kind=Holiday.Kind.LIBUR_NASIONAL, basis="SKB"
    )
    assert brief.send(tuesday(7, 30)) == 0


def test_it_is_said_once_however_often_the_beat_asks(letter: Journey) -> None:
    told = brief.send(tuesday(7, 30))
    assert told > 0
    assert [brief.send(tuesday(7, 31)), brief.send(tuesday(11))] == [0, 0]
    assert Message.objects.filter(key__startswith="ringkasan-pagi:").count() == told
    assert brief.send(tuesday(7, 30, day=14)) == told, "the next day has its own"


def test_nothing_to_say_is_said_to_nobody_and_not_made_up_for_later(office: Office, at: datetime) -> None:
    assert brief.send(tuesday(7, 30)) == 0
    Journey(office, tuesday(8))
    assert brief.send(tuesday(9)) == 0, "what came after half past seven is no news of the morning"
    assert MorningBrief.objects.get().told == 0


def test_a_failure_while_telling_leaves_the_morning_to_the_next_tick(
    letter: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(brief, "tell", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            brief.send(tuesday(7, 30))
    assert not MorningBrief.objects.exists()
    assert brief.send(tuesday(7, 31)) > 0


# ── to whom, and what ───────────────────────────────────────────────────────────────────────────
def test_the_one_who_holds_it_sees_it_as_waiting_and_the_other_with_whom_it_is(
    letter: Journey, office: Office
) -> None:
    brief.send(tuesday(7, 30))
    kadis = Message.objects.get(recipient=office.kadis, key__startswith="ringkasan-pagi:")
    other = Message.objects.get(recipient=office.sekretaris, key__startswith="ringkasan-pagi:")
    assert kadis.subject.endswith("1 menunggu Anda")
    assert "sudah lewat" in kadis.body
    assert other.subject.endswith("1 terlambat")
    assert f"pada {office.kadis.name}" in other.body
    assert "sejak kemarin" in other.body
    assert kadis.path == "/ringkasan-pagi/"
    assert Delivery.objects.filter(message=kadis).count() == 1


def test_whoever_acts_for_the_leader_gets_it_instead(letter: Journey, office: Office, at: datetime) -> None:
    make_post(
        office.kabid_sd, Role.KEPALA_DINAS, office.dinas, at=at, mode=Mode.PLH, start=date(2026, 10, 13), end=date(2026, 10, 14)
    )  # fmt: skip
    brief.send(tuesday(7, 30))
    told = Message.objects.filter(key__startswith="ringkasan-pagi:")
    assert set(told.values_list("recipient", flat=True)) == {office.kabid_sd.pk, office.sekretaris.pk}


def test_what_runs_out_today_is_told_with_its_holder(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    StepRecord.objects.filter(case=journey.case, finished_at=None).update(due_at=tuesday(15))
    found = brief.brief(Desk(office.kadis, tuesday(7, 30)))
    assert [(line.holder, line.is_late) for line in found.today] == [
        (f"{office.kasubag.name} (Kasubag Perencanaan)", False)
    ]
    assert not found.late


def test_who_was_assigned_is_named_as_the_holder(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    StepRecord.objects.filter(case=journey.case, finished_at=None).update(
        due_at=tuesday(15), assignee=office.staf_perencana, assigned_title="Staf Perencana"
    )
    found = brief.brief(Desk(office.kadis, tuesday(7, 30)))
    assert [line.holder for line in found.today] == [f"{office.staf_perencana.name} (Staf Perencana)"]


def test_a_secret_case_is_told_only_to_who_may_open_it(office: Office, at: datetime) -> None:
    journey = Journey(office, at, sifat=Sifat.RAHASIA)
    journey.act(
        Action.DISPOSISIKAN, office.kadis, {"recipients": [office.perencanaan.pk], "instructions": ["proses"]}
    )
    StepRecord.objects.filter(finished_at=None).update(due_at=at + timedelta(hours=2))
    brief.send(tuesday(7, 30))
    told = Message.objects.filter(key__startswith="ringkasan-pagi:")
    assert set(told.values_list("recipient", flat=True)) == {office.kadis.pk}


# ── the page ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("who", "status"),
    [("kadis", 200), ("sekretaris", 200), ("kasubag", 404), ("staf_sd", 404), ("admin", 404)],
)
def test_the_page_is_the_leaders(
    letter: Journey, office: Office, klien: Klien, who: str, status: int
) -> None:
    assert klien(getattr(office, who)).get("/ringkasan-pagi/").status_code == status


def test_the_page_shows_the_same_and_asks_little(
    letter: Journey,
    office: Office,
    klien: Klien,
    at: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(6):
        Journey(office, at, number=f"{number}/B")
    client = klien(office.sekretaris)
    client.get("/ringkasan-pagi/")
    with django_assert_max_num_queries(25):
        page = client.get("/ringkasan-pagi/").content.decode()
    assert page.count(office.kadis.name) == 7
    assert 'href="/ringkasan-pagi/"' in client.get("/").content.decode()
