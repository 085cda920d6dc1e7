"""The draft people edit, and the immutable numbered versions that are corrected and sealed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString, mark_safe

from reports.drafting.rich import clean_text


class DraftSection(models.Model):
    """One part of the draft. `text` is what people edit, sanitised HTML (`reports.drafting.rich`); tables and charts come from
    the frozen analysis.
    """

    report = models.ForeignKey(
        "reports.Report", models.CASCADE, related_name="sections", verbose_name="laporan"
    )
    key = models.CharField("bagian", max_length=60)
    order = models.PositiveSmallIntegerField("urutan")
    level = models.PositiveSmallIntegerField("tingkat judul", default=1)
    heading = models.CharField("judul", max_length=200)
    text = models.TextField("isi", blank=True)
    generated_text = models.TextField("isi yang dibuat sistem", blank=True)
    has_news = models.BooleanField("teks baru belum ditanggapi", default=False)
    block = models.CharField("tabel dan grafik", max_length=200, blank=True)
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

    objects: ClassVar[models.Manager[DraftSection]] = models.Manager()

    class Meta:
        verbose_name = "bagian draft"
        verbose_name_plural = "bagian draft"
        ordering = ("report", "order")
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="bagian_sekali")]

    def __str__(self) -> str:
        return self.heading

    @property
    def is_edited(self) -> bool:
        return self.text != self.generated_text

    @property
    def asks(self) -> bool:
        """The system's text has changed under what people wrote, and nobody has said yet which of the two stays."""
        return self.has_news and self.is_edited

    @property
    def shown(self) -> SafeString:
        """The text for reading on a page."""
        return mark_safe(clean_text(self.text))

    @property
    def shown_generated(self) -> SafeString:
        """What the system would write, for reading on a page."""
        return mark_safe(clean_text(self.generated_text))


def image_path(image: DraftImage, name: str) -> str:
    """`draft/<laporan>/<sidik>.png`: the name is the content's own."""
    return f"draft/{image.report_id}/{name}"


class DraftImage(models.Model):
    """An image that may stand in the text of a report. Never changed: versions name it by its number."""

    report = models.ForeignKey(
        "reports.Report", models.CASCADE, related_name="images", verbose_name="laporan"
    )
    file = models.FileField("berkas", upload_to=image_path)
    mime = models.CharField("jenis", max_length=100)
    sha256 = models.CharField("sidik", max_length=64)
    width = models.PositiveIntegerField("lebar dalam piksel")
    height = models.PositiveIntegerField("tinggi dalam piksel")
    added_at = models.DateTimeField("ditambahkan")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh"
    )

    objects: ClassVar[models.Manager[DraftImage]] = models.Manager()

    class Meta:
        verbose_name = "gambar draft"
        verbose_name_plural = "gambar draft"
        ordering = ("report", "pk")
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="gambar_sekali")]

    def __str__(self) -> str:
        return f"Gambar {self.pk}"


class DraftPresence(models.Model):
    """The last sign of life of one writer in one draft. Gone when it is old: nobody's work is counted by it."""

    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="+", verbose_name="laporan")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="pegawai"
    )
    section = models.ForeignKey(
        DraftSection, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="bagian"
    )
    seen_at = models.DateTimeField("terakhir terlihat")

    objects: ClassVar[models.Manager[DraftPresence]] = models.Manager()

    class Meta:
        verbose_name = "penulis draft"
        verbose_name_plural = "penulis draft"
        constraints = [models.UniqueConstraint(fields=["report", "person"], name="penulis_sekali")]

    def __str__(self) -> str:
        return f"{self.person}"


class Version(models.Model):
    """Draft version n: its HTML, the analysis it rests on and the SHA-256 over both. Never changed.

    Only the text goes, when the file of the case is destroyed by rule: the seal then stands for what nobody can read any more.
    """

    report = models.ForeignKey(
        "reports.Report", models.CASCADE, related_name="versions", verbose_name="laporan"
    )
    number = models.PositiveSmallIntegerField("versi")
    analysis = models.ForeignKey(
        "reports.Analysis", models.PROTECT, related_name="+", verbose_name="analisis"
    )
    html = models.TextField("isi")
    sha256 = models.CharField("sidik", max_length=64)
    note = models.TextField("catatan penyusun", blank=True)
    created_at = models.DateTimeField("diajukan")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diajukan oleh"
    )
    created_title = models.CharField("sebagai", max_length=200)

    objects: ClassVar[models.Manager[Version]] = models.Manager()

    class Meta:
        verbose_name = "versi draft"
        verbose_name_plural = "versi draft"
        ordering = ("report", "-number")
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="versi_bernomor")]

    def __str__(self) -> str:
        return f"{self.report}, versi {self.number}"

    @property
    def is_destroyed(self) -> bool:
        """Whether retention has emptied it; no version is submitted empty."""
        return not self.html
