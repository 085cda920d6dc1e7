"""The page behind the QR: what anybody learns, what nobody learns, and what it says of a reader's own file."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reports import verdicts, verification
from reports.models import SignedPaper
from reports.signature_block import verification_url
from reports.signing import services as signing
from reports.signing.models import Backend, PaperKind
from tests.factories import Office
from tests.reports import paper_data

pytestmark = pytest.mark.sekali


@pytest.fixture
def paper(office: Office, at: datetime) -> SignedPaper:
    return paper_data.signed(office, at)


def pdf_of(paper: SignedPaper) -> bytes:
    with paper.signed_file.open("rb") as stream:
        return bytes(stream.read())


def look(paper: SignedPaper) -> str:
    response = Client().get(reverse("verifikasi", args=[paper.token]))
    assert response.status_code == 200
    return response.content.decode()


def send(paper: SignedPaper, content: bytes, name: str = "laporan.pdf") -> tuple[int, str]:
    response = Client().post(
        reverse("verifikasi", args=[paper.token]), {"berkas": SimpleUploadedFile(name, content)}
    )
    return response.status_code, response.content.decode()


def test_anybody_sees_five_facts_to_compare(paper: SignedPaper) -> None:
    assert paper.document is not None
    page = look(paper)
    for expected in (
        "Laporan ini terdaftar pada dinas", "400.3/001/DIKBUD/2026", "Laporan Data Kinerja Triwulan III Tahun 2026",
        "12 Oktober 2026", "Kepala Dinas Pendidikan dan Kebudayaan", "pukul 09.00 WITA", f"<b>{paper.document.pages}</b>",
        "tidak tersertifikasi", "Utuh sejak ditandatangani", "atas versi 1",
    ):  # fmt: skip
        assert expected in page, expected


def test_no_nip_and_no_name_of_a_person_stand_there(paper: SignedPaper) -> None:
    page = look(paper)
    assert paper.signer_nip
    for digits in (paper.signer_nip, paper.signer_nip[:8]):
        assert digits not in page
    assert paper.signer_nip not in verification_url(paper.token)


def test_the_signed_file_itself_is_recognised(paper: SignedPaper) -> None:
    status, page = send(paper, pdf_of(paper))
    assert status == 200
    assert "sama persis dengan laporan yang ditandatangani" in page


def test_one_changed_byte_is_told(paper: SignedPaper) -> None:
    pdf = bytearray(pdf_of(paper))
    pdf[len(pdf) // 3] ^= 1
    verdict = verdicts.compare(paper, bytes(pdf))
    assert not verdict.genuine
    assert verdict.heading in {
        "Berkas Anda diubah sesudah ditandatangani",
        "Berkas Anda bukan laporan yang ditandatangani",
    }


def test_a_changed_word_inside_the_signed_part_is_told_as_changed(paper: SignedPaper) -> None:
    pdf = pdf_of(paper).replace(b"<pdfuaid:part>1<", b"<pdfuaid:part>2<", 1)
    assert verdicts.compare(paper, pdf).heading == "Berkas Anda diubah sesudah ditandatangani"


def test_an_addition_behind_the_signature_is_told(paper: SignedPaper) -> None:
    from io import BytesIO

    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(pdf_of(paper)))
    writer.root["/Tambahan"] = generic.pdf_string("x")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    assert verdicts.compare(paper, out.getvalue()).heading == "Berkas Anda ditambahi sesudah ditandatangani"


def test_bytes_appended_without_any_structure_are_not_called_the_same(paper: SignedPaper) -> None:
    assert not verdicts.compare(paper, pdf_of(paper) + b"\n% tambahan\n").genuine


def test_the_unsigned_paper_is_told_apart(paper: SignedPaper) -> None:
    assert paper.document is not None
    with paper.document.file.open("rb") as stream:
        assert verdicts.compare(paper, stream.read()).heading == "Berkas Anda belum ditandatangani"


def test_another_file_is_told_apart(paper: SignedPaper) -> None:
    from tests.reports.data import pdf_bytes

    assert "bukan laporan yang ditandatangani" in verdicts.compare(paper, pdf_bytes()).heading
    assert "bukan PDF" in verdicts.compare(paper, b"\x89PNG").heading


@pytest.mark.parametrize(("content", "sentence"), [(None, "Berkas belum dipilih"), (b"", "Berkas kosong")])
def test_a_missing_or_empty_file_is_a_sentence(
    paper: SignedPaper, content: bytes | None, sentence: str
) -> None:
    data = {} if content is None else {"berkas": SimpleUploadedFile("x.pdf", content)}
    response = Client().post(reverse("verifikasi", args=[paper.token]), data)
    assert response.status_code in (200, 422)
    assert sentence in response.content.decode() or "Berkas belum dipilih" in response.content.decode()


def test_more_than_25_mb_is_a_sentence(paper: SignedPaper) -> None:
    status, page = send(paper, b"%PDF" + b"0" * verification.LARGEST)
    assert status == 422
    assert "lebih besar dari 25 MB" in page


def test_an_unknown_code_is_told_with_404(db: None) -> None:
    response = Client().get(reverse("verifikasi", args=["tidakadakodesepertiini"]))
    assert response.status_code == 404
    assert "tidak terdaftar pada dinas" in response.content.decode()


def test_a_paper_that_was_never_signed_is_no_report(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    signing.discard(report=paper.report, reason="x", at=at)
    response = Client().get(reverse("verifikasi", args=[paper.token]))
    assert response.status_code == 404
    assert "tidak ditandatangani" in response.content.decode()


def test_a_damaged_file_of_the_office_is_not_called_intact(paper: SignedPaper) -> None:
    from pathlib import Path

    path = Path(paper.signed_file.path)
    path.chmod(0o600)
    path.write_bytes(b"rusak")
    assert "Utuh sejak ditandatangani" not in look(paper)


def test_guessing_is_slowed_down(db: None) -> None:
    from django.core.cache import cache

    cache.clear()
    client = Client(REMOTE_ADDR="10.1.2.3")
    codes = [client.get(reverse("verifikasi", args=[f"kode{n}"])).status_code for n in range(45)]
    assert 429 in codes
    assert Client(REMOTE_ADDR="10.1.2.4").get(reverse("verifikasi", args=["kode"])).status_code == 404


def born_as(paper: SignedPaper, **changes: str) -> SignedPaper:
    """The same paper with another kind or way of signing; the database lets no signed paper be changed, so it is put in anew."""
    SignedPaper.objects.filter(pk=paper.pk).delete()
    for name, value in changes.items():
        setattr(paper, name, value)
    paper.save(force_insert=True)
    return paper


def test_the_page_of_a_surat_pengantar_speaks_of_a_letter(paper: SignedPaper) -> None:
    """Its QR stands on another sheet than the report's: it has no source data in it and no parafs of its own."""
    page = look(born_as(paper, kind=PaperKind.PENGANTAR))
    for expected in (
        "Surat pengantar ini terdaftar pada dinas",
        "<b>Surat pengantar Laporan Data Kinerja Triwulan III Tahun 2026</b>",
        "Berkas surat pengantar (PDF",
    ):
        assert expected in page, expected
    for wrong in ("Laporan ini terdaftar", "CSV dan JSON", "<dt>Paraf</dt>"):
        assert wrong not in page, wrong
    assert "sama persis dengan surat pengantar yang ditandatangani" in send(paper, pdf_of(paper))[1]


@pytest.mark.parametrize(
    ("backend", "said", "unsaid"),
    [
        (Backend.LOKAL, ("elektronik, tidak tersertifikasi", "CSV dan JSON", "Utuh sejak ditandatangani"), ("Pindaian utuh",)),
        (Backend.BSRE, ("elektronik, tersertifikasi", "CSV dan JSON", "Utuh sejak ditandatangani"), ("tidak tersertifikasi",)),
        (Backend.BASAH, ("basah, dengan tangan", "Kebudayaan, dengan tangan; dicatat 12 Oktober 2026", "Pindaian utuh sejak disimpan", "hasil pindai yang disimpan dinas, lalu dibuang"),
         ("CSV dan JSON", "Utuh sejak ditandatangani", "<dt>Sertifikat</dt>", "tanda tangannya diperiksa")),
    ],
)  # fmt: skip
def test_the_page_says_what_this_way_of_signing_is_worth(
    backend: Backend, said: tuple[str, ...], unsaid: tuple[str, ...], paper: SignedPaper
) -> None:
    page = look(born_as(paper, backend=backend))
    for expected in ("Laporan ini terdaftar pada dinas", *said):
        assert expected in page, expected
    for wrong in unsaid:
        assert wrong not in page, wrong
