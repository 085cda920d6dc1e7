"""Administration of the SOP itself. State and history can be looked at here, never changed; contents are not shown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from accounts.admin_base import RefusalAdminMixin, RefusalForm, person_of
from accounts.calendar import office_calendar
from accounts.desk import desk_of
from accounts.errors import Refusal
from workflow.archive import retention
from workflow.archive.models import Retention
from workflow.editions import EditionRow, SopEdition
from workflow.models import ReportRequest, StepRecord
from workflow.reminder_models import ReminderRule
from workflow.reminders import wording
from workflow.revising import draft_revision, put_in_force
from workflow.rules import may_read_scorecard

if TYPE_CHECKING:
    from accounts.models import User


class ReadOnlyMixin:
    """For what only services may write."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EditionRowInline(admin.StackedInline[EditionRow, SopEdition]):
    model = EditionRow
    extra = 0
    can_delete = False
    fields = (
        ("step", "pelaksana", "waktu", "jika_ditolak"),
        "uraian",
        ("kelengkapan", "output"),
        "keterangan",
    )
    readonly_fields = ("step",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SopEdition | None = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)


class ReminderRuleInline(admin.StackedInline[ReminderRule, SopEdition]):
    """When a draft edition will remind of its steps; one in force is immutable, like its rows."""

    model = ReminderRule
    extra = 0
    fields = (("applies_to", "when", "amount", "measure"), ("who", "level", "manner", "tone"))

    def has_add_permission(self, request: HttpRequest, obj: SopEdition | None = None) -> bool:
        return _is_draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: SopEdition | None = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: SopEdition | None = None) -> bool:
        return _is_draft(obj) and super().has_delete_permission(request, obj)


def _is_draft(edition: SopEdition | None) -> bool:
    return edition is not None and edition.state == SopEdition.State.RANCANGAN


def _what_if(edition: SopEdition) -> str:
    return f"{reverse('workflow:kinerja-andai')}?edisi={edition.pk}"


