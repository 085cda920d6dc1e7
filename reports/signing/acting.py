"""The act of signing: one press, one passphrase, every paper of the act (the report, and its surat pengantar if there is one).

`make_signature` runs outside any transaction and holds no lock; `store_signature` keeps all of it in one short transaction
or none. With a service outside, what came back is kept as attempts meanwhile: whatever dies in between, the next press
goes on where the last one stopped and sends nothing twice.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import Assignment, User
from reports.documents import Document
from reports.letterhead import letterhead
from reports.report import Report
from reports.signing import attempts, numbering, paraf
from reports.signing.accepting import CertificateFacts
from reports.signing.backends import (
    OutcomeUnknown,
    Sheet,
    Signature,
    SigningBackend,
    SigningRefused,
    backend,
)
from reports.signing.models import Backend, PaperKind, SignedPaper
from reports.signing.storage import stored_document

State = SignedPaper.State
PARAF_STEPS = {6: "Kasubag Perencanaan", 7: "Sekretaris Dinas"}


@dataclass(frozen=True)
class MadeSheet:
    """One signed PDF in memory, checked, not yet kept."""

    paper_id: int
    pdf: bytes
    sha256: str
    certificate: CertificateFacts
    certificate_id: int | None


@dataclass(frozen=True)
class MadeSignature:
    """Everything one press signed; the report first."""

    sheets: tuple[MadeSheet, ...]
    at: datetime

    @property
    def paper_id(self) -> int:
        return self.sheets[0].paper_id

    @property
    def sha256(self) -> str:
        return self.sheets[0].sha256


def papers_of_act(report: Report) -> list[SignedPaper]:
    """The papers one press signs: the living ones of the report, the report itself first."""
    found = report.papers.select_related("document", "number", "report").filter(
        state__in=(State.DISIAPKAN, State.SIAP)
    )
    return sorted(found, key=lambda paper: paper.kind != PaperKind.LAPORAN)


@sensitive_variables("passphrase")
def make_signature(
    *, paper_id: int, seen_sha256: str, passphrase: str, by: User, assignment: Assignment, at: datetime,
    seen_pengantar: str = "",
) -> MadeSignature:  # fmt: skip
    """Sign exactly the stored files that the signer saw, then check the results. Keeps no signature; no lock is held.

    The passphrase opens the signer's own key (here, or at BSrE) and is forgotten; what an earlier press already brought
    back is not signed again and needs none. Raises Refusal: not ready, another file, wrong passphrase, outcome unknown.
    """
    paper = SignedPaper.objects.select_related("document", "number", "report").get(pk=paper_id)
    check_signer(paper, by, assignment)
    ready_document(paper)
    if paper.backend == Backend.BASAH:
        raise Refusal(
            "Naskah ini disiapkan untuk tanda tangan basah. Unggah pindaiannya, atau siapkan ulang untuk tanda tangan elektronik."
        )
    papers = papers_of_act(paper.report)
    _check_seen(papers, seen_sha256, seen_pengantar)
    unsigned = {one.pk: stored_document(ready_document(one)) for one in papers}
    made = {one.pk: done for one in papers if (done := _done(one)) is not None}
    rest = [one for one in papers if one.pk not in made]
    if rest:
        if paper.paper_date != timezone.localdate(at):
            raise Refusal(
                f"Naskah ini bertanggal {paper.paper_date:%d-%m-%Y}, bukan tanggal hari ini. Muat ulang halaman, lalu "
                "siapkan naskah baru; nomornya tetap."
            )
        if not passphrase:
            raise Refusal("Sandi tanda tangan belum diisi. Ketik sandi sertifikat Anda.", field="passphrase")
        made |= _sign(rest, unsigned, passphrase, by, at)
    return MadeSignature(tuple(made[one.pk] for one in papers), at)


@sensitive_variables("passphrase")
def _sign(
    papers: Sequence[SignedPaper], unsigned: dict[int, bytes], passphrase: str, by: User, at: datetime
) -> dict[int, MadeSheet]:
    """Sign what is not signed yet, in one request or one after the other."""
    door = backend(papers[0].backend)
    if door.is_remote:
        status = door.signer_status(by)
        if not status.may_sign:
            raise SigningRefused(status.sentence, code="status")
    made: dict[int, MadeSheet] = {}
    for batch in [list(papers)] if door.signs_together else [[one] for one in papers]:
        sheets = [
            Sheet(unsigned[one.pk], f"Penandatanganan {subject(one)}", letterhead().city) for one in batch
        ]
        signatures = _ask(door, batch, sheets, passphrase, by, at)
        made |= {one.pk: _sheet(one, signature) for one, signature in zip(batch, signatures, strict=True)}
    return made


@sensitive_variables("passphrase")
def _ask(
    door: SigningBackend, batch: list[SignedPaper], sheets: list[Sheet], passphrase: str, by: User, at: datetime
) -> list[Signature]:  # fmt: skip
    """One request; of a service outside, with a row before and its outcome after it, whatever happens."""
    if not door.is_remote:
        return door.sign(by, passphrase, sheets, at)
    rows = attempts.begin(papers=batch, kind=door.kind, act=uuid.uuid4(), by=by, at=at)
    try:
        signatures = door.sign(by, passphrase, sheets, at)
    except SigningRefused as why:
        for row in rows:
            attempts.refused(row, why, at=timezone.now())
        raise
    except OutcomeUnknown as lost:
        for row in rows:
            attempts.unknown(row, lost, at=timezone.now())
        raise Refusal(lost.message) from None
    for row, signature in zip(rows, signatures, strict=True):
        if not attempts.succeeded(row, signature, at=timezone.now()):
            raise Refusal(
                "Jawaban BSrE datang setelah percobaan ini dinyatakan belum terjadi, jadi tidak dipakai. Muat ulang halaman."
            )
    return signatures


def _done(paper: SignedPaper) -> MadeSheet | None:
    """What an earlier press already brought back for exactly this file."""
    row = attempts.done_of(paper)
    if row is None:
        return None
    facts = CertificateFacts(row.certificate_fingerprint, row.certificate_subject, row.certificate_issuer, "")
    return MadeSheet(paper.pk, attempts.result_of(row), row.result_sha256, facts, None)


def _sheet(paper: SignedPaper, signature: Signature) -> MadeSheet:
    digest = hashlib.sha256(signature.pdf).hexdigest()
    return MadeSheet(paper.pk, signature.pdf, digest, signature.certificate, signature.certificate_id)


def _check_seen(papers: Sequence[SignedPaper], report: str, pengantar: str) -> None:
    seen = {PaperKind.LAPORAN: report, PaperKind.PENGANTAR: pengantar}
    for one in papers:
        if ready_document(one).sha256 != seen[PaperKind(one.kind)]:
            raise Refusal(
                "PDF yang Anda lihat bukan PDF yang akan ditandatangani. Muat ulang halaman dan baca lagi."
            )


@transaction.atomic
def store_signature(
    *, report: Report, made: MadeSignature, by: User, assignment: Assignment, at: datetime
) -> SignedPaper:
    """Keep everything one press signed, once, if the papers are still the ones to sign. The caller moves the case here too."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    first, *_ = papers = [
        SignedPaper.objects.select_for_update(of=("self",))
        .select_related("number", "version", "document")
        .get(pk=sheet.paper_id)
        for sheet in made.sheets
    ]
    for paper in papers:
        if paper.report_id != locked.pk:
            raise Refusal("Tanda tangan itu untuk laporan lain. Muat ulang halaman.")
        if paper.state == State.DITANDATANGANI:
            raise Refusal(
                f"Laporan sudah ditandatangani dengan nomor {paper.number.text}. Muat ulang halaman."
            )
        check_signer(paper, by, assignment)
        ready_document(paper)
    check_version(locked, first)
    if {one.pk for one in papers_of_act(locked)} != {one.pk for one in papers}:
        raise Refusal("Surat pengantarnya baru saja berubah. Muat ulang halaman dan baca lagi.")
    for paper, sheet in zip(papers, made.sheets, strict=True):
        keep(
            paper, sheet.pdf, sheet.sha256, at=made.at, certificate=sheet.certificate,
            certificate_id=sheet.certificate_id,
        )  # fmt: skip
        audit.record(
            stream=f"laporan:{locked.pk}", act="ditandatangani", by=by, at=at, title=assignment.jabatan,
            detail={"naskah": paper.kind, "nomor": paper.number.text, "versi": paper.version.number, "sha256": sheet.sha256,
                    "cara": paper.backend},
        )  # fmt: skip
    return first


