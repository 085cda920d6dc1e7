"""What a unit was asked (frozen) and what it answered."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.indicators.models import Aggregation, Direction


def evidence_path(instance: Evidence, filename: str) -> str:
    """A random name: nothing a person typed becomes a path."""
    return f"bukti/{uuid.uuid4().hex}{Path(filename).suffix.lower()[:6]}"


class Answer(models.TextChoices):
    """Four answers, counted apart. A cell with none of them is unanswered, which is none of the four."""

    NILAI = "nilai", "Nilai"
    NIHIL = "nihil", "Nihil"
    BELUM_TERSEDIA = "belum_tersedia", "Belum tersedia"
    TIDAK_BERLAKU = "tidak_berlaku", "Tidak berlaku"


class SubmissionState(models.TextChoices):
    MENGISI = "mengisi", "Diisi unit"
    MENUNGGU_KASI = "menunggu_kasi", "Menunggu pemeriksaan Kepala Seksi"
    MENUNGGU_KEPALA = "menunggu_kepala", "Menunggu dikirim kepala unit"
    TERKIRIM = "terkirim", "Terkirim, diperiksa Staf Perencana"
    DITERIMA = "diterima", "Diterima"
    DIKECUALIKAN = "dikecualikan", "Dilanjutkan tanpa data unit ini"


OUTSTANDING = (
    SubmissionState.MENGISI,
    SubmissionState.MENUNGGU_KASI,
    SubmissionState.MENUNGGU_KEPALA,
    SubmissionState.TERKIRIM,
)
AT_UNIT = (SubmissionState.MENGISI, SubmissionState.MENUNGGU_KASI, SubmissionState.MENUNGGU_KEPALA)


class Submission(models.Model):
    """One unit's copy of the format in one report."""

    report = models.ForeignKey(
        "reports.Report", models.CASCADE, related_name="submissions", verbose_name="laporan"
    )
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="submissions", verbose_name="unit")
    state = models.CharField(
        "keadaan", max_length=20, choices=SubmissionState, default=SubmissionState.MENGISI
    )
    due_at = models.DateTimeField("tenggat unit")
    opened_at = models.DateTimeField("diterima unit")
    checked_by = models.CharField("diperiksa oleh", max_length=200, blank=True)
    check_skipped = models.BooleanField("tanpa pemeriksaan Kepala Seksi", default=False)
    sent_at = models.DateTimeField("dikirim", null=True, blank=True)
    sent_by = models.CharField("dikirim oleh", max_length=200, blank=True)
    accepted_at = models.DateTimeField("diterima", null=True, blank=True)
    accepted_by = models.CharField("diterima oleh", max_length=200, blank=True)
    return_note = models.TextField("catatan pengembalian", blank=True)
    returned_at = models.DateTimeField("dikembalikan", null=True, blank=True)
    returned_by = models.CharField("dikembalikan oleh", max_length=200, blank=True)
    returns = models.PositiveSmallIntegerField("berapa kali dikembalikan", default=0)
    excuse = models.TextField("alasan dilanjutkan tanpa data", blank=True)
    excused_by = models.CharField("dikecualikan oleh", max_length=200, blank=True)

    objects: ClassVar[models.Manager[Submission]] = models.Manager()

    class Meta:
        verbose_name = "isian unit"
        verbose_name_plural = "isian unit"
        ordering = ("unit__order", "unit__name")
        constraints = [
            models.UniqueConstraint(fields=["report", "unit"], name="isian_sekali_per_unit"),
            # going on without a unit needs its written reason
            models.CheckConstraint(
                condition=~Q(state="dikecualikan") | ~Q(excuse=""), name="dikecualikan_dengan_alasan"
            ),
        ]
        indexes = [
            # the inbox of a unit: what it still has to do
            models.Index(
                fields=["unit", "due_at"],
                name="isian_di_unit",
                condition=Q(state__in=["mengisi", "menunggu_kasi", "menunggu_kepala"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} – {self.unit}"

    @property
    def is_returned(self) -> bool:
        return bool(self.return_note) and self.state in AT_UNIT


class Cell(models.Model):
    """One indicator asked of one unit: the definition as it was when sent, and the answer."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="cells", verbose_name="isian")
    indicator = models.ForeignKey(
        "reports.Indicator", models.PROTECT, related_name="cells", verbose_name="indikator"
    )
    order = models.PositiveSmallIntegerField("urutan", default=0)
    # frozen when the format was sent
    code = models.CharField("kode", max_length=30)
    name = models.CharField("indikator (saat dikirim)", max_length=250)
    satuan = models.CharField("satuan", max_length=30)
    direction = models.CharField("arah", max_length=10, choices=Direction)
    aggregation = models.CharField("penggabungan", max_length=10, choices=Aggregation)
    decimals = models.PositiveSmallIntegerField("desimal", default=2)
    target = models.DecimalField("target", max_digits=18, decimal_places=4, null=True, blank=True)
    target_high = models.DecimalField(
        "batas atas target", max_digits=18, decimal_places=4, null=True, blank=True
    )
    previous_value = models.DecimalField(
        "periode lalu", max_digits=18, decimal_places=4, null=True, blank=True
    )
    previous_label = models.CharField("nama periode lalu", max_length=60, blank=True)
    previous_answer = models.CharField("jawaban periode lalu", max_length=15, choices=Answer, blank=True)
    evidence_required = models.BooleanField("bukti wajib", default=False)
    # the answer
    answer = models.CharField("jawaban", max_length=15, choices=Answer, blank=True)
    value = models.DecimalField("realisasi", max_digits=18, decimal_places=4, null=True, blank=True)
    reason = models.TextField("alasan", blank=True)
    note = models.TextField("keterangan", blank=True)
    remark = models.TextField(
        "catatan pemeriksa", blank=True, help_text="Catatan Staf Perencana saat mengembalikan."
    )
    version = models.PositiveIntegerField("versi", default=0)
    changed_at = models.DateTimeField("diubah", null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="diubah oleh",
    )

    objects: ClassVar[models.Manager[Cell]] = models.Manager()

    class Meta:
        verbose_name = "sel isian"
        verbose_name_plural = "sel isian"
        ordering = ("submission", "order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["submission", "indicator"], name="sel_sekali_per_indikator"),
            models.CheckConstraint(
                condition=~Q(answer="nilai") | Q(value__isnull=False), name="nilai_punya_angka"
            ),
            models.CheckConstraint(
                condition=Q(answer="nilai") | Q(value__isnull=True), name="angka_hanya_untuk_nilai"
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["belum_tersedia", "tidak_berlaku"]) | ~Q(reason=""),
                name="tanpa_nilai_dengan_alasan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CellChange(models.Model):
    """Append-only history of one cell."""

    cell = models.ForeignKey(Cell, models.CASCADE, related_name="changes", verbose_name="sel")
    at = models.DateTimeField("waktu")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    by_title = models.CharField("sebagai", max_length=200)
    old_answer = models.CharField("jawaban lama", max_length=15, blank=True)
    old_value = models.DecimalField("angka lama", max_digits=18, decimal_places=4, null=True)
    new_answer = models.CharField("jawaban baru", max_length=15, blank=True)
    new_value = models.DecimalField("angka baru", max_digits=18, decimal_places=4, null=True)
    reason = models.TextField("alasan", blank=True)

    objects: ClassVar[models.Manager[CellChange]] = models.Manager()

    class Meta:
        verbose_name = "riwayat sel"
        verbose_name_plural = "riwayat sel"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.cell} {self.at:%d-%m-%Y %H.%M}"


class Evidence(models.Model):
    """A file or a link that shows where a figure comes from."""

    cell = models.ForeignKey(Cell, models.CASCADE, related_name="evidence", verbose_name="sel")
    file = models.FileField("berkas", upload_to=evidence_path, blank=True)
    name = models.CharField("nama", max_length=150)
    link = models.URLField("tautan", blank=True)
    size = models.PositiveBigIntegerField("ukuran", default=0)
    mime = models.CharField("jenis", max_length=100, blank=True)
    added_at = models.DateTimeField("ditambahkan")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh"
    )

    objects: ClassVar[models.Manager[Evidence]] = models.Manager()

    class Meta:
        verbose_name = "bukti"
        verbose_name_plural = "bukti"
        ordering = ("added_at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(file="") | ~Q(link=""), name="bukti_berkas_atau_tautan")
        ]

    def __str__(self) -> str:
        return self.name
