"""What the paper and the verification page say of a signature: exactly what the certificate is worth (domain.md section 3).

Indonesian law knows tersertifikasi (a certificate of a recognised provider: BSrE) and tidak tersertifikasi; the office's own
certificates are the second. A hand's signature is neither, and its scan proves nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.signing.models import Backend
from reports.signing.records import signing_choice

UNSIGNED = "Draft ini belum ditandatangani dan belum menjadi naskah dinas."


@dataclass(frozen=True)
class Wording:
    """`box` stands beside the QR code, `footer` at the foot of every page, `kind` and `meaning` on the verification page."""

    box: str
    footer: str
    kind: str
    meaning: str


def wording(backend: str) -> Wording:
    """The words for a paper signed this way; the name of BSrE is the office's setting."""
    if backend == Backend.BSRE:
        issuer = signing_choice().issuer
        return Wording(
            box="Ditandatangani secara elektronik (tersertifikasi BSrE). Periksa keasliannya dengan memindai kode ini.",
            footer=f"Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh {issuer}.",
            kind="elektronik, tersertifikasi",
            meaning=f"Sertifikatnya diterbitkan oleh {issuer}, penyelenggara sertifikasi elektronik yang diakui negara.",
        )
    if backend == Backend.BASAH:
        return Wording(
            box="Naskah ini ditandatangani dengan tangan. Periksa pendaftarannya dengan memindai kode ini.",
            footer="Dokumen ini dicetak lalu ditandatangani dengan tangan; tidak memuat tanda tangan elektronik.",
            kind="basah, dengan tangan di atas kertas",
            meaning="Dinas menyimpan hasil pindai lembar yang ditandatangani, dan orang kedua sudah mencocokkannya dengan naskah ini. Yang asli ialah kertasnya.",
        )
    return Wording(
        box="Ditandatangani secara elektronik (tidak tersertifikasi). Periksa keasliannya dengan memindai kode ini.",
        footer="Dokumen ini ditandatangani secara elektronik dengan sertifikat terbitan dinas sendiri (tidak tersertifikasi), bukan sertifikat BSrE.",
        kind="elektronik, tidak tersertifikasi",
        meaning="Sertifikatnya diterbitkan oleh dinas, bukan oleh penyelenggara sertifikasi elektronik negara (BSrE).",
    )
