"""Step 2: the Kasubag picks a format and a period, looks at every unit's form, and sends."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import read_key
from accounts.models import Unit
from accounts.policy import may
from accounts.posts import holders
from accounts.roles import Pelaksana
from accounts.worktime import due
from reports.collection.opening import previews
from reports.indicators.models import Format, FormatItem, Period
from workflow.attachments import attach, detach
from workflow.case import ReportRequest
from workflow.forms.formats import FormatForm
from workflow.forms.periods import initial_of
from workflow.sop import Action, Step
from workflow.views.common import act, contents_only, refused, to_case, visible_case, visit_id_of
from workflow.views.step_page import returned_to_here, step_page

PAGE = "workflow/format.html"


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def format_page(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """`aksi` pratinjau shows the chosen format's forms and changes nothing; kirim sends.

    Whatever the button, files that came along are kept first: a refusal of the rest never loses them.
    """
    if request.method == "GET":
        if case.step != Step.FORMAT:
            messages.info(request, "Format sudah disampaikan ke unit. Inilah keadaan kasusnya sekarang.")
            return to_case(case)
        return render(request, PAGE, _context(request, case, None))
    refused_files = _keep_files(request, case)
    context = _context(request, case, request.POST)
    form: FormatForm = context["form"]
    if refused_files:
        form.is_valid()
        for unkept in refused_files:
            form.add_refusal(unkept)
        return refused(request, refused_files[0], PAGE, context)
    if "hapus_lampiran" in request.POST or request.POST.get("aksi") in ("pratinjau", "lampirkan"):
        return render(request, PAGE, {**context, "baru_melihat": True})
    if not form.is_valid():
        return render(request, PAGE, context, status=422)
    count = len(form.cleaned_data["units"])
    refusal = act(
        request, case, Action.SAMPAIKAN_FORMAT, form.act_data(),
        done=f"Format disampaikan ke {count} unit. Setiap unit kini dapat mengisi, dengan tenggatnya sendiri.",
    )  # fmt: skip
    if refusal is None:
        return to_case(case)
    form.add_refusal(refusal)
    return refused(request, refusal, PAGE, context)


def _keep_files(request: HttpRequest, case: ReportRequest) -> list[Refusal]:
    """Keep each file that came along and take away the one whose button was pressed; what was refused."""
    who: dict[str, Any] = {
        "case_id": case.pk, "visit_id": visit_id_of(request), "by": request.user, "at": desk_of(request).at,
    }  # fmt: skip
    found: list[Refusal] = []
    for file in request.FILES.getlist("lampiran"):
        try:
            attach(file=file, **who)
        except Refusal as refusal:
            found.append(refusal)
    gone = read_key(request.POST.get("hapus_lampiran", ""))
    if gone is not None:
        try:
            detach(attachment_id=gone, **who)
        except Refusal as refusal:
            found.append(refusal)
    case.refresh_from_db(fields=["report"])
    return found


def _context(request: HttpRequest, case: ReportRequest, data: Any) -> dict[str, Any]:
    context = step_page(request, case, Action.SAMPAIKAN_FORMAT)
    chosen = _chosen_format(data)
    units = _asked(chosen)
    form = _form(case, data, chosen, units, context["kunjungan"], request)
    period = _preview_period(case, form)
    forms = previews(chosen, units, period) if chosen else {}
    ticked = _ticked(form, units)
    at = desk_of(request).at
    return {
        **context, "form": form, "surat": case.letter, "format_terpilih": chosen, "periode": period,
        "unit_format": [
            {"unit": unit, "sel": forms.get(unit.pk, []), "dipilih": str(unit.pk) in ticked} for unit in units
        ],
        "kolom": list(chosen.columns.all()) if chosen else [],
        "lampiran": list(case.report.attachments.all()) if case.report else [],
        "boleh_format": may(request.user, "lihat", Format, at, desk=desk_of(request)),
        "jumlah_dipilih": len(ticked),
        "tenggat_unit": due(at, case.edition.row(Step.PENGUMPULAN).norm, calendar_of(request)),
        "dikembalikan": returned_to_here(case),
    }  # fmt: skip


def _chosen_format(data: Any) -> Format | None:
    """The one named in the form; before that the only one there is, for then there is nothing to choose."""
    active = list(Format.objects.filter(is_active=True)[:50])
    if data is None:
        return active[0] if len(active) == 1 else None
    return next((one for one in active if str(one.pk) == data.get("format")), None)


def _asked(chosen: Format | None) -> list[Unit]:
    """The units the format has rows for, in the office's order."""
    if chosen is None:
        return []
    asked = FormatItem.objects.filter(format=chosen).values("unit")
    return list(Unit.objects.filter(pk__in=asked, is_active=True).order_by("order", "name"))


def _form(
    case: ReportRequest, data: Any, chosen: Format | None, units: list[Unit], visit: Any, request: HttpRequest
) -> FormatForm:
    staff = holders(Pelaksana.STAF_PERENCANA, desk_of(request).at) if case.letter.is_secret else None
    everybody = [unit.pk for unit in units]
    if data is None:
        initial = {**initial_of(case.period), "format": chosen.pk if chosen else None, "units": everybody}
        return FormatForm(initial=initial, units=units, staff=staff)
    if data.get("format_dilihat") != (str(chosen.pk) if chosen else ""):
        # another format than the boxes were made for: its units all begin ticked
        data = data.copy()
        data.setlist("units", [str(pk) for pk in everybody])
    return FormatForm(data, units=units, staff=staff)


def _preview_period(case: ReportRequest, form: FormatForm) -> Period:
    """The period to preview: the chosen one, unsaved where nobody has used it yet, for a preview writes nothing."""
    if form.is_bound:
        form.full_clean()
        if key := form.cleaned_data.get("period_key"):
            year, kind, number = key
            known = Period.objects.filter(year=year, kind=kind, number=number).first()
            return known or Period(year=year, kind=kind, number=number)
    return case.period


def _ticked(form: FormatForm, units: list[Unit]) -> set[str]:
    value = form["units"].value() or []
    return {str(one) for one in value} & {str(unit.pk) for unit in units}
