"""Office hours and holidays in the admin's hands, with the due time they lead to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.forms.models import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts import audit
from accounts.admin_base import RefusalForm
from accounts.admin_preview import CalendarAdminMixin, preview
from accounts.calendar import cuti_bersama_warning, missing_cuti_bersama, office_calendar, prefill_holidays
from accounts.calendar_review import findings, stretches
from accounts.errors import Refusal
from accounts.forms_base import IndonesianDateField
from accounts.models import EmergencyClosing, Holiday, OfficeDay, OfficeProfile
from accounts.roles import UnitKind

REVIEWED_DAYS = 400
"""How far ahead the list of office hours is looked over: a little more than a year, as the clock itself searches."""
_PROFILE_FIELDS = ("name", "starts_on", "ends_on", "unit_kind", "basis", "is_confirmed")
_DAY_FIELDS = ("opens", "closes", "break_start", "break_end")
_HOLIDAY_FIELDS = ("date", "name", "kind", "basis")
_CLOSING_FIELDS = ("date", "starts", "ends", "reason", "basis")


def clock_fields(form: forms.ModelForm[Any]) -> None:
    """Times are typed as HH.MM or HH:MM."""
    for field in form.fields.values():
        if isinstance(field, forms.TimeField):
            field.input_formats = ["%H:%M", "%H.%M", "%H:%M:%S"]
            field.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
            field.error_messages["invalid"] = "Tulis jam dan menit, misalnya 07.30."


class DayForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clock_fields(self)


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


class ProfileForm(RefusalForm):
    starts_on = IndonesianDateField(label="Berlaku mulai")
    ends_on = IndonesianDateField(
        label="Berlaku sampai",
        required=False,
        help_text="Hari terakhir berlaku. Kosongkan bila seterusnya; isi untuk jam kerja sementara seperti Ramadan.",
    )


class OfficeProfileAdmin(CalendarAdminMixin, admin.ModelAdmin[OfficeProfile]):
    form = ProfileForm
    inlines = (DayInline,)
    list_display = ("name", "starts_on", "ends_on", "unit_kind", "is_confirmed")
    list_filter = ("is_confirmed",)
    search_fields = ("name", "basis")
    fields = (*_PROFILE_FIELDS, "effect")
    readonly_fields = ("effect",)

    change_list_template = "admin/accounts/officeprofile/change_list.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Which hours are in force in the coming months, for the office and for each kind of unit with its own."""
        calendar, today = office_calendar(), timezone.localdate()
        until = today + timedelta(days=REVIEWED_DAYS)
        kinds = ["", *sorted({profile.kind for profile in calendar.profiles} - {""})]
        names = dict(UnitKind.choices)
        context = {
            "berlaku": [
                (names.get(kind, "Seluruh dinas"), stretches(calendar.of(kind), today, until))
                for kind in kinds
            ],
            "temuan": list(
                dict.fromkeys(one for kind in kinds for one in findings(calendar.of(kind), today, until))
            ),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description="perkiraan dengan kalender yang tersimpan")
    def effect(self, profile: OfficeProfile) -> str:
        return preview(timezone.now())

    def save_related(
        self, request: HttpRequest, form: ModelForm[OfficeProfile], formsets: Any, change: bool
    ) -> None:
        profile = form.instance
        stood = request.calendar_stood  # type: ignore[attr-defined]
        before = _profile(OfficeProfile.objects.get(pk=profile.pk)) if change else {}
        # The row itself is already saved by save_model: what it was stands in the form's initial values.
        before |= {name: form.initial.get(name) for name in _PROFILE_FIELDS} if change else {}
        super().save_related(request, form, formsets, change)
        changed = audit.changes(before, _profile(OfficeProfile.objects.get(pk=profile.pk)))
        if changed:
            self.note(
                request, "jam kerja diubah" if change else "jam kerja dibuat", profil=profile.name, **changed
            )
        self.follow(request, stood, f"Jam kerja “{profile.name}” {'diubah' if change else 'ditambahkan'}.")

    def save_model(
        self, request: HttpRequest, obj: OfficeProfile, form: ModelForm[OfficeProfile], change: bool
    ) -> None:
        request.calendar_stood = office_calendar()  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: OfficeProfile) -> None:
        stood = office_calendar()
        self.note(request, "jam kerja dihapus", semula=_profile(obj))
        super().delete_model(request, obj)
        self.follow(request, stood, f"Jam kerja “{obj.name}” dihapus.")


