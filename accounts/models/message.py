"""A message to a person: the row is the bell in the application; what leaves the office is a Delivery each.

Somebody outside the office has no bell: then `recipient` is empty and the e-mail goes to `address`.
"""

from __future__ import annotations

import re
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

_THREAD = re.compile(r"/([a-z-]+/[A-Za-z0-9_-]{1,100})/")


def thread_of(path: str) -> str:
    """What a page is about, from its address: "/kasus/3/koreksi/" is "kasus/3"; empty for a page about nothing single."""
    found = _THREAD.match(path)
    return found[1] if found else ""


class Message(models.Model):
    """Written in the transaction of what it tells of; `key` makes a second writing of the same thing impossible."""

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
    thread = models.CharField(
        "rangkaian",
        max_length=120,
        blank=True,
        help_text="Benda yang dibicarakan, dari alamat halamannya: kasus/3.",
    )
    created_at = models.DateTimeField("dibuat")
    read_at = models.DateTimeField("dibaca", null=True, blank=True)
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
            # the bell: unread messages of one person
            models.Index(fields=["recipient", "-created_at"], name="pesan_lonceng"),
            # what was said about one case
            models.Index(fields=["thread"], name="pesan_rangkaian"),
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
