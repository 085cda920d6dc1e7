"""The agenda book on screen: a letter in under a minute, every refusal a sentence, nothing typed or uploaded lost."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from reports.signing.models import NumberSeries, SeriesMode, SeriesPurpose
from tests.factories import Office
from tests.workflow.perjalanan import Journey, case_at, register_letter, scan_file
from workflow.case import ReportRequest
from workflow.held_scans import SESSION_KEY
from workflow.letters import Letter, Sifat
from workflow.sop import Step

pytestmark = pytest.mark.sekali

Klien = Callable[[User], Client]
NEW = "/surat/baru/"


@pytest.fixture(autouse=True)
def _office_time(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def letter_data(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "scan": scan_file("Permintaan data"), "number": "000.7.2/518/BAPPELITBANGDA/2026", "date": "2026-10-08",
        "sender": "Bappelitbangda", "subject": "Permintaan data capaian Renja", "sifat": "segera",
        "stretch": "triwulan-3", "year": "2026",
    }  # fmt: skip
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def test_a_letter_gets_its_agenda_number_and_says_whose_turn_it_is(office: Office, klien: Klien) -> None:
    page = klien(office.penerima_surat).post(NEW, letter_data(), follow=True)
    letter = Letter.objects.get()
    assert page.redirect_chain == [(f"/surat/{letter.pk}/", 302)]
    assertContains(
        page, f"Surat tercatat dengan nomor agenda {letter.agenda}. Surat kini di meja Kepala Dinas"
    )
    assertContains(page, "tenggat hari ini 10.00")
    assert letter.case.state == Step.DISPOSISI
    assert str(letter.case.period) == "Triwulan III Tahun 2026"


def test_the_running_quarter_is_already_chosen(office: Office, klien: Klien) -> None:
    page = klien(office.penerima_surat).get(NEW)
    assertContains(page, '<option value="triwulan-3" selected>Triwulan III</option>', html=True)


@pytest.mark.parametrize("who", ["kadis", "kasubag", "staf_sd", "admin"])
def test_only_who_has_the_duty_writes_into_the_book(office: Office, klien: Klien, who: str) -> None:
    assert klien(office.people[who]).post(NEW, letter_data()).status_code == 404
    assert not Letter.objects.exists()


def thick_scan(megabytes: int) -> SimpleUploadedFile:
    """A whole PDF of that size."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(scan_file("Surat tebal")))
    writer.add_attachment("lampiran.bin", b"0" * (megabytes * 1024 * 1024))
    target = io.BytesIO()
    writer.write(target)
    return SimpleUploadedFile("tebal.pdf", target.getvalue())


def noise(size: int) -> bytes:
    return b"%PDF-1.4\n" + b"\x00" * (size - 9)


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (
            SimpleUploadedFile("kosong.pdf", b""),
            "Berkas “kosong.pdf” kosong (0 bita). Pindai atau simpan ulang",
        ),
        (
            SimpleUploadedFile("surat.docx", b"PK\x03\x04isi"),
            "Isi berkas “surat.docx” bukan jenis yang diterima. Yang diterima: PDF, JPG, PNG.",
        ),
        (
            SimpleUploadedFile("pura.pdf", b"bukan pdf sama sekali"),
            "Isi berkas “pura.pdf” bukan jenis yang diterima.",
        ),
        (
            SimpleUploadedFile("rusak.pdf", noise(4000)),
            "PDF “rusak.pdf” rusak atau terpotong sehingga tidak dapat dibuka.",
        ),
        (
            SimpleUploadedFile("rusak.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 90),
            "Gambar “rusak.png” rusak dan tidak dapat dibuka.",
        ),
        (None, "Pindaian surat belum dipilih. Pilih berkas PDF, JPG, atau PNG."),
    ],
)
def test_a_bad_scan_is_explained_and_nothing_typed_is_lost(
    office: Office, klien: Klien, upload: SimpleUploadedFile | None, sentence: str
) -> None:
    page = klien(office.penerima_surat).post(NEW, letter_data(scan=upload))
    assert page.status_code == 422
    assertContains(page, sentence, status_code=422)
    assertContains(page, 'value="000.7.2/518/BAPPELITBANGDA/2026"', status_code=422)
    assertContains(page, 'value="2026-10-08"', status_code=422)
    assertContains(page, "<title>Galat: ", status_code=422)
    assert not Letter.objects.exists()


