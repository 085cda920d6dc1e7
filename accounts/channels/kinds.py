"""What kind of message it was, by the beginning of its key: an admin may know that, and not what stands in it."""

from __future__ import annotations

from typing import Final

_KINDS: Final[dict[str, str]] = {
    "kunjungan": "Pengingat langkah",
    "rangkuman": "Rangkuman pengingat",
    "ringkasan-pagi": "Ringkasan pagi",
    "tenggat-bergeser": "Tenggat bergeser",
    "ditugaskan": "Penugasan",
    "isian-ditugaskan": "Penugasan",
    "isian": "Isian data unit",
    "ingatkan": "Pengingat isian data",
    "susulan": "Isian susulan",
    "koreksi": "Koreksi draft",
    "paraf-gugur": "Paraf gugur",
    "siapan-dibuang": "Siapan tidak dipakai",
    "penyiap": "Penunjukan penyiap",
    "penunjukan": "Penunjukan Plt. atau Plh.",
    "usulan-plh": "Penunjukan Plt. atau Plh.",
    "pengganti-habis": "Masa Plt. atau Plh. berakhir",
    "serah-terima": "Serah terima jabatan",
    "pindaian-basah": "Tanda tangan dengan pena",
    "pindaian-ditolak": "Tanda tangan dengan pena",
    "salinan": "Salinan laporan",
    "salinan-ingat": "Pengingat tanda terima",
    "laporan-berakhir": "Laporan tidak berlaku lagi",
    "salinan-berakhir": "Laporan tidak berlaku lagi",
    "pemusnahan": "Usul pemusnahan arsip",
}
OTHER: Final = "Pemberitahuan"


def kind_of(key: str) -> str:
    """ "kunjungan:12:buka:3" is "Pengingat langkah"."""
    return _KINDS.get(key.partition(":")[0], OTHER)
