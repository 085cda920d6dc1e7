"""Correcting under real fingers: a remark from its paragraph to the paraf, and the Kadis who corrects and signs on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from reports.document_services import render_document
from reports.models import DraftRemark, SignedPaper
from reports.paper_defaults import ensure_defaults
from tests.browser.conftest import PHONE, SitDown, add_line, aside
from tests.factories import Office
from tests.workflow.perjalanan import PASSPHRASE, Journey, give_certificate
from workflow.sop import Action, Step


@pytest.fixture
def journey(office: Office) -> Journey:
    """Version 1 waits for the Kasubag."""
    ensure_defaults(apps)
    return Journey(office, timezone.now() - timedelta(hours=5)).to(Step.PARAF_KASUBAG)


def test_a_remark_is_answered_confirmed_and_then_the_draft_is_sealed(
    journey: Journey, sit_down: SitDown
) -> None:
    office, path = journey.office, f"/kasus/{journey.case.pk}/"
    kasubag = sit_down(office.kasubag)
    page = kasubag.open(f"{path}koreksi/?lihat=semua")
    page.locator(".koreksi__baris").nth(3).get_by_role("link", name="Catat pada").click()
    page.get_by_label("Apa yang harus diperbaiki di sini?").fill("Sebut sumbernya.")
    kasubag.press("Sematkan catatan")
    kasubag.reads("Masih ada 1 catatan Anda yang belum selesai")
    aside(lambda: journey.act(Action.KEMBALIKAN_DRAFT, office.kasubag, {"note": "Lihat catatan."}))

    staf = sit_down(office.staf_perencana)
    page = staf.open(f"{path}draft/")
    page.get_by_role("link", name="catatan 1").click()
    page.get_by_label("Jawaban atas catatan 1").fill("Sumber: Dapodik.")
    staf.press("Sudah diperbaiki")
    staf.reads("Catatan ditandai sudah diperbaiki")
    aside(lambda: journey.act(Action.AJUKAN_DRAFT, office.staf_perencana, {"note": ""}))

    page = kasubag.open(f"{path}koreksi/?lihat=semua")
    kasubag.reads("Sumber: Dapodik.")
    kasubag.press("Selesai")
    kasubag.press("Paraf sebagai Kasubag Perencanaan")
    kasubag.reads("sudah Anda paraf")
    assert aside(lambda: not DraftRemark.objects.filter(confirmed_at__isnull=True).exists())


def test_the_kadis_corrects_on_the_phone_and_signs_what_was_corrected(
    journey: Journey, sit_down: SitDown
) -> None:
    office, path = journey.office, f"/kasus/{journey.case.pk}/"
    aside(lambda: journey.to(Step.TANDA_TANGAN))
    aside(lambda: give_certificate(office.kadis, journey.now))
    kadis = sit_down(office.kadis, viewport=PHONE, touch=True)
    page = kadis.open(f"{path}koreksi/sendiri/")
    page.locator("summary", has_text="IKHTISAR").first.click()
    add_line(page.locator("details[open] .naskah__isi").first, "Ditambahkan Kepala Dinas.")
    kadis.press("Simpan koreksi sebagai")
    kadis.reads("Berubah sesudah diparaf Kasubag Perencanaan")
    kadis.reads("1 kalimat ditambah")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    kadis.press("Siapkan naskah")
    aside(lambda: _render(journey))
    page = kadis.open(f"{path}tanda-tangan/")
    page.get_by_label("Sandi tanda tangan").fill(PASSPHRASE)
    kadis.press("Tanda tangani sebagai")
    kadis.reads("sudah")
    paper = aside(
        lambda: SignedPaper.objects.select_related("version").get(kind="laporan", state="ditandatangani")
    )
    assert paper.version.number == 2


def _render(journey: Journey) -> None:
    """As the worker does: the report, and the surat pengantar that goes with it."""
    for paper in SignedPaper.objects.select_related("document").filter(
        report=journey.report, state="disiapkan"
    ):
        assert paper.document is not None
        assert render_document(pk=paper.document.pk, clock=timezone.now)


PASTE = """() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array([137, 80, 78, 71])], "foto.png", {type: "image/png"}));
    data.setData("text/html", '<img src="https://lain.example/foto.png">');
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_an_image_pasted_into_a_correction_is_refused_in_words(journey: Journey, sit_down: SitDown) -> None:
    kasubag = sit_down(journey.office.kasubag)
    page = kasubag.open(f"/kasus/{journey.case.pk}/koreksi/sendiri/")
    page.locator("summary", has_text="IKHTISAR").first.click()
    page.locator("details[open] .naskah__isi").first.click()
    page.evaluate(PASTE)
    kasubag.reads("Gambar tidak dapat disisipkan pada koreksi ini")
    assert page.locator("details[open] .naskah__isi img").count() == 0
