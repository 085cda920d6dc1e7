"""What a reader's own file is, compared with the signed one: the same, or what exactly is wrong with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO

from reports.signing.checking import Inspection, inspect
from reports.signing.ending import EVER_SIGNED
from reports.signing.models import Backend, SignedPaper, SigningCertificate


@dataclass(frozen=True)
class Verdict:
    """`genuine` only for the signed file itself; the sentences say plainly what was found and what to do."""

    genuine: bool
    heading: str
    sentence: str


ASK_AGAIN = "Jangan dipakai; minta atau unduh lagi dari dinas."


def compare(paper: SignedPaper, content: bytes) -> Verdict:
    """Compare a reader's file with the signed one."""
    digest = hashlib.sha256(content).hexdigest()
    if digest == paper.signed_sha256:
        return _same(paper)
    if not content.startswith(b"%PDF"):
        return Verdict(
            False,
            "Berkas Anda bukan PDF",
            "Yang dapat dibandingkan hanya PDF laporan, bukan foto, pindaian, atau berkas lain. Pilih berkas PDF yang Anda terima.",
        )
    if paper.document is not None and digest == paper.document.sha256:
        return Verdict(
            False,
            "Berkas Anda belum ditandatangani",
            "Isinya naskah laporan ini sebelum ditandatangani. Minta berkas yang sudah ditandatangani kepada dinas.",
        )
    return _another_of_ours(paper, digest) or _derived(paper, content) or _judged(paper, content)


def _same(paper: SignedPaper) -> Verdict:
    if paper.backend == Backend.BASAH:
        return Verdict(
            True,
            "Berkas Anda sama persis dengan hasil pindai yang disimpan dinas",
            "Tidak satu bita pun berbeda. Hasil pindai tidak memuat tanda tangan elektronik; yang asli ialah kertasnya.",
        )
    noun = paper.get_kind_display().lower()
    ended = (
        "" if paper.state == SignedPaper.State.DITANDATANGANI else f" Namun {noun} ini sudah tidak berlaku."
    )
    return Verdict(
        True,
        f"Berkas Anda sama persis dengan {noun} yang ditandatangani",
        f"Tidak satu huruf pun berubah, dan tanda tangan elektroniknya mencakup seluruh berkas.{ended}",
    )


def _another_of_ours(paper: SignedPaper, digest: str) -> Verdict | None:
    """Who holds the file knows it already, so its number may be said."""
    other = (
        SignedPaper.objects.filter(signed_sha256=digest, state__in=EVER_SIGNED)
        .exclude(pk=paper.pk)
        .select_related("number")
        .first()
    )
    if other is None:
        return None
    return Verdict(
        False,
        "Berkas Anda laporan lain dari dinas ini",
        f"Berkas itu asli, tetapi bernomor {other.number.text}, bukan {paper.number.text}. Pindai kode QR pada berkas itu sendiri.",
    )


def _derived(paper: SignedPaper, content: bytes) -> Verdict | None:
    """Our own file with something behind it, or with some bytes changed; told by the bytes, so also where no reader opens it."""
    try:
        with paper.signed_file.open("rb") as stream:
            ours = bytes(stream.read())
    except OSError:
        return None
    if hashlib.sha256(ours).hexdigest() != paper.signed_sha256:
        return None
    if content.startswith(ours):
        return Verdict(
            False,
            "Berkas Anda ditambahi sesudah ditandatangani",
            f"Bagian yang ditandatangani utuh, tetapi ada {len(content) - len(ours)} bita yang ditambahkan di belakangnya. {ASK_AGAIN}",
        )
    if len(content) == len(ours):
        changed = sum(one != other for one, other in zip(content, ours, strict=True))
        if changed * 10 < len(ours):
            return Verdict(
                False,
                "Berkas Anda diubah sesudah ditandatangani",
                f"{changed} dari {len(ours)} bita berbeda dari laporan yang ditandatangani. {ASK_AGAIN}",
            )
    return None


