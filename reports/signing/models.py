"""Paraf, numbers and signatures."""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import Mode, Pelaksana


def certificate_path(instance: SigningCertificate, filename: str) -> str:
    return f"sertifikat/{uuid.uuid4().hex}.p12"


def signed_path(instance: SignedPaper, filename: str) -> str:
    return f"laporan/{uuid.uuid4().hex}.pdf"


def new_token() -> str:
    """128 unguessable bits for the verification address; no NIP, no number in it (domain.md section 3.3)."""
    return secrets.token_urlsafe(16)


class Paraf(models.Model):
    """A seal over one version: who, in which post and mode, when. A send-back voids it; nothing deletes it."""

    version = models.ForeignKey(
        "reports.Version", models.PROTECT, related_name="parafs", verbose_name="versi"
    )
    pelaksana = models.CharField("pelaksana", max_length=30, choices=Pelaksana)
    step = models.PositiveSmallIntegerField("langkah")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh"
    )
    person_name = models.CharField("nama", max_length=150)
    title = models.CharField("sebagai", max_length=200)
    mode = models.CharField("kedudukan", max_length=10, choices=Mode)
    at = models.DateTimeField("waktu")
    sha256 = models.CharField("sidik versi", max_length=64)
    voided_at = models.DateTimeField("gugur", null=True, blank=True)
    voided_reason = models.TextField("sebab gugur", blank=True)

    objects: ClassVar[models.Manager[Paraf]] = models.Manager()

    class Meta:
        verbose_name = "paraf"
        verbose_name_plural = "paraf"
        ordering = ("version", "step", "at")
        constraints = [
            # one living paraf per step and version
            models.UniqueConstraint(
                fields=["version", "step"], condition=Q(voided_at__isnull=True), name="paraf_hidup_sekali"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} atas versi {self.version.number}"


class SeriesMode(models.TextChoices):
    OTOMATIS = "otomatis", "Otomatis, berurutan"
    BLOK = "blok", "Blok nomor dari TU"
    DIKETIK = "diketik", "Diketik dari buku nomor"


class SeriesPurpose(models.TextChoices):
    LAPORAN = "laporan", "Laporan"
    AGENDA = "agenda", "Agenda surat masuk"


class NumberSeries(models.Model):
    """Where numbers come from (product.md, Numbers). `start` is the first number of a year in this system."""

    purpose = models.CharField("untuk", max_length=10, choices=SeriesPurpose, unique=True)
    mode = models.CharField("cara", max_length=10, choices=SeriesMode, default=SeriesMode.OTOMATIS)
    start = models.PositiveIntegerField("mulai dari nomor", default=1)
    block_end = models.PositiveIntegerField("akhir blok", null=True, blank=True)
    block_year = models.PositiveSmallIntegerField(
        "tahun blok", null=True, blank=True, help_text="Blok dari TU berlaku untuk satu tahun."
    )
    classification = models.ForeignKey(
        "reports.ClassificationCode",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="kode klasifikasi",
    )
    unit_code = models.CharField("singkatan unit", max_length=30, default="DIKBUD")
    digits = models.PositiveSmallIntegerField(
        "jumlah angka", default=3, help_text="Nomor 7 dengan 3 angka tertulis 007."
    )

    objects: ClassVar[models.Manager[NumberSeries]] = models.Manager()

    class Meta:
        verbose_name = "deret nomor"
        verbose_name_plural = "deret nomor"
        ordering = ("purpose",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(mode="blok") | Q(block_end__isnull=False, block_year__isnull=False),
                name="blok_punya_akhir",
                violation_error_message="Isi akhir blok nomor dari TU dan tahun berlakunya.",
            ),
        ]

    def __str__(self) -> str:
        return SeriesPurpose(self.purpose).label


