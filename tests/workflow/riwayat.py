"""Cases with a past: their visits are written past the services, for tests of what only reads them."""

from __future__ import annotations

from datetime import datetime

from accounts.calendar import office_calendar
from accounts.models import User
from accounts.worktime import add_minutes, due
from tests.factories import Office
from tests.workflow.perjalanan import register_letter
from workflow.case import ReportRequest
from workflow.sop import Step
from workflow.visits import Outcome, StepRecord

Plan = list[tuple[Step, int, Outcome | None]]


def travelled(office: Office, at: datetime, number: str, plan: Plan, **letter: object) -> ReportRequest:
    """A case whose visits took these working minutes; None as outcome leaves the last one open."""
    case = register_letter(office, at, number=number, **letter)
    case.visits.all().delete()
    calendar, moment, seen = office_calendar(), case.opened_at, dict.fromkeys(Step, 0)
    people: dict[str, tuple[User, str]] = {
        "kepala_dinas": (office.kadis, "Kepala Dinas"),
        "sekretaris": (office.sekretaris, "Sekretaris Dinas"),
        "kasubag_perencanaan": (office.kasubag, "Kasubag Perencanaan"),
        "staf_perencana": (office.staf_perencana, "Staf Perencana"),
    }
    for step, minutes, outcome in plan:
        row = case.edition.row(step)
        seen[step] += 1
        end = add_minutes(moment, minutes, calendar)
        person, title = people[row.pelaksana]
        StepRecord.objects.create(
            case=case, step=step, visit=seen[step], pelaksana=row.pelaksana, norm=row.waktu, opened_at=moment,
            due_at=due(moment, row.norm, calendar), finished_at=end if outcome else None, outcome=outcome or "",
            minutes_used=minutes if outcome else None, finished_by=person if outcome else None,
            finished_name=person.name if outcome else "", finished_title=title if outcome else "",
            finished_mode="definitif" if outcome else "", note="Mohon diperbaiki." if outcome == "dikembalikan" else "",
        )  # fmt: skip
        moment = end
    last = plan[-1]
    state = last[0].value if last[2] is None else "selesai" if last[2] == Outcome.SELESAI else last[2].value
    closed = moment if last[2] else None
    ReportRequest.objects.filter(pk=case.pk).update(state=state, closed_at=closed)
    return ReportRequest.objects.get(pk=case.pk)


WHOLE: Plan = [(step, 40, Outcome.SELESAI) for step in Step]
SENT_BACK: Plan = [
    *WHOLE[:6], (Step.PARAF_SEKRETARIS, 90, Outcome.DIKEMBALIKAN), (Step.DRAFT, 100, Outcome.SELESAI), *WHOLE[5:]
]  # fmt: skip
