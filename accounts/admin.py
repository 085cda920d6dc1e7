"""The office in the admin's hands: units, people, posts. The calendar and the trail have files of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as _registers_group  # noqa: F401 - before it can be taken out below
from django.contrib.auth.models import Group
from django.db.models import Prefetch, Q, QuerySet
from django.forms.models import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import nip, office
from accounts.admin_base import ReadOnlyAdmin, RefusalAdminMixin, RefusalForm, person_of
from accounts.admin_calendar import EmergencyClosingAdmin, HolidayAdmin, OfficeProfileAdmin
from accounts.admin_channels import ChannelPolicyAdmin, GatewayAdmin
from accounts.errors import Refusal
from accounts.forms_base import IndonesianDateField
from accounts.groups import OFFICE_ADMIN
from accounts.models import (
    Assignment,
    AuditEntry,
    ChannelPolicy,
    EmergencyClosing,
    Gateway,
    Holiday,
    Message,
    OfficeProfile,
    Unit,
    User,
)
from accounts.roles import Mode
from accounts.worktime_words import short_date

# The one group and its permissions are kept by the program (accounts.groups); screens give it to people.
admin.site.unregister(Group)
admin.site.site_header = admin.site.site_title = "Pengelola SOP Kinerja"
admin.site.index_title = "Yang dapat diatur"
admin.site.register(OfficeProfile, OfficeProfileAdmin)
admin.site.register(Holiday, HolidayAdmin)
admin.site.register(EmergencyClosing, EmergencyClosingAdmin)
admin.site.register(Gateway, GatewayAdmin)
admin.site.register(ChannelPolicy, ChannelPolicyAdmin)


# ── units ───────────────────────────────────────────────────────────────────────────────────────
class UnitForm(RefusalForm):
    def ask(self, at: datetime) -> None:
        office.check_unit(self.instance, at=at)


@admin.register(Unit)
class UnitAdmin(RefusalAdminMixin, admin.ModelAdmin[Unit]):
    form = UnitForm
    list_display = ("in_tree", "kind", "parent", "head", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("parent__parent",)
    search_fields = ("name", "short_name")
    fields = ("name", "short_name", "kind", "parent", "place", "order", "is_active")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        acting = Assignment.objects.acting(timezone.now()).select_related("person")
        return super().get_queryset(request).prefetch_related(Prefetch("assignments", acting))

    @admin.display(description="nama unit", ordering="order")
    def in_tree(self, unit: Unit) -> str:
        depth, above = 0, unit.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        return f"{'— ' * depth}{unit.name}"

    @admin.display(description="kepala sekarang")
    def head(self, unit: Unit) -> str:
        heads = [post for post in unit.assignments.all() if post.role == unit.head_role]
        return ", ".join(f"{post.person} ({post.get_mode_display()})" for post in heads) or "–"

    def has_delete_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        return False  # a unit that is gone is made inactive; its history stays

    def save_model(self, request: HttpRequest, obj: Unit, form: ModelForm[Unit], change: bool) -> None:
        office.save_unit(unit=obj, by=person_of(request), at=timezone.now())


# ── people ──────────────────────────────────────────────────────────────────────────────────────
class PersonForm(RefusalForm):
    nip = forms.CharField(
        label="NIP / NI PPPK",
        required=False,
        max_length=30,
        help_text="18 angka, spasi boleh. Kosongkan bila tidak ada.",
    )
    password = forms.CharField(
        label="Kata sandi",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    nik = forms.CharField(
        label="NIK",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    office_admin = forms.BooleanField(
        label="Admin kantor",
        required=False,
        help_text="Boleh membuka halaman pengelola ini. Tidak memberi hak atas kasus.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "nip" not in self.fields:
            return  # shown read-only
        person: User = self.instance
        new = person._state.adding
        self.fields["password"].help_text = (
            "Paling sedikit 10 karakter. Sampaikan langsung kepada pegawai, lalu minta ia menggantinya."
            if new
            else "Isi hanya untuk menggantinya, misalnya karena lupa. Pegawai lalu harus masuk lagi di semua perangkat."
        )
        self.fields["password"].required = new
        self.initial["nip"] = person.nip_display
        self.fields["nik"].help_text = (
            "Sudah diisi dan tersimpan tersandi. Isi hanya untuk menggantinya; ketik tanda - untuk menghapusnya."
            if person.nik_sealed
            else "16 angka, hanya untuk yang menandatangani lewat BSrE. Disimpan tersandi dan tidak ditampilkan lagi."
        )
        self.initial["office_admin"] = not new and person.groups.filter(name=OFFICE_ADMIN).exists()
        self.initial.pop("password", None)

    def clean_nip(self) -> str | None:
        """Without spaces. One too long to be kept is refused here, in our words and not the column's."""
        digits = nip.normalise(self.cleaned_data["nip"])
        if len(digits) > nip.LENGTH:
            raise forms.ValidationError(
                f"NIP terdiri atas {nip.LENGTH} angka, yang diketik {len(digits)}. Cocokkan dengan SK."
            )
        return digits or None

    def ask(self, at: datetime) -> None:
        office.check_nik(self.cleaned_data.get("nik", "").strip(" -"))
        office.check_person(self.instance, at=at, password=self.cleaned_data.get("password") or None)

    class Meta:
        model = User
        fields = ("name", "username", "employment", "nip", "golongan", "email", "phone", "is_active")