def keep(
    paper: SignedPaper, pdf: bytes, sha256: str, *, at: datetime, certificate: CertificateFacts | None,
    certificate_id: int | None,
) -> None:  # fmt: skip
    """Write the signed file onto the paper and its number into the book. The caller holds the locks and has checked all."""
    paper.signed_file.save(f"{paper.kind}.pdf", ContentFile(pdf), save=False)
    paper.signed_sha256, paper.signed_at, paper.certificate_id = sha256, at, certificate_id
    if certificate is not None:
        paper.certificate_fingerprint = certificate.fingerprint
        paper.certificate_subject, paper.certificate_issuer = certificate.subject, certificate.issuer
    paper.state = State.DITANDATANGANI
    paper.save()
    numbering.mark_used(paper.number)


def check_version(report: Report, paper: SignedPaper) -> None:
    """The paper is of the newest version, and both parafs it must carry live. Raises Refusal."""
    newest = report.versions.order_by("-number").first()
    if newest is None or newest.pk != paper.version_id:
        raise Refusal("Sudah ada versi draft yang lebih baru. Muat ulang halaman dan baca versi itu.")
    if not set(PARAF_STEPS) <= {seal.step for seal in paraf.living(report)}:
        raise Refusal("Paraf atas versi ini sudah tidak lengkap. Muat ulang halaman.")


def check_signer(paper: SignedPaper, by: User, assignment: Assignment) -> None:
    """Only the one whose name stands on the paper, in the mode that stands there. Raises NotYours."""
    if paper.signer_id != by.pk or assignment.person_id != by.pk or paper.signer_mode != assignment.mode:
        raise NotYours(
            f"Naskah ini disiapkan untuk {paper.signer_name} ({paper.signer_title}). Siapkan ulang naskah atas nama Anda."
        )


def ready_document(paper: SignedPaper) -> Document:
    """The finished PDF of a paper that waits for its signature. Raises Refusal."""
    document = paper.document
    if paper.state == State.BATAL:
        raise Refusal("Naskah ini sudah tidak dipakai. Muat ulang halaman dan siapkan naskah baru.")
    if paper.state != State.SIAP or document is None or document.state != Document.State.SELESAI:
        raise Refusal("PDF belum selesai dibuat. Tunggu sampai tampil, baca, lalu tanda tangani.")
    return document


def subject(paper: SignedPaper) -> str:
    """ "Laporan Data Kinerja …", "surat pengantar Laporan Data Kinerja …"."""
    title = paper.report.title
    return title if paper.kind == PaperKind.LAPORAN else f"surat pengantar {title}"