def _judged(paper: SignedPaper, content: bytes) -> Verdict:
    found = inspect(content)
    if not found.signed:
        return _unsigned(paper, content)
    if not found.intact:
        return Verdict(
            False,
            "Berkas Anda diubah sesudah ditandatangani",
            f"Isinya tidak cocok lagi dengan tanda tangannya. {ASK_AGAIN}",
        )
    if found.fingerprint != paper.fingerprint:
        return _foreign(found)
    if not found.whole:
        return Verdict(
            False,
            "Berkas Anda ditambahi sesudah ditandatangani",
            f"Bagian yang ditandatangani utuh, tetapi ada isi yang ditambahkan di belakangnya. {ASK_AGAIN}",
        )
    return Verdict(
        False,
        "Berkas Anda dokumen lain",
        "Berkas itu bertanda tangan pejabat yang sama, tetapi bukan laporan dengan kode ini. Periksa apakah Anda memilih berkas yang benar.",
    )


def _foreign(found: Inspection) -> Verdict:
    """Signed by another certificate: one of ours that no longer held, or somebody else's altogether."""
    known = SigningCertificate.objects.filter(fingerprint=found.fingerprint).first()
    if known is None:
        heading = "Berkas Anda ditandatangani dengan sertifikat orang lain"
        sentence = "Sertifikat di dalamnya bukan sertifikat penanda tangan laporan ini dan tidak diterbitkan oleh dinas untuk pejabatnya."
    elif known.revoked_at and found.signed_at and found.signed_at >= known.revoked_at:
        heading = "Berkas Anda ditandatangani dengan sertifikat yang sudah dicabut"
        sentence = (
            "Sertifikat itu pernah diterbitkan oleh dinas, tetapi sudah dicabut ketika berkas ditandatangani."
        )
    else:
        heading = "Berkas Anda ditandatangani dengan sertifikat lain"
        sentence = "Sertifikat itu terbitan dinas, tetapi bukan yang dipakai menandatangani laporan ini."
    if not found.was_in_force() and found.valid_to:
        heading = "Berkas Anda ditandatangani dengan sertifikat yang sudah tidak berlaku"
        sentence += (
            f" Masa berlakunya sampai {found.valid_to:%d-%m-%Y}, sebelum atau sesudah waktu tanda tangannya."
        )
    return Verdict(False, heading, f"{sentence} {ASK_AGAIN}")


def _unsigned(paper: SignedPaper, content: bytes) -> Verdict:
    text, is_picture = _reading(content)
    bare = "".join(text.split())
    if paper.backend == Backend.BASAH:
        return Verdict(
            False,
            "Berkas Anda tidak dapat dibuktikan",
            "Laporan ini ditandatangani dengan tangan, jadi berkasnya tidak memuat tanda tangan elektronik. Cocokkan dengan kertas aslinya di dinas.",
        )
    if is_picture:
        return Verdict(
            False,
            "Berkas Anda hasil pindai atau foto",
            "Isinya gambar, dan gambar tidak membawa tanda tangan elektronik. Cocokkan lima baris pada halaman ini dengan kertasnya, atau minta berkas aslinya.",
        )
    if "".join(paper.number.text.split()) in bare:
        return Verdict(
            False,
            "Berkas Anda hasil cetak ulang, tanpa tanda tangan",
            "Nomor laporan ini ada di dalamnya, tetapi tanda tangan elektroniknya hilang, misalnya karena dicetak ke PDF. Minta berkas aslinya kepada dinas.",
        )
    return Verdict(
        False,
        "Berkas Anda bukan laporan yang ditandatangani",
        "Di dalamnya tidak ada tanda tangan elektronik yang dapat dibaca, dan nomor laporan ini pun tidak ada. Periksa apakah Anda memilih berkas yang benar.",
    )


MOST_PAGES_READ = 20


def _reading(content: bytes) -> tuple[str, bool]:
    """Text of the first pages, and whether they are pictures only. Whatever cannot be read has no text."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = PdfReader(BytesIO(content), strict=False).pages[:MOST_PAGES_READ]
        text = " ".join(page.extract_text() for page in pages)
        drawn = [page.get("/Resources", {}).get("/XObject") for page in pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError):
        return "", False
    return text, not text.strip() and bool(drawn) and all(drawn)
