"""The office: units as a tree, and posts held for a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from accounts.roles import HEAD_OF_KIND, Mode, Place, Role, UnitKind


class Unit(models.Model):
    name = models.CharField("nama unit", max_length=150)
    short_name = models.CharField("nama pendek", max_length=60, help_text="Dipakai di tabel: PAUD dan PNF.")
    kind = models.CharField("jenis", max_length=12, choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="di bawah"
    )
    place = models.CharField(
        "tempat dalam SOP",
        max_length=12,
        choices=Place,
        blank=True,
        help_text="Diisi hanya untuk tiga unit yang disebut SOP: Dinas, Sekretariat, Sub Bagian Perencanaan.",
    )
    order = models.PositiveSmallIntegerField("urutan", default=0)
    is_active = models.BooleanField("masih ada", default=True)

    class Meta:
        verbose_name = "unit"
        verbose_name_plural = "unit"
        ordering = ("order", "name")
        constraints = [
            # the SOP means exactly one unit by each of its places
            models.UniqueConstraint(fields=["place"], condition=~Q(place=""), name="tempat_sop_satu_unit"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def head_role(self) -> Role:
        return HEAD_OF_KIND[self.kind]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def at(self, moment: datetime) -> AssignmentQuerySet:
        """Held at `moment`: the dates are days of the office (WITA), both included, unless ended earlier."""
        day = timezone.localdate(moment)
        return self.filter(
            Q(end__isnull=True) | Q(end__gte=day),
            Q(ended_at__isnull=True) | Q(ended_at__gt=moment),
            start__lte=day,
            person__is_active=True,
        )

    def with_superseded(self, moment: datetime) -> AssignmentQuerySet:
        """Adds `is_superseded`: somebody else acts in this head's post at `moment`.

        A Plh. stands in for whoever holds the post, Plt. and Pj. for the definitif holder. One query.
        """
        others = Assignment.objects.at(moment).filter(unit=OuterRef("unit"), role=OuterRef("role"))
        stands_aside = ~Q(role=Role.STAF) & (
            (~Q(mode=Mode.PLH) & Exists(others.filter(mode=Mode.PLH)))
            | (Q(mode=Mode.DEFINITIF) & Exists(others.filter(mode__in=[Mode.PLT, Mode.PJ])))
        )
        # By a dictionary, because the attribute is declared on the model for its readers.
        return self.annotate(
            **{"is_superseded": ExpressionWrapper(stands_aside, output_field=BooleanField())}
        )

    def acting(self, moment: datetime) -> AssignmentQuerySet:
        """Held at `moment` and not superseded: whoever may act."""
        return self.at(moment).with_superseded(moment).exclude(**{"is_superseded": True})

    def with_places(self) -> AssignmentQuerySet:
        """With the person and the units up to the dinas, for names and `posts.belongs_to`."""
        return self.select_related("person", "unit__parent__parent")


AssignmentManager = models.Manager.from_queryset(AssignmentQuerySet)


class Assignment(models.Model):
    """Who holds which post, in which unit, in which mode, from when to when, by which SK."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name="pegawai"
    )
    role = models.CharField("peran", max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="unit")
    mode = models.CharField("kedudukan", max_length=10, choices=Mode, default=Mode.DEFINITIF)
    title = models.CharField(
        "jabatan tertulis",
        max_length=150,
        blank=True,
        help_text="Bila berbeda dari peran, misalnya Sub Koordinator Kurikulum. Kosong: memakai nama baku.",
    )
    receives_letters = models.BooleanField(
        "penerima surat",
        default=False,
        help_text="Tugas mencatat surat masuk, diberikan kepada seorang staf.",
    )
    start = models.DateField("mulai")
    end = models.DateField("sampai dengan", null=True, blank=True)
    sk_number = models.CharField("nomor SK / surat perintah", max_length=100, blank=True)

    ended_at = models.DateTimeField("diakhiri", null=True, blank=True, editable=False)

    objects: ClassVar[AssignmentManager[Assignment]] = AssignmentManager()

    if TYPE_CHECKING:
        is_superseded: bool  # added by with_superseded()
        prepares: bool  # added by accounts.posts.held_posts: its person is an aide of somebody

    class Meta:
        verbose_name = "pejabat dan staf"
        verbose_name_plural = "pejabat dan staf"
        ordering = ("unit__order", "role", "-start")
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="jabatan_sampai_setelah_mulai",
                violation_error_message="Tanggal sampai tidak boleh sebelum tanggal mulai.",
            ),
        ]
        indexes = [
            # accounts.policy: the posts of one person, and the holders of one post, today
            models.Index(fields=["person", "start"], name="jabatan_orang"),
            models.Index(fields=["unit", "role", "start"], name="jabatan_pos"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.jabatan}"

    @property
    def jabatan(self) -> str:
        """The post as a sentence names it: "Plh. Kepala Dinas", "Kepala Bidang Pembinaan SD"."""
        prefix = "" if self.mode == Mode.DEFINITIF else f"{Mode(self.mode).label} "
        return prefix + (self.title or standard_title(Role(self.role), self.unit))

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or self.end >= day)


def standard_title(role: Role, unit: Unit) -> str:
    """The usual name of a post: "Kasubag Perencanaan", "Kepala Bidang Kebudayaan", "Staf Bidang ..."."""
    if role == Role.KEPALA_DINAS:
        return "Kepala Dinas"
    if role == Role.SEKRETARIS:
        return "Sekretaris Dinas"
    if role == Role.KEPALA_SUB_BAGIAN:
        return f"Kasubag {unit.name.removeprefix('Sub Bagian ')}"
    if role in (Role.KEPALA_BIDANG, Role.KEPALA_SEKSI):
        return f"Kepala {unit.name}"
    if unit.place == Place.PERENCANAAN:
        return "Staf Perencana"
    return f"Staf {unit.name}"
