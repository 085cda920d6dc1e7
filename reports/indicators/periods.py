"""Periods: their names, their days, and the one before."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from accounts.errors import Refusal
from reports.indicators.models import Period, PeriodKind

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV")
PER_YEAR: dict[PeriodKind, int] = {
    PeriodKind.BULAN: 12,
    PeriodKind.TRIWULAN: 4,
    PeriodKind.SEMESTER: 2,
    PeriodKind.TAHUN: 1,
}
FIRST_YEAR, LAST_YEAR = 2015, 2100


def check_period(year: int, kind: PeriodKind, number: int) -> None:
    """Refuse a period that no calendar has: triwulan 5, month 0, year 1926."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(f"Tahun {year} di luar {FIRST_YEAR}–{LAST_YEAR}. Periksa tahun periode.", field="year")
    if not 1 <= number <= PER_YEAR[kind]:
        raise Refusal(
            f"{kind.label} ke-{number} tidak ada; satu tahun mempunyai {PER_YEAR[kind]}. Pilih angka "
            f"1 sampai {PER_YEAR[kind]}.",
            field="number",
        )


def period(year: int, kind: PeriodKind, number: int = 1) -> Period:
    """The row of that period, made when first needed. Refuses an impossible one."""
    check_period(year, kind, number)
    return Period.objects.get_or_create(year=year, kind=kind, number=number)[0]


def period_label(year: int, kind: PeriodKind, number: int) -> str:
    """ "Triwulan III Tahun 2026", "Bulan September 2026", "Semester I Tahun 2026", "Tahun 2026"."""
    if kind == PeriodKind.BULAN:
        return f"Bulan {MONTHS[number - 1]} {year}"
    if kind == PeriodKind.TAHUN:
        return f"Tahun {year}"
    return f"{kind.label} {ROMAN[number - 1]} Tahun {year}"


def period_span(year: int, kind: PeriodKind, number: int) -> tuple[date, date]:
    """First and last day, both inside."""
    months = 12 // PER_YEAR[kind]
    last_month = number * months
    return date(year, last_month - months + 1, 1), date(year, last_month, monthrange(year, last_month)[1])


def previous_key(year: int, kind: PeriodKind, number: int) -> tuple[int, PeriodKind, int]:
    """The period of the same kind just before: before triwulan I stands triwulan IV of last year."""
    return (year, kind, number - 1) if number > 1 else (year - 1, kind, PER_YEAR[kind])


def previous(of: Period) -> Period | None:
    """The period just before, when anything was ever recorded for it."""
    year, kind, number = previous_key(of.year, PeriodKind(of.kind), of.number)
    return Period.objects.filter(year=year, kind=kind, number=number).first()
