"""What the scorecard and the recap keep: who asked for which paper, and the notes that travel with a person's figures."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class FiguresPaper(models.TextChoices):
    """The papers made of figures; each is its reader's own view."""

    KINERJA = "kinerja", "Kinerja SOP"
    REKAP = "rekap", "Rekap kerja pegawai"


class PrintWish(models.Model):
    """A wish to have figures on paper. Asked again with nothing changed, the same row, and so the same PDF."""

    kind = models.CharField("naskah", max_length=10, choices=FiguresPaper)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diminta oleh"
    )
    at = models.DateTimeField("diminta")
    wanted = models.JSONField("rentang", default=dict)
    seal = models.CharField("sidik isi", max_length=64)

    objects: ClassVar[models.Manager[PrintWish]] = models.Manager()

    class Meta:
        verbose_name = "cetakan angka"
        verbose_name_plural = "cetakan angka"
        constraints = [models.UniqueConstraint(fields=["kind", "by", "seal"], name="cetakan_angka_sekali")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, diminta {self.by}"


class RecapNote(models.Model):
    """A sentence of the person or the superior about the figures of some months. The database refuses to change one."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="recap_notes", verbose_name="pegawai"
    )
    first = models.DateField("sejak bulan")
    last = models.DateField("sampai bulan")
    text = models.TextField("keterangan")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ditulis oleh"
    )
    by_name = models.CharField("nama", max_length=150)
    by_title = models.CharField("sebagai", max_length=200)
    at = models.DateTimeField("waktu")

    objects: ClassVar[models.Manager[RecapNote]] = models.Manager()

    class Meta:
        verbose_name = "keterangan rekap"
        verbose_name_plural = "keterangan rekap"
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="keterangan_rekap_berisi"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="keterangan_rekap_rentang"),
        ]
        indexes = [
            # workflow.scorecard.notes.of: one person's, by months
            models.Index(fields=["person", "first"], name="keterangan_rekap_orang"),
        ]

    def __str__(self) -> str:
        return f"Keterangan {self.by_name} atas rekap {self.person}"