def test_a_letter_of_tomorrow_is_refused_in_the_words_of_its_field(office: Office, klien: Klien) -> None:
    page = klien(office.penerima_surat).post(NEW, letter_data(date="2026-10-13"))
    sentence = "Tanggal surat 13-10-2026 belum terjadi. Periksa tanggal pada surat."
    assertContains(page, sentence, status_code=422)
    assertContains(page, 'href="#id_date"', status_code=422)


def test_an_accepted_scan_waits_while_another_field_is_put_right(office: Office, klien: Klien) -> None:
    browser = klien(office.penerima_surat)
    page = browser.post(NEW, letter_data(subject=""))
    assertContains(page, "surat.pdf</b>", status_code=422)
    [token] = browser.session[SESSION_KEY]
    held = Path(settings.MEDIA_ROOT) / "sementara" / token
    assert held.is_file()
    browser.post(NEW, letter_data(scan=None, pindaian=token))
    letter = Letter.objects.get()
    assert letter.scan_name == "surat.pdf"
    assert letter.scan.read() == scan_file("Permintaan data").read()
    assert not held.exists()
    assert browser.session[SESSION_KEY] == {}


def test_somebody_elses_waiting_scan_is_out_of_reach(office: Office, klien: Klien) -> None:
    first = klien(office.penerima_surat)
    first.post(NEW, letter_data(subject=""))
    [token] = first.session[SESSION_KEY]
    page = klien(office.penerima_surat).post(NEW, letter_data(scan=None, pindaian=token))
    assertContains(page, "Pindaian surat belum dipilih", status_code=422)


def test_a_30_mb_scan_is_accepted_and_a_36_mb_one_is_not(office: Office, klien: Klien) -> None:
    browser = klien(office.penerima_surat)
    assert browser.post(NEW, letter_data(scan=thick_scan(30))).status_code == 302
    assert Letter.objects.get().scan_size > 30 * 1024 * 1024
    page = browser.post(NEW, letter_data(scan=thick_scan(36), number="lain"))
    assertContains(page, "Berkas “tebal.pdf” lebih besar dari 35 MB.", status_code=422)


@pytest.mark.parametrize(
    "second",
    [
        {"scan": "same", "number": "lain/1", "sender": "Lain"},
        {"scan": "other", "number": "000.7.2/518/bappelitbangda/2026", "sender": "BAPPELITBANGDA"},
    ],
)
def test_a_likely_duplicate_is_pointed_out_and_can_still_be_registered(
    office: Office, klien: Klien, second: dict[str, str]
) -> None:
    browser = klien(office.penerima_surat)
    browser.post(NEW, letter_data())
    first = Letter.objects.get()
    scan = scan_file("Permintaan data" if second["scan"] == "same" else "Surat lain sama sekali")
    data = letter_data(**{**second, "scan": scan})
    page = browser.post(NEW, data)
    assertContains(page, "Surat ini mungkin sudah dicatat", status_code=409)
    assertContains(page, f'href="/surat/{first.pk}/"', status_code=409)
    assert Letter.objects.count() == 1
    [token] = browser.session[SESSION_KEY]
    browser.post(NEW, {**data, "scan": "", "pindaian": token, "tetap_catat": "ya"})
    assert Letter.objects.count() == 2


def test_where_the_office_counts_in_its_own_book_the_number_is_typed(office: Office, klien: Klien) -> None:
    NumberSeries.objects.filter(purpose=SeriesPurpose.AGENDA).update(mode=SeriesMode.DIKETIK)
    browser = klien(office.penerima_surat)
    page = browser.post(NEW, letter_data(agenda_typed="tidak tahu"))
    assertContains(page, "bukan nomor deret ini", status_code=422)
    [token] = browser.session[SESSION_KEY]
    browser.post(NEW, letter_data(scan=None, pindaian=token, agenda_typed="0392"))
    assert Letter.objects.get().agenda_number == 392


