"""What the archive can be searched for: the words of each case, in parts that are read by different people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ArchivePart(models.TextChoices):
    KASUS = "kasus", "Surat dan judul kasus"
    PINDAIAN = "pindaian", "Isi pindaian surat"
    LAPORAN = "laporan", "Laporan bertanda tangan"


class ArchiveText(models.Model):
    """The text of one part of a case. `words` is what the index of the database is made of (words.py).

    SQLite keeps a full-text table beside this one by triggers; PostgreSQL has a GIN index. A migration that rebuilds this
    table on SQLite must make the triggers again (0005).
    """

    case = models.ForeignKey(
        "workflow.ReportRequest", models.CASCADE, related_name="archive_texts", verbose_name="kasus"
    )
    part = models.CharField("bagian", max_length=10, choices=ArchivePart)
    body = models.TextField("teks", blank=True)
    words = models.TextField("kata", blank=True)
    kept_at = models.DateTimeField("dicatat")

    objects: ClassVar[models.Manager[ArchiveText]] = models.Manager()

    class Meta:
        verbose_name = "teks arsip"
        verbose_name_plural = "teks arsip"
        constraints = [models.UniqueConstraint(fields=["case", "part"], name="teks_arsip_sekali")]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.case}"
