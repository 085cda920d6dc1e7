"""What waits for whom: the open visits, the submissions and the copies on one desk. Nothing here writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects

from accounts.models import Assignment, Unit
from accounts.posts import SUPERIOR
from accounts.roles import HEAD_ROLES, Pelaksana, Place, Role
from reports.collection import actors
from reports.collection.models import AT_UNIT, Submission, SubmissionState
from reports.distribution.models import Copy
from reports.models import Version
from workflow.case import ReportRequest
from workflow.editions import SopEdition
from workflow.letters import Letter
from workflow.people.preparing import preparable
from workflow.querysets import visible_letters
from workflow.sop import Step
from workflow.visits import Outcome, StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk

MOST = 200
"""More running cases than an office ever has; the list page shows the rest."""


@dataclass(frozen=True)
class OwnTask:
    """One submission that waits for this person: to fill, check or send it."""

    submission: Submission
    post: Assignment
    act: str
    """isi, periksa or kirim."""


@dataclass
class Inbox:
    """All that one person's first screen is made of."""

    mine: list[StepRecord] = field(default_factory=list)
    others: list[StepRecord] = field(default_factory=list)
    orphaned: list[StepRecord] = field(default_factory=list)
    """Visits of a vacant post that answers to this person."""
    own: list[OwnTask] = field(default_factory=list)
    in_unit: list[Submission] = field(default_factory=list)
    """At this person's unit, on somebody else's desk there."""
    to_accept: list[Submission] = field(default_factory=list)
    to_prepare: list[StepRecord] = field(default_factory=list)
    """Of officials for whom this person is the aide."""
    to_receive: list[Copy] = field(default_factory=list)
    by_report: dict[int, list[Submission]] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        counted = (self.mine, self.orphaned, self.own, self.to_accept, self.to_receive)
        return sum(len(part) for part in counted)


def running_visits_query(desk: Desk) -> QuerySet[StepRecord]:
    """Every open visit of a case this person may open, most urgent first, with all a card or a row shows
    but the rows of the editions (`read_editions`). Each carries `last_return` (the step a case came back from the last time)
    and `newest_version`.
    """
    came_back = StepRecord.objects.filter(case=OuterRef("case"), outcome=Outcome.DIKEMBALIKAN)
    versions = Version.objects.filter(report=OuterRef("case__report")).order_by("-number")
    return (
        StepRecord.objects.filter(
            finished_at__isnull=True,
            case__in=ReportRequest.objects.visible_to(desk),
        )
        .select_related("case__letter", "case__edition", "case__period", "assignee")
        .annotate(
            last_return=Subquery(came_back.order_by("-finished_at").values("step")[:1]),
            newest_version=Subquery(versions.values("number")[:1]),
        )
        .order_by("due_at", "pk")
    )


def read_editions(cases: Iterable[ReportRequest]) -> SopEdition | None:
    """Give all cases one copy of each edition with its rows: one query. Returns the edition in force, if among them."""
    shared: dict[int, SopEdition] = {}
    for case in cases:
        case.edition = shared.setdefault(case.edition_id, case.edition)
    prefetch_related_objects(list(shared.values()), "rows")
    return next((one for one in shared.values() if one.state == SopEdition.State.BERLAKU), None)


def recent_letters(desk: Desk, limit: int) -> list[Letter]:
    """The letters registered last, each case with its open visit in `open_visits`. Editions are not read yet."""
    is_open = Prefetch(
        "case__visits", StepRecord.objects.filter(finished_at__isnull=True), to_attr="open_visits"
    )
    return list(visible_letters(desk).select_related("case__edition").prefetch_related(is_open)[:limit])


def inbox(desk: Desk) -> Inbox:
    """What waits for this person at this moment. A handful of queries, whatever the number of cases."""
    box = Inbox()
    if not desk.held:
        return box
    visits = list(running_visits_query(desk)[:MOST])
    box.to_prepare = preparable(desk)
    box.mine = [visit for visit in visits if _on_this_desk(visit, desk)]
    box.others = [visit for visit in visits if not _on_this_desk(visit, desk)]
    if desk.sees_all:
        answering = _vacant_below(desk)
        box.orphaned = [visit for visit in box.others if visit.executor in answering]
        box.others = [visit for visit in box.others if visit.executor not in answering]
    collecting = [v.case.report_id for v in visits if v.step == Step.PENGUMPULAN and v.case.report_id]
    _sort_submissions(box, desk, collecting)
    if own := _own_units(desk):
        box.to_receive = _unreceived(own)
    return box


