"""The office's own tables for people who are no programmers: indicators, targets, formats, predikat.

Saves go through the services, so their validation and the audit trail apply here too. Submissions, figures and analyses
are contents of cases: the admin does not see them.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from reports import admin_paper  # noqa: F401 - registers kop, codes and number series
from reports.analysis.models import AverageRule, PredicateBand
from reports.figures import figure
from reports.indicators import services
from reports.indicators.models import Format, FormatItem, Indicator, Period, Target


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


class CheckedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A refusal of the service becomes an error of the form, with everything typed kept."""

    def check(self, thing: Any) -> None:
        """The service's own check of the unsaved thing."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self.check(self.instance)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class IndicatorForm(CheckedForm):
    def check(self, thing: Indicator) -> None:
        services.check_indicator(thing)


class FormatForm(CheckedForm):
    def check(self, thing: Format) -> None:
        services.check_format(thing)


class TargetFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            if not form.has_changed() or form.cleaned_data.get("DELETE") or "value" not in form.cleaned_data:
                continue
            form.instance.indicator = self.instance
            try:
                services.check_target_shape(form.instance)
            except Refusal as refusal:
                form.add_error(refusal.field, refusal.message)


class TargetInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Target
    formset = TargetFormSet
    extra = 0
    autocomplete_fields = ("period",)


@admin.register(Period)
class PeriodAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("__str__", "kind", "year", "number")
    list_filter = ("kind", "year")
    search_fields = ("year", "kind")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False  # targets and reports hang on it: a period is added, never renamed

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = IndicatorForm
    inlines = (TargetInline,)
    list_display = ("code", "name", "satuan", "direction", "unit", "order")
    list_filter = ("unit", "direction")
    search_fields = ("code", "name")
    list_select_related = ("unit",)
    fieldsets = (
        (None, {"fields": ("code", "name", "satuan", "decimals", "direction", "unit", "order")}),
        ("Cara menghitung", {"fields": ("formula_text", "source", "aggregation")}),
        ("Masa berlaku", {"fields": ("valid_from", "valid_to")}),
    )

    def save_model(self, request: HttpRequest, obj: Indicator, form: Any, change: bool) -> None:
        services.save_indicator(indicator=obj, by=_person(request), at=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        changed = formset.save(commit=False)
        for target in formset.deleted_objects:
            services.delete_target(target=target, by=_person(request), at=timezone.now())
        for target in changed:
            services.save_target(target=target, by=_person(request), at=timezone.now())


class FormatItemInline(admin.TabularInline):  # type: ignore[type-arg]
    model = FormatItem
    extra = 0
    autocomplete_fields = ("indicator",)
    fields = ("unit", "indicator", "evidence_required", "order")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[FormatItem]:
        return super().get_queryset(request).select_related("indicator", "unit")


@admin.register(Format)
class FormatAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = FormatForm
    inlines = (FormatItemInline,)
    list_display = ("name", "rows", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Format]:
        formats: models.QuerySet[Format] = super().get_queryset(request)
        return formats.annotate(row_count=models.Count("items"))

    @admin.display(description="baris", ordering="row_count")
    def rows(self, obj: Any) -> int:
        return int(obj.row_count)

    def save_model(self, request: HttpRequest, obj: Format, form: Any, change: bool) -> None:
        services.save_format(format=obj, by=_person(request), at=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        changed = formset.save(commit=False)
        services.save_rows(
            saved=changed, removed=formset.deleted_objects, by=_person(request), at=timezone.now()
        )


class AuditedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Small tables whose only rule is their own constraints; each change still goes into the trail."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record(
            stream=services.STREAM,
            act=f"{obj._meta.verbose_name} disimpan",
            by=_person(request),
            at=timezone.now(),
            detail={"nama": str(obj), "kolom": list(form.changed_data)},
        )


@admin.register(PredicateBand)
class PredicateBandAdmin(AuditedAdmin):
    list_display = ("name", "reach", "is_low")

    @admin.display(description="sampai dengan", ordering="upper")
    def reach(self, obj: PredicateBand) -> str:
        return "tanpa batas" if obj.upper is None else f"{figure(obj.upper)} %"

    def delete_model(self, request: HttpRequest, obj: PredicateBand) -> None:
        audit.record(
            stream=services.STREAM,
            act="predikat kinerja dihapus",
            by=_person(request),
            at=timezone.now(),
            detail={"nama": obj.name},
        )
        super().delete_model(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}


@admin.register(AverageRule)
class AverageRuleAdmin(AuditedAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
