"""Who sees which cases, and what waits for whom. Lists start here; guardian is asked on single things only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.roles import HEAD_ROLES, Pelaksana
from workflow.letters import DispositionRecipient, Letter, Sifat
from workflow.sop import Step

if TYPE_CHECKING:
    from accounts.posts import Desk
    from workflow.case import ReportRequest  # noqa: F401 - the base class below names it
    from workflow.visits import StepRecord


class CaseQuerySet(models.QuerySet["ReportRequest"]):
    def visible_to(self, desk: Desk) -> CaseQuerySet:
        """The cases a person may open (product.md, Who sees what).

        Kepala Dinas, Sekretaris, Kasubag Perencanaan and staf perencana see all but the rahasia ones that are not
        theirs; people of a unit see the cases their unit received; a personal grant opens a rahasia one.
        """
        mine = Q(pk__in=self._granted(desk))
        # Who sees all needs no unit below to see a case, and must not come to a rahasia one through it.
        if (
            units := [post.unit_id for post in desk.held]
            if desk.sees_all
            else [unit.pk for unit in desk.units]
        ):
            mine |= Q(pk__in=_received_by(units))
        if headed := [post.unit_id for post in desk.held if post.role in HEAD_ROLES]:
            mine |= Q(pk__in=_addressed_to(headed))
        if desk.sees_all:
            mine |= ~Q(letter__sifat=Sifat.RAHASIA) | Q(pk__in=_secret_for(desk))
        return self.filter(mine)

    def _granted(self, desk: Desk) -> models.QuerySet[Any, Any]:
        from workflow.case import READ_SECRET, ReportRequestUserObjectPermission

        return ReportRequestUserObjectPermission.objects.filter(
            user=desk.user, permission__codename=READ_SECRET
        ).values("content_object")

    def running(self) -> CaseQuerySet:
        return self.filter(state__in=Step.values)


def _received_by(units: list[int]) -> models.QuerySet[Any, Any]:
    from workflow import case as cases

    return cases.ReportRequest.objects.filter(
        Q(report__submissions__unit__in=units) | Q(report__copies__unit__in=units)
    ).values("pk")


def _addressed_to(units: list[int]) -> models.QuerySet[Any, Any]:
    """A tembusan reaches the head of the unit; their staf see the case once a format arrives."""
    return DispositionRecipient.objects.filter(unit__in=units, disposition__recalled_at__isnull=True).values(
        "disposition__case"
    )


def _secret_for(desk: Desk) -> models.QuerySet[Any, Any]:
    """Rahasia cases that have reached this person as a head: the Kadis first, others once it was their turn."""
    from workflow.visits import StepRecord

    heads = [p for p in Pelaksana if p != Pelaksana.STAF_PERENCANA and desk.holds(p)]
    return StepRecord.objects.filter(pelaksana__in=heads).values("case")


def visible_letters(desk: Desk) -> models.QuerySet[Letter]:
    """The register: all of it for who registers letters, else the letters of the cases one may see."""
    letters = Letter.objects.select_related("case", "classification")
    if desk.receives_letters:
        return letters
    from workflow import case as cases

    return letters.filter(case__in=cases.ReportRequest.objects.visible_to(desk))


def open_visits_for(desk: Desk) -> models.QuerySet[StepRecord]:
    """What waits for this person now, most urgent first: one indexed look at the open visits."""
    from workflow import case as cases
    from workflow.visits import StepRecord

    roles = [p for p in Pelaksana if desk.acts_as(p)]
    return (
        StepRecord.objects.filter(finished_at__isnull=True, pelaksana__in=roles)
        .filter(case__in=cases.ReportRequest.objects.visible_to(desk))
        .select_related("case__letter", "case__edition", "case__period")
        .prefetch_related("case__edition__rows")
        .order_by("due_at", "pk")
    )
