"""One visit of a case to a step. A return makes a new visit with the full norm; nothing is overwritten."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import Mode, Pelaksana
from workflow.sop import Step


class Outcome(models.TextChoices):
    SELESAI = "selesai", "Selesai"
    DIKEMBALIKAN = "dikembalikan", "Dikembalikan"
    DITARIK = "ditarik", "Ditarik kembali"
    DIKETAHUI = "diketahui", "Cukup diketahui"
    DIBATALKAN = "dibatalkan", "Dibatalkan"


class StepRecord(models.Model):
    case = models.ForeignKey(
        "workflow.ReportRequest", models.CASCADE, related_name="visits", verbose_name="kasus"
    )
    step = models.CharField("langkah", max_length=20, choices=Step)
    visit = models.PositiveSmallIntegerField("kunjungan ke-", default=1)
    pelaksana = models.CharField("pelaksana", max_length=30, choices=Pelaksana)
    norm = models.CharField("waktu baku", max_length=20)
    opened_at = models.DateTimeField("dibuka")
    due_at = models.DateTimeField("tenggat")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ditugaskan kepada",
    )
    assigned_title = models.CharField("ditugaskan oleh", max_length=200, blank=True)
    seen_at = models.DateTimeField("dilihat pelaksana", null=True, blank=True)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="oleh"
    )
    finished_name = models.CharField("nama", max_length=150, blank=True)
    finished_title = models.CharField("sebagai", max_length=200, blank=True)
    finished_mode = models.CharField("kedudukan", max_length=10, choices=Mode, blank=True)
    prepared_name = models.CharField("disiapkan oleh", max_length=150, blank=True)
    prepared_title = models.CharField("penyiap sebagai", max_length=200, blank=True)
    outcome = models.CharField("hasil", max_length=15, choices=Outcome, blank=True)
    note = models.TextField("catatan", blank=True)
    version_number = models.PositiveSmallIntegerField("atas draft versi", null=True, blank=True)
    minutes_used = models.PositiveIntegerField("menit kerja terpakai", null=True, blank=True)
    next_reminder_at = models.DateTimeField("waktu pengingat berikut", null=True, blank=True)

    objects: ClassVar[models.Manager[StepRecord]] = models.Manager()

    class Meta:
        verbose_name = "kunjungan langkah"
        verbose_name_plural = "kunjungan langkah"
        ordering = ("case", "opened_at", "pk")
        constraints = [
            # a case is at one step
            models.UniqueConstraint(
                fields=["case"], condition=Q(finished_at__isnull=True), name="satu_kunjungan_terbuka"
            ),
            models.UniqueConstraint(fields=["case", "step", "visit"], name="kunjungan_bernomor"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | ~Q(outcome=""), name="kunjungan_selesai_punya_hasil"
            ),
        ]
        indexes = [
            # workflow.querysets.open_visits_for: the inbox, by deadline
            models.Index(
                fields=["pelaksana", "due_at"],
                name="kunjungan_terbuka",
                condition=Q(finished_at__isnull=True),
            ),
            # workflow.reminders.engine.due_visits: what to look at next
            models.Index(
                fields=["next_reminder_at"],
                name="kunjungan_pengingat",
                condition=Q(finished_at__isnull=True, next_reminder_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} – langkah {self.number} kunjungan ke-{self.visit}"

    @property
    def number(self) -> int:
        return Step(self.step).number

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    @property
    def desk_name(self) -> str:
        """On whose desk it lies: whom it was assigned to, else the pelaksana."""
        return self.assignee.name if self.assignee is not None else self.executor.person

    @property
    def executor(self) -> Pelaksana:
        return Pelaksana(self.pelaksana)
