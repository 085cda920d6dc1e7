"""The rules on the page of the SOP and in the admin; one's own reminders, and the form that puts one off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from reports.collection.models import SubmissionState
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.editions import current_edition
from workflow.models import Snooze
from workflow.reminders import run
from workflow.revising import draft_revision
from workflow.sop import Step

pytestmark = pytest.mark.django_db
Klien = Callable[[User], Client]


def test_the_sop_tells_its_reminders_in_words(office: Office, klien: Klien) -> None:
    page = klien(office.staf_sd).get(reverse("workflow:sop"))
    assertContains(page, "Pengingat dan eskalasi")
    assertContains(page, "Bila waktu baku tinggal setengah: yang memegang langkah, saat itu juga.")
    assertContains(page, "2 jam kerja sebelum tenggat: yang memegang langkah, dalam rangkuman setengah hari.")
    assertContains(
        page,
        "Seperempat waktu baku sesudah tenggat: yang memegang langkah dan atasan langsung, saat itu juga.",
    )


# ── the admin
def test_a_draft_previews_its_reminders_in_sentences(office: Office, klien: Klien, at: datetime) -> None:
    draft = draft_revision(by=office.admin, at=at)
    with time_machine.travel(at, tick=False):
        page = klien(office.admin).get(reverse("admin:workflow_sopedition_change", args=[draft.pk]))
    assertContains(
        page,
        "Pengingat pertama untuk langkah 3 yang dibuka sekarang: besok 09.00; tenggat Rabu 14 Oktober, 09.00 WITA; "
        "atasan diberi tahu Rabu 14 Oktober, 13.45 WITA.",
    )
    assertContains(
        page, "langkah 1 yang dibuka sekarang: hari ini 09.30; tenggat hari ini 10.00."
    )  # nobody above
    assertContains(page, 'name="reminder_rules-0-amount"')


def test_the_rules_of_an_edition_in_force_are_shown_and_not_edited(office: Office, klien: Klien) -> None:
    edition = current_edition()
    address = reverse("admin:workflow_sopedition_change", args=[edition.pk])
    page = klien(office.admin).get(address)
    assertContains(page, "yang memegang langkah dan atasannya")
    assertNotContains(page, 'name="reminder_rules-0-amount"')
    before = list(edition.reminder_rules.values())
    klien(office.admin).post(address, {"reminder_rules-0-amount": "7"})
    assert list(edition.reminder_rules.values()) == before


# ── one's own
@pytest.fixture
def two(office: Office, at: datetime) -> list[Journey]:
    """The Kasubag's two formats, opened and announced Monday morning."""
    found = [Journey(office, at, number=f"1/{number}") for number in (1, 2)]
    for journey in found:
        journey.dispose()
    run(found[-1].now)
    return found


def test_the_page_lists_what_waits_for_me_the_most_urgent_first(
    office: Office, two: list[Journey], klien: Klien, django_assert_max_num_queries: object
) -> None:
    with time_machine.travel(two[-1].now, tick=False):
        browser = klien(office.kasubag)
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            page = browser.get(reverse("workflow:pengingat"))
        assertContains(page, "Langkah 2 dari 9, penyampaian format", count=2)
        assertContains(page, "Ingatkan saya lagi…", count=2)
        assertContains(
            klien(office.kadis).get(reverse("workflow:pengingat")), "Tidak ada yang perlu diingatkan."
        )
        two[0].send_formats()
        assertContains(browser.get(reverse("workflow:pengingat")), "Langkah 2 dari 9", count=1)


def test_a_reminder_is_put_off_from_the_digest_page_and_leads_back_there(
    office: Office, two: list[Journey], klien: Klien
) -> None:
    journey, here = two[0], reverse("workflow:pengingat")
    address = reverse("workflow:ingatkan-lagi", args=[journey.case.pk])
    with time_machine.travel(journey.now, tick=False):
        browser = klien(office.kasubag)
        answer = browser.post(
            address, {"kunjungan": journey.visit.pk, "kapan": "2-jam", "lalu": here}, follow=True
        )
        assertRedirects(answer, here)
        assertContains(answer, "Anda diingatkan lagi hari ini 11.05. Tenggatnya tidak berubah.")
        assertContains(answer, "Ingatkan saya lagi…", count=1)
        again = browser.get(address, follow=True)
        assertContains(again, "Setiap langkah hanya dapat ditunda sekali.")
    assert Snooze.objects.get().person == office.kasubag


