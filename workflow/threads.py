"""What the bell calls a case, a unit's isian and a copy, whose messages it groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from accounts.bell import names
from reports.collection.models import Submission
from reports.distribution.models import Copy
from workflow.case import ReportRequest


@names("kasus")
def cases(keys: Iterable[int]) -> Mapping[int, str]:
    """Case -> its title."""
    return dict(ReportRequest.objects.filter(pk__in=list(keys)).values_list("pk", "title"))


@names("isian")
def submissions(keys: Iterable[int]) -> Mapping[int, str]:
    """Isian -> whose it is, in which report."""
    found = Submission.objects.filter(pk__in=list(keys)).select_related("unit", "report")
    return {one.pk: f"Isian {one.unit.short_name}, {one.report.title}" for one in found}


@names("salinan")
def copies(keys: Iterable[int]) -> Mapping[int, str]:
    """Copy -> the report it is of."""
    found = Copy.objects.filter(pk__in=list(keys)).select_related("report")
    return {copy.pk: f"Salinan {copy.report.title}" for copy in found}
