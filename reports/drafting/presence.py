"""Who is writing where, right now: a notice to the others, not a lock. Saving is guarded by the section's version."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from reports.drafting.models import DraftPresence
from reports.report import Report

FRESH = timedelta(seconds=30)
"""Three missed signs of life, and one has gone."""


@transaction.atomic
def announce(*, report: Report, section_id: int | None, by: User, at: datetime) -> None:
    """A sign of life of one writer; `section_id` None or of another report: on the page, but in no section."""
    section = report.sections.filter(pk=section_id).first() if section_id else None
    DraftPresence.objects.filter(report=report, seen_at__lt=at - FRESH).delete()
    DraftPresence.objects.update_or_create(
        report=report, person=by, defaults={"section": section, "seen_at": at}
    )


def others(*, report: Report, but: User, at: datetime) -> dict[int, list[str]]:
    """Names of the others by the section they are writing in."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = (
        DraftPresence.objects.filter(report=report, section__isnull=False, seen_at__gte=at - FRESH)
        .exclude(person=but)
        .select_related("person")
        .order_by("person__name")
    )
    for row in rows:
        assert row.section_id is not None
        found[row.section_id].append(row.person.name)
    return dict(found)
