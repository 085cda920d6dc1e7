"""Step 8 in parts, each behind the same check as the step itself (issue: a short transaction at either end).

Reserving the numbers and freezing the signer is one short transaction; the worker makes the PDFs; the signatures are
computed in the web process outside any transaction, over exactly the files the signer saw; storing them and moving the
case is the last short transaction, which is workflow.services.perform().
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.errors import NotYours, Refusal
from accounts.notifications import tell
from accounts.posts import Desk, holders
from accounts.roles import Pelaksana
from reports.correcting.services import still_open
from reports.distribution.planning import letter_contents
from reports.models import SignedPaper, SigningAttempt
from reports.signing import attempts, wet
from reports.signing import services as papers
from reports.signing.models import Backend
from workflow.case import ReportRequest
from workflow.rules import CHECKERS, may_read_contents
from workflow.services import Turn, perform, take_turn
from workflow.sop import Action, Step

if TYPE_CHECKING:
    from accounts.models import Assignment, User
    from reports.models import Version

HELPERS = (Pelaksana.KASUBAG_PERENCANAAN, Pelaksana.SEKRETARIS, Pelaksana.STAF_PERENCANA)
"""Who may have the paper printed for a signature by hand, and upload its scan."""


@transaction.atomic
def prepare(
    *, case_id: int, visit_id: int, by: User, at: datetime, typed_number: str | None = None,
    with_pengantar: bool = False, typed_pengantar: str | None = None, backend: Backend | None = None,
) -> SignedPaper:  # fmt: skip
    """Reserve the numbers and have the papers made for whoever may sign now. Raises Refusal.

    Asked again by another signer (a Plh. who took over) it makes new papers with the same numbers.
    """
    turn = _turn(case_id, visit_id, by, at)
    return _prepare(turn.case, turn.post, by, at, typed_number, with_pengantar, typed_pengantar, backend)


@transaction.atomic
def prepare_by_hand(
    *, case_id: int, by: User, at: datetime, typed_number: str | None = None, with_pengantar: bool = False,
    typed_pengantar: str | None = None,
) -> SignedPaper:  # fmt: skip
    """The papers for the pen, asked for by the signer or by who prints them for the signer. Raises Refusal or NotYours."""
    case = helped_case(case_id, by, at)
    signers = holders(Pelaksana.KEPALA_DINAS, at)
    post = next((one for one in signers if one.person_id == by.pk), signers[0] if signers else None)
    if post is None:
        raise Refusal(
            "Jabatan Kepala Dinas sedang kosong. Minta admin kantor mencatat pejabat, Plt., atau Plh."
        )
    return _prepare(case, post, by, at, typed_number, with_pengantar, typed_pengantar, Backend.BASAH)


def _prepare(
    case: ReportRequest, post: Assignment, by: User, at: datetime, typed_number: str | None, with_pengantar: bool,
    typed_pengantar: str | None, backend: Backend | None,
) -> SignedPaper:  # fmt: skip
    report = case.begun_report
    version = report.versions.order_by("-number").first()
    if version is None:
        raise Refusal("Belum ada versi draft. Kembalikan kasus ke penyusunan draft.")
    return papers.prepare(
        report=report, version=version, signer_assignment=post, by=by, at=at, typed_number=typed_number, backend=backend,
        pengantar=letter_contents(report) if with_pengantar else None, typed_pengantar=typed_pengantar,
    )  # fmt: skip


@sensitive_variables("passphrase")
def sign(
    *, case_id: int, visit_id: int, paper_id: int, seen_sha256: str, passphrase: str, by: User, at: datetime,
    seen_pengantar: str = "",
) -> ReportRequest:  # fmt: skip
    """Sign the files the signer saw, and move the case. The passphrase is used here and kept nowhere.

    Raises Refusal: wrong passphrase, another file than the one seen, not one's turn, outcome at BSrE unknown.
    """
    with transaction.atomic():
        turn = _turn(case_id, visit_id, by, at)
        if not SignedPaper.objects.filter(pk=paper_id, report=turn.report).exists():
            raise Refusal(
                "Naskah ini bukan milik kasus ini. Muat ulang halaman untuk melihat naskah terakhir."
            )
        if sentence := still_open(turn.report):
            raise Refusal(sentence)  # now, not after a service outside has signed
    made = papers.make_signature(
        paper_id=paper_id, seen_sha256=seen_sha256, seen_pengantar=seen_pengantar, passphrase=passphrase, by=by,
        assignment=turn.post, at=at,
    )  # fmt: skip
    return perform(
        case_id=case_id, action=Action.TANDATANGANI, visit_id=visit_id, by=by, at=at, data={"made": made}
    )


def attempt_of(case: ReportRequest) -> SigningAttempt | None:
    """The request to BSrE whose outcome is not known, if there is one."""
    if case.report is None:
        return None
    return attempts.open_of(case.report).order_by("started_at").first()


def look_again(*, case_id: int, visit_id: int, by: User, at: datetime) -> bool:
    """The signer has BSrE asked once more what became of the request. True when it is known now."""
    with transaction.atomic():
        turn = _turn(case_id, visit_id, by, at)
    attempts.sweep(at)
    attempt = attempt_of(turn.case)
    return attempt is None or attempts.reconcile(attempt, at=at)


@transaction.atomic
def declare_not_done(*, case_id: int, visit_id: int, by: User, at: datetime) -> None:
    """The signer has looked at BSrE: nothing was signed there, another try is allowed. Raises Refusal before the wait is over."""
    turn = _turn(case_id, visit_id, by, at)
    waiting = list(attempts.open_of(turn.report))
    if not waiting:
        raise Refusal("Hasil permintaan ke BSrE sudah diketahui. Muat ulang halaman.")
    for attempt in waiting:
        attempts.declare_not_done(attempt=attempt, by=by, title=turn.title, at=at)


def is_for(paper: SignedPaper, version: Version, post: Assignment | None, at: datetime) -> bool:
    """Whether the prepared paper is the one to sign: this version, this signer in this post and mode, dated today.

    One that BSrE already signed, or may have, is finished even on another day.
    """
    return (
        post is not None
        and paper.version_id == version.pk
        and paper.signer_id == post.person_id
        and paper.signer_mode == post.mode
        and (
            paper.paper_date == timezone.localdate(at)
            or paper.backend == Backend.BASAH
            or paper.attempts.filter(state__in=(*attempts.OPEN, attempts.State.BERHASIL)).exists()
        )
    )


@transaction.atomic
def upload_scans(
    *, case_id: int, files: Mapping[SignedPaper, Sequence[UploadedFile[Any]]], signed_on: date, by: User, at: datetime
) -> None:  # fmt: skip
    """Keep the scans of the sheets signed by hand, and ask whoever may compare them. Raises Refusal or NotYours."""
    case = helped_case(case_id, by, at)
    scans = wet.upload_all(files=files, signed_on=signed_on, by=by, title=helper_title(Desk(by, at)), at=at)
    first = scans[0]
    others = [
        post.person
        for one in CHECKERS
        for post in holders(one, at)
        if post.person_id not in (by.pk, first.paper.signer_id)
    ]
    tell(
        recipients=list(dict.fromkeys(others)), key=f"pindaian-basah:{first.pk}",
        subject=f"Cocokkan tanda tangan basah: {case.title}",
        body=f"{first.uploaded_title} mengunggah pindaian laporan nomor {first.paper.number.text}. Cocokkan dengan naskahnya.",
        path=f"/kasus/{case.pk}/tanda-tangan/basah/cocokkan/", at=at,
    )  # fmt: skip


@transaction.atomic
def reject_scans(*, case_id: int, visit_id: int, reason: str, by: User, at: datetime) -> None:
    """The scan is not the prepared paper: it goes back to whoever uploaded it. Raises Refusal or NotYours."""
    turn = take_turn(case_id=case_id, action=Action.CATAT_BASAH, visit_id=visit_id, by=by, at=at)
    report = turn.report
    scans = wet.waiting(report)
    wet.reject(report=report, reason=reason, by=by, title=turn.title, at=at)
    tell(
        recipients=[scans[0].uploaded_by], key=f"pindaian-ditolak:{scans[0].pk}",
        subject=f"Pindaian tidak cocok: {turn.case.title}",
        body=f"{turn.title} mengembalikan pindaian Anda. Sebabnya tertulis di halaman tanda tangan.",
        path=f"/kasus/{turn.case.pk}/tanda-tangan/", at=at,
    )  # fmt: skip


def helped_case(case_id: int, by: User, at: datetime) -> ReportRequest:
    """The case at step 8, for who helps with a signature by hand (or signs). Raises NotYours or Refusal."""
    case = ReportRequest.objects.select_related("report", "edition").filter(pk=case_id).first()
    desk = Desk(by, at)
    if case is None or not may_read_contents(case, desk):
        raise NotYours("Kasus ini tidak ada atau bukan untuk Anda.")
    if helper_title(desk) == "":
        raise NotYours(
            "Naskah untuk tanda tangan basah disiapkan Sub Bagian Perencanaan, Sekretaris, atau penanda tangan."
        )
    if case.step != Step.TANDA_TANGAN:
        raise Refusal("Kasus ini tidak lagi menunggu tanda tangan. Muat ulang halaman.")
    return case


def helper_title(desk: Desk) -> str:
    """The post in which this person may help with a signature by hand; empty when in none."""
    for one in (*HELPERS, Pelaksana.KEPALA_DINAS):
        if (post := desk.acts_as(one)) is not None:
            return post.jabatan
    return ""


def _turn(case_id: int, visit_id: int, by: User, at: datetime) -> Turn:
    return take_turn(case_id=case_id, action=Action.TANDATANGANI, visit_id=visit_id, by=by, at=at)
