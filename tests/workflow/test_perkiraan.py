"""The requester's day against the SOP's norms: the sentence, and the order of the inbox that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.calendar import office_calendar, shipped_calendar
from accounts.models import User
from accounts.worktime import WITA
from tests.factories import Office
from tests.workflow.perjalanan import Journey, register_letter
from workflow.editions import current_edition
from workflow.forecast import forecast_new, promise, urgency
from workflow.services import current_visit
from workflow.sop import Step

pytestmark = pytest.mark.django_db

Klien = Callable[[User], Client]


def wita(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


NOW, END = wita("2026-11-25T09:00"), wita("2026-12-03T10:00")

# asked for, in danger, the sentence
PROMISES: tuple[tuple[date, bool, str], ...] = (
    (date(2026, 12, 1), True, "Dengan norma SOP selesai Kamis 3 Desember, 10.00 WITA; diminta 1 Des, 2 hari lebih awal."),
    (date(2026, 12, 3), False, "Dengan norma SOP selesai Kamis 3 Desember, 10.00 WITA; diminta 3 Des, hari itu juga."),
    (date(2026, 12, 7), False, "Dengan norma SOP selesai Kamis 3 Desember, 10.00 WITA; diminta 7 Des, masih longgar 4 hari."),
    (date(2027, 1, 4), False,
     "Dengan norma SOP selesai Kamis 3 Desember, 10.00 WITA; diminta 4 Jan 2027, masih longgar 32 hari."),
)  # fmt: skip


@pytest.mark.parametrize(("wanted", "danger", "sentence"), PROMISES)
def test_the_sentence_compares_the_two_days(wanted: date, danger: bool, sentence: str) -> None:
    told = promise(wanted, END, NOW)
    assert (told.is_in_danger, told.sentence) == (danger, sentence)
    assert (
        told.short == f"diminta {sentence.split('diminta ')[1].split(',')[0]}, dengan norma SOP selesai 3 Des"
    )


def test_a_letter_registered_now_is_answered_after_all_nine_norms(office: Office, at: datetime) -> None:
    # Mon 12 Oct 09.00: 10.00; 13 Oct; 15, 19, 21 Oct 10.00; four hours, over the break of 12.00-13.00: 15.00
    assert forecast_new(current_edition(), at, shipped_calendar()) == wita("2026-10-21T15:00")


def test_a_day_in_danger_goes_before_an_earlier_due_time_and_says_so(
    office: Office, at: datetime, klien: Klien, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = register_letter(office, at, subject="Surat pertama", number="1/A")
    second = register_letter(
        office,
        at + timedelta(minutes=10),
        subject="Surat mendesak",
        number="2/B",
        requested_by=date(2026, 10, 15),
    )
    monkeypatch.setattr(timezone, "now", lambda: at + timedelta(minutes=15))
    text = klien(office.kadis).get("/").content.decode()
    assert text.index("Surat mendesak") < text.index("Surat pertama")
    assert "didahulukan: diminta 15 Okt, dengan norma SOP selesai 21 Okt" in text
    calendar = office_calendar()
    earlier, later = current_visit(second), current_visit(first)
    assert earlier is not None
    assert later is not None
    assert urgency(earlier, at, calendar) < urgency(later, at, calendar) == later.due_at


def test_a_day_that_will_be_met_changes_no_order(office: Office, at: datetime) -> None:
    case = register_letter(office, at, requested_by=date(2026, 11, 30))
    visit = current_visit(case)
    assert visit is not None
    assert urgency(visit, at, office_calendar()) == visit.due_at


def test_the_form_of_a_new_letter_and_the_message_after_it_tell_the_forecast(
    office: Office, at: datetime, klien: Klien, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)
    text = klien(office.penerima_surat).get("/surat/baru/").content.decode()
    assert "surat yang dicatat sekarang selesai dijawab Rabu 21 Oktober, 15.00 WITA" in text


def test_the_sheet_of_the_disposition_says_that_the_day_is_in_danger(
    office: Office, at: datetime, klien: Klien, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = Journey(office, at, requested_by=date(2026, 10, 15))
    assert journey.case.step == Step.DISPOSISI
    monkeypatch.setattr(timezone, "now", lambda: at)
    text = klien(office.kadis).get(f"/kasus/{journey.case.pk}/disposisi/").content.decode()
    assert "Melewati tanggal yang diminta" in text
    assert "diminta 15 Okt, 6 hari lebih awal." in text
