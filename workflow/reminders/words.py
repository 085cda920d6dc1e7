"""What a reminder says: number, step, due time. Never report data: it leaves the office by e-mail and WhatsApp."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import prefetch_related_objects

from accounts.worktime import Calendar
from accounts.worktime_words import clock, dated, time_left
from workflow.reminder_models import Tone, When
from workflow.reminders.assess import Saying
from workflow.reminders.audience import Audience
from workflow.reminders.rules import OPENED, SNOOZED
from workflow.sop import Step
from workflow.visits import StepRecord
from workflow.waiting import waits_since

FIRM = "Mohon segera diselesaikan; keterlambatan menghambat kegiatan dinas."
Text = tuple[str, str]


def single(visit: StepRecord, saying: Saying, found: Audience, at: datetime, calendar: Calendar) -> Text:
    """Subject and body of one thing said to one person."""
    title, due_at = visit.case.title_outside, _due(visit, saying)
    parts = [
        f"{step_words(visit)}.",
        f"{_until(visit, due_at, at, calendar)}.",
    ]
    if not visit.case.letter.is_secret:
        parts.append(f"Surat agenda {visit.case.letter.agenda} dari {visit.case.letter.sender}.")
    if saying.holding is None:
        parts.insert(1, _who_has_it(visit, found))
    prefetch_related_objects([visit], "pauses")
    if since := waits_since(visit, at):
        parts.append(f"Tercatat menunggu pihak lain sejak {dated(since, at)}.")
    if saying.stage.rule is not None and saying.stage.rule.tone == Tone.TEGAS:
        parts.append(FIRM)
    return f"{_opening(saying, due_at, at, calendar.of(visit.executor.unit_kind))}: {title}"[:200], " ".join(
        parts
    )


def digest(
    items: Sequence[tuple[StepRecord, Saying]], half_day: str, at: datetime, calendar: Calendar
) -> Text:
    """Subject and body of several, the most urgent first; each a line that stands on its own in any channel."""
    ordered = sorted(items, key=lambda item: (_due(*item), item[0].pk))
    lines = [
        f"{number}. {_named(visit)}. {step_words(visit)}. {_until(visit, _due(visit, saying), at, calendar)}."
        for number, (visit, saying) in enumerate(ordered, start=1)
    ]
    if any(saying.stage.rule is not None and saying.stage.rule.tone == Tone.TEGAS for _, saying in items):
        lines.append(FIRM)
    return f"Rangkuman {half_day.split()[-1]} ini: {len(items)} pekerjaan mendekati tenggat", "\n".join(lines)


def _named(visit: StepRecord) -> str:
    case = visit.case
    return case.title_outside + ("" if case.letter.is_secret else f" (agenda {case.letter.agenda})")


def step_words(visit: StepRecord) -> str:
    """ "Langkah 4 dari 9, analisis dan evaluasi", and whom it was assigned to, if to one of several."""
    step = Step(visit.step)
    given = f", ditugaskan kepada {visit.assignee.name}" if visit.assignee is not None else ""
    return f"Langkah {step.number} dari 9, {step.label[:1].lower()}{step.label[1:]}{given}"


def _until(visit: StepRecord, due_at: datetime, at: datetime, calendar: Calendar) -> str:
    return f"Tenggat {dated(due_at, at)} ({time_left(at, due_at, calendar.of(visit.executor.unit_kind))})"


def _due(visit: StepRecord, saying: Saying) -> datetime:
    return saying.holding.due_at if saying.holding is not None else visit.due_at


def _opening(saying: Saying, due_at: datetime, at: datetime, calendar: Calendar) -> str:
    """How the subject begins: what happened, as it stands now and not as it stood when it came due."""
    stage = saying.stage
    if stage.code == OPENED:
        return "Menunggu Anda"
    if stage.code == SNOOZED:
        return f"Diingatkan lagi pukul {clock(at)}"
    if at < due_at:
        return f"Pengingat, {time_left(at, due_at, calendar)}"
    if stage.rule is not None and stage.rule.when == When.TEPAT:
        return "Tenggat tiba"
    return "Terlambat"


def _who_has_it(visit: StepRecord, found: Audience) -> str:
    """Told to a superior: where it stands. Units by name, else the people."""
    names = [
        one.submission.unit.name if one.submission is not None else one.person.name for one in found.holdings
    ]
    listed = list(dict.fromkeys(names))
    if not listed:
        return f"Jabatan {visit.executor.person} kosong."
    rest = f" dan {len(listed) - 4} lainnya" if len(listed) > 4 else ""
    return f"Masih di {', '.join(listed[:4])}{rest}."
