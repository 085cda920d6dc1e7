"""Who gets the signed report, who opened and received it, who was reminded, and the sheets printed for handing it over."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

MOST_COPIES = 99
QUANTITY = (MinValueValidator(1), MaxValueValidator(MOST_COPIES))


class Copy(models.Model):
    """One recipient of the signed report. Receipts follow after the case is closed and run no clock."""

    report = models.ForeignKey(
        "reports.Report", models.PROTECT, related_name="copies", verbose_name="laporan"
    )
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name="unit"
    )
    outside = models.CharField("penerima luar", max_length=200, blank=True)
    email = models.EmailField("surel penerima luar", blank=True)
    quantity = models.PositiveSmallIntegerField("rangkap", default=1, validators=QUANTITY)
    sent_at = models.DateTimeField("dibagikan")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dibagikan oleh"
    )
    sendings = models.PositiveSmallIntegerField(
        "pengiriman", default=0, help_text="Berapa kali dikirim ke surel dan pesan aplikasi."
    )
    opened_at = models.DateTimeField("dibuka", null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dibuka oleh",
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
    received_title = models.CharField("penerima sebagai", max_length=200, blank=True)
    received_on = models.DateField(
        "tanggal diterima", null=True, blank=True, help_text="Bagi penerima luar: tanggal serah terima."
    )

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
            models.UniqueConstraint(
                fields=["report", "outside"],
                condition=Q(unit__isnull=True),
                name="salinan_sekali_per_penerima",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(outside=""), name="salinan_punya_penerima"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_COPIES), name="salinan_rangkap_wajar"
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit or self.outside)


class DistributionPlan(models.Model):
    """Whom the report is meant for, written down before it is signed: the surat pengantar names them.

    `recipients`: rows of reports.distribution.planning.Planned. It gives nobody anything to read; a Copy does.
    """

    report = models.OneToOneField(
        "reports.Report", models.CASCADE, related_name="distribution_plan", verbose_name="laporan"
    )
    recipients = models.JSONField("penerima", default=list)
    at = models.DateTimeField("dicatat")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dicatat oleh"
    )

    objects: ClassVar[models.Manager[DistributionPlan]] = models.Manager()

    class Meta:
        verbose_name = "rencana penggandaan"
        verbose_name_plural = "rencana penggandaan"

    def __str__(self) -> str:
        return f"Rencana penggandaan {self.report}"


class CopyNudge(models.Model):
    """One reminder about one copy: never a second one in the same half-day, whoever presses."""

    copy = models.ForeignKey(Copy, models.CASCADE, related_name="nudges", verbose_name="salinan")
    half_day = models.CharField("setengah hari", max_length=20, help_text="2026-10-12 pagi atau siang.")
    at = models.DateTimeField("diingatkan")
    by = models.CharField("oleh", max_length=200)
    recipients = models.JSONField("kepada", default=list)

    objects: ClassVar[models.Manager[CopyNudge]] = models.Manager()

    class Meta:
        verbose_name = "pengingat tanda terima"
        verbose_name_plural = "pengingat tanda terima"
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["copy", "half_day"], name="salinan_diingatkan_sekali"),
        ]

    def __str__(self) -> str:
        return f"{self.copy} {self.half_day}"


class DeliverySheet(models.Model):
    """One printing of the ekspedisi: what stands on it is frozen, so the paper that was signed for can be printed again."""

    report = models.ForeignKey(
        "reports.Report", models.PROTECT, related_name="delivery_sheets", verbose_name="laporan"
    )
    lines = models.JSONField("baris", default=list)
    seal = models.CharField("sidik isi", max_length=64)
    at = models.DateTimeField("diminta")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diminta oleh"
    )

    objects: ClassVar[models.Manager[DeliverySheet]] = models.Manager()

    class Meta:
        verbose_name = "lembar ekspedisi"
        verbose_name_plural = "lembar ekspedisi"
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(fields=["report", "seal"], name="ekspedisi_sekali_per_isi"),
        ]

    def __str__(self) -> str:
        return f"Lembar ekspedisi {self.report}"
