"""The register: every case with the dates of its nine steps, filtered and paged, and the same as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from accounts.posts import Desk
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from tests.workflow.riwayat import SENT_BACK, WHOLE, travelled
from workflow import case_register, register_book
from workflow.case import ReportRequest
from workflow.letters import Sifat
from workflow.register_filter import BookFilter
from workflow.sop import Final, Step

pytestmark = pytest.mark.django_db

Klien = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _later(at: datetime) -> Iterator[None]:
    with time_machine.travel(at + timedelta(days=30), tick=False):
        yield


@pytest.fixture
def cases(office: Office, at: datetime) -> dict[str, ReportRequest]:
    return {
        "utuh": travelled(office, at, "1/A", WHOLE, subject="Data guru"),
        "kembali": travelled(office, at + timedelta(days=7), "2/B", SENT_BACK, sender="Dinas Sosial"),
        "terbuka": travelled(
            office, at + timedelta(days=14), "=3/C", [*WHOLE[:2], (Step.PENGUMPULAN, 5, None)]
        ),
        "rahasia": travelled(office, at + timedelta(days=21), "4/R", WHOLE[:1], sifat=Sifat.RAHASIA),
    }


def found(reader: User, at: datetime, **given: str) -> list[str]:
    page = case_register.page(Desk(reader, at + timedelta(days=30)), BookFilter.read(given))
    return [entry.letter.number for entry in page.entries]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["=3/C", "2/B", "1/A"]),
        ({"cari": "guru"}, ["1/A"]),
        ({"asal": "sosial"}, ["2/B"]),
        ({"status": "selesai"}, ["2/B", "1/A"]),
        ({"status": "berjalan"}, ["=3/C"]),
        ({"dari": "2026-10-19", "sampai": "2026-10-19"}, ["2/B"]),
        ({"sifat": "rahasia"}, []),
        ({"tahun": "2025"}, []),
    ],
)
def test_the_register_lists_what_the_reader_may_open_newest_first(
    office: Office, cases: dict[str, ReportRequest], at: datetime, given: dict[str, str], expected: list[str]
) -> None:
    assert found(office.sekretaris, at, **given) == expected


def test_the_kadis_finds_the_rahasia_case_in_it(
    office: Office, cases: dict[str, ReportRequest], at: datetime
) -> None:
    assert found(office.kadis, at) == ["4/R", "=3/C", "2/B", "1/A"]


def test_a_step_done_twice_shows_its_first_opening_and_its_last_end(cases: dict[str, ReportRequest]) -> None:
    visits = list(cases["kembali"].visits.order_by("opened_at", "pk"))
    draft = case_register.step_dates(Step.DRAFT, visits)
    mine = [visit for visit in visits if visit.step == Step.DRAFT]
    assert (draft.opened, draft.ended, draft.times) == (mine[0].opened_at, mine[1].finished_at, 2)
    still = case_register.step_dates(Step.PENGUMPULAN, list(cases["terbuka"].visits.all()))
    assert (still.is_open, still.ended, still.times) == (True, None, 1)
    never = case_register.step_dates(Step.TANDA_TANGAN, list(cases["terbuka"].visits.all()))
    assert (never.opened, never.times) == (None, 0)


def test_a_case_through_the_whole_sop_has_number_signature_hand_out_and_receipts(
    office: Office, at: datetime, klien: Klien
) -> None:
    with time_machine.travel(at, tick=False):
        journey = Journey(office, at).to(Final.SELESAI)
    report = journey.report
    report.copies.filter(unit=office.sd).update(received_at=at + timedelta(days=2))
    entry = case_register.page(Desk(office.kadis, at + timedelta(days=30)), BookFilter.read({})).entries[0]
    assert entry.paper is not None
    assert entry.paper.signed_at is not None
    assert entry.handed_out == journey.case.closed_at
    assert (entry.copies, entry.received) == (4, 1)
    page = klien(office.kadis).get("/register/")
    assertContains(page, entry.paper.number.text)
    assertContains(page, "1 dari 4 tanda terima, terakhir 14-10-2026")


def test_the_workbook_holds_moments_as_moments_and_runs_no_formula(
    office: Office,
    cases: dict[str, ReportRequest],
    klien: Klien,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = klien(office.sekretaris)
    browser.get("/register/")
    with django_assert_max_num_queries(12):
        answer = browser.get("/register/excel/")
    sheet = load_workbook(BytesIO(answer.content))["Register"]
    assert [cell.value for cell in sheet[5]] == [name for name, _ in case_register.COLUMNS]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_row=8)]
    assert [row[4] for row in rows] == ["1/A", "2/B", "=3/C"]
    assert sheet["E8"].data_type == "s"
    assert rows[0][6:9] == [datetime(2026, 10, 12, 9, 0), datetime(2026, 10, 12, 9, 40), 1]
    draft = 6 + 3 * (Step.DRAFT.number - 1)
    assert rows[1][draft + 2] == 2
    assert rows[2][-3] == "Langkah: Pengumpulan data"
    assert rows[0][-1] == 9 * 40


def test_the_register_pages_by_cursor_in_bounded_queries(
    office: Office, at: datetime, klien: Klien, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(register_book.PAGE + 3):
        travelled(office, at, f"{number}/P", WHOLE[:2])
    browser = klien(office.kasubag)
    browser.get("/kasus/")
    with django_assert_max_num_queries(11):
        first = browser.get("/register/")
    assert len(first.context["baris"]) == register_book.PAGE
    second = browser.get(f"/register/?{first.context['lebih_lama']}")
    assert len(second.context["baris"]) == 3
    assertNotContains(second, "Kasus lebih lama")


def test_a_register_too_long_for_one_workbook_says_how_to_shorten_it(
    office: Office, cases: dict[str, ReportRequest], klien: Klien, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_register, "MOST_LINES", 2)
    assertContains(
        klien(office.kadis).get("/register/excel/", follow=True), "Pilih rentang tanggal yang lebih pendek"
    )


def test_the_list_of_running_cases_leads_leaders_and_planners_there(
    office: Office, cases: dict[str, ReportRequest], klien: Klien
) -> None:
    assertContains(klien(office.staf_perencana).get("/kasus/"), 'href="/register/"')
    assertNotContains(klien(office.kabid_sd).get("/kasus/"), 'href="/register/"')
