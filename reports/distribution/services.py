"""Step 9: the signed report to each bidang and to whoever asked; receipts follow without a clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Unit, User
from accounts.policy import require
from reports.distribution.models import Copy
from reports.report import Report
from reports.rules_paper import is_signed


@transaction.atomic
def distribute(
    *, report: Report, units: Iterable[Unit], outside: Iterable[str], by: User, at: datetime, title: str = ""
) -> list[Copy]:
    """Hand the signed report to these units and recipients outside the office. Who has it already is not asked twice."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if not is_signed(locked):
        raise Refusal("Laporan belum ditandatangani atau sudah dicabut, jadi tidak dapat dibagikan.")
    names = list(dict.fromkeys(" ".join(name.split()) for name in outside if name.strip()))
    chosen = list(dict.fromkeys(units))
    if not chosen and not names:
        raise Refusal(
            "Belum ada penerima. Pilih sedikitnya satu unit atau tulis penerima luar.", field="units"
        )
    if too_long := [name for name in names if len(name) > 200]:
        raise Refusal(
            f"Nama penerima “{too_long[0][:40]}…” terlalu panjang. Paling banyak 200 huruf.", field="outside"
        )
    held_units = set(locked.copies.values_list("unit_id", flat=True))
    held_names = set(locked.copies.values_list("outside", flat=True))
    copies = [
        Copy.objects.create(report=locked, unit=unit, sent_at=at, sent_by=by)
        for unit in chosen
        if unit.pk not in held_units
    ]
    copies += [
        Copy.objects.create(report=locked, outside=name, sent_at=at, sent_by=by)
        for name in names
        if name not in held_names
    ]
    audit.record(
        stream=f"laporan:{locked.pk}",
        act="dibagikan",
        by=by,
        at=at,
        title=title,
        detail={"penerima": [str(copy) for copy in copies]},
    )
    return copies


@transaction.atomic
def confirm_receipt(*, copy: Copy, by: User, at: datetime, name: str = "", title: str = "") -> Copy:
    """Say that the copy arrived; a second time changes nothing. `name` is who took it, for a recipient outside."""
    locked = Copy.objects.select_for_update(of=("self",)).select_related("report", "unit").get(pk=copy.pk)
    require(by, "terima", locked, at)
    if locked.received_at is not None:
        return locked
    if locked.unit_id is None and not name.strip():
        raise Refusal(f"Tulis nama orang yang menerima di {locked.outside}.", field="name")
    locked.received_at, locked.received_by, locked.received_name = at, by, (name.strip() or by.name)[:200]
    locked.save(update_fields=["received_at", "received_by", "received_name"])
    audit.record(
        stream=f"laporan:{locked.report_id}", act="diterima", by=by, at=at, title=title,
        detail={"penerima": str(locked), "nama": locked.received_name},
    )  # fmt: skip
    return locked


def unreceived(report: Report) -> list[Copy]:
    """Copies nobody has confirmed yet."""
    return list(report.copies.filter(received_at__isnull=True).select_related("unit"))
