"""What is measured and what is asked."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from datetime import date


def import_path(instance: models.Model, filename: str) -> str:
    """A random name: nothing a person typed becomes a path."""
    return f"impor/{uuid.uuid4().hex}.xlsx"


class Direction(models.TextChoices):
    NAIK = "naik", "makin tinggi makin baik"
    TURUN = "turun", "makin rendah makin baik"
    RENTANG = "rentang", "di dalam rentang"


class Aggregation(models.TextChoices):
    JUMLAH = "jumlah", "dijumlahkan"
    TERAKHIR = "terakhir", "nilai terakhir"
    RATA = "rata", "rata-rata"


class Kind(models.TextChoices):
    """Money is measured like anything else, but never enters an average of kinerja."""

    KINERJA = "kinerja", "kinerja"
    ANGGARAN = "anggaran", "anggaran (pagu dan realisasi)"


class Level(models.TextChoices):
    """The levels of planning, from the top (domain.md section 5.7)."""

    SASARAN = "sasaran", "Sasaran"
    PROGRAM = "program", "Program"
    KEGIATAN = "kegiatan", "Kegiatan"
    SUB_KEGIATAN = "sub_kegiatan", "Sub kegiatan"


class ColumnKind(models.TextChoices):
    TEKS = "teks", "teks"
    ANGKA = "angka", "angka"
    TANGGAL = "tanggal", "tanggal"
    PILIHAN = "pilihan", "pilihan"


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


class PlanNode(models.Model):
    """One line of the plan an indicator hangs under: sasaran, program, kegiatan or sub kegiatan, with its code."""

    level = models.CharField("tingkat", max_length=15, choices=Level)
    code = models.CharField(
        "kode", max_length=30, unique=True, help_text="Kode nomenklatur, misalnya 1.01.02.2.01; sasaran: S.1."
    )
    name = models.CharField("uraian", max_length=250)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="di bawah"
    )
    order = models.PositiveSmallIntegerField("urutan", default=0)
    is_active = models.BooleanField("dipakai", default=True)

    objects: ClassVar[models.Manager[PlanNode]] = models.Manager()

    class Meta:
        verbose_name = "nomenklatur"
        verbose_name_plural = "nomenklatur"
        ordering = ("order", "code")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ValueMap(models.Model):
    """Words that stand for numbers: predikat AA, A, BB ... of an ordinal indicator."""

    name = models.CharField("nama peta nilai", max_length=100, unique=True)

    objects: ClassVar[models.Manager[ValueMap]] = models.Manager()

    class Meta:
        verbose_name = "peta nilai"
        verbose_name_plural = "peta nilai"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ValueMapEntry(models.Model):
    value_map = models.ForeignKey(ValueMap, models.CASCADE, related_name="entries", verbose_name="peta nilai")
    label = models.CharField("sebutan", max_length=40)
    value = models.DecimalField("angka", max_digits=18, decimal_places=4)

    objects: ClassVar[models.Manager[ValueMapEntry]] = models.Manager()

    class Meta:
        verbose_name = "baris peta nilai"
        verbose_name_plural = "baris peta nilai"
        ordering = ("value_map", "-value")
        constraints = [
            models.UniqueConstraint(fields=["value_map", "label"], name="sebutan_sekali"),
            models.UniqueConstraint(fields=["value_map", "value"], name="angka_sebutan_sekali"),
        ]

    def __str__(self) -> str:
        return f"{self.label} = {self.value}"


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
    kind = models.CharField("jenis", max_length=10, choices=Kind, default=Kind.KINERJA)
    node = models.ForeignKey(
        PlanNode, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name="nomenklatur"
    )
    formula_text = models.TextField("cara menghitung", blank=True)
    numerator_label = models.CharField(
        "pembilang",
        max_length=200,
        blank=True,
        help_text="Isi pembilang dan penyebut bila angkanya dihitung sistem dari keduanya.",
    )
    denominator_label = models.CharField("penyebut", max_length=200, blank=True)
    multiplier = models.DecimalField("pengali", max_digits=12, decimal_places=4, default=Decimal(100))
    is_share = models.BooleanField(
        "pembilang bagian dari penyebut",
        default=False,
        help_text="Bila ya, pembilang yang melebihi penyebut ditolak.",
    )
    value_map = models.ForeignKey(
        ValueMap, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name="peta nilai"
    )
    weight = models.DecimalField(
        "bobot",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="Kosong: berbobot 1 di antara indikator yang berbobot.",
    )
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


class RenstraTarget(models.Model):
    """The target at the end of a Renstra, and what had been reached before this system kept the figures (E.81)."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="renstra_targets", verbose_name="indikator"
    )
    first_year = models.PositiveSmallIntegerField("tahun awal Renstra")
    last_year = models.PositiveSmallIntegerField("tahun akhir Renstra")
    value = models.DecimalField("target akhir Renstra", max_digits=18, decimal_places=4)
    achieved = models.DecimalField(
        "realisasi sebelum dicatat di sini", max_digits=18, decimal_places=4, null=True, blank=True
    )
    achieved_until = models.PositiveSmallIntegerField("realisasi itu sampai tahun", null=True, blank=True)

    objects: ClassVar[models.Manager[RenstraTarget]] = models.Manager()

    class Meta:
        verbose_name = "target Renstra"
        verbose_name_plural = "target Renstra"
        ordering = ("indicator__order", "first_year")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "first_year"], name="target_renstra_sekali"),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="renstra_tahun_urut",
                violation_error_message="Tahun akhir Renstra tidak boleh sebelum tahun awalnya.",
            ),
            models.CheckConstraint(
                condition=Q(achieved__isnull=True) | Q(achieved_until__isnull=False),
                name="realisasi_renstra_bertahun",
                violation_error_message="Tulis sampai tahun berapa realisasi itu dihitung.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} Renstra {self.first_year}–{self.last_year}: {self.value}"


class Format(models.Model):
    """A reusable list of what each unit is asked; sending freezes a copy of it.

    One that has been sent is not changed any more: a change is the next version, and the version before rests.
    """

    name = models.CharField("nama format", max_length=150)
    version = models.PositiveSmallIntegerField("versi", default=1)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="versi sebelumnya"
    )
    instructions = models.TextField("petunjuk pengisian", blank=True)
    is_active = models.BooleanField("dipakai", default=True)

    objects: ClassVar[models.Manager[Format]] = models.Manager()

    class Meta:
        verbose_name = "format pengumpulan data"
        verbose_name_plural = "format pengumpulan data"
        ordering = ("name", "-version")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"],
                name="format_bernama_versi",
                violation_error_message="Format dengan nama dan versi itu sudah ada. Pilih nama lain.",
            )
        ]

    def __str__(self) -> str:
        return self.name if self.version == 1 else f"{self.name} (versi {self.version})"


