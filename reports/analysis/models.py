"""What the figures say; frozen when step 4 ends."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class PredicateBand(models.Model):
    """One predikat: reached by a capaian up to and including `upper` percent (domain.md section 5.3)."""

    name = models.CharField("predikat", max_length=40, unique=True)
    upper = models.DecimalField(
        "sampai dengan (%)",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        unique=True,
        help_text="Kosong: tanpa batas atas.",
    )
    is_low = models.BooleanField("perlu perhatian", default=False)

    objects: ClassVar[models.Manager[PredicateBand]] = models.Manager()

    class Meta:
        verbose_name = "predikat kinerja"
        verbose_name_plural = "predikat kinerja"
        ordering = (models.F("upper").asc(nulls_last=True),)

    def __str__(self) -> str:
        return self.name


class AverageRule(models.Model):
    """How high one capaian may count in an average and how fine a percentage is read; regional practice
    differs (caps of 100, 120 or none; LKjIP with two decimals or one), so the office sets it.
    """

    cap = models.DecimalField(
        "batas atas capaian dalam rata-rata (%)",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        default=Decimal(100),
        validators=[MinValueValidator(Decimal(100))],
        help_text="Capaian di atas batas dihitung sebesar batas ini dalam rata-rata; angka aslinya tetap ditampilkan. Kosong: tanpa batas.",
    )
    use_weights = models.BooleanField(
        "memakai bobot indikator",
        default=False,
        help_text="Bila ya, rata-rata ditimbang menurut bobot indikator; tanpa bobot dihitung 1.",
    )
    places = models.PositiveSmallIntegerField(
        "angka di belakang koma pada persentase",
        default=2,
        validators=[
            MaxValueValidator(
                2, "Paling banyak 2: batas predikat juga ditulis sampai dua angka di belakang koma."
            )
        ],
        help_text="0, 1, atau 2. Capaian, rata-rata, dan penyerapan ditampilkan dengan pembulatan ini (setengah ke atas); predikat dan peringkat dibaca dari angka bulatnya. Analisis yang sudah dibekukan tidak berubah.",
    )
    is_active = models.BooleanField("dipakai", default=True, editable=False)

    objects: ClassVar[models.Manager[AverageRule]] = models.Manager()

    class Meta:
        verbose_name = "aturan rata-rata capaian"
        verbose_name_plural = "aturan rata-rata capaian"
        constraints = [models.UniqueConstraint(fields=["is_active"], name="satu_aturan_rata_rata")]

    def __str__(self) -> str:
        return "Aturan rata-rata capaian"


class UnitFactor(models.Model):
    """What helped, what hindered and what follows, per unit; written in step 4."""

    report = models.ForeignKey(
        "reports.Report", models.CASCADE, related_name="factors", verbose_name="laporan"
    )
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="unit")
    supporting = models.TextField("faktor pendorong", blank=True)
    hindering = models.TextField("faktor penghambat", blank=True)
    follow_up = models.TextField("tindak lanjut", blank=True)

    objects: ClassVar[models.Manager[UnitFactor]] = models.Manager()

    class Meta:
        verbose_name = "faktor unit"
        verbose_name_plural = "faktor unit"
        ordering = ("unit__order",)
        constraints = [models.UniqueConstraint(fields=["report", "unit"], name="faktor_sekali_per_unit")]

    def __str__(self) -> str:
        return f"{self.report} – {self.unit}"


class Analysis(models.Model):
    """The frozen result: plain data and its SHA-256. Reopening makes a new one; none is ever changed."""

    report = models.ForeignKey(
        "reports.Report", models.CASCADE, related_name="analyses", verbose_name="laporan"
    )
    number = models.PositiveSmallIntegerField("ke-")
    data = models.JSONField("hasil")
    sha256 = models.CharField("sidik", max_length=64)
    frozen_at = models.DateTimeField("dibekukan")
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh"
    )
    frozen_title = models.CharField("sebagai", max_length=200)

    objects: ClassVar[models.Manager[Analysis]] = models.Manager()

    class Meta:
        verbose_name = "analisis"
        verbose_name_plural = "analisis"
        ordering = ("report", "-number")
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="analisis_bernomor")]

    def __str__(self) -> str:
        return f"Analisis ke-{self.number} {self.report}"


class OddityKind(models.TextChoices):
    PENCILAN = "pencilan", "Jauh dari riwayatnya sendiri"
    ARAH_TERBALIK = "arah_terbalik", "Arah indikator mungkin terbalik"
    DI_ATAS_SERATUS = "di_atas_seratus", "Persentase di atas 100"
    SAMA_PERSIS = "sama_persis", "Sama persis dengan periode lalu"
    KUMULATIF_TURUN = "kumulatif_turun", "Kumulatif menurun"
    TANPA_BUKTI = "tanpa_bukti", "Tanpa bukti dukung"


class OddityAnswer(models.Model):
    """What the Kasubag made of one odd figure. It holds for that figure only: another value is odd anew."""

    class Decision(models.TextChoices):
        DITERIMA = "diterima", "Diterima"
        DIKEMBALIKAN = "dikembalikan", "Dikembalikan ke unit"

    cell = models.ForeignKey(
        "reports.Cell", models.CASCADE, related_name="oddity_answers", verbose_name="sel"
    )
    kind = models.CharField("kejanggalan", max_length=20, choices=OddityKind)
    figure = models.CharField("angka saat dijawab", max_length=60)
    decision = models.CharField("putusan", max_length=15, choices=Decision)
    reason = models.TextField("alasan")
    at = models.DateTimeField("waktu")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    by_title = models.CharField("sebagai", max_length=200)

    objects: ClassVar[models.Manager[OddityAnswer]] = models.Manager()

    class Meta:
        verbose_name = "jawaban kejanggalan"
        verbose_name_plural = "jawaban kejanggalan"
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["cell", "kind", "figure"], name="kejanggalan_dijawab_sekali"),
            models.CheckConstraint(condition=~Q(reason=""), name="kejanggalan_beralasan"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_decision_display()}"


class FollowUp(models.Model):
    """What a unit undertook, by whom and until when; open ones are carried into the next report of that unit."""

    class Horizon(models.TextChoices):
        TRIWULAN = "triwulan", "Triwulan berikutnya"
        RENJA = "renja", "Renja berikutnya"

    report = models.ForeignKey(
        "reports.Report", models.PROTECT, related_name="follow_ups", verbose_name="laporan asal"
    )
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="follow_ups", verbose_name="unit")
    text = models.TextField("tindak lanjut")
    horizon = models.CharField("untuk", max_length=10, choices=Horizon, default=Horizon.TRIWULAN)
    person = models.CharField("penanggung jawab", max_length=200)
    due_on = models.DateField("paling lambat")
    made_at = models.DateTimeField("ditulis")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ditulis oleh"
    )
    done_at = models.DateTimeField("selesai", null=True, blank=True)
    done_note = models.TextField("hasil", blank=True)
    done_by = models.CharField("dinyatakan selesai oleh", max_length=200, blank=True)

    objects: ClassVar[models.Manager[FollowUp]] = models.Manager()

    class Meta:
        verbose_name = "tindak lanjut"
        verbose_name_plural = "tindak lanjut"
        ordering = ("due_on", "pk")
        indexes = [
            # what a unit still owes when its next report is analysed
            models.Index(
                fields=["unit", "due_on"], name="tindak_lanjut_terbuka", condition=Q(done_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.text
