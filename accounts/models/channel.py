"""Which channels the office allows, how its gateway is spoken to, and what each person chose among them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models


class Gateway(models.Model):
    """A provider that sends a message over HTTPS: a template and a way to read its answer. Never a secret."""

    class Form(models.TextChoices):
        JSON = "json", "JSON"
        FORMULIR = "formulir", "formulir (application/x-www-form-urlencoded)"

    class Auth(models.TextChoices):
        TANPA = "tanpa", "tanpa"
        BEARER = "bearer", "Authorization: Bearer"
        BASIC = "basic", "Authorization: Basic (pengguna:sandi)"
        KEPALA = "kepala", "kepala HTTP sendiri"

    class Number(models.TextChoices):
        LOKAL = "08", "0812…"
        NEGARA = "62", "62812…"
        PLUS = "+62", "+62812…"

    name = models.CharField("nama penyedia", max_length=60)
    url = models.CharField(
        "alamat",
        max_length=300,
        validators=[URLValidator(schemes=["https"], message="Tulis alamat lengkap yang diawali https://.")],
        help_text="Harus diawali https://; sertifikatnya diperiksa.",
    )
    form = models.CharField("bentuk kiriman", max_length=10, choices=Form, default=Form.JSON)
    template = models.JSONField(
        "templat kiriman",
        help_text=(
            "Objek JSON. Yang diganti: {nomor}, {nama}, {judul}, {isi}, {tautan}, {pesan} (judul, isi dan tautan), {kunci}. "
            'Contoh: {"target": "{nomor}", "message": "{pesan}"}'
        ),
    )
    number_form = models.CharField("bentuk nomor", max_length=3, choices=Number, default=Number.NEGARA)
    auth = models.CharField("cara masuk", max_length=10, choices=Auth, default=Auth.BEARER)
    header = models.CharField("nama kepala HTTP", max_length=40, blank=True, validators=[
        RegexValidator(r"^[A-Za-z][A-Za-z0-9-]*$", "Tulis nama kepala HTTP saja, misalnya Authorization.")
    ])  # fmt: skip
    secret_name = models.CharField(
        "nama variabel rahasia",
        max_length=60,
        blank=True,
        help_text="Nama variabel lingkungan server, diawali GERBANG_. Rahasianya sendiri tidak disimpan di sini.",
        # the prefix keeps an admin from having the server's other secrets sent out
        validators=[RegexValidator(r"^GERBANG_[A-Z0-9_]+$", "Nama variabel diawali GERBANG_, huruf besar.")],
    )
    success_path = models.CharField(
        "letak tanda berhasil",
        max_length=80,
        blank=True,
        help_text="Bila jawaban 200 belum tentu berhasil: jalur JSON, misalnya status atau data.0.sukses.",
    )
    success_value = models.CharField(
        "nilai tanda berhasil", max_length=40, blank=True, help_text="Misalnya true."
    )
    timeout = models.PositiveSmallIntegerField(
        "batas waktu (detik)", default=15, validators=[MinValueValidator(2), MaxValueValidator(60)]
    )

    class Meta:
        verbose_name = "gerbang pesan"
        verbose_name_plural = "gerbang pesan"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ChannelPolicy(models.Model):
    """One row: what the office allows. Without it: e-mail for everybody, no gateway, quiet outside office hours."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    email = models.BooleanField("surel dipakai", default=True)
    email_default = models.BooleanField("surel menyala bagi yang belum memilih", default=True)
    gateway = models.ForeignKey(
        Gateway,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="gerbang pesan yang dipakai",
        help_text="Kosong: tidak ada pesan yang dikirim lewat gerbang.",
    )
    gateway_default = models.BooleanField("gerbang menyala bagi yang belum memilih", default=False)
    quiet = models.BooleanField(
        "di luar jam kantor ditahan",
        default=True,
        help_text="Surel dan gerbang menunggu kantor buka; lonceng di aplikasi tidak menunggu.",
    )

    class Meta:
        verbose_name = "saluran pesan"
        verbose_name_plural = "saluran pesan"

    def __str__(self) -> str:
        return "Saluran pesan kantor"

    @classmethod
    def current(cls) -> ChannelPolicy:
        """The office's row, or what holds until there is one. One query."""
        return cls.objects.select_related("gateway").first() or cls()


class ChannelChoice(models.Model):
    """What one person chose; no row means the office's default."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="channel_choice", verbose_name="pegawai"
    )
    email = models.BooleanField("surel", default=True)
    gateway = models.BooleanField("gerbang pesan", default=False)

    objects: ClassVar[models.Manager[ChannelChoice]] = models.Manager()

    class Meta:
        verbose_name = "pilihan saluran"
        verbose_name_plural = "pilihan saluran"

    def __str__(self) -> str:
        return f"Pilihan saluran {self.person}"
