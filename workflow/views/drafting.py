"""Step 5 on the screen: the draft that writes itself, and the people who edit it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.forms_base import read_key
from reports.analysis.result import Result, read
from reports.analysis.services import latest
from reports.drafting import services as drafting
from reports.drafting.blocks import Table, blocks, figure_html, table_html
from reports.drafting.rendering import draft_html
from reports.drafting.rich import clean_text, from_plain, plain
from reports.models import DraftSection, Report, Version
from reports.paper_html import preview as paper_preview
from workflow import writing
from workflow.case import ReportRequest
from workflow.forms.paper import ReopenForm
from workflow.sop import Action, Step
from workflow.views.common import act, contents_only, refused, to_case, visible_case, visit_id_of
from workflow.views.paper_document import on_screen
from workflow.views.step_page import returned_to_here, step_page
from workflow.writing import Typed

if TYPE_CHECKING:
    from accounts.models import User

TEMPLATE = "workflow/draft.html"


@dataclass
class SectionOnScreen:
    """One section as shown: `text` (HTML) is what the person typed when a save was refused, else what is stored."""

    section: DraftSection
    text: str
    block_html: str
    refusal: Refusal | None = None
    seen_version: int | None = None

    @property
    def version(self) -> int:
        """The version the text in the box began from; a refused text keeps the older one."""
        return self.section.version if self.seen_version is None else self.seen_version

    @property
    def conflicts(self) -> bool:
        return self.refusal is not None and self.version != self.section.version

    @property
    def is_heading(self) -> bool:
        """A chapter that is only a title; people may still add a text under it."""
        return not self.section.generated_text and not self.text

    @property
    def plain(self) -> str:
        """The text as the box shows it without JavaScript: paragraphs, "- " lists, figures in braces."""
        return plain(self.text)

    @property
    def rows(self) -> int:
        """Height of the text box: enough to read without scrolling, in lines of about 90 letters."""
        lines = sum(1 + len(line) // 90 for line in self.plain.splitlines())
        return min(max(lines + 1, 3), 22)


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def draft(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The editor. A post saves every section that differs; the pressed button says what else."""
    if request.method == "POST":
        return _save(request, case)
    return render(request, TEMPLATE, _page(request, case))


