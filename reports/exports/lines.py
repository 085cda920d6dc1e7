"""A frozen analysis as open data: one line per indicator and unit, and what a reader must know about the whole.

The names follow Satu Data Indonesia (Perpres 39/2019): code, satuan, direction, period, source and unit travel with every
figure, and the SHA-256 of the frozen analysis says which one it was.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from reports.analysis import formulas
from reports.analysis.models import Analysis
from reports.analysis.result import PlanLine, Result, RowResult, read
from reports.collection.models import Answer, Cell
from reports.indicators.models import Direction, PeriodKind
from reports.indicators.periods import period_span
from reports.letterhead import letterhead

UNANSWERED = "Belum dijawab"


@dataclass(frozen=True)
class Line:
    """One indicator of one unit. The names of the fields are the columns of CSV and JSON."""

    kode: str
    indikator: str
    jenis: str
    satuan: str
    arah: str
    nomenklatur_kode: str
    nomenklatur: str
    unit: str
    periode: str
    target: Decimal | None
    target_batas_atas: Decimal | None
    realisasi: Decimal | None
    jawaban: str
    alasan: str
    keterangan: str
    capaian_persen: Decimal | None
    predikat: str
    tidak_dapat_dihitung: str
    realisasi_tahun_berjalan: Decimal | None
    sumber: str
    sidik_analisis: str
    # added since the first files went out: always at the end, so that older readers keep their columns
    realisasi_sebutan: str
    target_tahun: Decimal | None
    capaian_tahun_persen: Decimal | None
    bobot: Decimal | None


COLUMNS = tuple(field.name for field in fields(Line))


@dataclass(frozen=True)
class Export:
    """The lines, and the facts about the whole in the order they are shown."""

    title: str
    number: int
    metadata: dict[str, Any]
    lines: tuple[Line, ...]


def export(analysis: Analysis) -> Export:
    """Read a frozen analysis. Schema 1 held no kind, plan and source: there they come from the cells."""
    result = read(analysis.data)
    asked = [(unit, row) for unit in result.units for row in (*unit.rows, *unit.budget_rows)]
    if analysis.data["schema"] == 1:
        cells = Cell.objects.in_bulk([row.cell_id for _, row in asked])
        asked = [(unit, _completed(row, cells.get(row.cell_id))) for unit, row in asked]
    lines = tuple(_line(row, unit.name, result.period_label, analysis.sha256) for unit, row in asked)
    return Export(result.title, analysis.number, _metadata(result, analysis), lines)


def _completed(row: RowResult, cell: Cell | None) -> RowResult:
    """A row of schema 1 with what only its cell knows; without the cell its kind is unknown."""
    if cell is None:
        return replace(row, kind="")
    plan = tuple(PlanLine(line["level"], line["code"], line["name"]) for line in cell.plan)
    return replace(row, kind=cell.kind, plan=plan, source=cell.source)


def _line(row: RowResult, unit: str, period: str, sha256: str) -> Line:
    plan = row.plan[-1] if row.plan else None
    return Line(
        kode=row.code,
        indikator=row.name,
        jenis=row.kind,
        satuan=row.satuan,
        arah=Direction(row.direction).label,
        nomenklatur_kode=plan.code if plan else "",
        nomenklatur=plan.name if plan else "",
        unit=unit,
        periode=period,
        target=row.target,
        target_batas_atas=row.target_high,
        realisasi=row.value,
        jawaban=Answer(row.answer).label if row.answer else UNANSWERED,
        alasan=row.reason,
        keterangan=row.note,
        capaian_persen=None if row.capaian is None else formulas.rounded(row.capaian, row.places),
        predikat=row.predikat,
        tidak_dapat_dihitung=row.not_computable,
        realisasi_tahun_berjalan=row.year_value,
        sumber=row.source,
        sidik_analisis=sha256,
        realisasi_sebutan=next((word for word, number in row.scale if number == row.value), ""),
        target_tahun=row.target_year,
        capaian_tahun_persen=None
        if row.year_capaian is None
        else formulas.rounded(row.year_capaian, row.places),
        bobot=row.weight,
    )


def _metadata(result: Result, analysis: Analysis) -> dict[str, Any]:
    first, last = period_span(result.year, PeriodKind(result.period_kind), result.period_number)
    mean = result.average
    return {
        "judul": result.title,
        "produsen_data": letterhead().office_name,
        "periode": result.period_label,
        "periode_mulai": first.isoformat(),
        "periode_selesai": last.isoformat(),
        "peminta": result.requester,
        "dasar": result.basis,
        "analisis_ke": analysis.number,
        "dibekukan_pada": timezone.localtime(analysis.frozen_at).isoformat(timespec="seconds"),
        "dibekukan_oleh": analysis.frozen_title,
        "sidik_sha256": analysis.sha256,
        "rata_rata_capaian_persen": plain(mean.printed),
        "predikat": mean.predikat,
        "cakupan_rata_rata": mean.coverage,
        "batas_capaian_dalam_rata_rata_persen": plain(result.cap),
        "ditimbang_menurut_bobot": result.use_weights,
        "data_contoh": result.is_sample,
        "penjelasan": (
            "Nihil dihitung sebagai nol. Belum tersedia dan tidak berlaku tidak mempunyai angka dan tidak ikut dihitung. "
            f"Capaian dibulatkan {mean.rounding}; di dalam rata-rata ia dibatasi seperti tertulis di atas."
        ),
    }


def plain(value: Decimal | None) -> str | None:
    """Exact decimal digits with a point; a float would lose some."""
    return None if value is None else f"{value:f}"
