"""What makes the clock of the sample office alive: a step that waits on another office, and one with more time."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from accounts.worktime import Calendar, hari
from workflow import deadlines, pausing
from workflow.sop import Step
from workflow.visits import StepRecord


def tell_time(*, kasubag: User, at: datetime, calendar: Calendar) -> None:
    """At `at` the Kasubag writes that the analysis waits on Bappelitbangda, and gives the writer of a draft one more day."""
    waits, writes = _open(Step.ANALISIS, at), _open(Step.DRAFT, at)
    if waits is not None:
        pausing.begin(
            case_id=waits.case_id, visit_id=waits.pk, by=kasubag, at=at,
            reason="Bappelitbangda belum menjawab angka PDRB yang dipakai untuk membandingkan.",
        )  # fmt: skip
    if writes is not None:
        deadlines.extend(
            case_id=writes.case_id, visit_id=writes.pk, until=dict(deadlines.offers(writes, at, calendar))[hari(1)],
            reason="Staf perencana mengikuti pelatihan satu hari.", by=kasubag, at=at,
        )  # fmt: skip


def _open(step: Step, at: datetime) -> StepRecord | None:
    return StepRecord.objects.filter(step=step, finished_at__isnull=True, opened_at__lt=at).first()
