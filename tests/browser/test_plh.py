"""A Plh. takes over in the middle of step 8, with the sign page open in the Kadis's browser; an aide's sheet is confirmed in one tap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from playwright.sync_api import expect

from accounts.office.aides import appoint_aide
from reports.document_services import render_document
from reports.models import SignedPaper
from reports.paper_defaults import ensure_defaults
from tests.browser.conftest import PHONE, SitDown, aside
from tests.factories import Office
from tests.workflow.perjalanan import PASSPHRASE, Journey, give_certificate
from workflow import signing
from workflow.people.models import Handover
from workflow.sop import Step


@pytest.fixture
def journey(office: Office) -> Journey:
    ensure_defaults(apps)
    return Journey(office, timezone.now() - timedelta(hours=5))


def _print(journey: Journey) -> None:
    """As the worker does."""
    for paper in SignedPaper.objects.select_related("document").filter(
        report=journey.report, state="disiapkan"
    ):
        assert paper.document is not None
        render_document(pk=paper.document.pk, clock=timezone.now)


def test_a_plh_confirmed_while_the_kadis_reads_signs_in_his_place(
    journey: Journey, sit_down: SitDown
) -> None:
    office, path = journey.office, f"/kasus/{journey.case.pk}/tanda-tangan/"
    aside(lambda: journey.to(Step.TANDA_TANGAN))
    for person in (office.kadis, office.sekretaris):
        aside(lambda person=person: give_certificate(person, journey.now))  # type: ignore[misc]
    now = timezone.now()
    aside(
        lambda: signing.prepare(case_id=journey.case.pk, visit_id=journey.visit.pk, by=office.kadis, at=now)
    )
    aside(lambda: _print(journey))
    kadis = sit_down(office.kadis)
    kadis.open(path)
    expect(kadis.page.get_by_label("Sandi tanda tangan")).to_be_visible()

    tu = sit_down(office.penerima_surat, viewport=PHONE, touch=True)
    page = tu.open("/pejabat/cuti/baru/")
    page.get_by_label("Pegawai").select_option(str(office.kadis.pk))
    page.get_by_label("Jenis").select_option("dinas_luar")
    today = timezone.localdate().isoformat()
    page.get_by_label("Mulai").fill(today)
    page.get_by_label("Sampai dengan").fill(today)
    page.get_by_label("Nomor surat cuti").fill("090/12/DIKBUD/2026")
    tu.press("Simpan")
    tu.reads("Plh. untuk Kepala Dinas")
    tu.press("Tunjuk sebagai Plh.")
    tu.reads("menjadi Plh. Kepala Dinas")

    kadis.page.get_by_label("Sandi tanda tangan").fill(PASSPHRASE)
    kadis.press("Tanda tangani sebagai Kepala Dinas")
    kadis.reads("Selama ada Plh. atau Plt., Kepala Dinas definitif hanya dapat membaca")
    assert not aside(lambda: SignedPaper.objects.filter(state="ditandatangani").exists())

    plh = sit_down(office.sekretaris)
    plh.open("/lonceng/")
    plh.reads("Serah terima Kepala Dinas")
    made = aside(lambda: Handover.objects.get())
    plh.open(f"/serah-terima/{made.pk}/")
    plh.reads("Langkah 8 dari 9")
    plh.open(path)
    plh.press("Siapkan naskah")
    aside(lambda: _print(journey))
    page = plh.open(path)
    page.get_by_label("Sandi tanda tangan").fill(PASSPHRASE)
    plh.press("Tanda tangani sebagai Plh. Kepala Dinas")
    plh.reads("Laporan sudah Anda tandatangani")
    paper = aside(lambda: SignedPaper.objects.get(kind="laporan", state="ditandatangani"))
    assert (paper.signer_id, paper.signer_mode) == (office.sekretaris.pk, "plh")
    kadis.open(f"/kasus/{journey.case.pk}/")
    kadis.reads("menandatangani laporan")


def test_what_an_aide_filled_is_confirmed_in_one_tap(journey: Journey, sit_down: SitDown) -> None:
    office = journey.office
    now = timezone.now()
    aside(lambda: appoint_aide(official=office.kadis, aide=office.penerima_surat, by=office.kadis, at=now))
    aide = sit_down(office.penerima_surat)
    aide.open("/")
    aide.follow("Siapkan")
    aide.page.get_by_label("Catatan").fill("Mohon dilengkapi bidang SD.")
    aide.press("Kirim untuk disetujui")
    aide.reads("Sudah disiapkan")

    kadis = sit_down(office.kadis, viewport=PHONE, touch=True, dark=True)
    page = kadis.open(f"/kasus/{journey.case.pk}/disposisi/")
    kadis.reads("Disiapkan oleh")
    expect(page.get_by_label("Catatan")).to_have_value("Mohon dilengkapi bidang SD.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    kadis.press("Disposisikan sebagai")
    kadis.reads("Surat didisposisi")
    kadis.open(f"/kasus/{journey.case.pk}/")
    kadis.reads("(disiapkan")
