"""The SOP, as the office signed it: nine rows in the columns of PermenPAN-RB 35/2012.

If the SOP says it, a row says it, and nothing else does. What stands here is the edition of 6 January 2025, word for
word (docs/sop-pengumpulan-data-kinerja.txt), its oddities kept. A migration copies it into the database; every
reader then asks `case.edition.row(step)`, because an edition is data that the office may revise. The nine steps,
their order and the places a "Tidak" may lead to are code.

The flowchart marks were lost from the text, so Pelaksana and Jika ditolak are inferred (design note 4.2): they are
data of the edition for that reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from accounts.roles import Pelaksana


class Step(TextChoices):
    """What a running case is waiting for."""

    DISPOSISI = "disposisi", "Disposisi"
    FORMAT = "format", "Penyampaian format"
    PENGUMPULAN = "pengumpulan", "Pengumpulan data"
    ANALISIS = "analisis", "Analisis dan evaluasi"
    DRAFT = "draft", "Penyusunan draft"
    PARAF_KASUBAG = "paraf_kasubag", "Paraf Kasubag"
    PARAF_SEKRETARIS = "paraf_sekretaris", "Paraf Sekretaris"
    TANDA_TANGAN = "tanda_tangan", "Tanda tangan"
    PENGGANDAAN = "penggandaan", "Penggandaan"

    @property
    def number(self) -> int:
        return _ORDER[self]

    @property
    def next(self) -> Step | None:
        steps = list(Step)
        return steps[self.number] if self.number < len(steps) else None


class Final(TextChoices):
    SELESAI = "selesai", "Selesai"
    DIBATALKAN = "dibatalkan", "Dibatalkan"
    DIKETAHUI = "diketahui", "Cukup diketahui"


_ORDER = {step: number for number, step in enumerate(Step, start=1)}
STATE_CHOICES = [*Step.choices, *Final.choices]

RETURN_TARGETS: dict[Step, tuple[Step, ...]] = {
    Step.PARAF_KASUBAG: (Step.DRAFT,),
    Step.PARAF_SEKRETARIS: (Step.DRAFT, Step.PARAF_KASUBAG),
    Step.TANDA_TANGAN: (Step.DRAFT, Step.PARAF_SEKRETARIS),
}
"""Where an edition may let "Tidak" lead: to the writer, or one level back. The first is the default."""

LANES = (
    "Kepala Dinas", "Sekretaris Dinas", "Kepala Bidang", "Sub Bag. Perencanaan", "Kepala Seksi", "Staf Bagian",
)  # fmt: skip
"""The six Pelaksana columns of the SOP, in its order."""

SHAPES: dict[Step, str] = {
    step: "kapsul"
    if step in (Step.DISPOSISI, Step.PENGGANDAAN)
    else "belah"
    if step in RETURN_TARGETS
    else "kotak"
    for step in Step
}
"""The flowchart symbol of each step: terminator first and last, decision where a "Tidak" is possible."""


@dataclass(frozen=True)
class Row:
    """One line of the SOP's table."""

    step: Step
    uraian: str
    pelaksana: Pelaksana
    kelengkapan: str
    waktu: str
    output: str
    keterangan: str
    jika_ditolak: Step | None = None


@dataclass(frozen=True)
class Identity:
    nomor: str = "400.3/ 301 /DIKBUD/2025"
    nama: str = "PENGUMPULAN DATA KINERJA"
    tgl_pembuatan: date = date(2025, 1, 6)
    tgl_pengesahan: date = date(2025, 1, 6)
    disahkan_oleh: str = "Kepala Dinas Pendidikan dan Kebudayaan Kab. Luwu Timur"
    nama_pengesah: str = "MUHAMMAD SYUKRI, S.Sos"
    pangkat_pengesah: str = "Pembina TK.I"
    nip_pengesah: str = "19800112 200604 1 016"
    dasar_hukum: str = (
        "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 35 Tahun 2012 tentang Pedoman "
        "Penyusunan Standar Operasional Prosedur Administrasi Pemerintahan.\n"
        "Peraturan Daerah Nomor 08 Tahun 2016 Tentang Pembentukan dan Susunan Perangkat Daerah.\n"
        "Peraturan Bupati Luwu Timur Nomor 10 Tahun 2010 tentang Tata Naskah Dinas di Lingkup Pemerintah Kabupaten "
        "Luwu Timur"
    )
    kualifikasi: str = (
        "Memahami penyusunan Peraturan Perundang-undangan\n"
        "Memahami kegiatan yang akan dibuatkan Laporan Data Kinerja\n"
        "Mengetahui Format Laporan Data Kinerja"
    )
    keterkaitan: str = "SOP Evaluasi Kinerja Pegawai"
    peralatan: str = "Komputer\nKertas Kop\nPrinter"
    peringatan: str = (
        "Keterlambatan penyusunan Laporan Data Kinerja akan menghambat pelaksanaan kegiatan dinas"
    )
    pencatatan: str = ""


