"""One copy of the signed report: the unit's own pages first, the receipt with one tap, and what the staf does about it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import BaseForm
from accounts.models import User
from accounts.returning import back
from reports import rules_paper
from reports.distribution import copy_forms, nudges, own_pages, sending, services, sheets
from reports.distribution.models import Copy
from reports.paper_views import may_do
from reports.report import Report
from reports.signing import services as signing
from reports.signing.ending import last_signed

MOST_PICTURES = 12
"""Pages of one's own shown as pictures; the rest is in the PDF."""


def _copy(request: HttpRequest, pk: int, act: str = "baca") -> Copy:
    copy = get_object_or_404(Copy.objects.select_related("report", "unit", "received_by"), pk=pk)
    if not may_do(request, act, copy):
        raise Http404("Salinan tidak ada.")
    return copy


def _title(request: HttpRequest) -> str:
    post = desk_of(request).main_post
    return post.jabatan if post else ""


@login_required
@require_safe
def copy_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as its unit meets it: own pages first. Also says when it was withdrawn or replaced."""
    copy = _copy(request, pk)
    paper = signing.signed(copy.report)
    own = own_pages.pages_by_unit(paper).get(copy.unit_id or 0) if paper else None
    return render(
        request,
        "reports/salinan.html",
        {
            "salinan": copy,
            "laporan": copy.report,
            "naskah": paper,
            "berakhir": last_signed(copy.report) if paper is None else None,
            "halaman_unit": own,
            "gambar": list(own.numbers)[:MOST_PICTURES] if own else [],
            "boleh_terima": may_do(request, "terima", copy),
            "dimusnahkan": paper is not None and not paper.is_kept,
        },
    )


@login_required
@require_safe
def page_picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of the signed report as a picture, for telephones."""
    copy = _copy(request, pk)
    paper = signing.signed(copy.report)
    picture = own_pages.picture(paper, number) if paper else None
    if picture is None:
        raise Http404("Halaman tidak ada.")
    response = HttpResponse(picture, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@login_required
@require_POST
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the copy is on the screen of somebody of the unit: sent by the page itself."""
    copy = _copy(request, pk, "terima")
    services.mark_opened(
        copy=copy, by=cast(User, request.user), at=desk_of(request).at, title=_title(request)
    )
    return HttpResponse(status=204)


@login_required
@require_POST
def confirm_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: our unit has the report."""
    copy = _copy(request, pk)
    form = copy_forms.HandedOver(request.POST)
    if not form.is_valid():
        return copy_forms.again(request, copy, form)
    try:
        services.confirm_receipt(
            copy=copy, by=cast(User, request.user), at=desk_of(request).at, name=form.cleaned_data["nama"],
            title=_title(request), on=form.cleaned_data["tanggal"],
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, copy, form, refusal)
    else:
        messages.success(request, f"Penerimaan {copy.report.title} dicatat. Terima kasih.")
    return back(request, reverse("salinan", args=[pk]))


def _refused(request: HttpRequest, copy: Copy, form: BaseForm, refusal: Refusal) -> HttpResponse:
    """A unit taps and types nothing; for a recipient outside what was typed comes back with the sentence at its field."""
    if copy.unit_id is None:
        copy_forms.add_refusal(form, refusal)
        return copy_forms.again(request, copy, form)
    messages.error(request, refusal.message)
    return back(request, reverse("salinan", args=[copy.pk]))


@login_required
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Once more into the outbox; for a recipient outside also to another address."""
    copy = _copy(request, pk)
    form = copy_forms.Address(request.POST)
    if not form.is_valid():
        return copy_forms.again(request, copy, form)
    try:
        sending.repeat(
            copy=copy, by=cast(User, request.user), at=desk_of(request).at, email=form.cleaned_data["surel"]
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, copy, form, refusal)
    else:
        messages.success(request, f"Surel untuk {copy} masuk antrean.")
    return back(request, reverse("salinan", args=[pk]))


@login_required
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the unit of one copy."""
    copy = _copy(request, pk)
    try:
        made = nudges.remind(copy=copy, by=cast(User, request.user), at=desk_of(request).at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{copy} diingatkan: {', '.join(made.recipients)}.")
    return back(request, reverse("salinan", args=[pk]))


@login_required
@require_POST
def remind_all(request: HttpRequest, report_pk: int) -> HttpResponse:
    """Remind every unit that has not confirmed."""
    report = _report(request, report_pk)
    try:
        told, left = nudges.remind_all(report=report, by=cast(User, request.user), at=desk_of(request).at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        if told:
            messages.success(request, f"Diingatkan: {', '.join(str(one.copy) for one in told)}.")
        for sentence in left:
            messages.warning(request, sentence)
    return back(request, "/")


@login_required
@require_POST
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the tanda terima made, or open the one there is."""
    copy = _copy(request, pk)
    try:
        document = sheets.request_receipt(copy=copy, at=desk_of(request).at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return back(request, reverse("salinan", args=[pk]))
    return redirect("dokumen", document.pk)


@login_required
@require_POST
def delivery_sheet(request: HttpRequest, report_pk: int) -> HttpResponse:
    """Have the ekspedisi made for everybody who gets a copy now."""
    report = _report(request, report_pk)
    try:
        document = sheets.request_sheet(report=report, by=cast(User, request.user), at=desk_of(request).at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return back(request, "/")
    return redirect("dokumen", document.pk)


def _report(request: HttpRequest, pk: int) -> Report:
    """For the acts about all copies: who sees the whole report, else 404."""
    report: Any = get_object_or_404(Report, pk=pk)
    if not rules_paper.may_read_contents(desk_of(request), report):
        raise Http404("Laporan tidak ada.")
    return cast(Report, report)
