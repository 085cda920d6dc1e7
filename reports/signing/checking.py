"""Is this PDF signed, by which certificate, and is anything changed or added since? (pyHanko, imported inside)"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO


@dataclass(frozen=True)
class Inspection:
    """`intact`: the signed bytes are unchanged. `whole`: nothing was added behind them. Both must hold."""

    signed: bool = False
    intact: bool = False
    whole: bool = False
    fingerprint: str = ""
    """SHA-256 of the signer's certificate."""


def inspect(pdf: bytes) -> Inspection:
    """Look at the first signature of a file of unknown origin; anything unreadable counts as unsigned.

    Whose certificate it is, the caller decides by its fingerprint: no list of trusted issuers is asked.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        signatures = PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures
        if not signatures:
            return Inspection()
        status = validate_pdf_signature(
            signatures[0], ValidationContext(trust_roots=[], allow_fetching=False)
        )
        return Inspection(
            signed=True,
            intact=bool(status.intact and status.valid),
            whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
            fingerprint=hashlib.sha256(status.signing_cert.dump()).hexdigest(),
        )
    except (
        PdfError, SignatureValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError,
    ):  # fmt: skip
        return Inspection()
