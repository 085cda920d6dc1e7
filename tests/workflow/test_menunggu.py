"""Two clocks of a visit: with whoever holds it, and waiting on others; who answers for being late."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.calendar import office_calendar
from tests.factories import Office
from workflow.models import Pause, ReportRequest, StepRecord
from workflow.services import current_visit
from workflow.waiting import Split, split

pytestmark = pytest.mark.django_db


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def visit_of(case: ReportRequest) -> StepRecord:
    visit = current_visit(case)
    assert visit is not None
    return visit


# opened 09.00, due 10.00; pauses as minutes after the opening, None: still running. mine, others, late, late_mine
CASES: tuple[tuple[str, int, tuple[tuple[int, int | None], ...], tuple[int, int, int, int]], ...] = (
    ("nothing waited for, in time", 40, (), (40, 0, 0, 0)),
    ("nothing waited for, late", 90, (), (90, 0, 30, 30)),
    ("late by less than it waited: not the holder's", 90, ((10, 50),), (50, 40, 30, 0)),
    ("late by more than it waited: the rest is the holder's", 150, ((10, 70),), (90, 60, 90, 30)),
    ("a pause still running counts until now", 90, ((30, None),), (30, 60, 30, 0)),
    ("two pauses at once are one wait", 90, ((10, 50), (20, 60)), (40, 50, 30, 0)),
    ("a pause inside another adds nothing", 90, ((10, 60), (20, 30)), (40, 50, 30, 0)),
    ("two pauses apart add up", 90, ((10, 20), (40, 60)), (60, 30, 30, 0)),
    ("a wait after the due time counts too", 150, ((70, 130),), (90, 60, 90, 30)),
    ("pauses that touch are counted once each", 90, ((10, 20), (20, 30)), (70, 20, 30, 10)),
)


@pytest.mark.parametrize(("why", "now", "pauses", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_two_clocks(
    why: str, now: int, pauses: tuple[tuple[int, int | None], ...], expected: tuple[int, int, int, int],
    letter_case: ReportRequest, at: datetime,
) -> None:  # fmt: skip
    visit = visit_of(letter_case)
    for kind, (first, last) in zip(Pause.Kind, pauses, strict=False):
        Pause.objects.create(
            visit=visit, kind=kind, starts=at + minutes(first), reason=why,
            ends=None if last is None else at + minutes(last),
        )  # fmt: skip
    assert split(visit, at + minutes(now), office_calendar()) == Split(*expected)


def test_a_wait_over_the_night_counts_working_time_only(letter_case: ReportRequest, at: datetime) -> None:
    visit = visit_of(letter_case)
    until = at + timedelta(days=1)  # Tuesday 09.00: one day at the office later
    Pause.objects.create(
        visit=visit, kind=Pause.Kind.LAINNYA, starts=at + minutes(30), ends=until, reason="Menunggu."
    )
    found = split(visit, until, office_calendar())
    assert (found.mine, found.others, found.total) == (30, 420, 450)


def test_a_finished_visit_is_split_up_to_its_end(
    office: Office, letter_case: ReportRequest, at: datetime
) -> None:
    visit = visit_of(letter_case)
    visit.finished_at, visit.outcome = at + minutes(80), "selesai"
    found = split(visit, at + timedelta(days=30), office_calendar())
    assert (found.total, found.late, found.late_mine, found.late_others) == (80, 20, 20, 0)


def test_prefetched_pauses_cost_no_query(
    letter_case: ReportRequest, at: datetime, django_assert_num_queries: object
) -> None:
    calendar = office_calendar()
    visit = StepRecord.objects.prefetch_related("pauses").get(case=letter_case)
    with django_assert_num_queries(0):  # type: ignore[operator]
        split(visit, at + minutes(10), calendar)
