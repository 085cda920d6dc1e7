"""Everything the page of one case shows, as far as this person may see it. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, OuterRef, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Cast, Concat

from accounts.models import Assignment
from accounts.posts import holders_and_away
from reports.collection import actors
from reports.collection.assigning import assignee_first
from reports.collection.models import Submission, SubmissionState
from reports.distribution.models import Copy
from reports.documents import Document
from reports.signing.ending import EVER_SIGNED
from reports.signing.models import PaperKind, SignedPaper
from workflow.deadline_models import DueChange, Pause
from workflow.letters import Disposition
from workflow.people.roster import away_sentences
from workflow.reminder_models import Snooze
from workflow.sop import Final, Step
from workflow.visits import Outcome, StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk
    from workflow.case import ReportRequest


@dataclass
class Dossier:
    case: ReportRequest
    visits: list[StepRecord]
    holders: list[Assignment] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    """Who of the holders is on leave, and who acts instead."""
    sheet: Disposition | None = None
    """The disposition in force, with `document_pk`."""
    submissions: list[Submission] = field(default_factory=list)
    """All units' for leaders and planners; only the own ones for people of a unit."""
    drafts: list[StepRecord] = field(default_factory=list)
    """The visits that submitted a draft, newest first; for leaders and planners."""
    paper: SignedPaper | None = None
    """The signed report; it may have been withdrawn or replaced since."""
    covering: SignedPaper | None = None
    """Its surat pengantar; for leaders and planners."""
    copies: list[Copy] = field(default_factory=list)

    @property
    def current(self) -> StepRecord | None:
        return next((visit for visit in self.visits if visit.is_open), None)

    @property
    def last_return(self) -> StepRecord | None:
        """The latest visit that sent the case back."""
        returned = [visit for visit in self.visits if visit.outcome == Outcome.DIKEMBALIKAN]
        return returned[-1] if returned else None

    @property
    def returned_here(self) -> StepRecord | None:
        """The visit whose return opened the present one."""
        finished = [visit for visit in self.visits if not visit.is_open]
        last = finished[-1] if finished else None
        return last if last is not None and last.outcome == Outcome.DIKEMBALIKAN else None

    def accepted(self) -> int:
        done = (SubmissionState.DITERIMA, SubmissionState.DIKECUALIKAN)
        return sum(submission.state in done for submission in self.submissions)

    def latest(self, step: Step) -> StepRecord | None:
        """The last time a step was carried out."""
        done = [v for v in self.visits if v.step == step and v.outcome == Outcome.SELESAI]
        return done[-1] if done else None


def dossier(case: ReportRequest, desk: Desk) -> Dossier:
    """Read what this person may see of the case; the caller has made sure that they may open it."""
    visits: list[StepRecord] = [
        *case.visits.select_related("assignee").annotate(
            moved=Exists(DueChange.objects.filter(visit=OuterRef("pk"))),
            waited=Exists(Pause.objects.filter(visit=OuterRef("pk"))),
            put_off=Exists(Snooze.objects.filter(visit=OuterRef("pk"), person=desk.user.pk)),
        )
    ]
    found = Dossier(case=case, visits=visits)
    current = found.current
    if current is not None:
        _read_clock(current, desk)
        held = holders_and_away(current.executor, desk.at)
        found.holders = assignee_first((post for post in held if not post.is_superseded), current.assignee_id)
        found.away = away_sentences(held, desk.at)
    if desk.sees_all and _reached(visits, Step.FORMAT):
        found.sheet = _sheet(case)
    if case.report_id is None:
        return found
    found.submissions = _submissions(case, desk)
    if desk.sees_all:
        found.drafts = [v for v in reversed(visits) if v.step == Step.DRAFT and v.version_number]
    if _reached(visits, Step.PENGGANDAAN):
        found.paper, found.covering = _signed(case)
        if not desk.sees_all:
            found.covering = None
    if case.final == Final.SELESAI:
        copies = Copy.objects.filter(report=case.report_id).select_related("unit")
        found.copies = list(copies if desk.sees_all else copies.filter(unit__in=desk.unit_ids))
    return found


def _read_clock(visit: StepRecord, desk: Desk) -> None:
    """What moved the due time, and what was waited for: the latter for whoever may read reasons. Most visits have neither,
    which the query of the visits has told already: then nothing more is asked.
    """
    there = {"due_changes": visit.moved, "pauses": visit.waited}  # type: ignore[attr-defined]
    asked = [name for name, some in there.items() if some and (name == "due_changes" or desk.sees_all)]
    prefetch_related_objects([visit], *asked)
    known = visit.__dict__.setdefault("_prefetched_objects_cache", {})
    for name in there.keys() - set(asked):
        known[name] = getattr(visit, name).none()


def _reached(visits: Sequence[StepRecord], step: Step) -> bool:
    return any(Step(visit.step).number >= step.number for visit in visits)


def _signed(case: ReportRequest) -> tuple[SignedPaper | None, SignedPaper | None]:
    """The report signed last, and its surat pengantar."""
    papers = list(
        SignedPaper.objects.filter(report=case.report_id, state__in=EVER_SIGNED)
        .select_related("number", "replaced_by__number")
        .order_by("-signed_at")
    )
    report = next((one for one in papers if one.kind == PaperKind.LAPORAN), None)
    return report, next((one for one in papers if one.kind == PaperKind.PENGANTAR), None)


def _sheet(case: ReportRequest) -> Disposition | None:
    key = Concat(Value("disposisi:"), Cast(OuterRef("pk"), CharField()))
    document = Document.objects.filter(key=key, state=Document.State.SELESAI).values("pk")[:1]
    return (
        Disposition.objects.filter(case=case, recalled_at__isnull=True)
        .annotate(document_pk=Subquery(document))
        .first()
    )


def _submissions(case: ReportRequest, desk: Desk) -> list[Submission]:
    found = Submission.objects.filter(report=case.report_id).select_related("unit")
    if desk.sees_all:
        return list(found)
    return [submission for submission in found if actors.member(desk, submission)]
