"""Steps 6 and 7 on the screen: what changed since I looked, the paraf over what I saw, the way back with a note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.drafting.services import save_section
from reports.models import Paraf, Version
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.sop import Action, Step
from workflow.visits import StepRecord

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Journey:
    """A case whose draft version 1 waits for the Kasubag's paraf."""
    return Journey(office, at).to(Step.PARAF_KASUBAG)


@pytest.fixture(autouse=True)
def _clock(at: datetime) -> Any:
    with time_machine.travel(at + timedelta(hours=4), tick=False) as clock:
        yield clock


def address(journey: Journey, name: str = "koreksi") -> str:
    return reverse(f"workflow:{name}", args=[journey.case.pk])


def newest(journey: Journey) -> Version:
    version = journey.report.versions.order_by("-number").first()
    assert version is not None
    return version


def seal_data(journey: Journey) -> dict[str, Any]:
    return {"kunjungan": journey.visit.pk, "sha256": newest(journey).sha256}


def second_version(journey: Journey, text: str) -> None:
    """The Sekretaris sends version 1 back; the writer changes the summary and submits version 2."""
    office = journey.office
    journey.to(Step.PARAF_SEKRETARIS)
    journey.act(Action.KEMBALIKAN_DRAFT, office.sekretaris, {"note": "Perbaiki ikhtisar."})
    section = journey.report.sections.get(key="ikhtisar")
    save_section(
        section_id=section.pk,
        text=text,
        seen_version=section.version,
        by=office.staf_perencana,
        at=journey.tick(),
    )
    journey.act(Action.AJUKAN_DRAFT, office.staf_perencana, {"note": "Sudah diperbaiki."})


def test_the_first_version_is_shown_whole_with_one_main_button(
    journey: Journey, klien: Klien, office: Office
) -> None:
    page = klien(office.kasubag).get(address(journey)).content.decode()
    assert "Draft laporan, versi 1" in page
    assert "seluruh isinya baru" in page
    assert "AKUNTABILITAS KINERJA</h2>" in page
    assert page.count("Paraf sebagai") == 1
    assert newest(journey).sha256[:4] in page
    assert page.count('class="btn btn-utama"') == 2, "one on the panel, one on the phone's bar"


def test_the_paraf_moves_the_case_and_seals_what_was_on_the_screen(
    journey: Journey, klien: Klien, office: Office
) -> None:
    response = klien(office.kasubag).post(address(journey), seal_data(journey))
    assert response.status_code == 302
    journey.case.refresh_from_db()
    assert journey.case.state == Step.PARAF_SEKRETARIS
    paraf = Paraf.objects.get()
    assert (paraf.person, paraf.sha256) == (office.kasubag, newest(journey).sha256)


def test_another_hash_than_the_newest_is_refused(journey: Journey, klien: Klien, office: Office) -> None:
    response = klien(office.kasubag).post(address(journey), seal_data(journey) | {"sha256": "0" * 64})
    assert response.status_code == 409
    assert "bukan versi terakhir" in response.content.decode()
    assert not Paraf.objects.exists()


def test_pressed_twice_the_second_press_gets_a_sentence(
    journey: Journey, klien: Klien, office: Office
) -> None:
    data, client = seal_data(journey), klien(office.kasubag)
    assert client.post(address(journey), data).status_code == 302
    again = client.post(address(journey), data)
    assert again.status_code == 409
    assert "sudah diselesaikan" in again.content.decode()
    journey.case.refresh_from_db()
    assert journey.case.state == Step.PARAF_SEKRETARIS


@pytest.mark.parametrize("who", ["kadis", "sekretaris", "staf_perencana"])
def test_whose_turn_it_is_not_reads_and_has_no_button(
    journey: Journey, klien: Klien, office: Office, who: str
) -> None:
    client = klien(getattr(office, who))
    page = client.get(address(journey)).content.decode()
    assert "Paraf sebagai" not in page
    assert "Ini giliran Kasubag Perencanaan" in page
    assert client.post(address(journey), seal_data(journey)).status_code == 403
    assert client.post(
        address(journey, "kembalikan"), {"kunjungan": journey.visit.pk, "note": "x"}
    ).status_code in (403, 422)
    journey.case.refresh_from_db()
    assert journey.case.state == Step.PARAF_KASUBAG


