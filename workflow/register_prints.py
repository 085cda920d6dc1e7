"""A wish to have the agenda book on paper: who asked, for which letters. The worker reads it and prints that person's view."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class AgendaPrint(models.Model):
    """Asked again with nothing changed, the same row, and so the same PDF."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diminta oleh"
    )
    at = models.DateTimeField("diminta")
    wanted = models.JSONField("saringan", default=dict)
    seal = models.CharField("sidik isi", max_length=64)

    objects: ClassVar[models.Manager[AgendaPrint]] = models.Manager()

    class Meta:
        verbose_name = "cetakan buku agenda"
        verbose_name_plural = "cetakan buku agenda"
        constraints = [models.UniqueConstraint(fields=["by", "seal"], name="cetakan_agenda_sekali")]

    def __str__(self) -> str:
        return f"Buku agenda surat masuk, diminta {self.by}"
