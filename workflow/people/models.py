"""What is kept of posts changing hands."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from workflow.sop import Action


class PostWatch(models.Model):
    """Who acted in a post when the office was last looked at: the difference to now is a handover."""

    unit = models.ForeignKey("accounts.Unit", models.CASCADE, related_name="+", verbose_name="unit")
    role = models.CharField("peran", max_length=20)
    people = models.JSONField("yang bertindak", default=list)

    objects: ClassVar[models.Manager[PostWatch]] = models.Manager()

    class Meta:
        verbose_name = "pemegang terakhir"
        verbose_name_plural = "pemegang terakhir"
        constraints = [models.UniqueConstraint(fields=["unit", "role"], name="pemegang_sekali_per_jabatan")]

    def __str__(self) -> str:
        return f"{self.unit} {self.role}"


class PreparedAct(models.Model):
    """An act an aide filled for an official: confirmed by the official, discarded with a word, or dead with the visit."""

    class State(models.TextChoices):
        MENUNGGU = "menunggu", "Menunggu persetujuan"
        DIPAKAI = "dipakai", "Disetujui"
        DIBUANG = "dibuang", "Tidak dipakai"
        GUGUR = "gugur", "Gugur"

    visit = models.ForeignKey(
        "workflow.StepRecord", models.CASCADE, related_name="prepared", verbose_name="kunjungan"
    )
    action = models.CharField("tindakan", max_length=30, choices=Action)
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="untuk"
    )
    data = models.JSONField("isi", default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    by_name = models.CharField("nama", max_length=150)
    by_title = models.CharField("sebagai", max_length=200)
    at = models.DateTimeField("disiapkan")
    state = models.CharField("keadaan", max_length=10, choices=State, default=State.MENUNGGU)
    word = models.CharField("sebab tidak dipakai", max_length=500, blank=True)
    closed_at = models.DateTimeField("selesai", null=True, blank=True)

    objects: ClassVar[models.Manager[PreparedAct]] = models.Manager()

    class Meta:
        verbose_name = "tindakan yang disiapkan"
        verbose_name_plural = "tindakan yang disiapkan"
        ordering = ("-at", "-pk")
        constraints = [
            # what the official sees is the one that was prepared last
            models.UniqueConstraint(
                fields=["visit"], condition=models.Q(state="menunggu"), name="satu_siapan_menunggu"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.visit}"


class Handover(models.Model):
    """One change of hands with the list of what moved, as it was at that moment.

    `items`: {"jenis", "judul", "rinci", "tenggat" (ISO or ""), "alamat", "kasus" (pk or null)}; a rahasia case is named
    by its agenda number alone.
    """

    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="unit")
    role = models.CharField("peran", max_length=20)
    title = models.CharField("jabatan", max_length=200)
    at = models.DateTimeField("waktu")
    gave = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="dari")
    received = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="kepada")
    gave_words = models.CharField("dari, tertulis", max_length=500, blank=True)
    received_words = models.CharField("kepada, tertulis", max_length=500, blank=True)
    items = models.JSONField("yang pindah", default=list)

    objects: ClassVar[models.Manager[Handover]] = models.Manager()

    class Meta:
        verbose_name = "serah terima"
        verbose_name_plural = "serah terima"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"Serah terima {self.title}"
