"""Step 8 in four parts, so that no long work holds a lock and the passphrase never leaves the web process:

1. `prepare`: a short transaction reserves the numbers and freezes signer, version, date and way of signing.
2. The worker renders and stores the PDFs; the papers become "siap ditandatangani".
3. `make_signature`: outside any transaction, exactly the stored files that the signer saw are signed and checked.
4. `store_signature`: a short transaction keeps the results; the caller moves the case in the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Assignment, User
from reports.document_services import request_document
from reports.drafting.models import Version
from reports.report import Report
from reports.signature_block import signer_facts
from reports.signing import attempts, numbering
from reports.signing import preflight as looking
from reports.signing.acting import MadeSignature, make_signature, papers_of_act, store_signature, subject
from reports.signing.models import Backend, LetterNumber, PaperKind, SeriesPurpose, SignedPaper
from reports.signing.records import signing_choice

__all__ = ["MadeSignature", "make_signature", "store_signature"]

State = SignedPaper.State
LIVING = (State.DISIAPKAN, State.SIAP)
UNSETTLED = (
    "Hasil permintaan terakhir ke BSrE belum diketahui. Selesaikan dahulu di halaman tanda tangan; sesudah itu "
    "naskah dapat diubah."
)


def preflight(
    *, report: Report, assignment: Assignment, at: datetime, backend: Backend | None = None
) -> list[str]:
    """What stands between this report and a signature in this post, as sentences; asked before the passphrase is."""
    return looking.missing(looking.lines(report=report, assignment=assignment, at=at, backend=backend))


@transaction.atomic
def prepare(
    *, report: Report, version: Version, signer_assignment: Assignment, by: User, at: datetime,
    typed_number: str | int | None = None, backend: Backend | None = None,
    pengantar: Mapping[str, Any] | None = None, typed_pengantar: str | int | None = None,
) -> SignedPaper:  # fmt: skip
    """Reserve the numbers, freeze the signer of this day and the way of signing, and have the PDFs made; returns the report's.

    `pengantar`: what the surat pengantar says, when one goes out with the report (then both are signed, or none).
    Asked again for the same version, signer, way and day: the same papers. Anything else: new papers with the same numbers,
    the old ones become batal. Raises Refusal with everything that is missing.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    newest = locked.versions.order_by("-number").first()
    if newest is None or newest.pk != version.pk:
        raise Refusal("Sudah ada versi draft yang lebih baru. Muat ulang halaman dan baca versi itu.")
    if attempts.open_of(locked).exists():
        raise Refusal(UNSETTLED)
    chosen = backend or Backend(signing_choice().backend)
    if missing := preflight(report=locked, assignment=signer_assignment, at=at, backend=chosen):
        raise Refusal(" ".join(missing))
    frozen: dict[str, Any] = {
        "version": version, "paper_date": timezone.localdate(at), "signer": signer_assignment.person, "backend": chosen,
        **signer_facts(signer_assignment.person, signer_assignment, at),
    }  # fmt: skip
    wanted: dict[PaperKind, tuple[dict[str, Any], str | int | None]] = {PaperKind.LAPORAN: ({}, typed_number)}
    if pengantar is not None:
        wanted[PaperKind.PENGANTAR] = (dict(pengantar), typed_pengantar)
    else:
        _drop_pengantar(locked)
    made = {
        kind: _prepared(locked, kind, frozen | {"content": content}, typed, by, at, signer_assignment.jabatan)
        for kind, (content, typed) in wanted.items()
    }
    return made[PaperKind.LAPORAN]


