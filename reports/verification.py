"""What anyone with a printed report may learn: is it registered, is this file the signed one (product.md, number 9)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from accounts.worktime_words import long_date
from reports.report import Report
from reports.signing.models import Backend, SignedPaper

LARGEST = 25 * 1024 * 1024
"""Bytes of a file to compare."""


Destroyed = Callable[[Report], datetime | None]
_destroyed: list[Destroyed] = []


def find(token: str) -> SignedPaper | None:
    """The paper behind a QR; any state, so that an unsigned or withdrawn paper is named as such."""
    return (
        SignedPaper.objects.select_related(
            "report", "version", "number", "certificate", "document", "replaced_by__number"
        )
        .filter(token=token)
        .first()
    )


def tells_destruction(asked: Destroyed) -> Destroyed:
    """Register who knows whether the files of a report were destroyed by the rules of the archive."""
    _destroyed.append(asked)
    return asked


def destroyed_at(paper: SignedPaper) -> datetime | None:
    """When the office destroyed its copy by rule; a missing file is then no sign that something is wrong."""
    return next((when for ask in _destroyed if (when := ask(paper.report)) is not None), None)


def is_stored_intact(paper: SignedPaper) -> bool:
    """Whether the office's own file still has the hash recorded when it was signed."""
    try:
        with paper.signed_file.open("rb") as stream:
            return hashlib.sha256(stream.read()).hexdigest() == paper.signed_sha256
    except OSError:
        return False


def certificate_words(paper: SignedPaper, at: datetime) -> str:
    """What became of the signer's certificate since; an end or a revocation later on leaves the signature good."""
    held = paper.certificate
    if paper.backend == Backend.BASAH:
        return ""
    if held is None:
        return f"Diterbitkan oleh {paper.certificate_issuer}." if paper.certificate_issuer else ""
    if held.revoked_at is not None:
        return (
            f"Berlaku saat menandatangani; dicabut {long_date(timezone.localdate(held.revoked_at))} dan diganti atau "
            "tidak dipakai lagi. Tanda tangan yang dibuat sebelumnya tetap sah."
        )
    until = long_date(timezone.localdate(held.valid_to))
    if held.valid_to < at:
        return (
            f"Berlaku saat menandatangani; berakhir {until}. Tanda tangan yang dibuat sebelumnya tetap sah."
        )
    return f"Berlaku saat menandatangani, sampai {until}."
