"""SOP editions: the table of sop.py as data. One in force is immutable; a revision is a new one."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.errors import Refusal
from accounts.roles import Pelaksana
from accounts.worktime import Norm
from workflow.sop import IDENTITY, RETURN_TARGETS, TABLE, Step


def validate_norm(text: str) -> None:
    try:
        Norm.parse(text)
    except ValueError as error:
        raise ValidationError("Tulis waktu sebagai jumlah dan satuan, misalnya 1 jam atau 2 hari.") from error


class SopEdition(models.Model):
    """One signed wording of the SOP. A running case keeps the edition it began with."""

    class State(models.TextChoices):
        RANCANGAN = "rancangan", "Rancangan"
        BERLAKU = "berlaku", "Berlaku"
        DIGANTI = "diganti", "Sudah diganti"

    nomor = models.CharField("nomor SOP", max_length=100)
    nama = models.CharField("nama SOP", max_length=150, default=IDENTITY.nama)
    state = models.CharField("keadaan", max_length=10, choices=State, default=State.RANCANGAN)
    tgl_pembuatan = models.DateField("tgl pembuatan")
    tgl_revisi = models.DateField("tgl revisi", null=True, blank=True)
    tgl_pengesahan = models.DateField("tgl pengesahan")
    disahkan_oleh = models.CharField("disahkan oleh", max_length=200)
    nama_pengesah = models.CharField("nama pengesah", max_length=150)
    pangkat_pengesah = models.CharField("pangkat pengesah", max_length=60, blank=True)
    nip_pengesah = models.CharField("NIP pengesah", max_length=30, blank=True)
    dasar_hukum = models.TextField("dasar hukum", blank=True, help_text="Satu baris satu dasar hukum.")
    kualifikasi = models.TextField("kualifikasi pelaksana", blank=True)
    keterkaitan = models.TextField("keterkaitan", blank=True)
    peralatan = models.TextField("peralatan perlengkapan", blank=True)
    peringatan = models.TextField("peringatan", blank=True)
    pencatatan = models.TextField("pencatatan dan pendataan", blank=True)

    objects: ClassVar[models.Manager[SopEdition]] = models.Manager()

    class Meta:
        verbose_name = "edisi SOP"
        verbose_name_plural = "edisi SOP"
        ordering = ("-tgl_pengesahan", "-pk")
        constraints = [
            # new cases begin with the one in force
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="berlaku"), name="satu_edisi_berlaku"
            ),
        ]

    def __str__(self) -> str:
        return f"SOP {self.nomor_rapi}, edisi {self.tgl_pengesahan:%d-%m-%Y}"

    @property
    def nomor_rapi(self) -> str:
        return self.nomor.replace(" ", "")

    def row(self, step: Step | str) -> EditionRow:
        """The line of this edition for a step; read once per instance."""
        return self.table[Step(step)]

    @property
    def table(self) -> dict[Step, EditionRow]:
        cached: dict[Step, EditionRow] | None = self.__dict__.get("_table")
        if cached is None:
            cached = {
                Step(row.step): row for row in sorted(self.rows.all(), key=lambda r: Step(r.step).number)
            }
            self.__dict__["_table"] = cached
        return cached


class EditionRow(models.Model):
    edition = models.ForeignKey(SopEdition, models.CASCADE, related_name="rows", verbose_name="edisi")
    step = models.CharField("langkah", max_length=20, choices=Step)
    uraian = models.TextField("uraian prosedur")
    pelaksana = models.CharField("pelaksana", max_length=30, choices=Pelaksana)
    kelengkapan = models.CharField("kelengkapan", max_length=200, blank=True)
    waktu = models.CharField(
        "waktu", max_length=20, validators=[validate_norm], help_text="Misalnya 1 jam atau 2 hari."
    )
    output = models.CharField("output", max_length=200, blank=True)
    keterangan = models.CharField("ket", max_length=300, blank=True)
    jika_ditolak = models.CharField("jika ditolak kembali ke", max_length=20, choices=Step, blank=True)

    objects: ClassVar[models.Manager[EditionRow]] = models.Manager()

    class Meta:
        verbose_name = "langkah SOP"
        verbose_name_plural = "langkah SOP"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["edition", "step"], name="langkah_sekali_per_edisi")]

    def __str__(self) -> str:
        return f"{self.number}. {self.uraian}"

    @property
    def number(self) -> int:
        return Step(self.step).number

    @property
    def norm(self) -> Norm:
        return Norm.parse(self.waktu)

    @property
    def executor(self) -> Pelaksana:
        return Pelaksana(self.pelaksana)

    def clean(self) -> None:
        allowed = RETURN_TARGETS.get(Step(self.step), ()) if self.step else ()
        if allowed and self.jika_ditolak not in allowed:
            names = " atau ".join(f"langkah {s.number}" for s in allowed)
            raise ValidationError(
                {
                    "jika_ditolak": f"Langkah {self.number} hanya dapat kembali ke {names}. Pilih salah satunya."
                }
            )
        if not allowed and self.jika_ditolak:
            raise ValidationError({"jika_ditolak": "Langkah ini bukan keputusan. Kosongkan kolom ini."})


def current_edition() -> SopEdition:
    """The edition new cases begin with. Raises Refusal when the office has none in force."""
    edition = SopEdition.objects.prefetch_related("rows").filter(state=SopEdition.State.BERLAKU).first()
    if edition is None:
        raise Refusal("Belum ada edisi SOP yang berlaku. Minta admin kantor memberlakukan satu edisi SOP.")
    return edition


def copy_shipped_edition(edition_model: type[models.Model], row_model: type[models.Model]) -> models.Model:
    """Write sop.py's table into the database; used by the migration with its own model classes."""
    identity = {name: getattr(IDENTITY, name) for name in IDENTITY.__dataclass_fields__}
    edition = edition_model._default_manager.create(state="berlaku", **identity)
    row_model._default_manager.bulk_create(
        row_model(
            edition=edition,
            step=row.step.value,
            uraian=row.uraian,
            pelaksana=row.pelaksana.value,
            kelengkapan=row.kelengkapan,
            waktu=row.waktu,
            output=row.output,
            keterangan=row.keterangan,
            jika_ditolak=row.jika_ditolak.value if row.jika_ditolak else "",
        )
        for row in TABLE
    )
    return edition
