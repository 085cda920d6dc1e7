"""One digest per person and half-day. What it says is looked at again at the moment of saying it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import structlog
from django.db import transaction

from accounts.notifications import tell
from accounts.worktime import Calendar
from reports.collection.nudges import claim as claim_row
from reports.collection.nudges import half_day
from workflow.reminder_models import Digest, Reminder
from workflow.reminders import words
from workflow.reminders.assess import Saying, assess
from workflow.reminders.audience import Posts, audience
from workflow.reminders.by_hand import spared
from workflow.reminders.rules import half_day_bounds
from workflow.visits import StepRecord

log = structlog.get_logger(__name__)
PATH = "/pengingat/"


@dataclass(frozen=True)
class Item:
    """One line of a digest: the newest that stands to be said of a visit, and every row it speaks for."""

    rows: list[Reminder]
    visit: StepRecord
    saying: Saying


def send_due(at: datetime, calendar: Calendar) -> int:
    """Send the digest of everybody whose first thing has come due and who had none in this half-day. How many went out."""
    had_one = Digest.objects.filter(half_day=half_day(at, calendar)).values("person")
    waiting = Reminder.objects.filter(state=Reminder.State.MENUNGGU, moment__lte=at)
    people = (
        waiting.exclude(person__in=had_one).order_by("person").values_list("person", flat=True).distinct()
    )
    posts, sent = Posts(at), 0
    for person_id in list(people):
        try:
            sent += _one(person_id, posts, calendar)
        except Exception:
            log.exception("rangkuman_gagal", pegawai=person_id)
    return sent


@transaction.atomic
def _one(person_id: int, posts: Posts, calendar: Calendar) -> int:
    """1 when this person's digest was written now; with everything of theirs that comes due in the rest of the half-day."""
    at, now = posts.at, half_day(posts.at, calendar)
    made = claim_row(Digest.objects.create, person_id=person_id, half_day=now, at=at)
    if made is None:
        return 0  # another worker has it
    rows = (
        Reminder.objects.filter(
            person_id=person_id,
            state=Reminder.State.MENUNGGU,
            moment__lte=half_day_bounds(at, calendar)[1],
        )
        .select_for_update(of=("self",))
        .select_related("person", "visit__case__letter", "visit__case__report", "visit__case__edition")
        .prefetch_related("visit__case__edition__reminder_rules", "visit__snoozes")
        .order_by("visit_id", "moment", "pk")
    )
    items = [
        item
        for _, group in groupby(rows, key=lambda row: row.visit_id)
        if (item := _still_so(list(group), posts, calendar)) is not None
    ]
    if not any(row.moment <= at for item in items for row in item.rows):
        made.delete()  # what had come due is gone by now: no empty digest, and the half-day is not used up
        return 0
    reminded = spared([item.saying for item in items], at, calendar)
    said = [item for item in items if item.saying not in reminded]
    for item in items:
        is_said = item.saying not in reminded
        Reminder.objects.filter(pk__in=[row.pk for row in item.rows]).update(
            state=Reminder.State.DIRANGKUM if is_said else Reminder.State.DIINGATKAN,
            digest=made if is_said else None,
        )
    if not said:
        made.delete()
        return 0
    _tell(made, said, posts, calendar)
    return 1


def _still_so(rows: list[Reminder], posts: Posts, calendar: Calendar) -> Item | None:
    """A visit's rows that would be said at this moment. The others go: done, handed on, put off, or told since."""
    visit = rows[0].visit
    kept: list[tuple[Reminder, Saying]] = []
    if visit.finished_at is None:
        found = assess(visit, posts, calendar)
        standing = {one.row: one for one in (*found.now, *found.soon)}
        keys = [(row, (row.person_id, row.code, row.for_due)) for row in rows]
        kept = [(row, standing[key]) for row, key in keys if key in standing]
    stay = {row.pk for row, _ in kept}
    Reminder.objects.filter(pk__in=[row.pk for row in rows if row.pk not in stay]).delete()
    return Item([row for row, _ in kept], visit, kept[-1][1]) if kept else None


def _tell(made: Digest, items: list[Item], posts: Posts, calendar: Calendar) -> None:
    person, at = items[0].rows[0].person, posts.at
    if len(items) == 1:
        visit, saying = items[0].visit, items[0].saying
        subject, body = words.single(visit, saying, audience(visit, posts), at, calendar)
        path = f"/kasus/{visit.case_id}/"
    else:
        pairs = [(item.visit, item.saying) for item in items]
        subject, body = words.digest(pairs, made.half_day, at, calendar)
        path = PATH
    tell(recipients=[person], key=f"rangkuman:{made.pk}", subject=subject, body=body, path=path, at=at)
