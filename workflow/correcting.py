"""Steps 5 to 8: remarks on a version, and the correction a superior makes at the own desk. Only whoever's turn it is.

Who may send a draft back may also write a remark and correct it directly: one right, three ways to use it. None of these moves the
case; the visit stays open and its time runs on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.errors import Refusal
from accounts.notifications import tell
from reports.correcting import services as remarks
from reports.correcting.direct import Rewritten, correct
from reports.models import DraftRemark, Version
from reports.signing import paraf
from reports.signing import services as signing
from workflow.case import ReportRequest
from workflow.services import take_turn
from workflow.sop import Action, Step

if TYPE_CHECKING:
    from accounts.models import User

CORRECTING = (Step.PARAF_KASUBAG, Step.PARAF_SEKRETARIS, Step.TANDA_TANGAN)
"""Where remarks are written and confirmed, and where a superior may correct."""


def action_at(step: Step | None) -> Action:
    """Whose right answers for touching a remark: at step 5 the writer's, at 6 to 8 the corrector's."""
    return Action.AJUKAN_DRAFT if step == Step.DRAFT else Action.KEMBALIKAN_DRAFT


@transaction.atomic
def pin(
    *, case_id: int, visit_id: int, version_number: int, section: str, block: int, text: str, by: User, at: datetime
) -> DraftRemark:  # fmt: skip
    """A remark on one paragraph of the newest version. Raises Refusal."""
    turn = take_turn(case_id=case_id, action=Action.KEMBALIKAN_DRAFT, visit_id=visit_id, by=by, at=at)
    version = turn.report.versions.filter(number=version_number).first()
    if version is None:
        raise Refusal("Versi ini tidak ada. Muat ulang halaman.")
    return remarks.pin(
        version=version, section=section, block=block, text=text, pelaksana=turn.visit.executor, by=by, title=turn.title,
        at=at,
    )  # fmt: skip


@transaction.atomic
def answer(
    *, case_id: int, visit_id: int, remark_id: int, what: str, text: str, by: User, at: datetime
) -> None:  # fmt: skip
    """Touch a remark: `what` is balas, perbaiki (dealt with), selesai (confirmed) or ulangi (not yet good). Raises Refusal."""
    step = ReportRequest.objects.get(pk=case_id).step
    turn = take_turn(case_id=case_id, action=action_at(step), visit_id=visit_id, by=by, at=at)
    report, executor = turn.report, turn.visit.executor
    match what:
        case "balas":
            remarks.reply(report=report, remark_id=remark_id, text=text, by=by, title=turn.title, at=at)
        case "perbaiki":
            remarks.resolve(
                report=report, remark_id=remark_id, text=text, pelaksana=executor, by=by, title=turn.title, at=at
            )  # fmt: skip
        case "selesai":
            remarks.confirm(
                report=report, remark_id=remark_id, pelaksana=executor, by=by, title=turn.title, at=at
            )
        case "ulangi":
            remarks.ask_again(
                report=report, remark_id=remark_id, text=text, pelaksana=executor, by=by, title=turn.title, at=at
            )  # fmt: skip
        case _:
            raise Refusal("Pilihan itu tidak dikenal. Muat ulang halaman.")


@transaction.atomic
def correct_directly(
    *, case_id: int, visit_id: int, seen_number: int, rewritten: Sequence[Rewritten], note: str, by: User, at: datetime
) -> Version:  # fmt: skip
    """The next version from the superior's own hand. A paper prepared for signing is set aside; whoever gave a paraf is told.

    Raises Refusal, and then nothing has changed.
    """
    turn = take_turn(case_id=case_id, action=Action.KEMBALIKAN_DRAFT, visit_id=visit_id, by=by, at=at)
    report = turn.report
    version = correct(
        report=report, seen_number=seen_number, rewritten=rewritten, note=note.strip(), pelaksana=turn.visit.executor,
        step=turn.visit.number, by=by, assignment=turn.post, at=at,
    )  # fmt: skip
    signing.discard(report=report, reason=f"Dikoreksi {turn.title} menjadi versi {version.number}.", at=at)
    for seal in paraf.carried(version):
        if seal.person_id == by.pk:
            continue
        tell(
            recipients=[seal.person], key=f"koreksi:{version.pk}:{seal.pk}",
            subject=f"Draft dikoreksi setelah Anda paraf: {turn.case.title}",
            body=(
                f"{turn.title} mengoreksi draft dan menyimpannya sebagai versi {version.number}. Paraf Anda tetap atas versi "
                f"{seal.version.number}. Buka kasus untuk melihat apa yang berubah."
            ),
            path=f"/kasus/{turn.case.pk}/koreksi/?dari={seal.version.number}", at=at,
        )  # fmt: skip
    return version
