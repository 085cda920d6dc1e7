"""Step 2, before the format goes out: the report it will belong to, and the requester's files beside it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.worktime_words import long_date
from reports.collection.attachments import add_attachment, remove_attachment
from reports.models import Period, Report
from workflow.case import ReportRequest
from workflow.services import Turn, take_turn
from workflow.sop import Action

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User


def report_of(case: ReportRequest, period: Period, at: datetime) -> Report:
    """The case's report for this period, made when first needed; only under the case's lock. The caller saves the case."""
    title = f"Laporan Data Kinerja {period}"
    if case.report is None:
        letter = case.letter
        case.report = Report.objects.create(
            title=title, period=period, requester=letter.sender, created_at=at, is_sample=case.is_sample,
            basis=f"Surat {letter.sender} Nomor {letter.number} tanggal {long_date(letter.date)}",
        )  # fmt: skip
    elif case.report.period_id != period.pk:
        case.report.title, case.report.period = title, period
        case.report.save(update_fields=["title", "period"])
    return case.report


@transaction.atomic
def attach(*, case_id: int, visit_id: int, file: UploadedFile[Any], by: User, at: datetime) -> None:
    """Keep one file at once, so that no later refusal of the page loses it."""
    turn = _turn(case_id, visit_id, by, at)
    report = report_of(turn.case, turn.case.period, at)
    turn.case.save(update_fields=["report"])
    add_attachment(report=report, file=file, by=by, at=at, title=turn.title)


@transaction.atomic
def detach(*, case_id: int, visit_id: int, attachment_id: int, by: User, at: datetime) -> None:
    """Take one file away again."""
    turn = _turn(case_id, visit_id, by, at)
    if turn.case.report is not None:
        remove_attachment(
            report=turn.case.report, attachment_id=attachment_id, by=by, at=at, title=turn.title
        )


def _turn(case_id: int, visit_id: int, by: User, at: datetime) -> Turn:
    return take_turn(case_id=case_id, action=Action.SAMPAIKAN_FORMAT, visit_id=visit_id, by=by, at=at)
