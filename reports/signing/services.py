"""Step 8 in four parts, so that no long work holds a lock and the passphrase never leaves the web process:

1. `prepare`: a short transaction reserves the number and freezes signer, version and date.
2. The worker renders and stores the PDF; the paper becomes "siap ditandatangani".
3. `make_signature`: outside any transaction, exactly the stored file that the signer saw is signed and checked.
4. `store_signature`: a short transaction keeps the result; the caller moves the case in the same one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import Assignment, User
from accounts.models.user import EmploymentType
from reports.document_services import request_document
from reports.documents import Document
from reports.drafting.models import Version
from reports.letterhead import Letterhead, letterhead
from reports.paper_html import signer_facts
from reports.report import Report
from reports.signing import ca, numbering, paraf
from reports.signing.models import LetterNumber, SeriesPurpose, SignedPaper

State = SignedPaper.State
LIVING = (State.DISIAPKAN, State.SIAP)
PARAF_STEPS = {6: "Kasubag Perencanaan", 7: "Sekretaris Dinas"}


@dataclass(frozen=True)
class MadeSignature:
    """A signed PDF in memory, checked, not yet kept."""

    paper_id: int
    pdf: bytes
    sha256: str
    certificate_id: int
    at: datetime


def preflight(*, report: Report, assignment: Assignment, at: datetime) -> list[str]:
    """What stands between this report and a signature in this post, as sentences; asked before the passphrase is."""
    sentences: list[str] = []
    if SignedPaper.objects.filter(report=report, state=State.DITANDATANGANI).exists():
        return ["Laporan ini sudah ditandatangani. Muat ulang halaman."]
    version = report.versions.order_by("-number").first()
    if version is None:
        return ["Belum ada versi draft yang diajukan."]
    sealed = {seal.step for seal in paraf.living(report)}
    sentences += [
        f"Versi {version.number} belum diparaf {who}. Mintakan paraf itu dahulu."
        for step, who in PARAF_STEPS.items()
        if step not in sealed
    ]
    person = assignment.person
    if ca.valid_certificate(person, at) is None:
        sentences.append(
            f"{person.name} belum mempunyai sertifikat tanda tangan yang berlaku. Minta admin kantor menerbitkannya."
        )
    if person.employment != EmploymentType.NON_ASN and not person.nip:
        sentences.append(
            f"NIP {person.name} belum diisi, padahal tercetak di bawah tanda tangan. Minta admin kantor mengisinya."
        )
    if person.employment == EmploymentType.PNS and not person.pangkat:
        sentences.append(
            f"Pangkat {person.name} belum diisi, padahal tercetak di bawah tanda tangan. Minta admin kantor mengisinya."
        )
    if not Letterhead.objects.filter(is_active=True).exists():
        sentences.append("Kop surat belum diatur. Minta admin kantor mengisinya pada menu Kop surat.")
    return sentences


@transaction.atomic
def prepare(
    *, report: Report, version: Version, signer_assignment: Assignment, by: User, at: datetime,
    typed_number: str | int | None = None,
) -> SignedPaper:  # fmt: skip
    """Reserve the number, freeze the signer of this day, and have the PDF made.

    Asked again for the same version, signer and day: the same paper. Another signer (a Plh.), version or day: a new
    paper with the same number, the old one becomes batal. Raises Refusal with everything that is missing.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    newest = locked.versions.order_by("-number").first()
    if newest is None or newest.pk != version.pk:
        raise Refusal("Sudah ada versi draft yang lebih baru. Muat ulang halaman dan baca versi itu.")
    if missing := preflight(report=locked, assignment=signer_assignment, at=at):
        raise Refusal(" ".join(missing))
    today = timezone.localdate(at)
    facts = signer_facts(signer_assignment.person, signer_assignment)
    living = locked.papers.select_related("number", "document").filter(state__in=LIVING).first()
    if living is not None:
        same = (
            living.version_id == version.pk
            and living.paper_date == today
            and living.signer_id == signer_assignment.person_id
        )
        if same and all(getattr(living, field) == value for field, value in facts.items()):
            return living
        _discard(living)
    number = numbering.allocate(
        purpose=SeriesPurpose.LAPORAN, key=number_key(locked), year=today.year, at=at, typed=typed_number
    )
    paper = SignedPaper(
        report=locked,
        version=version,
        number=number,
        paper_date=today,
        signer=signer_assignment.person,
        created_at=at,
        **facts,
    )
    paper.save()
    paper.document = request_document(
        key=f"naskah:{paper.pk}", title=f"{locked.title}, nomor {number.text}", at=at
    )
    paper.save(update_fields=["document"])
    audit.record(
        stream=f"laporan:{locked.pk}", act="naskah disiapkan", by=by, at=at, title=signer_assignment.jabatan,
        detail={"nomor": number.text, "versi": version.number, "penanda_tangan": paper.signer_title},
    )  # fmt: skip
    return paper


def number_key(report: Report) -> str:
    """What a report's number is held for; the same for every attempt to sign it."""
    return f"laporan:{report.pk}"


def held_number(report: Report) -> LetterNumber | None:
    """The number already reserved or used for this report."""
    return LetterNumber.objects.filter(key=number_key(report)).exclude(state=LetterNumber.State.BATAL).first()


def current(report: Report) -> SignedPaper | None:
    """The signed paper, or the one on its way."""
    papers = report.papers.select_related("number", "version", "document", "signer", "certificate")
    return papers.exclude(state=State.BATAL).order_by("-created_at").first()


def signed(report: Report) -> SignedPaper | None:
    """The signed paper, once there is one."""
    papers = report.papers.select_related("number", "version", "signer", "certificate")
    return papers.filter(state=State.DITANDATANGANI).first()


