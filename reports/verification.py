"""What anyone with a printed report may learn: is it registered, is this file the signed one (product.md, number 9)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from reports.signing.models import SignedPaper

LARGEST = 25 * 1024 * 1024
"""Bytes of a file to compare."""


@dataclass(frozen=True)
class Verdict:
    """`genuine` only for the signed file itself; the sentences say plainly what was found and what to do."""

    genuine: bool
    heading: str
    sentence: str


def find(token: str) -> SignedPaper | None:
    """The paper behind a QR; any state, so that an unsigned or withdrawn paper is named as such."""
    return (
        SignedPaper.objects.select_related("report", "version", "number", "certificate", "document")
        .filter(token=token)
        .first()
    )


def is_stored_intact(paper: SignedPaper) -> bool:
    """Whether the office's own file still has the hash recorded when it was signed."""
    try:
        with paper.signed_file.open("rb") as stream:
            return hashlib.sha256(stream.read()).hexdigest() == paper.signed_sha256
    except OSError:
        return False


def compare(paper: SignedPaper, content: bytes) -> Verdict:
    """Compare a reader's file with the signed one."""
    if hashlib.sha256(content).hexdigest() == paper.signed_sha256:
        return Verdict(
            True,
            "Berkas Anda sama persis dengan laporan yang ditandatangani",
            "Tidak satu huruf pun berubah, dan tanda tangan elektroniknya mencakup seluruh berkas.",
        )
    if not content.startswith(b"%PDF"):
        return Verdict(
            False,
            "Berkas Anda bukan PDF",
            "Yang dapat dibandingkan hanya PDF laporan, bukan foto, pindaian, atau berkas lain. Pilih berkas PDF yang Anda terima.",
        )
    if paper.document is not None and hashlib.sha256(content).hexdigest() == paper.document.sha256:
        return Verdict(
            False,
            "Berkas Anda belum ditandatangani",
            "Isinya naskah laporan ini sebelum ditandatangani. Minta berkas yang sudah ditandatangani kepada dinas.",
        )
    return _why_different(paper, content)


def _why_different(paper: SignedPaper, content: bytes) -> Verdict:
    from reports.signing.checking import inspect

    found = inspect(content)
    ours = paper.certificate is not None and found.fingerprint == paper.certificate.fingerprint
    if found.signed and found.intact and not found.whole and ours:
        return Verdict(
            False,
            "Berkas Anda ditambahi sesudah ditandatangani",
            "Bagian yang ditandatangani utuh, tetapi ada isi yang ditambahkan di belakangnya. Jangan dipakai; unduh lagi dari dinas.",
        )
    if found.signed and not found.intact:
        return Verdict(
            False,
            "Berkas Anda diubah sesudah ditandatangani",
            "Isinya tidak cocok lagi dengan tanda tangannya. Jangan dipakai; unduh lagi dari dinas.",
        )
    if found.signed:
        return Verdict(
            False,
            "Berkas Anda dokumen lain",
            "Berkas itu bertanda tangan, tetapi bukan laporan dengan kode ini. Periksa apakah Anda memilih berkas yang benar.",
        )
    return Verdict(
        False,
        "Berkas Anda bukan laporan yang ditandatangani",
        "Di dalamnya tidak ada tanda tangan elektronik yang dapat dibaca. Hasil pindai dan cetak ulang ke PDF memang kehilangan "
        "tanda tangannya; untuk itu cocokkan lima baris pada halaman ini.",
    )
