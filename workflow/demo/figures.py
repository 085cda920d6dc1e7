"""Indicators, targets and three quarters of plausible sample figures (design note 5.6). Not one of them is official."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from accounts.forms_base import parse_decimal
from reports.indicators import formats
from reports.indicators import services as indicators
from reports.indicators.models import (
    Aggregation,
    ColumnKind,
    Direction,
    Format,
    FormatItem,
    Indicator,
    Kind,
    Period,
    PeriodKind,
    RenstraTarget,
    Target,
)
from reports.indicators.periods import period as period_of
from reports.indicators.plan import save_renstra_target
from workflow.demo.people import ADMIN, Cast
from workflow.demo.plan import ORDINAL, RENSTRA, make_plan, make_predikat, place_of

NAIK, TURUN, RENTANG = Direction.NAIK, Direction.TURUN, Direction.RENTANG
JUMLAH, TERAKHIR, RATA = Aggregation.JUMLAH, Aggregation.TERAKHIR, Aggregation.RATA
FULL, SHORT = "Data Kinerja Triwulan", "Data Kinerja Singkat"
EVIDENCE: Final = frozenset({"SD-01", "SMP-01", "KEU-01"})
"""Asked with compulsory evidence."""


@dataclass(frozen=True)
class Row:
    """One indicator. Targets are of triwulan I-IV; a range is written "16-20". `figures`: two past quarters, then the
    last one: a number, "nihil", or "belum: why" / "tidak: why"."""

    code: str
    unit: str
    name: str
    satuan: str
    direction: Direction
    aggregation: Aggregation
    decimals: int
    targets_2025: str
    targets_2026: str
    figures: tuple[str, str, str]
    formula: str
    source: str
    is_short: bool = False
    pagu: str = ""
    """Rupiah of one year: a budget line, which has no targets of quarters."""


BELUM_RAPOR = "belum: Rapor Pendidikan tahun ini belum terbit, dijadwalkan bulan depan"
BELUM_INDEKS = "belum: Indeks dihitung Kementerian setahun sekali, hasilnya keluar pada akhir tahun"
BELUM_SAKIP = "belum: Hasil evaluasi Inspektorat belum diterima"
TIDAK_UJIAN = "tidak: Ujian kesetaraan tidak diselenggarakan pada triwulan ini"

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # kode, unit, indikator, satuan, arah, penggabungan, desimal, target 2025, target 2026, realisasi, cara menghitung, sumber, singkat
    Row("PAUD-01", "paud", "Angka partisipasi kasar PAUD", "persen", NAIK, TERAKHIR, 2, "62 63 64 65", "64 65 66 67", ("63,40", "65,00", "64,10"),
        "Murid PAUD ÷ penduduk usia 3–6 tahun × 100", "Dapodik, BPS", True),
    Row("PAUD-02", "paud", "Satuan PAUD terakreditasi minimal B", "persen", NAIK, TERAKHIR, 2, "55 56 57 58", "58 60 62 64", ("58,33", "60,12", "62,90"),
        "Satuan PAUD berakreditasi A atau B ÷ seluruh satuan PAUD × 100", "BAN-PDM"),
    Row("PAUD-03", "paud", "Angka partisipasi sekolah 5–6 tahun", "persen", NAIK, TERAKHIR, 2, "78 79 80 81", "80 81 82 83", ("79,85", "81,20", "81,64"),
        "Penduduk 5–6 tahun yang bersekolah ÷ penduduk 5–6 tahun × 100", "Dapodik, BPS"),
    Row("PNF-01", "paud", "Lulusan pendidikan kesetaraan", "orang", NAIK, JUMLAH, 0, "0 260 40 0", "0 280 40 0", (TIDAK_UJIAN, "274", "38"),
        "Lulusan Paket A, B dan C pada periode itu", "PKBM, SKB"),
    Row("SD-01", "sd", "Angka partisipasi murni SD", "persen", NAIK, TERAKHIR, 2, "97,5 97,7 98 98", "98 98,2 98,5 98,5", ("97,10", "97,64", "97,81"),
        "Murid SD usia 7–12 tahun ÷ penduduk usia 7–12 tahun × 100", "Dapodik, BPS", True),
    Row("SD-02", "sd", "Angka putus sekolah SD", "persen", TURUN, TERAKHIR, 2, "0,15 0,15 0,14 0,14", "0,12 0,12 0,10 0,10", ("0,13", "0,12", "0,09"),
        "Murid SD yang putus sekolah ÷ seluruh murid SD × 100", "Dapodik", True),
    Row("SD-03", "sd", "SD dengan kompetensi literasi di atas batas minimum", "persen", NAIK, TERAKHIR, 2, "70 70 72 72", "72 72 75 75", ("71,30", "71,30", "76,42"),
        "SD berlabel baik pada Rapor Pendidikan ÷ seluruh SD × 100", "Rapor Pendidikan"),
    Row("SD-04", "sd", "Ruang kelas SD rusak berat yang direhabilitasi", "ruang", NAIK, JUMLAH, 0, "0 6 12 6", "0 8 14 6", ("nihil", "5", "9"),
        "Ruang yang selesai direhabilitasi pada periode itu", "Seksi Kelembagaan dan Sarana Prasarana"),
    Row("SMP-01", "smp", "Angka partisipasi murni SMP", "persen", NAIK, TERAKHIR, 2, "86 86,5 87 87", "87,5 88 88,5 88,5", ("86,95", "87,40", "88,03"),
        "Murid SMP usia 13–15 tahun ÷ penduduk usia 13–15 tahun × 100", "Dapodik, BPS", True),
    Row("SMP-02", "smp", "Angka putus sekolah SMP", "persen", TURUN, TERAKHIR, 2, "0,30 0,30 0,28 0,28", "0,25 0,25 0,22 0,22", ("0,27", "0,25", "0,31"),
        "Murid SMP yang putus sekolah ÷ seluruh murid SMP × 100", "Dapodik", True),
    Row("SMP-03", "smp", "SMP dengan kompetensi numerasi di atas batas minimum", "persen", NAIK, TERAKHIR, 2, "60 60 62 62", "63 63 66 66", ("61,54", "61,54", BELUM_RAPOR),
        "SMP berlabel baik pada Rapor Pendidikan ÷ seluruh SMP × 100", "Rapor Pendidikan"),
    Row("SMP-04", "smp", "Kasus kekerasan di SMP yang dilaporkan", "kasus", TURUN, JUMLAH, 0, "0 0 0 0", "0 0 0 0", ("nihil", "1", "nihil"),
        "Laporan yang masuk ke tim pencegahan dan penanganan kekerasan", "TPPK sekolah"),
    Row("GTK-01", "gtk", "Guru berkualifikasi S1/D4", "persen", NAIK, TERAKHIR, 2, "95 95,5 96 96", "96,5 96,5 97 97", ("96,12", "96,40", "96,88"),
        "Guru berijazah S1/D4 ÷ seluruh guru × 100", "Dapodik", True),
    Row("GTK-02", "gtk", "Guru bersertifikat pendidik", "persen", NAIK, TERAKHIR, 2, "58 59 60 61", "62 63 64 65", ("55,20", "57,31", "59,74"),
        "Guru bersertifikat ÷ seluruh guru × 100", "Info GTK", True),
    Row("GTK-03", "gtk", "Rasio murid per guru SD", "murid", RENTANG, TERAKHIR, 1, "16-20 16-20 16-20 16-20", "16-20 16-20 16-20 16-20", ("15,4", "15,9", "16,3"),
        "Murid SD ÷ guru SD", "Dapodik"),
    Row("BUD-01", "kebudayaan", "Cagar budaya yang dilestarikan", "persen", NAIK, TERAKHIR, 2, "60 62 64 66", "66 68 70 72", ("64,29", "67,86", "67,86"),
        "Cagar budaya yang dipelihara ÷ cagar budaya terdaftar × 100", "Register cagar budaya", True),
    Row("BUD-02", "kebudayaan", "Warisan budaya takbenda yang ditetapkan", "karya", NAIK, JUMLAH, 0, "0 0 1 0", "0 0 2 0", ("nihil", "nihil", "1"),
        "Karya yang ditetapkan Kementerian pada periode itu", "Kementerian Kebudayaan"),
    Row("BUD-03", "kebudayaan", "Sanggar seni yang dibina", "sanggar", NAIK, JUMLAH, 0, "4 8 8 4", "5 9 9 5", ("5", "7", "11"),
        "Sanggar yang menerima pembinaan pada periode itu", "Bidang Kebudayaan"),
    Row("BUD-04", "kebudayaan", "Indeks pembangunan kebudayaan", "indeks", NAIK, TERAKHIR, 2, "54 54 54 55", "55 55 55 56", (BELUM_INDEKS, BELUM_INDEKS, BELUM_INDEKS),
        "Dihitung Kementerian dari tujuh dimensi", "Kementerian Kebudayaan"),
    Row("REN-01", "perencanaan", "Nilai SAKIP dinas", "nilai", NAIK, TERAKHIR, 2, "68 68 68 70", "70 70 72 72", (BELUM_SAKIP, "70,85", "70,85"),
        "Hasil evaluasi Inspektorat atas implementasi SAKIP", "Inspektorat"),
    Row("REN-02", "perencanaan", "Dokumen perencanaan dan pelaporan yang tepat waktu", "persen", NAIK, RATA, 2, "90 90 90 90", "95 95 95 95", ("100", "87,5", "100"),
        "Dokumen tepat waktu ÷ dokumen yang jatuh tempo × 100", "Sub Bagian Perencanaan"),
    Row("REN-03", "perencanaan", "Predikat SAKIP", "predikat", NAIK, TERAKHIR, 0, "70 70 70 70", "70 70 80 80", (BELUM_SAKIP, "70", "70"),
        "Predikat hasil evaluasi Inspektorat menurut PermenPANRB 88/2021", "Inspektorat"),
    Row("UMU-01", "umum", "Indeks kepuasan masyarakat", "indeks", NAIK, RATA, 2, "82 82 83 83", "84 84 85 85", ("83,60", "84,25", "85,91"),
        "Survei kepuasan masyarakat menurut PermenPANRB 14/2017", "Survei unit layanan", True),
    Row("UMU-02", "umum", "Kehadiran pegawai", "persen", NAIK, RATA, 2, "96 96 96 96", "97 97 97 97", ("96,80", "97,10", "96,45"),
        "Hari hadir ÷ hari kerja × 100, rata-rata semua pegawai", "Presensi elektronik"),
    Row("KEU-01", "keuangan", "Realisasi anggaran", "persen", NAIK, TERAKHIR, 2, "15 40 70 95", "15 42 72 96", ("14,22", "40,61", "66,85"),
        "Belanja yang terealisasi ÷ pagu × 100", "SIPD", True),
    Row("KEU-02", "keuangan", "Temuan pemeriksaan yang belum ditindaklanjuti", "temuan", TURUN, TERAKHIR, 0, "6 5 4 2", "5 4 3 2", ("5", "4", "4"),
        "Temuan terbuka pada akhir periode", "Inspektorat, BPK"),
    Row("ANG-01", "sd", "Anggaran pembangunan ruang kelas baru SD", "Rp", NAIK, JUMLAH, 0, "", "", ("640.000.000", "910.000.000", "1.120.000.000"),
        "Belanja yang terealisasi pada periode itu", "SIPD", pagu="3.600.000.000"),
    Row("ANG-02", "sd", "Anggaran pembinaan minat, bakat dan kreativitas siswa", "Rp", NAIK, JUMLAH, 0, "", "", ("52.500.000", "118.000.000", "96.400.000"),
        "Belanja yang terealisasi pada periode itu", "SIPD", pagu="420.000.000"),
    Row("ANG-03", "perencanaan", "Anggaran penyusunan laporan capaian kinerja", "Rp", NAIK, JUMLAH, 0, "", "", ("18.250.000", "24.000.000", "21.750.000"),
        "Belanja yang terealisasi pada periode itu", "SIPD", pagu="96.000.000"),
)

PARTS: Final[dict[str, tuple[str, str, int]]] = {
    # kode: (pembilang, penyebut, besar penyebut dalam contoh)
    "PAUD-01": ("Murid PAUD", "Penduduk usia 3–6 tahun", 20_000),
    "SD-01": ("Murid SD usia 7–12 tahun", "Penduduk usia 7–12 tahun", 30_000),
}
"""Computed indicators. The denominators are multiples of 10.000, so that two decimals come out whole."""
SOURCES: Final = ("Dapodik", "BPS", "Rapor Pendidikan", "SIPD", "Catatan unit")
"""What the extra column of the quarterly format offers."""

FACTORS: Final[dict[str, tuple[str, str, str]]] = {
    # unit: (pendorong, penghambat, tindak lanjut)
    "paud": ("Gerakan satu desa satu PAUD berjalan di semua kecamatan.", "Sebagian PAUD belum memutakhirkan Dapodik.",
             "Pendampingan operator PAUD di kecamatan dengan data paling tertinggal."),
    "sd": ("Kunjungan rumah oleh wali kelas bagi murid yang lama tidak masuk.", "Rehabilitasi ruang kelas menunggu cuaca dan pengadaan.",
           "Penyelesaian pengadaan rehabilitasi dan pemantauan mingguan."),
    "smp": ("Kerja sama dengan pemerintah desa dalam penjangkauan anak putus sekolah.", "Anak bekerja musiman pada masa panen.",
            "Penjangkauan bersama desa, dan jalur Paket B bagi yang tidak kembali ke sekolah."),
    "gtk": ("Kuota PPG dalam jabatan bertambah.", "Guru di wilayah terpencil sulit mengikuti PPG luring.",
            "Pengusulan PPG daring dan penataan penempatan guru."),
    "kebudayaan": ("Kelompok seni desa aktif mengikuti pembinaan.", "Penetapan warisan budaya menunggu sidang Kementerian.",
                   "Pelengkapan naskah akademik usulan warisan budaya takbenda."),
    "perencanaan": ("Jadwal pelaporan disepakati di awal tahun.", "", "Pengingat tenggat melalui aplikasi."),
    "umum": ("Loket layanan satu pintu.", "Presensi elektronik di beberapa sekolah sering terputus.", "Perbaikan jaringan presensi."),
    "keuangan": ("Rekonsiliasi bulanan dengan bidang.", "Sebagian pekerjaan fisik belum ditagihkan.",
                 "Percepatan penagihan pekerjaan fisik dan pembahasan temuan dengan Inspektorat."),
}
# fmt: on
BY_CODE: Final = {row.code: row for row in ROWS}


@dataclass(frozen=True)
class Told:
    """One answer as it is typed into the grid."""

    answer: str
    value: str = ""
    reason: str = ""

    def parts(self, code: str) -> tuple[str, str]:
        """Pembilang and penyebut that give this figure; empty where the figure itself is typed."""
        if code not in PARTS or self.answer != "nilai":
            return "", ""
        whole = PARTS[code][2]
        return f"{_number(self.value) * whole / 100:.0f}", str(whole)


def source_of(code: str) -> str:
    """The choice of the extra column that fits the indicator's source, else the unit's own records."""
    return next((one for one in SOURCES if one in BY_CODE[code].source), SOURCES[-1])


def answer(code: str, slot: int | None) -> Told:
    """What a unit says about an indicator: `slot` 0 and 1 are the two past quarters, 2 the last; None is the semester
    made of the two past ones."""
    row = BY_CODE[code]
    if slot is not None:
        return _told(row.figures[slot])
    first, second = _told(row.figures[0]), _told(row.figures[1])
    numbers = [
        _number(one.value) if one.answer == "nilai" else Decimal(0)
        for one in (first, second)
        if one.answer in ("nilai", "nihil")
    ]
    if not numbers:
        return second
    total = _merge(row, numbers)
    return Told("nihil") if total == 0 else Told("nilai", _comma(total))


def _told(text: str) -> Told:
    kind, _, reason = text.partition(": ")
    if reason:
        return Told("belum_tersedia" if kind == "belum" else "tidak_berlaku", reason=reason + ".")
    return Told("nihil") if text == "nihil" else Told("nilai", text)


def _merge(row: Row, numbers: list[Decimal]) -> Decimal:
    if row.aggregation == JUMLAH:
        return sum(numbers, Decimal(0))
    if row.aggregation == RATA:
        return (sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal(1).scaleb(-row.decimals))
    return numbers[-1]


def _number(text: str) -> Decimal:
    return parse_decimal(text)


def _comma(value: Decimal) -> str:
    return str(value).replace(".", ",")


def make_indicators(cast: Cast, periods: Sequence[Period], *, at: datetime) -> dict[str, Format]:
    """Indicators, targets for every quarter and the whole of 2025, 2026 and the years of `periods`, and for these; the two formats."""
    admin = cast[ADMIN]
    nodes, predikat = make_plan(admin, at), make_predikat(admin, at)
    made = []
    for order, row in enumerate(ROWS, start=1):
        indicator = Indicator(
            code=row.code, name=row.name, satuan=row.satuan, direction=row.direction, aggregation=row.aggregation,
            decimals=row.decimals, formula_text=row.formula, source=row.source, unit=cast.units[row.unit], order=order,
            node=nodes[place_of(row.code)], kind=Kind.ANGGARAN if row.pagu else Kind.KINERJA,
            value_map=predikat if row.code in ORDINAL else None,
        )  # fmt: skip
        if row.code in PARTS:
            indicator.numerator_label, indicator.denominator_label, _ = PARTS[row.code]
            indicator.is_share = row.code == "SD-01"
        made.append(indicators.save_indicator(indicator=indicator, by=admin, at=at))
        if row.code in RENSTRA:
            value, achieved = map(_number, RENSTRA[row.code])
            renstra = RenstraTarget(
                indicator=indicator, first_year=2025, last_year=2029, value=value, achieved=achieved, achieved_until=2025
            )  # fmt: skip
            save_renstra_target(target=renstra, by=admin, at=at)
    wanted = {
        period.pk: period
        for year in {2025, 2026, *(one.year for one in periods)}
        for period in [
            *(period_of(year, PeriodKind.TRIWULAN, number) for number in range(1, 5)),
            period_of(year, PeriodKind.TAHUN),
        ]
    } | {one.pk: one for one in periods}
    for row, indicator in zip(ROWS, made, strict=True):
        if row.pagu:
            for year in sorted({period.year for period in wanted.values()}):
                whole = Target(
                    indicator=indicator, period=period_of(year, PeriodKind.TAHUN, 1), value=_number(row.pagu)
                )
                indicators.save_target(target=whole, by=admin, at=at)
            continue
        for period in wanted.values():
            low, high = _target(row, period)
            target = Target(indicator=indicator, period=period, value=low, value_high=high)
            indicators.save_target(target=target, by=admin, at=at)
    return {name: _format(name, made, cast, at) for name in (FULL, SHORT)}


def _target(row: Row, period: Period) -> tuple[Decimal, Decimal | None]:
    quarters = [
        part.split("-") for part in (row.targets_2025 if period.year < 2026 else row.targets_2026).split()
    ]
    if period.kind == PeriodKind.TAHUN:
        chosen = quarters
    elif period.kind == PeriodKind.SEMESTER:
        chosen = quarters[:2] if period.number == 1 else quarters[2:]
    else:
        chosen = [quarters[period.number - 1]]
    low = _merge(row, [_number(one[0]) for one in chosen])
    return low, _number(chosen[-1][1]) if row.direction == RENTANG else None


def _format(name: str, made: list[Indicator], cast: Cast, at: datetime) -> Format:
    admin = cast[ADMIN]
    instructions = (
        "Isi realisasi pada periode itu saja. Nihil bila sungguh nol; belum tersedia bila data sumbernya belum terbit, beserta "
        "alasannya."
    )
    form = indicators.save_format(format=Format(name=name, instructions=instructions), by=admin, at=at)
    rows = [
        FormatItem(
            format=form, indicator=indicator, unit=indicator.unit, order=indicator.order,
            evidence_required=indicator.code in EVIDENCE,
        )
        for row, indicator in zip(ROWS, made, strict=True)
        if name == FULL or row.is_short
    ]  # fmt: skip
    indicators.save_rows(saved=rows, removed=[], by=admin, at=at)
    if name == FULL:
        now = formats.contents_of(form)
        column = formats.ColumnEntry(
            pk=None, label="Sumber angka", kind=ColumnKind.PILIHAN, choices="\n".join(SOURCES),
            help_text="Dari mana angka ini diambil.",
        )  # fmt: skip
        formats.save(
            format_id=form.pk,
            contents=replace(now, columns=(column,)),
            seen=formats.fingerprint(now),
            by=admin,
            at=at,
        )
    return form