@pytest.mark.parametrize("who", ["kabid_sd", "staf_sd", "penerima_surat", "admin"])
def test_a_draft_before_signing_does_not_exist_for_others(
    journey: Journey, klien: Klien, office: Office, who: str
) -> None:
    client = klien(getattr(office, who))
    assert client.get(address(journey)).status_code == 404
    assert client.get(address(journey, "kembalikan")).status_code == 404


def test_the_reader_sees_what_changed_since_the_version_he_returned(
    journey: Journey, klien: Klien, office: Office
) -> None:
    second_version(journey, "Ikhtisar yang ditulis ulang seluruhnya.")
    journey.seal(Action.PARAF_KASUBAG, office.kasubag)
    page = klien(office.sekretaris).get(address(journey)).content.decode()
    assert "Sejak Anda lihat versi 1" in page
    assert "<ins>" in page
    assert "ditulis ulang" in page
    assert "bagian sama" in page
    assert "Catatan penyusun:" in page
    assert "Sudah diperbaiki." in page


def test_who_never_looked_compares_with_the_version_before(
    journey: Journey, klien: Klien, office: Office
) -> None:
    second_version(journey, "Ikhtisar baru.")
    page = klien(office.kadis).get(address(journey)).content.decode()
    assert "Dibanding versi 1" in page


def test_an_old_version_is_read_only_and_leads_to_the_newest(
    journey: Journey, klien: Klien, office: Office
) -> None:
    second_version(journey, "Ikhtisar baru.")
    page = klien(office.kasubag).get(address(journey) + "?versi=1").content.decode()
    assert "Ini versi lama" in page
    assert "Paraf sebagai" not in page


def test_a_lapsed_paraf_says_why(journey: Journey, klien: Klien, office: Office) -> None:
    second_version(journey, "Ikhtisar baru.")
    page = klien(office.kasubag).get(address(journey) + "?versi=1&lihat=semua").content.decode()
    assert "atas versi ini gugur: Perbaiki ikhtisar." in page


def test_returning_needs_a_note_and_tells_what_will_happen(
    journey: Journey, klien: Klien, office: Office
) -> None:
    journey.to(Step.PARAF_SEKRETARIS)
    client = klien(office.sekretaris)
    page = client.get(address(journey, "kembalikan")).content.decode()
    assert "kembali ke langkah 5 di meja Staf Perencana" in page
    assert "gugur" in page
    empty = client.post(address(journey, "kembalikan"), {"kunjungan": journey.visit.pk, "note": "  "})
    assert empty.status_code == 422
    assert "Apa yang harus diperbaiki?: Isian ini belum diisi" in empty.content.decode()
    done = client.post(
        address(journey, "kembalikan"), {"kunjungan": journey.visit.pk, "note": "Angka SMP perlu sumber."}
    )
    assert done.status_code == 302
    journey.case.refresh_from_db()
    assert journey.case.state == Step.DRAFT
    assert not Paraf.objects.filter(voided_at__isnull=True).exists()
    assert StepRecord.objects.filter(case=journey.case, note="Angka SMP perlu sumber.").exists()


def test_the_pdf_tab_shows_progress_first_and_then_the_file(
    journey: Journey, klien: Klien, office: Office
) -> None:
    from reports.document_services import render_document
    from reports.models import Document

    client = klien(office.kasubag)
    document = Document.objects.get(key=f"versi:{newest(journey).pk}")
    waiting = client.get(address(journey) + "?lihat=pdf").content.decode()
    assert "PDF sedang dibuat" in waiting
    assert f'hx-get="/dokumen/{document.pk}/"' in waiting
    assert render_document(pk=document.pk, clock=journey.tick)
    ready = client.get(address(journey) + "?lihat=pdf").content.decode()
    assert f'src="/dokumen/{document.pk}/berkas.pdf#' in ready
    assert "halaman)" in ready


def test_the_correction_page_asks_the_database_little(
    journey: Journey, klien: Klien, office: Office, django_assert_max_num_queries: Any
) -> None:
    second_version(journey, "Ikhtisar baru.")
    client = klien(office.kasubag)
    client.get(address(journey))
    with django_assert_max_num_queries(24):
        client.get(address(journey))