def test_the_case_offers_it_only_to_whoever_holds_the_step_and_only_before_the_due_time(
    office: Office, two: list[Journey], klien: Klien
) -> None:
    case, address = two[0].case, reverse("workflow:kasus-rinci", args=[two[0].case.pk])
    words = "Ingatkan saya lagi…"
    with time_machine.travel(two[0].now, tick=False):
        assertContains(klien(office.kasubag).get(address), words)
        assertNotContains(klien(office.sekretaris).get(address), words)
    with time_machine.travel(two[0].visit.due_at + timedelta(minutes=1), tick=False):
        browser = klien(office.kasubag)
        assertNotContains(browser.get(address), words)
        late = browser.get(reverse("workflow:ingatkan-lagi", args=[case.pk]), follow=True)
        assertContains(late, "Tenggatnya sudah lewat")


def test_the_case_offers_it_no_second_time(office: Office, two: list[Journey], klien: Klien) -> None:
    """A link that only leads to a refusal is none."""
    journey = two[0]
    with time_machine.travel(journey.now, tick=False):
        browser = klien(office.kasubag)
        browser.post(
            reverse("workflow:ingatkan-lagi", args=[journey.case.pk]),
            {"kunjungan": journey.visit.pk, "kapan": "2-jam"},
        )
        page = browser.get(reverse("workflow:kasus-rinci", args=[journey.case.pk]))
        assertNotContains(page, "Ingatkan saya lagi…")


def test_in_a_unit_it_is_offered_to_whoever_the_form_lies_with(
    office: Office, at: datetime, klien: Klien
) -> None:
    """While the Kepala Seksi checks, the case is nobody else's turn in the unit: no snooze, no act in the foreground."""
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    address = reverse("workflow:kasus-rinci", args=[journey.case.pk])

    def offered() -> dict[str, tuple[bool, bool]]:
        with time_machine.travel(journey.now, tick=False):
            pages = {who: klien(getattr(office, who)).get(address) for who in ("staf_sd", "kasi_sd")}
        return {
            who: ("Ingatkan saya lagi…" in (text := page.content.decode()), "aksi-bawah" in text)
            for who, page in pages.items()
        }

    assert offered() == {"staf_sd": (True, True), "kasi_sd": (False, False)}
    assert journey.report is not None
    form = journey.report.submissions.get(unit=office.sd)
    form.state = SubmissionState.MENUNGGU_KASI
    form.save(update_fields=["state"])
    assert offered() == {"staf_sd": (False, False), "kasi_sd": (True, True)}


def test_what_was_typed_stays_when_it_is_refused_and_no_foreign_page_is_opened(
    office: Office, two: list[Journey], klien: Klien
) -> None:
    journey = two[0]
    address = reverse("workflow:ingatkan-lagi", args=[journey.case.pk])
    data = {"kunjungan": journey.visit.pk, "kapan": "waktu", "waktu": "2026-10-12T12:30"}
    with time_machine.travel(journey.now, tick=False):
        browser = klien(office.kasubag)
        page = browser.post(address, data)
        assertContains(page, "di luar jam kantor", status_code=422)
        assertContains(page, 'value="2026-10-12T12:30"', status_code=422)
        gone = browser.post(address, {**data, "kapan": "30-menit", "lalu": "https://contoh.test/"})
        assertRedirects(
            gone, reverse("workflow:kasus-rinci", args=[journey.case.pk]), fetch_redirect_response=False
        )


def test_opening_the_pages_puts_nothing_off(office: Office, two: list[Journey], klien: Klien) -> None:
    with time_machine.travel(two[0].now, tick=False):
        browser = klien(office.kasubag)
        browser.get(reverse("workflow:ingatkan-lagi", args=[two[0].case.pk]) + "?kapan=2-jam")
        browser.get(reverse("workflow:pengingat"))
    assert not Snooze.objects.exists()
