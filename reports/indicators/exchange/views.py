"""The catalogue by Excel: take it out, send it in, look at what would change, apply. Fetch, call a service, redirect."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import BaseForm
from accounts.models import User
from accounts.policy import may
from accounts.posts import Desk
from reports.indicators.exchange import actors, services
from reports.indicators.exchange.export import export_workbook
from reports.indicators.exchange.sheets import SHEETS
from reports.indicators.models import CatalogueImport
from reports.spreadsheets import XLSX_MIME

RECENT = 20


class UploadForm(BaseForm):
    file = forms.FileField(
        label="Berkas Excel", help_text="Excel (.xlsx) tanpa makro dan kata sandi, paling besar 20 MB.",
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip


def _desk(request: HttpRequest) -> Desk:
    """The person's desk; without a task here the page does not exist."""
    desk = desk_of(request)
    if not may(desk.user, services.PREPARE, CatalogueImport, desk.at, desk=desk):
        raise Http404("Halaman tidak ada.")
    return desk


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Recent imports, the workbook and the template, and the form that takes a workbook in."""
    desk, form = _desk(request), UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                imported = services.stage(
                    file=form.cleaned_data["file"], by=desk.user, at=desk.at, title=actors.acting_title(desk)
                )
            except Refusal as refusal:
                form.add_refusal(refusal)
            else:
                return redirect("katalog-impor", imported.pk)
    counted = CatalogueImport.objects.annotate(
        problem_count=Cast(KT("summary__problem_count"), IntegerField()),
        change_count=Cast(KT("summary__change_count"), IntegerField()),
    )
    recent = counted.select_related("uploaded_by").defer("summary")[:RECENT]
    return render(
        request, "reports/katalog.html", {"form": form, "impor": recent}, status=422 if form.errors else 200
    )


@login_required
@require_safe
def export_file(request: HttpRequest) -> HttpResponse:
    """What stands, as a workbook that can be sent in again."""
    desk = _desk(request)
    return _workbook(export_workbook(), f"katalog-{timezone.localdate(desk.at):%Y-%m-%d}.xlsx")


@login_required
@require_safe
def template_file(request: HttpRequest) -> HttpResponse:
    """The same workbook without rows."""
    _desk(request)
    return _workbook(export_workbook(filled=False), "templat-katalog.xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: what is wrong with it, what it would change, or what it changed."""
    desk = _desk(request)
    imported = get_object_or_404(CatalogueImport.objects.select_related("uploaded_by"), pk=pk)
    if request.method != "POST":
        return _import_page(request, imported, desk)
    if request.POST.get("aksi") != "terapkan":
        return _again(request, imported, desk)
    if not may(desk.user, services.APPLY, CatalogueImport, desk.at, desk=desk):
        raise Http404("Halaman tidak ada.")
    try:
        services.apply(
            imported=imported, seen=request.POST.get("sidik", ""), by=cast(User, request.user), at=desk.at,
            title=actors.acting_title(desk),
        )  # fmt: skip
    except services.Stale as stale:
        fresh = services.check_again(imported=imported, by=desk.user, at=desk.at)
        return _import_page(request, fresh, desk, stale, status=409)
    except Refusal as refusal:
        return _import_page(request, imported, desk, refusal, status=422)
    messages.success(request, "Impor diterapkan. Katalog sekarang sesuai berkas ini.")
    return redirect("katalog-impor", pk)


def _again(request: HttpRequest, imported: CatalogueImport, desk: Desk) -> HttpResponse:
    try:
        services.check_again(imported=imported, by=desk.user, at=desk.at)
    except Refusal as refusal:
        return _import_page(request, imported, desk, refusal, status=422)
    messages.success(request, "Berkas diperiksa lagi terhadap katalog yang sekarang.")
    return redirect("katalog-impor", imported.pk)


def _import_page(
    request: HttpRequest,
    imported: CatalogueImport,
    desk: Desk,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    summary: dict[str, Any] = imported.summary
    order = [sheet.title for sheet in SHEETS if sheet.title in summary.get("counts", {})]
    return render(
        request,
        "reports/katalog_impor.html",
        {
            "impor": imported,
            "ringkasan": summary,
            "jumlah": [(title, _count_words(summary["counts"][title])) for title in order],
            "perubahan": [
                (title, found)
                for title in order
                if (found := [one for one in summary["changes"] if one["sheet"] == title])
            ],
            "boleh_terapkan": may(desk.user, services.APPLY, CatalogueImport, desk.at, desk=desk),
            "galat_layanan": refusal,
            "ada_galat": refusal is not None,
        },
        status=status,
    )


def _count_words(counts: dict[str, int]) -> str:
    """ "1 baru, 2 berubah, 30 tetap"; what is none is not said."""
    return ", ".join(f"{number} {word}" for word, number in counts.items() if number)


def _workbook(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX_MIME, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
