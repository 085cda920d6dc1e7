"""What a replay needs from the database: the draft asked for, and the finished visits of the months chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from accounts.roles import Pelaksana
from accounts.worktime import Norm
from workflow.deadline_models import DueChange
from workflow.editions import SopEdition
from workflow.scorecard.arithmetic import DONE
from workflow.scorecard.facts import visible
from workflow.scorecard.replay import Past, Rule
from workflow.scorecard.spans import Span
from workflow.sop import Step
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk


def editions() -> tuple[SopEdition | None, list[SopEdition]]:
    """The edition in force, and the drafts, the newest first. Two queries."""
    states = (SopEdition.State.BERLAKU, SopEdition.State.RANCANGAN)
    found = list(SopEdition.objects.filter(state__in=states).prefetch_related("rows").order_by("-pk"))
    in_force = next((one for one in found if one.state == SopEdition.State.BERLAKU), None)
    return in_force, [one for one in found if one.state == SopEdition.State.RANCANGAN]


def chosen(drafts: Sequence[SopEdition], wanted: int | None) -> SopEdition:
    """The draft asked for; the newest where none was, or what was asked for is a draft no more."""
    return next((one for one in drafts if one.pk == wanted), drafts[0])


def rules(edition: SopEdition) -> Mapping[Step, Rule]:
    return {step: Rule(row.norm, row.executor, row.jika_ditolak) for step, row in edition.table.items()}


def pasts(desk: Desk, span: Span) -> list[Past]:
    """The visits that ended in these months by their executor's act, of the cases this person may open, the newest first."""
    extended = DueChange.objects.filter(visit=OuterRef("pk"), kind=DueChange.Kind.PERPANJANGAN)
    rows = (
        StepRecord.objects.filter(
            finished_at__gte=span.begins, finished_at__lt=span.ends, outcome__in=[one.value for one in DONE],
            case__in=visible(desk, span),
        )
        .annotate(extended=Exists(extended))
        .order_by("-finished_at", "-pk")
        .values_list(
            "case_id", "case__title", "step", "norm", "pelaksana", "opened_at", "due_at", "finished_at", "minutes_used",
            "extended",
        )
    )  # fmt: skip
    norms: dict[str, Norm] = {}
    found = []
    for case, title, step, norm, pelaksana, opened, due, finished, minutes, moved in rows:
        if norm not in norms:
            norms[norm] = Norm.parse(norm)
        assert finished is not None  # by the filter
        found.append(
            Past(
                case, title, Step(step), norms[norm], Pelaksana(pelaksana), opened, due, finished, minutes or 0, moved
            )
        )  # fmt: skip
    return found
