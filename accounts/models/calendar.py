"""The office calendar as rows: dated office hours and days off; `accounts.calendar` reads them."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.roles import UnitKind


class Weekday(models.IntegerChoices):
    """Numbered as `date.weekday()` numbers them."""

    SENIN = 0, "Senin"
    SELASA = 1, "Selasa"
    RABU = 2, "Rabu"
    KAMIS = 3, "Kamis"
    JUMAT = 4, "Jumat"
    SABTU = 5, "Sabtu"
    MINGGU = 6, "Minggu"


class OfficeProfile(models.Model):
    """Office hours of a whole week, in force from one date to another.

    Of several profiles covering a date, one for the unit's kind beats a general one, then one with an end (Ramadan)
    beats an open-ended one, then the latest start wins. An unconfirmed profile is a note for the admin; the clock
    never reads it.
    """

    name = models.CharField("nama", max_length=120)
    starts_on = models.DateField("berlaku mulai")
    ends_on = models.DateField(
        "berlaku sampai",
        null=True,
        blank=True,
        help_text="Hari terakhir berlaku. Kosongkan bila berlaku seterusnya; "
        "isi untuk jam kerja sementara seperti Ramadan.",
    )
    unit_kind = models.CharField(
        "untuk jenis unit",
        max_length=20,
        choices=UnitKind.choices,
        blank=True,
        help_text="Kosongkan bila berlaku untuk seluruh dinas. Jam kerja satu jenis unit mengalahkan yang umum.",
    )
    basis = models.CharField(
        "dasar", max_length=300, blank=True, help_text="Peraturan atau surat edaran yang menetapkannya."
    )
    is_confirmed = models.BooleanField(
        "sudah dipastikan",
        default=True,
        help_text="Hanya jam kerja yang sudah dipastikan dipakai untuk menghitung tenggat.",
    )

    class Meta:
        verbose_name = "jam kerja"
        verbose_name_plural = "jam kerja"
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "starts_on"],
                name="officeprofile_name_start_unique",
                violation_error_message="Jam kerja dengan nama dan tanggal mulai ini sudah ada. "
                "Ubah baris yang sudah ada itu, atau pakai nama atau tanggal mulai lain.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="officeprofile_end_after_start",
                violation_error_message="Tanggal akhir mendahului tanggal mulai. "
                "Isi tanggal akhir yang sama dengan atau sesudah tanggal mulai, atau kosongkan.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficeDay(models.Model):
    """The hours of one weekday; a weekday without a row is a day off."""

    profile = models.ForeignKey(
        OfficeProfile, on_delete=models.CASCADE, related_name="days", verbose_name="jam kerja"
    )
    weekday = models.PositiveSmallIntegerField(
        "hari", choices=Weekday.choices, validators=[MaxValueValidator(6)]
    )
    opens = models.TimeField("masuk")
    closes = models.TimeField("pulang")
    break_start = models.TimeField("mulai istirahat", null=True, blank=True)
    break_end = models.TimeField("selesai istirahat", null=True, blank=True)

    class Meta:
        verbose_name = "jam kerja satu hari"
        verbose_name_plural = "jam kerja per hari"
        ordering = ["profile", "weekday"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "weekday"],
                name="officeday_profile_weekday_unique",
                violation_error_message="Hari ini sudah ada pada jam kerja yang sama. "
                "Ubah baris yang sudah ada itu.",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="officeday_weekday_valid"),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="officeday_opens_before_closes",
                violation_error_message="Jam pulang harus sesudah jam masuk. Periksa kedua jam itu.",
            ),
            models.CheckConstraint(
                condition=Q(break_start__isnull=True, break_end__isnull=True)
                | Q(
                    break_start__isnull=False,
                    break_end__isnull=False,
                    break_start__gt=F("opens"),
                    break_end__gt=F("break_start"),
                    break_end__lt=F("closes"),
                ),
                name="officeday_break_inside_hours",
                violation_error_message="Jam istirahat harus lengkap dan berada di antara jam masuk "
                "dan jam pulang. Isi mulai dan selesai istirahat, atau kosongkan keduanya.",
            ),
        ]

    def __str__(self) -> str:
        hours = f"{self.get_weekday_display()} {self.opens:%H.%M}–{self.closes:%H.%M}"
        if self.break_start and self.break_end:
            return f"{hours}, istirahat {self.break_start:%H.%M}–{self.break_end:%H.%M}"
        return hours


class Holiday(models.Model):
    """A day off by date. The authority is this table; the library only pre-fills it."""

    class Kind(models.TextChoices):
        LIBUR_NASIONAL = "LIBUR_NASIONAL", "Libur nasional"
        CUTI_BERSAMA = "CUTI_BERSAMA", "Cuti bersama"
        LIBUR_DAERAH = "LIBUR_DAERAH", "Libur daerah"

    date = models.DateField(
        "tanggal",
        unique=True,
        error_messages={
            "unique": "Tanggal ini sudah tercatat sebagai hari libur. Ubah baris yang sudah ada itu."
        },
    )
    name = models.CharField("nama", max_length=200)
    kind = models.CharField("jenis", max_length=20, choices=Kind.choices, default=Kind.LIBUR_NASIONAL)
    basis = models.CharField(
        "dasar",
        max_length=300,
        blank=True,
        help_text="SKB tiga menteri, keputusan presiden, atau keputusan bupati.",
    )

    class Meta:
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%d-%m-%Y} {self.name}"


class EmergencyClosing(models.Model):
    """The office closed for a day or a part of one, decided on short notice: due times of open steps move with it."""

    date = models.DateField("tanggal")
    starts = models.TimeField(
        "ditutup mulai", null=True, blank=True, help_text="Kosongkan kedua jamnya bila ditutup sehari penuh."
    )
    ends = models.TimeField("dibuka lagi", null=True, blank=True)
    reason = models.CharField(
        "sebab", max_length=200, help_text="Terbaca semua orang yang tenggatnya bergeser."
    )
    basis = models.CharField(
        "dasar",
        max_length=300,
        blank=True,
        help_text="Surat edaran bupati atau perintah lisan, dengan tanggalnya.",
    )

    class Meta:
        verbose_name = "penutupan darurat"
        verbose_name_plural = "penutupan darurat"
        ordering = ["-date", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "starts"],
                name="emergencyclosing_once",
                violation_error_message="Penutupan pada tanggal dan jam mulai ini sudah ada. Ubah baris yang sudah ada itu.",
            ),
            models.UniqueConstraint(
                fields=["date"],
                condition=Q(starts__isnull=True),
                name="emergencyclosing_whole_day_once",
                violation_error_message="Penutupan sehari penuh pada tanggal ini sudah ada. Ubah baris yang sudah ada itu.",
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True)
                | Q(starts__isnull=False, ends__isnull=False, starts__lt=F("ends")),
                name="emergencyclosing_times_whole",
                violation_error_message="Isi jam ditutup dan jam dibuka lagi yang lebih lambat, atau kosongkan keduanya "
                "bila kantor ditutup sehari penuh.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d-%m-%Y}, {self.when}: {self.reason}"

    @property
    def when(self) -> str:
        """ "sehari penuh" or "12.00–16.00"."""
        if self.starts is None or self.ends is None:
            return "sehari penuh"
        return f"{self.starts:%H.%M}–{self.ends:%H.%M}"
