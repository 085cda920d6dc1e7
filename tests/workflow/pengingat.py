"""What the tests of the reminders share."""

from __future__ import annotations

from datetime import datetime

from accounts.calendar import office_calendar
from accounts.worktime import Norm, next_working_moment
from workflow.models import StepRecord
from workflow.reminder_models import When
from workflow.reminders import rules
from workflow.reminders.assess import rules_of


def moment_of(visit: StepRecord, when: When, amount: int = 0) -> datetime:
    """When the rule of this visit's step that says `when` and `amount` comes due."""
    norm, calendar = Norm.parse(visit.norm), office_calendar()
    found = rules.rules_for(rules_of(visit), visit.step, norm)
    rule = next(one for one in found if one.when == when and one.amount == amount)
    start = next_working_moment(visit.opened_at, calendar)
    moment = rules.moment_of(rule, start, visit.due_at, norm, calendar)
    assert moment is not None
    return moment
