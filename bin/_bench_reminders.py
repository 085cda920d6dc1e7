"""bin/bench reminders: P4, the scan past a million closed steps, and claiming ten thousand due ones in batches."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from _bench_alat import interleaved, line
from _bench_clock import bench_clock

FEW: Final = 1_000
MANY: Final = 1_000_000
DUE: Final = 10_000
SCAN_GOAL: Final = 3.0
CLAIM_GOAL: Final = 30.0
SCANS: Final = 200
"""One scan is a fraction of a millisecond: so many make one measured side."""


def bench_reminders(runs: int) -> bool:
    """Claim first: the closed steps would only make the loading slower, not the claim."""
    cases = _cases(DUE)
    return all([_claiming(cases, min(runs, 3)), _scan(cases, runs), bench_clock(runs)])


def _claiming(cases: list[Any], runs: int) -> bool:
    """Each side takes every due visit; taking the same one twice would show in the count."""
    from workflow.models import StepRecord
    from workflow.reminders import engine

    at = _now()
    StepRecord.objects.bulk_create([_visit(case, at, open_=True) for case in cases], batch_size=500)

    def side(size: int) -> None:
        StepRecord.objects.filter(finished_at__isnull=True).update(next_reminder_at=at)
        taken: list[int] = []
        while batch := engine.claim(at, size):
            taken += batch
        assert len(taken) == len(set(taken)) == DUE, f"{len(taken)} claimed, {len(set(taken))} different"

    batches, singly = interleaved(runs, lambda: side(engine.BATCH), lambda: side(1))
    ratio = singly / batches
    return line(
        "reminders", f"claiming {DUE} due reminders in batches of {engine.BATCH}, 0 doubled", batches, "s",
        ratio=ratio, against=f"one by one, {singly:.3f} s", goal=CLAIM_GOAL, ok=ratio >= CLAIM_GOAL,
    )  # fmt: skip


def _scan(cases: list[Any], runs: int) -> bool:
    """The same open visits, some of them due; first with a thousand closed ones beside them, then with a million."""
    from django.db import connection

    from workflow.models import StepRecord
    from workflow.reminders.engine import BATCH, due_visits

    at = _now()
    StepRecord.objects.filter(pk__in=list(StepRecord.objects.values_list("pk", flat=True)[200:])).delete()
    StepRecord.objects.update(next_reminder_at=at + timedelta(hours=1))
    StepRecord.objects.filter(pk__in=list(StepRecord.objects.values_list("pk", flat=True)[:20])).update(
        next_reminder_at=at - timedelta(minutes=1)
    )

    def scan() -> None:
        for _ in range(SCANS):
            assert len(due_visits(at).values_list("pk", flat=True)[:BATCH]) == 20

    _close(cases, FEW)
    (few,) = interleaved(runs, scan)
    _close(cases, MANY - FEW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    (many,) = interleaved(runs, scan)
    ratio = many / few
    return line(
        "reminders", f"reminder scan beside {MANY} closed steps", 1000 * many / SCANS, "ms",
        ratio=ratio, against=f"{FEW} closed, {1000 * few / SCANS:.3f} ms", goal=SCAN_GOAL, ok=ratio <= SCAN_GOAL,
    )  # fmt: skip


def _close(cases: list[Any], count: int) -> None:
    """Add closed visits, in slices so that memory stays flat; a case has at most 32,767 visits of a step."""
    from django.db.models import Max

    from workflow.models import StepRecord

    at, case = _now(), cases[0]
    first = (
        StepRecord.objects.filter(finished_at__isnull=False).aggregate(most=Max("visit"))["most"] or 1
    ) + 1
    for start in range(0, count, 50_000):
        rows = [
            _visit(cases[number % len(cases)], at, open_=False, visit=first + number // len(cases))
            for number in range(start, min(start + 50_000, count))
        ]
        StepRecord.objects.bulk_create(rows, batch_size=500)
    assert case.pk


def _visit(case: Any, at: datetime, *, open_: bool, visit: int = 1) -> Any:
    from workflow.models import StepRecord

    return StepRecord(
        case=case, step="disposisi", visit=visit, pelaksana="kepala_dinas", norm="1 jam", opened_at=at, due_at=at,
        next_reminder_at=at if open_ else None, finished_at=None if open_ else at, outcome="" if open_ else "selesai",
    )  # fmt: skip


def _cases(count: int) -> list[Any]:
    from reports.indicators.models import PeriodKind
    from reports.indicators.periods import period
    from tests import factories
    from workflow.editions import current_edition
    from workflow.models import Letter, ReportRequest

    at, edition = _now(), current_edition()
    office, asked = factories.office(), period(2026, PeriodKind.TRIWULAN, 3)
    letters = Letter.objects.bulk_create(
        [
            Letter(
                agenda_number=number, agenda_year=2026, number=f"000.7.2/{number}", date=at.date(),
                sender="Bappelitbangda", subject="Permintaan data", received_at=at, registered_by=office.penerima_surat,
            )
            for number in range(1, count + 1)
        ],
        batch_size=500,
    )  # fmt: skip
    return ReportRequest.objects.bulk_create(
        [ReportRequest(letter=letter, edition=edition, period=asked, opened_at=at) for letter in letters],
        batch_size=500,
    )


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()
