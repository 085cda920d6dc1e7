"""Letters that ask for performance data, and what the Kepala Dinas wrote on them."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import Mode

if TYPE_CHECKING:
    pass


def scan_path(instance: Letter, filename: str) -> str:
    """A random name: nothing a person typed becomes a path."""
    return f"surat/{uuid.uuid4().hex}{Path(filename).suffix.lower()[:5]}"


class Sifat(models.TextChoices):
    BIASA = "biasa", "Biasa"
    SEGERA = "segera", "Segera"
    SANGAT_SEGERA = "sangat_segera", "Sangat segera"
    RAHASIA = "rahasia", "Rahasia"


class Letter(models.Model):
    """One incoming letter in the agenda book (columns of design note 2.7)."""

    agenda_year = models.PositiveSmallIntegerField("tahun agenda")
    agenda_number = models.PositiveIntegerField("nomor agenda")
    received_at = models.DateTimeField("diterima")
    number = models.CharField("nomor surat", max_length=100)
    date = models.DateField("tanggal surat")
    sender = models.CharField("asal surat", max_length=200)
    subject = models.CharField("perihal", max_length=300)
    sifat = models.CharField("sifat", max_length=15, choices=Sifat, default=Sifat.BIASA)
    classification = models.ForeignKey(
        "reports.ClassificationCode",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="kode klasifikasi",
    )
    attachments = models.CharField("lampiran", max_length=100, blank=True)
    srikandi_number = models.CharField("nomor SRIKANDI", max_length=100, blank=True)
    requested_by = models.DateField("diminta paling lambat", null=True, blank=True)
    scan = models.FileField("pindaian surat", upload_to=scan_path)
    scan_name = models.CharField("nama berkas", max_length=200)
    scan_mime = models.CharField("jenis berkas", max_length=60)
    scan_size = models.PositiveBigIntegerField("ukuran", default=0)
    scan_sha256 = models.CharField("sidik pindaian", max_length=64)
    scan_pages = models.PositiveSmallIntegerField("halaman", default=1)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dicatat oleh"
    )
    registered_title = models.CharField("sebagai", max_length=200)

    objects: ClassVar[models.Manager[Letter]] = models.Manager()

    class Meta:
        verbose_name = "surat masuk"
        verbose_name_plural = "surat masuk"
        ordering = ("-agenda_year", "-agenda_number")
        constraints = [models.UniqueConstraint(fields=["agenda_year", "agenda_number"], name="agenda_sekali")]
        indexes = [
            # workflow.register: a likely duplicate has the same letter number
            models.Index(fields=["number"], name="surat_nomor"),
        ]

    def __str__(self) -> str:
        return f"Agenda {self.agenda} {self.subject}"

    @property
    def agenda(self) -> str:
        return f"{self.agenda_number:04d}"

    @property
    def is_secret(self) -> bool:
        return self.sifat == Sifat.RAHASIA


class Instruction(models.TextChoices):
    TANGGAPAN = "tanggapan", "Tanggapan dan saran"
    PROSES = "proses", "Proses lebih lanjut"
    KOORDINASI = "koordinasi", "Koordinasi/konfirmasi"


class Disposition(models.Model):
    """The lembar disposisi. Recalled ones stay, marked."""

    case = models.ForeignKey(
        "workflow.ReportRequest", models.PROTECT, related_name="dispositions", verbose_name="kasus"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    by_name = models.CharField("nama", max_length=150)
    by_title = models.CharField("sebagai", max_length=200)
    by_mode = models.CharField("kedudukan", max_length=10, choices=Mode)
    by_pangkat = models.CharField("pangkat", max_length=60, blank=True)
    by_nip = models.CharField("NIP", max_length=18, blank=True)
    at = models.DateTimeField("waktu")
    instructions = models.JSONField("dengan hormat harap", default=list)
    note = models.TextField("catatan", blank=True)
    forwarded_to = models.CharField("diteruskan ke luar dinas", max_length=200, blank=True)
    prepared_name = models.CharField("disiapkan oleh", max_length=150, blank=True)
    prepared_title = models.CharField("penyiap sebagai", max_length=200, blank=True)
    acknowledged_only = models.BooleanField("cukup diketahui", default=False)
    recalled_at = models.DateTimeField("ditarik", null=True, blank=True)

    objects: ClassVar[models.Manager[Disposition]] = models.Manager()

    class Meta:
        verbose_name = "disposisi"
        verbose_name_plural = "disposisi"
        ordering = ("-at", "-pk")
        constraints = [
            # one disposition in force per case
            models.UniqueConstraint(
                fields=["case"], condition=Q(recalled_at__isnull=True), name="satu_disposisi_berlaku"
            ),
        ]

    def __str__(self) -> str:
        return f"Disposisi {self.case}"


class DispositionRecipient(models.Model):
    """Addressed to a post: the head of `unit`, whoever holds it when the sheet is read."""

    disposition = models.ForeignKey(
        Disposition, models.CASCADE, related_name="recipients", verbose_name="disposisi"
    )
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="kepala unit")
    carries_out = models.BooleanField("menyiapkan laporan", default=False)

    objects: ClassVar[models.Manager[DispositionRecipient]] = models.Manager()

    class Meta:
        verbose_name = "penerima disposisi"
        verbose_name_plural = "penerima disposisi"
        ordering = ("-carries_out", "unit__order")
        constraints = [models.UniqueConstraint(fields=["disposition", "unit"], name="penerima_sekali")]

    def __str__(self) -> str:
        return str(self.unit)
