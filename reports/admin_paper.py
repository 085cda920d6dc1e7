"""The paper's settings for the office admin: kop, classification codes, number series. Numbers and certificates are looked at only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import filetype  # type: ignore[import-untyped]
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit
from accounts.admin_base import ReadOnlyAdmin, RefusalAdminMixin, RefusalForm, person_of
from accounts.errors import Refusal
from reports.letterhead import ClassificationCode, Letterhead
from reports.signing.models import LetterNumber, NumberSeries, SeriesCounter, SeriesMode, SigningCertificate

LARGEST_LOGO = 2 * 1024 * 1024


class Audited(RefusalAdminMixin, admin.ModelAdmin[Any]):
    """Every save leaves old and new values in the trail."""

    audited: tuple[str, ...] = ()

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        old = type(obj)._default_manager.filter(pk=obj.pk).first() if change else None
        before = {name: str(getattr(old, name)) for name in self.audited} if old else {}
        super().save_model(request, obj, form, change)
        after = {name: str(getattr(obj, name)) for name in self.audited}
        if changed := audit.changes(before, after):
            audit.record(
                stream="pengelola", act=f"{obj._meta.model_name} disimpan", by=person_of(request), at=timezone.now(),
                detail={"nama": str(obj), **changed},
            )  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LetterheadForm(RefusalForm):
    def ask(self, at: datetime) -> None:
        logo = self.cleaned_data.get("logo")
        if not logo or not hasattr(logo, "content_type"):
            return
        if logo.size > LARGEST_LOGO:
            raise Refusal(
                "Lambang lebih besar dari 2 MB. Perkecil gambarnya, lalu unggah lagi.", field="logo"
            )
        kind = filetype.guess(logo.read(8192))
        logo.seek(0)
        if kind is None or kind.extension not in ("png", "jpg"):
            raise Refusal(
                "Isi berkas lambang bukan gambar PNG atau JPG. Simpan ulang sebagai PNG, lalu unggah lagi.",
                field="logo",
            )


@admin.register(Letterhead)
class LetterheadAdmin(Audited):
    form = LetterheadForm
    audited = (
        "line_1",
        "line_2",
        "office_name",
        "address",
        "phone",
        "website",
        "email",
        "postcode",
        "city",
        "logo",
        "paper_size",
        "is_active",
    )
    list_display = ("line_2", "address", "city", "is_active")
    fieldsets = (
        (
            "Kop surat",
            {
                "fields": (
                    "line_1",
                    "line_2",
                    "address",
                    "phone",
                    "website",
                    "email",
                    "postcode",
                    "logo",
                    "is_active",
                )
            },
        ),
        ("Blok tanda tangan", {"fields": ("office_name", "city")}),
        ("Kertas", {"fields": ("paper_size",)}),
    )


@admin.register(ClassificationCode)
class ClassificationCodeAdmin(Audited):
    audited = ("code", "name", "note", "is_active", "active_years", "inactive_years", "fate")
    list_display = ("code", "name", "active_years", "inactive_years", "fate", "is_active")
    list_filter = ("is_active",)
    search_fields = ("code", "name")


class NumberSeriesForm(RefusalForm):
    def ask(self, at: datetime) -> None:
        series = self.instance
        if series.mode != SeriesMode.BLOK or series.block_end is None:
            return
        if series.block_end < series.start:
            raise Refusal(
                f"Akhir blok ({series.block_end}) lebih kecil daripada nomor awalnya ({series.start}). Tukar atau perbaiki.",
                field="block_end",
            )


class CounterInline(admin.TabularInline[SeriesCounter, NumberSeries]):
    model = SeriesCounter
    extra = 0
    can_delete = False
    fields = readonly_fields = ("year", "last")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(NumberSeries)
class NumberSeriesAdmin(Audited):
    form = NumberSeriesForm
    audited = ("mode", "start", "block_end", "block_year", "classification", "unit_code", "digits")
    list_display = ("purpose", "mode", "start", "block_end", "block_year", "classification", "unit_code")
    readonly_fields = ("purpose",)
    inlines = (CounterInline,)
    fieldsets = (
        (None, {"fields": ("purpose", "mode", "start")}),
        ("Hanya untuk blok dari TU", {"fields": ("block_end", "block_year")}),
        ("Bentuk nomor", {"fields": ("classification", "unit_code", "digits")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(LetterNumber)
class LetterNumberAdmin(ReadOnlyAdmin[LetterNumber]):
    list_display = ("text", "series", "year", "state", "reason", "allocated_at")
    list_filter = ("series", "state", "year")
    search_fields = ("text",)


@admin.register(SigningCertificate)
class SigningCertificateAdmin(ReadOnlyAdmin[SigningCertificate]):
    list_display = ("subject", "person", "valid_from", "valid_to", "revoked_at")
    list_filter = ("revoked_at",)
    search_fields = ("subject", "person__name")
    exclude = ("file",)
