"""The agenda book: filters that find and never tell, the workbook, and the book on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO

import page as validation
import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django.asserts import assertContains
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from accounts.posts import Desk
from reports.document_services import may_read, render_document
from reports.documents import Document
from reports.indicators.models import PeriodKind
from reports.indicators.periods import period as period_of
from tests.factories import Office
from tests.workflow.perjalanan import Journey, case_at, register_letter
from workflow import register_book
from workflow.letters import Letter, Sifat
from workflow.register_export import COLUMNS, HIDDEN, TITLE
from workflow.register_filter import BookFilter
from workflow.sop import Action, Final, Step

pytestmark = pytest.mark.django_db

Klien = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _office_time(at: datetime) -> Iterator[None]:
    with time_machine.travel(at + timedelta(days=60), tick=False):
        yield


@pytest.fixture
def book(office: Office, at: datetime) -> dict[str, int]:
    """Five letters, a week apart: what each is called and its agenda number."""
    made = [
        register_letter(office, at, number="1/A", subject="Data Renja", sender="Bappelitbangda"),
        case_at(office, Step.FORMAT, at + timedelta(days=7), number="2/B", subject="Data sekolah", sender="Dinas Sosial"),
        register_letter(office, at + timedelta(days=14), number="3/C", subject="=1+1", sender="@Inspektorat", sifat=Sifat.BIASA),
        register_letter(office, at + timedelta(days=21), number="4/RHS", subject="Hal tersembunyi", sender="Pengirim Rahasia",
                        sifat=Sifat.RAHASIA),
        _known(Journey(office, at + timedelta(days=28), number="5/E", subject="Undangan", sender="DPRD")),
    ]  # fmt: skip
    Letter.objects.filter(number="4/RHS").update(registered_by=office.staf_sd)  # somebody else's duty then
    return {case.letter.number: case.letter.agenda_number for case in made}


def _known(journey: Journey) -> object:
    return journey.act(Action.CUKUP_DIKETAHUI, journey.office.kadis, {"note": "Cukup."})


def found(desk: Desk, **given: str) -> set[str]:
    return {entry.letter.number for entry in register_book.page(desk, BookFilter.read(given)).entries}


EVERYTHING = {"1/A", "2/B", "3/C", "4/RHS", "5/E"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, EVERYTHING),
        ({"dari": "2026-10-19", "sampai": "2026-10-26"}, {"2/B", "3/C"}),
        ({"dari": "2026-10-26", "sampai": "2026-10-19"}, {"2/B", "3/C"}),
        ({"dari": "2026-11-09"}, {"5/E"}),
        ({"sampai": "2026-10-12"}, {"1/A"}),
        ({"sampai": "2026-10-11"}, set()),
        ({"tahun": "2025"}, set()),
        ({"sifat": "rahasia"}, {"4/RHS"}),
        ({"sifat": "biasa"}, {"3/C"}),
        ({"asal": "dinas"}, {"2/B"}),
        ({"status": "belum"}, {"1/A", "3/C", "4/RHS"}),
        ({"status": "berjalan"}, {"2/B"}),
        ({"status": Final.DIKETAHUI.value}, {"5/E"}),
        ({"status": Final.SELESAI.value}, set()),
        ({"cari": "renja"}, {"1/A"}),
        ({"cari": "data", "sifat": "segera", "asal": "bappe"}, {"1/A"}),
        # nonsense is as if nothing had been said
        (
            {"dari": "31-12-2026", "sampai": "x", "tahun": "²026", "sifat": "?", "status": "hilang"},
            EVERYTHING,
        ),
        ({"dari": "0001-01-01", "sampai": "9999-12-31"}, EVERYTHING),
        # what a rahasia letter says finds it for nobody who does not see it
        ({"asal": "Pengirim"}, set()),
        ({"cari": "tersembunyi"}, set()),
        ({"cari": "4/RHS"}, set()),
    ],
)
def test_the_filters_find_exactly_these(
    office: Office, book: dict[str, int], at: datetime, given: dict[str, str], expected: set[str]
) -> None:
    assert found(Desk(office.penerima_surat, at), **given) == expected


def test_who_sees_the_rahasia_letter_finds_it_by_its_words(
    office: Office, book: dict[str, int], at: datetime
) -> None:
    assert found(Desk(office.kadis, at), asal="Pengirim") == {"4/RHS"}
    assert found(Desk(office.staf_perencana, at), sifat="rahasia") == set()


def test_the_screen_keeps_what_was_asked_and_carries_it_to_paper(
    office: Office, book: dict[str, int], klien: Klien
) -> None:
    answer = klien(office.penerima_surat).get(
        "/surat/?dari=2026-10-12&sifat=segera&status=berjalan&asal=dinas"
    )
    assertContains(answer, 'value="2026-10-12"')
    assertContains(answer, '<option value="segera" selected>Segera</option>', html=True)
    assertContains(answer, '<input type="hidden" name="status" value="berjalan">', html=True)
    assertContains(
        answer, "/surat/excel/?dari=2026-10-12&amp;sifat=segera&amp;asal=dinas&amp;status=berjalan"
    )


@pytest.mark.parametrize("filters", ["", "?dari=2026-10-01&sampai=2026-12-31&status=belum&cari=a&asal=a"])
def test_the_book_asks_ten_questions_at_most_whatever_is_looked_for(
    office: Office,
    at: datetime,
    klien: Klien,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    filters: str,
) -> None:
    for number in range(6):
        register_letter(office, at, number=f"{number}/A")
    browser = klien(office.penerima_surat)
    browser.get("/surat/")
    with django_assert_max_num_queries(10):
        browser.get(f"/surat/{filters}")


def test_the_workbook_has_the_books_columns_and_runs_no_formula(
    office: Office, book: dict[str, int], klien: Klien, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = klien(office.penerima_surat)
    with django_assert_max_num_queries(12):
        answer = browser.get("/surat/excel/?tahun=2026")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert rows[0] == [name for name, _ in COLUMNS]
    assert [row[0] for row in rows[1:]] == [
        f"{book[one]:04d}/2026" for one in ("1/A", "2/B", "3/C", "4/RHS", "5/E")
    ]
    formula = next(row for row in sheet.iter_rows(min_row=6) if row[5].value == "=1+1")
    assert [cell.data_type for cell in formula[4:6]] == ["s", "s"]
    secret = rows[4]
    assert secret[2:9] == ["–", "–", "–", HIDDEN, "–", "Rahasia", "–"]
    assert rows[5][10] == "Cukup diketahui 09-11-2026"
    assert sheet["A1"].value == TITLE
    assert "Tahun 2026. Dicetak 11 Desember 2026." in str(sheet["A3"].value)


def test_the_book_on_paper_repeats_its_head_and_is_the_askers_own(
    office: Office, at: datetime, klien: Klien
) -> None:
    period = period_of(2026, PeriodKind.TRIWULAN, 3)
    for number in range(40):
        register_letter(
            office,
            at,
            number=f"{number}/PANJANG/2026",
            subject="Permintaan data kinerja yang panjang " * 3,
            period=period,
        )
    register_letter(
        office, at, number="99/RHS", subject="Hal tersembunyi", sender="Pengirim X", sifat=Sifat.RAHASIA
    )
    Letter.objects.filter(number="99/RHS").update(registered_by=office.staf_sd)
    browser = klien(office.penerima_surat)
    first = browser.post("/surat/pdf/", {"dari": "2026-10-01"})
    assert browser.post("/surat/pdf/", {"dari": "2026-10-01"})["Location"] == first["Location"]
    document = Document.objects.get(key__startswith="agenda:")
    assert render_document(pk=document.pk, clock=lambda: at)
    document.refresh_from_db()
    content = document.file.read()
    assertContains(browser.get(first["Location"]), 'href="/surat/?dari=2026-10-01"')
    pages = [one.extract_text() for one in PdfReader(BytesIO(content)).pages]
    assert len(pages) > 1
    assert all("Nomor surat" in one and "Diteruskan kepada" in one for one in pages)
    assert [TITLE in one for one in pages] == [True] + [False] * (len(pages) - 1)
    assert "Diterima sejak 1 Oktober 2026" in pages[0]
    words = " ".join(pages)
    assert HIDDEN in words
    assert "tersembunyi" not in words
    assert "Pengirim X" not in words
    for profile in (validation.ValidationProfile.PDF_A_3A, validation.ValidationProfile.PDF_UA_1):
        assert [str(one) for one in validation.validate_pdf_bytes(content, profile=profile).failures] == []
    readers = {
        name
        for name in ("penerima_surat", "kadis", "staf_sd")
        if may_read(Desk(office.people[name], at), document)
    }
    assert readers == {"penerima_surat"}


def test_a_book_too_long_for_one_print_says_how_to_shorten_it(
    office: Office, book: dict[str, int], klien: Klien, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_book, "MOST_LINES", 2)
    browser = klien(office.penerima_surat)
    for answer in (browser.get("/surat/excel/", follow=True), browser.post("/surat/pdf/", follow=True)):
        assertContains(answer, "Pilih rentang tanggal yang lebih pendek")
    assert not Document.objects.filter(key__startswith="agenda:").exists()
    assert browser.get(f"/surat/excel/?dari={date(2026, 11, 1)}").status_code == 200
