"""Step 4: what the figures say, the factors behind them, one unit's data sent back, and the freezing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import read_key
from reports.analysis.explain import average_steps, budget_steps, row_steps
from reports.analysis.models import FollowUp, OddityAnswer
from reports.analysis.result import Budget, Factors, Group, Result, RowResult, UnitResult, read
from reports.analysis.services import compute, latest, missing_for_freeze
from reports.charts import bar_length
from reports.collection.models import Answer
from reports.indicators.models import Direction
from reports.sparkline import sparkline
from workflow.case import ReportRequest
from workflow.factors import Undertaking, save_factors
from workflow.sop import Action, Step
from workflow.views import analysis_form
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
    steps: list[str]
    trend: str

    @property
    def answer_words(self) -> str:
        return Answer(self.row.answer).label if self.row.answer else "Belum dijawab"

    @property
    def direction_words(self) -> str:
        return Direction(self.row.direction).label


@dataclass(frozen=True)
class Block:
    """One unit: its lines, and what stands (or was just typed) in its boxes."""

    result: UnitResult
    lines: list[Line]
    money: list[Line]
    steps: list[str]
    money_steps: list[str]
    factors: Factors
    undertaking: Undertaking
    done: dict[int, str]
    dropped: list[int]
    chosen: bool

    @property
    def key(self) -> str:
        return str(self.result.unit_id)

    @property
    def has_factors(self) -> bool:
        kept = self.factors
        return bool(kept.supporting or kept.hindering or kept.written or kept.follow_ups or kept.carried)


@dataclass(frozen=True)
class Table:
    """Averages side by side: by unit, by bidang or by program."""

    identifier: str
    title: str
    rows: list[Group]
    has_budget: bool
    has_year: bool


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
        _save(request, case)
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
            messages.success(request, "Faktor, tindak lanjut, dan jawaban kejanggalan tersimpan.")
            return redirect("workflow:analisis", case.pk)
    if refusal is None:
        return to_case(case)
    return refused(request, refusal, PAGE, _context(request, case, kept=True))


def _save(request: HttpRequest, case: ReportRequest) -> None:
    assert case.report is not None
    data, units = request.POST, list(case.report.submissions.values_list("unit_id", flat=True))
    save_factors(
        case_id=case.pk, visit_id=visit_id_of(request), typed=analysis_form.typed_factors(data, units),
        by=cast("User", request.user), at=desk_of(request).at,
        undertaken=[analysis_form.undertaking(data, pk) for pk in units], finished=analysis_form.finished(data),
        dropped=analysis_form.dropped(data), answers=analysis_form.answers(data),
    )  # fmt: skip


def _context(request: HttpRequest, case: ReportRequest, *, kept: bool = False) -> dict[str, Any]:
    """`kept`: what was typed is stored already, so the line for one more follow-up is empty again."""
    assert case.report is not None
    open_now = case.step == Step.ANALISIS
    frozen = None if open_now else latest(case.report)
    result = read(frozen.data) if frozen else compute(case.report)
    returned = [one for one in result.oddities if one.decision == OddityAnswer.Decision.DIKEMBALIKAN]
    typed = QueryDict() if kept else request.POST
    return {
        **step_page(request, case, Action.BEKUKAN_ANALISIS),
        "hasil": result,
        "beku": frozen,
        "berjalan": open_now,
        "unit": [
            _block(unit, request, typed, result, {one.unit_id for one in returned}) for unit in result.units
        ],
        "kejanggalan": analysis_form.oddities_by_kind(result.oddities, typed),
        "menunggu": sum(not one.decision for one in result.oddities),
        "kelompok": _tables(result),
        "langkah_rata": average_steps([row for unit in result.units for row in unit.rows], result.average, result),
        "langkah_anggaran": budget_steps(result.budget) if result.budget else [],
        "untuk": FollowUp.Horizon.choices,
        "judul": _heading(result),
        "sudah": _coverage(result),
        "belum": missing_for_freeze(case.report, result) if open_now else [],
        "alasan": request.POST.get("note") or "\n".join(f"{one.code}: {one.reason}" for one in returned),
        "dikembalikan": returned_to_here(case) if open_now else None,
    }  # fmt: skip


def _block(
    unit: UnitResult, request: HttpRequest, typed: QueryDict, result: Result, returned: set[int]
) -> Block:
    factors, pk = unit.factors, unit.unit_id
    if f"pendorong-{pk}" in request.POST:
        factors = replace(
            factors,
            supporting=request.POST.get(f"pendorong-{pk}", ""),
            hindering=request.POST.get(f"penghambat-{pk}", ""),
            written=request.POST.get(f"tindak-lanjut-{pk}", ""),
        )
    picked = request.POST.getlist("units") if "units" in request.POST else [str(one) for one in returned]
    return Block(
        result=unit,
        lines=[_line(row, result) for row in unit.rows],
        money=[_line(row, result) for row in unit.budget_rows],
        steps=average_steps(unit.rows, unit.average, result),
        money_steps=budget_steps(unit.budget) if unit.budget else [],
        factors=factors,
        undertaking=analysis_form.undertaking(typed, pk),
        done=analysis_form.finished(typed),
        dropped=analysis_form.dropped(typed),
        chosen=str(pk) in picked,
    )


def _line(row: RowResult, result: Result) -> Line:
    drawn = sparkline(row.trend, decimals=row.decimals, identifier=f"tren-{row.cell_id}")
    return Line(row, _bar(row.capaian), row_steps(row, result), mark_safe(drawn))


def _tables(result: Result) -> list[Table]:
    units = [
        Group("unit", "", unit.name, unit.average, unit.year_average or unit.average, unit.budget, unit.rank)
        for unit in result.units
        if not unit.is_excused
    ]
    bidang, program = result.groups_of("bidang"), result.groups_of("program")
    kinds = [("unit", "Menurut unit", units)]
    if {group.name for group in bidang} != {unit.name for unit in result.units}:
        kinds.append(("bidang", "Menurut bidang", bidang))
    kinds.append(("program", "Menurut program", program))
    return [
        Table(
            key, title, sorted(rows, key=lambda group: group.rank or len(rows) + 1),
            any(isinstance(group.budget, Budget) for group in rows),
            any(group.year_average.counted for group in rows) and result.year_average is not None,
        )
        for key, title, rows in kinds
        if rows
    ]  # fmt: skip


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
