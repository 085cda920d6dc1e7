"""Step 9: the signed report to each bidang and to whoever asked; receipts follow without a clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import Unit, User
from accounts.notifications import close_messages
from accounts.policy import require
from accounts.posts import Desk
from reports.collection import actors
from reports.distribution import sending
from reports.distribution.models import Copy
from reports.distribution.planning import Recipient, checked
from reports.report import Report
from reports.rules_paper import is_signed


@transaction.atomic
def distribute(
    *, report: Report, recipients: Iterable[Recipient], by: User, at: datetime, title: str = ""
) -> list[Copy]:
    """Hand the signed report to these recipients and tell each once; who has it already gets no second one.

    Called again after the case is closed it adds whoever is new. Raises Refusal.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if not is_signed(locked):
        raise Refusal("Laporan belum ditandatangani atau sudah dicabut, jadi tidak dapat dibagikan.")
    chosen = checked(recipients)
    units = {
        unit.pk: unit
        for unit in Unit.objects.filter(pk__in=[one.unit_id for one in chosen if one.unit_id], is_active=True)
    }
    held_units = set(locked.copies.values_list("unit_id", flat=True))
    held_names = {name.casefold() for name in locked.copies.values_list("outside", flat=True)}
    copies = []
    for one in chosen:
        unit = units.get(one.unit_id) if one.unit_id else None
        gone = one.unit_id is not None and unit is None
        if gone or (unit.pk in held_units if unit else one.name.casefold() in held_names):
            continue
        made = Copy(report=locked, unit=unit, quantity=one.quantity, sent_at=at, sent_by=by)
        if unit is None:
            made.outside, made.email = one.name, one.email
        made.save()
        copies.append(made)
    if not copies and not held_units and not held_names:
        raise Refusal("Unit yang dipilih tidak aktif lagi. Muat ulang halaman, lalu pilih lagi.")
    for copy in copies:
        sending.send(copy, at=at)
    audit.record(
        stream=f"laporan:{locked.pk}", act="dibagikan", by=by, at=at, title=title,
        detail={"penerima": [f"{copy}, {copy.quantity} rangkap" for copy in copies]},
    )  # fmt: skip
    return copies


@transaction.atomic
def extend(*, report: Report, recipients: Iterable[Recipient], by: User, at: datetime) -> list[Copy]:
    """Hand the report to more recipients after the case is closed. Raises Refusal or NotYours."""
    post = actors.manager(Desk(by, at))
    if post is None:
        raise NotYours("Penerima ditambahkan Staf Perencana atau Kasubag Perencanaan.")
    if not report.copies.exists():
        raise Refusal("Laporan belum dibagikan. Selesaikan langkah 9 dahulu.")
    return distribute(report=report, recipients=recipients, by=by, at=at, title=post.jabatan)


@transaction.atomic
def confirm_receipt(
    *, copy: Copy, by: User, at: datetime, name: str = "", title: str = "", on: date | None = None
) -> Copy:
    """Say that the copy arrived; a second time changes nothing.

    `name` and `on`: who took it and on which day, for a recipient outside, written down by who handed it over.
    """
    Report.objects.select_for_update().get(pk=copy.report_id)
    locked = Copy.objects.select_related("report", "unit").get(pk=copy.pk)
    require(by, "terima", locked, at)
    if locked.received_at is not None:
        return locked
    today, handed = timezone.localdate(at), timezone.localdate(locked.sent_at)
    if locked.unit_id is None:
        if not name.strip():
            raise Refusal(f"Tulis nama orang yang menerima di {locked.outside}.", field="name")
        if on is not None and not handed <= on <= today:
            raise Refusal(
                f"Tanggal diterima harus antara {handed:%d-%m-%Y} (laporan dibagikan) dan hari ini.",
                field="on",
            )
    is_ours = locked.unit_id is not None
    locked.received_at, locked.received_by, locked.received_on = at, by, (today if is_ours else on or today)
    locked.received_name = by.name if is_ours else " ".join(name.split())[:200]
    locked.received_title = title[:200] if is_ours else ""
    locked.save(
        update_fields=["received_at", "received_by", "received_on", "received_name", "received_title"]
    )
    close_messages(prefix=sending.key(locked), at=at)
    audit.record(
        stream=f"laporan:{locked.report_id}", act="diterima", by=by, at=at, title=title,
        detail={"penerima": str(locked), "nama": locked.received_name, "tanggal": f"{locked.received_on:%Y-%m-%d}"},
    )  # fmt: skip
    return locked


@transaction.atomic
def mark_opened(*, copy: Copy, by: User, at: datetime, title: str = "") -> bool:
    """Somebody of the unit has the report on the screen; the first time counts. True when this was it."""
    require(by, "terima", copy, at)
    first = Copy.objects.filter(pk=copy.pk, opened_at__isnull=True).update(opened_at=at, opened_by=by)
    if first:
        audit.record(
            stream=f"laporan:{copy.report_id}", act="salinan dibuka", by=by, at=at, title=title,
            detail={"penerima": str(copy)},
        )  # fmt: skip
    return bool(first)


def unreceived(report: Report) -> list[Copy]:
    """Copies nobody has confirmed yet."""
    return list(report.copies.filter(received_at__isnull=True).select_related("unit"))
