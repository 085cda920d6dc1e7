"""May this signed file be kept? Asked of every result, our own and a service's: the file, the signature, the certificate."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

BROKEN, CHANGED, FOREIGN, EXPIRED = "rusak", "berubah", "sertifikat-lain", "sertifikat-kedaluwarsa"


@dataclass(frozen=True)
class CertificateFacts:
    """The signer's certificate as it stands in the file. `fingerprint` is its SHA-256."""

    fingerprint: str
    subject: str
    issuer: str
    name: str
    """The common name: whose it is."""


class Unacceptable(Exception):  # noqa: N818 - a verdict on a file, turned into a sentence by the caller
    """`code` is one of BROKEN, CHANGED, FOREIGN, EXPIRED; `detail` says more where there is more to say."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def accept(unsigned: bytes, signed: bytes, *, signer: str | None, at: datetime) -> CertificateFacts:
    """The certificate of a file that may be kept.

    It must begin with exactly the bytes that were to be signed, carry a signature that covers the whole file and is
    unbroken, by a certificate in force at `at` on the name of `signer` (None: the caller knows the certificate itself).
    Raises Unacceptable.
    """
    certificate = _whole_and_unbroken(signed)
    if not signed.startswith(unsigned):
        raise Unacceptable(CHANGED)
    if not certificate.not_valid_before <= at <= certificate.not_valid_after:
        raise Unacceptable(EXPIRED, f"{certificate.not_valid_after:%d-%m-%Y}")
    name = str(certificate.subject.native.get("common_name", ""))
    if signer is not None and not same_person(name, signer):
        raise Unacceptable(FOREIGN, name)
    return CertificateFacts(
        fingerprint=hashlib.sha256(certificate.dump()).hexdigest(),
        subject=certificate.subject.human_friendly[:200],
        issuer=certificate.issuer.human_friendly[:200],
        name=name,
    )


def _whole_and_unbroken(pdf: bytes):  # type: ignore[no-untyped-def]  # asn1crypto has no types
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        signatures = PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures
        if len(signatures) != 1:
            raise Unacceptable(BROKEN)
        status = validate_pdf_signature(
            signatures[0], ValidationContext(trust_roots=[], allow_fetching=False)
        )
        if not (status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE):
            raise Unacceptable(CHANGED)
        return status.signing_cert
    except (
        PdfError, SignatureValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError,
    ) as error:  # fmt: skip
        raise Unacceptable(BROKEN) from error


def same_person(on_certificate: str, name: str) -> bool:
    """Whether the words of a name without gelar are those of the other: certificates are written with and without.

    Words with a full stop are gelar or initials and are left out; what is left of the shorter must stand in the longer.
    """
    one, other = _words(on_certificate), _words(name)
    return bool(one and other) and (one <= other or other <= one)


def _words(name: str) -> set[str]:
    bare = re.sub(r"\(.*?\)", " ", name).partition(",")[0]
    return {word for word in bare.upper().split() if "." not in word and any(map(str.isalpha, word))}
