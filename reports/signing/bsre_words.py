"""What BSrE's answers mean and what to do about them (Petunjuk Teknis v2.0, domain.md section 3.2)."""

from __future__ import annotations

import re

from reports.signing.backends import SignerStatus, SigningRefused

ISSUE = "ISSUE"
WRONG_PASSPHRASE, NOT_REGISTERED = "2031", "2011"

STATUS_OF_CODE = {"1111": ISSUE, "1110": "NOT_REGISTERED"}
"""API v1 answers by number."""

STATUS: dict[str, str] = {
    ISSUE: "Sertifikat BSrE Anda berlaku.",
    "EXPIRED": "Sertifikat BSrE Anda sudah berakhir. Minta verifikator di Diskominfo mengajukan penerbitan baru.",
    "RENEW": "Sertifikat BSrE Anda harus diperbarui dahulu. Buka tautan pembaruan di surel dari BSrE, atau hubungi verifikator di Diskominfo.",
    "WAITING_FOR_VERIFICATION": "Pendaftaran BSrE Anda menunggu verifikasi. Hubungi verifikator di Diskominfo.",
    "NEW": "Pendaftaran BSrE Anda belum diselesaikan. Buka surel dari BSrE dan ikuti petunjuknya.",
    "NO_CERTIFICATE": "Anda terdaftar di BSrE tetapi belum mempunyai sertifikat. Minta verifikator di Diskominfo menerbitkannya.",
    "NOT_REGISTERED": "NIK Anda belum terdaftar di BSrE. Minta verifikator di Diskominfo mendaftarkan, atau cocokkan NIK pada data pegawai.",
    "SUSPEND": "Sertifikat BSrE Anda ditangguhkan. Hubungi verifikator di Diskominfo.",
    "REVOKE": "Sertifikat BSrE Anda dicabut. Minta verifikator di Diskominfo menerbitkan yang baru.",
}

ERRORS: dict[str, tuple[str, str | None]] = {
    # code: (sentence, field of the form it belongs to)
    WRONG_PASSPHRASE: (
        "BSrE menjawab: passphrase salah. Ketik lagi; bila lupa, atur ulang lewat verifikator di Diskominfo.",
        "passphrase",
    ),
    NOT_REGISTERED: (STATUS["NOT_REGISTERED"], None),
}

NO_NIK = "NIK {name} belum diisi; BSrE mengenal penanda tangan dari NIK. Minta admin kantor mengisinya pada data pegawai."
NOT_CONFIGURED = "Alamat layanan BSrE belum diatur. Minta pengelola server mengisi BSRE_URL, BSRE_PENGGUNA, dan BSRE_SANDI."
NOT_REACHED = "Layanan BSrE tidak terhubung, jadi belum ada yang ditandatangani. Coba beberapa menit lagi, atau pakai tanda tangan basah."
WRONG_ACCOUNT = "Layanan BSrE menolak akun aplikasi ini (bukan sandi Anda). Minta pengelola server mencocokkan BSRE_PENGGUNA dan BSRE_SANDI."
NOT_THERE = "Alamat layanan BSrE tidak dikenal di server itu. Minta pengelola server mencocokkan BSRE_URL dan BSRE_VERSI."
INSIDE_ERROR = "Layanan BSrE mengalami galat di dalamnya, jadi tidak menandatangani. Coba lagi; bila berulang, beri tahu Diskominfo."
LOST = (
    "Jawaban BSrE tidak sampai: laporan mungkin sudah ditandatangani di sana, mungkin belum. Jangan mengulang dahulu; "
    "sistem memeriksa sendiri."
)
UNREADABLE = (
    "Jawaban BSrE tidak dapat dibaca: laporan mungkin sudah ditandatangani di sana, mungkin belum. Jangan mengulang dahulu; "
    "sistem memeriksa sendiri."
)
UNUSABLE: dict[str, str] = {
    "berubah": "PDF yang dikembalikan BSrE bukan PDF yang Anda baca, jadi tidak disimpan. Beri tahu admin kantor.",
    "sertifikat-lain": (
        "BSrE menandatangani dengan sertifikat atas nama {detail}, bukan nama Anda, jadi tidak disimpan. Minta admin kantor "
        "mencocokkan NIK pada data pegawai."
    ),
    "sertifikat-kedaluwarsa": "Sertifikat pada hasil BSrE tidak berlaku hari ini (sampai {detail}), jadi tidak disimpan. Hubungi verifikator di Diskominfo.",
}


def status_of(word: str, code: str) -> SignerStatus:
    """The status as BSrE words it; an unknown one may not sign."""
    known = word.strip().upper().replace(" ", "_") or STATUS_OF_CODE.get(code, "")
    known = known if known in STATUS else STATUS_OF_CODE.get(code, known)
    sentence = STATUS.get(
        known,
        f"BSrE menjawab status “{plain(known) or 'kosong'}”, yang tidak dikenal. Hubungi verifikator di Diskominfo.",
    )
    return SignerStatus(known == ISSUE, sentence)


def refusal(code: str, message: str) -> SigningRefused:
    """BSrE's own no, in our words where the code is known, else in its words without any number that could be a NIK."""
    sentence, field = ERRORS.get(
        code,
        (
            f"BSrE menolak: {plain(message) or 'tanpa keterangan'} (kode {plain(code) or 'tidak ada'}). Belum ada yang ditandatangani. "
            "Bila berulang, beri tahu Diskominfo.",
            None,
        ),
    )
    return SigningRefused(sentence, code=plain(code)[:40], field=field)


def plain(text: str) -> str:
    """A service's words fit to be shown and kept: one line, no tags, no long digits, no long unbroken run, not endless."""
    bare = re.sub(r"<[^>]*>", " ", text)
    bare = re.sub(r"\d{8,}", "…", bare)
    bare = re.sub(r"\S{60,}", "…", bare)
    return " ".join(bare.split())[:160]
