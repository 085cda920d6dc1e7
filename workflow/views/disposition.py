"""Step 1: the Kepala Dinas reads the scan and writes the lembar disposisi; and takes it back while it is unread."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import BaseForm
from workflow.case import ReportRequest
from workflow.forecast import promise_of
from workflow.forms.disposition import AcknowledgeForm, DispositionForm, ForwardForm
from workflow.forms.reasons import RecallForm
from workflow.people import preparing
from workflow.rules import may_read_scan
from workflow.services import current_visit
from workflow.sop import Action, Step
from workflow.views.common import act, prepared_id_of, refused, to_case, visible_case
from workflow.views.letters import scan_context
from workflow.views.step_page import step_page
from workflow.visits import StepRecord

SHEET = "workflow/disposisi.html"
CLOSING = "workflow/disposisi_tanpa_laporan.html"
ALWAYS_SHOWN = 4
"""Recipients shown without unfolding, as on the paper's first lines: the rest is one tap away."""


@require_http_methods(["GET", "POST"])
@visible_case
def disposition(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The scan beside the sheet. The two ways out without a report are asked once more on a page of their own.

    `aksi`: disposisikan; tanya-diketahui and tanya-teruskan show that page; diketahui and teruskan carry it out.
    """
    if not may_read_scan(case.letter, desk_of(request)):
        raise Http404("Surat tidak ada.")
    wanted = request.POST.get("aksi", "disposisikan") if request.method == "POST" else ""
    if case.step != Step.DISPOSISI and not wanted:
        messages.info(request, "Surat ini sudah didisposisi. Inilah keadaan kasusnya sekarang.")
        return to_case(case)
    match wanted:
        case "tanya-diketahui":
            return _closing(request, case, AcknowledgeForm(initial={"note": request.POST.get("note", "")}))
        case "tanya-teruskan":
            return _closing(request, case, ForwardForm(initial={"note": request.POST.get("note", "")}))
        case "diketahui":
            return _close(request, case, AcknowledgeForm(request.POST))
        case "teruskan":
            return _close(request, case, ForwardForm(request.POST))
        case "disposisikan":
            return _dispose(request, case)
    prepared = preparing.waiting_for(current_visit(case), desk_of(request))
    if prepared is not None and prepared.action == Action.CUKUP_DIKETAHUI:
        return _closing(request, case, AcknowledgeForm(initial=prepared.data))
    return _sheet(request, case, DispositionForm(initial=prepared.data if prepared else None))


def _dispose(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    form = DispositionForm(request.POST)
    if not form.is_valid():
        return _sheet(request, case, form, status=422)
    data = {
        "recipients": [unit.pk for unit in form.cleaned_data["recipients"]],
        "instructions": form.cleaned_data["instructions"],
        "note": form.cleaned_data["note"],
        "prepared": prepared_id_of(request),
    }
    refusal = act(
        request, case, Action.DISPOSISIKAN, data,
        done="Surat didisposisi. Kasubag Perencanaan menyiapkan pengumpulan data; Anda masih dapat menariknya "
        "kembali sampai ia membukanya.",
    )  # fmt: skip
    if refusal is None:
        return to_case(case)
    form.add_refusal(refusal)
    return refused(request, refusal, SHEET, _sheet_context(request, case, form))


def _sheet(
    request: HttpRequest, case: ReportRequest, form: DispositionForm, *, status: int = 200
) -> HttpResponse:
    return render(request, SHEET, _sheet_context(request, case, form), status=status)


def _sheet_context(request: HttpRequest, case: ReportRequest, form: DispositionForm) -> dict[str, Any]:
    chosen = form.chosen()
    boxes = [
        {"unit": unit, "judul": title, "nilai": str(unit.pk), "dipilih": str(unit.pk) in chosen,
         "menyiapkan": form.planning is not None and unit.pk == form.planning.pk}
        for unit, (_, title) in zip(form.units, form.fields["recipients"].widget.choices, strict=True)
    ]  # fmt: skip
    more = boxes[ALWAYS_SHOWN:]
    page = step_page(request, case, Action.DISPOSISIKAN)
    visit: StepRecord | None = page["kunjungan"]
    return {
        **page, **scan_context(case.letter), "form": form,
        "janji": promise_of(visit, desk_of(request).at, calendar_of(request)) if visit else None,
        "penerima": boxes[:ALWAYS_SHOWN], "penerima_lain": more, "buka_lain": any(box["dipilih"] for box in more),
    }  # fmt: skip


def _close(request: HttpRequest, case: ReportRequest, form: BaseForm) -> HttpResponse:
    if not form.is_valid():
        return _closing(request, case, form, status=422)
    elsewhere = form.cleaned_data.get("forwarded_to", "")
    done = f"Surat diteruskan ke {elsewhere}" if elsewhere else "Surat cukup diketahui"
    refusal = act(
        request,
        case,
        Action.CUKUP_DIKETAHUI,
        form.cleaned_data | {"prepared": prepared_id_of(request)},
        done=f"{done}. Kasus ditutup tanpa laporan.",
    )
    if refusal is None:
        return to_case(case)
    form.add_refusal(refusal)
    return refused(request, refusal, CLOSING, _closing_context(request, case, form))


def _closing(request: HttpRequest, case: ReportRequest, form: BaseForm, *, status: int = 200) -> HttpResponse:
    return render(request, CLOSING, _closing_context(request, case, form), status=status)


def _closing_context(request: HttpRequest, case: ReportRequest, form: BaseForm) -> dict[str, Any]:
    context = step_page(request, case, Action.CUKUP_DIKETAHUI)
    return {**context, "form": form, "surat": case.letter, "meneruskan": isinstance(form, ForwardForm)}


@require_http_methods(["GET", "POST"])
@visible_case
def recall(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """2 → 1, until the Kasubag has opened the case."""
    context = step_page(request, case, Action.TARIK_DISPOSISI)
    if request.method == "GET":
        if context["pos"] is None:
            messages.info(request, context["bukan_giliran"] or "Disposisi ini tidak dapat ditarik.")
            return to_case(case)
        missing = case.missing(Action.TARIK_DISPOSISI)
        return render(request, "workflow/tarik.html", {**context, "form": RecallForm(), "belum": missing})
    form = RecallForm(request.POST)
    if form.is_valid():
        refusal = act(
            request, case, Action.TARIK_DISPOSISI, form.cleaned_data,
            done="Disposisi ditarik kembali. Surat ada di meja Anda lagi, dengan waktu penuh.",
        )  # fmt: skip
        if refusal is None:
            return to_case(case)
        form.add_refusal(refusal)
    else:
        refusal = Refusal("Periksa isian di bawah, lalu kirim lagi.")
    return refused(request, refusal, "workflow/tarik.html", {**context, "form": form})
