"""*Siapkan untuk*: whom an official lets prepare acts, so that nobody ever needs another's password."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Aide(models.Model):
    """One appointment, from person to person: a successor or a Plh. chooses anew. It gives no right to act."""

    official = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="aides", verbose_name="pejabat"
    )
    aide = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="prepares_for", verbose_name="penyiap"
    )
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ditunjuk oleh"
    )
    appointed_title = models.CharField("sebagai", max_length=200)
    appointed_at = models.DateTimeField("ditunjuk")
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)

    objects: ClassVar[models.Manager[Aide]] = models.Manager()

    class Meta:
        verbose_name = "penyiap"
        verbose_name_plural = "penyiap"
        ordering = ("official__name", "aide__name")
        constraints = [
            models.UniqueConstraint(
                fields=["official", "aide"], condition=Q(revoked_at__isnull=True), name="penyiap_sekali"
            ),
            models.CheckConstraint(condition=~Q(official=F("aide")), name="penyiap_bukan_diri_sendiri"),
        ]

    def __str__(self) -> str:
        return f"{self.aide} menyiapkan untuk {self.official}"
