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


def noun(paper: SignedPaper) -> str:
    """ "laporan" or "surat pengantar", as it stands inside a sentence."""
    return paper.get_kind_display().lower()


def compare(paper: SignedPaper, content: bytes) -> Verdict:
    """Compare a reader's file with the signed one."""
    digest = hashlib.sha256(content).hexdigest()
    if digest == paper.signed_sha256:
        return _same(paper)
    if not content.startswith(b"%PDF"):
        return Verdict(
            False,
            "Berkas Anda bukan PDF",
            f"Yang dapat dibandingkan hanya PDF {noun(paper)}, bukan foto atau berkas lain. Pilih berkas PDF yang Anda terima.",
        )
    if paper.document is not None and digest == paper.document.sha256:
        return Verdict(
            False,
            "Berkas Anda belum ditandatangani",
            f"Isinya naskah {noun(paper)} ini sebelum ditandatangani. Minta berkas yang sudah ditandatangani kepada dinas.",
        )
    another = _another_of_ours(paper, digest)
    if another is not None:
        return another
    if paper.backend == Backend.BASAH:
        return _another_scan(paper)
    return _derived(paper, content) or _judged(paper, content)


def _same(paper: SignedPaper) -> Verdict:
    ended = (
        ""
        if paper.state == SignedPaper.State.DITANDATANGANI
        else f" Namun {noun(paper)} ini sudah tidak berlaku."
    )
    if paper.backend == Backend.BASAH:
        return Verdict(
            True,
            "Berkas Anda sama persis dengan hasil pindai yang disimpan dinas",
            f"Tidak satu bita pun berbeda. Hasil pindai tidak memuat tanda tangan elektronik; yang asli ialah kertasnya.{ended}",
        )
    return Verdict(
        True,
        f"Berkas Anda sama persis dengan {noun(paper)} yang ditandatangani",
        f"Tidak satu huruf pun berubah, dan tanda tangan elektroniknya mencakup seluruh berkas.{ended}",
    )


def _another_scan(paper: SignedPaper) -> Verdict:
    """Two scans of one sheet never have the same bytes, so another file says nothing for or against the paper."""
    return Verdict(
        False,
        "Berkas Anda bukan hasil pindai yang disimpan dinas",
        f"{paper.get_kind_display()} ini ditandatangani dengan tangan, jadi berkasnya tidak memuat tanda tangan elektronik, dan hasil pindai "
        "hanya dapat dibandingkan bita demi bita. Pindaian yang dibuat sendiri selalu berbeda, juga dari kertas yang asli; "
        "perbedaan ini belum berarti isinya diubah. Cocokkan baris-baris di halaman ini dengan kertas Anda, atau minta hasil "
        "pindai dinas lalu bandingkan berkas itu.",
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
    same_kind = other.kind == paper.kind
    heading = (
        f"Berkas Anda {noun(other)} lain dari dinas ini"
        if same_kind
        else f"Berkas Anda {noun(other)} dari dinas ini, bukan {noun(paper)}"
    )
    return Verdict(
        False,
        heading,
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
                f"{changed} dari {len(ours)} bita berbeda dari {noun(paper)} yang ditandatangani. {ASK_AGAIN}",
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
        return _foreign(paper, found)
    if not found.whole:
        return Verdict(
            False,
            "Berkas Anda ditambahi sesudah ditandatangani",
            f"Bagian yang ditandatangani utuh, tetapi ada isi yang ditambahkan di belakangnya. {ASK_AGAIN}",
        )
    return Verdict(
        False,
        "Berkas Anda dokumen lain",
        f"Berkas itu bertanda tangan pejabat yang sama, tetapi bukan {noun(paper)} dengan kode ini. Periksa apakah Anda memilih berkas yang benar.",
    )


def _foreign(paper: SignedPaper, found: Inspection) -> Verdict:
    """Signed by another certificate: one of ours that no longer held, or somebody else's altogether."""
    known = SigningCertificate.objects.filter(fingerprint=found.fingerprint).first()
    if known is None:
        heading = "Berkas Anda ditandatangani dengan sertifikat orang lain"
        sentence = f"Sertifikat di dalamnya bukan sertifikat penanda tangan {noun(paper)} ini dan tidak diterbitkan oleh dinas untuk pejabatnya."
    elif known.revoked_at and found.signed_at and found.signed_at >= known.revoked_at:
        heading = "Berkas Anda ditandatangani dengan sertifikat yang sudah dicabut"
        sentence = (
            "Sertifikat itu pernah diterbitkan oleh dinas, tetapi sudah dicabut ketika berkas ditandatangani."
        )
    else:
        heading = "Berkas Anda ditandatangani dengan sertifikat lain"
        sentence = (
            f"Sertifikat itu terbitan dinas, tetapi bukan yang dipakai menandatangani {noun(paper)} ini."
        )
    if not found.was_in_force() and found.valid_to:
        heading = "Berkas Anda ditandatangani dengan sertifikat yang sudah tidak berlaku"
        sentence += (
            f" Masa berlakunya sampai {found.valid_to:%d-%m-%Y}, sebelum atau sesudah waktu tanda tangannya."
        )
    return Verdict(False, heading, f"{sentence} {ASK_AGAIN}")


def _unsigned(paper: SignedPaper, content: bytes) -> Verdict:
    text, is_picture = _reading(content)
    bare = "".join(text.split())
    if is_picture:
        return Verdict(
            False,
            "Berkas Anda hasil pindai atau foto",
            "Isinya gambar, dan gambar tidak membawa tanda tangan elektronik. Cocokkan baris-baris pada halaman ini dengan kertasnya, atau minta berkas aslinya.",
        )
    if "".join(paper.number.text.split()) in bare:
        return Verdict(
            False,
            "Berkas Anda hasil cetak ulang, tanpa tanda tangan",
            f"Nomor {noun(paper)} ini ada di dalamnya, tetapi tanda tangan elektroniknya hilang, misalnya karena dicetak ke PDF. Minta berkas aslinya kepada dinas.",
        )
    return Verdict(
        False,
        f"Berkas Anda bukan {noun(paper)} yang ditandatangani",
        f"Di dalamnya tidak ada tanda tangan elektronik yang dapat dibaca, dan nomor {noun(paper)} ini pun tidak ada. Periksa apakah Anda memilih berkas yang benar.",
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
