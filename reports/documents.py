"""PDFs made in the worker: one row per document, stored when finished and never rendered again."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


def document_path(instance: Document, filename: str) -> str:
    return f"dokumen/{uuid.uuid4().hex}.pdf"


def page_path(instance: DocumentPage, filename: str) -> str:
    return f"halaman/{uuid.uuid4().hex}.webp"


class Document(models.Model):
    """`key` says what is printed ("versi:12", "naskah:5", "disposisi:7"); the kind before the colon picks the maker."""

    class State(models.TextChoices):
        MENUNGGU = "menunggu", "Menunggu giliran"
        DIBUAT = "dibuat", "Sedang dibuat"
        SELESAI = "selesai", "Selesai"
        GAGAL = "gagal", "Gagal"

    key = models.CharField("kunci", max_length=60, unique=True)
    title = models.CharField("judul", max_length=200)
    state = models.CharField("keadaan", max_length=10, choices=State, default=State.MENUNGGU)
    progress = models.PositiveSmallIntegerField("kemajuan (%)", default=0)
    stage = models.CharField("tahap", max_length=100, blank=True)
    error = models.CharField("galat", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    file = models.FileField("berkas", upload_to=document_path, blank=True)
    sha256 = models.CharField("sidik", max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField("halaman", default=0)
    requested_at = models.DateTimeField("diminta")
    claimed_at = models.DateTimeField("diambil", null=True, blank=True)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)

    objects: ClassVar[models.Manager[Document]] = models.Manager()

    class Meta:
        verbose_name = "dokumen PDF"
        verbose_name_plural = "dokumen PDF"
        ordering = ("-requested_at",)
        indexes = [
            # reports.tasks.render_waiting: what no worker has finished
            models.Index(
                fields=["state", "requested_at"],
                name="dokumen_belum_jadi",
                condition=Q(state__in=["menunggu", "dibuat"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentPage(models.Model):
    """One page of a finished document as an image, for reading on a phone: nothing to download, nothing to pinch."""

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="images", verbose_name="dokumen", db_index=False
    )
    number = models.PositiveSmallIntegerField("halaman")
    width = models.PositiveSmallIntegerField("lebar (piksel)")
    height = models.PositiveSmallIntegerField("tinggi (piksel)")
    file = models.FileField("berkas", upload_to=page_path)

    objects: ClassVar[models.Manager[DocumentPage]] = models.Manager()

    class Meta:
        verbose_name = "gambar halaman"
        verbose_name_plural = "gambar halaman"
        ordering = ("document", "number", "width")
        constraints = [
            models.UniqueConstraint(fields=["document", "number", "width"], name="gambar_halaman_sekali")
        ]

    def __str__(self) -> str:
        return f"{self.document}, halaman {self.number}"
