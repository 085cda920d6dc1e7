"""Rows of a bidang's form given to one of its seksi: whose check still waits.

A row given to nobody belongs to the whole bidang, as every row does until somebody divides them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Assignment, Unit
from accounts.roles import UnitKind
from reports.collection.models import Cell, Submission


def seksi_of(unit: Unit) -> list[Unit]:
    """The seksi among which this unit's rows can be divided."""
    return list(unit.children.filter(kind=UnitKind.SEKSI, is_active=True))


def mark_checked(
    submission: Submission, posts: Sequence[Assignment], kasi: Sequence[Assignment], *, by: str, at: datetime
) -> bool:
    """Mark what these Kepala Seksi posts check in a locked form; `kasi`: everybody's such posts in the unit.

    Whether nothing is left for another seksi.
    """
    others = {post.unit_id for post in kasi} - {post.unit_id for post in posts}
    _unchecked().filter(submission=submission).exclude(seksi__in=others).update(checked_by=by, checked_at=at)
    return not _unchecked().filter(submission=submission).exists()


def waiting_seksi(submissions: Iterable[int]) -> dict[int, set[int | None]]:
    """Submission id -> the seksi with answered rows that nobody has checked; None stands for rows given to nobody."""
    found: dict[int, set[int | None]] = defaultdict(set)
    pairs = _unchecked().filter(submission__in=submissions).order_by().values_list("submission", "seksi")
    for submission_id, seksi in pairs.distinct():
        found[submission_id].add(seksi)
    return dict(found)


def checking(posts: Iterable[Assignment], waiting: set[int | None]) -> list[Assignment]:
    """Of a unit's Kepala Seksi those who still have rows to check. A seksi without one is checked by any of them."""
    kasi = list(posts)
    manned = {post.unit_id for post in kasi}
    if not waiting or not waiting <= manned:
        return kasi
    return [post for post in kasi if post.unit_id in waiting]


def _unchecked() -> QuerySet[Cell]:
    return Cell.objects.filter(~Q(answer=""), checked_at__isnull=True)
