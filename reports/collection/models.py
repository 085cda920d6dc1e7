"""What a unit was asked (frozen) and what it answered."""

from __future__ import annotations

import uuid
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.indicators.models import Aggregation, Direction, Kind


def evidence_path(instance: Evidence, filename: str) -> str:
    """A random name: nothing a person typed becomes a path."""
    return f"bukti/{uuid.uuid4().hex}{Path(filename).suffix.lower()[:6]}"


def workbook_path(instance: models.Model, filename: str) -> str:
    """A random name: nothing a person typed becomes a path."""
    return f"buku-kerja/{uuid.uuid4().hex}.xlsx"


def attachment_path(instance: models.Model, filename: str) -> str:
    """A random name: nothing a person typed becomes a path."""
    return f"lampiran/{uuid.uuid4().hex}{Path(filename).suffix.lower()[:6]}"


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
    inner_note = models.TextField("catatan pengembalian di dalam unit", blank=True)
    inner_returned_at = models.DateTimeField("dikembalikan di dalam unit", null=True, blank=True)
    inner_returned_by = models.CharField("dikembalikan di dalam unit oleh", max_length=200, blank=True)
    returns = models.PositiveSmallIntegerField("berapa kali dikembalikan", default=0)
    excuse = models.TextField("alasan dilanjutkan tanpa data", blank=True)
    excused_by = models.CharField("dikecualikan oleh", max_length=200, blank=True)
    desk_since = models.DateTimeField("di meja ini sejak", null=True, blank=True)
    columns = models.JSONField("kolom tambahan (saat dikirim)", default=list, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ditugaskan kepada",
    )

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
        return bool(self.return_note or self.inner_note) and self.state in AT_UNIT

    @property
    def newest_return(self) -> tuple[str, str]:
        """Who gave it back last, and the note; a return from outside the unit ends the one inside it."""
        if self.inner_note:
            return self.inner_returned_by, self.inner_note
        return self.returned_by, self.return_note


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
    kind = models.CharField("jenis", max_length=10, choices=Kind, default=Kind.KINERJA)
    plan = models.JSONField("nomenklatur (saat dikirim)", default=list, blank=True)
    formula_text = models.TextField("cara menghitung", blank=True)
    source = models.CharField("sumber data", max_length=200, blank=True)
    help_text = models.CharField("petunjuk baris", max_length=250, blank=True)
    numerator_label = models.CharField("pembilang (sebutan)", max_length=200, blank=True)
    denominator_label = models.CharField("penyebut (sebutan)", max_length=200, blank=True)
    multiplier = models.DecimalField("pengali", max_digits=12, decimal_places=4, default=Decimal(100))
    is_share = models.BooleanField("pembilang bagian dari penyebut", default=False)
    scale = models.JSONField("peta nilai (saat dikirim)", default=list, blank=True)
    weight = models.DecimalField("bobot", max_digits=7, decimal_places=2, null=True, blank=True)
    target_year = models.DecimalField("target tahun", max_digits=18, decimal_places=4, null=True, blank=True)
    target_year_high = models.DecimalField(
        "batas atas target tahun", max_digits=18, decimal_places=4, null=True, blank=True
    )
    history = models.JSONField("angka periode-periode lalu", default=list, blank=True)
    # within the unit
    seksi = models.ForeignKey(
        "accounts.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diserahkan ke"
    )
    checked_by = models.CharField("diperiksa oleh", max_length=200, blank=True)
    checked_at = models.DateTimeField("diperiksa", null=True, blank=True)
    # the answer
    answer = models.CharField("jawaban", max_length=15, choices=Answer, blank=True)
    value = models.DecimalField("realisasi", max_digits=18, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField("pembilang", max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField("penyebut", max_digits=18, decimal_places=4, null=True, blank=True)
    reason = models.TextField("alasan", blank=True)
    note = models.TextField("keterangan", blank=True)
    explanation = models.TextField("penjelasan", blank=True)
    explained_value = models.DecimalField(
        "angka yang dijelaskan", max_digits=18, decimal_places=4, null=True, blank=True
    )
    extra = models.JSONField("isian tambahan", default=dict, blank=True)
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

    @property
    def is_computed(self) -> bool:
        """The system divides; people fill pembilang and penyebut."""
        return bool(self.numerator_label)

    @property
    def is_ordinal(self) -> bool:
        """Answered with a word of the value map."""
        return bool(self.scale)


class Workbook(models.Model):
    """A filled workbook as it came in; applied at most once, cell by cell as the person ticked."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="workbooks", verbose_name="isian")
    file = models.FileField("berkas", upload_to=workbook_path)
    name = models.CharField("nama berkas", max_length=150)
    sha256 = models.CharField("sidik", max_length=64)
    uploaded_at = models.DateTimeField("diunggah")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh"
    )
    applied_at = models.DateTimeField("diterapkan", null=True, blank=True)
    applied_cells = models.PositiveIntegerField("sel diterapkan", default=0)

    objects: ClassVar[models.Manager[Workbook]] = models.Manager()

    class Meta:
        verbose_name = "buku kerja"
        verbose_name_plural = "buku kerja"
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return self.name


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
    detail = models.JSONField("perubahan lain", default=dict)
    workbook = models.ForeignKey(
        Workbook, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name="buku kerja"
    )
    workbook_place = models.CharField("letak di buku kerja", max_length=60, blank=True)

    objects: ClassVar[models.Manager[CellChange]] = models.Manager()

    class Meta:
        verbose_name = "riwayat sel"
        verbose_name_plural = "riwayat sel"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.cell} {self.at:%d-%m-%Y %H.%M}"


VIEWABLE = frozenset({"application/pdf", "image/jpeg", "image/png"})


class Evidence(models.Model):
    """A file or a link that shows where a figure comes from."""

    cell = models.ForeignKey(Cell, models.CASCADE, related_name="evidence", verbose_name="sel")
    file = models.FileField("berkas", upload_to=evidence_path, blank=True)
    name = models.CharField("nama", max_length=150)
    link = models.URLField("tautan", blank=True)
    size = models.PositiveBigIntegerField("ukuran", default=0)
    mime = models.CharField("jenis", max_length=100, blank=True)
    warning = models.CharField("peringatan data pribadi", max_length=300, blank=True)
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

    @property
    def is_viewable(self) -> bool:
        """Whether a browser shows the file itself, without handing it to another program."""
        return bool(self.file) and self.mime in VIEWABLE


class Remark(models.Model):
    """What the staf perencana found wrong with one cell, what the unit answered, and whether that settles it."""

    cell = models.ForeignKey(Cell, models.CASCADE, related_name="remarks", verbose_name="sel")
    text = models.TextField("catatan")
    made_at = models.DateTimeField("ditulis")
    made_by = models.CharField("ditulis oleh", max_length=200)
    value_then = models.CharField("isian saat dicatat", max_length=120, blank=True)
    answer = models.TextField("jawaban unit", blank=True)
    answered_at = models.DateTimeField("dijawab", null=True, blank=True)
    answered_by = models.CharField("dijawab oleh", max_length=200, blank=True)
    resolved_at = models.DateTimeField("selesai", null=True, blank=True)
    resolved_by = models.CharField("dinyatakan selesai oleh", max_length=200, blank=True)

    objects: ClassVar[models.Manager[Remark]] = models.Manager()

    class Meta:
        verbose_name = "catatan sel"
        verbose_name_plural = "catatan sel"
        ordering = ("made_at", "pk")
        constraints = [
            # one open remark per cell: the next one starts when this is settled
            models.UniqueConstraint(
                fields=["cell"], condition=Q(resolved_at__isnull=True), name="satu_catatan_terbuka_per_sel"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class LateEntry(models.Model):
    """More time for one unit, by exception: who gave it, until when, why. The first due time stays readable here."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="late_entries", verbose_name="isian"
    )
    until = models.DateTimeField("sampai")
    previous_due = models.DateTimeField("tenggat sebelumnya")
    reason = models.TextField("alasan")
    given_at = models.DateTimeField("diberikan")
    given_by = models.CharField("diberikan oleh", max_length=200)

    objects: ClassVar[models.Manager[LateEntry]] = models.Manager()

    class Meta:
        verbose_name = "isian susulan"
        verbose_name_plural = "isian susulan"
        ordering = ("given_at", "pk")

    def __str__(self) -> str:
        return f"{self.submission} sampai {self.until:%d-%m-%Y %H.%M}"


class Nudge(models.Model):
    """One reminder to one unit: never a second one in the same half-day, whoever presses."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="nudges", verbose_name="isian")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="unit")
    half_day = models.CharField("setengah hari", max_length=20, help_text="2026-10-12 pagi atau siang.")
    at = models.DateTimeField("diingatkan")
    by = models.CharField("oleh", max_length=200)
    recipients = models.JSONField("kepada", default=list)

    objects: ClassVar[models.Manager[Nudge]] = models.Manager()

    class Meta:
        verbose_name = "pengingat unit"
        verbose_name_plural = "pengingat unit"
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=["unit", "half_day"], name="sekali_per_setengah_hari")]

    def __str__(self) -> str:
        return f"{self.unit} {self.half_day}"


class RequestAttachment(models.Model):
    """The requester's own template, or anything else that travels with the format to every unit."""

    report = models.ForeignKey(
        "reports.Report", models.CASCADE, related_name="attachments", verbose_name="laporan"
    )
    file = models.FileField("berkas", upload_to=attachment_path)
    name = models.CharField("nama", max_length=150)
    size = models.PositiveBigIntegerField("ukuran", default=0)
    mime = models.CharField("jenis", max_length=100, blank=True)
    added_at = models.DateTimeField("ditambahkan")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh"
    )

    objects: ClassVar[models.Manager[RequestAttachment]] = models.Manager()

    class Meta:
        verbose_name = "lampiran permintaan"
        verbose_name_plural = "lampiran permintaan"
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return self.name


class CheckRule(models.Model):
    """What the form asks back about: the office's own thresholds. Only hard checks keep a form from being sent."""

    jump_percent = models.DecimalField(
        "lonjakan terhadap periode lalu (%)",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        default=Decimal(50),
        help_text="Perubahan sebesar ini atau lebih ditanyakan. Kosong: tidak diperiksa.",
    )
    above_hundred = models.BooleanField("tanyakan persentase di atas 100", default=True)
    worse_needs_note = models.BooleanField("tanyakan bila memburuk dari periode lalu", default=True)
    wrong_quarter = models.BooleanField("tanyakan bila mirip angka triwulan lain", default=True)
    is_active = models.BooleanField("dipakai", default=True, editable=False)

    objects: ClassVar[models.Manager[CheckRule]] = models.Manager()

    class Meta:
        verbose_name = "aturan pemeriksaan isian"
        verbose_name_plural = "aturan pemeriksaan isian"
        constraints = [models.UniqueConstraint(fields=["is_active"], name="satu_aturan_pemeriksaan")]

    def __str__(self) -> str:
        return "Aturan pemeriksaan isian"
