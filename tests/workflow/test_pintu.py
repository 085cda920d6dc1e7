"""Doors that no page shows: whoever types the address meets the same rule as whoever presses the button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.errors import NotYours, Refusal
from accounts.models import User
from reports.collection.services import add_evidence
from reports.distribution.services import confirm_receipt
from reports.document_services import render_document
from tests.factories import Office
from tests.workflow.perjalanan import PASSPHRASE, Journey, give_certificate, scan_file
from workflow import signing
from workflow.letters import Sifat
from workflow.sop import Action, Final, Step

Klien = Callable[[User], Client]


def test_the_figures_of_a_rahasia_case_stay_closed_to_leaders_it_has_not_reached(
    office: Office, klien: Klien, at: datetime
) -> None:
    journey = Journey(office, at, sifat=Sifat.RAHASIA)
    journey.act(Action.DISPOSISIKAN, office.kadis, {"recipients": [office.perencanaan.pk]})
    journey.to(Step.PENGUMPULAN)
    address = f"/isian/{journey.submission('sd').pk}/"
    with time_machine.travel(journey.now, tick=False):
        assert klien(office.sekretaris).get(address).status_code == 404
        assert klien(office.sekretaris).post(address, {"aksi": "terima"}).status_code == 404
        for person in (office.kadis, office.kasubag, office.staf_perencana, office.staf_sd):
            assert klien(person).get(address).status_code == 200


@pytest.mark.parametrize("typed", ["9" * 31, "9" * 5000, "-1", "²", "٣", "😀", ""])
def test_a_key_that_fits_no_column_is_an_unknown_one(
    office: Office, klien: Klien, at: datetime, typed: str
) -> None:
    journey = Journey(office, at)
    case, kadis = journey.case, klien(office.kadis)
    with time_machine.travel(journey.now, tick=False):
        address = f"/kasus/{case.pk}/disposisi/"
        assert kadis.post(address, {"aksi": "diketahui", "kunjungan": typed}).status_code == 409
        if typed:
            assert (
                kadis.post(address, {"recipients": typed, "kunjungan": journey.visit.pk}).status_code == 422
            )
        assert kadis.get("/kasus/", {"hal": typed}).status_code == 200
        assert kadis.get("/arsip/", {"hal": typed, "tahun": typed}).status_code == 200
        journey.to(Step.PENGUMPULAN)
        submission = journey.submission("sd")
        cell = submission.cells.first()
        row = {
            f"nilai-{cell.pk}": "1",
            f"versi-{cell.pk}": typed,
            "bukti": typed,
            f"koreksi-{typed[:40]}": "x",
        }
        assert klien(office.staf_sd).post(f"/isian/{submission.pk}/", row).status_code in (302, 422)


@pytest.mark.parametrize(
    "address", ["/surat/?cari=a%00b", "/kasus/?cari=a%00b", "/v/a%00b/", "/arsip/?cari=a%00b"]
)
def test_text_with_a_nul_is_refused_before_the_database_sees_it(
    office: Office, klien: Klien, address: str
) -> None:
    assert klien(office.kadis).get(address).status_code == 400


def test_a_nul_in_a_form_is_refused_before_the_database_sees_it(
    office: Office, klien: Klien, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    submission = journey.submission("sd")
    with time_machine.travel(journey.now, tick=False):
        answer = klien(office.staf_perencana).post(
            f"/isian/{submission.pk}/", {"aksi": "lanjut-tanpa", "catatan": "a\x00b"}
        )
    assert answer.status_code == 400


def test_the_paper_of_yesterday_is_not_signed_even_by_a_page_left_open(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.TANDA_TANGAN)
    give_certificate(office.kadis, journey.now)
    visit = journey.visit.pk
    paper = signing.prepare(case_id=journey.case.pk, visit_id=visit, by=office.kadis, at=journey.tick())
    assert paper.document is not None
    assert render_document(pk=paper.document.pk, clock=journey.tick)
    paper.document.refresh_from_db()
    with pytest.raises(Refusal, match="bukan tanggal hari ini"):
        signing.sign(
            case_id=journey.case.pk, visit_id=visit, paper_id=paper.pk, seen_sha256=paper.document.sha256,
            passphrase=PASSPHRASE, by=office.kadis, at=journey.now + timedelta(days=1),
        )  # fmt: skip


def test_a_bidang_receives_its_copy_itself_not_those_above_it(
    office: Office, klien: Klien, at: datetime
) -> None:
    journey = Journey(office, at).to(Final.SELESAI)
    copy = journey.report.copies.get(unit=office.sd)  # type: ignore[attr-defined]
    for person in (office.kadis, office.sekretaris, office.kabid_smp):
        with pytest.raises(NotYours):
            confirm_receipt(copy=copy, by=person, at=journey.tick())
    with time_machine.travel(journey.now, tick=False):
        page = klien(office.kadis).get(f"/kasus/{journey.case.pk}/penggandaan/").content.decode()
    assert f"/salinan/{copy.pk}/terima/" not in page
    assert confirm_receipt(copy=copy, by=office.kasi_sd, at=journey.tick()).received_by == office.kasi_sd


def test_a_pdf_kept_as_evidence_can_be_drawn_by_the_browsers_own_viewer(
    office: Office, klien: Klien, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    submission = journey.submission("sd")
    evidence = add_evidence(
        cell_id=submission.cells.first().pk, file=scan_file(), by=office.staf_sd, at=journey.now
    )
    with time_machine.travel(journey.now, tick=False):
        answer = klien(office.staf_sd).get(f"/isian/{submission.pk}/bukti/{evidence.pk}/")
    assert "object-src" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