def _prepared(
    report: Report, kind: PaperKind, frozen: dict[str, Any], typed: str | int | None, by: User, at: datetime, title: str
) -> SignedPaper:  # fmt: skip
    """The living paper of this kind when it is the same, else a new one in its place."""
    living = (
        report.papers.select_related("number", "document", "version", "signer")
        .filter(kind=kind, state__in=LIVING)
        .first()
    )
    if living is not None:
        if all(getattr(living, name) == value for name, value in frozen.items()):
            return living
        _discard(living)
    number = numbering.allocate(
        purpose=SeriesPurpose.LAPORAN, key=numbering.paper_key(report, kind), year=frozen["paper_date"].year, at=at,
        typed=typed,
    )  # fmt: skip
    paper = SignedPaper(report=report, kind=kind, number=number, created_at=at, **frozen)
    paper.save()
    named = subject(paper)
    paper.document = request_document(
        key=f"naskah:{paper.pk}", title=f"{named[0].upper()}{named[1:]}, nomor {number.text}", at=at
    )
    paper.save(update_fields=["document"])
    audit.record(
        stream=f"laporan:{report.pk}", act="naskah disiapkan", by=by, at=at, title=title,
        detail={"naskah": kind, "nomor": number.text, "versi": paper.version.number, "penanda_tangan": paper.signer_title,
                "cara": paper.backend},
    )  # fmt: skip
    return paper


def _drop_pengantar(report: Report) -> None:
    """No surat pengantar after all: its paper goes, and its number is recorded as batal, never given again."""
    living = report.papers.filter(kind=PaperKind.PENGANTAR, state__in=LIVING).first()
    if living is not None:
        _discard(living)
        numbering.cancel_number(
            key=numbering.paper_key(report, PaperKind.PENGANTAR), reason="Surat pengantar tidak jadi dibuat."
        )


def held_number(report: Report, kind: PaperKind = PaperKind.LAPORAN) -> LetterNumber | None:
    """The number already reserved or used for this report's paper of a kind."""
    key = numbering.paper_key(report, kind)
    return LetterNumber.objects.filter(key=key).exclude(state=LetterNumber.State.BATAL).first()


def current(report: Report, kind: PaperKind = PaperKind.LAPORAN) -> SignedPaper | None:
    """The signed paper, or the one on its way."""
    papers = report.papers.select_related(
        "number", "version", "document", "signer", "certificate", "replaced_by__number"
    )
    return papers.filter(kind=kind).exclude(state=State.BATAL).order_by("-created_at").first()


def signed(report: Report, kind: PaperKind = PaperKind.LAPORAN) -> SignedPaper | None:
    """The signed paper, once there is one."""
    papers = report.papers.select_related("number", "version", "signer", "certificate")
    return papers.filter(kind=kind, state=State.DITANDATANGANI).first()


def sign_paper(
    *, paper_id: int, seen_sha256: str, passphrase: str, by: User, assignment: Assignment, at: datetime
) -> SignedPaper:
    """Make and keep in one go, where no case has to move (sample data)."""
    made = make_signature(
        paper_id=paper_id, seen_sha256=seen_sha256, passphrase=passphrase, by=by, assignment=assignment, at=at
    )
    report = Report.objects.get(papers__pk=paper_id)
    return store_signature(report=report, made=made, by=by, assignment=assignment, at=at)


@transaction.atomic
def discard(*, report: Report, reason: str, at: datetime) -> SignedPaper | None:
    """Set the prepared papers aside (send-back, cancel). Their numbers stay reserved for this report.

    Refuses while it is not known whether a service outside has signed one of them.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if attempts.open_of(locked).exists():
        raise Refusal(UNSETTLED)
    papers = papers_of_act(locked)
    for paper in papers:
        _discard(paper)
        audit.record(
            stream=f"laporan:{locked.pk}", act="naskah batal", by=None, at=at,
            detail={"naskah": paper.kind, "nomor": paper.number.text, "sebab": reason},
        )  # fmt: skip
    return papers[0] if papers else None


def abandon_numbers(*, report: Report, reason: str) -> list[LetterNumber]:
    """The case is given up: every number still reserved for its papers is recorded as batal, with the reason."""
    return [
        number
        for kind in PaperKind
        for number in numbering.cancel_number(key=numbering.paper_key(report, kind), reason=reason)
    ]


def _discard(paper: SignedPaper) -> None:
    paper.state = State.BATAL
    paper.save(update_fields=["state"])
