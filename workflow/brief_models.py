"""The mornings on which the brief was made: exactly once a day, also when there was nothing to say."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class MorningBrief(models.Model):
    date = models.DateField("hari", unique=True)
    made_at = models.DateTimeField("dibuat")
    told = models.PositiveSmallIntegerField("orang diberi tahu")

    objects: ClassVar[models.Manager[MorningBrief]] = models.Manager()

    class Meta:
        verbose_name = "ringkasan pagi"
        verbose_name_plural = "ringkasan pagi"
        ordering = ("-date",)

    def __str__(self) -> str:
        return f"Ringkasan pagi {self.date}"
