"""Who is away, by which letter somebody stands in, and who may prepare for whom."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models.office import Assignment
from accounts.worktime_words import short_date


def order_path(instance: models.Model, filename: str) -> str:
    """A random name: nothing a person typed becomes a path."""
    return f"sk/{uuid.uuid4().hex}{Path(filename).suffix.lower()[:6]}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def at(self, moment: datetime) -> AbsenceQuerySet:
        """Away at `moment`: days of the office, both included, unless ended earlier."""
        day = timezone.localdate(moment)
        return self.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=moment),
            start__lte=day,
            end__gte=day,
            person__is_active=True,
        )

    def still_to_end(self, moment: datetime) -> AbsenceQuerySet:
        """Running or to come."""
        return self.filter(ended_at__isnull=True, end__gte=timezone.localdate(moment))


class Absence(models.Model):
    """Days on which a person is away. The post stays theirs; a Plh. stands in where one was named."""

    class Kind(models.TextChoices):
        CUTI = "cuti", "Cuti"
        SAKIT = "sakit", "Sakit"
        DINAS_LUAR = "dinas_luar", "Dinas luar"
        DIKLAT = "diklat", "Pendidikan dan pelatihan"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name="pegawai"
    )
    kind = models.CharField("jenis", max_length=12, choices=Kind)
    start = models.DateField("mulai")
    end = models.DateField("sampai dengan")
    letter_number = models.CharField("nomor surat", max_length=100, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dicatat oleh"
    )
    entered_at = models.DateTimeField("dicatat")
    ended_at = models.DateTimeField("diakhiri", null=True, blank=True)

    objects: ClassVar[models.Manager[Absence]] = models.Manager.from_queryset(AbsenceQuerySet)()

    class Meta:
        verbose_name = "cuti dan dinas luar"
        verbose_name_plural = "cuti dan dinas luar"
        ordering = ("start", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="absen_sampai_setelah_mulai"),
        ]
        indexes = [
            # workflow.people.away: who is away today
            models.Index(fields=["end"], name="absen_berjalan", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_kind_display().lower()} {short_date(self.start)} – {short_date(self.end)}"

    @property
    def state_words(self) -> str:
        """As a sentence says it: "sedang cuti sampai 14-10-2026"."""
        doing = {self.Kind.SAKIT: "sedang sakit", self.Kind.DIKLAT: "sedang mengikuti diklat"}
        words = doing.get(self.Kind(self.kind), f"sedang {self.get_kind_display().lower()}")
        return f"{words} sampai {short_date(self.end)}"


class PostOrder(models.Model):
    """The SK or surat perintah of a Plt., Plh. or Pj.: who entered it, and its scan. The file is private."""

    assignment = models.OneToOneField(
        Assignment, models.CASCADE, related_name="order", verbose_name="jabatan"
    )
    absence = models.ForeignKey(
        Absence, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name="karena"
    )
    scan = models.FileField("pindaian SK", upload_to=order_path, blank=True)
    scan_name = models.CharField("nama berkas", max_length=150, blank=True)
    scan_mime = models.CharField("jenis berkas", max_length=80, blank=True)
    scan_sha256 = models.CharField("sidik berkas", max_length=64, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dicatat oleh"
    )
    entered_title = models.CharField("sebagai", max_length=200)
    entered_at = models.DateTimeField("dicatat")

    objects: ClassVar[models.Manager[PostOrder]] = models.Manager()

    class Meta:
        verbose_name = "surat perintah"
        verbose_name_plural = "surat perintah"

    def __str__(self) -> str:
        return f"{self.assignment.sk_number} ({self.assignment})"
