"""Ingatkan: exactly those who hold it up, and never twice in one half-day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.calendar import office_calendar
from accounts.channels.whatsapp import whatsapp_link
from accounts.errors import NotYours, Refusal
from accounts.models import Message
from accounts.worktime import WITA
from reports.collection import services
from reports.collection.models import Nudge
from reports.collection.nudges import half_day
from tests.factories import Office
from tests.reports.data import Collection, fill_sd, open_all, send_sd


@pytest.fixture
def collection(office: Office, at: datetime) -> Collection:
    return open_all(office, at)


def reminded() -> list[str]:
    found = Message.objects.filter(key__startswith="ingatkan:").select_related("recipient").order_by("pk")
    return [message.recipient.username for message in found]


def clock(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-10-12T09:00", "2026-10-12 pagi"),
        ("2026-10-12T12:00", "2026-10-12 pagi"),
        ("2026-10-12T12:30", "2026-10-12 siang"),
        ("2026-10-12T15:00", "2026-10-12 siang"),
        ("2026-10-12T20:00", "2026-10-13 pagi"),
        ("2026-10-12T05:00", "2026-10-12 pagi"),
        ("2026-10-11T10:00", "2026-10-12 pagi"),
    ],
)
def test_a_half_day_ends_with_the_break_and_a_closed_office_counts_for_the_next(
    office: Office, moment: str, expected: str
) -> None:
    assert half_day(clock(moment), office_calendar()) == expected


def test_only_those_who_hold_the_form_now_are_told(
    collection: Collection, office: Office, at: datetime
) -> None:
    services.nudge(submission=collection.sd, by=office.staf_perencana, at=at)
    assert reminded() == ["staf-sd"]
    fill_sd(collection, office, at)
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    services.nudge(submission=collection.sd, by=office.kasubag, at=at + timedelta(hours=5))
    assert reminded() == ["staf-sd", "kasi-sd"]


def test_a_unit_is_told_once_in_each_half_of_a_day(
    collection: Collection, office: Office, at: datetime
) -> None:
    services.nudge(submission=collection.sd, by=office.staf_perencana, at=at)
    with pytest.raises(
        Refusal, match=rf"Sudah diingatkan pukul 09\.00 oleh {office.staf_perencana.name}, Staf"
    ):
        services.nudge(submission=collection.sd, by=office.kasubag, at=at + timedelta(hours=1))
    services.nudge(submission=collection.sd, by=office.kasubag, at=at + timedelta(hours=5))
    services.nudge(submission=collection.sd, by=office.kasubag, at=at + timedelta(hours=11))
    with pytest.raises(Refusal, match=r"Sudah diingatkan pukul 20\.00"):
        services.nudge(submission=collection.sd, by=office.kasubag, at=at + timedelta(hours=23))
    assert list(Nudge.objects.order_by("at").values_list("half_day", flat=True)) == [
        "2026-10-12 pagi",
        "2026-10-12 siang",
        "2026-10-13 pagi",
    ]
    assert len(reminded()) == 3


def test_a_unit_that_has_sent_is_not_reminded_and_other_people_remind_nobody(
    collection: Collection, office: Office, at: datetime
) -> None:
    send_sd(collection, office, at)
    with pytest.raises(Refusal, match="tidak menahan langkah ini lagi"):
        services.nudge(submission=collection.sd, by=office.staf_perencana, at=at)
    for person in (office.kabid_sd, office.kadis, office.staf_smp):
        with pytest.raises(NotYours):
            services.nudge(submission=collection.smp, by=person, at=at)
    assert reminded() == []


def test_all_who_hold_it_up_are_told_with_one_press_and_the_rest_is_named(
    collection: Collection, office: Office, at: datetime
) -> None:
    services.nudge(submission=collection.smp, by=office.kasubag, at=at)
    send_sd(collection, office, at)
    done = services.nudge_all(report=collection.report, by=office.staf_perencana, at=at)
    assert [one.unit.name for one in done.told] == ["Bidang Pembinaan PAUD dan PNF"]
    assert len(done.left) == 1
    assert done.left[0].startswith("Bidang Pembinaan SMP: Sudah diingatkan pukul 09.00")


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("0812 3456 7890", "6281234567890"),
        ("+62 812-3456-7890", "6281234567890"),
        ("81234567890", "6281234567890"),
        ("", ""),
        ("123", ""),
    ],
)
def test_the_whatsapp_link_knows_how_numbers_are_written_here(phone: str, number: str) -> None:
    link = whatsapp_link(phone, "Tenggat 11.00 & lewat")
    assert link == (f"https://wa.me/{number}?text=Tenggat%2011.00%20%26%20lewat" if number else "")