def test_the_book_lists_by_year_and_by_words(office: Office, klien: Klien, at: datetime) -> None:
    register_letter(office, at, subject="Data Renja", number="1/A")
    register_letter(office, at, subject="Data kebudayaan", number="2/B", sender="Inspektorat")
    browser = klien(office.penerima_surat)
    assertContains(browser.get("/surat/"), "Data kebudayaan")
    found = browser.get("/surat/", {"cari": "inspektorat", "tahun": "2026"})
    assertContains(found, "Data kebudayaan")
    assertNotContains(found, "Data Renja")
    assertContains(browser.get("/surat/", {"tahun": "2025"}), "Tidak ada surat yang cocok.")


def test_the_book_turns_its_pages_without_losing_a_letter(office: Office, klien: Klien, at: datetime) -> None:
    for number in range(28):
        register_letter(office, at, subject=f"Surat ke {number:02d}.", number=f"{number}/A")
    browser = klien(office.kadis)
    first = browser.get("/surat/")
    older = next(part for part in first.content.decode().split('"') if part.startswith("?sebelum="))
    second = browser.get("/surat/" + older.replace("&amp;", "&"))
    both = first.content.decode() + second.content.decode()
    assert all(both.count(f"Surat ke {number:02d}.") == 1 for number in range(28))


def test_the_book_asks_ten_queries_at_most_however_long_it_is(
    office: Office, klien: Klien, at: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        register_letter(office, at, number=f"{number}/A")
    case_at(office, Step.PENGUMPULAN, at, number="13/A")
    browser = klien(office.penerima_surat)
    browser.get("/surat/")
    with django_assert_max_num_queries(10):
        browser.get("/surat/")


@pytest.mark.parametrize(
    ("who", "status"),
    [("kadis", 200), ("staf_perencana", 200), ("penerima_surat", 200), ("staf_sd", 404), ("admin", 404)],
)
def test_the_scan_is_served_to_who_may_read_it(
    office: Office, klien: Klien, at: datetime, who: str, status: int
) -> None:
    letter = register_letter(office, at).letter
    page = klien(office.people[who]).get(f"/surat/{letter.pk}/pindaian/")
    assert page.status_code == status
    if status == 200:
        assert page["Content-Type"] == "application/pdf"
        assert page["X-Content-Type-Options"] == "nosniff"
        assert b"".join(page).startswith(b"%PDF")


def test_a_rahasia_letter_shows_only_that_it_exists(office: Office, klien: Klien, at: datetime) -> None:
    case = register_letter(office, at, subject="Hal yang dirahasiakan", sifat=Sifat.RAHASIA)
    Letter.objects.update(registered_by=office.staf_sd)
    browser = klien(office.penerima_surat)
    assertNotContains(browser.get("/surat/"), "Hal yang dirahasiakan")
    assertContains(browser.get("/surat/"), "Surat rahasia")
    assert browser.get(f"/surat/{case.letter.pk}/").status_code == 404
    assert browser.get(f"/surat/{case.letter.pk}/pindaian/").status_code == 404
    assert klien(office.staf_perencana).get(f"/surat/{case.letter.pk}/").status_code == 404
    assertContains(klien(office.kadis).get(f"/surat/{case.letter.pk}/"), "Hal yang dirahasiakan")


def test_a_phone_gets_the_scanned_page_as_an_image(office: Office, klien: Klien, at: datetime) -> None:
    from PIL import Image

    letter = register_letter(office, at).letter
    page = klien(office.kadis).get(f"/surat/{letter.pk}/pindaian/1/")
    assert page["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(page.content)).size == (827, 1169)
    assert klien(office.kadis).get(f"/surat/{letter.pk}/pindaian/2/").status_code == 404


def test_the_letter_page_follows_the_case(office: Office, klien: Klien, at: datetime) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    page = klien(office.penerima_surat).get(f"/surat/{journey.case.letter.pk}/")
    assertContains(page, "Surat kini di meja Kasubag Perencanaan.")
    assertContains(page, "Didisposisi Kepala Dinas kepada Perencanaan, Sekretariat")
    assert ReportRequest.objects.count() == 1
