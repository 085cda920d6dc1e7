"""The thing a case works on: one Laporan Data Kinerja, from frozen formats to signed paper."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Report(models.Model):
    """The row whose lock covers everything a step's condition reads (house.md, django-fsm fact)."""

    title = models.CharField("judul", max_length=200)
    period = models.ForeignKey(
        "reports.Period", models.PROTECT, related_name="reports", verbose_name="periode"
    )
    requester = models.CharField("peminta", max_length=200)
    basis = models.CharField(
        "dasar", max_length=300, help_text="Surat yang meminta, dengan nomor dan tanggalnya."
    )
    format = models.ForeignKey(
        "reports.Format", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="format"
    )
    template = models.ForeignKey(
        "reports.ReportTemplate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name="templat",
    )
    format_note = models.TextField("petunjuk pengisian", blank=True)
    is_sample = models.BooleanField("data contoh", default=False)
    created_at = models.DateTimeField("dibuat")

    objects: ClassVar[models.Manager[Report]] = models.Manager()

    class Meta:
        verbose_name = "laporan"
        verbose_name_plural = "laporan"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title
