"""The Kadis with a phone, people without a mouse or without JavaScript, and a session that ends in the middle of a form."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from reports.collection.models import SubmissionState
from reports.document_services import render_document
from reports.paper_defaults import ensure_defaults
from reports.signing.models import SignedPaper
from tests.browser.conftest import PHONE, Seat, SitDown, aside
from tests.factories import PASSWORD, Office
from tests.workflow.perjalanan import PASSPHRASE, Journey, give_certificate, standard_format
from workflow.case import ReportRequest
from workflow.sop import Final, Step

NOTE = "Sertakan pembanding triwulan lalu."


@pytest.fixture
def journey(office: Office) -> Journey:
    """A letter registered this morning's worth of acts ago, so that every act on a screen comes after it."""
    ensure_defaults(apps)
    return Journey(office, timezone.now() - timedelta(hours=5))


def state() -> str:
    return str(ReportRequest.objects.get().state)


def is_on_screen(page: Page, words: str) -> bool:
    """Whole, without scrolling: the button can be pressed where the thumb already is."""
    box = page.locator("button:visible", has_text=words).bounding_box()
    height = page.viewport_size["height"] if page.viewport_size else 0
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= height


def has_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


# ── the phone ───────────────────────────────────────────────────────────────────────────────────
def test_the_kadis_disposes_of_a_letter_in_three_taps(journey: Journey, sit_down: SitDown) -> None:
    seat = sit_down(journey.office.kadis, viewport=PHONE, touch=True)
    page = seat.open("/")
    assert not has_sideways_scroll(page)
    page.locator(".tugas").get_by_role("link").tap()
    expect(page.get_by_role("heading", name="Lembar disposisi")).to_be_visible()
    assert not has_sideways_scroll(page)
    page.get_by_label("Sekretaris Dinas").tap()
    assert is_on_screen(page, "Disposisikan sebagai Kepala Dinas")
    seat.button("Disposisikan sebagai Kepala Dinas").tap()
    seat.reads("Surat didisposisi.")
    assert state() == Step.FORMAT
    assert not has_sideways_scroll(page)


@pytest.mark.parametrize("step", [Step.PARAF_KASUBAG, Step.PARAF_SEKRETARIS])
def test_a_draft_is_sealed_on_a_phone(journey: Journey, sit_down: SitDown, step: Step) -> None:
    journey.to(step)
    person = journey.office.kasubag if step == Step.PARAF_KASUBAG else journey.office.sekretaris
    seat = sit_down(person, viewport=PHONE, touch=True)
    page = seat.open("/")
    page.locator(".tugas").first.get_by_role("link").tap()
    expect(page.get_by_role("heading", name="Draft laporan, versi 1")).to_be_visible()
    assert not has_sideways_scroll(page)
    page.locator(".aksi-bawah").get_by_role("link", name="Paraf").tap()
    seat.button("Paraf sebagai").tap()
    seat.reads("sudah Anda paraf.")
    assert state() != step


# ── the session that ends ───────────────────────────────────────────────────────────────────────
def log_in_again(seat: Seat, person: User) -> None:
    """On the log-in page that came instead of the answer."""
    seat.page.get_by_label("NIP atau nama pengguna").fill(person.username)
    seat.page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    seat.press("Masuk")


def test_a_disposition_survives_the_end_of_the_session(journey: Journey, sit_down: SitDown) -> None:
    kadis = journey.office.kadis
    seat = sit_down(kadis, viewport=PHONE, touch=True)
    page = seat.open(f"/kasus/{journey.case.pk}/disposisi/")
    page.get_by_label("Sekretaris Dinas").check()
    page.get_by_label("Catatan").fill(NOTE)
    Session.objects.all().delete()
    seat.press("Disposisikan sebagai Kepala Dinas")
    log_in_again(seat, kadis)
    assert state() == Step.DISPOSISI

    page = seat.open(f"/kasus/{journey.case.pk}/disposisi/")
    expect(page.locator(".kabar-pulih")).to_contain_text("sudah dipulihkan")
    expect(page.get_by_label("Catatan")).to_have_value(NOTE)
    expect(page.get_by_label("Sekretaris Dinas")).to_be_checked()
    seat.press("Disposisikan sebagai Kepala Dinas")
    seat.reads("Surat didisposisi.")
    assert journey.case.dispositions.get().note == NOTE


def test_a_units_figures_survive_the_end_of_the_session(journey: Journey, sit_down: SitDown) -> None:
    journey.to(Step.PENGUMPULAN)
    staf = journey.office.staf_sd
    address = f"/isian/{journey.submission('sd').pk}/"
    seat = sit_down(staf)
    page = seat.open(address)
    Session.objects.all().delete()
    page.get_by_label("Realisasi 1, persen").fill("97,81")
    page.get_by_label("Realisasi 1, persen").blur()
    expect(page.locator(".hasil-sel").first).to_contain_text("Sesi Anda sudah berakhir")
    page.get_by_role("link", name="Masuk lagi").click()
    log_in_again(seat, staf)

    expect(page).to_have_url(f"{seat.base}{address}")
    expect(page.get_by_label("Realisasi 1, persen")).to_have_value("97,81")
    page.get_by_label("Realisasi 2, persen").fill("0,09")
    seat.press("Serahkan untuk diperiksa")
    assert journey.submission("sd").state == SubmissionState.MENUNGGU_KASI


