"""Step 4: what helped, what hindered and what follows, written unit by unit before the result is frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.errors import Refusal
from accounts.models import Unit
from reports.analysis import services as analysis
from workflow.services import take_turn
from workflow.sop import Action

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Typed:
    """What stands in the three boxes of one unit."""

    unit_id: int
    supporting: str
    hindering: str
    follow_up: str


@transaction.atomic
def save_factors(*, case_id: int, visit_id: int, typed: Sequence[Typed], by: User, at: datetime) -> None:
    """Keep what was written. Only who may freeze the result now writes it. Raises Refusal."""
    turn = take_turn(case_id=case_id, action=Action.BEKUKAN_ANALISIS, visit_id=visit_id, by=by, at=at)
    report = turn.case.report
    if report is None:
        raise Refusal(
            "Format belum disampaikan, jadi belum ada data untuk dianalisis. Selesaikan langkah 2 dahulu."
        )
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[one.unit_id for one in typed])}
    for one in typed:
        if one.unit_id in units:
            analysis.save_factor(
                report=report, unit=units[one.unit_id], supporting=one.supporting, hindering=one.hindering,
                follow_up=one.follow_up, by=by, at=at, title=turn.title,
            )  # fmt: skip