@admin.register(SopEdition)
class SopEditionAdmin(admin.ModelAdmin[SopEdition]):
    list_display = ("nomor", "state", "tgl_pengesahan", "tgl_revisi", "nama_pengesah")
    list_filter = ("state",)
    exclude = ("state",)
    readonly_fields = ("pratinjau",)
    inlines = (EditionRowInline, ReminderRuleInline)
    actions = ("buat_rancangan", "berlakukan")

    @admin.display(description="pengingat menurut aturan yang tersimpan")
    def pratinjau(self, edition: SopEdition) -> str:
        """Told in full moments, so that a wrong amount shows before anybody is put under it."""
        lines = wording.preview(edition, timezone.now(), office_calendar())
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines)) or "-"

    def get_readonly_fields(self, request: HttpRequest, obj: SopEdition | None = None) -> tuple[str, ...]:
        """A draft leads to its replay; whoever may not open that learns whom to send there."""
        if not _is_draft(obj):
            return self.readonly_fields
        return (*self.readonly_fields, "andai" if may_read_scorecard(desk_of(request)) else "andai_pimpinan")

    @admin.display(description="bulan lalu menurut rancangan ini")
    def andai(self, edition: SopEdition) -> str:
        return format_html(
            '<a href="{}">Lihat langkah yang sudah selesai, dinilai menurut rancangan yang tersimpan</a>',
            _what_if(edition),
        )

    @admin.display(description="bulan lalu menurut rancangan ini")
    def andai_pimpinan(self, edition: SopEdition) -> str:
        return (
            "Pimpinan dan Sub Bagian Perencanaan dapat melihat langkah yang sudah selesai dinilai menurut rancangan "
            f"ini: dari halaman Kinerja SOP, atau di alamat {_what_if(edition)}"
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a revision starts as a copy of the edition in force

    def has_delete_permission(self, request: HttpRequest, obj: SopEdition | None = None) -> bool:
        return (
            obj is not None
            and obj.state == SopEdition.State.RANCANGAN
            and super().has_delete_permission(request, obj)
        )

    def has_change_permission(self, request: HttpRequest, obj: SopEdition | None = None) -> bool:
        return (obj is None or obj.state == SopEdition.State.RANCANGAN) and super().has_change_permission(
            request, obj
        )

    @admin.action(description="Buat rancangan revisi dari edisi yang berlaku", permissions=["change"])
    def buat_rancangan(self, request: HttpRequest, queryset: QuerySet[SopEdition]) -> None:
        edition = draft_revision(by=cast("User", request.user), at=timezone.now())
        self.message_user(
            request, f"Rancangan {edition.nomor} dibuat. Buka, ubah, lalu berlakukan.", messages.SUCCESS
        )

    @admin.action(description="Berlakukan rancangan terpilih", permissions=["change"])
    def berlakukan(self, request: HttpRequest, queryset: QuerySet[SopEdition]) -> None:
        if queryset.count() != 1:
            self.message_user(request, "Pilih tepat satu rancangan.", messages.ERROR)
            return
        try:
            edition = put_in_force(edition=queryset.get(), by=cast("User", request.user), at=timezone.now())
        except Refusal as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return
        self.message_user(
            request,
            f"{edition} berlaku untuk kasus baru. Kasus berjalan tetap memakai edisinya.",
            messages.SUCCESS,
        )


class StepRecordInline(ReadOnlyMixin, admin.TabularInline[StepRecord, ReportRequest]):
    model = StepRecord
    extra = 0
    fields = (
        "step",
        "visit",
        "opened_at",
        "due_at",
        "finished_at",
        "finished_title",
        "outcome",
        "minutes_used",
    )


@admin.register(ReportRequest)
class ReportRequestAdmin(ReadOnlyMixin, admin.ModelAdmin[ReportRequest]):
    """Where each case stands: metadata only (product.md, Who sees what)."""

    list_display = ("agenda", "state", "opened_at", "closed_at")
    list_filter = ("state",)
    list_select_related = ("letter",)
    fields = ("agenda", "state", "edition", "opened_at", "closed_at")
    inlines = (StepRecordInline,)

    @admin.display(description="agenda", ordering="letter__agenda_number")
    def agenda(self, case: ReportRequest) -> str:
        return f"{case.letter.agenda}/{case.letter.agenda_year}"


class RetentionForm(RefusalForm):
    """The service's own check, so that everything typed stays in place."""

    def ask(self, at: datetime) -> None:
        wanted = self.instance
        retention.refuse_change(
            Retention.objects.get(pk=wanted.pk),
            wanted.active_years,
            wanted.inactive_years,
            wanted.fate,
            wanted.reason,
        )


@admin.register(Retention)
class RetentionAdmin(RefusalAdminMixin, admin.ModelAdmin[Retention]):
    """How long one file is kept, where that is not what its classification says: by agenda number, no contents."""

    form = RetentionForm
    list_display = ("agenda", "closed_on", "active_until", "kept_until", "fate", "destroyed_at")
    list_filter = ("fate",)
    list_select_related = ("case__letter",)
    fields = (
        "agenda",
        "closed_on",
        "active_years",
        "inactive_years",
        "fate",
        "reason",
        "active_until",
        "kept_until",
        "destroyed_at",
    )
    readonly_fields = ("agenda", "closed_on", "active_until", "kept_until", "destroyed_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # made when a case is closed

    def has_delete_permission(self, request: HttpRequest, obj: Retention | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Retention, form: Any, change: bool) -> None:
        retention.change(
            retention=obj, active_years=obj.active_years, inactive_years=obj.inactive_years, fate=obj.fate,
            reason=obj.reason, by=person_of(request), at=timezone.now(), title="Admin kantor",
        )  # fmt: skip

    @admin.display(description="agenda", ordering="case__letter__agenda_number")
    def agenda(self, one: Retention) -> str:
        return f"{one.case.letter.agenda}/{one.case.letter.agenda_year}"