# ── the keyboard ────────────────────────────────────────────────────────────────────────────────
FOCUSED = """() => {
  const it = document.activeElement, style = getComputedStyle(it);
  const label = it.labels && it.labels.length ? it.labels[0].innerText : it.innerText || it.title || it.tagName;
  const ring = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [label.trim(), ring || it.tagName === "IFRAME" || it === document.body];
}"""


def tab_to(page: Page, words: str, *, most: int = 60) -> None:
    """Press Tab until the focus stands on what begins with these words; every stop on the way can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        label, visible = page.evaluate(FOCUSED)
        assert visible, f"fokus pada “{label}” tidak terlihat"
        if label.startswith(words):
            return
    raise AssertionError(f"“{words}” tidak tercapai dengan {most} kali Tab")


def test_a_letter_is_disposed_of_with_the_keyboard_alone(journey: Journey, sit_down: SitDown) -> None:
    page = sit_down(journey.office.kadis).open("/")
    tab_to(page, "Langsung ke isi", most=1)
    page.keyboard.press("Enter")
    tab_to(page, "Disposisikan", most=1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/disposisi/")
    tab_to(page, "Sekretaris Dinas")
    page.keyboard.press("Space")
    expect(page.get_by_label("Sekretaris Dinas")).to_be_checked()
    tab_to(page, "Catatan")
    page.keyboard.type(NOTE)
    tab_to(page, "Disposisikan sebagai Kepala Dinas", most=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Surat didisposisi.")
    assert journey.case.dispositions.get().note == NOTE


# ── without JavaScript ──────────────────────────────────────────────────────────────────────────
def test_the_first_half_of_the_sop_works_without_javascript(journey: Journey, sit_down: SitDown) -> None:
    office = journey.office
    standard_format(office, journey.case.period)

    def sit(person: User) -> Seat:
        seat = sit_down(person, javascript=False)
        seat.open("/").locator(".tugas").first.get_by_role("link").first.click()
        return seat

    sit(office.kadis).press("Disposisikan sebagai Kepala Dinas")

    seat = sit(office.kasubag)
    seat.page.get_by_label("Format pengumpulan data").select_option(index=1)
    seat.press("Tampilkan unit dan isiannya")
    for other in ("SMP", "PAUD dan PNF"):
        seat.page.get_by_label(f"Bidang Pembinaan {other}", exact=True).uncheck()
    seat.press("Sampaikan format sebagai")
    assert state() == Step.PENGUMPULAN

    seat = sit(office.staf_sd)
    seat.page.get_by_label("Realisasi 1, persen").fill("97,81")
    seat.page.get_by_label("Realisasi 2, persen").fill("nol")
    seat.press("Serahkan untuk diperiksa")
    seat.reads("“nol” bukan angka.")
    expect(seat.page.get_by_label("Realisasi 1, persen")).to_have_value("97,81")
    seat.page.get_by_label("Realisasi 2, persen").fill("0,09")
    seat.press("Serahkan untuk diperiksa")
    sit(office.kasi_sd).press("Sudah diperiksa, teruskan")
    sit(office.kabid_sd).press("Kirim sebagai")

    seat = sit(office.staf_perencana)
    seat.page.get_by_role("link", name="Periksa").click()
    seat.press("Terima sebagai")
    sit(office.staf_perencana).press("Selesaikan pengumpulan sebagai")
    seat = sit(office.kasubag)
    for box in seat.page.get_by_label("Terima semua").all():
        box.fill("Sudah dicocokkan dengan sumber data.")
    for item in seat.page.locator(".janggal__daftar > li:has(input[type=radio])").all():
        if seat.page.get_by_label("Terima semua").count() == 0:
            item.get_by_label("Diterima karena").check()
            item.get_by_role("textbox").fill("Sudah dicocokkan dengan sumber data.")
    seat.press("Simpan jawaban")
    sit(office.kasubag).press("Bekukan hasil sebagai")
    assert state() == Step.DRAFT


def test_the_second_half_of_the_sop_works_without_javascript(journey: Journey, sit_down: SitDown) -> None:
    office = journey.office
    journey.to(Step.DRAFT)
    give_certificate(office.kadis, timezone.now())

    def sit(person: User) -> Seat:
        seat = sit_down(person, javascript=False)
        seat.open("/").locator(".tugas").first.get_by_role("link").first.click()
        return seat

    seat = sit(office.staf_perencana)
    seat.press("Susun draft dari hasil analisis")
    text = seat.page.locator(".draft__teks:visible").first
    text.fill(f"{text.input_value()}\n\n{NOTE}")
    seat.press("Ajukan draft versi 1")
    sit(office.kasubag).press("Paraf sebagai")
    seat = sit(office.sekretaris)
    seat.reads(NOTE)
    seat.press("Paraf sebagai")

    seat = sit(office.kadis)
    seat.press("Siapkan naskah")
    for paper in SignedPaper.objects.select_related("document"):
        key = paper.document_id
        assert key is not None
        assert aside(partial(render_document, pk=key, clock=timezone.now))
    seat.page.get_by_role("link", name="Periksa sekarang").first.click()
    seat.page.get_by_label("Sandi tanda tangan").fill(PASSPHRASE)
    seat.press("Tanda tangani sebagai Kepala Dinas")
    seat.reads("Laporan sudah Anda tandatangani.")

    sit(office.staf_perencana).press("Sudah dibagikan")
    assert state() == Final.SELESAI
