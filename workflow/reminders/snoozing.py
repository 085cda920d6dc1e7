""" "Ingatkan saya lagi …": once per person and visit, to a working time before the due time. Superiors are told all the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts import audit
from accounts.calendar import office_calendar
from accounts.errors import NotYours, Refusal
from accounts.models import User
from accounts.posts import Desk
from accounts.worktime import WITA, Calendar, add_minutes, in_wita, is_open
from accounts.worktime_words import moment
from workflow.case import ReportRequest
from workflow.reminder_models import Reminder, Snooze
from workflow.reminders.audience import Holding, Posts, audience
from workflow.reminders.engine import reschedule
from workflow.rules import may_open
from workflow.visits import StepRecord

SHORT, LONG = 30, 120
OWN_CHOICE = "waktu"
MOST = 50
"""More open things than one desk holds."""


@dataclass(frozen=True)
class Choice:
    code: str
    words: str
    until: datetime


def choices(due_at: datetime, at: datetime, calendar: Calendar) -> list[Choice]:
    """The working times offered; none that would not leave time before the due time."""
    offered = [
        Choice("30-menit", "dalam 30 menit kerja", add_minutes(at, SHORT, calendar)),
        Choice("2-jam", "dalam 2 jam kerja", add_minutes(at, LONG, calendar)),
        Choice("besok", "pada awal hari kerja berikutnya", _next_morning(at, calendar)),
    ]
    return [choice for choice in offered if choice.until < due_at]


def _next_morning(at: datetime, calendar: Calendar) -> datetime:
    return next(calendar.working_days(in_wita(at).date() + timedelta(days=1))).opens


def holding_of(visit: StepRecord, person: User, posts: Posts) -> Holding | None:
    """What of this visit waits for this person now."""
    return next((one for one in audience(visit, posts).holdings if one.person.pk == person.pk), None)


@dataclass(frozen=True)
class Standing:
    """One visit that waits for a person: until when, and what they may still choose."""

    visit: StepRecord
    due_at: datetime
    earlier: Snooze | None
    choices: list[Choice]
    """Empty also where only a time of one's own is left."""
    may_snooze: bool


def standing(visit: StepRecord, person: User, posts: Posts, calendar: Calendar) -> Standing | None:
    """What a page shows of a visit; None where it does not wait for this person. `snooze` says why not."""
    holding = holding_of(visit, person, posts)
    if holding is None or visit.finished_at is not None:
        return None
    earlier = next((one for one in visit.snoozes.all() if one.person_id == person.pk), None)
    may = earlier is None and posts.at < holding.due_at
    hours = calendar.of(visit.executor.unit_kind)
    offered = choices(holding.due_at, posts.at, hours) if may else []
    return Standing(visit, holding.due_at, earlier, offered, may)


def own(desk: Desk, calendar: Calendar) -> list[Standing]:
    """Everything open that waits for this person and that they were told of, the most urgent first."""
    visits = (
        StepRecord.objects.filter(
            pk__in=Reminder.objects.filter(person=desk.user, visit__finished_at__isnull=True).values("visit"),
            case__in=ReportRequest.objects.visible_to(desk),
        )
        .select_related("case__letter", "case__report")
        .prefetch_related("snoozes")
        .order_by("due_at", "pk")[:MOST]
    )
    posts = Posts(desk.at)
    found = [one for visit in visits if (one := standing(visit, desk.user, posts, calendar)) is not None]
    return sorted(found, key=lambda one: (one.due_at, one.visit.pk))


@transaction.atomic
def snooze(*, case_id: int, visit_id: int, choice: str, typed: str, by: User, at: datetime) -> Snooze:
    """Remind this person of this visit again at the chosen time and not before. `typed` as a datetime-local field brings it.

    Refused past the due time, a second time, outside office hours, and to whoever holds nothing up. Whatever goes to the
    superior comes after the due time and is never put off.
    """
    case = (
        ReportRequest.objects.select_for_update(of=("self",))
        .select_related("letter", "report")
        .filter(pk=case_id)
        .first()
    )
    if case is None or not may_open(case, Desk(by, at)):
        raise NotYours("Kasus ini tidak ada atau bukan untuk Anda.")
    visit = StepRecord.objects.filter(pk=visit_id, case=case).first()
    if visit is None or visit.finished_at is not None:
        raise Refusal(
            "Langkah ini sudah selesai, jadi tidak ada lagi yang perlu diingatkan. Muat ulang halaman."
        )
    visit.case = case
    holding = holding_of(visit, by, Posts(at))
    if holding is None:
        raise NotYours("Langkah ini tidak sedang menunggu Anda, jadi tidak ada pengingat untuk ditunda.")
    if at >= holding.due_at:
        raise Refusal(
            "Tenggatnya sudah lewat, jadi pengingat tidak dapat ditunda lagi. "
            "Kerjakan sekarang, atau minta perpanjangan waktu kepada atasan."
        )
    if (earlier := visit.snoozes.filter(person=by).first()) is not None:
        raise Refusal(
            f"Pengingat langkah ini sudah Anda tunda sampai {moment(earlier.until, at)}. "
            "Setiap langkah hanya dapat ditunda sekali."
        )
    calendar = office_calendar().of(visit.executor.unit_kind)
    until = _chosen(choice, typed, holding.due_at, at, calendar)
    made = Snooze.objects.create(visit=visit, person=by, until=until, at=at)
    reschedule(visit, at)
    audit.record(
        stream=f"kasus:{case.pk}", act="pengingat ditunda", by=by, at=at,
        detail={"langkah": visit.step, "kunjungan": visit.visit, "sampai": until.isoformat()},
    )  # fmt: skip
    return made


def _chosen(choice: str, typed: str, due_at: datetime, at: datetime, calendar: Calendar) -> datetime:
    if choice != OWN_CHOICE:
        offered = {one.code: one.until for one in choices(due_at, at, calendar)}
        if choice not in offered:
            raise Refusal(
                f"Pilih kapan Anda ingin diingatkan lagi, sebelum tenggat {moment(due_at, at)}.",
                field="waktu",
            )
        return offered[choice]
    try:
        until = datetime.fromisoformat(typed.strip()).replace(tzinfo=WITA)
    except ValueError:
        raise Refusal("Isi tanggal dan jam Anda ingin diingatkan lagi.", field="waktu") from None
    if not at < until < due_at:
        raise Refusal(
            f"Pilih waktu antara sekarang dan tenggat, {moment(due_at, at)}: "
            "yang lewat tenggat tidak dapat ditunda.",
            field="waktu",
        )
    if not is_open(until, calendar):
        raise Refusal(
            f"{moment(until, at).capitalize()} di luar jam kantor. Pilih waktu pada jam kerja.", field="waktu"
        )
    return until
