"""A person's address for calendar programs: who knows it reads due times without logging in, so only its hash is kept."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class CalendarLink(models.Model):
    """One for each person; renewing replaces the hash, revoking removes the row."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_link", verbose_name="pegawai"
    )
    token_hash = models.CharField("sidik tanda", max_length=64, unique=True)
    made_at = models.DateTimeField("dibuat")

    objects: ClassVar[models.Manager[CalendarLink]] = models.Manager()

    class Meta:
        verbose_name = "tautan kalender"
        verbose_name_plural = "tautan kalender"

    def __str__(self) -> str:
        return f"Tautan kalender {self.person}"
