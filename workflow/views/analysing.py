"""Step 4: what the figures say, the factors behind them, one unit's data sent back, and the freezing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import read_key
from reports.analysis.explain import average_steps, budget_steps
from reports.analysis.models import FollowUp, OddityAnswer
from reports.analysis.result import read
from reports.analysis.services import compute, latest
from workflow.case import ReportRequest
from workflow.factors import save_factors
from workflow.sop import Action, Step
from workflow.views import analysis_form, analysis_words
from workflow.views.analysis_blocks import blocks_of, tables_of
from workflow.views.common import act, contents_only, refused, to_case, visible_case, visit_id_of
from workflow.views.step_page import returned_to_here, step_page

if TYPE_CHECKING:
    from accounts.models import User

PAGE = "workflow/analisis.html"


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
        return refused(request, unsaved, PAGE, _context(request, case, refusal=unsaved))
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
    return refused(request, refusal, PAGE, _context(request, case, kept=True, refusal=refusal))


def _save(request: HttpRequest, case: ReportRequest) -> None:
    assert case.report is not None
    data, units = request.POST, list(case.report.submissions.values_list("unit_id", flat=True))
    save_factors(
        case_id=case.pk, visit_id=visit_id_of(request), typed=analysis_form.typed_factors(data, units),
        by=cast("User", request.user), at=desk_of(request).at,
        undertaken=[analysis_form.undertaking(data, pk) for pk in units], finished=analysis_form.finished(data),
        dropped=analysis_form.dropped(data), answers=analysis_form.answers(data),
    )  # fmt: skip


def _context(
    request: HttpRequest, case: ReportRequest, *, kept: bool = False, refusal: Refusal | None = None
) -> dict[str, Any]:
    """`kept`: what was typed is stored already, so the line for one more follow-up is empty again."""
    assert case.report is not None
    open_now = case.step == Step.ANALISIS
    frozen = None if open_now else latest(case.report)
    result = read(frozen.data) if frozen else compute(case.report)
    returned = [one for one in result.oddities if one.decision == OddityAnswer.Decision.DIKEMBALIKAN]
    step = step_page(request, case, Action.BEKUKAN_ANALISIS)
    missing = analysis_words.needs(case.report, result) if open_now else []
    waiting = sum(not one.decision for one in result.oddities)
    place = analysis_words.place_of(refusal, result, missing)
    return {
        **step,
        "hasil": result,
        "beku": frozen,
        "berjalan": open_now,
        "kepala": analysis_words.open_heading(result, missing, mine=step["pos"] is not None)
        if open_now
        else analysis_words.heading(result),
        "unit": blocks_of(result, request.POST, kept=kept, refused_at=place),
        "berperingkat": sum(unit.rank is not None for unit in result.units),
        "kejanggalan": analysis_form.oddities_by_kind(
            result.oddities, QueryDict() if kept else request.POST, place
        ),
        "menunggu": waiting,
        "rendah": analysis_words.low_count(result),
        "jawaban": analysis_words.coverage(result),
        "kelompok": tables_of(result),
        "langkah_rata": average_steps([row for unit in result.units for row in unit.rows], result.average, result),
        "langkah_anggaran": budget_steps(result.budget) if result.budget else [],
        "untuk": FollowUp.Horizon.choices,
        "belum": missing,
        "alasan": request.POST.get("note") or "\n".join(f"{one.code}: {one.reason}" for one in returned),
        "dikembalikan": returned_to_here(case) if open_now else None,
        "galat_tujuan": place,
    }  # fmt: skip
