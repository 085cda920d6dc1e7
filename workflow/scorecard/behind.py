"""The visits, cases and unit data behind one number of the scorecard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from accounts.roles import Pelaksana
from reports.collection.models import Submission
from workflow.case import ReportRequest
from workflow.scorecard.arithmetic import DONE
from workflow.scorecard.facts import in_span, visible
from workflow.scorecard.spans import Month, Span
from workflow.sop import Final, Step
from workflow.visits import Outcome, StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk

PAGE = 50
VISITS: dict[str, str] = {
    "selesai": "Diselesaikan pelaksana",
    "tepat": "Selesai tepat waktu",
    "telat": "Selesai lewat waktu",
    "kembali": "Berakhir dengan pengembalian",
    "ditarik": "Ditarik kembali",
    "dibatalkan": "Kasus dibatalkan pada langkah ini",
    "terbuka": "Masih terbuka",
    "terbuka_telat": "Masih terbuka dan lewat tenggat",
}
CASES: dict[str, str] = {
    "kasus_selesai": "Kasus selesai",
    "kasus_kembali": "Kasus selesai yang pernah dikembalikan",
    "kasus_batal": "Kasus dibatalkan",
    "kasus_diketahui": "Surat cukup diketahui",
    "kasus_diminta": "Kasus selesai yang tanggalnya diminta",
}
UNITS: dict[str, str] = {
    "unit": "Data yang dikirim unit",
    "unit_telat": "Data yang dikirim unit lewat tenggat",
    "unit_kembali": "Data unit yang dikembalikan",
}


@dataclass(frozen=True)
class Wanted:
    """Which number was pressed: what it counts, and of which step, post, unit or month."""

    what: str
    step: str = ""
    pelaksana: str = ""
    unit: int | None = None
    month: Month | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Wanted | None:
        """From an address; None where no such number exists."""
        what, step, post = given.get("apa", ""), given.get("langkah", ""), given.get("pelaksana", "")
        unit = given.get("unit", "")
        if what not in VISITS | CASES | UNITS:
            return None
        return cls(
            what=what,
            step=step if step in Step.values else "",
            pelaksana=post if post in Pelaksana.values else "",
            unit=int(unit) if unit.isascii() and unit.isdecimal() and len(unit) < 10 else None,
            month=Month.read(given.get("bulan", "")),
        )

    @property
    def words(self) -> str:
        """ "Selesai lewat waktu, langkah 4 Analisis dan evaluasi"."""
        told = [(VISITS | CASES | UNITS)[self.what]]
        if self.step:
            step = Step(self.step)
            told.append(f"langkah {step.number} {step.label}")
        if self.pelaksana:
            told.append(Pelaksana(self.pelaksana).person)
        return ", ".join(told)

    def narrowed(self, span: Span) -> Span:
        """One month of the span, where one was pressed."""
        return Span(self.month, self.month, span.edition) if self.month else span


def visits(desk: Desk, span: Span, wanted: Wanted) -> QuerySet[StepRecord]:
    """The visits behind a number, the slowest first."""
    found = StepRecord.objects.filter(in_span(span, desk.at), case__in=visible(desk, span))
    found = found.filter(_counted(wanted.what, desk.at))
    if wanted.step:
        found = found.filter(step=wanted.step)
    if wanted.pelaksana:
        found = found.filter(pelaksana=wanted.pelaksana)
    return found.select_related("case__letter").order_by(
        F("minutes_used").desc(nulls_first=True), "opened_at", "pk"
    )


def _counted(what: str, at: datetime) -> Q:
    done = Q(outcome__in=[one.value for one in DONE])
    still_open = Q(finished_at__isnull=True)
    return {
        "selesai": done,
        "tepat": done & Q(finished_at__lte=F("due_at")),
        "telat": done & Q(finished_at__gt=F("due_at")),
        "kembali": Q(outcome=Outcome.DIKEMBALIKAN),
        "ditarik": Q(outcome=Outcome.DITARIK),
        "dibatalkan": Q(outcome=Outcome.DIBATALKAN),
        "terbuka": still_open,
        "terbuka_telat": still_open & Q(due_at__lt=at),
    }[what]


def cases(desk: Desk, span: Span, wanted: Wanted) -> QuerySet[ReportRequest]:
    """The closed cases behind a number, the last closed first."""
    found = visible(desk, span).filter(closed_at__gte=span.begins, closed_at__lt=span.ends)
    state = {"kasus_batal": Final.DIBATALKAN, "kasus_diketahui": Final.DIKETAHUI}.get(
        wanted.what, Final.SELESAI
    )
    found = found.filter(state=state)
    if wanted.what == "kasus_kembali":
        returned = StepRecord.objects.filter(outcome=Outcome.DIKEMBALIKAN).values("case")
        found = found.filter(pk__in=returned)
    if wanted.what == "kasus_diminta":
        found = found.filter(letter__requested_by__isnull=False)
    return found.select_related("letter").order_by("-closed_at", "-pk")


def submissions(desk: Desk, span: Span, wanted: Wanted) -> QuerySet[Submission]:
    """The data of units behind a number, the last sent first."""
    found = Submission.objects.filter(
        sent_at__gte=span.begins, sent_at__lt=span.ends, report__in=visible(desk, span).values("report")
    )
    if wanted.unit:
        found = found.filter(unit=wanted.unit)
    if wanted.what == "unit_telat":
        found = found.filter(sent_at__gt=F("due_at"))
    if wanted.what == "unit_kembali":
        found = found.filter(returns__gt=0)
    return found.select_related("unit").order_by("-sent_at", "-pk")


def cases_of(reports: Sequence[int]) -> dict[int, ReportRequest]:
    """The case of each report."""
    found = ReportRequest.objects.filter(report__in=reports).select_related("letter")
    return {case.report_id: case for case in found if case.report_id is not None}
