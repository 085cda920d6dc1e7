"""The what-if page: the draft chosen, the months chosen, its way in from the scorecard and from the admin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from tests.factories import Office
from tests.workflow.riwayat import SENT_BACK, WHOLE, travelled
from workflow.editions import SopEdition
from workflow.letters import Sifat
from workflow.revising import draft_revision, put_in_force
from workflow.sop import Step
from workflow.visits import Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

Klien = Callable[[User], Client]
PAGE = "/kinerja-sop/andai/"


@pytest.fixture(autouse=True)
def _later(at: datetime) -> Iterator[None]:
    with time_machine.travel(at + timedelta(days=30), tick=False):
        yield


@pytest.fixture
def draft(office: Office, at: datetime) -> SopEdition:
    """A draft that gives the Sekretaris two hours instead of one, and the writer one day instead of two."""
    made = draft_revision(by=office.admin, at=at)
    made.rows.filter(step=Step.PARAF_SEKRETARIS).update(waktu="2 jam")
    made.rows.filter(step=Step.DRAFT).update(waktu="1 hari")
    return SopEdition.objects.get(pk=made.pk)


@pytest.fixture
def past(office: Office, at: datetime) -> None:
    """Two cases straight through, one sent back by the Sekretaris after 90 minutes; a rahasia one; one still open."""
    travelled(office, at, "1/A", WHOLE)
    travelled(office, at, "2/A", WHOLE)
    travelled(office, at, "3/B", SENT_BACK)
    travelled(office, at, "4/R", [(Step.DISPOSISI, 500, Outcome.SELESAI)], sifat=Sifat.RAHASIA)
    travelled(office, at, "5/T", [*WHOLE[:4], (Step.DRAFT, 10, None)])


def test_the_page_counts_each_step_under_both_norms(
    office: Office, draft: SopEdition, past: None, klien: Klien
) -> None:
    page = klien(office.sekretaris).get(PAGE, {"edisi": draft.pk})
    rows = {row["satu"].step: (row["satu"].done, row["satu"].on_time, row["satu"].on_time_under)
            for row in page.context["langkah"]}  # fmt: skip
    assert rows[Step.PARAF_SEKRETARIS] == (4, 3, 4)
    assert rows[Step.DRAFT] == (4, 4, 4)
    assert rows[Step.DISPOSISI] == (4, 4, 4)  # the open case's too, the rahasia one's not
    assertContains(page, "Dengan 1 jam, 3 dari\u00a04 paraf tepat waktu; dengan 2 jam 4 dari\u00a04.")
    assertContains(
        page, "Dengan 2 hari, 4 dari\u00a04 penyusunan draft tepat waktu; dengan 1 hari tetap 4 dari\u00a04."
    )
    assertContains(page, "1 kali yang menjadi tepat waktu")
    assertContains(page, "edisi yang berlaku 7 hari 5 jam")
    assert page.context["baku_rancangan"] == "6 hari 6 jam"


def test_the_months_are_those_of_the_address(
    office: Office, draft: SopEdition, past: None, klien: Klien
) -> None:
    page = klien(office.kadis).get(PAGE, {"edisi": draft.pk, "dari": "2026-01", "sampai": "2026-02"})
    assertContains(page, "Belum ada paraf yang diselesaikan dalam rentang ini")
    assertContains(page, "Januari sampai dengan Februari 2026")


def test_a_draft_that_changes_nothing_says_so(office: Office, at: datetime, past: None, klien: Klien) -> None:
    draft_revision(by=office.admin, at=at)
    page = klien(office.kadis).get(PAGE)
    assertContains(page, "Rancangan ini belum mengubah waktu baku")
    assert page.context["cerita"] == []
    assert page.context["jumlah"]["kini"] == page.context["jumlah"]["rancangan"]


def test_without_a_draft_the_page_says_how_to_make_one(office: Office, past: None, klien: Klien) -> None:
    browser = klien(office.kadis)
    for query in ("", "?edisi=1", "?edisi=x&dari=x"):
        assertContains(browser.get(PAGE + query), "Buat rancangan revisi dari edisi yang berlaku")
    assertNotContains(browser.get("/kinerja-sop/"), PAGE)


def test_an_edition_that_is_a_draft_no_more_gives_way_to_the_newest_one(
    office: Office, at: datetime, draft: SopEdition, past: None, klien: Klien
) -> None:
    other = draft_revision(by=office.admin, at=at)
    browser = klien(office.kadis)
    assert browser.get(PAGE, {"edisi": draft.pk}).context["rancangan"] == draft
    assertContains(browser.get(PAGE, {"edisi": draft.pk}), "<option", count=60 * 2 + 2)
    put_in_force(edition=draft, by=office.admin, at=at)
    page = browser.get(PAGE, {"edisi": draft.pk})
    assert page.context["rancangan"] == other
    assertContains(page, "Edisi yang diminta bukan rancangan lagi.")


def test_the_scorecard_leads_to_the_replay_of_the_same_months(
    office: Office, draft: SopEdition, past: None, klien: Klien
) -> None:
    page = klien(office.kasubag).get("/kinerja-sop/?dari=2026-10&sampai=2026-10")
    assertContains(page, f"{PAGE}?dari=2026-10&amp;sampai=2026-10&amp;edisi={draft.pk}")


def test_the_admin_of_a_draft_names_the_page_and_that_of_the_edition_in_force_does_not(
    office: Office, draft: SopEdition, klien: Klien
) -> None:
    browser = klien(office.admin)
    address = reverse("admin:workflow_sopedition_change", args=[draft.pk])
    page = browser.get(address)
    assertContains(page, f"{PAGE}?edisi={draft.pk}")
    assertNotContains(page, f'href="{PAGE}')  # the office admin may not open it
    in_force = SopEdition.objects.get(state=SopEdition.State.BERLAKU)
    assertNotContains(browser.get(reverse("admin:workflow_sopedition_change", args=[in_force.pk])), PAGE)


def test_the_page_asks_as_much_of_the_database_for_thirty_cases_as_for_three(
    office: Office, at: datetime, draft: SopEdition, past: None, klien: Klien,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(30, 60):
        travelled(office, at, f"{number}/Q", SENT_BACK)
    browser = klien(office.kadis)
    browser.get(PAGE)
    with django_assert_max_num_queries(10):
        page = browser.get(PAGE)
    told = next(one for one in page.context["cerita"] if one["satu"].step == Step.PARAF_SEKRETARIS)
    assert (told["berbalik"][0]["jumlah"], told["berbalik"][0]["sisanya"]) == (31, 26)
