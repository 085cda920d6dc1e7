"""The end of a signed report: withdrawn, or replaced by another signed one. Nothing is deleted; the page behind its QR says so.

The Kepala Dinas (or who stands in) decides, with a reason that everybody reads who checks the paper.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import Assignment, User
from accounts.notifications import tell
from accounts.posts import unit_holders
from accounts.roles import HEAD_ROLES, Role
from reports.report import Report
from reports.signing import paraf
from reports.signing.models import PaperKind, SignedPaper

State = SignedPaper.State
EVER_SIGNED = (State.DITANDATANGANI, State.DICABUT, State.DIGANTIKAN)
"""Signed once; in force only the first."""


def last_signed(report: Report, kind: PaperKind = PaperKind.LAPORAN) -> SignedPaper | None:
    """The report's signed paper of a kind, in force or ended; the newest where there were several."""
    papers = report.papers.select_related("number", "replaced_by__number")
    return papers.filter(kind=kind, state__in=EVER_SIGNED).order_by("-signed_at").first()


def replacements(paper: SignedPaper) -> QuerySet[SignedPaper]:
    """Signed reports in force that may stand in its place: later ones about the same period."""
    return (
        SignedPaper.objects.filter(
            kind=PaperKind.LAPORAN, state=State.DITANDATANGANI, report__period=paper.report.period_id,
            signed_at__gte=paper.signed_at,
        )
        .exclude(pk=paper.pk)
        .select_related("number", "report")
        .order_by("-signed_at")
    )  # fmt: skip


@transaction.atomic
def end_report(
    *, report: Report, paper_id: int, replacement_id: int | None, reason: str, by: User, assignment: Assignment,
    at: datetime,
) -> SignedPaper:  # fmt: skip
    """Withdraw the signed report, or replace it by `replacement_id`; the letter that went with it is withdrawn too.

    Raises Refusal: no reason, not in force any more, no fitting replacement; NotYours for anybody but the Kepala Dinas.
    """
    if assignment.person_id != by.pk or assignment.role != Role.KEPALA_DINAS:
        raise NotYours("Hanya Kepala Dinas yang dapat mencabut laporan yang sudah ditandatangani.")
    if not reason.strip():
        raise Refusal("Tulis alasannya. Siapa pun yang memeriksa laporan ini membacanya.", field="note")
    locked = Report.objects.select_for_update().get(pk=report.pk)
    in_force = {
        one.kind: one
        for one in SignedPaper.objects.select_for_update(of=("self",))
        .select_related("number", "version", "signer", "report")
        .filter(report=locked, state=State.DITANDATANGANI)
    }
    paper = in_force.get(PaperKind.LAPORAN)
    if paper is None or paper.pk != paper_id:
        raise Refusal(
            "Laporan itu sudah tidak berlaku atau belum ditandatangani. Muat ulang halaman kasusnya."
        )
    replacement = None
    if replacement_id is not None:
        replacement = replacements(paper).filter(pk=replacement_id).first()
        if replacement is None:
            raise Refusal(
                "Laporan pengganti itu tidak ada, tidak berlaku, atau lebih lama. Pilih laporan lain dari daftar.",
                field="pengganti",
            )
    for one in in_force.values():
        _end(one, replacement if one is paper else None, reason.strip(), by, assignment, at)
    audit.record(
        stream=f"laporan:{locked.pk}", act="laporan digantikan" if replacement else "laporan dicabut", by=by, at=at,
        title=assignment.jabatan,
        detail={
            "nomor": paper.number.text, "alasan": reason.strip(),
            "pengganti": replacement.number.text if replacement else "",
        },
    )  # fmt: skip
    _tell(paper, replacement, by, at)
    return paper


def _end(
    paper: SignedPaper, replacement: SignedPaper | None, reason: str, by: User, assignment: Assignment, at: datetime
) -> None:  # fmt: skip
    paper.state = State.DIGANTIKAN if replacement else State.DICABUT
    paper.ended_at, paper.ended_by, paper.ended_reason = at, by, reason
    paper.ended_title = assignment.jabatan[:200]
    paper.replaced_by = replacement
    paper.save(update_fields=["state", "ended_at", "ended_by", "ended_title", "ended_reason", "replaced_by"])


def outside_recipients(report: Report) -> list[str]:
    """Who has a copy and no desk here: they must be told by letter or telephone."""
    return list(report.copies.exclude(outside="").order_by("pk").values_list("outside", flat=True))


def _tell(paper: SignedPaper, replacement: SignedPaper | None, by: User, at: datetime) -> None:
    """Whoever signed it, put a paraf on it, wrote it or received a copy."""
    report = paper.report
    people = [paper.signer, paper.version.created_by, *(seal.person for seal in paraf.living(report))]
    for copy in report.copies.select_related("unit", "received_by"):
        if copy.received_by is not None:
            people.append(copy.received_by)
        if copy.unit is not None:
            people += [post.person for post in unit_holders(copy.unit, HEAD_ROLES, at)]
    word = f"digantikan oleh nomor {replacement.number.text}" if replacement else "dicabut"
    tell(
        recipients=[person for person in people if person.pk != by.pk],
        key=f"laporan-berakhir:{paper.pk}",
        subject=f"Laporan nomor {paper.number.text} {word}",
        body=f"{report.title} sudah tidak berlaku: {word}. Jangan dipakai atau diteruskan lagi; alasannya ada di halaman pemeriksaannya.",
        path=reverse("verifikasi", args=[paper.token]),
        at=at,
    )