def _on_this_desk(visit: StepRecord, desk: Desk) -> bool:
    """Their turn, and not assigned to a colleague: that one may still be done from the case's page."""
    return desk.acts_as(visit.executor) is not None and visit.assignee_id in (None, desk.user.pk)


def _own_units(desk: Desk) -> set[int]:
    """The units of the posts one may act in, and what they belong to; a Kepala Dinas fills no figures."""
    units = [post.unit for post in desk.posts if post.role != Role.KEPALA_DINAS]
    return {one.pk for unit in units for one in (unit, unit.parent) if one is not None}


def _sort_submissions(box: Inbox, desk: Desk, collecting: list[int]) -> None:
    own = _own_units(desk)
    wanted = Q(report__in=collecting) if desk.sees_all else Q(pk__in=[])
    if own:
        wanted |= Q(unit__in=own, state__in=AT_UNIT)
    found = (
        Submission.objects.filter(wanted)
        .select_related("unit", "report__period", "assignee")
        .order_by("due_at", "unit__order")
    )
    by_report: dict[int, list[Submission]] = defaultdict(list)
    unstaffed: set[int] | None = None
    for submission in found:
        by_report[submission.report_id].append(submission)
        if actors.examiner(desk, submission):
            box.to_accept.append(submission)
        if submission.state not in AT_UNIT or submission.unit_id not in own:
            continue
        task = _task(desk, submission)
        if task is None and actors.editor(desk, submission) and submission.state == SubmissionState.MENGISI:
            if unstaffed is None:
                unstaffed = own - _staffed(own, desk.at)
            if submission.unit_id in unstaffed:
                task = _fill(desk, submission)
        if task is not None:
            box.own.append(task)
        elif actors.member(desk, submission):
            box.in_unit.append(submission)
    box.by_report = dict(by_report)


def _task(desk: Desk, submission: Submission) -> OwnTask | None:
    """The one thing this submission waits for, when it is this person's: filling is staf work."""
    if submission.state == SubmissionState.MENGISI:
        post = desk.acts_in(submission.unit, {Role.STAF})
        if submission.assignee_id not in (None, desk.user.pk):
            post = None  # a colleague's: shown among what lies elsewhere in the unit
        return OwnTask(submission, post, "isi") if post else None
    if submission.state == SubmissionState.MENUNGGU_KASI:
        post = actors.checker(desk, submission)
        return OwnTask(submission, post, "periksa") if post else None
    post = actors.sender(desk, submission)
    return OwnTask(submission, post, "kirim") if post else None


def _fill(desk: Desk, submission: Submission) -> OwnTask | None:
    post = actors.editor(desk, submission)
    return OwnTask(submission, post, "isi") if post else None


def _staffed(units: set[int], at: datetime) -> set[int]:
    """Those of `units` that have somebody to fill: staf of the unit itself or of a seksi under it."""
    staf = Assignment.objects.acting(at).filter(Q(unit__in=units) | Q(unit__parent__in=units), role=Role.STAF)
    return {pk for pair in staf.values_list("unit_id", "unit__parent_id") for pk in pair if pk}


def _unreceived(units: set[int]) -> list[Copy]:
    """Copies sent to these units that nobody has received."""
    return list(
        Copy.objects.filter(unit__in=units, received_at__isnull=True)
        .select_related("report", "unit")
        .order_by("sent_at", "pk")
    )


def vacant_pelaksana(at: datetime) -> set[Pelaksana]:
    """The posts the SOP names that nobody may act in at `at`. One query."""
    held = set(
        Assignment.objects.acting(at)
        .filter(unit__place__in=Place.values, unit__is_active=True)
        .values_list("role", "unit__place")
    )
    return {pelaksana for pelaksana in Pelaksana if (pelaksana.role, pelaksana.place) not in held}


def _vacant_below(desk: Desk) -> set[Pelaksana]:
    """Vacant posts whose nearest superior that is not vacant is one this person acts as."""
    vacant = vacant_pelaksana(desk.at)
    found = set()
    for pelaksana in vacant:
        superior = SUPERIOR[pelaksana]
        while superior in vacant:
            superior = SUPERIOR[superior]
        if superior is not None and desk.acts_as(superior):
            found.add(pelaksana)
    return found


def vacant_heads(at: datetime) -> list[Unit]:
    """Units whose head's post nobody may act in at `at`: the admin's list. Two queries."""
    held = set(Assignment.objects.acting(at).filter(role__in=HEAD_ROLES).values_list("unit_id", "role"))
    return [unit for unit in Unit.objects.filter(is_active=True) if (unit.pk, unit.head_role) not in held]