def make_signature(
    *, paper_id: int, seen_sha256: str, passphrase: str, by: User, assignment: Assignment, at: datetime
) -> MadeSignature:
    """Sign exactly the stored file that the signer saw, then check the result. Keeps nothing; no lock is held.

    The passphrase opens the signer's own key and is forgotten. Raises Refusal: not ready, another file, wrong passphrase.
    """
    from reports.signing import checking, local

    paper = SignedPaper.objects.select_related("document", "number", "report").get(pk=paper_id)
    _check_signer(paper, by, assignment)
    document = _ready_document(paper)
    if document.sha256 != seen_sha256:
        raise Refusal(
            "PDF yang Anda lihat bukan PDF yang akan ditandatangani. Muat ulang halaman dan baca lagi."
        )
    certificate = ca.valid_certificate(by, at)
    if certificate is None:
        raise Refusal(
            "Sertifikat tanda tangan Anda tidak ada atau sudah berakhir. Minta admin kantor menerbitkan yang baru."
        )
    if not passphrase:
        raise Refusal("Sandi tanda tangan belum diisi. Ketik sandi sertifikat Anda.", field="passphrase")
    unsigned = _stored(document.file)
    if hashlib.sha256(unsigned).hexdigest() != document.sha256:
        raise Refusal(
            "Berkas PDF di penyimpanan berubah sejak dibuat, jadi tidak ditandatangani. Beri tahu admin kantor."
        )
    store = _stored(certificate.file)
    pdf = local.sign(
        unsigned,
        store,
        passphrase,
        reason=f"Penandatanganan {paper.report.title}",
        location=letterhead().city,
    )
    found = checking.inspect(pdf)
    if not (found.signed and found.intact and found.whole and found.fingerprint == certificate.fingerprint):
        raise Refusal(
            "Tanda tangan yang dihasilkan tidak lulus pemeriksaan, jadi tidak disimpan. Coba lagi; bila berulang, beri tahu admin kantor."
        )
    return MadeSignature(paper.pk, pdf, hashlib.sha256(pdf).hexdigest(), certificate.pk, at)


def _stored(file: FieldFile) -> bytes:
    """What the storage holds. Raises Refusal when it is not there any more."""
    try:
        with file.open("rb") as stream:
            return bytes(stream.read())
    except OSError as error:
        raise Refusal(
            "Berkas PDF atau sertifikat tidak ditemukan di penyimpanan, jadi tidak ditandatangani. Beri tahu admin kantor."
        ) from error


@transaction.atomic
def store_signature(
    *, report: Report, made: MadeSignature, by: User, assignment: Assignment, at: datetime
) -> SignedPaper:
    """Keep a made signature, once, if the paper is still the one to sign. The caller moves the case in this transaction."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    paper = (
        SignedPaper.objects.select_for_update(of=("self",))
        .select_related("number", "version", "document")
        .get(pk=made.paper_id)
    )
    if paper.report_id != locked.pk:
        raise Refusal("Tanda tangan itu untuk laporan lain. Muat ulang halaman.")
    if paper.state == State.DITANDATANGANI:
        raise Refusal(f"Laporan sudah ditandatangani dengan nomor {paper.number.text}. Muat ulang halaman.")
    _check_signer(paper, by, assignment)
    _ready_document(paper)
    newest = locked.versions.order_by("-number").first()
    if newest is None or newest.pk != paper.version_id:
        raise Refusal("Sudah ada versi draft yang lebih baru. Muat ulang halaman dan baca versi itu.")
    if not set(PARAF_STEPS) <= {seal.step for seal in paraf.living(locked)}:
        raise Refusal("Paraf atas versi ini sudah tidak lengkap. Muat ulang halaman.")
    paper.signed_file.save("laporan.pdf", ContentFile(made.pdf), save=False)
    paper.signed_sha256, paper.signed_at, paper.certificate_id = made.sha256, made.at, made.certificate_id
    paper.state = State.DITANDATANGANI
    paper.save()
    numbering.mark_used(paper.number)
    audit.record(
        stream=f"laporan:{locked.pk}", act="ditandatangani", by=by, at=at, title=assignment.jabatan,
        detail={"nomor": paper.number.text, "versi": paper.version.number, "sha256": made.sha256},
    )  # fmt: skip
    return paper


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
    """Set the prepared paper aside (send-back, cancel). Its number stays reserved for this report."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    paper = locked.papers.select_related("number").filter(state__in=LIVING).first()
    if paper is None:
        return None
    _discard(paper)
    audit.record(
        stream=f"laporan:{locked.pk}",
        act="naskah batal",
        by=None,
        at=at,
        detail={"nomor": paper.number.text, "sebab": reason},
    )
    return paper


def _discard(paper: SignedPaper) -> None:
    paper.state = State.BATAL
    paper.save(update_fields=["state"])


def _check_signer(paper: SignedPaper, by: User, assignment: Assignment) -> None:
    if paper.signer_id != by.pk or assignment.person_id != by.pk or paper.signer_mode != assignment.mode:
        raise NotYours(
            f"Naskah ini disiapkan untuk {paper.signer_name} ({paper.signer_title}). Siapkan ulang naskah atas nama Anda."
        )


def _ready_document(paper: SignedPaper) -> Document:
    document = paper.document
    if paper.state == State.BATAL:
        raise Refusal("Naskah ini sudah tidak dipakai. Muat ulang halaman dan siapkan naskah baru.")
    if paper.state != State.SIAP or document is None or document.state != Document.State.SELESAI:
        raise Refusal("PDF belum selesai dibuat. Tunggu sampai tampil, baca, lalu tanda tangani.")
    return document