@admin.register(User)
class PersonAdmin(RefusalAdminMixin, admin.ModelAdmin[User]):
    form = PersonForm
    list_display = ("name", "nip_grouped", "username", "posts_now", "is_active")
    list_filter = ("is_active", "employment")
    search_fields = ("name", "nip", "username")
    search_help_text = "Cari nama, NIP (dengan atau tanpa spasi), atau nama pengguna."
    readonly_fields = ("posts_link", "last_login")
    actions = ("close_account",)
    fieldsets = (
        (None, {"fields": ("name", "employment", "nip", "golongan")}),
        ("Tanda tangan lewat BSrE", {"fields": ("nik",)}),
        ("Masuk", {"fields": ("username", "password", "is_active", "office_admin", "last_login")}),
        ("Dihubungi lewat", {"fields": ("email", "phone")}),
        ("Jabatan", {"fields": ("posts_link",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        held = Assignment.objects.at(timezone.now()).select_related("unit")
        return super().get_queryset(request).prefetch_related(Prefetch("assignments", held))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        digits = nip.normalise(search_term)
        return super().get_search_results(request, queryset, digits if digits.isdigit() else search_term)

    @admin.display(description="NIP", ordering="nip")
    def nip_grouped(self, person: User) -> str:
        return person.nip_display or "–"

    @admin.display(description="jabatan sekarang")
    def posts_now(self, person: User) -> str:
        return ", ".join(post.jabatan for post in person.assignments.all()) or "–"

    @admin.display(description="jabatan")
    def posts_link(self, person: User) -> str | SafeString:
        if person._state.adding:
            return "Simpan dulu pegawai ini, lalu catat jabatannya."
        return format_html(
            '{} <a href="{}?person__id__exact={}">Lihat semua</a> · <a href="{}?person={}">Catat jabatan baru</a>'
            ' · <a href="{}">Tutup akun…</a>',
            self.posts_now(person),
            reverse("admin:accounts_assignment_changelist"),
            person.pk,
            reverse("admin:accounts_assignment_add"),
            person.pk,
            reverse("workflow:pegawai-keluar", args=[person.pk]),
        )

    @admin.action(description="Tutup akun pegawai yang keluar…", permissions=["change"])
    def close_account(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """One at a time: the page shows first what would be left, and to whom it goes."""
        people = list(queryset[:2])
        if len(people) == 1:
            return redirect("workflow:pegawai-keluar", people[0].pk)
        self.message_user(request, "Pilih satu pegawai saja; tiap akun ditutup tersendiri.", messages.ERROR)
        return None

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # papers and trails name people; who leaves is made inactive

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Setting a superuser's password would make an office admin a superuser.
        if obj is not None and obj.is_superuser and not person_of(request).is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        now = timezone.now()
        data = form.cleaned_data
        # The form wrote its password field into the instance; the service alone sets the hash.
        obj.password = User.objects.values_list("password", flat=True).get(pk=obj.pk) if change else ""
        office.save_person(
            person=obj,
            by=person_of(request),
            at=now,
            password=data.get("password") or None,
            nik=data["nik"].strip(" -") if data.get("nik") else None,
            office_admin=None if obj.is_superuser else data["office_admin"],
        )
        for sentence in nip.doubts(obj.nip or "", obj.employment, today=timezone.localdate(now)):
            messages.warning(request, sentence)


# ── posts ───────────────────────────────────────────────────────────────────────────────────────
class AssignmentForm(RefusalForm):
    start = IndonesianDateField(label="Mulai")
    end = IndonesianDateField(
        label="Sampai dengan",
        required=False,
        help_text="Hari terakhir menjabat. Kosongkan bila belum diketahui.",
    )

    def ask(self, at: datetime) -> None:
        office.check_assignment(self.instance, at=at)


class RunningFilter(admin.SimpleListFilter):
    title = "masa jabatan"
    parameter_name = "masa"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("kini", "Sedang berjalan"), ("nanti", "Belum mulai"), ("lalu", "Sudah berakhir")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> QuerySet[Assignment]:
        now = timezone.now()
        today = timezone.localdate(now)
        if self.value() == "kini":
            return queryset.filter(pk__in=Assignment.objects.at(now).values("pk"))
        if self.value() == "nanti":
            return queryset.filter(start__gt=today)
        if self.value() == "lalu":
            return queryset.filter(Q(end__lt=today) | Q(ended_at__lte=now))
        return queryset


@admin.register(Assignment)
class AssignmentAdmin(RefusalAdminMixin, admin.ModelAdmin[Assignment]):
    form = AssignmentForm
    list_display = ("person", "post", "period", "sk_number", "state")
    list_display_links = ("person", "post")
    list_filter = (RunningFilter, "mode", "role", "unit")
    list_select_related = ("person", "unit")
    search_fields = ("person__name", "person__nip", "unit__name", "sk_number")
    fields = ("person", "unit", "role", "mode", "title", "receives_letters", "start", "end", "sk_number")
    actions = ("end_now",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only people and units that are still there; a plain list, which every screen reader knows."""
        thing: type[User | Unit] = db_field.related_model
        choosable = Q(is_active=True)
        if request.resolver_match and (this_post := request.resolver_match.kwargs.get("object_id")):
            choosable |= Q(assignments=this_post)
        kwargs["queryset"] = thing._default_manager.filter(choosable).distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="jabatan", ordering="unit__order")
    def post(self, assignment: Assignment) -> str:
        return assignment.jabatan

    @admin.display(description="masa jabatan", ordering="start")
    def period(self, assignment: Assignment) -> str:
        return f"{short_date(assignment.start)} – {short_date(assignment.end) if assignment.end else 'seterusnya'}"

    @admin.display(description="keadaan")
    def state(self, assignment: Assignment) -> str:
        now = timezone.now()
        today = timezone.localdate(now)
        if assignment.start > today:
            return "belum mulai"
        ended = assignment.ended_at is not None and assignment.ended_at <= now
        if ended or (assignment.end is not None and assignment.end < today):
            return "berakhir"
        return "berjalan"

    @admin.action(description="Akhiri jabatan terpilih sekarang juga", permissions=["change"])
    def end_now(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> None:
        for assignment in queryset:
            try:
                office.end_assignment(assignment=assignment, by=person_of(request), at=timezone.now())
            except Refusal as refusal:
                self.message_user(request, refusal.message, messages.ERROR)
            else:
                self.message_user(request, f"{assignment} diakhiri.", messages.SUCCESS)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        """Only a post that has not begun may be taken back; the rest is history."""
        begun = obj is not None and obj.start <= timezone.localdate()
        return not begun and super().has_delete_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: Assignment, form: ModelForm[Assignment], change: bool
    ) -> None:
        office.save_assignment(assignment=obj, by=person_of(request), at=timezone.now())
        if obj.mode == Mode.PLH:
            messages.info(
                request,
                f"Selama {obj.jabatan} berjalan, pejabat definitif hanya dapat membaca. "
                "Ia dapat mengakhirinya sendiri di halaman Saya.",
            )

    def delete_model(self, request: HttpRequest, obj: Assignment) -> None:
        office.cancel_assignment(assignment=obj, by=person_of(request), at=timezone.now())


# ── what happened ───────────────────────────────────────────────────────────────────────────────
@admin.register(AuditEntry)
class AuditAdmin(ReadOnlyAdmin[AuditEntry]):
    """Who did what and when; details only of the admin's own streams, never of what a case contains."""

    list_display = ("at", "stream", "number", "act", "actor", "actor_title")
    list_filter = ("act",)
    list_select_related = ("actor",)
    search_fields = ("stream", "act", "actor__name")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    show_full_result_count = False
    fields = ("at", "stream", "number", "act", "actor", "actor_title", "details", "previous_hash", "hash")

    @admin.display(description="rincian")
    def details(self, entry: AuditEntry) -> str:
        if entry.stream.split(":")[0] not in {
            "unit",
            "pegawai",
            "jabatan",
            "kalender",
            "izin",
            "saluran",
            "pesan-keluar",
        }:
            return "Isi kasus tidak ditampilkan di sini."
        return "; ".join(f"{name}: {_change(value)}" for name, value in entry.detail.items()) or "–"


def _change(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2:
        old, new = ("kosong" if side in (None, "") else side for side in value)
        return f"{old} → {new}"
    return str(value)


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin[Message]):
    """Was somebody told? The text itself belongs to the recipient; what left the office stands on /pesan-keluar/."""

    list_display = ("created_at", "recipient", "read_at")
    list_select_related = ("recipient",)
    search_fields = ("recipient__name",)
    date_hierarchy = "created_at"
    show_full_result_count = False
    fields = ("created_at", "recipient", "read_at")
