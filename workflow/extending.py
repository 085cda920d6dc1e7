"""Reminding units and giving one more time, while step 3 of the case runs: the case is locked before its report."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.errors import Refusal
from reports.collection import late, nudges
from reports.collection.models import LateEntry, Submission
from workflow.case import ReportRequest
from workflow.sop import Step

if TYPE_CHECKING:
    from accounts.models import User
    from reports.report import Report


@transaction.atomic
def remind(*, case_id: int, submission_id: int, by: User, at: datetime) -> nudges.Round:
    """Remind one unit of the case."""
    submission = _submission(_collecting(case_id), submission_id)
    return nudges.Round((nudges.nudge(submission=submission, by=by, at=at),), ())


@transaction.atomic
def remind_all(*, case_id: int, by: User, at: datetime) -> nudges.Round:
    """Remind every unit of the case that holds step 3 up."""
    return nudges.nudge_all(report=_collecting(case_id), by=by, at=at)


@transaction.atomic
def give_more_time(
    *, case_id: int, submission_id: int, until: str, reason: str, by: User, at: datetime
) -> LateEntry:
    """Isian susulan for one unit of the case. `until` as a datetime-local field brings it."""
    submission = _submission(_collecting(case_id), submission_id)
    return late.give_more_time(
        submission=submission, until=late.read_until(until), reason=reason, by=by, at=at
    )


def _collecting(case_id: int) -> Report:
    case = ReportRequest.objects.select_for_update(of=("self",)).select_related("report").get(pk=case_id)
    if case.step != Step.PENGUMPULAN or case.report is None:
        raise Refusal("Pengumpulan data kasus ini sudah selesai. Muat ulang halaman.")
    return case.report


def _submission(report: Report, pk: int) -> Submission:
    found = report.submissions.select_related("unit").filter(pk=pk).first()
    if found is None:
        raise Refusal("Pilih unit dari halaman ini. Muat ulang halaman, lalu coba lagi.")
    return found
