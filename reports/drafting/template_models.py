"""The template of a report as data: its sections, their wording with placeholders, and which tables and charts stand in them.

A version that a report was written with is not changed any more: a change is the next version, so that a report can always be
written again as it was.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

LEVELS = ((1, "1. Bab"), (2, "2. A, B, C"), (3, "3. Angka 1, 2, 3"), (4, "4. Anak judul"))


class Repeat(models.TextChoices):
    SEKALI = "", "Sekali"
    UNIT = "unit", "Untuk tiap unit"
    UNIT_BERDATA = "unit_berdata", "Untuk tiap unit yang menyampaikan data"


class ReportTemplate(models.Model):
    """One version of a template, with the wording of the surat pengantar that goes with its reports."""

    name = models.CharField("nama templat", max_length=150)
    version = models.PositiveSmallIntegerField("versi", default=1)
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_versions",
        verbose_name="versi sebelumnya",
    )
    is_default = models.BooleanField("dipakai untuk laporan baru", default=False)
    letter_subject = models.CharField("hal surat pengantar", max_length=200)
    letter_text = models.TextField("isi surat pengantar")
    changed_at = models.DateTimeField("diubah", null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="diubah oleh",
    )

    objects: ClassVar[models.Manager[ReportTemplate]] = models.Manager()

    class Meta:
        verbose_name = "templat laporan"
        verbose_name_plural = "templat laporan"
        ordering = ("-is_default", "name", "-version")
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="versi_templat_sekali"),
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="satu_templat_bawaan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, versi {self.version}"


class TemplateSection(models.Model):
    """One section. `text` is written as in the bare draft form, with placeholders such as {periode}; `blocks` names what is drawn
    under it, parted by spaces.
    """

    template = models.ForeignKey(
        ReportTemplate, models.CASCADE, related_name="sections", verbose_name="templat"
    )
    key = models.SlugField("bagian", max_length=40)
    order = models.PositiveSmallIntegerField("urutan")
    level = models.PositiveSmallIntegerField(
        "tingkat",
        default=1,
        choices=LEVELS,
    )
    heading = models.CharField("judul", max_length=150)
    text = models.TextField("kalimat", blank=True)
    blocks = models.CharField("tabel dan grafik", max_length=150, blank=True)
    repeat = models.CharField("ditulis", max_length=15, choices=Repeat, blank=True, default=Repeat.SEKALI)

    objects: ClassVar[models.Manager[TemplateSection]] = models.Manager()

    class Meta:
        verbose_name = "bagian templat"
        verbose_name_plural = "bagian templat"
        ordering = ("template", "order")
        constraints = [models.UniqueConstraint(fields=["template", "key"], name="bagian_templat_sekali")]

    def __str__(self) -> str:
        return self.heading
