"""What was done to a visit's clock: every move of its due time, and every time somebody else held the work."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from workflow.visits import StepRecord


class DueChange(models.Model):
    """One move of a due time. The oldest `before` of a visit is what the SOP's norm gave it."""

    class Kind(models.TextChoices):
        PERPANJANGAN = "perpanjangan", "Diperpanjang atasan"
        PENUTUPAN = "penutupan", "Penutupan kantor"
        KALENDER = "kalender", "Perubahan kalender kantor"

    visit = models.ForeignKey(
        StepRecord, models.CASCADE, related_name="due_changes", verbose_name="kunjungan langkah"
    )
    kind = models.CharField("jenis", max_length=15, choices=Kind)
    before = models.DateTimeField("tenggat semula")
    after = models.DateTimeField("tenggat baru")
    minutes = models.PositiveIntegerField("menit kerja sejak dibuka sampai tenggat baru")
    reason = models.TextField("alasan")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="oleh"
    )
    by_title = models.CharField("sebagai", max_length=200, blank=True)
    at = models.DateTimeField("waktu")

    objects: ClassVar[models.Manager[DueChange]] = models.Manager()

    class Meta:
        verbose_name = "perubahan tenggat"
        verbose_name_plural = "perubahan tenggat"
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="tenggat_berubah_dengan_alasan"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="tenggat_sungguh_berubah"),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.get_kind_display()}"


class Pause(models.Model):
    """A time in which the pelaksana waited on somebody else. It moves no due time (docs/adr/0007)."""

    class Kind(models.TextChoices):
        UNIT = "unit", "Isian dikembalikan ke unit"
        LAYANAN = "layanan", "Layanan tanda tangan"
        PENARIKAN = "penarikan", "Disposisi ditarik kembali"
        LAINNYA = "lainnya", "Pihak lain"

    visit = models.ForeignKey(
        StepRecord, models.CASCADE, related_name="pauses", verbose_name="kunjungan langkah"
    )
    kind = models.CharField("jenis", max_length=15, choices=Kind)
    starts = models.DateTimeField("mulai")
    ends = models.DateTimeField("selesai", null=True, blank=True)
    reason = models.TextField("alasan")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="oleh"
    )
    by_title = models.CharField("sebagai", max_length=200, blank=True)

    objects: ClassVar[models.Manager[Pause]] = models.Manager()

    class Meta:
        verbose_name = "masa menunggu pihak lain"
        verbose_name_plural = "masa menunggu pihak lain"
        ordering = ("starts", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "kind"], condition=Q(ends__isnull=True), name="satu_jeda_terbuka_per_jenis"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="jeda_dengan_alasan"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="jeda_tidak_mundur"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.ends is None
