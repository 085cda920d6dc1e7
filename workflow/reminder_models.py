"""Reminders as data: the rules of an SOP edition, what was said to whom, digests, and what somebody put off.

Models only; what they mean stands in workflow/reminders/.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.worktime import TimeUnit
from workflow.sop import Step


class When(models.TextChoices):
    SEBELUM = "sebelum", "sebelum tenggat"
    TEPAT = "tepat", "pada tenggat"
    SESUDAH = "sesudah", "sesudah tenggat"


class Measure(models.TextChoices):
    MENIT = "menit", "menit kerja"
    HARI = "hari", "hari kerja"
    PERSEN = "persen", "persen dari waktu baku"


class Who(models.TextChoices):
    """Who hears a rule: whoever holds the step up, the superior of its level, or both."""

    PEMEGANG = "pemegang", "yang memegang langkah"
    ATASAN = "atasan", "atasannya"
    KEDUANYA = "keduanya", "yang memegang langkah dan atasannya"


class Manner(models.TextChoices):
    SEGERA = "segera", "segera"
    RANGKUMAN = "rangkuman", "dalam rangkuman setengah hari"


class Tone(models.TextChoices):
    BIASA = "biasa", "biasa"
    TEGAS = "tegas", "tegas"


HIGHEST_LEVEL = 3
MOST_SHARE = 400
APPLIES_TO = [
    (TimeUnit.JAM.value, "langkah berwaktu baku jam"),
    (TimeUnit.HARI.value, "langkah berwaktu baku hari"),
    *((step.value, f"langkah {step.number}, {step.label[:1].lower()}{step.label[1:]}") for step in Step),
]


class ReminderRule(models.Model):
    """When an edition reminds of a step. A step with rules of its own follows them instead of those of its kind."""

    edition = models.ForeignKey(
        "workflow.SopEdition", models.CASCADE, related_name="reminder_rules", verbose_name="edisi"
    )
    applies_to = models.CharField("untuk", max_length=20, choices=APPLIES_TO)
    when = models.CharField("kapan", max_length=10, choices=When)
    amount = models.PositiveSmallIntegerField("berapa", default=0, help_text="0 pada tenggat.")
    measure = models.CharField("satuan", max_length=10, choices=Measure, default=Measure.MENIT)
    who = models.CharField("kepada", max_length=10, choices=Who, default=Who.PEMEGANG)
    level = models.PositiveSmallIntegerField(
        "tingkat atasan", default=0, help_text="0 tanpa atasan, 1 atasan langsung, 2 atasan di atasnya."
    )
    manner = models.CharField("cara", max_length=10, choices=Manner, default=Manner.SEGERA)
    tone = models.CharField("nada", max_length=10, choices=Tone, default=Tone.BIASA)

    objects: ClassVar[models.Manager[ReminderRule]] = models.Manager()

    class Meta:
        verbose_name = "aturan pengingat"
        verbose_name_plural = "aturan pengingat"
        ordering = ("edition", "pk")
        constraints = [
            # two rules at one moment would only say the same thing twice
            models.UniqueConstraint(
                fields=["edition", "applies_to", "when", "amount", "measure"],
                name="pengingat_sekali_per_waktu",
                violation_error_message="Sudah ada aturan pengingat pada waktu itu untuk langkah yang sama.",
            ),
            models.CheckConstraint(
                condition=Q(who="pemegang", level=0) | (~Q(who="pemegang") & Q(level__gt=0)),
                name="pengingat_tingkat_sesuai",
                violation_error_message="Isi tingkat atasan bila atasan diberi tahu, dan 0 bila tidak.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_applies_to_display()}: {self.get_when_display()}"

    def clean(self) -> None:
        if self.when == When.TEPAT:
            self.amount = 0
        elif not self.amount:
            raise ValidationError(
                {"amount": "Isi berapa lama sebelum atau sesudah tenggat, paling sedikit 1."}
            )
        if self.level > HIGHEST_LEVEL:
            raise ValidationError({"level": f"Tingkat atasan paling tinggi {HIGHEST_LEVEL}."})
        if self.measure == Measure.PERSEN:
            most = 99 if self.when == When.SEBELUM else MOST_SHARE
            if self.amount > most:
                raise ValidationError({"amount": f"Isi paling banyak {most} persen."})


class Digest(models.Model):
    """One summary to one person: the row is the claim, so a half-day has no second one."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="kepada"
    )
    half_day = models.CharField("setengah hari", max_length=20, help_text="2026-10-12 pagi atau siang.")
    at = models.DateTimeField("dirangkum")

    objects: ClassVar[models.Manager[Digest]] = models.Manager()

    class Meta:
        verbose_name = "rangkuman pengingat"
        verbose_name_plural = "rangkuman pengingat"
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["person", "half_day"], name="rangkuman_sekali_per_setengah_hari")
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.half_day}"


