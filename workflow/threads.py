"""What the bell calls a case, a unit's isian and a copy, whose messages it groups; and what mail calls a rahasia one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from accounts.bell import names
from accounts.channels.outside import veils
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


@veils("kasus")
def secret_case(key: int) -> Mapping[str, str]:
    """Titles of a rahasia case -> its agenda number."""
    return _veiled(ReportRequest.objects.filter(pk=key))


@veils("isian")
def secret_submission(key: int) -> Mapping[str, str]:
    """The same for a unit's isian of one."""
    return _veiled(ReportRequest.objects.filter(report__submissions=key))


@veils("salinan")
def secret_copy(key: int) -> Mapping[str, str]:
    """The same for a copy of its report."""
    return _veiled(ReportRequest.objects.filter(report__copies=key))


def _veiled(cases: QuerySet[ReportRequest]) -> Mapping[str, str]:
    case = cases.select_related("letter", "report").first()
    if case is None or not case.letter.is_secret:
        return {}
    titles = {case.title} | ({case.report.title} if case.report is not None else set())
    return dict.fromkeys(titles, case.title_outside)
