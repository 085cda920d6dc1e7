"""Every sentence the draft can say of a figure, as a table: the case and the Indonesian expected of it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from reports.analysis.formulas import Change
from reports.analysis.result import AverageResult, Budget, Counts, RowResult, UnitResult
from reports.drafting.indonesian import inner, join, named
from reports.drafting.references import cell_words
from reports.drafting.rich import unmarked
from reports.drafting.sentences import (
    outcome,
    renstra_sentence,
    row_sentences,
    since_before,
    since_last_year,
    year_sentence,
)
from reports.drafting.summaries import (
    average_sentence,
    budget_sentences,
    counts_phrase,
    efficiency_sentence,
    unit_sentences,
)

pytestmark = pytest.mark.sekali

D = Decimal
TW2, TW3_2025 = "Triwulan II Tahun 2026", "Triwulan III Tahun 2025"
ROW = RowResult(
    cell_id=1, indicator_id=1, code="SD.1", name="Angka partisipasi murni SD", satuan="persen", direction="naik", decimals=2,
    target=D("97.5"), target_high=None, answer="nilai", value=D("97.81"), reason="", note="", previous_value=D("96.70"),
    previous_label=TW2, previous_answer="nilai", change=Change("naik", D("1.11"), True), year_value=D("97.81"),
    year_counted=3, year_expected=3, capaian=D("100.3179"), not_computable="", predikat="Sangat Tinggi", is_low=False,
)  # fmt: skip
FALLING = replace(
    ROW, name="Angka putus sekolah SMP", direction="turun", target=D("0.35"), value=D("0.40"), capaian=D("85.714"),
    predikat="Tinggi", previous_value=D("0.41"), change=Change("turun", D("-0.01"), True),
)  # fmt: skip
RANGE = replace(
    ROW, name="Rasio murid per guru SD", direction="rentang", satuan="murid", decimals=1, target=D(16), target_high=D(20),
    value=D("17"), capaian=D(100), previous_value=D("15.4"), change=Change("naik", D("1.6"), True),
)  # fmt: skip
CASES = replace(
    ROW, name="Kasus kekerasan yang dilaporkan", satuan="kasus", decimals=0, direction="turun", target=D(2), value=D(1),
    capaian=D(150), previous_value=D(3), change=Change("turun", D(-2), True),
)  # fmt: skip
NIHIL = replace(CASES, answer="nihil", value=D(0), target=D(0), capaian=D(100))
ORDINAL = replace(
    ROW, name="Nilai AKIP", satuan="nilai", target=D(80), value=D(70), capaian=D("87.5"), predikat="Tinggi", previous_value=D(60),
    previous_label="Tahun 2025", change=Change("naik", D(10), True),
    scale=(("A", D(80)), ("BB", D(70)), ("B", D(60))),
)  # fmt: skip
RUPIAH = replace(
    ROW, name="Anggaran ruang kelas baru SD", satuan="Rp", decimals=0, target=D(1_500_000_000), value=D(1_120_000_000),
    capaian=D("74.667"), predikat="Sedang", previous_value=D(910_000_000), change=Change("naik", D(210_000_000), True),
)  # fmt: skip
EMPTY = replace(ROW, answer="", value=None, capaian=None, predikat="", change=None)

OUTCOMES = [
    ("di atas target", ROW,
     "Realisasi angka partisipasi murni SD sebesar 97,81 persen terhadap target 97,50 persen, sehingga capaiannya 100,32 persen "
     "dengan predikat Sangat Tinggi dan melampaui target."),
    ("di bawah target", replace(ROW, value=D(95), capaian=D("97.44")),
     "Realisasi angka partisipasi murni SD sebesar 95,00 persen terhadap target 97,50 persen, sehingga capaiannya 97,44 persen "
     "dengan predikat Sangat Tinggi dan belum memenuhi target."),
    ("tepat target", replace(ROW, value=D("97.5"), capaian=D(100)),
     "Realisasi angka partisipasi murni SD sebesar 97,50 persen terhadap target 97,50 persen, sehingga capaiannya 100,00 persen "
     "dengan predikat Sangat Tinggi dan memenuhi target."),
    ("tercetak 100,00 meski kurang sedikit", replace(ROW, capaian=D("99.9999")),
     "Realisasi angka partisipasi murni SD sebesar 97,81 persen terhadap target 97,50 persen, sehingga capaiannya 100,00 persen "
     "dengan predikat Sangat Tinggi dan memenuhi target."),
    ("tanpa predikat", replace(ROW, predikat=""),
     "Realisasi angka partisipasi murni SD sebesar 97,81 persen terhadap target 97,50 persen, sehingga capaiannya 100,32 persen "
     "dan melampaui target."),
    ("makin rendah makin baik, belum", FALLING,
     "Realisasi angka putus sekolah SMP sebesar 0,40 persen terhadap target 0,35 persen (makin rendah makin baik), sehingga "
     "capaiannya 85,71 persen dengan predikat Tinggi dan belum memenuhi target."),
    ("makin rendah makin baik, terlampaui", replace(FALLING, value=D("0.30"), capaian=D("114.29"), predikat="Sangat Tinggi"),
     "Realisasi angka putus sekolah SMP sebesar 0,30 persen terhadap target 0,35 persen (makin rendah makin baik), sehingga "
     "capaiannya 114,29 persen dengan predikat Sangat Tinggi dan lebih baik daripada target."),
    ("makin rendah makin baik, di bawah nol", replace(FALLING, value=D("0.80"), capaian=D("-28.57"), predikat="Sangat Rendah"),
     "Realisasi angka putus sekolah SMP sebesar 0,80 persen terhadap target 0,35 persen (makin rendah makin baik), sehingga "
     "capaiannya -28,57 persen dengan predikat Sangat Rendah dan belum memenuhi target."),
    ("di dalam rentang", RANGE,
     "Realisasi rasio murid per guru SD sebesar 17,0 murid terhadap target 16,0 sampai dengan 20,0 murid, sehingga capaiannya "
     "100,00 persen dengan predikat Sangat Tinggi dan berada di dalam rentang target."),
    ("di bawah rentang", replace(RANGE, value=D("15.4"), capaian=D("96.25")),
     "Realisasi rasio murid per guru SD sebesar 15,4 murid terhadap target 16,0 sampai dengan 20,0 murid, sehingga capaiannya "
     "96,25 persen dengan predikat Sangat Tinggi dan berada di bawah rentang target."),
    ("di atas rentang", replace(RANGE, value=D("22"), capaian=D("90")),
     "Realisasi rasio murid per guru SD sebesar 22,0 murid terhadap target 16,0 sampai dengan 20,0 murid, sehingga capaiannya "
     "90,00 persen dengan predikat Sangat Tinggi dan berada di atas rentang target."),
    ("nihil, target 0", NIHIL,
     "Realisasi kasus kekerasan yang dilaporkan nihil terhadap target 0 kasus (makin rendah makin baik), sehingga capaiannya "
     "100,00 persen dengan predikat Sangat Tinggi dan memenuhi target."),
    ("nihil, indikator naik", replace(ROW, name="Sanggar yang dibina", satuan="sanggar", decimals=0, target=D(5), answer="nihil",
                                      value=D(0), capaian=D(0), predikat="Sangat Rendah"),
     "Realisasi sanggar yang dibina nihil terhadap target 5 sanggar, sehingga capaiannya 0,00 persen dengan predikat Sangat Rendah "
     "dan belum memenuhi target."),
    ("target 0 tidak dicapai", replace(CASES, target=D(0), capaian=None, predikat="",
                                       not_computable="Target 0 sedangkan realisasi bukan 0."),
     "Realisasi kasus kekerasan yang dilaporkan sebesar 1 kasus terhadap target 0 kasus. Capaiannya tidak dapat dihitung: target 0 "
     "sedangkan realisasi bukan 0."),
    ("tanpa target", replace(ROW, target=None, capaian=None, predikat="", not_computable="Target belum ditetapkan."),
     "Realisasi angka partisipasi murni SD sebesar 97,81 persen. Targetnya belum ditetapkan, sehingga capaiannya tidak dihitung."),
    ("nihil tanpa target", replace(NIHIL, target=None, capaian=None, predikat=""),
     "Realisasi kasus kekerasan yang dilaporkan nihil. Targetnya belum ditetapkan, sehingga capaiannya tidak dihitung."),
    ("nilai huruf", ORDINAL,
     "Realisasi nilai AKIP adalah BB (70) terhadap target A (80), sehingga capaiannya 87,50 persen dengan predikat Tinggi dan belum "
     "memenuhi target."),
    ("indeks adalah angka saja", replace(ROW, name="Indeks kepuasan", satuan="indeks", target=None, capaian=None),
     "Realisasi indeks kepuasan sebesar 97,81. Targetnya belum ditetapkan, sehingga capaiannya tidak dihitung."),
    ("namanya sendiri realisasi", replace(ROW, name="Realisasi anggaran", target=None, capaian=None),
     "Realisasi anggaran sebesar 97,81 persen. Targetnya belum ditetapkan, sehingga capaiannya tidak dihitung."),
    ("rupiah", RUPIAH,
     "Realisasi anggaran ruang kelas baru SD sebesar Rp1.120.000.000 terhadap target Rp1.500.000.000, sehingga capaiannya 74,67 persen "
     "dengan predikat Sedang dan belum memenuhi target."),
    ("satuan tanda persen", replace(ROW, satuan="%", target=None, capaian=None),
     "Realisasi angka partisipasi murni SD sebesar 97,81 persen. Targetnya belum ditetapkan, sehingga capaiannya tidak dihitung."),
    ("belum tersedia", replace(EMPTY, answer="belum_tersedia", reason="Rapor Pendidikan terbit 2 November."),
     "Data angka partisipasi murni SD belum tersedia: Rapor Pendidikan terbit 2 November. Indikator ini tidak diberi predikat dan "
     "tidak ikut dirata-ratakan."),
    ("belum tersedia tanpa alasan", replace(EMPTY, answer="belum_tersedia"),
     "Data angka partisipasi murni SD belum tersedia. Indikator ini tidak diberi predikat dan tidak ikut dirata-ratakan."),
    ("tidak berlaku", replace(EMPTY, answer="tidak_berlaku", reason="Tidak ada SMP terbuka di wilayah ini"),
     "Indikator angka partisipasi murni SD tidak berlaku bagi unit ini: tidak ada SMP terbuka di wilayah ini."),
    ("tidak dijawab", EMPTY, "Data angka partisipasi murni SD tidak disampaikan."),
]  # fmt: skip

CHANGES = [
    ("naik membaik", ROW, f"Dibandingkan {TW2} (96,70 persen), angka ini naik 1,11 poin (membaik)."),
    ("turun memburuk", replace(ROW, change=Change("turun", D("-1.70"), False)),
     f"Dibandingkan {TW2} (96,70 persen), angka ini turun 1,70 poin (memburuk)."),
    ("turun membaik", FALLING, f"Dibandingkan {TW2} (0,41 persen), angka ini turun 0,01 poin (membaik)."),
    ("naik memburuk", replace(FALLING, change=Change("naik", D("0.05"), False)),
     f"Dibandingkan {TW2} (0,41 persen), angka ini naik 0,05 poin (memburuk)."),
    ("naik, bukan baik bukan buruk", replace(RANGE, change=Change("naik", D("1.6"), None)),
     f"Dibandingkan {TW2} (15,4 murid), angka ini naik 1,6 murid."),
    ("tetap", replace(ROW, previous_value=D("97.81"), change=Change("tetap", D(0), None)),
     f"Angka ini sama dengan {TW2}, yaitu 97,81 persen."),
    ("kini nihil, dahulu berangka", replace(NIHIL, change=Change("turun", D(-3), True)),
     f"Dibandingkan {TW2} (3 kasus), angka ini turun 3 kasus (membaik)."),
    ("dahulu nihil", replace(CASES, previous_answer="nihil", previous_value=D(0), change=Change("naik", D(1), False)),
     f"Dibandingkan {TW2} (nihil), angka ini naik 1 kasus (memburuk)."),
    ("nihil dua kali", replace(NIHIL, previous_answer="nihil", previous_value=D(0), change=Change("tetap", D(0), None)),
     f"Pada {TW2} angkanya juga nihil."),
    ("nilai huruf naik", ORDINAL, "Dibandingkan Tahun 2025, nilai ini membaik dari B (60) menjadi BB (70)."),
    ("nilai huruf turun", replace(ORDINAL, value=D(60), previous_value=D(70), change=Change("turun", D(-10), False)),
     "Dibandingkan Tahun 2025, nilai ini memburuk dari BB (70) menjadi B (60)."),
    ("nilai huruf tetap", replace(ORDINAL, previous_value=D(70), change=Change("tetap", D(0), None)),
     "Angka ini sama dengan Tahun 2025, yaitu BB (70)."),
    ("rupiah", RUPIAH, f"Dibandingkan {TW2} (Rp910.000.000), angka ini naik Rp210.000.000 (membaik)."),
    ("indeks bergerak dalam poin", replace(ROW, satuan="indeks"), f"Dibandingkan {TW2} (96,70), angka ini naik 1,11 poin (membaik)."),
    ("belum ada data terdahulu", replace(ROW, previous_value=None, previous_label="", previous_answer="", change=None),
     "Belum ada data periode sebelumnya sebagai pembanding."),
    ("dahulu belum tersedia", replace(ROW, previous_value=None, previous_answer="belum_tersedia", change=None),
     f"Data {TW2} dahulu belum tersedia, sehingga perubahannya tidak dapat disebutkan."),
    ("dahulu tidak berlaku", replace(ROW, previous_value=None, previous_answer="tidak_berlaku", change=None),
     f"Pada {TW2} indikator ini tidak berlaku, sehingga perubahannya tidak dapat disebutkan."),
    ("kini belum tersedia, dahulu berangka", replace(EMPTY, answer="belum_tersedia"), f"Realisasi {TW2}: 96,70 persen."),
    ("kini belum tersedia, dahulu nihil", replace(EMPTY, answer="belum_tersedia", previous_answer="nihil", previous_value=D(0)),
     f"Realisasi {TW2}: nihil."),
    ("kini belum tersedia, dahulu pun", replace(EMPTY, answer="belum_tersedia", previous_value=None), ""),
    ("kini tidak berlaku", replace(EMPTY, answer="tidak_berlaku"), ""),
]  # fmt: skip

LAST_YEAR = [
    ("naik", replace(ROW, last_year_value=D("95.00"), last_year_label=TW3_2025, last_year_answer="nilai"),
     f"Dibandingkan {TW3_2025} (95,00 persen), angka ini naik 2,81 poin (membaik)."),
    ("dari nihil", replace(CASES, last_year_value=D(0), last_year_label=TW3_2025, last_year_answer="nihil"),
     f"Dibandingkan {TW3_2025} (nihil), angka ini naik 1 kasus (memburuk)."),
    ("sama", replace(ROW, last_year_value=D("97.81"), last_year_label=TW3_2025, last_year_answer="nilai"),
     f"Angka ini sama dengan {TW3_2025}, yaitu 97,81 persen."),
    ("sudah dikatakan sebagai periode sebelumnya", replace(ORDINAL, last_year_value=D(60), last_year_label="Tahun 2025"), ""),
    ("tidak diketahui", ROW, ""),
    ("kini tanpa angka", replace(EMPTY, last_year_value=D(95), last_year_label=TW3_2025), ""),
]  # fmt: skip

AGAINST_PLANS = [
    ("tahun", year_sentence(replace(ROW, target_year=D(98), year_capaian=D("99.806")), 2026),
     "Realisasi angka partisipasi murni SD tahun 2026 sampai periode ini 97,81 persen terhadap target 98,00 persen, atau 99,81 persen."),
    ("rentang setahun", year_sentence(replace(RANGE, target_year=D(16), target_year_high=D(20), year_value=D(17), year_capaian=D(100)), 2026),
     "Realisasi rasio murid per guru SD tahun 2026 sampai periode ini 17,0 murid terhadap target 16,0 sampai dengan 20,0 murid, atau "
     "100,00 persen."),
    ("tahun, tidak terhitung", year_sentence(replace(CASES, target_year=D(0), year_value=D(4), year_capaian=None), 2026),
     "Realisasi kasus kekerasan yang dilaporkan tahun 2026 sampai periode ini 4 kasus terhadap target 0 kasus."),
    ("tahun tanpa target", year_sentence(ROW, 2026), ""),
    ("periode setahun penuh", year_sentence(replace(ROW, target_year=D(98), year_expected=1), 2026), ""),
    ("Renstra", renstra_sentence(replace(ROW, renstra_target=D("99.5"), renstra_year=2029, renstra_value=D("97.81"), renstra_capaian=D("98.3015"))),
     "Target angka partisipasi murni SD pada akhir Renstra, tahun 2029, adalah 99,50 persen; realisasi sampai periode ini 97,81 "
     "persen, atau 98,30 persen dari target itu."),
    ("Renstra, belum terhitung", renstra_sentence(replace(ROW, renstra_target=D("99.5"), renstra_year=2029)),
     "Target angka partisipasi murni SD pada akhir Renstra, tahun 2029, adalah 99,50 persen; realisasinya sampai periode ini belum "
     "dapat dihitung."),
    ("Renstra tidak dicatat", renstra_sentence(ROW), ""),
]  # fmt: skip

BUDGET = Budget(D(4_000_000_000), D(2_600_000_000), D(65), "", D("28.5"), 2, 2)
YEAR = AverageResult(D("93.5"), D("93.5"), 10, 12, "Sangat Tinggi", False)
MONEY = [
    ("penyerapan", budget_sentences(BUDGET, "3", "Bidang SD", TW2),
     f"Dari pagu Bidang SD sebesar Rp4.000.000.000, realisasi sampai {TW2} Rp2.600.000.000, sehingga penyerapannya 65,00 persen."),
    ("sebagian baris", budget_sentences(replace(BUDGET, counted=2, expected=3), "3", "Bidang SD", TW2),
     f"Dari pagu Bidang SD sebesar Rp4.000.000.000, realisasi sampai {TW2} Rp2.600.000.000, sehingga penyerapannya 65,00 persen, "
     "dihitung atas 2 dari 3 baris anggaran yang punya pagu dan realisasi."),
    ("belum ada belanja", budget_sentences(replace(BUDGET, realised=D(0), absorption=D(0)), "3", "Bidang SD", TW2),
     f"Dari pagu Bidang SD sebesar Rp4.000.000.000, realisasi sampai {TW2} belum ada (nihil), sehingga penyerapannya 0,00 persen."),
    ("melebihi pagu", budget_sentences(replace(BUDGET, realised=D(4_400_000_000), absorption=D(110)), "3", "Bidang SD", TW2),
     f"Dari pagu Bidang SD sebesar Rp4.000.000.000, realisasi sampai {TW2} Rp4.400.000.000, sehingga penyerapannya 110,00 persen. "
     "Realisasi melebihi pagu."),
    ("tanpa pagu", budget_sentences(Budget(None, None, None, "Pagu belum ditetapkan.", None, 0, 2), "3", "Bidang SD", TW2),
     "Penyerapan anggaran Bidang SD tidak dapat dihitung: pagu belum ditetapkan."),
    ("tanpa baris anggaran", budget_sentences(None, "3", "Bidang SD", TW2),
     "Bidang SD tidak memuat baris anggaran pada periode ini."),
    ("efisien", efficiency_sentence(BUDGET, YEAR),
     "Rata-rata capaian terhadap target tahun 93,50 persen, lebih tinggi daripada penyerapan anggaran 65,00 persen dengan selisih 28,50 "
     "poin. Menurut kelaziman laporan kinerja daerah, penggunaan anggaran efisien."),
    ("belum efisien", efficiency_sentence(replace(BUDGET, absorption=D(96), efficiency=D("-2.5")), YEAR),
     "Rata-rata capaian terhadap target tahun 93,50 persen, lebih rendah daripada penyerapan anggaran 96,00 persen dengan selisih 2,50 "
     "poin. Menurut kelaziman laporan kinerja daerah, penggunaan anggaran belum efisien."),
    ("sebanding", efficiency_sentence(replace(BUDGET, absorption=D("93.5"), efficiency=D(0)), YEAR),
     "Rata-rata capaian terhadap target tahun 93,50 persen, sama dengan penyerapan anggaran 93,50 persen. Menurut kelaziman laporan "
     "kinerja daerah, penggunaan anggaran sebanding dengan hasilnya."),
    ("efisiensi tanpa data", efficiency_sentence(None, YEAR),
     "Efisiensi belum dapat dihitung karena belum ada capaian terhadap target tahun beserta penyerapan anggarannya."),
]  # fmt: skip

UNIT = UnitResult(
    unit_id=3, submission_id=1, name="Bidang Pembinaan SD", short_name="SD", kind="bidang", state="diterima", excuse="", checked_by="",
    check_skipped=False, sent_by="", sent_at=None, accepted_by="", accepted_at=None, returns=0, rows=(ROW,),
    average=AverageResult(D("71.25"), D("71.25"), 4, 6, "Sedang", False), counts=Counts(4, 1, 1, 0, 0),
)  # fmt: skip
WHOLES = [
    ("rata-rata sebagian", average_sentence(UNIT.average, "Rata-ratanya"),
     "Rata-ratanya 71,25 persen (predikat Sedang), dihitung atas 4 dari 6 indikator. Angka ini belum mewakili seluruh indikator."),
    ("rata-rata penuh", average_sentence(replace(UNIT.average, counted=6), "Rata-ratanya"),
     "Rata-ratanya 71,25 persen (predikat Sedang), dihitung atas 6 dari 6 indikator."),
    ("tanpa rata-rata", average_sentence(AverageResult(None, None, 0, 2, "", False), "Rata-ratanya"),
     "Rata-ratanya tidak dapat dihitung karena belum ada indikator yang capaiannya dapat dihitung."),
    ("unit", unit_sentences(UNIT),
     "Bidang Pembinaan SD menyampaikan 6 isian: 4 bernilai, 1 nihil, dan 1 belum tersedia. Rata-rata capaiannya 71,25 persen (predikat "
     "Sedang), dihitung atas 4 dari 6 indikator. Angka ini belum mewakili seluruh indikator."),
    ("unit tanpa Kepala Seksi", unit_sentences(replace(UNIT, check_skipped=True, average=replace(UNIT.average, counted=6))),
     "Bidang Pembinaan SD menyampaikan 6 isian: 4 bernilai, 1 nihil, dan 1 belum tersedia. Unit ini tidak mempunyai Kepala Seksi, "
     "sehingga pemeriksaan berjenjang dilewati. Rata-rata capaiannya 71,25 persen (predikat Sedang), dihitung atas 6 dari 6 indikator."),
    ("unit dikecualikan", unit_sentences(replace(UNIT, state="dikecualikan", excuse="Petugas sakit.")),
     "Bidang Pembinaan SD tidak menyampaikan data. Alasan laporan dilanjutkan: Petugas sakit."),
    ("unit hanya anggaran", unit_sentences(replace(UNIT, rows=(), counts=Counts())), "Bidang Pembinaan SD hanya menyampaikan data anggaran."),
    ("empat jawaban", counts_phrase(Counts(5, 1, 2, 3, 4)), "5 bernilai, 1 nihil, 2 belum tersedia, 3 tidak berlaku, dan 4 tidak disampaikan"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "row", "expected"), OUTCOMES, ids=[case for case, *_ in OUTCOMES])
def test_each_answer_has_its_own_sentence(case: str, row: RowResult, expected: str) -> None:
    assert unmarked(outcome(row)) == expected


@pytest.mark.parametrize(("case", "row", "expected"), CHANGES, ids=[case for case, *_ in CHANGES])
def test_each_change_since_the_period_before_has_its_own_sentence(
    case: str, row: RowResult, expected: str
) -> None:
    assert unmarked(since_before(row)) == expected


@pytest.mark.parametrize(("case", "row", "expected"), LAST_YEAR, ids=[case for case, *_ in LAST_YEAR])
def test_each_change_since_last_year_has_its_own_sentence(case: str, row: RowResult, expected: str) -> None:
    assert unmarked(since_last_year(row)) == expected


@pytest.mark.parametrize(
    ("case", "said", "expected"),
    [*AGAINST_PLANS, *MONEY, *WHOLES],
    ids=[case for case, *_ in (*AGAINST_PLANS, *MONEY, *WHOLES)],
)
def test_plans_money_and_wholes_are_told(case: str, said: str, expected: str) -> None:
    assert unmarked(said) == expected


@pytest.mark.parametrize("row", [row for _, row, _ in (*OUTCOMES, *CHANGES)])
def test_every_figure_in_a_sentence_is_a_reference_that_says_the_same(row: RowResult) -> None:
    said = row_sentences(row)
    for words, part in re.findall(r"\{([^|]+)\|sel:1:([a-z_]+)\}", said):
        assert words == cell_words(row, part)
    bare = re.sub(r"\{[^}]*\}", "", said)
    for free in (row.previous_label, row.reason, row.name, row.not_computable[1:].rstrip(".")):
        bare = bare.replace(free, "")
    assert not re.search(r"[0-9]", bare), bare


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Angka putus sekolah SD", "angka putus sekolah SD"),
        ("Nilai AKIP", "nilai AKIP"),
        ("SD dengan literasi baik", "SD dengan literasi baik"),
        ("Rapor Pendidikan terbit", "Rapor Pendidikan terbit"),
        ("Angka Partisipasi Murni", "Angka Partisipasi Murni"),
        ("Kehadiran", "kehadiran"),
        ("nilai", "nilai"),
    ],
)
def test_a_name_begins_small_inside_a_sentence_unless_it_is_one(name: str, inside: str) -> None:
    assert named(name) == inside


def test_lists_and_reasons_read_as_sentences() -> None:
    assert [join([]), join(["a"]), join(["a", "b"]), join(["a", "b", "c"])] == [
        "",
        "a",
        "a dan b",
        "a, b, dan c",
    ]
    assert inner("Data dari BPS terlambat.") == "data dari BPS terlambat"
    assert inner("BPS belum merilis.") == "BPS belum merilis"
