"""What a leaver takes along of signing: nothing. The certificate is revoked; an unknown outcome at BSrE must be settled first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from accounts.models import User
from accounts.office.leaving import Follows, foresees, takes_away
from reports.signing import attempts
from reports.signing.records import SigningAttempt


@foresees
def _unknown_outcomes(person: User, at: datetime) -> Iterator[Follows]:
    waiting = SigningAttempt.objects.filter(paper__signer=person, state__in=attempts.OPEN)
    for attempt in waiting.select_related("paper__number"):
        yield Follows(
            "Permintaan tanda tangan ke BSrE",
            refusal=f"Hasil permintaan tanda tangan nomor {attempt.paper.number.text} belum diketahui. Selesaikan di halaman "
            "tanda tangan lebih dahulu.",
        )


@takes_away
def _certificates(person: User, by: User | None, at: datetime) -> str:
    """Signatures made before stay valid: what counts is the moment of signing."""
    revoked = person.certificates.filter(revoked_at__isnull=True).update(revoked_at=at)
    return "sertifikat tanda tangan" if revoked else ""
