"""What the archive can be searched for, how long each file is kept, and how files are destroyed.

The words of a case lie in parts that are read by different people. Nothing here is ever deleted with time: a file that is
destroyed keeps its rows, its trail and the berita acara.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import Mode
from reports.letterhead import Fate


class ArchivePart(models.TextChoices):
    KASUS = "kasus", "Surat dan judul kasus"
    PINDAIAN = "pindaian", "Isi pindaian surat"
    LAPORAN = "laporan", "Laporan bertanda tangan"


class ArchiveText(models.Model):
    """The text of one part of a case. `words` is what the index of the database is made of (words.py).

    SQLite keeps a full-text table beside this one by triggers; PostgreSQL has a GIN index. A migration that rebuilds this
    table on SQLite must make the triggers again (0005).
    """

    case = models.ForeignKey(
        "workflow.ReportRequest", models.CASCADE, related_name="archive_texts", verbose_name="kasus"
    )
    part = models.CharField("bagian", max_length=10, choices=ArchivePart)
    body = models.TextField("teks", blank=True)
    words = models.TextField("kata", blank=True)
    kept_at = models.DateTimeField("dicatat")

    objects: ClassVar[models.Manager[ArchiveText]] = models.Manager()

    class Meta:
        verbose_name = "teks arsip"
        verbose_name_plural = "teks arsip"
        constraints = [models.UniqueConstraint(fields=["case", "part"], name="teks_arsip_sekali")]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.case}"


class Retention(models.Model):
    """How long the file of a closed case is kept. Copied from the classification at closing; a person may change it."""

    case = models.OneToOneField(
        "workflow.ReportRequest", models.PROTECT, related_name="retention", verbose_name="kasus"
    )
    closed_on = models.DateField("tanggal tutup berkas")
    active_years = models.PositiveSmallIntegerField("retensi aktif (tahun)")
    inactive_years = models.PositiveSmallIntegerField("retensi inaktif (tahun)")
    fate = models.CharField("nasib akhir", max_length=15, choices=Fate)
    reason = models.CharField("sebab diubah", max_length=300, blank=True)
    active_until = models.DateField("aktif sampai")
    kept_until = models.DateField("disimpan sampai")
    destroyed_at = models.DateTimeField("dimusnahkan", null=True, blank=True)

    objects: ClassVar[models.Manager[Retention]] = models.Manager()

    class Meta:
        verbose_name = "retensi berkas"
        verbose_name_plural = "retensi berkas"
        ordering = ("kept_until", "pk")
        indexes = [
            # workflow.archive.retention.over: what has run out and is still there
            models.Index(
                fields=["fate", "kept_until"], name="retensi_habis", condition=Q(destroyed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Retensi {self.case}"


class DestructionProposal(models.Model):
    """A list of files that have run out, put to the Kepala Dinas. Approved, it is the berita acara."""

    class State(models.TextChoices):
        DIUSULKAN = "diusulkan", "Menunggu Kepala Dinas"
        DISETUJUI = "disetujui", "Disetujui"
        DITOLAK = "ditolak", "Ditolak"

    state = models.CharField("keadaan", max_length=10, choices=State, default=State.DIUSULKAN)
    reason = models.TextField("pertimbangan")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diusulkan oleh"
    )
    proposed_name = models.CharField("nama pengusul", max_length=150)
    proposed_title = models.CharField("pengusul sebagai", max_length=200)
    proposed_at = models.DateTimeField("diusulkan")
    number = models.CharField("nomor berita acara", max_length=100, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="diputus oleh",
    )
    decided_name = models.CharField("nama", max_length=150, blank=True)
    decided_title = models.CharField("sebagai", max_length=200, blank=True)
    decided_mode = models.CharField("kedudukan", max_length=10, choices=Mode, blank=True)
    decided_pangkat = models.CharField("pangkat", max_length=60, blank=True)
    decided_nip = models.CharField("NIP", max_length=18, blank=True)
    decided_at = models.DateTimeField("diputus", null=True, blank=True)
    decision_note = models.TextField("catatan keputusan", blank=True)
    files_removed_at = models.DateTimeField("berkas dihapus dari penyimpanan", null=True, blank=True)

    objects: ClassVar[models.Manager[DestructionProposal]] = models.Manager()

    class Meta:
        verbose_name = "usul pemusnahan arsip"
        verbose_name_plural = "usul pemusnahan arsip"
        ordering = ("-proposed_at", "-pk")

    def __str__(self) -> str:
        return f"Usul pemusnahan arsip {self.proposed_at:%d-%m-%Y}"


class DestructionItem(models.Model):
    """One file on the list, described as it was when proposed."""

    proposal = models.ForeignKey(
        DestructionProposal, models.PROTECT, related_name="items", verbose_name="usul"
    )
    retention = models.ForeignKey(Retention, models.PROTECT, related_name="items", verbose_name="berkas")
    agenda = models.CharField("nomor agenda", max_length=20)
    letter = models.CharField("surat", max_length=320)
    subject = models.CharField("perihal", max_length=300)
    report_number = models.CharField("nomor laporan", max_length=100, blank=True)
    classification = models.CharField("klasifikasi", max_length=20, blank=True)
    kept = models.CharField("masa simpan", max_length=100)
    files = models.PositiveIntegerField("jumlah berkas", default=0)

    objects: ClassVar[models.Manager[DestructionItem]] = models.Manager()

    class Meta:
        verbose_name = "berkas usul musnah"
        verbose_name_plural = "berkas usul musnah"
        ordering = ("agenda", "pk")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "retention"], name="berkas_sekali_per_usul"),
        ]

    def __str__(self) -> str:
        return f"Agenda {self.agenda}"
