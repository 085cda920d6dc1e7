"""What is kept of signing besides the signed paper: attempts at a service outside, scans of hand-signed sheets, the office's choice."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from reports.signing.models import Backend, SignedPaper


def result_path(instance: SigningAttempt, filename: str) -> str:
    return f"percobaan/{uuid.uuid4().hex}.pdf"


def scan_path(instance: WetSignature, filename: str) -> str:
    return f"basah/{uuid.uuid4().hex}.{filename.rpartition('.')[2].lower()}"


class SigningAttempt(models.Model):
    """One request to a signing service outside, written before it is sent: what we asked is known even if the answer is lost.

    Never in it: the passphrase, the NIK, the body of the request. One attempt per paper may be open (dicoba or
    tidak_diketahui), so nothing is sent twice while it is not known what became of the first.
    """

    class State(models.TextChoices):
        DICOBA = "dicoba", "Sedang dikirim"
        BERHASIL = "berhasil", "Berhasil"
        DITOLAK = "ditolak", "Ditolak"
        TIDAK_DIKETAHUI = "tidak_diketahui", "Hasil belum diketahui"

    paper = models.ForeignKey(SignedPaper, models.PROTECT, related_name="attempts", verbose_name="naskah")
    act = models.UUIDField("satu tindakan", help_text="Sama bagi naskah yang ditandatangani bersama.")
    backend = models.CharField("cara", max_length=10, choices=Backend)
    state = models.CharField("keadaan", max_length=20, choices=State, default=State.DICOBA)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="penanda tangan"
    )
    unsigned_sha256 = models.CharField("sidik sebelum", max_length=64)
    started_at = models.DateTimeField("dikirim")
    finished_at = models.DateTimeField("dijawab", null=True, blank=True)
    error_code = models.CharField("kode galat", max_length=40, blank=True)
    error = models.CharField("jawaban", max_length=300, blank=True)
    remote_id = models.CharField("id dokumen di BSrE", max_length=100, blank=True)
    # a paper that came back signed, until the others of its act are there too
    result = models.FileField("PDF bertanda tangan", upload_to=result_path, blank=True)
    result_sha256 = models.CharField("sidik sesudah", max_length=64, blank=True)
    certificate_fingerprint = models.CharField("sidik sertifikat", max_length=64, blank=True)
    certificate_subject = models.CharField("sertifikat atas nama", max_length=200, blank=True)
    certificate_issuer = models.CharField("sertifikat diterbitkan oleh", max_length=200, blank=True)
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="diputuskan oleh",
    )
    decided_how = models.CharField("putusan", max_length=300, blank=True)

    objects: ClassVar[models.Manager[SigningAttempt]] = models.Manager()

    class Meta:
        verbose_name = "percobaan tanda tangan"
        verbose_name_plural = "percobaan tanda tangan"
        ordering = ("-started_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["paper"],
                condition=Q(state__in=["dicoba", "tidak_diketahui"]),
                name="satu_percobaan_terbuka",
            ),
            models.CheckConstraint(
                condition=~Q(state="berhasil") | ~Q(result=""), name="percobaan_berhasil_berberkas"
            ),
        ]
        indexes = [
            # the periodic task: what waits for an answer
            models.Index(
                fields=["started_at"],
                name="percobaan_terbuka",
                condition=Q(state__in=["dicoba", "tidak_diketahui"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper}, {self.get_state_display()}"


class WetSignature(models.Model):
    """The scan of a sheet signed by hand; a second person confirms that it is the prepared paper, or sends it back."""

    class State(models.TextChoices):
        MENUNGGU = "menunggu", "Menunggu dicocokkan"
        DICOCOKKAN = "dicocokkan", "Sudah dicocokkan"
        DITOLAK = "ditolak", "Tidak cocok"

    paper = models.ForeignKey(
        SignedPaper, models.PROTECT, related_name="wet_signatures", verbose_name="naskah"
    )
    state = models.CharField("keadaan", max_length=12, choices=State, default=State.MENUNGGU)
    scan = models.FileField("pindaian", upload_to=scan_path)
    scan_name = models.CharField("nama berkas", max_length=150)
    scan_sha256 = models.CharField("sidik pindaian", max_length=64)
    pages = models.PositiveSmallIntegerField("halaman pindaian")
    signed_on = models.DateField("ditandatangani tanggal")
    uploaded_at = models.DateTimeField("diunggah")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diunggah oleh"
    )
    uploaded_title = models.CharField("pengunggah sebagai", max_length=200)
    checked_at = models.DateTimeField("diperiksa", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="diperiksa oleh",
    )
    checked_title = models.CharField("pemeriksa sebagai", max_length=200, blank=True)
    reason = models.TextField("sebab tidak cocok", blank=True)

    objects: ClassVar[models.Manager[WetSignature]] = models.Manager()

    class Meta:
        verbose_name = "tanda tangan basah"
        verbose_name_plural = "tanda tangan basah"
        ordering = ("-uploaded_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["paper"],
                condition=Q(state__in=["menunggu", "dicocokkan"]),
                name="satu_pindaian_basah",
            ),
            models.CheckConstraint(
                condition=Q(state="menunggu") | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="pindaian_basah_diperiksa",
            ),
            # four eyes: nobody confirms their own scan
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=models.F("uploaded_by")),
                name="pindaian_basah_dua_orang",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper}, {self.get_state_display()}"


class SigningChoice(models.Model):
    """How this office signs: one row, changed in the admin. Address and password of BSrE come from the environment."""

    backend = models.CharField(
        "cara tanda tangan",
        max_length=10,
        choices=[(Backend.LOKAL, Backend.LOKAL.label), (Backend.BSRE, Backend.BSRE.label)],
        default=Backend.LOKAL,
    )
    issuer = models.CharField(
        "nama BSrE di kaki naskah",
        max_length=150,
        default="Balai Besar Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara",
    )
    wait_minutes = models.PositiveSmallIntegerField(
        "tunggu sebelum boleh dicoba lagi (menit)",
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
        help_text="Bila jawaban BSrE tidak sampai, selama ini belum boleh dinyatakan tidak terjadi.",
    )
    warn_days = models.PositiveSmallIntegerField(
        "ingatkan sebelum sertifikat berakhir (hari)", default=30, validators=[MaxValueValidator(365)]
    )
    is_active = models.BooleanField("dipakai", default=True, editable=False)

    objects: ClassVar[models.Manager[SigningChoice]] = models.Manager()

    class Meta:
        verbose_name = "cara tanda tangan"
        verbose_name_plural = "cara tanda tangan"
        constraints = [models.UniqueConstraint(fields=["is_active"], name="satu_cara_tanda_tangan")]

    def __str__(self) -> str:
        return self.get_backend_display()


def signing_choice() -> SigningChoice:
    """The office's choice; the defaults where it has not chosen."""
    return SigningChoice.objects.first() or SigningChoice()
