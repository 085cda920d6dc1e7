"""The workbook of the catalogue as a table: what each column is called, what it takes, and where it is kept.

Export, template, reading, comparison and the guide inside the workbook all follow these rows; nothing else knows a title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from django.db.models import TextChoices

from reports.indicators.models import Aggregation, ColumnKind, Direction, Kind, Level, PeriodKind
from reports.indicators.periods import FIRST_YEAR, LAST_YEAR, MONTHS, ROMAN

GUIDE, LISTS = "Petunjuk", "Pilihan"
"""Sheets that are read by people and by Excel's lists only."""
CLEAR = "-"
"""What stands in a cell to empty an optional field; an empty cell leaves the field as it is."""
LONGEST = 32_000
"""Letters; Excel keeps 32,767 in one cell."""

CellKind = Literal[
    "teks", "kode", "angka", "bulat", "ya", "tanggal", "pilihan", "unit", "peta", "nomenklatur", "indikator"
]
Value = str | int | bool | Decimal | date | None
"""What a cell means. References are kept as the code or short name people know."""


@dataclass(frozen=True)
class Column:
    """One column. `limit`: longest text; `whole`, `places`: digits before and after the comma; `low`, `high`: bounds of a whole number."""

    title: str
    attr: str
    kind: CellKind
    help: str
    example: str = ""
    key: bool = False
    required: bool = False
    clearable: bool = False
    is_positive: bool = False
    choices: type[TextChoices] | None = None
    limit: int = 0
    whole: int = 14
    places: int = 4
    low: int = 0
    high: int = 32_767


@dataclass(frozen=True)
class Sheet:
    """One sheet; `noun` is what a row of it is called. `keys_suffice`: a new row may hold its keys only."""

    title: str
    noun: str
    columns: tuple[Column, ...]
    keys_suffice: bool = False

    @property
    def keys(self) -> tuple[Column, ...]:
        """The columns a row is recognised by."""
        return tuple(column for column in self.columns if column.key)

    def column(self, attr: str) -> Column | None:
        return next((column for column in self.columns if column.attr == attr), None)


class Slot(NamedTuple):
    """One period of any year, and the attributes its target and upper bound go by."""

    kind: PeriodKind
    number: int

    @property
    def low(self) -> str:
        return f"value-{self.kind}-{self.number}"

    @property
    def high(self) -> str:
        return f"value_high-{self.kind}-{self.number}"


PLAN = Sheet(
    "Nomenklatur",
    "baris nomenklatur",
    (
        Column("Kode", "code", "kode", "Kode nomenklatur; sasaran: S.1.", "1.01.02", key=True, limit=30),
        Column("Tingkat", "level", "pilihan", "Tingkat perencanaan.", "Program", required=True, choices=Level),
        Column("Uraian", "name", "teks", "Nama lengkap.", "Program Pengelolaan Pendidikan", required=True, limit=250),
        Column("Di bawah", "parent", "nomenklatur", "Kode baris di atasnya.", "S.1", clearable=True),
        Column("Urutan", "order", "bulat", "Angka untuk mengurutkan.", "1"),
        Column("Dipakai", "is_active", "ya", "ya atau tidak.", "ya"),
    ),
)  # fmt: skip

VALUE_MAPS = Sheet(
    "Peta nilai",
    "sebutan",
    (
        Column("Peta nilai", "map", "kode", "Nama peta nilai; satu baris untuk tiap sebutan.", "Predikat SAKIP", key=True, limit=100),
        Column("Sebutan", "label", "kode", "Kata yang dipilih saat mengisi.", "BB", key=True, limit=40),
        Column("Angka", "value", "angka", "Angka yang diwakilinya; tidak boleh sama dalam satu peta.", "75", required=True),
    ),
)  # fmt: skip

