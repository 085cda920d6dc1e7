"""From an SOP row to an FSM transition: the two shapes a step of the SOP can take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Model
from django_fsm import GET_STATE, transition

from workflow.sop import RETURN_TARGETS, Action, Final, Step

if TYPE_CHECKING:
    from workflow.case import ReportRequest

Method = Callable[["ReportRequest"], None]


def _permitted(action: Action) -> Callable[[Model, object], bool]:
    """Every transition names its permission; the service is what asks it, with the moment in hand."""

    def permitted(case: Model, user: object) -> bool:
        from django.utils import timezone

        from accounts.models import User
        from accounts.posts import Desk
        from workflow.rules import acting_post

        return (
            isinstance(user, User)
            and acting_post(cast("ReportRequest", case), action, Desk(user, timezone.now())) is not None
        )

    return permitted


def _complete(action: Action) -> Callable[[Model], bool]:
    def complete(case: Model) -> bool:
        return not cast("ReportRequest", case).missing(action)

    complete.__name__ = f"{action.value}_lengkap"
    return complete


def carries_out(action: Action, step: Step, target: Step | Final | None = None) -> Callable[[Method], Any]:
    """The step is done: on to the next row of the table, or to `target`."""
    goal = target or step.next or Final.SELESAI
    return transition(
        field="state",
        source=step.value,
        target=goal.value,
        conditions=[_complete(action)],
        permission=_permitted(action),
    )


def sends_back(action: Action) -> Callable[[Method], Any]:
    """A decision answered "Tidak": to where this case's edition says, among what the code permits."""
    return transition(
        field="state",
        source=[step.value for step in RETURN_TARGETS],
        target=GET_STATE(
            lambda case: case.edition.row(case.state).jika_ditolak,
            states=sorted({target.value for targets in RETURN_TARGETS.values() for target in targets}),
        ),
        permission=_permitted(action),
    )


def goes_back(action: Action, step: Step, target: Step) -> Callable[[Method], Any]:
    """A fixed way back: recalling a disposition, reopening a unit's data, reopening the analysis."""
    return transition(
        field="state",
        source=step.value,
        target=target.value,
        conditions=[_complete(action)],
        permission=_permitted(action),
    )


def ends(action: Action) -> Callable[[Method], Any]:
    return transition(
        field="state",
        source=[step.value for step in Step],
        target=Final.DIBATALKAN.value,
        permission=_permitted(action),
    )
