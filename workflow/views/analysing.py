"""Step 4: what the figures say, the factors behind them, one unit's data sent back, and the freezing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.errors import Refusal
from accounts.forms_base import read_key
from reports.analysis.result import Factors, Result, RowResult, UnitResult, read
from reports.analysis.services import compute, latest, missing_for_freeze
from reports.charts import bar_length
from reports.collection.models import Answer
from reports.indicators.models import Direction
from workflow.case import ReportRequest
from workflow.context import desk_of
from workflow.factors import Typed, save_factors
from workflow.sop import Action, Step
from workflow.views.common import act, contents_only, refused, to_case, visible_case, visit_id_of
from workflow.views.step_page import returned_to_here, step_page

if TYPE_CHECKING:
    from accounts.models import User

PAGE = "workflow/analisis.html"
BAR = 200
"""Width of the small bar's drawing; its tick at 100 % stands at 166.7."""


@dataclass(frozen=True)
class Line:
    """One indicator as the table shows it."""

    row: RowResult
    bar: str

    @property
    def answer_words(self) -> str:
        return Answer(self.row.answer).label if self.row.answer else "Belum dijawab"

    @property
    def direction_words(self) -> str:
        return Direction(self.row.direction).label


@dataclass(frozen=True)
class Block:
    """One unit: its lines, and what stands (or was just typed) in its three boxes."""

    result: UnitResult
    lines: list[Line]
    factors: Factors
    chosen: bool


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def analysing(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """`aksi`: simpan keeps the factors; kembalikan and bekukan keep them too before they act, so nothing typed is lost."""
    if case.report is None or case.report.format_id is None:
        messages.info(request, "Format belum disampaikan ke unit, jadi belum ada data untuk dianalisis.")
        return to_case(case)
    if request.method == "GET":
        return render(request, PAGE, _context(request, case))
    try:
        save_factors(
            case_id=case.pk, visit_id=visit_id_of(request), typed=_typed(request, case),
            by=cast("User", request.user), at=desk_of(request).at,
        )  # fmt: skip
    except Refusal as unsaved:
        return refused(request, unsaved, PAGE, _context(request, case))
    match request.POST.get("aksi"):
        case "kembalikan":
            units = [pk for text in request.POST.getlist("units") if (pk := read_key(text))]
            refusal = act(
                request, case, Action.KEMBALIKAN_DATA, {"units": units, "note": request.POST.get("note", "")},
                done="Data dikembalikan. Hanya unit yang Anda pilih mengisi lagi; data unit lain tetap diterima.",
            )  # fmt: skip
        case "bekukan":
            refusal = act(
                request, case, Action.BEKUKAN_ANALISIS, {},
                done="Hasil analisis dibekukan. Berikutnya Staf Perencana menyusun draft laporan dari hasil ini.",
            )  # fmt: skip
        case _:
            messages.success(request, "Faktor dan tindak lanjut tersimpan.")
            return redirect("workflow:analisis", case.pk)
    if refusal is None:
        return to_case(case)
    return refused(request, refusal, PAGE, _context(request, case))


def _typed(request: HttpRequest, case: ReportRequest) -> list[Typed]:
    assert case.report is not None
    return [
        Typed(
            unit_id=pk, supporting=request.POST.get(f"pendorong-{pk}", ""),
            hindering=request.POST.get(f"penghambat-{pk}", ""), follow_up=request.POST.get(f"tindak-lanjut-{pk}", ""),
        )
        for pk in case.report.submissions.values_list("unit_id", flat=True)
        if f"pendorong-{pk}" in request.POST
    ]  # fmt: skip


def _context(request: HttpRequest, case: ReportRequest) -> dict[str, Any]:
    assert case.report is not None
    open_now = case.step == Step.ANALISIS
    frozen = None if open_now else latest(case.report)
    result = read(frozen.data) if frozen else compute(case.report)
    context = step_page(request, case, Action.BEKUKAN_ANALISIS)
    return {
        **context,
        "hasil": result,
        "beku": frozen,
        "berjalan": open_now,
        "unit": [_block(unit, request) for unit in result.units],
        "rata_batang": _bar(result.average.value),
        "judul": _heading(result),
        "sudah": _coverage(result),
        "belum": missing_for_freeze(case.report) if open_now else [],
        "alasan": request.POST.get("note", ""),
        "dikembalikan": returned_to_here(case) if open_now else None,
    }  # fmt: skip


def _block(unit: UnitResult, request: HttpRequest) -> Block:
    factors = unit.factors
    if f"pendorong-{unit.unit_id}" in request.POST:
        factors = replace(
            factors,
            supporting=request.POST.get(f"pendorong-{unit.unit_id}", ""),
            hindering=request.POST.get(f"penghambat-{unit.unit_id}", ""),
            written=request.POST.get(f"tindak-lanjut-{unit.unit_id}", ""),
        )
    chosen = str(unit.unit_id) in request.POST.getlist("units")
    return Block(unit, [Line(row, _bar(row.capaian)) for row in unit.rows], factors, chosen)


def _bar(value: Any) -> str:
    return "" if value is None else bar_length(value, BAR)


def _heading(result: Result) -> str:
    low = sum(row.is_low for unit in result.units for row in unit.rows)
    if low:
        return f"{low} indikator perlu perhatian"
    if result.counts.missing:
        return f"{result.counts.missing} data belum ada"
    uncomputed = sum(bool(row.not_computable) for unit in result.units for row in unit.rows)
    if uncomputed:
        return f"{uncomputed} capaian tidak dapat dihitung"
    return "Semua capaian baik" if result.average.counted else "Belum ada capaian yang dapat dihitung"


def _coverage(result: Result) -> list[str]:
    counts = result.counts
    sentences = [f"{counts.nilai} nilai" + (f", {counts.nihil} nihil" if counts.nihil else "")]
    if counts.belum_tersedia:
        sentences.append(f"{counts.belum_tersedia} belum tersedia, dengan alasan")
    if counts.tidak_berlaku:
        sentences.append(f"{counts.tidak_berlaku} tidak berlaku, dengan alasan")
    return sentences
