"""What became of each request to a service outside: written before it is sent, closed by its answer or by a person.

Between the two nothing is sent again for the same paper (docs/adr/0005). A late answer still counts as long as nobody
decided otherwise.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from accounts.worktime_words import clock
from reports.report import Report
from reports.signing.accepting import CertificateFacts
from reports.signing.backends import OutcomeUnknown, Signature, SigningRefused
from reports.signing.models import Backend, SignedPaper
from reports.signing.records import SigningAttempt, signing_choice
from reports.signing.storage import stored, stored_document
from reports.turns import UNREACHED, turned

logger = logging.getLogger(__name__)

State = SigningAttempt.State
OPEN = (State.DICOBA, State.TIDAK_DIKETAHUI)
KILLED = "Proses yang mengirim berhenti sebelum menerima jawaban."


def open_of(report: Report) -> QuerySet[SigningAttempt]:
    """Attempts whose outcome is not known yet, of papers still in use."""
    return SigningAttempt.objects.filter(paper__report=report, state__in=OPEN).select_related("paper", "by")


def done_of(paper: SignedPaper) -> SigningAttempt | None:
    """The attempt that brought this very file back signed, waiting to be kept."""
    if paper.document is None:
        return None
    return paper.attempts.filter(state=State.BERHASIL, unsigned_sha256=paper.document.sha256).first()


@transaction.atomic
def begin(
    *, papers: Sequence[SignedPaper], kind: Backend, act: uuid.UUID, by: User, at: datetime
) -> list[SigningAttempt]:
    """Write down that these papers are about to be sent. Refuses while an earlier request has no known outcome."""
    report = Report.objects.select_for_update().get(pk=papers[0].report_id)
    if open_of(report).exists():
        raise Refusal(
            "Permintaan sebelumnya ke BSrE belum diketahui hasilnya, jadi tidak dikirim lagi. Muat ulang halaman dan ikuti "
            "petunjuknya."
        )
    alive = SignedPaper.objects.filter(
        pk__in=[one.pk for one in papers], state=SignedPaper.State.SIAP
    ).count()
    if alive != len(papers):
        raise Refusal("Naskah ini sudah tidak dipakai. Muat ulang halaman.")
    attempts = []
    for paper in papers:
        assert paper.document is not None
        attempts.append(
            SigningAttempt.objects.create(
                paper=paper,
                act=act,
                backend=kind,
                by=by,
                unsigned_sha256=paper.document.sha256,
                started_at=at,
            )
        )
    turned(report.pk, at, service_down=False)
    return attempts


def succeeded(attempt: SigningAttempt, signature: Signature, *, at: datetime, how: str = "") -> bool:
    """Keep what came back, unless a person decided meanwhile that it had not happened. Returns whether it was kept."""
    import hashlib

    name = attempt.result.field.generate_filename(attempt, "hasil.pdf")
    name = attempt.result.storage.save(name, ContentFile(signature.pdf))
    facts: CertificateFacts = signature.certificate
    kept = SigningAttempt.objects.filter(pk=attempt.pk, state__in=OPEN).update(
        state=State.BERHASIL, finished_at=at, remote_id=signature.remote_id or attempt.remote_id, result=name,
        result_sha256=hashlib.sha256(signature.pdf).hexdigest(), certificate_fingerprint=facts.fingerprint,
        certificate_subject=facts.subject, certificate_issuer=facts.issuer, error_code="", error="", decided_how=how,
    )  # fmt: skip
    if not kept:
        attempt.result.storage.delete(name)
        logger.warning("hasil percobaan %s datang setelah diputuskan, tidak dipakai", attempt.pk)
    attempt.refresh_from_db()
    turned(attempt.paper.report_id, at, service_down=False)
    return bool(kept)


def refused(attempt: SigningAttempt, why: SigningRefused, *, at: datetime) -> None:
    """The service said no, or gave back what may not be used."""
    SigningAttempt.objects.filter(pk=attempt.pk, state__in=OPEN).update(
        state=State.DITOLAK, finished_at=at, error_code=why.code[:40], error=why.message[:300]
    )
    turned(attempt.paper.report_id, at, service_down=why.code in UNREACHED)


def unknown(attempt: SigningAttempt, why: OutcomeUnknown, *, at: datetime) -> None:
    """No usable answer: it may have happened."""
    SigningAttempt.objects.filter(pk=attempt.pk, state__in=OPEN).update(
        state=State.TIDAK_DIKETAHUI,
        error_code=why.code[:40],
        error=why.message[:300],
        remote_id=why.remote_id,
    )
    turned(attempt.paper.report_id, at)


def reconcile(attempt: SigningAttempt, *, at: datetime) -> bool:
    """Try to learn what became of it: fetch the document by its id where the service told one (API v1). True when found.

    Asks the service, so never under a lock. Nothing is signed anew.
    """
    from reports.signing.bsre import BsreBackend, accepted

    if attempt.state not in OPEN or attempt.backend != Backend.BSRE or not attempt.remote_id:
        return False
    document = attempt.paper.document
    content = BsreBackend().download(attempt.remote_id)
    if content is None or document is None:
        return False
    try:
        signature = accepted(stored_document(document), content, attempt.by, at, attempt.remote_id)
    except SigningRefused as why:
        refused(attempt, why, at=at)
        return True
    except (OutcomeUnknown, Refusal):
        return False
    return succeeded(attempt, signature, at=at, how="diunduh dari BSrE menurut id dokumen")


def sweep(at: datetime) -> int:
    """Periodic: an attempt whose process died becomes "unknown"; those with an id are looked up. Returns how many were settled."""
    dead = at - timedelta(seconds=2 * settings.BSRE_TIMEOUT + 60)
    killed = SigningAttempt.objects.filter(state=State.DICOBA, started_at__lt=dead)
    reports = set(killed.values_list("paper__report", flat=True))
    killed.update(state=State.TIDAK_DIKETAHUI, error_code="berhenti", error=KILLED)
    for report_id in sorted(reports):
        turned(report_id, at)
    waiting = SigningAttempt.objects.filter(state=State.TIDAK_DIKETAHUI).exclude(remote_id="")
    return sum(reconcile(one, at=at) for one in waiting.select_related("paper__document", "by")[:20])


def may_decide_at(attempt: SigningAttempt) -> datetime:
    """From when on a person may declare that nothing happened: the office's own waiting time."""
    return attempt.started_at + timedelta(minutes=signing_choice().wait_minutes)


