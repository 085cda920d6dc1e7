"""The template the office begins with: the chapters of a Laporan Kinerja (domain.md section 5.1), copied into the database by a
migration. Changing it here changes nothing that is stored.
"""

from __future__ import annotations

from typing import Final

NAME: Final = "Laporan Data Kinerja"
LETTER_SUBJECT: Final = "Penyampaian {judul}"
LETTER_TEXT: Final = """Memenuhi permintaan {peminta} sebagaimana {dasar}, bersama ini kami sampaikan {judul} untuk dipergunakan sebagaimana mestinya.

Laporan memuat {jumlah_isian} isian dari {jumlah_unit} unit kerja dengan rata-rata capaian {rata_rata_kantor} persen (predikat {predikat_kantor}). Keaslian laporan dapat diperiksa melalui kode QR yang tercetak di dalamnya.

Demikian disampaikan, atas perhatian dan kerja samanya diucapkan terima kasih."""

# kunci, tingkat, judul, kalimat, tabel dan grafik, diulang
SECTIONS: Final[tuple[tuple[str, int, str, str, str, str], ...]] = (
    (
        "ikhtisar",
        1,
        "IKHTISAR EKSEKUTIF",
        """Laporan ini memuat {jumlah_isian} isian dari {jumlah_unit} unit kerja atas {jumlah_indikator} indikator kinerja {periode}: {rincian_jawaban}. {kalimat_rata_rata}

{kalimat_predikat}

{kalimat_perhatian}

{kalimat_tanpa_data}

{kalimat_data_contoh}""",
        "",
        "",
    ),
    ("bab-1", 1, "BAB I PENDAHULUAN", "", "", ""),
    (
        "bab-1-dasar",
        2,
        "A. Latar Belakang dan Dasar",
        """Laporan ini disusun untuk memenuhi permintaan {peminta} sebagaimana {dasar}.

Penyusunannya mengikuti Peraturan Presiden Nomor 29 Tahun 2014 tentang Sistem Akuntabilitas Kinerja Instansi Pemerintah, Peraturan Menteri PANRB Nomor 53 Tahun 2014, serta SOP Pengumpulan Data Kinerja Sub Bagian Perencanaan.""",
        "",
        "",
    ),
    (
        "bab-1-gambaran",
        2,
        "B. Gambaran Umum Pengumpulan Data",
        """Data dikumpulkan dari {jumlah_unit} unit kerja, yaitu {daftar_unit}, untuk periode {rentang}.

{unit_tanpa_data}

Nihil berarti nol yang sungguh terjadi. Belum tersedia berarti data sumbernya belum terbit; indikator itu tidak diberi predikat dan tidak ikut dirata-ratakan. Tidak berlaku berarti indikator itu tidak dikerjakan oleh unit tersebut.""",
        "",
        "",
    ),
    ("bab-1-isu", 2, "C. Isu yang Perlu Perhatian", "{isu}", "", ""),
    (
        "bab-2",
        1,
        "BAB II PERENCANAAN KINERJA",
        """Ringkasan perjanjian kinerja tahun {tahun}: target {periode} beserta target tahunnya menurut unit penanggung jawab dimuat pada tabel berikut.

{target_belum}""",
        "target",
        "",
    ),
    (
        "bab-3",
        1,
        "BAB III AKUNTABILITAS KINERJA",
        """{aturan_rata_rata}

{aturan_predikat}""",
        "",
        "",
    ),
    ("bab-3-capaian", 2, "A. Capaian Kinerja Organisasi", "{kalimat_rata_rata}", "rekap grafik_rekap", ""),
    (
        "bab-3-unit",
        3,
        "{nomor}. {unit}",
        """{ringkasan_unit}

{uraian_indikator}""",
        "capaian grafik",
        "unit",
    ),
    (
        "bab-3-banding",
        4,
        "Perbandingan dengan tahun lalu, target tahun, dan Renstra",
        """{banding_tahun_lalu}

{banding_renstra}""",
        "banding",
        "unit_berdata",
    ),
    (
        "bab-3-faktor",
        4,
        "Penyebab, faktor, dan tindak lanjut",
        """{penjelasan_unit}

{faktor}""",
        "",
        "unit_berdata",
    ),
    ("bab-3-efisiensi", 3, "{nomor}. Efisiensi Penggunaan Sumber Daya", "{efisiensi}", "", ""),
    (
        "bab-3-anggaran",
        2,
        "B. Realisasi Anggaran",
        """{realisasi_anggaran}

{anggaran_program}""",
        "program anggaran grafik_serapan",
        "",
    ),
    (
        "bab-4",
        1,
        "BAB IV PENUTUP",
        """{kalimat_rata_rata}

{tindak_lanjut}

Demikian laporan ini disusun untuk digunakan sebagaimana mestinya.""",
        "",
        "",
    ),
    ("lampiran", 1, "LAMPIRAN", "{keterangan_lampiran}", "lampiran", ""),
)
