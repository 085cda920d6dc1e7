"""A reader's own file against the signed one: each way of being wrong has its own name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.core.files.base import ContentFile
from django.utils import timezone

from reports.models import SignedPaper
from reports.signing.models import Backend, LetterNumber, PaperKind, SigningCertificate
from reports.verdicts import compare
from tests.factories import Office
from tests.reports import paper_data
from tests.reports.papers_made import stored

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

Forge = Callable[[SignedPaper, Office], bytes]


@pytest.fixture
def paper(office: Office, at: datetime) -> SignedPaper:
    return paper_data.signed(office, at)


def original(paper: SignedPaper) -> bytes:
    with paper.signed_file.open("rb") as stream:
        return bytes(stream.read())


def signed_with(pdf: bytes, p12: bytes, passphrase: str = paper_data.PASSPHRASE) -> bytes:
    """Signed with a certificate of one's choice, by this computer's clock."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    out = BytesIO()
    signer = signers.SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=passphrase.encode())
    signers.PdfSigner(signers.PdfSignatureMetadata(field_name="TandaTangan"), signer).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), output=out
    )
    return out.getvalue()


def content(certificate: SigningCertificate) -> bytes:
    with certificate.file.open("rb") as stream:
        return bytes(stream.read())


def one_byte_changed(paper: SignedPaper, office: Office) -> bytes:
    pdf = bytearray(original(paper))
    pdf[len(pdf) // 3] ^= 1
    return bytes(pdf)


def bytes_appended(paper: SignedPaper, office: Office) -> bytes:
    return original(paper) + b"\n% tambahan\n"


def a_revision_appended(paper: SignedPaper, office: Office) -> bytes:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(original(paper)))
    writer.root["/Tambahan"] = generic.pdf_string("x")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def by_a_stranger(paper: SignedPaper, office: Office) -> bytes:
    """The same unsigned paper, the same name on the certificate, but made at home."""
    key, now = rsa.generate_private_key(public_exponent=65537, key_size=2048), timezone.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, paper.signer_name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    p12 = pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, BestAvailableEncryption(b"x"))
    return signed_with(stored(paper.document), p12, "x")


def by_an_expired_certificate(paper: SignedPaper, office: Office) -> bytes:
    old = paper_data.certificate(office.kasubag, timezone.now() - timedelta(days=1000))
    return signed_with(stored(paper.document), content(old))


def by_a_revoked_certificate(paper: SignedPaper, office: Office) -> bytes:
    revoked = paper_data.certificate(office.kasubag, timezone.now() - timedelta(days=2))
    paper_data.certificate(office.kasubag, timezone.now() - timedelta(days=1))
    return signed_with(stored(paper.document), content(revoked))


def by_another_official(paper: SignedPaper, office: Office) -> bytes:
    return signed_with(
        stored(paper.document), content(paper_data.certificate(office.sekretaris, timezone.now()))
    )


def signed_a_second_time(paper: SignedPaper, office: Office) -> bytes:
    assert paper.certificate is not None
    return signed_with(stored(paper.document), content(paper.certificate))


def another_report(paper: SignedPaper, office: Office) -> bytes:
    """A second signed paper of the office, as it stands in its storage."""
    import hashlib

    pdf = signed_a_second_time(paper, office)
    number = LetterNumber.objects.create(
        series=paper.number.series, year=2026, number=99, text="400.3/099/DIKBUD/2026", key="laporan:99",
        allocated_at=paper.created_at,
    )  # fmt: skip
    other = SignedPaper.objects.get(pk=paper.pk)
    other.pk, other.number, other.token, other.kind = None, number, "token-lain", "pengantar"
    other.signed_file.save("lain.pdf", ContentFile(pdf), save=False)
    other.signed_sha256 = hashlib.sha256(pdf).hexdigest()
    other.save(force_insert=True)
    return pdf


def a_scan(paper: SignedPaper, office: Office) -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new("L", (400, 560), 240).save(out, "PDF")
    return out.getvalue()


def printed_again(paper: SignedPaper, office: Office) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(), BytesIO()
    for page in PdfReader(BytesIO(original(paper))).pages:
        writer.add_page(page)
    writer.write(out)
    return out.getvalue()


def something_else(paper: SignedPaper, office: Office) -> bytes:
    from tests.reports.data import pdf_bytes

    return pdf_bytes()