@transaction.atomic
def declare_not_done(*, attempt: SigningAttempt, by: User, title: str, at: datetime) -> SigningAttempt:
    """A person's decision, after the waiting time and a look at BSrE: it did not happen, another try is allowed."""
    Report.objects.select_for_update().get(pk=attempt.paper.report_id)
    attempt = SigningAttempt.objects.select_related("paper__number").get(pk=attempt.pk)
    if attempt.state not in OPEN:
        raise Refusal(
            f"Percobaan ini sudah jelas hasilnya ({attempt.get_state_display().lower()}). Muat ulang halaman."
        )
    earliest = may_decide_at(attempt)
    if at < earliest:
        raise Refusal(
            f"Tunggu sampai pukul {clock(earliest)}: jawaban BSrE masih mungkin datang. Setelah itu putuskan di sini."
        )
    attempt.state, attempt.finished_at = State.DITOLAK, at
    attempt.decided_at, attempt.decided_by, attempt.decided_how = at, by, "dinyatakan belum terjadi"
    attempt.save(update_fields=["state", "finished_at", "decided_at", "decided_by", "decided_how"])
    audit.record(
        stream=f"laporan:{attempt.paper.report_id}", act="percobaan tanda tangan dinyatakan belum terjadi", by=by, at=at,
        title=title, detail={"nomor": attempt.paper.number.text, "percobaan": attempt.pk},
    )  # fmt: skip
    turned(attempt.paper.report_id, at, service_down=False)
    return attempt


def result_of(attempt: SigningAttempt) -> bytes:
    """The signed file an attempt brought back. Raises Refusal when the storage lost it."""
    return stored(attempt.result)
