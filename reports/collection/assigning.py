"""A unit's form given to one of its staf by the head: lists and reminders name that staf first, the others still may fill."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import Assignment, User
from accounts.notifications import tell
from accounts.posts import Desk, members
from accounts.roles import Role
from accounts.worktime_words import moment
from reports.collection import actors
from reports.collection.models import Submission, SubmissionState
from reports.report import Report


def staff_of(submission: Submission, at: datetime) -> list[Assignment]:
    """Who can be given the form: the staf of the unit and of its seksi."""
    return members(submission.unit, at, [Role.STAF])


def may_assign(desk: Desk, submission: Submission) -> Assignment | None:
    """The head or a Kepala Seksi of the unit, while its staf fill."""
    return actors.sharer(desk, submission) if submission.state == SubmissionState.MENGISI else None


def assignee_first(posts: Iterable[Assignment], assignee: int | None) -> list[Assignment]:
    """The same people, the one it was given to in front."""
    return sorted(posts, key=lambda post: post.person_id != assignee)


@transaction.atomic
def assign_form(*, submission: Submission, person: User | None, by: User, at: datetime) -> None:
    """Give the form to one staf of the unit, or with None back to all of them. Raises Refusal or NotYours."""
    Report.objects.select_for_update().get(pk=submission.report_id)
    current = Submission.objects.select_related("unit", "report__period").get(pk=submission.pk)
    post = may_assign(Desk(by, at), current)
    if post is None:
        raise NotYours(
            f"Hanya kepala unit dan Kepala Seksi {current.unit.name} yang menugaskan, selama isian masih diisi."
        )
    if person is not None and all(one.person_id != person.pk for one in staff_of(current, at)):
        raise Refusal(
            f"{person} bukan staf {current.unit.name} yang sedang bertugas. Pilih orang lain.", field="person"
        )
    if current.assignee_id == (person.pk if person else None):
        return
    current.assignee = person
    current.save(update_fields=["assignee"])
    audit.record(
        stream=f"laporan:{current.report_id}", act="isian ditugaskan", by=by, at=at, title=post.jabatan,
        detail={"unit": current.unit.name, "kepada": person.name if person else "semua staf"},
    )  # fmt: skip
    if person is not None and person.pk != by.pk:
        tell(
            recipients=[person], key=f"isian-ditugaskan:{current.pk}:{int(at.timestamp())}",
            subject=f"Ditugaskan kepada Anda: data {current.unit.name}",
            body=f"{post.jabatan} menugaskan isian {current.report.period} kepada Anda. Tenggat {moment(current.due_at, at)}.",
            path=f"/isian/{current.pk}/", at=at,
        )  # fmt: skip


def release(people: Iterable[User]) -> None:
    """Whoever is gone holds no form: it is all staf's again."""
    Submission.objects.filter(state=SubmissionState.MENGISI, assignee__in=list(people)).update(assignee=None)
