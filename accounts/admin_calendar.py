"""Office hours and holidays in the admin's hands, with the due time they lead to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms.models import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts import audit
from accounts.admin_base import person_of
from accounts.calendar import cuti_bersama_warning, missing_cuti_bersama, office_calendar, prefill_holidays
from accounts.forms_base import IndonesianDateField
from accounts.models import Holiday, OfficeDay, OfficeProfile
from accounts.worktime import NoWorkingDayError, due, hari, jam
from accounts.worktime_words import moment

_PROFILE_FIELDS = ("name", "starts_on", "ends_on", "basis", "is_confirmed")
_DAY_FIELDS = ("opens", "closes", "break_start", "break_end")
_HOLIDAY_FIELDS = ("date", "name", "kind", "basis")


def preview(now: datetime) -> str:
    """What the calendar now says about a letter that arrives at this moment."""
    calendar = office_calendar()
    try:
        norms = ", ".join(
            f"{norm} → {moment(due(now, norm, calendar), now)}" for norm in (jam(1), hari(1), hari(2))
        )
    except NoWorkingDayError as error:
        return str(error)
    return f"Langkah yang dibuka sekarang bertenggat: {norms}."


class DayForm(forms.ModelForm):  # type: ignore[type-arg]
    """Typed times as HH.MM or HH:MM."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _DAY_FIELDS:
            field = self.fields.get(name)
            if isinstance(field, forms.TimeField):
                field.input_formats = ["%H:%M", "%H.%M", "%H:%M:%S"]
                field.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
                field.error_messages["invalid"] = "Tulis jam dan menit, misalnya 07.30."


class DayFormSet(BaseInlineFormSet[OfficeDay, OfficeProfile, ModelForm[OfficeDay]]):
    """A table of inputs: each carries its column's name for those who do not see the column."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        day = form.instance.get_weekday_display() if form.instance.pk else "hari baru"
        for field in form.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = f"{field.label}, {day}"


class DayInline(admin.TabularInline[OfficeDay, OfficeProfile]):
    model = OfficeDay
    form = DayForm
    formset = DayFormSet
    extra = 0
    max_num = 7
    fields = ("weekday", *_DAY_FIELDS)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    starts_on = IndonesianDateField(label="Berlaku mulai")
    ends_on = IndonesianDateField(
        label="Berlaku sampai",
        required=False,
        help_text="Hari terakhir berlaku. Kosongkan bila seterusnya; isi untuk jam kerja sementara seperti Ramadan.",
    )


class CalendarAdminMixin:
    """Every change of the calendar is audited, and its effect shown at once."""

    def _record(self, request: HttpRequest, act: str, **detail: Any) -> None:
        audit.record(stream="kalender", act=act, by=person_of(request), at=timezone.now(), detail=detail)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)  # type: ignore[misc]
        actions.pop("delete_selected", None)  # would leave no trail of what stood there
        return actions


class OfficeProfileAdmin(CalendarAdminMixin, admin.ModelAdmin[OfficeProfile]):
    form = ProfileForm
    inlines = (DayInline,)
    list_display = ("name", "starts_on", "ends_on", "is_confirmed", "basis")
    list_filter = ("is_confirmed",)
    search_fields = ("name", "basis")
    fields = (*_PROFILE_FIELDS, "effect")
    readonly_fields = ("effect",)

    @admin.display(description="perkiraan dengan kalender yang tersimpan")
    def effect(self, profile: OfficeProfile) -> str:
        return preview(timezone.now())

    def save_related(
        self, request: HttpRequest, form: ModelForm[OfficeProfile], formsets: Any, change: bool
    ) -> None:
        profile = form.instance
        before = _profile(OfficeProfile.objects.get(pk=profile.pk)) if change else {}
        # The row itself is already saved by save_model: what it was stands in the form's initial values.
        before |= {name: form.initial.get(name) for name in _PROFILE_FIELDS} if change else {}
        super().save_related(request, form, formsets, change)
        changed = audit.changes(before, _profile(OfficeProfile.objects.get(pk=profile.pk)))
        if changed:
            self._record(
                request, "jam kerja diubah" if change else "jam kerja dibuat", profil=profile.name, **changed
            )
        messages.info(request, preview(timezone.now()))

    def delete_model(self, request: HttpRequest, obj: OfficeProfile) -> None:
        self._record(request, "jam kerja dihapus", semula=_profile(obj))
        super().delete_model(request, obj)


def _profile(profile: OfficeProfile) -> dict[str, Any]:
    return audit.snapshot(profile, _PROFILE_FIELDS) | {
        f"hari {day.get_weekday_display()}": str(day) for day in profile.days.all()
    }


class HolidayForm(forms.ModelForm):  # type: ignore[type-arg]
    date = IndonesianDateField(label="Tanggal")


class HolidayAdmin(CalendarAdminMixin, admin.ModelAdmin[Holiday]):
    form = HolidayForm
    list_display = ("date", "name", "kind", "basis")
    list_filter = ("kind",)
    search_fields = ("name", "basis")
    date_hierarchy = "date"
    fields = _HOLIDAY_FIELDS
    change_list_template = "admin/accounts/holiday/change_list.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        this_year = timezone.localdate().year
        years = (this_year, this_year + 1)
        context = {
            "isi_tahun": [this_year - 1, *years, this_year + 2],
            "peringatan": [cuti_bersama_warning(year) for year in missing_cuti_bersama(years)],
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        return [
            path("isi/", self.admin_site.admin_view(self.prefill), name="accounts_holiday_isi"),
            *super().get_urls(),
        ]

    def prefill(self, request: HttpRequest) -> HttpResponse:
        """Add the holidays the library knows for one year; what the office has entered stays as it is."""
        back = HttpResponseRedirect(reverse("admin:accounts_holiday_changelist"))
        text = request.POST.get("tahun", "")
        if request.method != "POST" or not self.has_add_permission(request):
            return back
        if not (text.isdigit() and 2020 <= int(text) <= 2100):
            messages.error(request, "Isi tahun dengan empat angka, misalnya 2027.")
            return back
        added = prefill_holidays(year=int(text))
        if added:
            self._record(request, "hari libur diisi", tahun=int(text), jumlah=len(added))
            messages.success(
                request, f"{len(added)} hari libur tahun {text} ditambahkan. Cocokkan dengan SKB 3 Menteri."
            )
        else:
            messages.info(
                request,
                f"Tidak ada yang ditambahkan: hari libur tahun {text} sudah lengkap atau belum "
                "diketahui. Tambahkan sendiri bila perlu.",
            )
        return back

    def save_model(self, request: HttpRequest, obj: Holiday, form: ModelForm[Holiday], change: bool) -> None:
        before = audit.snapshot(Holiday.objects.get(pk=obj.pk), _HOLIDAY_FIELDS) if change else {}
        super().save_model(request, obj, form, change)
        changed = audit.changes(before, audit.snapshot(obj, _HOLIDAY_FIELDS))
        self._record(
            request, "hari libur diubah" if change else "hari libur dibuat", tanggal=obj.date, **changed
        )
        messages.info(request, preview(timezone.now()))

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        self._record(request, "hari libur dihapus", semula=audit.snapshot(obj, _HOLIDAY_FIELDS))
        super().delete_model(request, obj)
