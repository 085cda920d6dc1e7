"""*Ditugaskan kepada*: the Kasubag says which staf perencana does a step. The others still may (authority is by post);
lists and reminders name the assignee first.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.notifications import tell
from accounts.posts import Desk, holders
from accounts.roles import Pelaksana
from accounts.worktime_words import dated

if TYPE_CHECKING:
    from accounts.models import Assignment, User
    from workflow.case import ReportRequest
    from workflow.visits import StepRecord


def inherited(case: ReportRequest, executor: Pelaksana, at: datetime) -> tuple[int | None, str]:
    """Who did the last step of the same pelaksana by assignment, while they still act there: one case, one staf."""
    if executor != Pelaksana.STAF_PERENCANA:
        return None, ""
    last = (
        case.visits.filter(pelaksana=executor, assignee__isnull=False).order_by("-opened_at", "-pk").first()
    )
    if last is None or all(post.person_id != last.assignee_id for post in holders(executor, at)):
        return None, ""
    return last.assignee_id, last.assigned_title


def may_assign(visit: StepRecord, desk: Desk) -> Assignment | None:
    """The Kasubag's post, for steps of the staf perencana."""
    if visit.executor != Pelaksana.STAF_PERENCANA:
        return None
    return desk.acts_as(Pelaksana.KASUBAG_PERENCANAAN)


@transaction.atomic
def assign_step(*, case_id: int, visit_id: int, person: User | None, by: User, at: datetime) -> None:
    """Give the open step to one staf perencana, or with None back to all of them. Raises Refusal or NotYours."""
    from workflow.reminders import reschedule
    from workflow.services import locked_visit

    desk = Desk(by, at)
    case, visit = locked_visit(case_id, visit_id, desk)
    post = may_assign(visit, desk)
    if post is None:
        raise NotYours("Pekerjaan staf perencana dibagi oleh Kasubag Perencanaan.")
    if person is not None and all(one.person_id != person.pk for one in holders(visit.executor, at)):
        raise Refusal(
            f"{person} bukan staf perencana yang sedang bertugas. Pilih orang lain.", field="person"
        )
    if visit.assignee_id == (person.pk if person else None):
        return
    visit.assignee, visit.assigned_title = person, post.jabatan if person else ""
    visit.save(update_fields=["assignee", "assigned_title"])
    reschedule(visit, at)  # it lies with others now
    audit.record(
        stream=f"kasus:{case.pk}", act="langkah ditugaskan", by=by, at=at, title=post.jabatan,
        detail={"langkah": visit.step, "kunjungan": visit.visit, "kepada": person.name if person else "semua staf perencana"},
    )  # fmt: skip
    if person is not None and person.pk != by.pk:
        tell(
            recipients=[person], key=f"ditugaskan:{visit.pk}:{int(at.timestamp())}",
            subject=f"Ditugaskan kepada Anda: {case.title_outside}",
            body=f"{post.jabatan} menugaskan langkah {visit.number} dari 9 kepada Anda. Tenggat {dated(visit.due_at, at)}.",
            path=f"/kasus/{case.pk}/", at=at,
        )  # fmt: skip
