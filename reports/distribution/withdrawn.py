"""A signed report has ended: what still waits in the outbox is held back, and recipients outside who got an e-mail are told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.notifications import tell_outside, withhold
from reports.distribution.models import Copy

if TYPE_CHECKING:
    from reports.signing.models import SignedPaper


def tell_of_end(paper: SignedPaper, word: str, *, at: datetime) -> None:
    """`word`: "dicabut" or "digantikan oleh nomor …". People of the office are told by reports.signing.ending."""
    withhold(prefix=f"salinan:{paper.report_id}:")
    for copy in Copy.objects.filter(report=paper.report_id, unit__isnull=True).exclude(email=""):
        tell_outside(
            name=copy.outside, address=copy.email, key=f"salinan-berakhir:{paper.pk}:{copy.pk}", at=at,
            subject=f"Laporan nomor {paper.number.text} {word}",
            body=(
                f"{paper.report.title}, nomor {paper.number.text}, yang disampaikan kepada {copy.outside} sudah tidak berlaku: "
                f"{word}. Mohon tidak dipakai atau diteruskan lagi. Alasannya ada di alamat di bawah ini."
            ),
            path=reverse("verifikasi", args=[paper.token]),
        )  # fmt: skip