class Reminder(models.Model):
    """One thing said to one person about one visit, once. Written in the transaction of its message."""

    class State(models.TextChoices):
        SEGERA = "segera", "Disampaikan segera"
        MENUNGGU = "menunggu", "Menunggu rangkuman"
        DIRANGKUM = "dirangkum", "Disampaikan dalam rangkuman"
        DIINGATKAN = "diingatkan", "Sudah diingatkan rekan"

    visit = models.ForeignKey(
        "workflow.StepRecord", models.CASCADE, related_name="reminders", verbose_name="kunjungan"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="kepada"
    )
    code = models.CharField("hal", max_length=20, help_text="buka, tunda, atau nomor aturan.")
    rule = models.ForeignKey(
        ReminderRule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="aturan"
    )
    for_due = models.DateTimeField("untuk tenggat")
    moment = models.DateTimeField("waktunya")
    at = models.DateTimeField("dicatat")
    state = models.CharField("keadaan", max_length=10, choices=State)
    digest = models.ForeignKey(
        Digest, models.CASCADE, null=True, blank=True, related_name="reminders", verbose_name="rangkuman"
    )

    objects: ClassVar[models.Manager[Reminder]] = models.Manager()

    class Meta:
        verbose_name = "pengingat"
        verbose_name_plural = "pengingat"
        ordering = ("at", "pk")
        constraints = [
            # exactly once per person, rule and visit; a due time that was moved is a new promise, told anew
            models.UniqueConstraint(
                fields=["visit", "person", "code", "for_due"], name="pengingat_sekali_per_orang"
            ),
        ]
        indexes = [
            # workflow.reminders.digest: what waits for its digest
            models.Index(
                fields=["moment", "person"], name="pengingat_menunggu", condition=Q(state="menunggu")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.person}, {self.code}"


class Snooze(models.Model):
    """ "Ingatkan saya lagi …": once per person and visit."""

    visit = models.ForeignKey(
        "workflow.StepRecord", models.CASCADE, related_name="snoozes", verbose_name="kunjungan"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="oleh"
    )
    until = models.DateTimeField("ingatkan lagi")
    at = models.DateTimeField("diminta")

    objects: ClassVar[models.Manager[Snooze]] = models.Manager()

    class Meta:
        verbose_name = "penundaan pengingat"
        verbose_name_plural = "penundaan pengingat"
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=["visit", "person"], name="tunda_sekali_per_kunjungan")]

    def __str__(self) -> str:
        return f"{self.visit}: {self.person}"


class OfficeSeen(models.Model):
    """Who could act in which post, and when the office is open, when the reminders last ran; one row.

    Another answer means that somebody came or went, or that the calendar was changed.
    """

    fingerprint = models.CharField("sidik", max_length=64)
    at = models.DateTimeField("dilihat")

    objects: ClassVar[models.Manager[OfficeSeen]] = models.Manager()

    class Meta:
        verbose_name = "keadaan kantor terakhir"
        verbose_name_plural = "keadaan kantor terakhir"

    def __str__(self) -> str:
        return self.fingerprint