@require_POST
@visible_case
@contents_only
def generate(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Write the draft from the frozen analysis; edited sections keep their text."""
    had_draft = case.report is not None and case.report.sections.exists()
    try:
        writing.generate(
            case_id=case.pk, visit_id=visit_id_of(request), by=_user(request), at=desk_of(request).at
        )
    except Refusal as refusal:
        return refused(request, refusal, TEMPLATE, _page(request, case))
    messages.success(
        request,
        "Draft disusun ulang dari hasil analisis. Bagian yang sudah Anda ubah tetap seperti tulisan Anda."
        if had_draft
        else "Draft disusun dari hasil analisis. Baca tiap bagian, lengkapi, lalu ajukan.",
    )
    return redirect("workflow:draft", case.pk)


@require_POST
@visible_case
@contents_only
def section(request: HttpRequest, case: ReportRequest, section_id: int) -> HttpResponse:
    """Autosave of one section; answers with its status line, which carries the new version number."""
    before = DraftSection.objects.filter(pk=section_id, report=case.report_id).first()
    typed = _typed(request, before) if before else None
    if typed is None:
        raise Http404("Bagian tidak ada.")
    refusal: Refusal | None = None
    try:
        writing.save(
            case_id=case.pk,
            visit_id=visit_id_of(request),
            typed=typed,
            by=_user(request),
            at=desk_of(request).at,
        )
    except Refusal as reason:
        refusal = reason
    stored = (
        DraftSection.objects.select_related("changed_by").filter(pk=section_id, report=case.report_id).first()
    )
    if stored is None:
        raise Http404("Bagian tidak ada.")
    conflict = (
        refusal is not None and not isinstance(refusal, NotYours) and stored.version != typed.seen_version
    )
    return render(
        request, "workflow/_draft_status.html",
        {"bagian": stored, "penolakan": refusal, "bentrok": conflict, "baru_disimpan": refusal is None,
         "versi_dilihat": stored.version if refusal is None else typed.seen_version},
    )  # fmt: skip


@require_safe
@visible_case
@contents_only
def preview(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The draft as paper, from what is stored now."""
    report = _report(case)
    sections, result = list(report.sections.order_by("order")), _result(report)
    if not sections or result is None:
        raise Http404("Draft belum disusun.")
    number = _next_number(report)
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
    wish = request.POST.get("aksi", "simpan")
    typed = _changed(request, case, wish)
    refusals = writing.save_all(
        case_id=case.pk, visit_id=visit_id_of(request), typed=typed, by=_user(request), at=desk_of(request).at
    )
    if refusals:
        return _refused_sections(request, case, typed, refusals)
    if wish == "ajukan":
        number = _next_number(_report(case))
        refusal = act(
            request, case, Action.AJUKAN_DRAFT, {"note": request.POST.get("note", "")},
            done=f"Draft versi {number} diajukan. Kasus kini menunggu koreksi dan paraf {_next_person(case)}.",
        )  # fmt: skip
        if refusal is None:
            return to_case(case)
        return refused(request, refusal, TEMPLATE, _page(request, case))
    messages.success(
        request, "Draft disimpan." if typed else "Tidak ada yang berubah; draft sudah tersimpan."
    )
    anchor = f"#bagian-{wish.split(':')[1]}" if ":" in wish else ""
    return redirect(reverse("workflow:draft", args=[case.pk]) + anchor)


def _refused_sections(
    request: HttpRequest, case: ReportRequest, typed: list[Typed], refusals: dict[int, Refusal]
) -> HttpResponse:
    context = _page(request, case, kept={one.section_id: one for one in typed}, refusals=refusals)
    same = len({refusal.message for refusal in refusals.values()}) == 1
    summary = (
        next(iter(refusals.values()))
        if same
        else Refusal(
            "Beberapa bagian belum tersimpan. Teks Anda masih ada di kotaknya; baca sebabnya di bawah kotak itu."
        )
    )
    return refused(request, summary, TEMPLATE, context)


def _page(
    request: HttpRequest,
    case: ReportRequest,
    *,
    kept: dict[int, Typed] | None = None,
    refusals: dict[int, Refusal] | None = None,
) -> dict[str, Any]:
    kept, refusals = kept or {}, refusals or {}
    context = step_page(request, case, Action.AJUKAN_DRAFT)
    report = case.report
    sections = list(report.sections.select_related("changed_by").order_by("order")) if report else []
    drawn = _drawn(sections, _result(report)) if report and sections else {}
    shown = [
        SectionOnScreen(
            one, kept[one.pk].text if one.pk in kept else one.text, drawn.get(one.pk, ""), refusals.get(one.pk),
            kept[one.pk].seen_version if one.pk in refusals else None,
        )
        for one in sections
    ]  # fmt: skip
    return {
        **context,
        "bagian": shown,
        "belum": drafting.missing_for_submit(report) if report and sections else [],
        "dikembalikan": returned_to_here(case) if case.step == Step.DRAFT else None,
        "versi_berikut": _next_number(report) if report else 1,
        "catatan": request.POST.get("note", ""),
        "diubah": sum(1 for one in sections if one.is_edited),
        "koreksi_oleh": _next_person(case),
    }


def _changed(request: HttpRequest, case: ReportRequest, wish: str) -> list[Typed]:
    """What the post holds that differs from what is stored; a browser's line ends are not a difference.

    `wish`: "pakai:7" takes section 7's generated text back; "timpa:7:4" saves over version 4 after having seen it.
    """
    kind, _, rest = wish.partition(":")
    target, _, over = rest.partition(":")
    found = []
    for one in _report(case).sections.all():
        typed = _typed(request, one)
        if typed is not None and str(one.pk) == target:
            if kind == "pakai":
                typed = replace(typed, text=one.generated_text)
            elif kind == "timpa" and (version := read_key(over)) is not None:
                typed = replace(typed, seen_version=version)
        if typed is not None and typed.text != one.text:
            found.append(typed)
    return found


def _typed(request: HttpRequest, section: DraftSection) -> Typed | None:
    """What the form holds for one section: `html-<id>` from the editor, else the plain paragraphs of `teks-<id>`."""
    html, text = request.POST.get(f"html-{section.pk}"), request.POST.get(f"teks-{section.pk}")
    version = read_key(request.POST.get(f"versi-{section.pk}", ""))
    if version is None or (html is None and text is None):
        return None
    written = html if html is not None else from_plain(text or "", section.text)
    return Typed(section.pk, clean_text(written), version)


def _result(report: Report) -> Result | None:
    analysis = latest(report)
    return read(analysis.data) if analysis is not None else None


def _drawn(sections: list[DraftSection], result: Result | None) -> dict[int, str]:
    """The tables and charts under each section, numbered as on paper."""
    drawn: dict[int, str] = {}
    tables = figures = 0
    for section in sections:
        parts = []
        for block in blocks(section.block, result) if result is not None else ():
            if isinstance(block, Table):
                tables += 1
                parts.append(table_html(block, tables))
            else:
                figures += 1
                parts.append(figure_html(block, figures))
        drawn[section.pk] = mark_safe("".join(parts))  # escaped by format_html in reports.drafting.blocks
    return drawn


def _next_number(report: Report) -> int:
    newest = report.versions.order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


def _next_person(case: ReportRequest) -> str:
    return case.edition.row(Step.PARAF_KASUBAG).executor.person


def _report(case: ReportRequest) -> Report:
    if case.report is None:
        raise Http404("Laporan belum ada.")
    return case.report


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
