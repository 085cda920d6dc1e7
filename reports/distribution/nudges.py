"""Remind whoever has not confirmed a copy: once a half-day at most, whoever presses (as for a unit's form)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.calendar import office_calendar
from accounts.channels.whatsapp import whatsapp_link
from accounts.errors import NotYours, Refusal
from accounts.models import User
from accounts.notifications import tell
from accounts.posts import Desk
from accounts.worktime import Calendar
from reports.collection import actors
from reports.collection.nudges import already, claim, half_day
from reports.distribution import sending
from reports.distribution.models import Copy, CopyNudge
from reports.report import Report


class AlreadyReminded(Refusal):
    """This recipient was reminded in this half-day."""


@transaction.atomic
def remind(*, copy: Copy, by: User, at: datetime) -> CopyNudge:
    """Remind the people of one unit of the report that waits for their receipt. Raises Refusal or NotYours."""
    Report.objects.select_for_update().get(pk=copy.report_id)
    current = Copy.objects.select_related("report", "unit").get(pk=copy.pk)
    post = actors.manager(Desk(by, at))
    if post is None:
        raise NotYours("Hanya Staf Perencana dan Kasubag Perencanaan yang mengingatkan penerima.")
    if current.received_at is not None:
        raise Refusal(f"{current} sudah memberi tanda terima. Muat ulang halaman.")
    if current.unit is None:
        raise Refusal(f"{current} tidak punya akun. Hubungi langsung, lalu catat siapa yang menerima.")
    number = sending.signed_papers(current)[0].number.text
    mailed, others = sending.people(current, at)
    persons = [*mailed, *others]
    if not persons:
        raise Refusal(
            f"Jabatan di {current} kosong, jadi tidak ada yang dapat diingatkan. Minta TU atau admin kantor menunjuk Plt. atau Plh."
        )
    half = half_day(at, office_calendar())
    made = claim(
        CopyNudge.objects.create, copy=current, half_day=half, at=at, by=f"{by.name}, {post.jabatan}"[:200],
        recipients=[person.name for person in persons],
    )  # fmt: skip
    if made is None:
        standing = CopyNudge.objects.get(copy=current, half_day=half)
        raise AlreadyReminded(f"{current}: {already(standing)}")
    tell(
        recipients=persons, key=f"salinan-ingat:{made.pk}", at=at,
        subject=f"Menunggu tanda terima: {current.report.title}",
        body=f"{current.report.title}, nomor {number}, menunggu tanda terima {current}. Buka halamannya dan tekan “Sudah saya terima”.",
        path=reverse("salinan", args=[current.pk]),
    )  # fmt: skip
    audit.record(
        stream=f"laporan:{current.report_id}", act="penerima diingatkan", by=by, at=at, title=post.jabatan,
        detail={"penerima": str(current), "kepada": made.recipients},
    )  # fmt: skip
    return made


def remind_all(*, report: Report, by: User, at: datetime) -> tuple[list[CopyNudge], list[str]]:
    """Remind every unit that has not confirmed: who was told, and a sentence for each that was not."""
    told: list[CopyNudge] = []
    left: list[str] = []
    waiting = report.copies.filter(received_at__isnull=True, unit__isnull=False).select_related("unit")
    for copy in waiting:
        try:
            told.append(remind(copy=copy, by=by, at=at))
        except NotYours:
            raise
        except Refusal as refusal:
            left.append(refusal.message)
    if not told and not left:
        raise Refusal("Semua unit sudah memberi tanda terima. Muat ulang halaman.")
    return told, left


def reminded_now(report: Report, at: datetime, calendar: Calendar) -> dict[int, CopyNudge]:
    """Copy -> its reminder of this half-day. One query."""
    found = CopyNudge.objects.filter(copy__report=report, half_day=half_day(at, calendar))
    return {one.copy_id: one for one in found}


def whatsapp(copy: Copy, person: User, number: str) -> str:
    """A link that opens WhatsApp with number, title and address ready; "" without a usable number."""
    text = (
        f"Yth. {person.name}, {copy.report.title} nomor {number} menunggu tanda terima {copy}. "
        f"{settings.SITE_URL}{reverse('salinan', args=[copy.pk])}"
    )
    return whatsapp_link(person.phone, text)
