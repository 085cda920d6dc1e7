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
from reports.collection.models import CheckRule
from reports.figures import figure
from reports.indicators import formats, plan, services
from reports.indicators.models import (
    Format,
    FormatColumn,
    FormatItem,
    Indicator,
    Period,
    PlanNode,
    RenstraTarget,
    Target,
    ValueMap,
    ValueMapEntry,
)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


def _trail(request: HttpRequest, act: str, name: str) -> None:
    audit.record(
        stream=services.STREAM, act=act, by=_person(request), at=timezone.now(), detail={"nama": name}
    )


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


class NodeForm(CheckedForm):
    def check(self, thing: PlanNode) -> None:
        plan.check_node(thing)


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


class ColumnFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            data = form.cleaned_data if hasattr(form, "cleaned_data") else {}
            if not form.has_changed() or data.get("DELETE") or not {"label", "kind"} <= set(data):
                continue
            try:
                formats.check_column(label=data["label"], kind=data["kind"], choices=data.get("choices", ""))
            except Refusal as refusal:
                form.add_error(refusal.field, refusal.message)


class TargetInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Target
    formset = TargetFormSet
    extra = 0
    autocomplete_fields = ("period",)


class RenstraTargetInline(admin.TabularInline):  # type: ignore[type-arg]
    model = RenstraTarget
    extra = 0


@admin.register(PlanNode)
class PlanNodeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = NodeForm
    list_display = ("code", "name", "level", "parent", "is_active")
    list_filter = ("level", "is_active")
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    autocomplete_fields = ("parent",)

    def save_model(self, request: HttpRequest, obj: PlanNode, form: Any, change: bool) -> None:
        plan.save_node(node=obj, by=_person(request), at=timezone.now())


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
    inlines = (TargetInline, RenstraTargetInline)
    list_display = ("code", "name", "satuan", "direction", "kind", "unit", "order")
    list_filter = ("kind", "unit", "direction")
    search_fields = ("code", "name")
    list_select_related = ("unit",)
    autocomplete_fields = ("node",)
    fieldsets = (
        (None, {"fields": ("code", "name", "satuan", "decimals", "direction", "unit", "order")}),
        ("Letaknya dalam perencanaan", {"fields": ("kind", "node", "weight")}),
        ("Cara menghitung", {"fields": ("formula_text", "source", "aggregation")}),
        (
            "Dihitung sistem dari dua angka",
            {
                "fields": ("numerator_label", "denominator_label", "multiplier", "is_share"),
                "description": "Kosongkan pembilang dan penyebut bila unit mengisi satu angka jadi.",
            },
        ),
        (
            "Dijawab dengan sebutan",
            {"fields": ("value_map",), "description": "Untuk indikator berpredikat, misalnya AA, A, BB."},
        ),
        ("Masa berlaku", {"fields": ("valid_from", "valid_to")}),
    )

    def save_model(self, request: HttpRequest, obj: Indicator, form: Any, change: bool) -> None:
        services.save_indicator(indicator=obj, by=_person(request), at=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        changed = formset.save(commit=False)
        if formset.model is RenstraTarget:
            for renstra in formset.deleted_objects:
                renstra.delete()
                _trail(request, "target Renstra dihapus", str(renstra))
            for renstra in changed:
                plan.save_renstra_target(target=renstra, by=_person(request), at=timezone.now())
            return
        for target in formset.deleted_objects:
            services.delete_target(target=target, by=_person(request), at=timezone.now())
        for target in changed:
            services.save_target(target=target, by=_person(request), at=timezone.now())


class OfFormatInline(admin.TabularInline):  # type: ignore[type-arg]
    """A part of a format; one that was sent to units is only looked at."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _is_sent(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_sent(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_sent(obj)


def _is_sent(format: Format | None) -> bool:
    return format is not None and formats.times_sent(format) > 0


class FormatColumnInline(OfFormatInline):
    model = FormatColumn
    formset = ColumnFormSet


class FormatItemInline(OfFormatInline):
    model = FormatItem
    autocomplete_fields = ("indicator",)
    fields = ("unit", "indicator", "evidence_required", "help_text", "order")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[FormatItem]:
        return super().get_queryset(request).select_related("indicator", "unit")


@admin.register(Format)
class FormatAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = FormatForm
    inlines = (FormatItemInline, FormatColumnInline)
    list_display = ("name", "version", "rows", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
    fields = ("name", "version", "previous", "instructions", "is_active")
    readonly_fields = ("version", "previous")

    def has_change_permission(self, request: HttpRequest, obj: Format | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_sent(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Format | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_sent(obj)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Format]:
        formats: models.QuerySet[Format] = super().get_queryset(request)
        return formats.annotate(row_count=models.Count("items"))

    @admin.display(description="baris", ordering="row_count")
    def rows(self, obj: Any) -> int:
        return int(obj.row_count)

    def save_model(self, request: HttpRequest, obj: Format, form: Any, change: bool) -> None:
        services.save_format(format=obj, by=_person(request), at=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is FormatColumn:
            if formset.has_changed():
                formset.save()
                _trail(request, "kolom format disimpan", str(form.instance))
            return
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


class ValueMapEntryInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ValueMapEntry
    extra = 0
    min_num = 2
    validate_min = True


@admin.register(ValueMap)
class ValueMapAdmin(AuditedAdmin):
    inlines = (ValueMapEntryInline,)
    search_fields = ("name",)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        entries = [str(entry) for entry in form.instance.entries.all()]
        _trail(request, "baris peta nilai disimpan", f"{form.instance}: {', '.join(entries)}")


@admin.register(CheckRule)
class CheckRuleAdmin(AuditedAdmin):
    """One row: made when first set, then only changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not CheckRule.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


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
