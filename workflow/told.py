"""The log of one case: who was told what, when, by which way, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch, QuerySet

from accounts.channels.faults import explain
from accounts.models import Delivery, Message
from reports.distribution.models import Copy
from reports.signing.models import SignedPaper
from workflow.case import ReportRequest

PER_PAGE: Final = 40


@dataclass(frozen=True)
class Told:
    """One message with what became of it on each way out."""

    message: Message
    deliveries: list[tuple[Delivery, str]]
    """Each with the cause in words when it did not arrive."""


def threads(case: ReportRequest) -> list[str]:
    """All that messages of this case are about: itself, its units' isian, its copies, its papers. Three queries."""
    found = [f"kasus/{case.pk}"]
    if case.report is None:
        return found
    found += [f"isian/{pk}" for pk in case.report.submissions.values_list("pk", flat=True)]
    found += [f"salinan/{pk}" for pk in Copy.objects.filter(report=case.report).values_list("pk", flat=True)]
    papers = SignedPaper.objects.filter(report=case.report).values_list("token", flat=True)
    return found + [f"v/{token}" for token in papers]


def messages(case: ReportRequest) -> QuerySet[Message]:
    """Newest first."""
    return (
        Message.objects.filter(thread__in=threads(case))
        .select_related("recipient")
        .prefetch_related(Prefetch("deliveries", Delivery.objects.order_by("channel")))
        .order_by("-created_at", "-pk")
    )


def page(case: ReportRequest, number: int) -> tuple[list[Told], bool]:
    """One page, and whether there are more."""
    first = (number - 1) * PER_PAGE
    found = list(messages(case)[first : first + PER_PAGE + 1])
    rows = [
        Told(
            one,
            [(way, explain(way.channel, way.fault)[0] if way.fault else "") for way in one.deliveries.all()],
        )
        for one in found[:PER_PAGE]
    ]
    return rows, len(found) > PER_PAGE
