"""Step 1 and its two ways back, on screen: disposition, recall, cancellation, and the sheet on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from accounts.roles import Mode, Role
from reports.documents import Document
from tests.factories import Office, make_post
from tests.workflow.perjalanan import Journey
from workflow.case import ReportRequest
from workflow.letters import Disposition, Sifat
from workflow.makers import sheet_of
from workflow.services import mark_seen
from workflow.sop import Final, Step

pytestmark = pytest.mark.sekali

Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Iterator[Journey]:
    with time_machine.travel(at + timedelta(minutes=10), tick=False):
        yield Journey(office, at)


def sheet(journey: Journey, **changes: Any) -> dict[str, Any]:
    office = journey.office
    return {
        "kunjungan": journey.visit.pk, "aksi": "disposisikan", "recipients": [office.perencanaan.pk],
        "instructions": ["proses"], "note": "Sampaikan sebelum 23 Oktober.",
    } | changes  # fmt: skip


def address(journey: Journey, name: str = "disposisi") -> str:
    return f"/kasus/{journey.case.pk}/{name}/"


def state(journey: Journey) -> str:
    return ReportRequest.objects.values_list("state", flat=True).get(pk=journey.case.pk)


def test_the_page_shows_the_scan_and_has_the_kasubag_already_ticked(journey: Journey, klien: Klien) -> None:
    page = klien(journey.office.kadis).get(address(journey))
    assertContains(page, f'value="{journey.office.perencanaan.pk}" checked')
    assertContains(page, f"/surat/{journey.case.letter.pk}/pindaian/")
    assertContains(page, "Disposisikan sebagai Kepala Dinas")
    assertNotContains(page, "style=")


def test_one_press_disposes_and_the_case_goes_to_the_kasubag(journey: Journey, klien: Klien) -> None:
    office = journey.office
    data = sheet(
        journey, recipients=[office.perencanaan.pk, office.sd.pk], instructions=["proses", "tanggapan"]
    )
    page = klien(office.kadis).post(address(journey), data)
    assertRedirects(page, f"/kasus/{journey.case.pk}/", fetch_redirect_response=False)
    made = Disposition.objects.get()
    assert state(journey) == Step.FORMAT
    assert made.by_title == "Kepala Dinas"
    assert sorted(made.instructions) == ["proses", "tanggapan"]
    assert [(one.unit, one.carries_out) for one in made.recipients.all()] == [
        (office.perencanaan, True), (office.sd, False),
    ]  # fmt: skip


def test_without_the_kasubag_it_is_refused_and_the_note_stays(journey: Journey, klien: Klien) -> None:
    page = klien(journey.office.kadis).post(
        address(journey), sheet(journey, recipients=[journey.office.sd.pk])
    )
    assertContains(page, "Kasubag Perencanaan belum dicentang", status_code=422)
    assertContains(page, "Sampaikan sebelum 23 Oktober.", status_code=422)
    assertContains(page, f'value="{journey.office.sd.pk}" checked', status_code=422)
    assert state(journey) == Step.DISPOSISI


def test_the_button_names_the_plh_and_the_definitif_only_reads(
    journey: Journey, klien: Klien, at: datetime
) -> None:
    office = journey.office
    make_post(
        office.sekretaris, Role.KEPALA_DINAS, office.dinas, at=at, mode=Mode.PLH, start=date(2026, 10, 12),
        end=date(2026, 10, 16),
    )  # fmt: skip
    assertContains(klien(office.sekretaris).get(address(journey)), "Disposisikan sebagai Plh. Kepala Dinas")
    own = klien(office.kadis)
    assertContains(own.get(address(journey)), "definitif hanya dapat membaca")
    assertContains(own.get(address(journey)), "akhiri Plh. itu di halaman Saya")
    assertContains(own.get("/saya/"), "/saya/akhiri/", msg_prefix="where the sentence leads")
    assert own.post(address(journey), sheet(journey)).status_code == 403
    klien(office.sekretaris).post(address(journey), sheet(journey))
    assert Disposition.objects.get().by_title == "Plh. Kepala Dinas"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("sekretaris", 403),
        ("kasubag", 403),
        ("staf_perencana", 403),
        ("penerima_surat", 404),
        ("staf_sd", 404),
        ("admin", 404),
    ],
)
def test_nobody_else_disposes(journey: Journey, klien: Klien, who: str, status: int) -> None:
    page = klien(journey.office.people[who]).post(address(journey), sheet(journey))
    assert page.status_code == status
    assert state(journey) == Step.DISPOSISI


def test_a_second_press_means_a_visit_already_over(journey: Journey, klien: Klien) -> None:
    browser, data = klien(journey.office.kadis), sheet(journey)
    browser.post(address(journey), data)
    page = browser.post(address(journey), data)
    assertContains(page, "Langkah 1 sudah diselesaikan oleh Kepala Dinas", status_code=409)
    assert Disposition.objects.count() == 1


def test_a_rahasia_letter_is_read_by_the_kadis_alone(office: Office, klien: Klien, at: datetime) -> None:
    journey = Journey(office, at, sifat=Sifat.RAHASIA)
    with time_machine.travel(at, tick=False):
        assert klien(office.kadis).get(address(journey)).status_code == 200
        assert klien(office.sekretaris).get(address(journey)).status_code == 404
        assert klien(office.staf_perencana).get(address(journey)).status_code == 404


def test_only_known_asks_once_more_keeps_the_note_and_closes_without_a_report(
    journey: Journey, klien: Klien
) -> None:
    browser = klien(journey.office.kadis)
    asked = browser.post(address(journey), sheet(journey, aksi="tanya-diketahui", note="Arsipkan saja."))
    assertContains(asked, "Cukup diketahui sebagai Kepala Dinas")
    assertContains(asked, "Arsipkan saja.")
    assert state(journey) == Step.DISPOSISI
    browser.post(address(journey), sheet(journey, aksi="diketahui", note="Arsipkan saja."))
    assert state(journey) == Final.DIKETAHUI
    assert Disposition.objects.get().acknowledged_only


def test_forwarding_elsewhere_needs_to_know_where(journey: Journey, klien: Klien) -> None:
    browser = klien(journey.office.kadis)
    page = browser.post(address(journey), sheet(journey, aksi="teruskan"))
    assertContains(page, "Isian ini belum diisi.", status_code=422)
    browser.post(address(journey), sheet(journey, aksi="teruskan", forwarded_to="Dinas Sosial"))
    assert state(journey) == Final.DIKETAHUI
    assert Disposition.objects.get().forwarded_to == "Dinas Sosial"


def test_the_disposition_page_of_a_case_further_on_leads_to_the_case(journey: Journey, klien: Klien) -> None:
    journey.to(Step.FORMAT)
    page = klien(journey.office.kadis).get(address(journey))
    assertRedirects(page, f"/kasus/{journey.case.pk}/", fetch_redirect_response=False)


def test_a_disposition_nobody_has_opened_can_be_recalled(journey: Journey, klien: Klien) -> None:
    journey.to(Step.FORMAT)
    browser = klien(journey.office.kadis)
    assertContains(browser.get(address(journey, "tarik")), "Tarik kembali sebagai Kepala Dinas")
    browser.post(address(journey, "tarik"), {"kunjungan": journey.visit.pk, "note": "Salah surat."})
    assert state(journey) == Step.DISPOSISI
    assert Disposition.objects.get().recalled_at is not None


def test_once_the_kasubag_has_opened_it_the_recall_says_why_not(journey: Journey, klien: Klien) -> None:
    journey.to(Step.FORMAT)
    office = journey.office
    mark_seen(case_id=journey.case.pk, visit_id=journey.visit.pk, by=office.kasubag, at=journey.now)
    browser = klien(office.kadis)
    assertContains(browser.get(address(journey, "tarik")), "Disposisi sudah dibuka Kasubag Perencanaan")
    page = browser.post(address(journey, "tarik"), {"kunjungan": journey.visit.pk})
    assertContains(page, "Disposisi sudah dibuka Kasubag Perencanaan", status_code=422)
    assert state(journey) == Step.FORMAT


def test_looking_at_the_format_page_opens_nothing_by_itself(journey: Journey, klien: Klien) -> None:
    """Nothing changes on GET: the page asks for a small POST, and only that records the look."""
    journey.to(Step.FORMAT)
    page = klien(journey.office.kasubag).get(address(journey, "format"))
    assertContains(page, f'hx-post="/kasus/{journey.case.pk}/dilihat/"')
    assert journey.visit.seen_at is None


def test_a_case_is_called_off_with_a_reason_by_the_kadis_alone(journey: Journey, klien: Klien) -> None:
    journey.to(Step.PENGUMPULAN)
    data = {"kunjungan": journey.visit.pk, "note": "Permintaan dicabut Bappelitbangda."}
    assert klien(journey.office.kasubag).post(address(journey, "batalkan"), data).status_code == 403
    browser = klien(journey.office.kadis)
    assertContains(browser.get(address(journey, "batalkan")), "Batalkan kasus sebagai Kepala Dinas")
    empty = browser.post(address(journey, "batalkan"), data | {"note": " "})
    assertContains(empty, "belum diisi", status_code=422)
    browser.post(address(journey, "batalkan"), data)
    case = ReportRequest.objects.get(pk=journey.case.pk)
    assert case.state == Final.DIBATALKAN
    assert case.closing_reason == "Permintaan dicabut Bappelitbangda."


def test_the_sheet_on_paper_says_what_was_ticked(journey: Journey) -> None:
    journey.to(Step.FORMAT)
    made = Disposition.objects.get()
    paper = sheet_of(made)
    assert paper.agenda == "0001/2026"
    assert [label for label, ticked in paper.recipients if ticked] == [
        "Kasubag Perencanaan",
        "Sekretaris Dinas",
    ]
    assert ("Kepala Bidang Pembinaan SD", False) in paper.recipients
    assert [label for label, ticked in paper.instructions if ticked] == ["Proses lebih lanjut"]
    assert ("Segera", True) in paper.sifat
    assert paper.title == "KEPALA DINAS"
    assert paper.mark == f"diparaf {made.at.astimezone(journey.now.tzinfo):%d-%m-%Y %H.%M}"


def test_the_sheet_is_one_half_folio_page(journey: Journey) -> None:
    import io

    from pypdf import PdfReader

    from reports.document_services import render_document

    journey.to(Step.FORMAT)
    document = Document.objects.get(key=f"disposisi:{Disposition.objects.get().pk}")
    assert render_document(pk=document.pk, clock=journey.tick)
    document.refresh_from_db()
    with document.file.open("rb") as stored:
        pages = PdfReader(io.BytesIO(stored.read())).pages
    assert len(pages) == 1
    width, height = (float(side) / 72 * 25.4 for side in (pages[0].mediabox.width, pages[0].mediabox.height))
    assert (round(width), round(height)) == (215, 165)
    text = pages[0].extract_text()
    assert "LEMBAR DISPOSISI" in text
    assert "000.7.2/518/BAPPELITBANGDA/2026" in text


@pytest.mark.parametrize(
    ("who", "reads"),
    [("kadis", True), ("kasubag", True), ("staf_sd", False), ("penerima_surat", True), ("admin", False)],
)
def test_the_sheet_is_read_by_who_reads_the_letter(journey: Journey, who: str, reads: bool) -> None:
    from accounts.posts import Desk
    from reports.document_services import may_read

    journey.to(Step.FORMAT)
    document = Document.objects.get(key=f"disposisi:{Disposition.objects.get().pk}")
    assert may_read(Desk(journey.office.people[who], journey.now), document) is reads
