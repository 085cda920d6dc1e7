"""A report that is called off asks nothing of its units any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from reports.collection.models import OUTSTANDING, Submission, SubmissionState
from reports.report import Report


@transaction.atomic
def close_collection(*, report: Report, reason: str, by: User, at: datetime, title: str) -> int:
    """Excuse every unit that still owes something, with the reason. Returns how many.

    The caller holds the report's lock.
    """
    return Submission.objects.filter(report=report, state__in=OUTSTANDING).update(
        state=SubmissionState.DIKECUALIKAN,
        excuse=f"Permintaan dibatalkan: {reason}",
        excused_by=f"{by.name}, {title}"[:200],
    )
