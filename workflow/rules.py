"""Who may do what with a case and a letter. The one place; views, services and buttons all ask here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.office.aides import officials_of
from accounts.roles import HEAD_ROLES, Pelaksana
from reports.rules_paper import limit_reading
from workflow.letters import Sifat
from workflow.sop import Action, Step

if TYPE_CHECKING:
    from accounts.models import Assignment
    from accounts.posts import Desk
    from reports.models import Report
    from workflow.case import ReportRequest
    from workflow.letters import Letter

AT_STEP: dict[Action, tuple[Step, ...]] = {
    Action.DISPOSISIKAN: (Step.DISPOSISI,),
    Action.CUKUP_DIKETAHUI: (Step.DISPOSISI,),
    Action.TARIK_DISPOSISI: (Step.FORMAT,),
    Action.SAMPAIKAN_FORMAT: (Step.FORMAT,),
    Action.SELESAIKAN_PENGUMPULAN: (Step.PENGUMPULAN,),
    Action.BEKUKAN_ANALISIS: (Step.ANALISIS,),
    Action.KEMBALIKAN_DATA: (Step.ANALISIS,),
    Action.AJUKAN_DRAFT: (Step.DRAFT,),
    Action.BUKA_ANALISIS: (Step.DRAFT,),
    Action.PARAF_KASUBAG: (Step.PARAF_KASUBAG,),
    Action.PARAF_SEKRETARIS: (Step.PARAF_SEKRETARIS,),
    Action.KEMBALIKAN_DRAFT: (Step.PARAF_KASUBAG, Step.PARAF_SEKRETARIS, Step.TANDA_TANGAN),
    Action.TANDATANGANI: (Step.TANDA_TANGAN,),
    Action.CATAT_BASAH: (Step.TANDA_TANGAN,),
    Action.BAGIKAN: (Step.PENGGANDAAN,),
    Action.BATALKAN: tuple(Step),
}
"""At which steps an act exists at all."""
CHECKERS = (Pelaksana.KASUBAG_PERENCANAAN, Pelaksana.SEKRETARIS)
"""Who compares the scan of a paper that the Kepala Dinas signed by hand: the first of them who did not upload it."""


def executor_of(case: ReportRequest, action: Action) -> Pelaksana | None:
    """The pelaksana whose act this is in this case's edition; None when the act does not exist at this step.

    Every act belongs to the pelaksana of the step, with three exceptions: only the Kepala Dinas, who gave it, recalls
    a disposition, and only the Kepala Dinas, who ordered the work, calls it off; a signature by hand is recorded by a second
    person (CHECKERS).
    """
    if case.step is None or case.step not in AT_STEP[action]:
        return None
    if action == Action.TARIK_DISPOSISI:
        return case.edition.row(Step.DISPOSISI).executor
    if action == Action.BATALKAN:
        return Pelaksana.KEPALA_DINAS
    if action == Action.CATAT_BASAH:
        return CHECKERS[0]
    return case.edition.row(case.step).executor


def acting_post(case: ReportRequest, action: Action, desk: Desk) -> Assignment | None:
    """The post in which this person may do it now, or None."""
    executor = executor_of(case, action)
    if executor is None or not may_open(case, desk):
        return None
    if action == Action.CATAT_BASAH:
        return next((post for one in CHECKERS if (post := desk.acts_as(one)) is not None), None)
    return desk.acts_as(executor)


PREPARABLE = (
    Action.DISPOSISIKAN,
    Action.CUKUP_DIKETAHUI,
    Action.PARAF_KASUBAG,
    Action.PARAF_SEKRETARIS,
    Action.KEMBALIKAN_DRAFT,
)
"""What an aide may fill for an official. Never a signature, and never what takes a passphrase."""


def may_prepare(case: ReportRequest, action: Action, desk: Desk) -> Assignment | None:
    """The post of the official for whom this person may fill the act now, or None.

    The official appointed the aide and may act now themselves. A rahasia case is prepared by nobody; what needs the
    draft read is prepared by who may read it anyway.
    """
    executor = executor_of(case, action)
    if executor is None or action not in PREPARABLE or case.letter.sifat == Sifat.RAHASIA:
        return None
    if action not in (Action.DISPOSISIKAN, Action.CUKUP_DIKETAHUI) and not may_read_contents(case, desk):
        return None
    return next(
        (
            post
            for posts in officials_of(desk).values()
            for post in posts
            if post.role == executor.role and post.unit.place == executor.place
        ),
        None,
    )


def why_not(case: ReportRequest, action: Action, desk: Desk) -> str | None:
    """None when permitted; else one sentence that says whose act it is."""
    if acting_post(case, action, desk) is not None:
        return None
    if case.step is None:
        return f"Kasus ini sudah ditutup ({case.get_state_display().lower()}). Tidak ada lagi yang perlu dikerjakan."
    executor = executor_of(case, action)
    if executor is None:
        return (
            f"“{action.label}” tidak ada pada langkah {case.step.number} ({case.step.label}). "
            "Muat ulang halaman untuk melihat keadaan terakhir."
        )
    if desk.holds(executor):
        return (
            f"Selama ada Plh. atau Plt., {executor.person} definitif hanya dapat membaca. "
            "Bila Anda sudah kembali bertugas, akhiri Plh. itu di halaman Saya; Plt. dan Pj. diakhiri TU atau admin kantor."
        )
    return (
        f"Ini giliran {executor.person}. Anda dapat melihat kasus ini, tetapi tidak menjalankan langkahnya."
    )


def may_open(case: ReportRequest, desk: Desk) -> bool:
    """Whether this person may open the case at all; the same question as the list's, asked of one case."""
    known: dict[int, bool] = desk.__dict__.setdefault("_opened_cases", {})
    if case.pk not in known:
        known[case.pk] = type(case).objects.visible_to(desk).filter(pk=case.pk).exists()
    return known[case.pk]


