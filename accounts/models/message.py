"""A message to a person: the row is the in-app bell and the outbox of e-mail at once.

Somebody outside the office has no bell: then `recipient` is empty and the e-mail goes to `address`.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Message(models.Model):
    """Written in the transaction of what it tells of; `key` makes a second writing of the same thing impossible."""

    class Email(models.TextChoices):
        NONE = "tanpa", "tanpa surel"
        WAITING = "menunggu", "menunggu dikirim"
        CLAIMED = "dikirim", "sedang dikirim"
        SENT = "terkirim", "terkirim"
        FAILED = "gagal", "gagal"

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="messages",
        null=True,
        blank=True,
        verbose_name="kepada",
    )
    address = models.EmailField("surel penerima luar", blank=True)
    addressee = models.CharField("nama penerima luar", max_length=200, blank=True)
    key = models.CharField("kunci", max_length=120, unique=True)
    subject = models.CharField("perihal", max_length=200)
    body = models.TextField("isi")
    path = models.CharField(
        "halaman",
        max_length=200,
        blank=True,
        help_text="Alamat di dalam aplikasi; dibuka, tidak berbuat apa-apa.",
    )
    created_at = models.DateTimeField("dibuat")
    read_at = models.DateTimeField("dibaca", null=True, blank=True)
    email_state = models.CharField("surel", max_length=10, choices=Email, default=Email.NONE)
    claim = models.UUIDField("tanda pengambil", null=True, blank=True)
    claimed_at = models.DateTimeField("diambil", null=True, blank=True)
    next_try_at = models.DateTimeField("coba lagi", null=True, blank=True)
    sent_at = models.DateTimeField("terkirim", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    error = models.CharField("galat", max_length=300, blank=True)

    objects: ClassVar[models.Manager[Message]] = models.Manager()

    class Meta:
        verbose_name = "pesan"
        verbose_name_plural = "pesan"
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, address="")
                | (Q(recipient__isnull=True) & ~Q(address="")),
                name="pesan_kepada_satu_pihak",
            ),
        ]
        indexes = [
            # accounts.notifications.deliver: what is still to be sent
            models.Index(
                fields=["email_state", "created_at"],
                name="pesan_belum_terkirim",
                condition=Q(email_state__in=["menunggu", "dikirim"]),
            ),
            # the bell: unread messages of one person
            models.Index(fields=["recipient", "-created_at"], name="pesan_lonceng"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def email_address(self) -> str:
        """Where the e-mail goes; empty when the person has none."""
        return self.recipient.email if self.recipient is not None else self.address

    @property
    def name(self) -> str:
        """Whom the e-mail greets."""
        return self.recipient.name if self.recipient is not None else self.addressee
