"""The office's own paper: kop surat and classification codes, edited in the admin."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import FileExtensionValidator
from django.db import models


class PaperSize(models.TextChoices):
    """What letters and reports are printed on (domain.md section 2.2)."""

    A4 = "a4", "A4 (210 × 297 mm)"
    F4 = "f4", "F4/folio (215 × 330 mm)"


class Letterhead(models.Model):
    """Kop surat (domain.md section 2.1): two lines 3 : 4, address line, logo at the left. One row is in use."""

    line_1 = models.CharField("baris pertama", max_length=150, default="PEMERINTAH KABUPATEN LUWU TIMUR")
    line_2 = models.CharField("baris kedua", max_length=150, default="DINAS PENDIDIKAN DAN KEBUDAYAAN")
    office_name = models.CharField(
        "nama dinas dalam jabatan", max_length=150, default="Dinas Pendidikan dan Kebudayaan"
    )
    address = models.CharField("alamat", max_length=200, blank=True)
    phone = models.CharField("telepon", max_length=40, blank=True)
    website = models.CharField("laman", max_length=100, blank=True)
    email = models.EmailField("pos-el", blank=True)
    postcode = models.CharField("kode pos", max_length=10, blank=True)
    city = models.CharField("tempat penetapan", max_length=60, default="Malili")
    logo = models.FileField(
        "lambang daerah",
        upload_to="kop/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg"])],
        help_text="PNG atau JPG. Kosong: kotak penanda tempat lambang.",
    )
    paper_size = models.CharField(
        "ukuran kertas",
        max_length=2,
        choices=PaperSize,
        default=PaperSize.A4,
        help_text="Untuk laporan dan surat. Permendagri 1/2023 memakai A4; kantor yang masih memakai folio memilih F4.",
    )
    is_active = models.BooleanField("dipakai", default=True)

    objects: ClassVar[models.Manager[Letterhead]] = models.Manager()

    class Meta:
        verbose_name = "kop surat"
        verbose_name_plural = "kop surat"
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"],
                condition=models.Q(is_active=True),
                name="satu_kop_dipakai",
                violation_error_message="Kop lain masih dipakai. Matikan dulu kop itu.",
            )
        ]

    def __str__(self) -> str:
        return self.line_2

    @property
    def contact_line(self) -> str:
        """Address, telepon, laman, pos-el, kode pos: what is filled in, in that order."""
        parts = [
            self.address,
            f"Telepon {self.phone}" if self.phone else "",
            f"Laman {self.website}" if self.website else "",
            f"Pos-el {self.email}" if self.email else "",
            f"Kode Pos {self.postcode}" if self.postcode else "",
        ]
        return ", ".join(part for part in parts if part)


def letterhead() -> Letterhead:
    """The kop in use; an office that has not filled it in gets the defaults of the fields."""
    return Letterhead.objects.filter(is_active=True).first() or Letterhead()


class Fate(models.TextChoices):
    """What becomes of a file when its time is over (JRA of the kabupaten)."""

    MUSNAH = "musnah", "Musnah"
    PERMANEN = "permanen", "Permanen"
    DINILAI_KEMBALI = "dinilai_kembali", "Dinilai kembali"


class ClassificationCode(models.Model):
    """Kode klasifikasi arsip (Permendagri 83/2022); the base of a letter's number, and of how long its file is kept.

    The years are common practice, not the kabupaten's JRA, which the office enters here; until then nothing is proposed
    for destruction by itself, because the fate says that a person judges.
    """

    code = models.CharField("kode", max_length=20, unique=True)
    name = models.CharField("nama", max_length=150)
    note = models.CharField(
        "catatan",
        max_length=200,
        blank=True,
        help_text="Dari mana kode ini diketahui; kosong bila sudah dicocokkan.",
    )
    is_active = models.BooleanField("dipakai", default=True)
    active_years = models.PositiveSmallIntegerField(
        "retensi aktif (tahun)",
        default=2,
        help_text="Dihitung sejak berkas ditutup. Cocokkan dengan JRA kabupaten.",
    )
    inactive_years = models.PositiveSmallIntegerField(
        "retensi inaktif (tahun)", default=3, help_text="Dihitung sesudah retensi aktif berakhir."
    )
    fate = models.CharField("nasib akhir", max_length=15, choices=Fate, default=Fate.DINILAI_KEMBALI)

    objects: ClassVar[models.Manager[ClassificationCode]] = models.Manager()

    class Meta:
        verbose_name = "kode klasifikasi"
        verbose_name_plural = "kode klasifikasi"
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
