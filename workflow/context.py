"""What every page shows around its content: menu, who I am and in which post, the office clock, the bell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.notifications import unread_count
from accounts.policy import may
from accounts.posts import Desk
from accounts.worktime import Calendar, in_wita
from reports.indicators.models import Format

if TYPE_CHECKING:
    from workflow.editions import SopEdition


class MenuItem(NamedTuple):
    """One entry of the menu; templates unpack it."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True)
class Meja:
    """The desk of the person who reads the page; `templates/base.html` is its only reader."""

    menu: list[MenuItem]
    nama: str
    jabatan: str
    mode: str
    sekarang: datetime
    kantor_sampai: str
    bel: int
    demo: bool
    edisi: str


def edition_seen(request: HttpRequest, edition: SopEdition | None) -> None:
    """Tell the frame of an edition the page has read anyway; the one in force then costs no further query."""
    if edition is not None and edition.state == edition.State.BERLAKU:
        request.office_edition = edition  # type: ignore[attr-defined]


def desk(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Lazy, so that a fragment that shows no frame asks the database nothing."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"demo": settings.DEMO}
    return {"meja": SimpleLazyObject(lambda: _meja(request)), "demo": settings.DEMO}


def _meja(request: HttpRequest) -> Meja:
    mine = desk_of(request)
    now = mine.at
    post = mine.main_post
    return Meja(
        menu=_menu(request, mine),
        nama=mine.user.name,
        jabatan=post.jabatan if post else ("Admin kantor" if mine.is_office_admin else "Tanpa jabatan"),
        mode=post.get_mode_display() if post else "",
        sekarang=now,
        kantor_sampai=_office_words(calendar_of(request), now),
        bel=unread_count(mine.user),
        demo=settings.DEMO,
        edisi=_edition_words(request),
    )


def _menu(request: HttpRequest, mine: Desk) -> list[MenuItem]:
    here = request.path
    items = [("Tugas saya", reverse("workflow:beranda"))]
    if mine.held:
        items.append(("Kasus", reverse("workflow:kasus")))
    if mine.sees_all or mine.receives_letters:
        items.append(("Surat", reverse("workflow:surat")))
    if may(mine.user, "lihat", Format, mine.at, desk=mine):
        items.append(("Format", reverse("workflow:format-daftar")))
        items.append(("Templat", reverse("workflow:templat")))
    if mine.sees_all:
        items.append(("E.81", reverse("e81")))
        items.append(("Kinerja", reverse("workflow:kinerja")))
    if mine.held:
        items.append(("Arsip", reverse("workflow:arsip")))
    items.append(("SOP", reverse("workflow:sop")))
    if mine.is_office_admin:
        items.append(("Pengelola", reverse("admin:index")))
    return [
        MenuItem(label, url, here == url or (url != "/" and here.startswith(url))) for label, url in items
    ]


def _office_words(calendar: Calendar, now: datetime) -> str:
    local = in_wita(now)
    day = calendar.working_day(local.date())
    if day is None:
        return "Kantor libur hari ini"
    if local < day.opens:
        return f"Kantor buka {day.opens:%H.%M}"
    if local > day.closes:
        return "Kantor sudah tutup"
    return f"Kantor sampai {day.closes:%H.%M}"


def _edition_words(request: HttpRequest) -> str:
    from workflow.editions import SopEdition

    edition: SopEdition | None = getattr(request, "office_edition", None)
    if edition is None:
        edition = SopEdition.objects.filter(state=SopEdition.State.BERLAKU).first()
    if edition is None:
        return "Belum ada edisi SOP yang berlaku"
    day = f"{edition.tgl_pengesahan:%d-%m-%Y}"
    return f"SOP {edition.nomor_rapi}, edisi {day}. Sub Bagian Perencanaan, Sekretariat Dinas."
