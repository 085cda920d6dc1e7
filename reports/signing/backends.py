"""One door to whatever signs: what can be asked before, sign one or several PDFs, look at a signed one.

Nothing here writes to the database. What must be remembered of a service outside is `attempts`; the act is `acting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accounts.errors import Refusal
from accounts.models import User
from reports.signing.accepting import CertificateFacts
from reports.signing.models import Backend


@dataclass(frozen=True)
class Sheet:
    """One PDF to be signed, and what the signature says about why and where."""

    pdf: bytes
    reason: str
    location: str


@dataclass(frozen=True)
class Signature:
    """A signed PDF that passed `accepting.accept`."""

    pdf: bytes
    certificate: CertificateFacts
    remote_id: str = ""
    """Under which the service keeps it."""
    certificate_id: int | None = None
    """Of the office's own SigningCertificate."""


@dataclass(frozen=True)
class SignerStatus:
    """Whether the service would let this person sign, in a sentence with the cure when not."""

    may_sign: bool
    sentence: str
    is_certain: bool = True
    """False when the service could not be asked."""


@dataclass(frozen=True)
class Verified:
    """What the backend says about a signed PDF."""

    signed: bool
    valid: bool
    summary: str


class SigningRefused(Refusal):
    """Certainly not signed, or not usable; `code` is the service's own or one of ours."""

    def __init__(self, message: str, *, code: str, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.code = code


class OutcomeUnknown(Exception):  # noqa: N818 - not an error: nobody knows
    """The request went out and no usable answer came back: it may be signed there. Never repeat it blindly."""

    def __init__(self, message: str, *, code: str, remote_id: str = "") -> None:
        super().__init__(message)
        self.message, self.code, self.remote_id = message, code, remote_id


class SigningBackend(Protocol):
    """What every way of signing by certificate can do."""

    kind: Backend
    is_remote: bool
    """A service outside: an attempt is recorded before it is asked."""

    @property
    def signs_together(self) -> bool:
        """Several files in one request, all or none; else one after the other."""

    def missing(self, person: User, at: datetime) -> list[str]:
        """What this person lacks, as far as we know without asking anybody; sentences with the cure."""

    def signer_status(self, person: User) -> SignerStatus:
        """Ask whether this person may sign. May take seconds: never under a lock, never in a GET."""

    def sign(self, person: User, passphrase: str, sheets: Sequence[Sheet], at: datetime) -> list[Signature]:
        """Sign all, in order. Raises SigningRefused or OutcomeUnknown."""

    def verify(self, pdf: bytes) -> Verified:
        """Is this file signed, and is the signature whole?"""


def backend(kind: str) -> SigningBackend:
    """The way of signing by this name; a signature by hand has none."""
    if kind == Backend.BSRE:
        from reports.signing.bsre import BsreBackend

        return BsreBackend()
    if kind == Backend.LOKAL:
        from reports.signing.local import LocalBackend

        return LocalBackend()
    raise LookupError(f"No backend signs {kind}")
