"""People. What they may do follows from the posts they hold (Assignment), never from the person."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts import nip, sealing


class EmploymentType(models.TextChoices):
    PNS = "pns", "PNS"
    PPPK = "pppk", "PPPK"
    NON_ASN = "non_asn", "Non-ASN"


class Golongan(models.TextChoices):
    """The ladder of PNS ranks (domain.md section 6); PPPK have a golongan I-XVII and no pangkat."""

    I_A = "I/a", "Juru Muda (I/a)"
    I_B = "I/b", "Juru Muda Tk. I (I/b)"
    I_C = "I/c", "Juru (I/c)"
    I_D = "I/d", "Juru Tk. I (I/d)"
    II_A = "II/a", "Pengatur Muda (II/a)"
    II_B = "II/b", "Pengatur Muda Tk. I (II/b)"
    II_C = "II/c", "Pengatur (II/c)"
    II_D = "II/d", "Pengatur Tk. I (II/d)"
    III_A = "III/a", "Penata Muda (III/a)"
    III_B = "III/b", "Penata Muda Tk. I (III/b)"
    III_C = "III/c", "Penata (III/c)"
    III_D = "III/d", "Penata Tk. I (III/d)"
    IV_A = "IV/a", "Pembina (IV/a)"
    IV_B = "IV/b", "Pembina Tk. I (IV/b)"
    IV_C = "IV/c", "Pembina Utama Muda (IV/c)"
    IV_D = "IV/d", "Pembina Utama Madya (IV/d)"
    IV_E = "IV/e", "Pembina Utama (IV/e)"

    @property
    def pangkat(self) -> str:
        """The rank without its code, as written under a signature: "Pembina Tk. I"."""
        return self.label.rsplit(" (", 1)[0]


class UserManager(DjangoUserManager["User"]):
    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: object
    ) -> User:
        extra.setdefault("name", username)
        return super().create_superuser(username, email or "", password, **extra)


class User(AbstractUser):
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(
        "nama lengkap dengan gelar",
        max_length=150,
        help_text="Seperti pada naskah dinas: ANDI CONTOH, S.Pd., M.M.",
    )
    employment = models.CharField(
        "status kepegawaian", max_length=10, choices=EmploymentType, default=EmploymentType.PNS
    )
    nip = models.CharField(  # noqa: DJ001 - unique only where there is one
        "NIP / NI PPPK",
        max_length=18,
        null=True,
        blank=True,
        help_text="18 angka, spasi boleh. Kosongkan bila tidak ada.",
    )
    golongan = models.CharField(
        "golongan", max_length=10, blank=True, help_text="PNS: I/a sampai IV/e. PPPK: I sampai XVII."
    )
    phone = models.CharField("nomor telepon", max_length=20, blank=True)
    nik_sealed = models.CharField("NIK tersandi", max_length=255, blank=True, default="", editable=False)

    objects: ClassVar[UserManager] = UserManager()
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "pegawai"
        verbose_name_plural = "pegawai"
        ordering = ("name",)
        constraints = [
            # log-in by NIP must find one person
            models.UniqueConstraint(
                fields=["nip"],
                name="nip_satu_orang",
                violation_error_message="NIP ini sudah dipakai pegawai lain.",
            ),
            # log-in ignores letter case, so two names may not differ by it alone
            models.UniqueConstraint(
                Lower("username"),
                name="nama_pengguna_satu_orang",
                violation_error_message="Nama pengguna ini sudah dipakai pegawai lain.",
            ),
            models.CheckConstraint(
                condition=Q(nip__isnull=True) | ~Q(nip=""), name="nip_kosong_berarti_null"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def nip_display(self) -> str:
        """Grouped as on paper, "19800112 200604 1 016"; empty where there is none."""
        return nip.display(self.nip or "")

    @property
    def nik(self) -> str:
        """The 16 digits BSrE knows this person by; decrypted here and shown, logged and put into addresses nowhere."""
        return sealing.unseal(self.nik_sealed)

    @nik.setter
    def nik(self, digits: str) -> None:
        self.nik_sealed = sealing.seal(digits)

    @property
    def pangkat(self) -> str:
        """The rank as a signature block shows it; PPPK and non-ASN have none."""
        if self.employment == EmploymentType.PNS and self.golongan in Golongan.values:
            return Golongan(self.golongan).pangkat
        return ""