class SeriesCounter(models.Model):
    """The last number of a series in a year: the row that allocation locks."""

    series = models.ForeignKey(NumberSeries, models.CASCADE, related_name="counters", verbose_name="deret")
    year = models.PositiveSmallIntegerField("tahun")
    last = models.PositiveIntegerField("nomor terakhir", default=0)

    objects: ClassVar[models.Manager[SeriesCounter]] = models.Manager()

    class Meta:
        verbose_name = "penghitung nomor"
        verbose_name_plural = "penghitung nomor"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="penghitung_per_tahun")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class LetterNumber(models.Model):
    """One number of a series, held for one thing (`key`, e.g. "laporan:5") for good: used, or recorded as batal."""

    class State(models.TextChoices):
        DIPESAN = "dipesan", "Dipesan"
        TERPAKAI = "terpakai", "Terpakai"
        BATAL = "batal", "Batal"

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="numbers", verbose_name="deret")
    year = models.PositiveSmallIntegerField("tahun")
    number = models.PositiveIntegerField("nomor urut")
    text = models.CharField("nomor lengkap", max_length=100)
    key = models.CharField("untuk", max_length=60)
    state = models.CharField("keadaan", max_length=10, choices=State, default=State.DIPESAN)
    reason = models.TextField("sebab batal", blank=True)
    srikandi = models.CharField("nomor di SRIKANDI", max_length=100, blank=True)
    allocated_at = models.DateTimeField("dipesan pada")

    objects: ClassVar[models.Manager[LetterNumber]] = models.Manager()

    class Meta:
        verbose_name = "nomor"
        verbose_name_plural = "nomor"
        ordering = ("series", "-year", "-number")
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="nomor_sekali"),
            # one living number per thing
            models.UniqueConstraint(
                fields=["series", "key"], condition=~Q(state="batal"), name="nomor_satu_per_hal"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SigningCertificate(models.Model):
    """One official's own certificate, as a PKCS#12 whose key only that official's passphrase opens."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates", verbose_name="pemilik"
    )
    file = models.FileField("PKCS#12", upload_to=certificate_path)
    subject = models.CharField("atas nama", max_length=200)
    serial = models.CharField("nomor seri", max_length=60, unique=True)
    fingerprint = models.CharField("sidik SHA-256", max_length=64)
    valid_from = models.DateTimeField("berlaku mulai")
    valid_to = models.DateTimeField("berlaku sampai")
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    issued_at = models.DateTimeField("diterbitkan")

    objects: ClassVar[models.Manager[SigningCertificate]] = models.Manager()

    class Meta:
        verbose_name = "sertifikat tanda tangan"
        verbose_name_plural = "sertifikat tanda tangan"
        ordering = ("-issued_at",)

    def __str__(self) -> str:
        return self.subject


class PaperKind(models.TextChoices):
    """What is signed. The pengantar goes out with the report: one act, two numbers."""

    LAPORAN = "laporan", "Laporan"
    PENGANTAR = "pengantar", "Surat pengantar"


class Backend(models.TextChoices):
    """By what a paper is signed; chosen before the PDF is made, because the paper says it (domain.md section 3.3)."""

    LOKAL = "lokal", "Sertifikat kantor (tidak tersertifikasi)"
    BSRE = "bsre", "BSrE (tersertifikasi)"
    BASAH = "basah", "Tanda tangan basah"


class SignedPaper(models.Model):
    """A paper on its way to being signed and after: one living row per report and kind. The signer is frozen in it.

    Once signed, the database lets only its end be written: withdrawn, replaced, by whom, when and why.
    """

    class State(models.TextChoices):
        DISIAPKAN = "disiapkan", "PDF sedang dibuat"
        SIAP = "siap", "Siap ditandatangani"
        DITANDATANGANI = "ditandatangani", "Ditandatangani"
        BATAL = "batal", "Batal"
        DICABUT = "dicabut", "Dicabut"
        DIGANTIKAN = "digantikan", "Digantikan"

    report = models.ForeignKey(
        "reports.Report", models.PROTECT, related_name="papers", verbose_name="laporan"
    )
    kind = models.CharField("jenis naskah", max_length=10, choices=PaperKind, default=PaperKind.LAPORAN)
    version = models.ForeignKey(
        "reports.Version", models.PROTECT, related_name="papers", verbose_name="versi"
    )
    number = models.ForeignKey(LetterNumber, models.PROTECT, related_name="papers", verbose_name="nomor")
    token = models.CharField("tanda pemeriksaan", max_length=40, unique=True, default=new_token)
    state = models.CharField("keadaan", max_length=15, choices=State, default=State.DISIAPKAN)
    backend = models.CharField("cara tanda tangan", max_length=10, choices=Backend, default=Backend.LOKAL)
    content = models.JSONField(
        "isi surat pengantar", default=dict, blank=True, help_text="Penerima dan isi yang dibekukan."
    )
    document = models.ForeignKey(
        "reports.Document",
        models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="PDF belum ditandatangani",
    )
    paper_date = models.DateField("tanggal surat")
    # the signer of that day, frozen (product.md, Who uses it)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="penanda tangan"
    )
    signer_name = models.CharField("nama", max_length=150)
    signer_title = models.CharField("jabatan tertulis", max_length=200)
    signer_below = models.TextField(
        "jabatan sendiri", blank=True, help_text="Baris di bawah a.n.: jabatan yang menandatangani."
    )
    signer_mode = models.CharField("kedudukan", max_length=10, choices=Mode)
    signer_pangkat = models.CharField("pangkat", max_length=60, blank=True)
    signer_nip = models.CharField("NIP", max_length=18, blank=True)
    signed_file = models.FileField("PDF bertanda tangan", upload_to=signed_path, blank=True)
    signed_sha256 = models.CharField("sidik PDF", max_length=64, blank=True)
    signed_at = models.DateTimeField("ditandatangani", null=True, blank=True)
    certificate = models.ForeignKey(
        SigningCertificate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="sertifikat"
    )
    # of whatever issuer; empty on a paper signed by hand
    certificate_fingerprint = models.CharField("sidik sertifikat", max_length=64, blank=True)
    certificate_subject = models.CharField("sertifikat atas nama", max_length=200, blank=True)
    certificate_issuer = models.CharField("sertifikat diterbitkan oleh", max_length=200, blank=True)
    created_at = models.DateTimeField("dibuat")
    ended_at = models.DateTimeField("dicabut atau digantikan", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="oleh"
    )
    ended_title = models.CharField("sebagai", max_length=200, blank=True)
    ended_reason = models.TextField("sebab dicabut atau digantikan", blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="digantikan oleh"
    )

    objects: ClassVar[models.Manager[SignedPaper]] = models.Manager()

    class Meta:
        verbose_name = "naskah tanda tangan"
        verbose_name_plural = "naskah tanda tangan"
        ordering = ("-created_at",)
        constraints = [
            # a paper of a kind is signed once, until it is withdrawn or replaced
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=Q(state="ditandatangani"),
                name="naskah_ditandatangani_sekali",
            ),
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=Q(state__in=["disiapkan", "siap"]),
                name="satu_naskah_disiapkan",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ditandatangani", "dicabut", "digantikan"])
                | (~Q(signed_file="") & Q(signed_at__isnull=False)),
                name="ditandatangani_lengkap",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["dicabut", "digantikan"], ended_at__isnull=False, ended_by__isnull=False)
                    & ~Q(ended_reason="")
                )
                | (~Q(state__in=["dicabut", "digantikan"]) & Q(ended_at__isnull=True)),
                name="naskah_berakhir_beralasan",
            ),
            models.CheckConstraint(
                condition=Q(state="digantikan", replaced_by__isnull=False)
                | (~Q(state="digantikan") & Q(replaced_by__isnull=True)),
                name="naskah_digantikan_oleh",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.report}"

    @property
    def is_kept(self) -> bool:
        """Whether the signed file is still stored: a report's files go when its archive is destroyed, this row stays."""
        return bool(self.signed_file) and self.signed_file.storage.exists(str(self.signed_file.name))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate this paper was signed with; empty when by hand or not yet."""
        return self.certificate_fingerprint or (self.certificate.fingerprint if self.certificate else "")
