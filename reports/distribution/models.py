"""Who got a copy of the signed report, and who said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Copy(models.Model):
    """One recipient of the signed report. Receipts follow after the case is closed and run no clock."""

    report = models.ForeignKey(
        "reports.Report", models.PROTECT, related_name="copies", verbose_name="laporan"
    )
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name="unit"
    )
    outside = models.CharField("penerima luar", max_length=200, blank=True)
    quantity = models.PositiveSmallIntegerField("rangkap", default=1)
    sent_at = models.DateTimeField("dibagikan")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dibagikan oleh"
    )
    received_at = models.DateTimeField("diterima", null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="diterima oleh",
    )
    received_name = models.CharField("nama penerima", max_length=200, blank=True)

    objects: ClassVar[models.Manager[Copy]] = models.Manager()

    if TYPE_CHECKING:
        report_id: int
        unit_id: int | None

    class Meta:
        verbose_name = "salinan laporan"
        verbose_name_plural = "salinan laporan"
        ordering = ("report", "unit__order", "outside")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "unit"], condition=Q(unit__isnull=False), name="salinan_sekali_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(outside=""), name="salinan_punya_penerima"
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit or self.outside)