def _profile(profile: OfficeProfile) -> dict[str, Any]:
    return audit.snapshot(profile, _PROFILE_FIELDS) | {
        f"hari {day.get_weekday_display()}": str(day) for day in profile.days.all()
    }


class HolidayForm(RefusalForm):
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
        if not (text.isdecimal() and 2020 <= int(text) <= 2100):
            messages.error(request, "Isi tahun dengan empat angka, misalnya 2027.")
            return back
        stood = office_calendar()
        try:
            with transaction.atomic():
                added = prefill_holidays(year=int(text))
                if added:
                    self.note(request, "hari libur diisi", tahun=int(text), jumlah=len(added))
                    self.follow(request, stood, f"Hari libur tahun {text} ditambahkan.")
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return back
        if added:
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
        stood = office_calendar()
        before = audit.snapshot(Holiday.objects.get(pk=obj.pk), _HOLIDAY_FIELDS) if change else {}
        super().save_model(request, obj, form, change)
        changed = audit.changes(before, audit.snapshot(obj, _HOLIDAY_FIELDS))
        self.note(
            request, "hari libur diubah" if change else "hari libur dibuat", tanggal=obj.date, **changed
        )
        self.follow(
            request,
            stood,
            f"Hari libur {obj.date:%d-%m-%Y} {'diubah' if change else 'ditambahkan'}: {obj.name}.",
        )

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        stood = office_calendar()
        self.note(request, "hari libur dihapus", semula=audit.snapshot(obj, _HOLIDAY_FIELDS))
        super().delete_model(request, obj)
        self.follow(request, stood, f"Hari libur {obj.date:%d-%m-%Y} dihapus: {obj.name}.")


class ClosingForm(RefusalForm):
    date = IndonesianDateField(label="Tanggal")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clock_fields(self)


class EmergencyClosingAdmin(CalendarAdminMixin, admin.ModelAdmin[EmergencyClosing]):
    """Moves the due times of all open steps when saved, and back when removed."""

    form = ClosingForm
    is_closing = True
    list_display = ("date", "when", "reason", "basis")
    search_fields = ("reason", "basis")
    date_hierarchy = "date"
    fields = _CLOSING_FIELDS

    @admin.display(description="ditutup")
    def when(self, closing: EmergencyClosing) -> str:
        return closing.when

    def save_model(
        self, request: HttpRequest, obj: EmergencyClosing, form: ModelForm[EmergencyClosing], change: bool
    ) -> None:
        stood = office_calendar()
        before = audit.snapshot(EmergencyClosing.objects.get(pk=obj.pk), _CLOSING_FIELDS) if change else {}
        super().save_model(request, obj, form, change)
        changed = audit.changes(before, audit.snapshot(obj, _CLOSING_FIELDS))
        act = "penutupan darurat diubah" if change else "penutupan darurat dibuat"
        self.note(request, act, tanggal=obj.date, **changed)
        self.follow(request, stood, f"Kantor ditutup {obj.date:%d-%m-%Y}, {obj.when}: {obj.reason}")

    def delete_model(self, request: HttpRequest, obj: EmergencyClosing) -> None:
        stood = office_calendar()
        self.note(request, "penutupan darurat dihapus", semula=audit.snapshot(obj, _CLOSING_FIELDS))
        super().delete_model(request, obj)
        self.follow(request, stood, f"Penutupan {obj.date:%d-%m-%Y}, {obj.when}, dibatalkan: {obj.reason}")
