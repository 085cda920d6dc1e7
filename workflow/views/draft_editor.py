"""What the editor of step 5 asks of the server while somebody writes: saving, who else is there, figures, images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.forms_base import read_key
from reports.drafting import presence
from reports.models import DraftSection
from workflow import writing
from workflow.case import ReportRequest
from workflow.forms.draft_image import PlainImageForm
from workflow.rules import acting_post
from workflow.sop import Action
from workflow.templatetags.rupa import jam_wita
from workflow.views.common import contents_only, report_of, visible_case, visit_id_of
from workflow.views.draft_figures import figures_by_unit
from workflow.views.draft_form import typed_of
from workflow.views.draft_page import SectionOnScreen, lacking, result_of

if TYPE_CHECKING:
    pass


@require_POST
@visible_case
@contents_only
def section(request: HttpRequest, case: ReportRequest, section_id: int) -> HttpResponse:
    """Autosave of one section; answers with its status line, which carries the new version number."""
    before = DraftSection.objects.filter(pk=section_id, report=case.report_id).first()
    typed = typed_of(request, before) if before else None
    if typed is None:
        raise Http404("Bagian tidak ada.")
    refusal: Refusal | None = None
    try:
        writing.save(
            case_id=case.pk, visit_id=visit_id_of(request), typed=typed, by=desk_of(request).user, at=desk_of(request).at
        )  # fmt: skip
    except Refusal as reason:
        refusal = reason
    stored = (
        DraftSection.objects.select_related("changed_by").filter(pk=section_id, report=case.report_id).first()
    )
    if stored is None:
        raise Http404("Bagian tidak ada.")
    item = SectionOnScreen(stored, typed.text, typed.base, refusal=refusal)
    if refusal is not None:
        item.seen_version = stored.version if isinstance(refusal, NotYours) else typed.seen_version
    context = {"item": item, "section": stored, "baru_disimpan": refusal is None}
    return render(request, "workflow/_draft_tersimpan.html", {**context, **lacking(report_of(case))})


@require_POST
@visible_case
@contents_only
def present(request: HttpRequest, case: ReportRequest) -> JsonResponse:
    """A sign of life; answers with the others and with what they saved since the versions this page knows."""
    report, desk = report_of(case), desk_of(request)
    if acting_post(case, Action.AJUKAN_DRAFT, desk) is None:
        raise Http404("Draft ini sedang tidak Anda tulis.")
    presence.announce(
        report=report,
        section_id=read_key(request.POST.get("bagian", "")),
        by=desk_of(request).user,
        at=desk.at,
    )
    fresh = [
        {
            "bagian": one.pk, "versi": one.version, "html": SectionOnScreen(one, one.text).html,
            "kata": f"Ditulis {one.changed_by.name if one.changed_by else 'sistem'}, {jam_wita(one.changed_at)} WITA.",
        }
        for one in report.sections.select_related("changed_by")
        if (known := read_key(request.POST.get(f"versi-{one.pk}", ""))) is not None and known < one.version
    ]  # fmt: skip
    others = presence.others(report=report, but=desk_of(request).user, at=desk.at)
    return JsonResponse({"orang": others, "baru": fresh})


@require_safe
@visible_case
@contents_only
def figures(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The figures of the frozen analysis that may be put into the text."""
    result = result_of(report_of(case))
    if result is None:
        raise Http404("Hasil analisis belum dibekukan.")
    return render(request, "workflow/_draft_angka.html", {"unit_angka": figures_by_unit(result)})


@require_POST
@visible_case
@contents_only
def image(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Keep an uploaded image; answers with its number, or with the sentence that says why not.

    With a section to put it into it is the plain form of the page, which is answered by a page.
    """
    if "bagian" in request.POST:
        return _append_image(request, case)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"galat": "Pilih berkas gambar dahulu."}, status=422)
    try:
        made = writing.add_image(
            case_id=case.pk, visit_id=visit_id_of(request), file=file, alt=request.POST.get("alt", ""), by=desk_of(request).user,
            at=desk_of(request).at,
        )  # fmt: skip
    except Refusal as refusal:
        return JsonResponse({"galat": refusal.message}, status=403 if isinstance(refusal, NotYours) else 422)
    return JsonResponse({"nomor": made.pk, "alt": " ".join(request.POST.get("alt", "").split())})


def _append_image(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The way without JavaScript; a refused form stands on a page of its own, with the words that were typed."""
    sections = report_of(case).sections.order_by("order")
    form, status = PlainImageForm(request.POST, request.FILES, sections=sections), 422
    if form.is_valid():
        try:
            made = writing.append_image(
                case_id=case.pk, visit_id=visit_id_of(request), section_id=form.cleaned_data["bagian"],
                file=form.cleaned_data["file"], alt=form.cleaned_data["alt"], by=desk_of(request).user, at=desk_of(request).at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
            status = 403 if isinstance(refusal, NotYours) else 422
        else:
            messages.success(request, f"Gambar ditambahkan di akhir bagian “{made.heading}”.")
            return redirect(f"{reverse('workflow:draft', args=[case.pk])}#bagian-{made.pk}")
    context = {
        "judul": "Tambah gambar",
        "penjelasan": "Gambar ditaruh di akhir bagian yang dipilih. Pilih lagi berkasnya: peramban tidak menyimpannya.",
        "form": form,
        "ada_galat": True,
        "tombol": "Tambahkan gambar",
        "batal_url": reverse("workflow:draft", args=[case.pk]),
        "tersembunyi": {"kunjungan": visit_id_of(request)},
    }
    return render(request, "komponen/konfirmasi.html", context, status=status)
