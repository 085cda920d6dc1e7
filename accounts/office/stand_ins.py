"""Plt., Plh. and Pj., entered by the office admin or by whoever keeps the letters (TU), with the letter that orders it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import audit, policy
from accounts.errors import NotYours, Refusal
from accounts.models import Absence, Assignment, PostOrder, Unit, User
from accounts.notifications import tell
from accounts.office.posts import check_assignment, end_assignment, save_assignment
from accounts.posts import Desk, holders_beside
from accounts.roles import Mode, Role
from accounts.worktime_words import short_date

MODES = (Mode.PLT, Mode.PLH, Mode.PJ)
"""What is entered here; a.n. and u.b. are a mandate beside the holder and stay with the admin."""


@dataclass(frozen=True)
class OrderScan:
    """A scan that was checked by whoever knows files; `file` stands at its start."""

    file: UploadedFile[Any]
    name: str
    mime: str
    sha256: str


def title_of(desk: Desk) -> str:
    """How the trail names who enters it: the post of TU, else the admin."""
    return desk.letter_post.jabatan if desk.letter_post else desk.title_as()


def check_stand_in(assignment: Assignment, *, at: datetime) -> None:
    """Refusal where the person cannot stand in: the post is their own, or they are away themselves."""
    if Mode(assignment.mode) not in MODES:
        raise Refusal("Pilih Plt., Plh. atau Pj.", field="mode")
    check_assignment(assignment, at=at)
    if _holds_it(assignment):
        raise Refusal(
            f"{assignment.person} sendiri pejabat definitif jabatan ini. Pilih orang lain.", field="person"
        )
    last = assignment.end or assignment.start
    away = Absence.objects.filter(
        person=assignment.person, ended_at=None, start__lte=last, end__gte=assignment.start
    ).first()
    if away is not None:
        raise Refusal(
            f"{assignment.person} {away.get_kind_display().lower()} {short_date(away.start)} sampai {short_date(away.end)}. "
            "Pilih orang lain atau ubah tanggalnya.",
            field="person",
        )


def _holds_it(assignment: Assignment) -> bool:
    return _beside(assignment).filter(mode=Mode.DEFINITIF, person=assignment.person).exists()


def _beside(assignment: Assignment) -> QuerySet[Assignment]:
    """Other holders of the same post whose days meet these."""
    others = Assignment.objects.filter(
        Q(end__isnull=True) | Q(end__gte=assignment.start),
        unit=assignment.unit,
        role=assignment.role,
        ended_at=None,
    ).exclude(pk=assignment.pk)
    if assignment.end is not None:
        others = others.filter(start__lte=assignment.end)
    return others.select_related("person", "unit").order_by("start", "pk")


def explain(assignment: Assignment) -> list[str]:
    """What these days mean beside those of others, in sentences: who only reads meanwhile, and which days stay empty."""
    return [*_overlaps(assignment), *_gaps(assignment)]


def _overlaps(assignment: Assignment) -> Iterator[str]:
    until = f"sampai {short_date(assignment.end)}" if assignment.end else "sampai jabatan ini diakhiri"
    for other in _beside(assignment):
        if other.mode == Mode.DEFINITIF:
            yield (
                f"{other.person} tetap {other.jabatan}, tetapi hanya membaca dari {short_date(assignment.start)} {until}."
            )
        elif assignment.mode == Mode.PLH:
            yield f"{other.jabatan} {other.person} juga hanya membaca selama Plh. ini berjalan."
        elif other.mode == Mode.PLH:
            ends = f" sampai {short_date(other.end)}" if other.end else ""
            yield f"{other.jabatan} {other.person} berjalan{ends}; selama itu ia yang bertindak, bukan {assignment.person}."
        else:
            yield f"{other.jabatan} {other.person} berjalan bersamaan; keduanya dapat bertindak. Akhiri salah satunya."


def _gaps(assignment: Assignment) -> Iterator[str]:
    """Days just before and just after on which nobody would hold the post."""
    others = Assignment.objects.filter(unit=assignment.unit, role=assignment.role).exclude(pk=assignment.pk)
    before = assignment.start - timedelta(days=1)
    earlier = [one for one in others if one.start <= before]
    if earlier and not any(one.covers(before) for one in earlier):
        last = max(one.end for one in earlier if one.end)
        yield (
            f"Dari {short_date(last + timedelta(days=1))} sampai {short_date(before)} jabatan ini tidak dipegang siapa pun. "
            "Majukan tanggal mulai bila surat perintahnya memungkinkan."
        )
    if assignment.end is None:
        return
    after = assignment.end + timedelta(days=1)
    if any(one.covers(after) for one in others):
        return
    later = sorted(one.start for one in others if one.start > after)
    words = f"sampai {short_date(later[0] - timedelta(days=1))} " if later else ""
    yield f"Mulai {short_date(after)} {words}jabatan ini kosong. Siapkan penggantinya sebelum itu."


@transaction.atomic
def appoint(
    *,
    person: User,
    unit: Unit,
    mode: Mode,
    start: date,
    end: date | None,
    sk_number: str,
    by: User,
    at: datetime,
    scan: OrderScan | None = None,
    absence: Absence | None = None,
) -> Assignment:
    """Name a Plt., Plh. or Pj. of the head of `unit`. Raises Refusal, or NotYours unless `by` is TU or admin."""
    desk = Desk(by, at)
    if reason := policy.why_not(by, "tunjuk", Assignment, at, desk=desk):
        raise NotYours(reason)
    return keep_order(
        person=person, unit=unit, mode=mode, start=start, end=end, sk_number=sk_number, by=by, title=title_of(desk),
        at=at, scan=scan, absence=absence,
    )  # fmt: skip


def keep_order(
    *,
    person: User,
    unit: Unit,
    mode: Mode,
    start: date,
    end: date | None,
    sk_number: str,
    by: User,
    title: str,
    at: datetime,
    scan: OrderScan | None = None,
    absence: Absence | None = None,
) -> Assignment:
    """Write the post and its letter; only for services that have asked who may (appoint, absences.confirm)."""
    post = Assignment(
        person=person, role=Role(unit.head_role), unit=unit, mode=mode, start=start, end=end, sk_number=sk_number.strip()
    )  # fmt: skip
    check_stand_in(post, at=at)
    save_assignment(assignment=post, by=by, at=at)
    order = PostOrder(assignment=post, absence=absence, entered_by=by, entered_title=title, entered_at=at)
    if scan is not None:
        order.scan, order.scan_name = scan.file, scan.name[:150]
        order.scan_mime, order.scan_sha256 = scan.mime, scan.sha256
    order.save()
    _tell_of(post, at)
    return post


def _tell_of(post: Assignment, at: datetime) -> None:
    """Whoever is named learns of it at once; what moves is listed when it moves (workflow.handover)."""
    until = f" sampai {short_date(post.end)}" if post.end else ""
    tell(
        recipients=[post.person, *(one.person for one in holders_beside(post, at))], key=f"penunjukan:{post.pk}",
        subject=f"{post.person} ditunjuk sebagai {post.jabatan}",
        body=f"Mulai {short_date(post.start)}{until}, surat {post.sk_number}. Selama itu {post.person} yang bertindak dalam jabatan ini.",
        path="/pejabat/", at=at,
    )  # fmt: skip


@transaction.atomic
def add_scan(*, order: PostOrder, scan: OrderScan, by: User, at: datetime) -> None:
    """The letter was scanned later. One that is there is not replaced: a wrong one ends with its post."""
    desk = Desk(by, at)
    if reason := policy.why_not(by, "tunjuk", Assignment, at, desk=desk):
        raise NotYours(reason)
    current = PostOrder.objects.select_for_update().get(pk=order.pk)
    if current.scan:
        raise Refusal(
            "Pindaian SK sudah ada. Bila keliru, akhiri jabatan ini lalu catat yang baru.", field="scan"
        )
    current.scan, current.scan_name = scan.file, scan.name[:150]
    current.scan_mime, current.scan_sha256 = scan.mime, scan.sha256
    current.save()
    audit.record(
        stream=f"jabatan:{current.assignment_id}", act="pindaian SK disimpan", by=by, at=at, title=title_of(desk),
        detail={"sidik berkas": scan.sha256},
    )  # fmt: skip


@transaction.atomic
def end_stand_in(*, post: Assignment, by: User, at: datetime) -> None:
    """End a Plt., Plh. or Pj. now. Raises Refusal or NotYours."""
    policy.require(by, "akhiri", post, at)
    end_assignment(assignment=post, by=by, at=at)