INDICATORS = Sheet(
    "Indikator",
    "indikator",
    (
        Column("Kode", "code", "kode", "Kode singkat.", "IKU-03", key=True, limit=30),
        Column("Indikator", "name", "teks", "Bunyi indikator.", "Angka Partisipasi Murni SD", required=True, limit=250),
        Column("Satuan", "satuan", "teks", "persen, orang, dokumen, indeks.", "persen", required=True, limit=30),
        Column("Unit", "unit", "unit", "Nama singkat unit penanggung jawab.", "SD", required=True),
        Column("Jenis", "kind", "pilihan", "kinerja, atau anggaran untuk pagu dan realisasi.", "kinerja", choices=Kind),
        Column("Nomenklatur", "node", "nomenklatur", "Kode dari lembar Nomenklatur.", "1.01.02", clearable=True),
        Column("Arah", "direction", "pilihan", "Arah yang baik.", "makin tinggi makin baik", choices=Direction),
        Column("Penggabungan", "aggregation", "pilihan", "Cara angka triwulan digabung.", "nilai terakhir", choices=Aggregation),
        Column("Angka di belakang koma", "decimals", "bulat", "0 sampai 4.", "2", high=4),
        Column("Cara menghitung", "formula_text", "teks", "Rumus dengan kata-kata.", "Murid usia 7–12 ÷ penduduk usia 7–12 × 100", clearable=True, limit=5000),
        Column("Pembilang", "numerator_label", "teks", "Isi bersama penyebut bila sistem yang menghitung.", "Murid usia 7–12", clearable=True, limit=200),
        Column("Penyebut", "denominator_label", "teks", "Pasangan pembilang.", "Penduduk usia 7–12", clearable=True, limit=200),
        Column("Pengali", "multiplier", "angka", "100 untuk persen.", "100", whole=8, is_positive=True),
        Column("Pembilang bagian dari penyebut", "is_share", "ya", "ya: pembilang yang melebihi penyebut ditolak.", "ya"),
        Column("Peta nilai", "value_map", "peta", "Nama peta nilai untuk indikator berpredikat.", "", clearable=True),
        Column("Bobot", "weight", "angka", "Lebih dari 0.", "", clearable=True, whole=5, places=2, is_positive=True),
        Column("Sumber data", "source", "teks", "Dari mana angkanya.", "Dapodik", clearable=True, limit=200),
        Column("Urutan", "order", "bulat", "Angka untuk mengurutkan.", "3"),
        Column("Berlaku mulai", "valid_from", "tanggal", "hari-bulan-tahun.", "01-01-2026", clearable=True),
        Column("Berlaku sampai", "valid_to", "tanggal", "hari-bulan-tahun.", "", clearable=True),
    ),
)  # fmt: skip


def _target_columns(slots: dict[Slot, str]) -> tuple[Column, ...]:
    """A target and its upper bound for each of these periods."""
    found: list[Column] = []
    for slot, title in slots.items():
        more = " Anggaran: pagu, pada Tahunan." if slot.kind == PeriodKind.TAHUN else ""
        found += [
            Column(title, slot.low, "angka", f"Target; untuk rentang: batas bawah.{more}", "97,5" if slot in EXAMPLES else ""),
            Column(f"{title} batas atas", slot.high, "angka", "Hanya untuk arah di dalam rentang.", clearable=True),
        ]  # fmt: skip
    return tuple(found)


QUARTERS: dict[Slot, str] = {
    **{Slot(PeriodKind.TRIWULAN, number): f"TW {roman}" for number, roman in enumerate(ROMAN, start=1)},
    Slot(PeriodKind.TAHUN, 1): "Tahunan",
}
MONTHLY: dict[Slot, str] = {
    **{Slot(PeriodKind.SEMESTER, number): f"Semester {ROMAN[number - 1]}" for number in (1, 2)},
    **{Slot(PeriodKind.BULAN, number): month for number, month in enumerate(MONTHS, start=1)},
}
EXAMPLES = {Slot(PeriodKind.TRIWULAN, 4), Slot(PeriodKind.TAHUN, 1), Slot(PeriodKind.SEMESTER, 2)}

_WHOSE = (
    Column("Kode indikator", "indicator", "indikator", "Kode dari lembar Indikator.", "IKU-03", key=True),
    Column("Tahun", "year", "bulat", "Tahun target.", "2026", key=True, low=FIRST_YEAR, high=LAST_YEAR),
)
TARGETS = Sheet("Target", "target", (*_WHOSE, *_target_columns(QUARTERS)))
MONTHLY_TARGETS = Sheet("Target bulan dan semester", "target", (*_WHOSE, *_target_columns(MONTHLY)))
SLOTS: dict[str, tuple[Slot, ...]] = {
    TARGETS.title: tuple(QUARTERS),
    MONTHLY_TARGETS.title: tuple(MONTHLY),
}
"""Sheets of targets -> the periods their columns stand for."""

