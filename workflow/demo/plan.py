"""The sample plan: invented sasaran above the real nomenclature of Kepmendagri 900.1.15.5-1317/2023 (domain.md 5.7)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from accounts import audit
from accounts.models import User
from reports.indicators import plan
from reports.indicators.models import Level, PlanNode, ValueMap, ValueMapEntry
from reports.indicators.services import STREAM

# fmt: off
LINES: Final[tuple[tuple[str, str, str], ...]] = (
    # kode, di bawah, uraian; tingkat mengikuti dalamnya
    ("S.1", "", "Meningkatnya akses dan mutu pendidikan (contoh)"),
    ("1.01.02", "S.1", "Program Pengelolaan Pendidikan"),
    ("1.01.02.2.01", "1.01.02", "Pengelolaan Pendidikan Sekolah Dasar"),
    ("1.01.02.2.01.0025", "1.01.02.2.01", "Pembinaan Minat, Bakat dan Kreativitas Siswa"),
    ("1.01.02.2.01.0047", "1.01.02.2.01", "Pembangunan Ruang Kelas Baru"),
    ("1.01.02.2.02", "1.01.02", "Pengelolaan Pendidikan Sekolah Menengah Pertama"),
    ("1.01.02.2.03", "1.01.02", "Pengelolaan Pendidikan Anak Usia Dini"),
    ("1.01.02.2.04", "1.01.02", "Pengelolaan Pendidikan Nonformal/Kesetaraan"),
    ("1.01.04", "S.1", "Program Pendidik dan Tenaga Kependidikan"),
    ("S.2", "", "Meningkatnya pelestarian kebudayaan (contoh)"),
    ("2.22.02", "S.2", "Program Pengembangan Kebudayaan"),
    ("2.22.05", "S.2", "Program Pelestarian dan Pengelolaan Cagar Budaya"),
    ("S.3", "", "Meningkatnya akuntabilitas kinerja dinas (contoh)"),
    ("1.01.01", "S.3", "Program Penunjang Urusan Pemerintahan Daerah Kabupaten/Kota"),
    ("1.01.01.2.01", "1.01.01", "Perencanaan, Penganggaran, dan Evaluasi Kinerja Perangkat Daerah"),
    ("1.01.01.2.01.0006", "1.01.01.2.01", "Koordinasi dan Penyusunan Laporan Capaian Kinerja dan Ikhtisar Realisasi Kinerja SKPD"),
)
# fmt: on
PLACES: Final = {
    "PAUD": "1.01.02.2.03",
    "PNF": "1.01.02.2.04",
    "SD": "1.01.02.2.01",
    "SMP": "1.01.02.2.02",
    "GTK": "1.01.04",
    "BUD": "2.22.02",
    "REN": "1.01.01.2.01",
    "UMU": "1.01.01",
    "KEU": "1.01.01",
    "SD-04": "1.01.02.2.01.0047",
    "BUD-01": "2.22.05",
    "ANG-01": "1.01.02.2.01.0047",
    "ANG-02": "1.01.02.2.01.0025",
    "ANG-03": "1.01.01.2.01.0006",
}  # fmt: skip
"""Where each sample indicator hangs: by its own code, else by the letters before the dash."""

# fmt: off
RENSTRA: Final[dict[str, tuple[str, str]]] = {
    # kode: (target akhir Renstra 2025-2029, realisasi sampai 2025); SMP-04 belum dicatat
    "PAUD-01": ("70", "63,10"), "PAUD-02": ("72", "57,60"), "PAUD-03": ("90", "80,40"), "PNF-01": ("1.500", "286"),
    "SD-01": ("99,5", "96,90"), "SD-02": ("0,08", "0,14"), "SD-03": ("85", "70,20"), "SD-04": ("120", "22"),
    "SMP-01": ("91", "86,80"), "SMP-02": ("0,20", "0,29"), "SMP-03": ("75", "60,80"),
    "GTK-01": ("99", "95,90"), "GTK-02": ("80", "56,10"), "GTK-03": ("16", "15,2"),
    "BUD-01": ("80", "63,10"), "BUD-02": ("10", "1"), "BUD-03": ("150", "24"), "BUD-04": ("60", "53,80"),
    "REN-01": ("80", "68,40"), "REN-02": ("98", "89,50"), "REN-03": ("80", "70"),
    "UMU-01": ("88", "82,95"), "UMU-02": ("98", "96,20"), "KEU-01": ("98", "93,10"), "KEU-02": ("2", "6"),
    "ANG-01": ("16.500.000.000", "3.100.000.000"), "ANG-02": ("2.100.000.000", "395.000.000"), "ANG-03": ("480.000.000", "91.500.000"),
}
PREDIKAT: Final = (("AA", 90), ("A", 80), ("BB", 70), ("B", 60), ("CC", 50), ("C", 30), ("D", 0))
"""The lower bounds of the predikat of SAKIP (PermenPANRB 88/2021)."""
ORDINAL: Final = frozenset({"REN-03"})
"""Answered with a word of the map instead of a number."""
# fmt: on


def make_plan(by: User, at: datetime) -> dict[str, PlanNode]:
    """The lines by their codes."""
    made: dict[str, PlanNode] = {}
    for order, (code, above, name) in enumerate(LINES, start=1):
        parent = made.get(above)
        levels = list(Level)
        level = levels[levels.index(Level(parent.level)) + 1] if parent else Level.SASARAN
        node = PlanNode(level=level, code=code, name=name, parent=parent, order=order)
        made[code] = plan.save_node(node=node, by=by, at=at)
    return made


def make_predikat(by: User, at: datetime) -> ValueMap:
    """The words of *Predikat SAKIP*, each with its number."""
    made = ValueMap.objects.create(name="Predikat SAKIP")
    for label, value in PREDIKAT:
        ValueMapEntry.objects.create(value_map=made, label=label, value=value)
    audit.record(stream=STREAM, act="peta nilai dicatat", by=by, at=at, detail={"nama": made.name})
    return made


def place_of(code: str) -> str:
    """The code of the line an indicator hangs under."""
    return PLACES.get(code) or PLACES[code.partition("-")[0]]
