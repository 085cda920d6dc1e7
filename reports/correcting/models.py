"""What correcting leaves behind: remarks pinned to a version, who has read which version, and corrections made by a superior."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import Mode, Pelaksana


class DraftRemark(models.Model):
    """A remark on one paragraph, table or chart of one version. It belongs to the post that wrote it: a Plh. may confirm it.

    The writer marks it dealt with (`resolved_*`); the corrector who asked confirms (`confirmed_*`). Until then it is open.
    """

    version = models.ForeignKey(
        "reports.Version", models.PROTECT, related_name="remarks", verbose_name="versi"
    )
    section = models.CharField("bagian", max_length=60)
    block = models.PositiveSmallIntegerField("paragraf ke")
    quote = models.TextField("yang dicatat")
    text = models.TextField("catatan")
    pelaksana = models.CharField("pelaksana", max_length=30, choices=Pelaksana)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh"
    )
    author_title = models.CharField("sebagai", max_length=200)
    written_at = models.DateTimeField("ditulis")
    resolved_at = models.DateTimeField("diperbaiki", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="diperbaiki oleh",
    )
    resolved_title = models.CharField("diperbaiki sebagai", max_length=200, blank=True)
    confirmed_at = models.DateTimeField("disetujui", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="disetujui oleh",
    )
    confirmed_title = models.CharField("disetujui sebagai", max_length=200, blank=True)

    objects: ClassVar[models.Manager[DraftRemark]] = models.Manager()

    class Meta:
        verbose_name = "catatan koreksi"
        verbose_name_plural = "catatan koreksi"
        ordering = ("version", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_by__isnull=False),
                name="catatan_disetujui_orang",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True) | Q(resolved_by__isnull=False),
                name="catatan_diperbaiki_orang",
            ),
        ]
        indexes = [
            # what stands in the way of a paraf
            models.Index(
                fields=["version", "pelaksana"],
                name="catatan_terbuka",
                condition=Q(confirmed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_title}: {self.text[:60]}"

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None

    @property
    def waits_for_writer(self) -> bool:
        return self.is_open and self.resolved_at is None


class RemarkReply(models.Model):
    """One answer in the thread of a remark. Never changed."""

    remark = models.ForeignKey(
        DraftRemark, models.PROTECT, related_name="replies", verbose_name="catatan koreksi"
    )
    text = models.TextField("jawaban")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh"
    )
    author_title = models.CharField("sebagai", max_length=200)
    written_at = models.DateTimeField("ditulis")

    objects: ClassVar[models.Manager[RemarkReply]] = models.Manager()

    class Meta:
        verbose_name = "jawaban catatan"
        verbose_name_plural = "jawaban catatan"
        ordering = ("remark", "pk")

    def __str__(self) -> str:
        return f"{self.author_title}: {self.text[:60]}"


class VersionReading(models.Model):
    """When this reader first had this version open. What changed "since you last looked" is counted from here."""

    version = models.ForeignKey(
        "reports.Version", models.CASCADE, related_name="readings", verbose_name="versi"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="pembaca"
    )
    seen_at = models.DateTimeField("dibaca")

    objects: ClassVar[models.Manager[VersionReading]] = models.Manager()

    class Meta:
        verbose_name = "pembacaan versi"
        verbose_name_plural = "pembacaan versi"
        ordering = ("version", "pk")
        constraints = [models.UniqueConstraint(fields=["version", "reader"], name="versi_dibaca_sekali")]

    def __str__(self) -> str:
        return f"{self.reader} membaca {self.version}"


class DirectCorrection(models.Model):
    """This version was made by a superior at the own desk, from the version before: no paraf given earlier lapses by it.

    With it the paper says whose paraf was given before which change (docs/adr/0006).
    """

    version = models.OneToOneField(
        "reports.Version", models.PROTECT, related_name="correction", verbose_name="versi"
    )
    step = models.PositiveSmallIntegerField("langkah")
    pelaksana = models.CharField("pelaksana", max_length=30, choices=Pelaksana)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dikoreksi oleh"
    )
    title = models.CharField("sebagai", max_length=200)
    mode = models.CharField("kedudukan", max_length=10, choices=Mode)
    at = models.DateTimeField("waktu")

    objects: ClassVar[models.Manager[DirectCorrection]] = models.Manager()

    class Meta:
        verbose_name = "koreksi langsung"
        verbose_name_plural = "koreksi langsung"
        ordering = ("version",)

    def __str__(self) -> str:
        return f"{self.version}, dikoreksi {self.title}"