RENSTRA = Sheet(
    "Target Renstra",
    "target Renstra",
    (
        Column("Kode indikator", "indicator", "indikator", "Kode dari lembar Indikator.", "IKU-03", key=True),
        Column("Tahun awal", "first_year", "bulat", "Tahun pertama Renstra.", "2025", key=True, low=FIRST_YEAR, high=LAST_YEAR),
        Column("Tahun akhir", "last_year", "bulat", "Tahun terakhir Renstra.", "2029", required=True, low=FIRST_YEAR, high=LAST_YEAR),
        Column("Target akhir", "value", "angka", "Target pada tahun terakhir.", "99,2", required=True),
        Column("Realisasi sebelumnya", "achieved", "angka", "Yang dicapai sebelum dicatat di sini.", "", clearable=True),
        Column("Realisasi sampai tahun", "achieved_until", "bulat", "Tahun terakhir realisasi itu.", "", clearable=True, low=FIRST_YEAR, high=LAST_YEAR),
    ),
)  # fmt: skip

FORMAT_TEXTS = Sheet(
    "Petunjuk format",
    "format",
    (
        Column("Nama format", "format", "kode", "Nama format; format baru boleh dimulai di sini.", "Data kinerja triwulan", key=True, limit=150),
        Column("Petunjuk pengisian", "instructions", "teks", "Petunjuk untuk semua unit yang mengisi.", "Isi keadaan akhir triwulan.", clearable=True, limit=LONGEST),
    ),
    keys_suffice=True,
)  # fmt: skip

FORMATS = Sheet(
    "Format",
    "baris format",
    (
        Column("Nama format", "format", "kode", "Satu baris untuk tiap indikator dan unit.", "Data kinerja triwulan", key=True, limit=150),
        Column("Unit", "unit", "unit", "Nama singkat unit yang mengisi.", "SD", key=True),
        Column("Kode indikator", "indicator", "indikator", "Kode dari lembar Indikator.", "IKU-03", key=True),
        Column("Bukti wajib", "evidence_required", "ya", "ya atau tidak.", "ya"),
        Column("Petunjuk", "help_text", "teks", "Petunjuk untuk baris ini.", "Keadaan akhir triwulan.", clearable=True, limit=250),
        Column("Urutan", "order", "bulat", "Angka untuk mengurutkan.", "1"),
    ),
    keys_suffice=True,
)  # fmt: skip

FORMAT_COLUMNS = Sheet(
    "Kolom format",
    "kolom tambahan",
    (
        Column("Nama format", "format", "kode", "Satu baris untuk tiap kolom tambahan.", "Data kinerja triwulan", key=True, limit=150),
        Column("Judul kolom", "label", "kode", "Pertanyaan tambahan di samping tiap angka.", "Sumber angka", key=True, limit=80),
        Column("Jenis isian", "kind", "pilihan", "Apa yang diisi unit di kolom itu.", "pilihan", choices=ColumnKind),
        Column("Pilihan", "choices", "teks", "Hanya untuk jenis pilihan: satu pilihan per baris (Alt+Enter), sedikitnya dua.", "Dapodik", clearable=True, limit=LONGEST),
        Column("Wajib", "is_required", "ya", "ya atau tidak.", "tidak"),
        Column("Petunjuk", "help_text", "teks", "Petunjuk untuk kolom ini.", "Dari mana angkanya.", clearable=True, limit=200),
        Column("Urutan", "order", "bulat", "Angka untuk mengurutkan.", "1"),
    ),
    keys_suffice=True,
)  # fmt: skip

SHEETS: tuple[Sheet, ...] = (
    PLAN, VALUE_MAPS, INDICATORS, TARGETS, MONTHLY_TARGETS, RENSTRA, FORMAT_TEXTS, FORMATS, FORMAT_COLUMNS,
)  # fmt: skip
"""In the order they are applied: what is referred to comes first."""
OF_FORMATS = (FORMAT_TEXTS, FORMATS, FORMAT_COLUMNS)
"""Sheets whose first key names a format."""


def fold(text: str) -> str:
    """A code or name as it is compared: without case, outer or doubled spaces."""
    return re.sub(r"\s+", " ", text).strip().casefold()


def fold_title(text: str) -> str:
    """A title as it is compared: also without the mark of a compulsory column."""
    return fold(text).strip("*").strip()
