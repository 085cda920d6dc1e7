"""The append-only trail. Each stream (one case, one admin object) is a hash chain of its own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One thing that happened. Written by accounts.audit.record() only; triggers refuse UPDATE and DELETE."""

    stream = models.CharField("arus", max_length=60, help_text='Misalnya "kasus:12" atau "pengelola".')
    number = models.PositiveIntegerField("urutan dalam arus")
    at = models.DateTimeField("waktu")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="oleh"
    )
    actor_title = models.CharField("sebagai", max_length=200, blank=True)
    act = models.CharField("tindakan", max_length=60)
    detail = models.JSONField("rincian", default=dict)
    previous_hash = models.CharField("sidik sebelumnya", max_length=64, blank=True)
    hash = models.CharField("sidik", max_length=64)

    objects: ClassVar[models.Manager[AuditEntry]] = models.Manager()

    class Meta:
        verbose_name = "jejak"
        verbose_name_plural = "jejak"
        ordering = ("stream", "number")
        constraints = [
            # one chain: two writers cannot both be the next link
            models.UniqueConstraint(fields=["stream", "number"], name="jejak_satu_rantai"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} #{self.number} {self.act}"
