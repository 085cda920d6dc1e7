"""A year of Form E.81 worked out by hand: eleven kinds of figures, two budget lines."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from accounts.models import Unit
from reports.collection.models import Cell, Submission, SubmissionState
from reports.indicators.models import (
    Direction,
    Indicator,
    Kind,
    Level,
    PeriodKind,
    PlanNode,
    RenstraTarget,
    Target,
    ValueMap,
    ValueMapEntry,
)
from reports.indicators.periods import period
from tests.factories import Office
from tests.reports.data import make_indicator, make_report

# code, direction, aggregation, satuan, decimals, (Renstra first, last, target, achieved, until), target 2026 (low, high)
INDICATORS = (
    ("A", "naik", "terakhir", "persen", 2, (2021, 2026, "90", "80", 2024), ("88", None)),
    ("B", "turun", "terakhir", "persen", 2, (2021, 2026, "0.40", "0.60", 2025), ("0.45", None)),
    ("C", "rentang", "terakhir", "rasio", 0, (2021, 2026, "15", "22", 2025), ("15", "20")),
    ("D", "naik", "terakhir", "predikat", 0, (2021, 2026, "80", "60", 2025), ("70", None)),
    ("E", "naik", "jumlah", "orang", 0, (2021, 2026, "500", "200", 2025), ("200", None)),
    ("F", "naik", "jumlah", "dokumen", 0, (2021, 2026, "10", "4", 2025), ("2", None)),
    ("G", "naik", "jumlah", "ruang", 0, (2021, 2026, "400", "100", 2024), ("120", None)),
    ("H", "naik", "rata", "indeks", 2, (2021, 2026, "90", "80", 2022), ("85", None)),
    ("I", "naik", "terakhir", "persen", 1, None, None),
    ("J", "naik", "terakhir", "persen", 2, (2021, 2026, "60", "50", 2025), ("55", None)),
    ("K", "naik", "jumlah", "sekolah", 0, (2026, 2030, "50", None, None), ("20", None)),
    ("L", "naik", "terakhir", "persen", 2, (2021, 2026, "75", None, None), ("70", None)),
)  # fmt: skip

ANSWERS: dict[tuple[int, int], dict[str, str]] = {
    (2025, 1): {"G": "10", "H": "82"},
    (2025, 2): {"G": "20", "H": "84"},
    (2025, 3): {"G": "30", "H": "86"},
    (2025, 4): {"A": "84", "G": "40", "H": "88"},
    (2026, 1): {"A": "85", "B": "0.50", "E": "50", "F": "nihil", "G": "15", "H": "86", "I": "61.5", "J": "tidak_berlaku", "K": "5", "BUD.A": "200000000"},
    (2026, 2): {"A": "86", "E": "60", "F": "nihil", "G": "25", "H": "88", "J": "tidak_berlaku", "K": "5", "BUD.A": "300000000"},
    (2026, 3): {"A": "87", "B": "0.44", "C": "17", "D": "70", "E": "belum_tersedia", "F": "nihil", "G": "35", "H": "90", "I": "62", "J": "tidak_berlaku", "K": "5", "BUD.A": "400000000"},
}  # fmt: skip

EXPECTED: dict[str, tuple[str, ...]] = {
    # columns 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 as the screen shows them
    "A": ("90,00", "84,00", "88,00", "85,00", "86,00", "87,00", "– di luar periode", "87,00", "87,00", "96,67"),
    "B": ("0,40", "0,60", "0,45", "0,50", "– tidak diminta", "0,44", "– di luar periode", "0,44 2 dari 3 triwulan", "0,44", "90,00"),
    "C": ("15", "22", "15–20", "– tidak diminta", "– tidak diminta", "17", "– di luar periode", "17 1 dari 3 triwulan", "17", "100,00"),
    "D": ("A (80)", "60", "BB (70)", "– tidak diminta", "– tidak diminta", "BB (70)", "– di luar periode", "BB (70) 1 dari 3 triwulan", "BB (70)", "87,50"),
    "E": ("500", "200", "200", "50", "60", "– belum tersedia", "– di luar periode", "110 2 dari 3 triwulan", "310", "62,00"),
    "F": ("10", "4", "2", "0 nihil", "0 nihil", "0 nihil", "– di luar periode", "0 nihil", "4", "40,00"),
    "G": ("400", "200", "120", "15", "25", "35", "– di luar periode", "75", "275", "68,75"),
    "H": ("90,00", "81,67 1 dari 3 tahun tercatat", "85,00", "86,00", "88,00", "90,00", "– di luar periode", "88,00", "83,25", "92,50"),
    "I": ("– target Renstra belum dicatat", "– realisasi Renstra belum dicatat", "– target belum ditetapkan", "61,5", "– tidak diminta", "62,0", "– di luar periode", "62,0 2 dari 3 triwulan", "– target Renstra belum dicatat", "– target Renstra belum dicatat"),
    "J": ("60,00", "50,00", "55,00", "– tidak berlaku", "– tidak berlaku", "– tidak berlaku", "– di luar periode", "– tidak berlaku", "50,00 kolom 6 saja", "– tidak berlaku"),
    "K": ("50", "– tahun pertama Renstra", "20", "5", "5", "5", "– di luar periode", "15", "15", "30,00"),
    "L": ("75,00", "– tahun lalu tidak tercatat", "70,00", "– tidak diminta", "– tidak diminta", "– belum diterima", "– di luar periode", "– tidak ada realisasi", "– tidak ada realisasi", "– tidak ada realisasi"),
}  # fmt: skip
BUDGET = ("5.000.000.000", "3.000.000.000", "1.250.000.000", "200.000.000", "300.000.000", "400.000.000",
          "– di luar periode", "900.000.000", "3.900.000.000", "78,00")  # fmt: skip
AVERAGE, COVERAGE, PREDIKAT = Decimal("74.16"), "9 dari 11 indikator", "Sedang"
"""(96.667 + 90 + 100 + 87.5 + 62 + 40 + 68.75 + 92.5 + 30) / 9; I has no Renstra, L no figure, J does not apply."""


def plan() -> dict[str, PlanNode]:
    """Two sasaran; the first with a program, a kegiatan and a sub kegiatan."""
    made: dict[str, PlanNode] = {}
    for level, code, name, parent in (
        (Level.SASARAN, "S.1", "Mutu pendidikan meningkat", ""),
        (Level.PROGRAM, "1.01.02", "Pengelolaan Pendidikan", "S.1"),
        (Level.KEGIATAN, "1.01.02.2.01", "Sekolah Dasar", "1.01.02"),
        (Level.SUB_KEGIATAN, "1.01.02.2.01.0047", "Pembangunan Ruang Kelas Baru", "1.01.02.2.01"),
        (Level.SASARAN, "S.2", "Tata kelola membaik", ""),
    ):
        made[code] = PlanNode.objects.create(
            level=level, code=code, name=name, parent=made.get(parent), order=len(made)
        )
    return made


def work_out(office: Office, at: datetime) -> dict[str, Indicator]:
    """Everything above in the database."""
    nodes, made = plan(), {}
    scale = ValueMap.objects.create(name="Predikat")
    for label, value in (("A", "80"), ("BB", "70")):
        ValueMapEntry.objects.create(value_map=scale, label=label, value=Decimal(value))
    year = period(2026, PeriodKind.TAHUN)
    for code, direction, aggregation, satuan, decimals, renstra, target in INDICATORS:
        indicator = make_indicator(
            code, office.smp if code == "L" else office.sd, direction=Direction(direction), satuan=satuan,
            decimals=decimals, aggregation=aggregation,
        )  # fmt: skip
        indicator.node = nodes["1.01.02.2.01.0047" if code in "AB" else "S.2" if code == "L" else "1.01.02"]
        indicator.value_map = scale if code == "D" else None
        indicator.save()
        made[code] = indicator
        if renstra:
            first, last, value, achieved, until = renstra
            RenstraTarget.objects.create(
                indicator=indicator, first_year=first, last_year=last, value=Decimal(value),
                achieved=Decimal(achieved) if achieved else None, achieved_until=until,
            )  # fmt: skip
        if target:
            low, high = target
            Target.objects.create(
                indicator=indicator,
                period=year,
                value=Decimal(low),
                value_high=Decimal(high) if high else None,
            )
    made["BUD.A"] = make_indicator("BUD.A", office.sd, satuan="rupiah", decimals=0, aggregation="jumlah")
    made["BUD.Z"] = make_indicator("BUD.Z", office.smp, satuan="rupiah", decimals=0, aggregation="jumlah")
    for code, node, pagu in (
        ("BUD.A", "1.01.02.2.01.0047", "1250000000"),
        ("BUD.Z", "1.01.02.2.01", "80000000"),
    ):
        made[code].kind, made[code].node = Kind.ANGGARAN, nodes[node]
        made[code].save()
        Target.objects.create(indicator=made[code], period=year, value=Decimal(pagu))
    RenstraTarget.objects.create(
        indicator=made["BUD.A"], first_year=2021, last_year=2026, value=Decimal(5_000_000_000),
        achieved=Decimal(3_000_000_000), achieved_until=2025,
    )  # fmt: skip
    for (of, number), answers in ANSWERS.items():
        answered(made, office.sd, of, number, answers, at)
    answered(made, office.smp, 2026, 3, {"L": "71"}, at, state=SubmissionState.MENUNGGU_KEPALA)
    return made


def answered(
    made: dict[str, Indicator],
    unit: Unit,
    year: int,
    number: int,
    answers: dict[str, str],
    at: datetime,
    *,
    state: str = SubmissionState.DITERIMA,
) -> Submission:
    """A unit's form of one triwulan, answered whole."""
    report = make_report(at, period(year, PeriodKind.TRIWULAN, number))
    accepted_at = at if state == SubmissionState.DITERIMA else None
    submission = Submission.objects.create(
        report=report, unit=unit, state=state, due_at=at, opened_at=at, accepted_at=accepted_at
    )
    for code, text in answers.items():
        one, is_value = made[code], text[0].isdigit()
        Cell.objects.create(
            submission=submission, indicator=one, code=code, name=one.name, satuan=one.satuan, direction=one.direction,
            aggregation=one.aggregation, decimals=one.decimals, kind=one.kind, answer="nilai" if is_value else text,
            value=Decimal(text) if is_value else None, reason="" if is_value else "Tercatat.",
        )  # fmt: skip
    return submission
