"""Finding cases in the archive: by words, state, year, unit, kind, classification, sifat; page by page, never counted.

A case is found only through parts that its reader may read, and only among the cases the reader may open at all; the
pieces shown come from the same parts. So a search tells nobody what a list would not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.safestring import SafeString

from accounts.forms_base import read_key
from accounts.roles import HEAD_ROLES
from reports.signing.ending import EVER_SIGNED
from reports.signing.models import PaperKind, SignedPaper
from workflow.archive import lookup  # noqa: F401 - registers words__cocok
from workflow.archive.models import ArchivePart, ArchiveText
from workflow.archive.snippets import found_in, snippet
from workflow.archive.words import Term, terms
from workflow.case import ReportRequest
from workflow.letters import DispositionRecipient, Sifat
from workflow.sop import Final, Step

if TYPE_CHECKING:
    from accounts.posts import Desk

PAGE = 25
KINDS = {"surat": (ArchivePart.KASUS, ArchivePart.PINDAIAN), "laporan": (ArchivePart.LAPORAN,)}
STATES = [
    ("ditutup", "Yang sudah ditutup"),
    *[(final.value, final.label) for final in Final],
    ("berjalan", "Masih berjalan"),
    ("semua", "Semua kasus"),
]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class ArchiveFilter:
    """What is looked for. What an address says that makes no sense is left out."""

    text: str = ""
    state: str = "ditutup"
    year: int | None = None
    kind: str = ""
    unit: int | None = None
    classification: str = ""
    """The beginning of a code: 400 is all of education and what belongs with it."""
    sifat: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> ArchiveFilter:
        year, state = given.get("tahun", ""), given.get("keadaan", "")
        return cls(
            text=given.get("cari", "").strip()[:100],
            state=state if state in dict(STATES) else "ditutup",
            year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
            kind=given.get("jenis", "") if given.get("jenis", "") in KINDS else "",
            unit=read_key(given.get("unit", "")),
            classification=given.get("klasifikasi", "").strip()[:20],
            sifat=given.get("sifat", "") if given.get("sifat", "") in Sifat.values else "",
        )

    @property
    def given(self) -> dict[str, str]:
        """The parts of an address that lead here."""
        parts = {
            "cari": self.text, "keadaan": self.state if self.state != "ditutup" else "", "tahun": str(self.year or ""),
            "jenis": self.kind, "unit": str(self.unit or ""), "klasifikasi": self.classification,
            "sifat": self.sifat,
        }  # fmt: skip
        return {name: value for name, value in parts.items() if value}

    @property
    def has_details(self) -> bool:
        return bool(self.kind or self.unit or self.classification or self.sifat)


@dataclass(frozen=True)
class Found:
    """One case of the archive as this reader may see it."""

    case: ReportRequest
    number: str
    snippet: str = ""
    """Safe HTML with the words marked; empty when nothing was looked for."""
    part: str = ""


@dataclass(frozen=True)
class Page:
    entries: Sequence[Found]
    after: str
    """Where the next, older page begins; empty on the last."""


def find(desk: Desk, wanted: ArchiveFilter, *, after: str = "") -> Page:
    """One page of the archive, newest first. `after` is the cursor of the page before. Two queries."""
    looked_for = terms(wanted.text)
    cases = _narrowed(ReportRequest.objects.visible_to(desk), wanted)
    readable = _readable(desk, wanted.kind)
    if wanted.text and not looked_for:
        return Page([], "")
    for term in looked_for:
        cases = cases.filter(pk__in=readable.filter(words__cocok=term).values("case"))
    if cursor := re.fullmatch(r"(\d{1,17})-(\d{1,18})", after, re.ASCII):
        moment = _EPOCH + int(cursor[1]) * _MICROSECOND
        cases = cases.filter(Q(opened_at__lt=moment) | Q(opened_at=moment, pk__lt=int(cursor[2])))
    number = SignedPaper.objects.filter(
        report=OuterRef("report"), state__in=EVER_SIGNED, kind=PaperKind.LAPORAN
    ).order_by("-signed_at")
    found = list(
        cases.select_related("letter", "period", "retention")
        .annotate(report_number=Subquery(number.values("number__text")[:1]))
        .order_by("-opened_at", "-pk")[: PAGE + 1]
    )
    shown, last = found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None
    pieces = _pieces(readable, shown, looked_for) if looked_for else {}
    return Page(
        entries=[
            Found(case, getattr(case, "report_number", None) or "", *pieces.get(case.pk, ("", "")))
            for case in shown
        ],
        after=f"{(last.opened_at - _EPOCH) // _MICROSECOND}-{last.pk}" if last else "",
    )


def _narrowed(cases: QuerySet[ReportRequest], wanted: ArchiveFilter) -> QuerySet[ReportRequest]:
    if wanted.state in Final.values:
        cases = cases.filter(state=wanted.state)
    elif wanted.state == "berjalan":
        cases = cases.filter(state__in=Step.values)
    elif wanted.state != "semua":
        cases = cases.filter(state__in=Final.values)
    if wanted.year:
        cases = cases.filter(period__year=wanted.year)
    if wanted.sifat:
        cases = cases.filter(letter__sifat=wanted.sifat)
    if wanted.classification:
        cases = cases.filter(letter__classification__code__startswith=wanted.classification)
    if wanted.kind == "laporan":
        cases = cases.filter(
            Exists(SignedPaper.objects.filter(report=OuterRef("report"), state__in=EVER_SIGNED))
        )
    if wanted.unit:
        cases = cases.filter(
            Q(report__in=_reports_of(wanted.unit))
            | Q(
                pk__in=DispositionRecipient.objects.filter(
                    unit=wanted.unit, disposition__recalled_at__isnull=True
                ).values("disposition__case")
            )
        )
    return cases


def _reports_of(unit: int) -> QuerySet[ReportRequest, dict[str, int]]:
    """Reports this unit filled a form for, or got a copy of."""
    from reports.report import Report

    return Report.objects.filter(Q(submissions__unit=unit) | Q(copies__unit=unit)).values("pk")  # type: ignore[return-value]


def _readable(desk: Desk, kind: str = "") -> QuerySet[ArchiveText]:
    """Parts this person may read of a case that is open to them (workflow.rules: may_read_scan, may_read_final)."""
    signed = SignedPaper.objects.filter(report=OuterRef("case__report"), state__in=EVER_SIGNED)
    scan = Q(part=ArchivePart.PINDAIAN)
    if not desk.sees_all:
        headed = [post.unit_id for post in desk.held if post.role in HEAD_ROLES]
        addressed = DispositionRecipient.objects.filter(
            unit__in=headed, disposition__recalled_at__isnull=True
        )
        scan &= ~Q(case__letter__sifat=Sifat.RAHASIA) | Q(case__in=addressed.values("disposition__case"))
    parts = ArchiveText.objects.filter(
        Q(part=ArchivePart.KASUS) | scan | (Q(part=ArchivePart.LAPORAN) & Exists(signed))
    )
    return parts.filter(part__in=KINDS[kind]) if kind else parts


def _pieces(
    readable: QuerySet[ArchiveText], cases: Sequence[ReportRequest], wanted: Sequence[Term]
) -> dict[int, tuple[SafeString, str]]:
    """Case id -> the best place and the part it stands in: where most of the terms are, the report before the rest."""
    anywhere = reduce(or_, (Q(words__cocok=term) for term in wanted))
    best: dict[int, tuple[int, ArchiveText]] = {}
    order = [ArchivePart.LAPORAN, ArchivePart.PINDAIAN, ArchivePart.KASUS]
    texts = readable.filter(anywhere, case__in=[case.pk for case in cases])
    for text in sorted(texts, key=lambda one: order.index(ArchivePart(one.part))):
        hits = found_in(text.body, wanted)
        if text.case_id not in best or hits > best[text.case_id][0]:
            best[text.case_id] = (hits, text)
    return {
        case_id: (snippet(text.body, wanted), text.get_part_display()) for case_id, (_, text) in best.items()
    }
