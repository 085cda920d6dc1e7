"""The case: one request for performance data on its way through the nine steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django_fsm import FSMField, FSMModelMixin
from guardian.models import UserObjectPermissionBase

from accounts.errors import Refusal
from workflow.kelengkapan import missing_for
from workflow.querysets import CaseQuerySet
from workflow.sop import STATE_CHOICES, Action, Final, Step
from workflow.transitions import carries_out, ends, goes_back, sends_back

if TYPE_CHECKING:
    from reports.models import Report

READ_SECRET = "lihat_rahasia"


class ReportRequest(FSMModelMixin, models.Model):
    """A protected state machine. workflow.services.perform() is the only door through which `state` changes.

    A transition method writes nothing: what a step leaves behind is written by its handler in workflow.steps, in the
    same transaction and before the transition, so that the condition can ask whether it is there.
    """

    state = FSMField(
        "langkah", default=Step.DISPOSISI.value, choices=STATE_CHOICES, protected=True, max_length=20
    )
    title = models.CharField("judul", max_length=200)
    letter = models.OneToOneField(
        "workflow.Letter", models.PROTECT, related_name="case", verbose_name="surat"
    )
    edition = models.ForeignKey(
        "workflow.SopEdition", models.PROTECT, related_name="cases", verbose_name="edisi SOP"
    )
    period = models.ForeignKey("reports.Period", models.PROTECT, related_name="+", verbose_name="periode")
    report = models.OneToOneField(
        "reports.Report", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="laporan"
    )
    opened_at = models.DateTimeField("dibuka")
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    closing_reason = models.TextField("alasan penutupan", blank=True)
    is_sample = models.BooleanField("data contoh", default=False)

    objects: ClassVar[models.Manager[ReportRequest]] = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "kasus"
        verbose_name_plural = "kasus"
        ordering = ("-opened_at",)
        permissions = ((READ_SECRET, "Membaca kasus rahasia"),)
        indexes = [
            # the archive and the lists of running cases
            models.Index(fields=["state", "-opened_at"], name="kasus_keadaan"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title_outside(self) -> str:
        """How it is named in what leaves the office or is kept of it: a rahasia case by its agenda number alone."""
        return f"Kasus rahasia, agenda {self.letter.agenda}" if self.letter.is_secret else self.title

    # what is still missing, as sentences; a condition is "no sentences" (django-fsm conditions never raise)
    def missing(self, action: Action) -> list[str]:
        return missing_for(self, action)

    @property
    def step(self) -> Step | None:
        """The step being waited for; None when the case is closed."""
        return Step(self.state) if self.state in Step.values else None

    @property
    def begun_report(self) -> Report:
        """The report of the case. Raises Refusal while there is none: it begins when the format goes out."""
        if self.report is None:
            raise Refusal("Format belum disampaikan, jadi belum ada laporan. Selesaikan langkah 2 dahulu.")
        return self.report

    @property
    def is_open(self) -> bool:
        return self.step is not None

    @property
    def final(self) -> Final | None:
        return Final(self.state) if self.state in Final.values else None

    # fmt: off
    @carries_out(Action.DISPOSISIKAN, Step.DISPOSISI)
    def disposisikan(self) -> None: ...

    @carries_out(Action.CUKUP_DIKETAHUI, Step.DISPOSISI, Final.DIKETAHUI)
    def cukup_diketahui(self) -> None: ...

    @goes_back(Action.TARIK_DISPOSISI, Step.FORMAT, Step.DISPOSISI)
    def tarik_disposisi(self) -> None: ...

    @carries_out(Action.SAMPAIKAN_FORMAT, Step.FORMAT)
    def sampaikan_format(self) -> None: ...

    @carries_out(Action.SELESAIKAN_PENGUMPULAN, Step.PENGUMPULAN)
    def selesaikan_pengumpulan(self) -> None: ...

    @carries_out(Action.BEKUKAN_ANALISIS, Step.ANALISIS)
    def bekukan_analisis(self) -> None: ...

    @goes_back(Action.KEMBALIKAN_DATA, Step.ANALISIS, Step.PENGUMPULAN)
    def kembalikan_data(self) -> None: ...

    @carries_out(Action.AJUKAN_DRAFT, Step.DRAFT)
    def ajukan_draft(self) -> None: ...

    @goes_back(Action.BUKA_ANALISIS, Step.DRAFT, Step.ANALISIS)
    def buka_analisis(self) -> None: ...

    @carries_out(Action.PARAF_KASUBAG, Step.PARAF_KASUBAG)
    def paraf_kasubag(self) -> None: ...

    @carries_out(Action.PARAF_SEKRETARIS, Step.PARAF_SEKRETARIS)
    def paraf_sekretaris(self) -> None: ...

    @sends_back(Action.KEMBALIKAN_DRAFT)
    def kembalikan_draft(self) -> None: ...

    @carries_out(Action.TANDATANGANI, Step.TANDA_TANGAN)
    def tandatangani(self) -> None: ...

    @carries_out(Action.CATAT_BASAH, Step.TANDA_TANGAN)
    def catat_basah(self) -> None: ...

    @carries_out(Action.BAGIKAN, Step.PENGGANDAAN)
    def bagikan(self) -> None: ...

    @ends(Action.BATALKAN)
    def batalkan(self) -> None: ...
    # fmt: on


class ReportRequestUserObjectPermission(UserObjectPermissionBase):
    """Personal grants on a case (readers of a rahasia one), by a real foreign key."""

    content_object = models.ForeignKey(ReportRequest, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "izin perorangan"
        verbose_name_plural = "izin perorangan"
