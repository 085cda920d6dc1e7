"""Step 5 on the screen: the draft that writes itself, and the people who edit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import read_key
from reports.drafting.rendering import draft_html
from reports.models import Version
from reports.paper_html import preview as paper_preview
from workflow import writing
from workflow.case import ReportRequest
from workflow.forms.paper import ReopenForm
from workflow.sop import Action
from workflow.views.common import act, contents_only, refused, report_of, to_case, visible_case, visit_id_of
from workflow.views.draft_form import Wish, changed
from workflow.views.draft_page import next_number, next_person, page, result_of
from workflow.views.paper_document import on_screen
from workflow.views.step_page import step_page
from workflow.writing import Typed

if TYPE_CHECKING:
    pass

TEMPLATE = "workflow/draft.html"


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def draft(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The editor. A post saves every section that differs; the pressed button says what else."""
    if request.method == "POST":
        return _save(request, case)
    return render(request, TEMPLATE, page(request, case))


@require_POST
@visible_case
@contents_only
def generate(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Write the draft from the frozen analysis; edited sections keep their text."""
    had_draft = case.report is not None and case.report.sections.exists()
    try:
        writing.generate(
            case_id=case.pk, visit_id=visit_id_of(request), by=desk_of(request).user, at=desk_of(request).at,
            template_id=read_key(request.POST.get("templat", "")),
        )  # fmt: skip
    except Refusal as refusal:
        return refused(request, refusal, TEMPLATE, page(request, case))
    messages.success(
        request,
        "Draft disusun ulang dari hasil analisis. Bagian yang sudah Anda ubah tetap seperti tulisan Anda."
        if had_draft
        else "Draft disusun dari hasil analisis. Baca tiap bagian, lengkapi, lalu ajukan.",
    )
    return redirect("workflow:draft", case.pk)


@require_safe
@visible_case
@contents_only
def preview(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The draft as paper, from what is stored now."""
    report = report_of(case)
    sections, result = list(report.sections.order_by("order")), result_of(report)
    if not sections or result is None:
        raise Http404("Draft belum disusun.")
    number = next_number(report)
    unsent = Version(
        report=report, number=number, html=draft_html(sections, result, marks_typed=True), sha256=""
    )
    context = {"isi_laporan": on_screen(paper_preview(unsent)), "laporan": report, "versi_berikut": number}
    context["ada_diketik"] = 'class="diketik"' in unsent.html
    return render(
        request, "workflow/draft_pratinjau.html", {**step_page(request, case, Action.AJUKAN_DRAFT), **context}
    )


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def reopen(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Back to step 4, with the figure that is wrong; a page of its own, because the analysis opens again."""
    form = ReopenForm(request.POST or None)
    context = step_page(request, case, Action.BUKA_ANALISIS)
    if request.method == "POST" and form.is_valid():
        refusal = act(
            request, case, Action.BUKA_ANALISIS, form.cleaned_data,
            done="Analisis dibuka kembali. Kasus kini di meja Kasubag Perencanaan; draft Anda tetap tersimpan.",
        )  # fmt: skip
        if refusal is None:
            return to_case(case)
        form.add_refusal(refusal)
    return render(
        request, "workflow/buka_analisis.html", {**context, "form": form}, status=422 if form.errors else 200
    )


def _save(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    wish = Wish.of(request)
    typed = changed(request, report_of(case), wish)
    refusals = writing.save_all(
        case_id=case.pk,
        visit_id=visit_id_of(request),
        typed=typed,
        by=desk_of(request).user,
        at=desk_of(request).at,
    )
    if refusals:
        return _refused_sections(request, case, typed, refusals)
    section_id = read_key(wish.section)
    if wish.kind == "tetap" and section_id is not None:
        try:
            writing.keep(
                case_id=case.pk, visit_id=visit_id_of(request), section_id=section_id, by=desk_of(request).user,
                at=desk_of(request).at,
            )  # fmt: skip
        except Refusal as gone:
            return refused(request, gone, TEMPLATE, page(request, case))
    if wish.kind == "ajukan":
        number = next_number(report_of(case))
        refusal = act(
            request, case, Action.AJUKAN_DRAFT, {"note": request.POST.get("note", "")},
            done=f"Draft versi {number} diajukan. Kasus kini menunggu koreksi dan paraf {next_person(case)}.",
        )  # fmt: skip
        if refusal is None:
            return to_case(case)
        return refused(request, refusal, TEMPLATE, page(request, case))
    messages.success(
        request, "Draft disimpan." if typed else "Tidak ada yang berubah; draft sudah tersimpan."
    )
    anchor = "" if section_id is None else f"#bagian-{section_id}"
    return redirect(reverse("workflow:draft", args=[case.pk]) + anchor)


def _refused_sections(
    request: HttpRequest, case: ReportRequest, typed: list[Typed], refusals: dict[int, Refusal]
) -> HttpResponse:
    context = page(request, case, kept={one.section_id: one for one in typed}, refusals=refusals)
    same = len({refusal.message for refusal in refusals.values()}) == 1
    summary = (
        next(iter(refusals.values()))
        if same
        else Refusal(
            "Beberapa bagian belum tersimpan. Teks Anda masih ada di kotaknya; baca sebabnya di bawah kotak itu."
        )
    )
    is_race = any(item.conflicts for item in context["bagian"])
    return refused(request, summary, TEMPLATE, context, is_race=is_race)
