"""Signing at BSrE from the first press to the kept paper: nothing is sent twice while its outcome is unknown."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers

from accounts.errors import Refusal
from reports.models import LetterNumber, SignedPaper, SigningAttempt
from reports.signing import attempts
from reports.signing import services as signing
from reports.signing.models import Backend, PaperKind
from tests.factories import Office
from tests.reports.bsre_server import PASSWORD, USER, BsreServer
from tests.reports.paper_data import post_of, prepared, press

pytestmark = pytest.mark.django_db
State, Attempt = SignedPaper.State, SigningAttempt.State
NIK, PASSPHRASE = "7324011203800001", "Rahasia-BSrE#2026"
LETTER = {"kepada": ["Kepala Bappelitbangda"], "tempat": "Malili", "baris": []}


@pytest.fixture(params=[1, 2])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def bsre(settings: Any, office: Office, version: int) -> Iterator[BsreServer]:
    with BsreServer() as server:
        server.user(NIK, office.kadis.name, PASSPHRASE)
        settings.BSRE_URL, settings.BSRE_USER, settings.BSRE_PASSWORD = server.url, USER, PASSWORD
        settings.BSRE_TIMEOUT, settings.BSRE_VERSION = 20, version
        office.kadis.nik = NIK
        office.kadis.save()
        yield server


def ready(office: Office, at: datetime, *, pengantar: bool = False) -> SignedPaper:
    return prepared(office, at, backend=Backend.BSRE, pengantar=LETTER if pengantar else None)


def one_attempt() -> SigningAttempt:
    return SigningAttempt.objects.get()


def test_signed_at_bsre_the_paper_carries_its_certificate(
    bsre: BsreServer, office: Office, at: datetime
) -> None:
    paper = press(ready(office, at), office, at, PASSPHRASE)
    assert (paper.state, paper.backend, paper.certificate_id) == (State.DITANDATANGANI, Backend.BSRE, None)
    assert "OSD LU Kelas 2" in paper.certificate_issuer
    assert paper.fingerprint
    attempt = one_attempt()
    assert (attempt.state, attempt.result_sha256) == (Attempt.BERHASIL, paper.signed_sha256)


def test_report_and_pengantar_are_signed_by_one_press_with_two_numbers(
    bsre: BsreServer, office: Office, at: datetime, version: int
) -> None:
    paper = press(ready(office, at, pengantar=True), office, at, PASSPHRASE)
    letter = signing.signed(paper.report, PaperKind.PENGANTAR)
    assert letter is not None
    assert letter.number.number == paper.number.number + 1
    assert bsre.times("/sign/pdf") == (2 if version == 1 else 1)


def test_a_wrong_passphrase_is_on_record_and_may_be_typed_again(
    bsre: BsreServer, office: Office, at: datetime
) -> None:
    paper = ready(office, at)
    with pytest.raises(Refusal, match="passphrase salah") as refusal:
        press(paper, office, at, "salah")
    assert refusal.value.field == "passphrase"
    assert (one_attempt().state, one_attempt().error_code) == (Attempt.DITOLAK, "2031")
    assert press(paper, office, at, PASSPHRASE).state == State.DITANDATANGANI


def test_who_has_no_valid_certificate_at_bsre_never_sends_the_passphrase(
    bsre: BsreServer, office: Office, at: datetime
) -> None:
    bsre.user(NIK, office.kadis.name, PASSPHRASE, "SUSPEND")
    with pytest.raises(Refusal, match="ditangguhkan"):
        press(ready(office, at), office, at, PASSPHRASE)
    assert not bsre.times("/sign/pdf")
    assert not SigningAttempt.objects.exists()


@pytest.mark.parametrize("fault", ["jatuh-setelah-tanda-tangan", "sampah", "html-502"])
def test_a_lost_answer_is_never_sent_again_blindly(
    fault: str, bsre: BsreServer, office: Office, at: datetime
) -> None:
    paper = ready(office, at)
    bsre.fault = fault
    with pytest.raises(Refusal, match="Jangan mengulang dahulu"):
        press(paper, office, at, PASSPHRASE)
    assert one_attempt().state == Attempt.TIDAK_DIKETAHUI
    bsre.fault = ""
    with pytest.raises(Refusal, match="belum diketahui hasilnya"):
        press(paper, office, at, PASSPHRASE)
    assert bsre.times("/sign/pdf") == 1
    for change in (
        lambda: signing.discard(report=paper.report, reason="x", at=at),
        lambda: signing.prepare(
            report=paper.report, version=paper.version, signer_assignment=post_of(office.kadis, at), by=office.kadis,
            at=at + timedelta(days=1),
        ),
    ):  # fmt: skip
        with pytest.raises(Refusal, match="belum diketahui"):
            change()


def test_after_the_wait_a_person_may_declare_it_not_done_and_try_again(
    bsre: BsreServer, office: Office, at: datetime
) -> None:
    paper = ready(office, at)
    bsre.fault = "jatuh-sebelum-tanda-tangan"
    with pytest.raises(Refusal):
        press(paper, office, at, PASSPHRASE)
    bsre.fault = ""
    attempt = one_attempt()
    with pytest.raises(Refusal, match="Tunggu sampai pukul"):
        attempts.declare_not_done(
            attempt=attempt, by=office.kadis, title="Kepala Dinas", at=at + timedelta(minutes=14)
        )
    later = at + timedelta(minutes=15)
    decided = attempts.declare_not_done(attempt=attempt, by=office.kadis, title="Kepala Dinas", at=later)
    assert (decided.state, decided.decided_by) == (Attempt.DITOLAK, office.kadis)
    with pytest.raises(Refusal, match="sudah jelas"):
        attempts.declare_not_done(attempt=attempt, by=office.kadis, title="Kepala Dinas", at=later)
    assert press(paper, office, later, PASSPHRASE).state == State.DITANDATANGANI


def test_an_answer_after_the_decision_is_not_used(bsre: BsreServer, office: Office, at: datetime) -> None:
    from reports.signing.backends import Sheet
    from reports.signing.bsre import BsreBackend
    from reports.signing.storage import stored_document

    paper = ready(office, at)
    assert paper.document is not None
    (row,) = attempts.begin(papers=[paper], kind=Backend.BSRE, act=paper_uuid(), by=office.kadis, at=at)
    (made,) = BsreBackend().sign(
        office.kadis, PASSPHRASE, [Sheet(stored_document(paper.document), "x", "x")], at
    )
    attempts.declare_not_done(attempt=row, by=office.kadis, title="Kepala Dinas", at=at + timedelta(hours=1))
    assert not attempts.succeeded(row, made, at=at + timedelta(hours=1))
    assert row.state == Attempt.DITOLAK
    assert not row.result


def paper_uuid() -> Any:
    import uuid

    return uuid.uuid4()


def test_a_process_killed_while_asking_leaves_an_unknown_outcome(
    bsre: BsreServer, office: Office, at: datetime, settings: Any
) -> None:
    paper = ready(office, at)
    attempts.begin(papers=[paper], kind=Backend.BSRE, act=paper_uuid(), by=office.kadis, at=at)
    attempts.sweep(at + timedelta(seconds=30))
    assert one_attempt().state == Attempt.DICOBA, "it may still be asking"
    attempts.sweep(at + timedelta(minutes=5))
    assert one_attempt().state == Attempt.TIDAK_DIKETAHUI


@pytest.mark.parametrize("version", [1], indirect=True)
def test_v1_finds_the_document_by_its_id_and_the_next_press_needs_no_passphrase(
    bsre: BsreServer, office: Office, at: datetime
) -> None:
    paper = ready(office, at)
    bsre.fault = "jatuh-di-tengah"
    with pytest.raises(Refusal):
        press(paper, office, at, PASSPHRASE)
    assert attempts.sweep(at + timedelta(minutes=1)) == 1
    assert one_attempt().state == Attempt.BERHASIL
    kept = press(paper, office, at + timedelta(minutes=2), "")
    assert kept.state == State.DITANDATANGANI
    assert kept.signed_sha256 == one_attempt().result_sha256
    assert bsre.times("/sign/pdf") == 1


@pytest.mark.parametrize("version", [1], indirect=True)
def test_when_the_second_of_two_is_lost_the_first_is_not_sent_again(
    bsre: BsreServer, office: Office, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = ready(office, at, pengantar=True)
    sign = bsre.sign

    def second_is_lost(*args: Any) -> Any:
        made = sign(*args)
        bsre.fault = "jatuh-sebelum-tanda-tangan"
        return made

    monkeypatch.setattr(bsre, "sign", second_is_lost)
    with pytest.raises(Refusal, match="tidak sampai"):
        press(paper, office, at, PASSPHRASE)
    assert not SignedPaper.objects.filter(state=State.DITANDATANGANI).exists(), "both or none"
    monkeypatch.setattr(bsre, "sign", sign)
    bsre.fault = ""
    lost = SigningAttempt.objects.get(state=Attempt.TIDAK_DIKETAHUI)
    assert lost.paper.kind == PaperKind.PENGANTAR
    later = at + timedelta(hours=1)
    attempts.declare_not_done(attempt=lost, by=office.kadis, title="Kepala Dinas", at=later)
    press(paper, office, later, PASSPHRASE)
    assert SignedPaper.objects.filter(state=State.DITANDATANGANI).count() == 2
    assert bsre.times("/sign/pdf") == 3
    assert bsre.signed == 2


@pytest.mark.parametrize("fault", ["", "jatuh-setelah-tanda-tangan", "pengulang", "sertifikat-orang-lain"])
def test_neither_log_nor_database_holds_passphrase_nik_or_body(
    fault: str, bsre: BsreServer, office: Office, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    paper = ready(office, at)
    bsre.fault = fault
    try:
        press(paper, office, at, PASSPHRASE)
    except Refusal:
        assert fault
    everything = caplog.text + "".join(
        serializers.serialize("json", model._default_manager.all()) for model in apps.get_models()
    )
    assert paper.document is not None
    with paper.document.file.open("rb") as stream:
        body = base64.b64encode(stream.read(60)).decode()
    for secret in (PASSPHRASE, NIK, PASSWORD, body):
        assert secret not in everything


def test_a_report_without_a_letter_after_all_records_that_number_as_batal(
    bsre: BsreServer, office: Office, at: datetime
) -> None:
    paper = ready(office, at, pengantar=True)
    again = signing.prepare(
        report=paper.report, version=paper.version, signer_assignment=post_of(office.kadis, at), by=office.kadis, at=at,
        backend=Backend.BSRE,
    )  # fmt: skip
    assert again == paper
    number = LetterNumber.objects.get(key=f"pengantar:{paper.report_id}")
    assert (number.state, number.reason) == (LetterNumber.State.BATAL, "Surat pengantar tidak jadi dibuat.")


def test_a_case_abandoned_records_both_numbers_with_the_reason(
    bsre: BsreServer, office: Office, at: datetime
) -> None:
    paper = ready(office, at, pengantar=True)
    signing.discard(report=paper.report, reason="Dibatalkan", at=at)
    signing.abandon_numbers(report=paper.report, reason="Dibatalkan peminta")
    found = LetterNumber.objects.filter(series__purpose="laporan")
    assert {(one.state, one.reason) for one in found} == {(LetterNumber.State.BATAL, "Dibatalkan peminta")}
    assert found.count() == 2
