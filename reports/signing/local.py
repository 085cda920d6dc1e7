"""PAdES B-B with an official's own certificate, by pyHanko (imported inside: only signing pays for it)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache, cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any

from accounts.errors import Refusal
from accounts.models import User
from reports.pdf_streams import settle_signing
from reports.signing import accepting, checking
from reports.signing.backends import Sheet, Signature, SignerStatus, SigningRefused, Verified
from reports.signing.models import Backend
from reports.signing.storage import stored

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper

FIELD = "TandaTangan"
WRONG_PASSPHRASE = (
    "Sandi tanda tangan salah. Ketik lagi; bila lupa, minta admin kantor menerbitkan sertifikat baru."
)
NOT_SOUND = "Tanda tangan yang dihasilkan tidak lulus pemeriksaan, jadi tidak disimpan. Coba lagi; bila berulang, beri tahu admin kantor."


class LocalBackend:
    """The office's own certificates (reports.signing.ca): not certified, and said so everywhere."""

    kind = Backend.LOKAL
    is_remote = False
    signs_together = True

    def missing(self, person: User, at: datetime) -> list[str]:
        from reports.signing import ca

        if ca.valid_certificate(person, at) is not None:
            return []
        return [
            f"{person.name} belum mempunyai sertifikat tanda tangan yang berlaku. Minta admin kantor menerbitkannya."
        ]

    def signer_status(self, person: User) -> SignerStatus:
        return SignerStatus(True, "Sertifikat tersimpan di kantor, tidak perlu ditanyakan ke luar.")

    def sign(self, person: User, passphrase: str, sheets: Sequence[Sheet], at: datetime) -> list[Signature]:
        from reports.signing import ca
        from reports.signing.timestamp import timestamper

        certificate = ca.valid_certificate(person, at)
        if certificate is None:
            raise Refusal(
                "Sertifikat tanda tangan Anda tidak ada atau sudah berakhir. Minta admin kantor menerbitkan yang baru."
            )
        signer = open_key(stored(certificate.file), passphrase)
        made, clock = [], timestamper()
        for sheet in sheets:
            pdf = sign(sheet, signer, clock)
            try:
                facts = accepting.accept(sheet.pdf, pdf, signer=None, at=at)
            except accepting.Unacceptable as problem:
                raise SigningRefused(NOT_SOUND, code=problem.code) from problem
            if facts.fingerprint != certificate.fingerprint:
                raise SigningRefused(NOT_SOUND, code=accepting.FOREIGN)
            made.append(Signature(pdf, facts, certificate_id=certificate.pk))
        return made

    def verify(self, pdf: bytes) -> Verified:
        found = checking.inspect(pdf)
        whole = found.intact and found.whole
        return Verified(found.signed, found.signed and whole, "utuh" if whole else "tidak utuh")


def open_key(p12: bytes, passphrase: str) -> SimpleSigner:
    """The key of a PKCS#12, opened once for however many papers. Raises Refusal when the passphrase is another."""
    from pyhanko.sign.signers import SimpleSigner

    try:
        found = SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=passphrase.encode())
    except ValueError:
        raise SigningRefused(WRONG_PASSPHRASE, code="sandi", field="passphrase") from None
    return _signer_class()(found.signing_cert, found.signing_key, found.cert_registry)


@cache
def _signer_class() -> type[SimpleSigner]:
    """pyHanko's signer, but with the key read once: it reads and examines it for every signature and for every trial of one,
    which took longer than everything else about signing.
    """
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_private_key
    from pyhanko.sign.signers import SimpleSigner

    class Opened(SimpleSigner):
        @cached_property
        def key(self) -> Any:
            return load_der_private_key(self.signing_key.dump(), password=None)

        def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
            mechanism = self.get_signature_mechanism_for_digest(digest_algorithm).signature_algo
            is_ours = (mechanism, digest_algorithm) == ("rsassa_pkcs1v15", "sha256")
            if is_ours and isinstance(self.key, RSAPrivateKey):
                return self.key.sign(data, PKCS1v15(), SHA256())
            return super().sign_raw(data, digest_algorithm)

    return Opened


def sign(sheet: Sheet, signer: SimpleSigner, timestamper: TimeStamper | None = None) -> bytes:
    """The same PDF with one invisible certifying signature added behind it; further signing of forms only.

    PAdES B-B, or B-T with a timestamp authority.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter

    settle_signing()
    writer = IncrementalPdfFileWriter(BytesIO(sheet.pdf))
    writer._update_meta = lambda: None  # type: ignore[method-assign]  # PDF/A: XMP and document info must go on saying the same
    fields.append_signature_field(
        writer,
        SigFieldSpec(
            FIELD,
            invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
            readable_field_name="Tanda tangan elektronik",
        ),
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", reason=sheet.reason, location=sheet.location,
        subfilter=SigSeedSubFilter.PADES, certify=True, docmdp_permissions=MDPPerm.FILL_FORMS,
    )  # fmt: skip
    out = BytesIO()
    signers.PdfSigner(metadata, signer, timestamper=timestamper).sign_pdf(writer, output=out)
    return out.getvalue()
