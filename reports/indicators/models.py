"""What is measured and what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from datetime import date


class Direction(models.TextChoices):
    NAIK = "naik", "makin tinggi makin baik"
    TURUN = "turun", "makin rendah makin baik"
    RENTANG = "rentang", "di dalam rentang"


class Aggregation(models.TextChoices):
    JUMLAH = "jumlah", "dijumlahkan"
    TERAKHIR = "terakhir", "nilai terakhir"
    RATA = "rata", "rata-rata"


class PeriodKind(models.TextChoices):
    BULAN = "bulan", "Bulan"
    TRIWULAN = "triwulan", "Triwulan"
    SEMESTER = "semester", "Semester"
    TAHUN = "tahun", "Tahun"


class Period(models.Model):
    """A stretch of a year that data is asked for. Made when first needed by reports.indicators.periods.period()."""

    year = models.PositiveSmallIntegerField(
        "tahun", validators=[MinValueValidator(2015), MaxValueValidator(2100)]
    )
    kind = models.CharField("jenis", max_length=10, choices=PeriodKind)
    number = models.PositiveSmallIntegerField("ke-", default=1)

    objects: ClassVar[models.Manager[Period]] = models.Manager()

    class Meta:
        verbose_name = "periode"
        verbose_name_plural = "periode"
        ordering = ("-year", "kind", "-number")
        constraints = [models.UniqueConstraint(fields=["year", "kind", "number"], name="periode_sekali")]

    def __str__(self) -> str:
        from reports.indicators.periods import period_label

        return period_label(self.year, PeriodKind(self.kind), self.number)

    @property
    def span(self) -> tuple[date, date]:
        from reports.indicators.periods import period_span

        return period_span(self.year, PeriodKind(self.kind), self.number)


class Indicator(models.Model):
    code = models.CharField("kode", max_length=30, unique=True, help_text="Kode singkat, misalnya IKU-03.")
    name = models.CharField("indikator", max_length=250)
    satuan = models.CharField("satuan", max_length=30, help_text="persen, orang, dokumen, indeks.")
    direction = models.CharField("arah", max_length=10, choices=Direction, default=Direction.NAIK)
    aggregation = models.CharField(
        "penggabungan triwulan", max_length=10, choices=Aggregation, default=Aggregation.TERAKHIR
    )
    decimals = models.PositiveSmallIntegerField(
        "angka di belakang koma", default=2, validators=[MaxValueValidator(4)]
    )
    formula_text = models.TextField("cara menghitung", blank=True)
    source = models.CharField("sumber data", max_length=200, blank=True)
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="indicators", verbose_name="unit penanggung jawab"
    )
    order = models.PositiveSmallIntegerField("urutan", default=0)
    valid_from = models.DateField("berlaku mulai", null=True, blank=True)
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)

    objects: ClassVar[models.Manager[Indicator]] = models.Manager()

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikator"
        ordering = ("order", "code")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Target(models.Model):
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets", verbose_name="indikator")
    period = models.ForeignKey(Period, models.PROTECT, related_name="targets", verbose_name="periode")
    value = models.DecimalField(
        "target", max_digits=18, decimal_places=4, help_text="Untuk rentang: batas bawah."
    )
    value_high = models.DecimalField("batas atas", max_digits=18, decimal_places=4, null=True, blank=True)

    objects: ClassVar[models.Manager[Target]] = models.Manager()

    class Meta:
        verbose_name = "target"
        verbose_name_plural = "target"
        ordering = ("indicator__order", "period__year", "period__number")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period"],
                name="target_sekali_per_periode",
                violation_error_message="Target indikator ini pada periode itu sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(value_high__isnull=True) | Q(value_high__gte=F("value")),
                name="target_rentang_urut",
                violation_error_message="Batas atas tidak boleh di bawah batas bawah.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.period}: {self.value}"


class Format(models.Model):
    """A reusable list of what each unit is asked; sending freezes a copy of it."""

    name = models.CharField("nama format", max_length=150, unique=True)
    instructions = models.TextField("petunjuk pengisian", blank=True)
    is_active = models.BooleanField("dipakai", default=True)

    objects: ClassVar[models.Manager[Format]] = models.Manager()

    class Meta:
        verbose_name = "format pengumpulan data"
        verbose_name_plural = "format pengumpulan data"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class FormatItem(models.Model):
    """One indicator asked of one unit; the same indicator may be asked of several units."""

    format = models.ForeignKey(Format, models.CASCADE, related_name="items", verbose_name="format")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="indikator")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="unit pengisi")
    evidence_required = models.BooleanField("bukti wajib", default=False)
    order = models.PositiveSmallIntegerField("urutan", default=0)

    objects: ClassVar[models.Manager[FormatItem]] = models.Manager()

    class Meta:
        verbose_name = "baris format"
        verbose_name_plural = "baris format"
        ordering = ("unit__order", "order", "indicator__order")
        constraints = [
            models.UniqueConstraint(fields=["format", "indicator", "unit"], name="baris_format_sekali")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} – {self.unit}"
