"""The last lines of Form E.81, worded once for screen, sheet and paper."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from accounts.worktime_words import long_date
from reports.analysis.explain import WEIGHTED
from reports.e81.sheet import FollowLine, Sheet
from reports.figures import figure


def footer(sheet: Sheet) -> list[tuple[str, str]]:
    """The last lines of the form, the same on screen, sheet and paper."""
    mean, year, money = sheet.average, sheet.year_average, sheet.budget
    spent = (
        f"{figure(money.percent, sheet.places)} % (Rp {figure(money.spent, 0)} dari Rp {figure(money.pagu, 0)}, "
        f"{money.counted} dari {money.expected} baris anggaran)"
        if money.percent is not None
        else f"– ({money.counted} dari {money.expected} baris anggaran mempunyai pagu dan realisasi)"
    )
    rule = f". {WEIGHTED}" if sheet.use_weights else ""
    return [
        ("Rata-rata capaian kinerja (%)", _mean(mean.value, sheet.places, mean.coverage) + rule),
        ("Predikat kinerja", mean.predikat or "–"),
        (f"Rata-rata capaian target {sheet.year} (12 terhadap 7)", _mean(year.value, sheet.places, year.coverage) + rule),
        (f"Realisasi anggaran {sheet.year}", spent),
        ("Faktor pendorong keberhasilan kinerja", _joined(f"{one.unit}: {one.text}" for one in sheet.supporting)),
        ("Faktor penghambat pencapaian kinerja", _joined(f"{one.unit}: {one.text}" for one in sheet.hindering)),
        ("Tindak lanjut yang diperlukan dalam triwulan berikutnya", _joined(map(follow, sheet.next_quarter))),
        ("Tindak lanjut yang diperlukan dalam Renja berikutnya", _joined(map(follow, sheet.next_renja))),
    ]  # fmt: skip


def follow(line: FollowLine) -> str:
    """ "Bidang SD: Validasi Dapodik (Kepala Seksi Kurikulum, paling lambat 20 Oktober 2026, selesai)"."""
    facts = [line.person] if line.person else []
    if line.due_on:
        facts.append(f"paling lambat {long_date(line.due_on)}")
    if line.is_done:
        facts.append("selesai")
    return f"{line.unit}: {line.text}" + (f" ({', '.join(facts)})" if facts else "")


def _mean(value: Decimal | None, places: int, coverage: str) -> str:
    return f"{figure(value, places)} ({coverage})" if value is not None else f"– ({coverage})"


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines) or "– belum ditulis"
