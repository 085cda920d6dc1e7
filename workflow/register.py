"""Step 0: a letter is written into the agenda book, which opens step 1."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.posts import Desk
from reports.signing import numbering
from reports.signing.models import SeriesPurpose
from workflow.archive import keeping
from workflow.case import ReportRequest
from workflow.editions import current_edition
from workflow.letters import Letter
from workflow.rules import may_register
from workflow.services import open_visit, wake_reminders
from workflow.sop import Step
from workflow.uploads import CheckedFile

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def register(*, data: Mapping[str, Any], by: User, at: datetime) -> ReportRequest:
    """Give the letter its agenda number (gap-free per year) and open its case at step 1.

    `data`: number, date, sender, subject, sifat, classification, attachments, srikandi_number, requested_by, period,
    scan (a CheckedFile), agenda_typed (only where the agenda series is typed), is_sample (the sample office's own
    letters, which every paper then says). Raises Refusal.
    """
    desk = Desk(by, at)
    if not may_register(desk):
        raise NotYours(
            "Mencatat surat masuk adalah tugas staf penerima surat. Minta admin kantor bila tugas itu kini milik Anda."
        )
    today = timezone.localdate(at)
    refuse_future(data["date"], today)
    scan: CheckedFile = data["scan"]
    reserved = numbering.allocate(
        purpose=SeriesPurpose.AGENDA, key=f"surat:{uuid.uuid4().hex}", year=today.year, at=at,
        typed=data.get("agenda_typed"),
    )  # fmt: skip
    numbering.mark_used(reserved)
    post = desk.letter_post
    letter = Letter(
        agenda_year=reserved.year, agenda_number=reserved.number, received_at=at, number=data["number"].strip(),
        date=data["date"], sender=data["sender"].strip(), subject=data["subject"].strip(), sifat=data["sifat"],
        classification=data.get("classification"), attachments=data.get("attachments", ""),
        srikandi_number=data.get("srikandi_number", ""), requested_by=data.get("requested_by"),
        scan_name=scan.name, scan_mime=scan.mime, scan_size=scan.size, scan_sha256=scan.sha256, scan_pages=scan.pages,
        registered_by=by, registered_title=post.jabatan if post else str(by),
    )  # fmt: skip
    letter.scan.save(scan.name, scan.file, save=False)
    letter.save()
    case = ReportRequest.objects.create(
        title=case_title(str(data["period"]), letter.sender),
        letter=letter,
        edition=current_edition(),
        period=data["period"],
        opened_at=at,
        is_sample=data.get("is_sample", False),
    )
    open_visit(case, Step.DISPOSISI, at)
    audit.record(
        stream=f"kasus:{case.pk}", act="surat_dicatat", by=by, at=at, title=letter.registered_title,
        detail={"agenda": letter.agenda, "nomor": letter.number, "pindaian": scan.sha256},
    )  # fmt: skip
    keeping.keep_case(case=case, at=at)
    keeping.send_scan(case.pk)
    wake_reminders()
    return case


def refuse_future(day: date, today: date) -> None:
    """No letter is dated after the day it is registered."""
    if day > today:
        raise Refusal(
            f"Tanggal surat {day:%d-%m-%Y} belum terjadi. Periksa tanggal pada surat.", field="date"
        )


def case_title(period: str, sender: str) -> str:
    """How lists and messages name a case: several requesters ask for the same period."""
    return f"Data Kinerja {period} untuk {sender}"[:200]


def likely_duplicates(*, number: str, sender: str, on: date, scan_sha256: str = "") -> list[Letter]:
    """Registered letters that this one probably is: the same scan, or number and sender within a year."""
    same = Q(
        number__iexact=number.strip(),
        sender__iexact=sender.strip(),
        date__range=(on - timedelta(days=366), on + timedelta(days=366)),
    )
    if scan_sha256:
        same |= Q(scan_sha256=scan_sha256)
    return list(Letter.objects.filter(same).select_related("case").order_by("-received_at")[:3])
