"""Why a message did not arrive, in plain words with the cure: for the page of what failed and the log of a case."""

from __future__ import annotations

from typing import Final

from accounts.models import Channel, Delivery

Fault = Delivery.Fault

_EMAIL: Final[dict[str, tuple[str, str]]] = {
    Fault.TANPA_ALAMAT: ("Alamat surelnya belum dicatat.", "Isi alamatnya di data pegawai, lalu kirim ulang."),
    Fault.ALAMAT: ("Server surel menolak alamat ini.", "Periksa ejaan alamatnya di data pegawai, lalu kirim ulang."),
    Fault.SAMBUNGAN: ("Server surel tidak menjawab.", "Periksa jaringan dan EMAIL_URL di server, lalu kirim ulang."),
    Fault.MASUK: ("Server surel menolak nama pengguna atau sandi aplikasi.", "Perbarui EMAIL_URL di server, lalu kirim ulang."),
    Fault.SIBUK: ("Server surel meminta menunggu terlalu lama.", "Kirim ulang beberapa saat lagi."),
    Fault.DITOLAK: ("Server surel menolak pesan ini.", "Tanyakan sebabnya pada pengelola server surel, lalu kirim ulang."),
    Fault.BERKAS: ("Berkas lampirannya tidak dapat dibaca.", "Periksa tempat penyimpanan berkas, lalu kirim ulang."),
}  # fmt: skip
_GATEWAY: Final[dict[str, tuple[str, str]]] = {
    Fault.TANPA_ALAMAT: ("Nomor teleponnya belum dicatat atau keliru.", "Isi nomornya di data pegawai, lalu kirim ulang."),
    Fault.SAMBUNGAN: ("Gerbang pesan tidak menjawab.", "Periksa jaringan dan alamat gerbang, lalu kirim ulang."),
    Fault.MASUK: ("Gerbang menolak rahasia masuk kita.", "Perbarui variabel rahasia gerbang di server, lalu kirim ulang."),
    Fault.SIBUK: ("Gerbang meminta menunggu: batas kirimnya tercapai.", "Kirim ulang beberapa saat lagi, atau naikkan batas pada penyedia."),
    Fault.DITOLAK: ("Gerbang menolak pesan ini.", "Periksa templat dan nomor penerima, atau tanyakan pada penyedia."),
    Fault.JAWABAN: ("Jawaban gerbang tidak dapat dibaca.", "Cocokkan “letak tanda berhasil” dengan petunjuk penyedia, lalu kirim ulang."),
}  # fmt: skip
_OTHER: Final = ("Pengiriman gagal.", "Lihat rincian teknisnya, perbaiki, lalu kirim ulang.")


def explain(channel: str, fault: str) -> tuple[str, str]:
    """Cause and cure, one sentence each."""
    words = _GATEWAY if channel == Channel.GERBANG else _EMAIL
    return words.get(fault, _OTHER)
