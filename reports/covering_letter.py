"""Surat pengantar: the letter that goes out with the signed report, signed by the same press under a number of its own.

What it says is frozen on its paper (`SignedPaper.content`), so it prints the same for ever:
`{"kepada": [names], "tempat": "Malili", "baris": [{"naskah", "banyaknya", "keterangan"}]}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string

from reports.letterhead import letterhead
from reports.report import Report
from reports.signature_block import block_of
from reports.signing.models import SignedPaper
from reports.signing.wording import wording

STYLESHEET = "css/pengantar-cetak.css"
NOTE = "Disampaikan dengan hormat untuk dipergunakan sebagaimana mestinya."


def contents(
    report: Report,
    *,
    recipients: Sequence[str] = (),
    place: str = "tempat",
    copies: int = 1,
    copied_to: Sequence[str] = (),
) -> dict[str, Any]:
    """What the letter of this report says: to whoever asked for it, unless others are named.

    `copies`: how many of the report go with it; `copied_to`: the tembusan at its foot.
    """
    said = {
        "kepada": list(recipients) or [report.requester],
        "tempat": place,
        "baris": [
            {"naskah": report.title, "banyaknya": f"{copies} ({in_words(copies)}) berkas",
             "keterangan": NOTE}
        ],
    }  # fmt: skip
    return said | ({"tembusan": list(copied_to)} if copied_to else {})


def in_words(number: int) -> str:
    """A count of copies as a letter writes it: 1 "satu", 12 "dua belas", 21 "dua puluh satu" (1 to 99)."""
    tens, units = divmod(number, 10)
    if number < 10:
        return _DIGITS[number]
    if tens == 1:
        return {0: "sepuluh", 1: "sebelas"}.get(units, f"{_DIGITS[units]} belas")
    return f"{_DIGITS[tens]} puluh" + (f" {_DIGITS[units]}" if units else "")


_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def letter_page(paper: SignedPaper) -> str:
    """The whole page for the PDF."""
    kop = letterhead()
    return render_to_string(
        "kertas/pengantar.html",
        {
            "kop": kop,
            "alamat_lambang": f"media:{kop.logo.name}" if kop.logo else "",
            "surat": paper.content,
            "number": paper.number.text,
            "ttd": block_of(paper),
            "footer_left": f"Surat pengantar {paper.report.title} · {paper.number.text}",
            "footer_certificate": wording(paper.backend).footer,
            "document_title": f"Surat pengantar {paper.report.title}",
        },
    )
