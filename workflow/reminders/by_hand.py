"""*Ingatkan* and the automatic reminders share a unit's half-day: whom a colleague has just reminded is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from accounts.worktime import Calendar
from reports.collection.nudges import claim_for_system, reminded_by_hand
from workflow.reminders.assess import Saying


def spared(sayings: Iterable[Saying], at: datetime, calendar: Calendar) -> set[Saying]:
    """What is left unsaid: a colleague reminded that person of the unit's form in this half-day. The rest uses it up.

    The announcement of the opening is no reminder, nor does a superior hear one. Units in one order, so that two workers
    never wait for each other.
    """
    of_units = [
        (one.holding.submission, one)
        for one in sayings
        if one.stage.is_reminder and one.holding is not None and one.holding.submission is not None
    ]
    found: set[Saying] = set()
    of_units.sort(key=lambda pair: pair[0].unit_id)
    for unit_id, group in groupby(of_units, key=lambda pair: pair[0].unit_id):
        pairs = list(group)
        people = [one.person for _, one in pairs]
        if not claim_for_system(pairs[0][0], people, at, calendar):
            by_hand = reminded_by_hand(unit_id, at, calendar)
            found |= {one for _, one in pairs if one.person.name in by_hand}
    return found