class FormatColumn(models.Model):
    """One more question beside every figure of a format: a text, a number, a date or a choice."""

    format = models.ForeignKey(Format, models.CASCADE, related_name="columns", verbose_name="format")
    label = models.CharField("judul kolom", max_length=80)
    kind = models.CharField("jenis isian", max_length=10, choices=ColumnKind, default=ColumnKind.TEKS)
    choices = models.TextField("pilihan", blank=True, help_text="Satu pilihan per baris.")
    is_required = models.BooleanField("wajib", default=False)
    help_text = models.CharField("petunjuk", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("urutan", default=0)

    objects: ClassVar[models.Manager[FormatColumn]] = models.Manager()

    class Meta:
        verbose_name = "kolom tambahan"
        verbose_name_plural = "kolom tambahan"
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["format", "label"], name="kolom_format_sekali"),
            models.CheckConstraint(
                condition=~Q(kind="pilihan") | ~Q(choices=""),
                name="kolom_pilihan_berisi",
                violation_error_message="Tulis pilihannya, satu per baris.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def frozen(self) -> dict[str, Any]:
        """The column as a unit's copy keeps it: reports.collection.columns reads this."""
        return {
            "key": f"k{self.pk}",
            "label": self.label,
            "kind": self.kind,
            "choices": [line.strip() for line in self.choices.splitlines() if line.strip()],
            "required": self.is_required,
            "help": self.help_text,
        }


class FormatItem(models.Model):
    """One indicator asked of one unit; the same indicator may be asked of several units."""

    format = models.ForeignKey(Format, models.CASCADE, related_name="items", verbose_name="format")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="indikator")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="unit pengisi")
    evidence_required = models.BooleanField("bukti wajib", default=False)
    help_text = models.CharField("petunjuk baris", max_length=250, blank=True)
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


class CatalogueImport(models.Model):
    """An Excel file of indicators, targets or a format: checked and shown first, applied whole or not at all."""

    file = models.FileField("berkas", upload_to=import_path)
    name = models.CharField("nama berkas", max_length=150)
    sha256 = models.CharField("sidik", max_length=64)
    uploaded_at = models.DateTimeField("diunggah")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh"
    )
    applied_at = models.DateTimeField("diterapkan", null=True, blank=True)
    summary = models.JSONField("yang diterapkan", default=dict)

    objects: ClassVar[models.Manager[CatalogueImport]] = models.Manager()

    class Meta:
        verbose_name = "impor Excel"
        verbose_name_plural = "impor Excel"
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.name
