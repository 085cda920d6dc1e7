"""Dividing the rows of a bidang's form among its seksi."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import User
from accounts.posts import Desk
from reports.collection import actors
from reports.collection.models import Submission
from reports.collection.seksi import seksi_of
from reports.report import Report


@transaction.atomic
def share_rows(
    *, submission: Submission, cells: Iterable[int], seksi: int | None, by: User, at: datetime
) -> int:
    """Give rows to one seksi of the unit, or with None back to the whole unit. Returns how many."""
    Report.objects.select_for_update().get(pk=submission.report_id)
    current = Submission.objects.select_related("unit").get(pk=submission.pk)
    post = actors.sharer(Desk(by, at), current)
    if post is None:
        raise NotYours(
            f"Hanya kepala unit dan Kepala Seksi {current.unit.name} yang membagi baris, selama isian ada pada mereka."
        )
    chosen = set(cells)
    if not chosen:
        raise Refusal("Centang dulu baris yang dibagikan.", field="baris")
    there = {one.pk: one for one in seksi_of(current.unit)}
    if seksi is not None and seksi not in there:
        raise Refusal(f"Pilih salah satu seksi {current.unit.name}.", field="seksi")
    rows = current.cells.filter(pk__in=chosen)
    if len(rows) != len(chosen):
        raise Refusal("Baris itu bukan bagian isian ini. Muat ulang halaman, lalu pilih lagi.", field="baris")
    rows.update(seksi=seksi, checked_by="", checked_at=None)
    audit.record(
        stream=f"laporan:{current.report_id}",
        act="baris dibagi",
        by=by,
        at=at,
        title=post.jabatan,
        detail={
            "unit": current.unit.name,
            "kepada": there[seksi].name if seksi is not None else current.unit.name,
            "baris": len(chosen),
        },
    )
    return len(chosen)
