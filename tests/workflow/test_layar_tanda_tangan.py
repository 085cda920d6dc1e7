"""Step 8 on the screen: prepare, see exactly that PDF, give the passphrase once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Mode, Role
from reports.document_services import render_document
from reports.models import LetterNumber, NumberSeries, SignedPaper
from reports.signing.models import SeriesMode, SeriesPurpose
from tests.factories import Office, make_post
from tests.workflow.perjalanan import PASSPHRASE, Journey, give_certificate
from workflow.sop import Action, Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Journey:
    """A case with both parafs, waiting for the Kepala Dinas, who has a certificate."""
    journey = Journey(office, at).to(Step.TANDA_TANGAN)
    give_certificate(office.kadis, at)
    return journey


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Any:
    with time_machine.travel(at + timedelta(hours=5), tick=False) as moved:
        yield moved


def address(journey: Journey, name: str = "tanda-tangan") -> str:
    return reverse(f"workflow:{name}", args=[journey.case.pk])


def prepared(journey: Journey, client: Client, **data: Any) -> SignedPaper:
    """The paper asked for on the screen and made as the worker does."""
    response = client.post(address(journey, "naskah"), {"kunjungan": journey.visit.pk} | data)
    assert response.status_code == 302, response.content.decode()
    paper = SignedPaper.objects.exclude(state=SignedPaper.State.BATAL).get()
    assert paper.document is not None
    render_document(pk=paper.document.pk, clock=journey.tick)
    paper.refresh_from_db()
    paper.document.refresh_from_db()
    return paper


def signature(journey: Journey, paper: SignedPaper, **changes: Any) -> dict[str, Any]:
    assert paper.document is not None
    return {
        "kunjungan": journey.visit.pk,
        "naskah": paper.pk,
        "sidik": paper.document.sha256,
        "sandi": PASSPHRASE,
    } | changes


def test_before_preparing_one_button_and_no_passphrase_is_asked(
    journey: Journey, klien: Klien, office: Office
) -> None:
    page = klien(office.kadis).get(address(journey)).content.decode()
    assert "Siapkan naskah" in page
    assert "Sandi tanda tangan" not in page.split("<footer")[0]
    assert "diparaf" in page
    assert not LetterNumber.objects.filter(key__startswith="laporan:").exists()


def test_while_the_worker_makes_the_pdf_the_page_asks_after_it(
    journey: Journey, klien: Klien, office: Office
) -> None:
    client = klien(office.kadis)
    client.post(address(journey, "naskah"), {"kunjungan": journey.visit.pk})
    page = client.get(address(journey)).content.decode()
    paper = SignedPaper.objects.get()
    assert "PDF sedang dibuat" in page
    assert f'hx-get="/dokumen/{paper.document_id}/"' in page
    assert paper.number.text in page
    assert 'type="password"' not in page


def test_the_signer_sees_exactly_the_stored_file_and_signs_it(
    journey: Journey, klien: Klien, office: Office
) -> None:
    client = klien(office.kadis)
    paper = prepared(journey, client)
    assert paper.document is not None
    page = client.get(address(journey)).content.decode()
    assert f'src="/dokumen/{paper.document.pk}/berkas.pdf#' in page
    assert paper.document.sha256 in page
    assert "Tanda tangani sebagai" in page
    assert 'autocomplete="off"' in page
    response = client.post(address(journey), signature(journey, paper))
    assert response.status_code == 302, response.content.decode()
    journey.case.refresh_from_db()
    assert journey.case.state == Step.PENGGANDAAN
    paper.refresh_from_db()
    assert paper.state == SignedPaper.State.DITANDATANGANI
    after = client.get(address(journey)).content.decode()
    assert "Sudah ditandatangani" in after
    assert "Halaman laporan bertanda tangan" in after
    assert after.count("halaman-naskah") == paper.document.pages, "readable on a phone without a download"
    assert f"/laporan/{journey.report.pk}/unduh/" in after


def test_a_wrong_passphrase_is_a_sentence_loses_nothing_and_is_never_shown_again(
    journey: Journey, klien: Klien, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    client = klien(office.kadis)
    paper = prepared(journey, client)
    response = client.post(address(journey), signature(journey, paper, sandi="kunci-keliru-9"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Sandi tanda tangan salah" in page
    assert "kunci-keliru-9" not in page
    assert "kunci-keliru-9" not in caplog.text
    assert paper.number.text in page
    assert client.post(address(journey), signature(journey, paper)).status_code == 302


def test_an_empty_passphrase_is_named(journey: Journey, klien: Klien, office: Office) -> None:
    client = klien(office.kadis)
    paper = prepared(journey, client)
    response = client.post(address(journey), signature(journey, paper, sandi=""))
    assert response.status_code == 422
    assert "Sandi tanda tangan: Isian ini belum diisi" in response.content.decode()


@pytest.mark.parametrize("naskah", ["", "abc", "²"])
def test_a_forged_finish_is_a_sentence(naskah: str, journey: Journey, klien: Klien, office: Office) -> None:
    """ "selesaikan" takes no passphrase, so its form has no box to show the page with."""
    client = klien(office.kadis)
    paper = prepared(journey, client)
    answer = client.post(address(journey), signature(journey, paper, naskah=naskah) | {"selesaikan": "1"})
    assert answer.status_code == 409
    assert "Muat ulang halaman, lalu tekan lagi" in answer.content.decode()
    assert 'type="password"' in answer.content.decode()


def test_another_file_than_the_one_seen_is_not_signed(journey: Journey, klien: Klien, office: Office) -> None:
    client = klien(office.kadis)
    paper = prepared(journey, client)
    response = client.post(address(journey), signature(journey, paper, sidik="0" * 64))
    assert "bukan PDF yang akan ditandatangani" in response.content.decode()
    paper.refresh_from_db()
    assert paper.state == SignedPaper.State.SIAP


def test_pressed_twice_it_is_signed_once(journey: Journey, klien: Klien, office: Office) -> None:
    client = klien(office.kadis)
    data = signature(journey, prepared(journey, client))
    assert client.post(address(journey), data).status_code == 302
    again = client.post(address(journey), data)
    assert again.status_code == 409
    assert "sudah diselesaikan" in again.content.decode()


def test_what_is_missing_stands_before_the_button_with_its_cure(
    office: Office, at: datetime, klien: Klien
) -> None:
    journey = Journey(office, at).to(Step.TANDA_TANGAN)
    page = klien(office.kadis).get(address(journey)).content.decode()
    assert "belum mempunyai sertifikat tanda tangan yang berlaku" in page
    assert "Penuhi dahulu yang bertanda" in page
    response = klien(office.kadis).post(address(journey, "naskah"), {"kunjungan": journey.visit.pk})
    assert response.status_code == 422
    assert not SignedPaper.objects.exists()


def test_where_numbers_come_from_the_book_the_number_is_typed(
    journey: Journey, klien: Klien, office: Office
) -> None:
    NumberSeries.objects.filter(purpose=SeriesPurpose.LAPORAN).update(mode=SeriesMode.DIKETIK)
    client = klien(office.kadis)
    assert "Nomor dari buku nomor surat keluar" in client.get(address(journey)).content.decode()
    empty = client.post(address(journey, "naskah"), {"kunjungan": journey.visit.pk, "nomor": ""})
    assert empty.status_code == 422
    wrong = client.post(address(journey, "naskah"), {"kunjungan": journey.visit.pk, "nomor": "tiga"})
    assert wrong.status_code == 422
    assert 'value="tiga"' in wrong.content.decode(), "what was typed is kept"
    paper = prepared(journey, client, nomor="318")
    assert "/318/" in paper.number.text


def test_a_plh_gets_the_paper_in_her_own_name_with_the_same_number(
    journey: Journey, klien: Klien, office: Office
) -> None:
    first = prepared(journey, klien(office.kadis))
    make_post(
        office.sekretaris, Role.KEPALA_DINAS, office.dinas, at=journey.now, mode=Mode.PLH,
        start=date(2026, 10, 12), end=date(2026, 10, 16),
    )  # fmt: skip
    give_certificate(office.sekretaris, journey.now)
    definitif = klien(office.kadis)
    assert "hanya dapat membaca" in definitif.get(address(journey)).content.decode()
    assert definitif.post(address(journey), signature(journey, first)).status_code == 403
    stand_in = klien(office.sekretaris)
    page = stand_in.get(address(journey)).content.decode()
    assert "Siapkan lagi atas nama Anda" in page
    assert first.number.text in page
    second = prepared(journey, stand_in)
    assert second.number == first.number
    assert second.signer_title.startswith("Plh.")
    ready = stand_in.get(address(journey)).content.decode()
    assert "Tanda tangani sebagai Plh." in ready
    assert stand_in.post(address(journey), signature(journey, second)).status_code == 302


def test_a_paper_of_yesterday_is_prepared_again_with_todays_date(
    journey: Journey, klien: Klien, office: Office, clock: Any
) -> None:
    client = klien(office.kadis)
    paper = prepared(journey, client)
    clock.shift(timedelta(days=1))
    client = klien(office.kadis)
    page = client.get(address(journey)).content.decode()
    assert "Siapkan lagi" in page
    assert 'type="password"' not in page
    again = prepared(journey, client)
    assert again.paper_date == paper.paper_date + timedelta(days=1)
    assert again.number == paper.number


def test_sent_back_from_the_desk_the_number_stays_with_the_report(
    journey: Journey, klien: Klien, office: Office
) -> None:
    client = klien(office.kadis)
    paper = prepared(journey, client)
    page = client.get(address(journey, "kembalikan")).content.decode()
    assert "Nomor yang sudah dipesan tetap milik laporan ini" in page
    client.post(address(journey, "kembalikan"), {"kunjungan": journey.visit.pk, "note": "Sumber data SMP."})
    journey.case.refresh_from_db()
    assert journey.case.state == Step.DRAFT
    paper.refresh_from_db()
    assert paper.state == SignedPaper.State.BATAL
    assert LetterNumber.objects.get(pk=paper.number_id).state == LetterNumber.State.DIPESAN
    assert client.post(address(journey), signature(journey, paper)).status_code in (403, 409)


@pytest.mark.parametrize("who", ["sekretaris", "kasubag", "staf_perencana"])
def test_others_read_and_can_neither_prepare_nor_sign(
    journey: Journey, klien: Klien, office: Office, who: str
) -> None:
    client = klien(getattr(office, who))
    page = client.get(address(journey)).content.decode()
    assert "Ini giliran Kepala Dinas" in page
    assert 'type="password"' not in page
    assert client.post(address(journey, "naskah"), {"kunjungan": journey.visit.pk}).status_code == 403
    assert not SignedPaper.objects.exists()


@pytest.mark.parametrize("who", ["kabid_sd", "staf_sd", "penerima_surat", "admin"])
def test_the_page_does_not_exist_for_others(journey: Journey, klien: Klien, office: Office, who: str) -> None:
    client = klien(getattr(office, who))
    assert client.get(address(journey)).status_code == 404
    assert client.post(address(journey, "naskah"), {"kunjungan": journey.visit.pk}).status_code == 404


def test_the_page_is_never_kept_by_a_cache(journey: Journey, klien: Klien, office: Office) -> None:
    assert "no-store" in klien(office.kadis).get(address(journey))["Cache-Control"]


def test_the_signing_page_asks_the_database_little(
    journey: Journey, klien: Klien, office: Office, django_assert_max_num_queries: Any
) -> None:
    client = klien(office.kadis)
    prepared(journey, client)
    client.get(address(journey))
    with django_assert_max_num_queries(34):  # a dozen of them are the list before the passphrase
        client.get(address(journey))


def test_the_case_does_not_move_when_the_action_is_forged_without_a_signature(
    journey: Journey, office: Office
) -> None:
    with pytest.raises(ValueError, match="Tanda tangan belum dibuat"):
        journey.act(Action.TANDATANGANI, office.kadis)
