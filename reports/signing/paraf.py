"""Paraf: a seal over exactly one version of the draft (domain.md section 2.4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Subquery

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Assignment, User
from reports.drafting.models import Version
from reports.report import Report
from reports.signing.models import Paraf


@transaction.atomic
def seal(
    *,
    version: Version,
    pelaksana: str,
    step: int,
    by: User,
    assignment: Assignment,
    at: datetime,
    sha256: str,
) -> Paraf:
    """Paraf this version in the post of `assignment`. `sha256` is the version the person was looking at.

    Refuses another hash, an older version, a second paraf of the same step.
    """
    report = Report.objects.select_for_update().get(pk=version.report_id)
    newest = report.versions.order_by("-number").first()
    if newest is None or newest.pk != version.pk:
        number = newest.number if newest else 0
        raise Refusal(
            f"Sudah ada versi {number} yang lebih baru. Muat ulang halaman dan baca versi itu sebelum memaraf."
        )
    if sha256 != version.sha256:
        raise Refusal(
            "Versi yang Anda lihat bukan versi terakhir. Muat ulang halaman dan baca lagi sebelum memaraf."
        )
    held = version.parafs.filter(step=step, voided_at__isnull=True).first()
    if held is not None:
        raise Refusal(f"Versi {version.number} sudah diparaf oleh {held.title}. Tidak perlu diparaf lagi.")
    paraf = Paraf.objects.create(
        version=version, pelaksana=pelaksana, step=step, person=by, person_name=by.name,
        title=assignment.jabatan, mode=assignment.mode, at=at, sha256=version.sha256,
    )  # fmt: skip
    audit.record(
        stream=f"laporan:{report.pk}", act="paraf", by=by, at=at, title=assignment.jabatan,
        detail={"versi": version.number, "langkah": step, "sha256": version.sha256},
    )  # fmt: skip
    return paraf


@transaction.atomic
def void(*, report: Report, from_step: int, reason: str, at: datetime) -> list[Paraf]:
    """End the living parafs of `from_step` and later steps, whatever version they seal; returns them for telling."""
    Report.objects.select_for_update().get(pk=report.pk)
    parafs = list(
        Paraf.objects.select_related("person", "version").filter(
            version__report=report, step__gte=from_step, voided_at__isnull=True
        )
    )
    for paraf in parafs:
        paraf.voided_at, paraf.voided_reason = at, reason
        paraf.save(update_fields=["voided_at", "voided_reason"])
    return parafs


def living(report: Report) -> list[Paraf]:
    """Parafs that count now, in step order: what the newest version carries."""
    newest = report.versions.order_by("-number").first()
    return carried(newest) if newest is not None else []


def carried(version: Version) -> list[Paraf]:
    """The parafs a version carries, in step order: not voided, one a step, each over this version or over an earlier one
    from which it differs only by corrections of superiors that are on record (docs/adr/0006).

    A version the writer submitted begins anew: nothing before it is carried.
    """
    submitted = (
        Version.objects.filter(report=version.report_id, number__lte=version.number, correction__isnull=True)
        .order_by("-number")
        .values("number")[:1]
    )
    found = (
        Paraf.objects.select_related("version", "person")
        .defer("version__html")
        .filter(
            version__report=version.report_id, version__number__gte=Subquery(submitted),
            version__number__lte=version.number,
            voided_at__isnull=True, sha256=F("version__sha256"),
        )
        .order_by("step", "version__number")
    )  # fmt: skip
    return list({paraf.step: paraf for paraf in found}.values())