def opened(case: ReportRequest, desk: Desk) -> None:
    """Remember that this case was found among those the person may open, so that it is asked once per request."""
    desk.__dict__.setdefault("_opened_cases", {})[case.pk] = True


def may_read_contents(case: ReportRequest, desk: Desk) -> bool:
    """Figures of all units, analysis and draft before signing: leaders and planners only, never another unit."""
    return may_open(case, desk) and desk.sees_all


def may_read_final(case: ReportRequest, desk: Desk) -> bool:
    """The signed report: whoever may open the case, once it is signed."""
    from reports.signing.ending import last_signed

    return may_open(case, desk) and case.report is not None and last_signed(case.report) is not None


def may_read_scan(letter: Letter, desk: Desk) -> bool:
    """The scan follows the case; who registers letters reads all but the rahasia ones others registered."""
    if may_open(letter.case, desk):
        return desk.sees_all or not letter.is_secret or _is_addressed(letter, desk)
    if desk.receives_letters and (not letter.is_secret or letter.registered_by_id == desk.user.pk):
        return True
    return may_prepare(letter.case, Action.DISPOSISIKAN, desk) is not None


def _is_addressed(letter: Letter, desk: Desk) -> bool:
    headed = [post.unit_id for post in desk.held if post.role in HEAD_ROLES]
    return letter.case.dispositions.filter(recalled_at__isnull=True, recipients__unit__in=headed).exists()


def may_read_scorecard(desk: Desk) -> bool:
    """How the steps go, and the register of all cases: leaders and planners, each of the cases they may open."""
    return desk.sees_all


def may_register(desk: Desk) -> bool:
    """Registering letters is a duty given to a staff post."""
    return desk.receives_letters


@limit_reading
def _case_may_be_opened(desk: Desk, report: Report) -> bool:
    """Whatever is read of a report (draft, PDF, signed paper) asks its case first: a rahasia one stays closed."""
    from workflow.case import ReportRequest

    case = ReportRequest.objects.filter(report=report).first()
    return case is None or may_open(case, desk)
