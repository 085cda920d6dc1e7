"""Step 4: what helped, what hindered, what follows, and what was made of odd figures, written before the result is frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import Refusal
from accounts.forms_base import IndonesianDateField
from accounts.models import Unit
from reports.analysis import followups
from reports.analysis import services as analysis
from reports.analysis.services import Decision
from workflow.services import Turn, take_turn
from workflow.sop import Action

if TYPE_CHECKING:
    from accounts.models import User
    from reports.report import Report


@dataclass(frozen=True)
class Typed:
    """What stands in the three boxes of one unit."""

    unit_id: int
    supporting: str
    hindering: str
    follow_up: str


@dataclass(frozen=True)
class Undertaking:
    """One more follow-up as typed; `due_on` still text. All empty: nothing was meant."""

    unit_id: int
    text: str
    horizon: str
    person: str
    due_on: str

    @property
    def is_meant(self) -> bool:
        return bool(self.text.strip() or self.person.strip() or self.due_on.strip())


FIELDS: Mapping[str | None, str] = {
    "text": "tl-teks", "horizon": "tl-untuk", "person": "tl-orang", "due_on": "tl-tanggal",
}  # fmt: skip
"""A field of the service -> the box on the page, unit by unit."""


@transaction.atomic
def save_factors(
    *,
    case_id: int,
    visit_id: int,
    typed: Sequence[Typed],
    by: User,
    at: datetime,
    undertaken: Sequence[Undertaking] = (),
    finished: Mapping[int, str] | None = None,
    dropped: Sequence[int] = (),
    answers: Sequence[Decision] = (),
) -> None:
    """Keep what was written, all of it or nothing. Only who may freeze the result now writes it. Raises Refusal.

    `finished`: an earlier follow-up -> with what result; `dropped`: follow-ups of this report taken back.
    """
    turn = take_turn(case_id=case_id, action=Action.BEKUKAN_ANALISIS, visit_id=visit_id, by=by, at=at)
    report = turn.case.report
    if report is None:
        raise Refusal(
            "Format belum disampaikan, jadi belum ada data untuk dianalisis. Selesaikan langkah 2 dahulu."
        )
    asked = {one.unit_id for one in typed} | {new.unit_id for new in undertaken}
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=asked)}
    for one in typed:
        if one.unit_id in units:
            analysis.save_factor(
                report=report, unit=units[one.unit_id], supporting=one.supporting, hindering=one.hindering,
                follow_up=one.follow_up, by=by, at=at, title=turn.title,
            )  # fmt: skip
    for key in dropped:
        followups.drop_follow_up(report=report, follow_up_id=key, by=by, at=at, title=turn.title)
    for key, note in (finished or {}).items():
        try:
            followups.finish_follow_up(
                report=report, follow_up_id=key, note=note, by=by, at=at, title=turn.title
            )
        except Refusal as refusal:
            raise Refusal(refusal.message, field=f"tl-hasil-{key}") from refusal
    for new in undertaken:
        if new.is_meant and new.unit_id in units:
            _undertake(turn, report, units[new.unit_id], new)
    if answers:
        analysis.answer_oddities(report=report, answers=answers, by=by, at=at, title=turn.title)


def _undertake(turn: Turn, report: Report, unit: Unit, new: Undertaking) -> None:
    try:
        due_on = IndonesianDateField(required=False).clean(new.due_on.strip())
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field=f"tl-tanggal-{unit.pk}") from error
    if due_on is None:
        raise Refusal(
            f"Isi sampai kapan tindak lanjut {unit.name} dikerjakan.", field=f"tl-tanggal-{unit.pk}"
        )
    try:
        followups.add_follow_up(
            report=report, unit=unit, text=new.text, horizon=new.horizon, person=new.person, due_on=due_on,
            by=turn.by, at=turn.at, title=turn.title,
        )  # fmt: skip
    except Refusal as refusal:
        raise Refusal(refusal.message, field=f"{FIELDS.get(refusal.field, 'tl-teks')}-{unit.pk}") from refusal
