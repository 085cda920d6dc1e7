"""On whose desk it lies: the people of one visit (`holders_of`), and of step 3 unit by unit for the page that shows them all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from accounts.models import Assignment
from accounts.posts import belongs_to, holders
from accounts.roles import Pelaksana, Role
from reports.collection.assigning import assignee_first
from reports.collection.models import AT_UNIT, OUTSTANDING, Submission, SubmissionState
from reports.collection.seksi import checking, waiting_seksi
from workflow.sop import Step
from workflow.visits import StepRecord

_ROLE_AT: dict[str, Role | None] = {
    SubmissionState.MENGISI: Role.STAF,
    SubmissionState.MENUNGGU_KASI: Role.KEPALA_SEKSI,
    SubmissionState.MENUNGGU_KEPALA: None,
}


def holders_of(visit: StepRecord, at: datetime) -> list[Assignment]:
    """Who is to act on this open visit at `at`, whom it was assigned to first; [] when the post is vacant.

    In step 3 these are the people of the units until all are in, then the staf perencana.
    """
    if visit.step == Step.PENGUMPULAN and visit.case.report_id is not None:
        late = Submission.objects.filter(report=visit.case.report_id, state__in=AT_UNIT).select_related(
            "unit"
        )
        found = holding_up(late.order_by("unit__order", "unit_id"), at)
        if found:
            return list({post.pk: post for posts in found.values() for post in posts}.values())
    return assignee_first(holders(visit.executor, at), visit.assignee_id)


def holding_up(submissions: Iterable[Submission], at: datetime) -> dict[int, list[Assignment]]:
    """Submission id -> the posts that hold it now: the same answer as `reports.collection.who_holds`, asked once."""
    waiting = [submission for submission in submissions if submission.state in OUTSTANDING]
    at_unit = [submission for submission in waiting if submission.state in AT_UNIT]
    posts = _acting_in([submission.unit_id for submission in at_unit], at)
    checked = [submission.pk for submission in at_unit if submission.state == SubmissionState.MENUNGGU_KASI]
    seksi = waiting_seksi(checked) if checked else {}
    planners = holders(Pelaksana.STAF_PERENCANA, at) if len(at_unit) < len(waiting) else []
    return {
        submission.pk: _responsible(submission, posts, seksi.get(submission.pk, set()))
        if submission.state in AT_UNIT
        else planners
        for submission in waiting
    }


def _acting_in(unit_ids: list[int], at: datetime) -> list[Assignment]:
    if not unit_ids:
        return []
    inside = Q(unit__in=unit_ids) | Q(unit__parent__in=unit_ids) | Q(unit__parent__parent__in=unit_ids)
    held = (
        Assignment.objects.at(at)
        .with_superseded(at)
        .with_places()
        .filter(inside, unit__is_active=True)
        .order_by("unit__order", "role", "start", "pk")
    )
    return [post for post in held if not post.is_superseded]


def _responsible(
    submission: Submission, posts: list[Assignment], waiting: set[int | None]
) -> list[Assignment]:
    unit = submission.unit
    role = _ROLE_AT[submission.state]
    found = [post for post in posts if role is not None and post.role == role and belongs_to(post, unit)]
    if role == Role.KEPALA_SEKSI:
        found = checking(found, waiting)
    found = found or [post for post in posts if post.role == unit.head_role and post.unit_id == unit.pk]
    return assignee_first(found, submission.assignee_id)
