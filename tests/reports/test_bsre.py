"""BSrE over real HTTP: every documented answer and every fault, v1 and v2. Nothing secret is left anywhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.models import User
from reports.signing import bsre_words
from reports.signing.backends import OutcomeUnknown, Sheet, Signature, SigningRefused
from reports.signing.bsre import BsreBackend
from tests.reports.bsre_server import PASSWORD, USER, BsreServer

pytestmark = pytest.mark.sekali

NIK = "7324011203800001"
PASSPHRASE = "Rahasia-BSrE#2026"
NOW = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)
BOTH = pytest.mark.parametrize("version", [1, 2])


@pytest.fixture(scope="module")
def pdf() -> bytes:
    from reports.pdf import to_pdf

    return to_pdf(
        "<html lang=id><head><title>Uji</title></head><body><h1>Laporan</h1></body></html>", identifier="uji"
    )


@pytest.fixture
def bsre(settings: Any) -> Iterator[BsreServer]:
    with BsreServer() as server:
        server.user(NIK, "Andi Contoh", PASSPHRASE)
        settings.BSRE_URL, settings.BSRE_USER, settings.BSRE_PASSWORD = server.url, USER, PASSWORD
        settings.BSRE_TIMEOUT = 20  # of a busy machine; the slow faults set their own
        yield server


@pytest.fixture
def kadis() -> User:
    person = User(name="Drs. ANDI CONTOH, M.Si.", username="kadis")
    person.nik = NIK
    return person


def signed(person: User, *pdfs: bytes, passphrase: str = PASSPHRASE) -> list[Signature]:
    sheets = [Sheet(one, "Penandatanganan laporan", "Malili") for one in pdfs]
    return BsreBackend().sign(person, passphrase, sheets, NOW)


@BOTH
def test_a_signed_file_comes_back_whole_and_by_the_signers_certificate(
    version: int, bsre: BsreServer, kadis: User, pdf: bytes, settings: Any
) -> None:
    settings.BSRE_VERSION = version
    (made,) = signed(kadis, pdf)
    assert made.pdf.startswith(pdf)
    assert len(made.pdf) > len(pdf)
    assert made.certificate.name == "Andi Contoh"
    assert "OSD LU Kelas 2" in made.certificate.issuer
    assert made.remote_id == ("dok-1" if version == 1 else "")
    assert BsreBackend().verify(made.pdf).valid


def test_v2_signs_several_in_one_request_and_keeps_their_order(
    bsre: BsreServer, kadis: User, pdf: bytes, settings: Any
) -> None:
    from reports.pdf import to_pdf

    settings.BSRE_VERSION = 2
    other = to_pdf("<html lang=id><head><title>B</title></head><body><p>B</p></body></html>", identifier="b")
    first, second = signed(kadis, pdf, other)
    assert first.pdf.startswith(pdf)
    assert second.pdf.startswith(other)
    assert bsre.times("/api/v2/sign/pdf") == 1


# What goes wrong, the code that is kept, whether it is known that nothing usable was signed, a part of the sentence.
FAULTS: list[tuple[str, str, bool, str]] = [
    ("spring-500", "500", True, "galat di dalamnya"),
    ("html-404", "404", True, "BSRE_URL"),
    ("html-503", "503", True, "tidak terhubung"),
    ("html-502", "502", False, "tidak dapat dibaca"),
    ("html-200", "jawaban-rusak", False, "tidak dapat dibaca"),
    ("sampah", "jawaban-rusak", False, "tidak dapat dibaca"),
    ("terpotong", "jawaban-rusak", False, "tidak dapat dibaca"),
    ("jatuh-di-tengah", "jawaban-hilang", False, "tidak sampai"),
    ("jatuh-sebelum-tanda-tangan", "jawaban-hilang", False, "tidak sampai"),
    ("jatuh-setelah-tanda-tangan", "jawaban-hilang", False, "tidak sampai"),
    ("lambat-tanpa-tanda-tangan", "jawaban-hilang", False, "tidak sampai"),
    ("lambat-sesudah-tanda-tangan", "jawaban-hilang", False, "tidak sampai"),
    ("diubah", "berubah", True, "bukan PDF yang Anda baca"),
    ("naskah-lain", "berubah", True, "bukan PDF yang Anda baca"),
    ("sertifikat-orang-lain", "sertifikat-lain", True, "SITI ORANG LAIN"),
    ("sertifikat-berakhir", "sertifikat-kedaluwarsa", True, "tidak berlaku"),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("fault", "code", "is_known", "words"), FAULTS)
def test_every_fault_is_told_apart_and_asked_once(
    fault: str, code: str, is_known: bool, words: str, version: int, bsre: BsreServer, kadis: User, pdf: bytes,
    settings: Any,
) -> None:  # fmt: skip
    settings.BSRE_VERSION, bsre.fault = version, fault
    if fault.startswith("lambat"):
        settings.BSRE_TIMEOUT = 1
    with pytest.raises((SigningRefused, OutcomeUnknown)) as caught:
        signed(kadis, pdf)
    assert isinstance(caught.value, SigningRefused) is is_known
    assert caught.value.code == code
    assert words in caught.value.message
    assert sum("sign/pdf" in one for one in bsre.asked) == 1, "never repeated by itself"


REFUSALS: list[tuple[str, str, str, str | None]] = [
    ("passphrase", "2031", "passphrase salah", "passphrase"),
    ("nik", "2011", "belum terdaftar", None),
    ("status", "2036", "kode 2036", None),
    ("akun", "401", "BSRE_PENGGUNA", None),
]


@BOTH
@pytest.mark.parametrize(("what", "code", "words", "field"), REFUSALS)
def test_a_no_is_a_sentence_with_its_cure(
    what: str, code: str, words: str, field: str | None, version: int, bsre: BsreServer, kadis: User, pdf: bytes,
    settings: Any,
) -> None:  # fmt: skip
    settings.BSRE_VERSION = version
    if what == "nik":
        kadis.nik = "7324019999999999"
    if what == "status":
        bsre.user(NIK, "Andi Contoh", PASSPHRASE, "SUSPEND")
    if what == "akun":
        settings.BSRE_PASSWORD = "lain"
    with pytest.raises(SigningRefused) as caught:
        signed(kadis, pdf, passphrase="salah" if what == "passphrase" else PASSPHRASE)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert words in caught.value.message


def test_a_service_that_is_not_there_has_signed_nothing(kadis: User, pdf: bytes, settings: Any) -> None:
    settings.BSRE_URL, settings.BSRE_USER = "http://127.0.0.1:9", USER
    with pytest.raises(SigningRefused) as caught:
        signed(kadis, pdf)
    assert caught.value.code == "tidak-terhubung"


@BOTH
@pytest.mark.parametrize("status", sorted(bsre_words.STATUS))
def test_only_issue_may_sign(status: str, version: int, bsre: BsreServer, kadis: User, settings: Any) -> None:
    settings.BSRE_VERSION = version
    bsre.user(NIK, "Andi Contoh", PASSPHRASE, status)
    found = BsreBackend().signer_status(kadis)
    assert found.may_sign is (status == "ISSUE")
    assert found.sentence == bsre_words.STATUS[status]
    assert found.is_certain


@BOTH
def test_an_unreachable_status_is_no_certainty(
    version: int, bsre: BsreServer, kadis: User, settings: Any
) -> None:
    settings.BSRE_VERSION, bsre.fault = version, "status-mati"
    found = BsreBackend().signer_status(kadis)
    assert (found.may_sign, found.is_certain) == (False, False)


def test_v1_gives_a_lost_document_once_more(bsre: BsreServer, kadis: User, pdf: bytes, settings: Any) -> None:
    settings.BSRE_VERSION, bsre.fault = 1, "jatuh-di-tengah"
    with pytest.raises(OutcomeUnknown) as caught:
        signed(kadis, pdf)
    assert caught.value.remote_id == "dok-1"
    found = BsreBackend().download("dok-1")
    assert found is not None
    assert found.startswith(pdf)
    assert BsreBackend().download("dok-1") is None, "one download only"


@BOTH
@pytest.mark.parametrize(
    ("kind", "is_signed", "valid"), [("belum", False, False), ("utuh", True, True), ("diubah", True, False)]
)
def test_verify_tells_unsigned_whole_and_altered(
    kind: str, is_signed: bool, valid: bool, version: int, bsre: BsreServer, kadis: User, pdf: bytes, settings: Any
) -> None:  # fmt: skip
    settings.BSRE_VERSION = version
    made = signed(kadis, pdf)[0].pdf
    shown = {"belum": pdf, "utuh": made, "diubah": made[:900] + bytes([made[900] ^ 1]) + made[901:]}[kind]
    found = BsreBackend().verify(shown)
    assert (found.signed, found.valid) == (is_signed, valid)


@BOTH
@pytest.mark.parametrize(
    "fault", ["", "pengulang", "jatuh-sebelum-tanda-tangan", "spring-500", "status-mati"]
)
def test_no_log_line_and_no_sentence_holds_passphrase_nik_or_body(
    fault: str, version: int, bsre: BsreServer, kadis: User, pdf: bytes, settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    import base64

    settings.BSRE_VERSION, bsre.fault = version, fault
    caplog.set_level(logging.DEBUG)
    told: list[Any] = [BsreBackend().signer_status(kadis).sentence]
    try:
        signed(kadis, pdf)
    except (SigningRefused, OutcomeUnknown) as error:
        told += [error.message, error.code, repr(error.__cause__), repr(error)]
    everything = caplog.text + " ".join(map(str, told))
    for secret in (PASSPHRASE, NIK, PASSWORD, base64.b64encode(pdf).decode()[:60]):
        assert secret not in everything


def test_in_production_the_address_must_be_https() -> None:
    import os
    import subprocess
    import sys

    found = subprocess.run(
        [sys.executable, "-c", "import sop_kinerja.settings"], capture_output=True, text=True, check=False,
        env=os.environ | {"PRODUKSI": "1", "SECRET_KEY": "x" * 60, "BSRE_URL": "http://esign.contoh.go.id", "DEMO": "0"},
    )  # fmt: skip
    assert found.returncode != 0
    assert ImproperlyConfigured.__name__ in found.stderr
    assert "https://" in found.stderr


@pytest.mark.parametrize(
    ("certificate", "name", "same"),
    [
        ("ANDI CONTOH", "Drs. Andi Contoh, M.Si.", True), ("Andi Contoh, S.Pd.", "ANDI CONTOH", True),
        ("H. Andi Contoh", "Andi Contoh", True), ("A. M. Yusuf", "Andi Muhammad Yusuf, S.E.", True),
        ("Siti Contoh", "Andi Contoh", False), ("", "Andi Contoh", False), ("Dr., M.Si.", "Andi Contoh", False),
        ("ANDI CONTOH (tidak tersertifikasi)", "Andi Contoh", True),
    ],
)  # fmt: skip
def test_whose_certificate_it_is_survives_gelar_and_initials(certificate: str, name: str, same: bool) -> None:
    from reports.signing.accepting import same_person

    assert same_person(certificate, name) is same
