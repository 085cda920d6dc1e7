"""An emergency closing, a holiday or new office hours: open steps move, nobody is made late, everybody is told once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, EmergencyClosing, Holiday, Message, OfficeDay, OfficeProfile, User
from accounts.worktime import WITA
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow import deadlines
from workflow.models import DueChange, StepRecord
from workflow.sop import Step

pytestmark = pytest.mark.django_db

Klien = Callable[[User], Client]
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


@pytest.fixture
def pengelola(office: Office, klien: Klien) -> Client:
    return klien(office.admin)


def wita(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


def close(client: Client, day: str, starts: str = "", ends: str = "", sure: str = "_yakin") -> str:
    answer = client.post(
        reverse("admin:accounts_emergencyclosing_add"),
        {"date": day, "starts": starts, "ends": ends, "reason": "Banjir di Malili.", "basis": "SE Bupati", sure: "ya"},
        follow=True,
    )  # fmt: skip
    assert answer.status_code == 200
    return answer.content.decode()


def remove(client: Client) -> None:
    closing = EmergencyClosing.objects.get()
    client.post(reverse("admin:accounts_emergencyclosing_delete", args=[closing.pk]), {"post": "yes"})
    assert not EmergencyClosing.objects.exists()


# step 2 (1 hari) opened Monday 12 October 2026, 09.05: due Tuesday 13 October, 09.05
CLOSINGS: tuple[tuple[str, tuple[str, str, str], str], ...] = (
    ("Tuesday closed: the day falls away", ("13-10-2026", "", ""), "2026-10-14T09:05"),
    ("Monday afternoon closed: 13.00–16.00 are three hours lost, given back after 09.05",
     ("12-10-2026", "12.00", "16.00"), "2026-10-13T13:05"),
    ("Tuesday 07.30–12.00 closed: 95 minutes lost, counted from 13.00", ("13-10-2026", "07.00", "12.00"), "2026-10-13T14:35"),
    ("Tuesday from 10.00 closed: after the due time, nothing moves", ("13-10-2026", "10.00", "16.00"), "2026-10-13T09:05"),
    ("the closed hours lie in the break: nothing is lost", ("12-10-2026", "12.00", "13.00"), "2026-10-13T09:05"),
    ("a Sunday closed takes nothing", ("18-10-2026", "", ""), "2026-10-13T09:05"),
)  # fmt: skip


@pytest.mark.parametrize(("why", "closing", "expected"), CLOSINGS, ids=[row[0] for row in CLOSINGS])
def test_a_closing_gives_back_what_it_took_and_removing_it_takes_that_back(
    office: Office,
    at: datetime,
    pengelola: Client,
    clock: Clock,
    why: str,
    closing: tuple[str, str, str],
    expected: str,
) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    assert journey.visit.due_at == wita("2026-10-13T09:05")
    clock(journey.tick())
    close(pengelola, *closing)
    assert journey.visit.due_at == wita(expected)
    remove(pengelola)
    assert journey.visit.due_at == wita("2026-10-13T09:05")


def test_every_move_is_on_record_and_whoever_holds_it_is_told_once(
    office: Office, at: datetime, pengelola: Client, clock: Clock
) -> None:
    first = Journey(office, at).to(Step.FORMAT)
    second = Journey(office, at, number="2/B").to(Step.FORMAT)
    clock(second.tick())
    text = close(pengelola, "13-10-2026")
    assert "2 tenggat yang berjalan bergeser" in text
    for journey in (first, second):
        change = DueChange.objects.get(visit=journey.visit)
        assert change.kind == DueChange.Kind.PENUTUPAN
        assert change.reason == "Kantor ditutup 13-10-2026, sehari penuh: Banjir di Malili."
        assert AuditEntry.objects.filter(
            stream=f"kasus:{journey.case.pk}", act="tenggat dipindahkan"
        ).exists()
    told = Message.objects.filter(subject__contains="tenggat Anda bergeser")
    assert [message.recipient for message in told] == [office.kasubag]
    assert told[0].subject.startswith("2 tenggat Anda bergeser")


def test_units_that_still_fill_move_along_and_are_told(
    office: Office, at: datetime, pengelola: Client, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    clock(journey.tick())
    due = journey.visit.due_at
    close(pengelola, "13-10-2026")
    assert journey.submission("sd").due_at == journey.visit.due_at == due + timedelta(days=1)
    told = {message.recipient for message in Message.objects.filter(subject__contains="enggat Anda bergeser")}
    assert {office.staf_perencana, office.staf_sd, office.staf_smp} <= told


def test_what_is_closed_after_the_fact_makes_a_late_step_right_again(
    office: Office, at: datetime, pengelola: Client, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    clock(wita("2026-10-13T15:00"))  # six hours late, when somebody enters that the office was closed all day
    close(pengelola, "13-10-2026")
    assert journey.visit.due_at == wita("2026-10-14T09:05")


def test_removing_a_closing_makes_nothing_late(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    clock(journey.tick())
    close(klien(office.admin), "13-10-2026")
    clock(wita("2026-10-13T10:00"))
    remove(klien(office.admin))
    assert journey.visit.due_at == wita("2026-10-14T09:05")  # 09.05 of today is over: it stays


def test_an_extended_due_time_keeps_its_working_time(
    office: Office, at: datetime, pengelola: Client, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    until = wita("2026-10-13T11:00")
    deadlines.extend(
        case_id=journey.case.pk, visit_id=journey.visit.pk, until=until, reason="Rapat.", by=office.sekretaris,
        at=journey.tick(),
    )  # fmt: skip
    clock(journey.tick())
    close(pengelola, "13-10-2026")
    assert journey.visit.due_at == until + timedelta(days=1)
    remove(pengelola)
    assert journey.visit.due_at == until


def test_an_added_holiday_recomputes_the_norm_and_its_removal_too(
    office: Office, at: datetime, pengelola: Client, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    clock(journey.tick())
    data = {"date": "13-10-2026", "name": "Hari jadi", "kind": "LIBUR_DAERAH", "basis": "", "_yakin": "ya"}
    pengelola.post(reverse("admin:accounts_holiday_add"), data)
    assert journey.visit.due_at == wita("2026-10-14T09:05")
    assert DueChange.objects.get().kind == DueChange.Kind.KALENDER
    holiday = Holiday.objects.get(date=date(2026, 10, 13))
    pengelola.post(reverse("admin:accounts_holiday_delete", args=[holiday.pk]), {"post": "yes"})
    assert journey.visit.due_at == wita("2026-10-13T09:05")


# the page before saving


def test_before_saving_the_effect_is_shown_and_nothing_has_happened(
    office: Office, at: datetime, pengelola: Client, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    clock(journey.tick())
    text = close(pengelola, "13-10-2026", sure="_save")
    assert "Belum disimpan." in text
    assert "besok 09.10" in text  # a letter received now, 1 hari
    assert "<b>Rabu 14 Oktober, 09.10 WITA</b>" in text
    assert "1 tenggat bergeser" in text
    assert "berhasil ditambahkan" not in text
    assert 'name="reason" value="Banjir di Malili."' in text
    assert not EmergencyClosing.objects.exists()
    assert not DueChange.objects.exists()
    assert not AuditEntry.objects.filter(stream="kalender").exists()
    assert not Message.objects.filter(subject__contains="bergeser").exists()
    assert journey.visit.due_at == wita("2026-10-13T09:05")


def test_going_back_keeps_what_was_typed(office: Office, pengelola: Client) -> None:
    text = close(pengelola, "13-10-2026", sure="_ubah")
    assert "Belum disimpan. Ubah isian di bawah ini" in text
    assert "Banjir di Malili." in text
    assert not EmergencyClosing.objects.exists()


def test_a_change_that_moves_no_clock_is_saved_at_once(office: Office, pengelola: Client) -> None:
    holiday = Holiday.objects.filter(date__year=2026).earliest("date")
    data = {"date": f"{holiday.date:%d-%m-%Y}", "name": "Nama lain", "kind": holiday.kind, "basis": ""}
    answer = pengelola.post(reverse("admin:accounts_holiday_change", args=[holiday.pk]), data)
    assert answer.status_code == 302
    assert Holiday.objects.get(pk=holiday.pk).name == "Nama lain"


REFUSED = (
    ("one time only", {"starts": "12.00", "ends": ""}, "kosongkan keduanya"),
    ("times the wrong way round", {"starts": "16.00", "ends": "12.00"}, "yang lebih lambat"),
    ("no such time", {"starts": "27.00", "ends": "28.00"}, "misalnya 07.30"),
    ("no reason", {"reason": ""}, "tidak boleh kosong"),
)


@pytest.mark.parametrize(("why", "typed", "sentence"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_closing_that_cannot_be_is_refused(
    pengelola: Client, why: str, typed: dict[str, str], sentence: str
) -> None:
    data = {"date": "13-10-2026", "starts": "", "ends": "", "reason": "Banjir", "basis": ""} | typed
    answer = pengelola.post(reverse("admin:accounts_emergencyclosing_add"), data)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not EmergencyClosing.objects.exists()


# kinds of units


def test_hours_of_one_kind_of_unit_count_for_the_steps_done_there(office: Office, at: datetime) -> None:
    early = OfficeProfile.objects.create(
        name="Sub bagian pagi", starts_on=date(2026, 10, 1), unit_kind="sub_bagian"
    )
    OfficeDay.objects.bulk_create(
        OfficeDay(profile=early, weekday=day, opens=time(7), closes=time(11)) for day in range(5)
    )
    journey = Journey(office, wita("2026-10-12T10:55"))
    assert journey.visit.due_at == wita("2026-10-12T11:55")  # the Kepala Dinas keeps the office's hours
    journey.dispose()
    visit = StepRecord.objects.get(case=journey.case, step=Step.FORMAT)
    assert visit.due_at == wita("2026-10-13T11:00")  # opened 11.00, one day later
