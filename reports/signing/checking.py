"""Is this PDF signed, by which certificate, and is anything changed or added since? (pyHanko, imported inside)"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO


@dataclass(frozen=True)
class Inspection:
    """`intact`: the signed bytes are unchanged. `whole`: nothing was added behind them. Both must hold."""

    signed: bool = False
    intact: bool = False
    whole: bool = False
    fingerprint: str = ""
    """SHA-256 of the signer's certificate."""
    name: str = ""
    """On whose name the certificate is."""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    signed_at: datetime | None = None
    """By a timestamp authority when there is one, else by the signer's own clock."""
    is_timestamped: bool = False

    def was_in_force(self) -> bool:
        """Whether the certificate was in force when the file was signed."""
        if self.valid_from is None or self.valid_to is None or self.signed_at is None:
            return True
        return self.valid_from <= self.signed_at <= self.valid_to


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
        stamp = status.timestamp_validity
        return Inspection(
            signed=True,
            intact=bool(status.intact and status.valid),
            whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
            fingerprint=hashlib.sha256(status.signing_cert.dump()).hexdigest(),
            name=str(status.signing_cert.subject.native.get("common_name", ""))[:100],
            valid_from=status.signing_cert.not_valid_before,
            valid_to=status.signing_cert.not_valid_after,
            signed_at=stamp.timestamp if stamp else status.signer_reported_dt,
            is_timestamped=stamp is not None,
        )
    except (
        PdfError, SignatureValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError,
    ):  # fmt: skip
        return Inspection()
