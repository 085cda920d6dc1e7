"""What lies on the desk of a post: the list of a handover, and what a leaver would leave behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.models import Unit
from accounts.roles import Pelaksana, Role
from reports.collection.models import AT_UNIT, Submission, SubmissionState
from reports.distribution.models import Copy
from workflow.visits import StepRecord


@dataclass(frozen=True)
class Item:
    """One piece of open work; `tenggat` is an ISO moment, "" where nothing runs out."""

    jenis: str
    judul: str
    rinci: str
    tenggat: str
    alamat: str
    kasus: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def open_work(unit: Unit, role: str) -> list[Item]:
    """Everything that waits for whoever acts in this post now. At most four queries."""
    return [*_steps(unit, role), *_submissions(unit, role), *_receipts(unit, role)]


def pelaksana_of(unit: Unit, role: str) -> Pelaksana | None:
    """The pelaksana the SOP means by this post, if it names it at all."""
    return next((one for one in Pelaksana if one.role == role and one.place == unit.place), None)


def _steps(unit: Unit, role: str) -> Iterator[Item]:
    pelaksana = pelaksana_of(unit, role)
    if pelaksana is None:
        return
    visits = StepRecord.objects.filter(finished_at__isnull=True, pelaksana=pelaksana)
    for visit in visits.select_related("case__letter").order_by("due_at", "pk"):
        yield Item(
            "langkah",
            visit.case.title_outside,
            f"Langkah {visit.number} dari 9, {visit.get_step_display()}",
            visit.due_at.isoformat(),
            reverse("workflow:kasus-rinci", args=[visit.case_id]),
            visit.case_id,
        )


def _submissions(unit: Unit, role: str) -> Iterator[Item]:
    own = [pk for pk in (unit.pk, unit.parent_id if role in (Role.KEPALA_SEKSI, Role.STAF) else None) if pk]
    wanted = Q(unit__in=own, state__in=AT_UNIT)
    if pelaksana_of(unit, role) == Pelaksana.STAF_PERENCANA:
        wanted |= Q(state=SubmissionState.TERKIRIM)
    found = Submission.objects.filter(wanted).select_related("unit", "report__period")
    for one in found.order_by("due_at", "unit__order"):
        at_unit = one.state in AT_UNIT
        yield Item(
            "isian",
            f"Data {one.unit.name}, {one.report.period}",
            one.get_state_display(),
            one.due_at.isoformat() if at_unit else "",
            reverse("isian", args=[one.pk]),
        )


def _receipts(unit: Unit, role: str) -> Iterator[Item]:
    if role == Role.KEPALA_DINAS:
        return
    copies = Copy.objects.filter(unit=unit, received_at__isnull=True).select_related("report__period")
    for copy in copies.order_by("sent_at", "pk"):
        yield Item(
            "tanda terima",
            f"Laporan {copy.report.period}",
            "Salinan belum diberi tanda terima",
            "",
            reverse("salinan", args=[copy.pk]),
        )


def due_of(item: dict[str, Any]) -> datetime | None:
    """The due time of a kept item."""
    return datetime.fromisoformat(item["tenggat"]) if item.get("tenggat") else None