IDENTITY = Identity()

OWNER_LINES = ("SEKRETARIAT DINAS", "SUB BAGIAN PERENCANAAN")
"""Whose SOP it is, as its head says below the name of the dinas."""

P = Pelaksana  # short, so that a row of the table reads as a row

# fmt: off
TABLE: tuple[Row, ...] = (
    #   Langkah              Uraian prosedur / Pelaksana / Kelengkapan / Waktu / Output / Ket / Jika ditolak
    Row(Step.DISPOSISI,
        "Menerima surat masuk dan menugaskan kasub perencanaan untuk menyiapkan Laporan Data Kinerja",
        P.KEPALA_DINAS, "Surat masuk", "1 jam", "Surat masuk yang telah didisposisi",
        "Surat masuk terkait permintaan Dokumen setelah didisposisi Kadis, diteruskan ke Bag. Perencanaan"),
    Row(Step.FORMAT,
        "Menyampaikan format pengumpulan data dan informasi kinerja ke bidang dan sub bagian",
        P.KASUBAG_PERENCANAAN, "Format pengumpulan data kinerja", "1 hari",
        "Laporan data kinerja bidang dan sub bagian",
        "Mempelajari format data kinerja untuk kemudian diteruskan ke bidang"),
    Row(Step.PENGUMPULAN,
        "Mengumpulkan format data dan informasi kinerja ke bidang dan sub bagian",
        P.STAF_PERENCANA, "", "2 hari", "Data dan Informasi dari Bidang",
        "Data dari bidang jikumpulkan oleh staf perencana"),
    Row(Step.ANALISIS,
        "Menganalisis dan mengevaluasi data dan informasi kinerja yang terkumpul",
        P.KASUBAG_PERENCANAAN, "", "2 Hari", "Data dan Informasi dari Bidang",
        "Setelah data terkumpul kemudian di evaluasi dan dianalisis"),
    Row(Step.DRAFT,
        "Membuat draft Laporan Data Kinerja",
        P.STAF_PERENCANA, "Data dan Informasi dari Bidang", "2 Hari", "Draft laporan data kinerja",
        "Draft laporan data kinerja disusun"),
    Row(Step.PARAF_KASUBAG,
        "Mengoreksi dan memaraf draft laporan data kinerja",
        P.KASUBAG_PERENCANAAN, "Draft laporan data kinerja", "1 Jam",
        "Draft laporan data kinerja yang sudah diparaf kasubag", "", Step.DRAFT),
    Row(Step.PARAF_SEKRETARIS,
        "Mengoreksi dan memaraf draft laporan data kinerja",
        P.SEKRETARIS, "", "1 Jam", "Draft laporan data kinerja yang sudah diparaf sekretaris", "", Step.DRAFT),
    Row(Step.TANDA_TANGAN,
        "Mengoreksi dan menandatangani laporan data kinerja",
        P.KEPALA_DINAS, "", "1 Jam", "Laporan data kinerja yang sudah ditandatangani Kepala Dinas", "", Step.DRAFT),
    Row(Step.PENGGANDAAN,
        "Penggandaan Laporan data kinerja",
        P.STAF_PERENCANA, "", "1 Jam", "Laporan data kinerja yang sudah ditandatangani Kepala Dinas",
        "Laporan Data Kinerja di bagikan ke masing-masing bidang."),
)
# fmt: on


class Action(TextChoices):
    """Every act that moves a case, spelled as the FSM method that does it. The label is the button."""

    DISPOSISIKAN = "disposisikan", "Disposisikan"
    CUKUP_DIKETAHUI = "cukup_diketahui", "Cukup diketahui, tanpa laporan"
    TARIK_DISPOSISI = "tarik_disposisi", "Tarik kembali disposisi"
    SAMPAIKAN_FORMAT = "sampaikan_format", "Sampaikan format"
    SELESAIKAN_PENGUMPULAN = "selesaikan_pengumpulan", "Selesaikan pengumpulan"
    BEKUKAN_ANALISIS = "bekukan_analisis", "Bekukan hasil analisis"
    KEMBALIKAN_DATA = "kembalikan_data", "Kembalikan data ke unit"
    AJUKAN_DRAFT = "ajukan_draft", "Ajukan draft"
    BUKA_ANALISIS = "buka_analisis", "Buka kembali analisis"
    PARAF_KASUBAG = "paraf_kasubag", "Paraf"
    PARAF_SEKRETARIS = "paraf_sekretaris", "Paraf"
    KEMBALIKAN_DRAFT = "kembalikan_draft", "Kembalikan dengan catatan"
    TANDATANGANI = "tandatangani", "Tanda tangani"
    CATAT_BASAH = "catat_basah", "Cocokkan tanda tangan basah"
    BAGIKAN = "bagikan", "Sudah dibagikan"
    BATALKAN = "batalkan", "Batalkan kasus"
