"""The templates of the report: their list, one to change, copy or put to use, and how it would look with real figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.forms_base import read_key
from accounts.policy import may
from reports import rules_paper
from reports.analysis.result import read
from reports.analysis.services import latest
from reports.drafting import template_services as templates
from reports.drafting.cover_letter import cover_wording
from reports.drafting.generate import write
from reports.drafting.placeholders import for_office, for_units
from reports.drafting.rendering import draft_html
from reports.models import DraftSection, Report, ReportTemplate, Version
from reports.paper_html import preview as paper_preview
from workflow.forms.report_templates import TemplateEditor
from workflow.views.paper_document import on_screen

if TYPE_CHECKING:
    from accounts.models import User

PAGE = "workflow/templat_rinci.html"
MOST_REPORTS = 30


@require_safe
@login_required
def template_list(request: HttpRequest) -> HttpResponse:
    """Every version, the one for new reports first."""
    _must_see(request)
    found = ReportTemplate.objects.annotate(
        bagian=Count("sections", distinct=True), laporan=Count("reports", distinct=True)
    )
    return render(
        request, "workflow/templat_daftar.html", {"semua": found[:200], "boleh_ubah": _may_change(request)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def template_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """`aksi`: simpan writes the whole page; salin and pakai act at once."""
    _must_see(request)
    template = get_object_or_404(ReportTemplate.objects.select_related("previous"), pk=pk)
    if request.method != "POST":
        return _page(request, template, TemplateEditor(templates.contents_of(template)))
    act = request.POST.get("aksi", "simpan")
    who: dict[str, Any] = {
        "template_id": template.pk,
        "by": cast("User", request.user),
        "at": desk_of(request).at,
    }
    try:
        if act == "simpan":
            return _save(request, template, who)
        if act == "salin":
            made = templates.copy(**who)
            messages.success(request, "Salinannya dibuat dan dapat diubah di sini.")
        elif act == "pakai":
            made = templates.use(**who)
            messages.success(
                request, "Laporan baru ditulis dengan templat ini. Laporan yang sudah ditulis tidak berubah."
            )
        else:
            raise Http404("Tindakan tidak ada.")
    except Refusal as refusal:
        return _page(request, template, TemplateEditor(templates.contents_of(template)), refusal=refusal)
    return redirect("workflow:templat-rinci", made.pk)


def _save(request: HttpRequest, template: ReportTemplate, who: dict[str, Any]) -> HttpResponse:
    editor = TemplateEditor(templates.contents_of(template), request.POST)
    if not editor.is_valid():
        return _page(request, template, editor)
    try:
        saved = templates.save(contents=editor.contents(), seen=request.POST.get("dilihat", ""), **who)
    except Refusal as refusal:
        if refusal.field in editor.head.fields:
            editor.head.add_refusal(refusal)
            return _page(request, template, editor)
        return _page(request, template, editor, refusal=refusal)
    if saved.pk != template.pk:
        said = f"Templat ini sudah dipakai laporan, jadi perubahannya disimpan sebagai versi {saved.version}."
    else:
        said = "Templat tersimpan."
    messages.success(request, said)
    return redirect("workflow:templat-rinci", saved.pk)


@require_safe
@login_required
def template_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The template filled with the frozen analysis of a report this person may read; nothing is stored."""
    _must_see(request)
    template = get_object_or_404(ReportTemplate, pk=pk)
    desk = desk_of(request)
    frozen = Report.objects.filter(analyses__isnull=False).distinct().order_by("-created_at")
    reports = [one for one in frozen[:MOST_REPORTS] if rules_paper.may_read_contents(desk, one)]
    wanted = read_key(request.GET.get("laporan", ""))
    report = next((one for one in reports if one.pk == wanted), reports[0] if reports else None)
    context = {"templat": template, "laporan": report, "semua_laporan": reports}
    if report is not None:
        context |= _filled(template, report)
    return render(request, "workflow/templat_pratinjau.html", context)


def _filled(template: ReportTemplate, report: Report) -> dict[str, Any]:
    analysis = latest(report)
    assert analysis is not None  # only such reports are offered
    result = read(analysis.data)
    sections = [
        DraftSection(
            report=report,
            key=part.key,
            level=part.level,
            heading=part.heading,
            text=part.html,
            block=part.block,
        )
        for part in write(result, template.sections.all())
    ]
    unsent = Version(report=report, number=1, html=draft_html(sections, result), sha256="")
    letter = cover_wording(report, template)
    return {
        "isi_laporan": on_screen(paper_preview(unsent)),
        "pengantar": letter,
        "isi_pengantar": mark_safe(letter.html),
    }


def _page(
    request: HttpRequest, template: ReportTemplate, editor: TemplateEditor, *, refusal: Refusal | None = None
) -> HttpResponse:
    problems = editor.problems if editor.head.is_bound else []
    context = {
        "templat": template,
        "editor": editor,
        "dilihat": request.POST.get("dilihat") or templates.fingerprint(templates.contents_of(template)),
        "laporan": templates.times_used(template),
        "boleh_ubah": _may_change(request),
        "tanda_kantor": for_office(),
        "tanda_unit": for_units(),
        "masalah": problems,
        "ada_galat": bool(problems or refusal),
        "galat_layanan": refusal,
    }
    stale = refusal is not None and "muat ulang" in refusal.message.lower()
    status = 403 if isinstance(refusal, NotYours) else 409 if stale else 422 if problems or refusal else 200
    return render(request, PAGE, context, status=status)


def _must_see(request: HttpRequest) -> None:
    desk = desk_of(request)
    if not may(desk.user, "lihat", ReportTemplate, desk.at, desk=desk):
        raise Http404("Halaman tidak ada.")


def _may_change(request: HttpRequest) -> bool:
    desk = desk_of(request)
    return may(desk.user, "ubah", ReportTemplate, desk.at, desk=desk)
