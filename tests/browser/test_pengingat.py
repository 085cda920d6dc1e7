"""A digest as its reader meets it: in the bell, on the page it leads to, put off once; and the draft edition's preview."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.calendar import office_calendar
from accounts.models import Message
from tests.browser.conftest import PHONE, SitDown
from tests.browser.test_halaman_axe import look_at
from tests.factories import Office
from tests.workflow.pengingat import moment_of
from tests.workflow.perjalanan import Journey
from workflow.demo.moments import minutes_back
from workflow.models import Snooze
from workflow.reminder_models import When
from workflow.reminders import run
from workflow.revising import draft_revision


@pytest.fixture
def two(office: Office) -> list[Journey]:
    """Two formats of the Kasubag's, opened in the last working minutes; their digest has been written."""
    start = minutes_back(timezone.now(), 30, office_calendar())
    found = [Journey(office, start, number=f"1/{number}") for number in (1, 2)]
    for journey in found:
        journey.dispose()
    run(found[-1].now)
    run(moment_of(found[-1].visit, When.SEBELUM, 120))
    return found


def test_a_digest_is_read_followed_and_one_thing_of_it_put_off(two: list[Journey], sit_down: SitDown) -> None:
    office = two[0].office
    assert Message.objects.filter(recipient=office.kasubag, key__startswith="rangkuman:").count() == 1
    seat = sit_down(office.kasubag)
    page = seat.open("/lonceng/")
    seat.reads(re.compile("Rangkuman (pagi|siang) ini: 2 pekerjaan mendekati tenggat"))
    for journey in two:
        seat.reads(f"(agenda {journey.case.letter.agenda}). Langkah 2 dari 9, penyampaian format. Tenggat")
    seat.picture("lonceng-rangkuman")
    seat.follow("Rangkuman")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pengingat Anda")
    assert not Snooze.objects.exists(), "following the message does nothing"
    page.locator("summary", has_text="Ingatkan saya lagi").first.click()
    page.locator("label.pilih", has_text="Dalam 2 jam kerja").first.click()
    seat.picture("pengingat")
    seat.press("Ingatkan saya lagi")
    seat.reads("Anda minta diingatkan lagi")
    expect(page.locator("summary", has_text="Ingatkan saya lagi")).to_have_count(1)
    assert Snooze.objects.get().person == office.kasubag


def test_a_snooze_from_the_case_by_phone_and_without_javascript(
    two: list[Journey], sit_down: SitDown
) -> None:
    office, case = two[0].office, two[0].case
    seat = sit_down(office.kasubag, viewport=PHONE, javascript=False)
    page = seat.open(f"/kasus/{case.pk}/")
    seat.follow("Ingatkan saya lagi")
    page.get_by_label("Pada waktu lain, sebelum tenggat").check()
    seat.press("Ingatkan saya lagi")
    seat.reads("Isi tanggal dan jam")
    expect(page.get_by_label("Pada waktu lain, sebelum tenggat")).to_be_checked()
    seat.picture("ingatkan-lagi-390")
    page.locator("label.pilih", has_text="Dalam 30 menit kerja").click()
    seat.press("Ingatkan saya lagi")
    seat.reads("Anda diingatkan lagi")
    seat.picture("kasus-ditunda-390")


def test_the_pages_of_reminders_are_accessible(two: list[Journey], sit_down: SitDown) -> None:
    office, case = two[0].office, two[0].case
    draft = draft_revision(by=office.admin, at=timezone.now())
    seat = sit_down(office.kasubag)
    found = [*look_at(seat, "/pengingat/"), *look_at(seat, f"/kasus/{case.pk}/ingatkan-lagi/")]
    found += look_at(sit_down(office.staf_sd), "/pengingat/")
    admin = sit_down(office.admin)
    found += look_at(admin, f"/pengelola/workflow/sopedition/{draft.pk}/change/")
    admin.page.get_by_text("Pengingat pertama untuk langkah 3 yang dibuka sekarang").wait_for()
    admin.picture("edisi-pratinjau")
    assert found == [], "\n".join(found)