FORGED: dict[Forge, tuple[str, str]] = {
    one_byte_changed: ("Berkas Anda diubah sesudah ditandatangani", "1 dari "),
    bytes_appended: ("Berkas Anda ditambahi sesudah ditandatangani", "12 bita"),
    a_revision_appended: ("Berkas Anda ditambahi sesudah ditandatangani", "bita yang ditambahkan"),
    by_a_stranger: ("Berkas Anda ditandatangani dengan sertifikat orang lain", "tidak diterbitkan oleh dinas"),
    by_an_expired_certificate: ("Berkas Anda ditandatangani dengan sertifikat yang sudah tidak berlaku", "sampai"),
    by_a_revoked_certificate: ("Berkas Anda ditandatangani dengan sertifikat yang sudah dicabut", "sudah dicabut"),
    by_another_official: ("Berkas Anda ditandatangani dengan sertifikat lain", "bukan yang dipakai"),
    signed_a_second_time: ("Berkas Anda dokumen lain", "pejabat yang sama"),
    another_report: ("Berkas Anda surat pengantar dari dinas ini, bukan laporan", "400.3/099/DIKBUD/2026"),
    a_scan: ("Berkas Anda hasil pindai atau foto", "gambar"),
    printed_again: ("Berkas Anda hasil cetak ulang, tanpa tanda tangan", "dicetak ke PDF"),
    something_else: ("Berkas Anda bukan laporan yang ditandatangani", "nomor laporan ini pun tidak ada"),
    lambda paper, office: stored(paper.document): ("Berkas Anda belum ditandatangani", "sebelum ditandatangani"),
    lambda paper, office: b"\x89PNG\r\n": ("Berkas Anda bukan PDF", "bukan foto"),
    lambda paper, office: b"%PDF-1.7\n" + b"\x00" * 500: ("Berkas Anda bukan laporan yang ditandatangani", ""),
}  # fmt: skip


@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
def test_each_wrong_file_is_named(forge: Forge, paper: SignedPaper, office: Office) -> None:
    verdict = compare(paper, forge(paper, office))
    heading, sentence = FORGED[forge]
    assert (verdict.genuine, verdict.heading) == (False, heading)
    assert sentence in verdict.sentence


@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
def test_a_surat_pengantar_is_never_called_a_report(forge: Forge, paper: SignedPaper, office: Office) -> None:
    wrong = forge(paper, office)
    paper.kind = PaperKind.PENGANTAR
    verdict = compare(paper, wrong)
    said = f"{verdict.heading} {verdict.sentence}".lower()
    assert "laporan" not in said
    if "laporan" in " ".join(FORGED[forge]).lower():
        assert "surat pengantar" in said


def test_the_letter_itself_is_named_too(paper: SignedPaper) -> None:
    paper.kind = PaperKind.PENGANTAR
    assert (
        compare(paper, original(paper)).heading
        == "Berkas Anda sama persis dengan surat pengantar yang ditandatangani"
    )


@pytest.mark.parametrize("kind", PaperKind.values)
def test_another_scan_of_a_wet_paper_is_not_called_altered(
    kind: str, paper: SignedPaper, office: Office
) -> None:
    """Also of the very same length: a scanner pads nothing, but chance may."""
    paper.backend, paper.kind = Backend.BASAH, kind
    for other in (one_byte_changed(paper, office), bytes_appended(paper, office), a_scan(paper, office)):
        verdict = compare(paper, other)
        assert verdict.heading == "Berkas Anda bukan hasil pindai yang disimpan dinas"
        assert "bita demi bita" in verdict.sentence
        assert "minta hasil pindai dinas" in verdict.sentence
        assert "diubah sesudah" not in verdict.heading + verdict.sentence
        assert verdict.sentence.startswith(PaperKind(kind).label)


def test_any_single_changed_byte_is_noticed(paper: SignedPaper) -> None:
    pdf = original(paper)
    for place in range(0, len(pdf), len(pdf) // 40):
        changed = pdf[:place] + bytes([pdf[place] ^ 0x20]) + pdf[place + 1 :]
        assert not compare(paper, changed).genuine, place


def test_the_signed_file_itself_is_the_same(paper: SignedPaper) -> None:
    assert compare(paper, original(paper)).genuine


def test_a_paper_signed_by_hand_claims_no_electronic_signature(paper: SignedPaper, office: Office) -> None:
    paper.backend = Backend.BASAH
    assert "tidak memuat tanda tangan elektronik" in compare(paper, original(paper)).sentence
    paper.state = SignedPaper.State.DICABUT
    assert "sudah tidak berlaku" in compare(paper, original(paper)).sentence
