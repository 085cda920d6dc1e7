"""The paper's settings for the office admin: kop, classification codes, number series. Numbers and certificates are looked at only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import filetype  # type: ignore[import-untyped]
from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit
from accounts.admin_base import ReadOnlyAdmin, RefusalAdminMixin, RefusalForm, person_of
from accounts.errors import Refusal
from reports.letterhead import ClassificationCode, Letterhead
from reports.signing import attempts, bsre_words
from reports.signing.models import (
    Backend,
    LetterNumber,
    NumberSeries,
    SeriesCounter,
    SeriesMode,
    SigningCertificate,
)
from reports.signing.records import SigningAttempt, SigningChoice, signing_choice

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
class LetterNumberAdmin(Audited):
    """Looked at only, but for the number the same paper has in SRIKANDI."""

    audited = ("srikandi",)
    list_display = ("text", "series", "year", "state", "srikandi", "reason", "allocated_at")
    list_filter = ("series", "state", "year")
    search_fields = ("text", "srikandi")
    fields = ("text", "series", "year", "state", "reason", "allocated_at", "srikandi")
    readonly_fields = ("text", "series", "year", "state", "reason", "allocated_at")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(SigningCertificate)
class SigningCertificateAdmin(ReadOnlyAdmin[SigningCertificate]):
    list_display = ("subject", "person", "valid_from", "valid_to", "state")
    list_filter = ("revoked_at",)
    search_fields = ("subject", "person__name")
    exclude = ("file",)

    @admin.display(description="keadaan")
    def state(self, certificate: SigningCertificate) -> str:
        now = timezone.now()
        if certificate.revoked_at is not None:
            return "dicabut"
        if certificate.valid_to <= now:
            return "sudah berakhir"
        left = (certificate.valid_to - now).days
        return f"berlaku, {left} hari lagi" if left <= signing_choice().warn_days else "berlaku"


class SigningChoiceForm(RefusalForm):
    def ask(self, at: datetime) -> None:
        if self.instance.backend == Backend.BSRE and not (settings.BSRE_URL and settings.BSRE_USER):
            raise Refusal(bsre_words.NOT_CONFIGURED, field="backend")


@admin.register(SigningChoice)
class SigningChoiceAdmin(Audited):
    """One row: made when first set, then only changed."""

    form = SigningChoiceForm
    audited = ("backend", "issuer", "wait_minutes", "warn_days")
    list_display = ("backend", "issuer", "wait_minutes", "warn_days")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not SigningChoice.objects.exists()


@admin.register(SigningAttempt)
class SigningAttemptAdmin(ReadOnlyAdmin[SigningAttempt]):
    """What became of requests to BSrE; whoever looks after the service may say here that one never happened."""

    list_display = ("started_at", "number", "by", "state", "error_code", "error", "decided_how")
    list_filter = ("state",)
    list_select_related = ("paper__number", "by")
    exclude = ("result", "act")
    actions = ("declare_not_done",)  # type: ignore[assignment]

    @admin.display(description="nomor naskah")
    def number(self, attempt: SigningAttempt) -> str:
        return attempt.paper.number.text

    @admin.action(description="Nyatakan belum terjadi di BSrE (sesudah dipastikan)", permissions=["view"])
    def declare_not_done(self, request: HttpRequest, queryset: QuerySet[SigningAttempt]) -> None:
        for attempt in queryset:
            try:
                attempts.declare_not_done(
                    attempt=attempt, by=person_of(request), title="Admin kantor", at=timezone.now()
                )
            except Refusal as refusal:
                self.message_user(request, refusal.message, messages.ERROR)
            else:
                self.message_user(
                    request, f"{attempt.paper.number}: dicatat belum terjadi.", messages.SUCCESS
                )
