"""The outbox: one row for every message × channel that leaves the office, from waiting to arrived or given up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models.message import Message


class Channel(models.TextChoices):
    """Ways out of the office. The bell is not one: it is the message itself, and nobody can switch it off."""

    SUREL = "surel", "surel"
    GERBANG = "gerbang", "gerbang pesan"


class Delivery(models.Model):
    """Claimed by a conditional UPDATE; `claimed_at` grows old when a worker dies, and another takes the row over."""

    class State(models.TextChoices):
        WAITING = "menunggu", "menunggu dikirim"
        CLAIMED = "dikirim", "sedang dikirim"
        SENT = "terkirim", "terkirim"
        FAILED = "gagal", "gagal"
        WITHHELD = "ditahan", "tidak jadi dikirim"

    class Fault(models.TextChoices):
        """Why the last attempt did not succeed; accounts.channels.faults says it in words, with the cure."""

        NONE = "", "tidak ada"
        TANPA_ALAMAT = "tanpa_alamat", "alamat penerima belum dicatat"
        ALAMAT = "alamat", "alamat ditolak"
        SAMBUNGAN = "sambungan", "server tidak menjawab"
        MASUK = "masuk", "sandi layanan ditolak"
        SIBUK = "sibuk", "layanan meminta menunggu"
        DITOLAK = "ditolak", "layanan menolak pesan"
        JAWABAN = "jawaban", "jawaban tidak dikenal"
        BERKAS = "berkas", "berkas lampiran tidak dapat dibaca"
        LAIN = "lain", "sebab lain"

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries", verbose_name="pesan")
    channel = models.CharField("saluran", max_length=10, choices=Channel)
    state = models.CharField("keadaan", max_length=10, choices=State, default=State.WAITING)
    at_once = models.BooleanField("juga di luar jam kantor", default=False)
    queued_at = models.DateTimeField("masuk antrean")
    next_try_at = models.DateTimeField("coba lagi", null=True, blank=True)
    claim = models.UUIDField("tanda pengambil", null=True, blank=True)
    claimed_at = models.DateTimeField("diambil", null=True, blank=True)
    sent_at = models.DateTimeField("terkirim", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    fault = models.CharField("sebab", max_length=15, choices=Fault, blank=True, default=Fault.NONE)
    error = models.CharField("galat", max_length=300, blank=True)

    objects: ClassVar[models.Manager[Delivery]] = models.Manager()

    class Meta:
        verbose_name = "pengiriman"
        verbose_name_plural = "pengiriman"
        ordering = ("-queued_at", "-pk")
        constraints = [
            # told once is sent once on each channel
            models.UniqueConstraint(fields=["message", "channel"], name="pengiriman_sekali_per_saluran"),
        ]
        indexes = [
            # accounts.outbox: what is still to be sent, oldest first
            models.Index(
                fields=["queued_at", "id"],
                name="pengiriman_belum_selesai",
                condition=Q(state__in=["menunggu", "dikirim"]),
            ),
            # the page of what failed
            models.Index(fields=["-queued_at"], name="pengiriman_gagal", condition=Q(state="gagal")),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} kepada {self.message.name}"
