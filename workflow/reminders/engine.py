"""One run of the reminders: claim what is due, look at each visit, say it. Running twice, or on two workers, is harmless."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.calendar import office_calendar
from accounts.notifications import close_messages, tell, withhold
from accounts.posts import acting_now
from accounts.worktime import Calendar, add_minutes, is_open, next_working_moment
from workflow.reminder_models import Digest, OfficeSeen, Reminder
from workflow.reminders import digest, words
from workflow.reminders.assess import Saying, assess
from workflow.reminders.audience import Audience, Posts, audience
from workflow.reminders.by_hand import spared
from workflow.visits import StepRecord

log = structlog.get_logger(__name__)

BATCH = 500


@dataclass(frozen=True)
class Told:
    """What one run did; figures for the log."""

    visits: int
    people: int


def run(at: datetime) -> Told:
    """Say everything that is due at `at`. Outside office hours nothing is said; it keeps until the office opens.

    Each visit is a transaction of its own: reminders of step 3 claim units' half-days, and claims of several visits held
    at once would come in no single order, so that they and *Ingatkan semua* could wait for each other for ever.
    """
    calendar = office_calendar()
    if not is_open(at, calendar):
        return Told(0, 0)
    look_again_if_the_office_changed(at, calendar)
    told: list[int] = []
    for batch in _batches(at):
        posts = Posts(at)
        told += [number for pk in batch if (number := _one(pk, posts, calendar)) is not None]
    return Told(len(told), sum(told) + digest.send_due(at, calendar))


def reschedule(visit: StepRecord, at: datetime) -> None:
    """Look at this open visit again in the next run: its due time, its holder or somebody's wish has changed."""
    visit.next_reminder_at = at
    StepRecord.objects.filter(pk=visit.pk, finished_at__isnull=True).update(next_reminder_at=at)


def close_said(visit: StepRecord, at: datetime) -> None:
    """What was said about a finished visit rings no more and leaves no more; nor does a digest of which nothing is left."""
    _close(f"kunjungan:{visit.pk}:", at)
    mentioned = Digest.objects.filter(reminders__visit=visit)
    open_elsewhere = Reminder.objects.filter(digest__in=mentioned, visit__finished_at__isnull=True)
    for pk in mentioned.exclude(pk__in=open_elsewhere.exclude(visit=visit).values("digest")).values_list(
        "pk", flat=True
    ):
        _close(f"rangkuman:{pk}:", at)


def _close(prefix: str, at: datetime) -> None:
    close_messages(prefix=prefix, at=at)
    withhold(prefix=prefix)


def look_again_if_the_office_changed(at: datetime, calendar: Calendar) -> None:
    """A Plh. begins or ends at midnight, without any act; a holiday is entered. Then look at every open visit again."""
    posts = "\n".join(":".join(map(str, post)) for post in acting_now(at))
    hours = f"{calendar.profiles}{sorted(calendar.days_off)}{sorted(map(repr, calendar.closings))}"
    fingerprint = hashlib.sha256(f"{posts}\n{hours}".encode()).hexdigest()
    seen = OfficeSeen.objects.order_by("pk").first()
    if seen is not None and seen.fingerprint == fingerprint:
        return
    with transaction.atomic():
        StepRecord.objects.filter(finished_at__isnull=True).update(next_reminder_at=at)
        OfficeSeen.objects.update_or_create(
            pk=seen.pk if seen else 1, defaults={"fingerprint": fingerprint, "at": at}
        )


def due_visits(at: datetime) -> QuerySet[StepRecord]:
    """What the scan looks at: the partial index over open visits holds nothing else."""
    return StepRecord.objects.filter(finished_at__isnull=True, next_reminder_at__lte=at).order_by(
        "next_reminder_at", "pk"
    )


@transaction.atomic
def claim(at: datetime, size: int = BATCH) -> list[int]:
    """Take up to `size` due visits for this worker: nobody else finds them while the lease runs.

    A worker killed meanwhile loses nothing: they are due again when it has run out, and what was said stands in rows.
    """
    taken = list(due_visits(at).select_for_update(skip_locked=True).values_list("pk", flat=True)[:size])
    if taken:
        StepRecord.objects.filter(pk__in=taken).update(
            next_reminder_at=at + timedelta(seconds=settings.REMINDER_LEASE_SECONDS)
        )
    return taken


def _batches(at: datetime) -> Iterator[Sequence[int]]:
    while batch := claim(at):
        yield batch


@transaction.atomic
def _one(pk: int, posts: Posts, calendar: Calendar) -> int | None:
    """How many people were told about this visit; None where it is over or another worker has it."""
    visit = (
        StepRecord.objects.filter(pk=pk, finished_at__isnull=True)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("case__letter", "case__report", "case__edition")
        .prefetch_related("case__edition__reminder_rules", "snoozes")
        .first()
    )
    if visit is None:
        return None
    people = _say_or_put_off(visit, posts, calendar)
    visit.save(update_fields=["next_reminder_at"])
    return people


def _say_or_put_off(visit: StepRecord, posts: Posts, calendar: Calendar) -> int:
    """One visit that cannot be told of must not silence all the others: it is logged and tried again in an hour."""
    try:
        with transaction.atomic():
            return _say(visit, posts, calendar)
    except Exception:
        log.exception("pengingat_gagal", kunjungan=visit.pk)
        visit.next_reminder_at = add_minutes(posts.at, 60, calendar)
        return 0


def _say(visit: StepRecord, posts: Posts, calendar: Calendar) -> int:
    hours = calendar.of(visit.executor.unit_kind)
    if not is_open(posts.at, hours):  # the office is open, but not for this kind of unit
        visit.next_reminder_at = next_working_moment(posts.at, hours)
        return 0
    found = assess(visit, posts, calendar)
    visit.next_reminder_at = found.next_at
    known = set(visit.reminders.values_list("person_id", "code", "for_due"))
    fresh = [one for one in found.now if one.row not in known]
    later = [one for one in found.soon if one.row not in known]
    waiting = [one for one in (*fresh, *later) if one.stage.waits_for_digest]
    at_once = [one for one in fresh if not one.stage.waits_for_digest]
    reminded = spared(at_once, posts.at, calendar)
    said = [one for one in at_once if one not in reminded]
    State = Reminder.State
    Reminder.objects.bulk_create(
        Reminder(
            visit=visit, person=one.person, code=one.stage.code, rule=one.stage.rule, for_due=one.stage.for_due,
            moment=one.stage.moment, at=posts.at,
            state=State.MENUNGGU if one.stage.waits_for_digest
            else State.DIINGATKAN if one in reminded else State.SEGERA,
        )
        for one in (*at_once, *waiting)
    )  # fmt: skip
    if said:
        _tell(visit, said, audience(visit, posts), posts.at, calendar)
    return len(said)


def _tell(
    visit: StepRecord, said: Sequence[Saying], found: Audience, at: datetime, calendar: Calendar
) -> None:
    """One message to all who hear the same words."""
    alike: dict[tuple[str, datetime, str, str], list[Saying]] = {}
    for one in said:
        text = words.single(visit, one, found, at, calendar)
        alike.setdefault((one.stage.code, one.stage.for_due, *text), []).append(one)
    for (code, for_due, subject, body), group in alike.items():
        tell(
            recipients=[one.person for one in group],
            key=f"kunjungan:{visit.pk}:{code}:{for_due.timestamp():.0f}",
            subject=subject, body=body, path=f"/kasus/{visit.case_id}/", at=at,
        )  # fmt: skip
