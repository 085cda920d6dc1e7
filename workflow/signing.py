"""Step 8 in parts, each behind the same check as the step itself (issue: a short transaction at either end).

Reserving the number and freezing the signer is one short transaction; the worker makes the PDF; the signature is
computed in the web process outside any transaction, over exactly the file the signer saw; storing it and moving the
case is the last short transaction, which is workflow.services.perform().
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.errors import Refusal
from reports.models import Report, SignedPaper
from reports.signing import services as papers
from workflow.case import ReportRequest
from workflow.services import Turn, perform, take_turn
from workflow.sop import Action

if TYPE_CHECKING:
    from accounts.models import Assignment, User
    from reports.models import Version


@transaction.atomic
def prepare(
    *, case_id: int, visit_id: int, by: User, at: datetime, typed_number: str | None = None
) -> SignedPaper:
    """Reserve the report's number and have the paper made for whoever may sign now. Raises Refusal.

    Asked again by another signer (a Plh. who took over) it makes a new paper with the same number.
    """
    turn = _turn(case_id, visit_id, by, at)
    report = _report(turn)
    version = report.versions.order_by("-number").first()
    if version is None:
        raise Refusal("Belum ada versi draft. Kembalikan kasus ke penyusunan draft.")
    return papers.prepare(
        report=report, version=version, signer_assignment=turn.post, by=by, at=at, typed_number=typed_number
    )


@sensitive_variables("passphrase")
def sign(
    *, case_id: int, visit_id: int, paper_id: int, seen_sha256: str, passphrase: str, by: User, at: datetime
) -> ReportRequest:
    """Sign the file the signer saw, and move the case. The passphrase is used here and kept nowhere.

    Raises Refusal: wrong passphrase, another file than the one seen, not one's turn.
    """
    with transaction.atomic():
        turn = _turn(case_id, visit_id, by, at)
        report = _report(turn)
        paper = SignedPaper.objects.filter(pk=paper_id, report=report).first()
        if paper is None:
            raise Refusal(
                "Naskah ini bukan milik kasus ini. Muat ulang halaman untuk melihat naskah terakhir."
            )
    made = papers.make_signature(
        paper_id=paper_id, seen_sha256=seen_sha256, passphrase=passphrase, by=by, assignment=turn.post, at=at
    )
    return perform(
        case_id=case_id, action=Action.TANDATANGANI, visit_id=visit_id, by=by, at=at, data={"made": made}
    )


def is_for(paper: SignedPaper, version: Version, post: Assignment | None, at: datetime) -> bool:
    """Whether the prepared paper is the one to sign: this version, this signer in this post and mode, dated today."""
    return (
        post is not None
        and paper.version_id == version.pk
        and paper.signer_id == post.person_id
        and paper.signer_mode == post.mode
        and paper.paper_date == timezone.localdate(at)
    )


def _turn(case_id: int, visit_id: int, by: User, at: datetime) -> Turn:
    return take_turn(case_id=case_id, action=Action.TANDATANGANI, visit_id=visit_id, by=by, at=at)


def _report(turn: Turn) -> Report:
    if turn.case.report is None:
        raise Refusal("Kasus ini belum punya laporan. Muat ulang halaman untuk melihat keadaan terakhir.")
    return turn.case.report
