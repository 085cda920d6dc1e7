"""How long the file of a case is kept: set when the case is closed, changed by a person with a reason, over one day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.posts import Desk
from accounts.roles import Pelaksana
from reports.letterhead import ClassificationCode, Fate
from workflow.archive.models import DestructionProposal, Retention
from workflow.case import ReportRequest

if TYPE_CHECKING:
    from accounts.models import Assignment, User

MOST_YEARS = 100


def begin(*, case: ReportRequest, at: datetime) -> Retention:
    """The case is closed: its file is kept as its letter's classification says. Called twice, the first stands."""
    code = case.letter.classification or ClassificationCode()
    closed = timezone.localdate(at)
    active, kept = until(closed, code.active_years, code.inactive_years)
    made, _ = Retention.objects.get_or_create(
        case=case,
        defaults={
            "closed_on": closed, "active_years": code.active_years, "inactive_years": code.inactive_years,
            "fate": code.fate, "active_until": active, "kept_until": kept,
        },
    )  # fmt: skip
    return made


def until(closed: date, active_years: int, inactive_years: int) -> tuple[date, date]:
    """The last day of active and of all keeping."""
    return _years_after(closed, active_years), _years_after(closed, active_years + inactive_years)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def keeper(desk: Desk) -> Assignment | None:
    """The post in which this person looks after the archive: Kasubag Perencanaan, whose unit made the files."""
    return desk.acts_as(Pelaksana.KASUBAG_PERENCANAAN)


@transaction.atomic
def change(
    *,
    retention: Retention,
    active_years: int,
    inactive_years: int,
    fate: str,
    reason: str,
    by: User,
    at: datetime,
    title: str = "",
) -> Retention:
    """Keep a file longer, shorter, or judge its fate anew. Raises Refusal."""
    locked = Retention.objects.select_for_update(of=("self",)).select_related("case").get(pk=retention.pk)
    refuse_change(locked, active_years, inactive_years, fate, reason)
    before = f"{locked.active_years}+{locked.inactive_years} tahun, {locked.get_fate_display().lower()}"
    locked.active_years, locked.inactive_years, locked.fate = active_years, inactive_years, fate
    locked.reason = reason.strip()[:300]
    locked.active_until, locked.kept_until = until(locked.closed_on, active_years, inactive_years)
    locked.save()
    audit.record(
        stream=f"kasus:{locked.case_id}", act="retensi_diubah", by=by, at=at, title=title,
        detail={"dari": before, "sebab": locked.reason,
                "ke": f"{active_years}+{inactive_years} tahun, {locked.get_fate_display().lower()}"},
    )  # fmt: skip
    return locked


def refuse_change(locked: Retention, active_years: int, inactive_years: int, fate: str, reason: str) -> None:
    """Why this file's keeping cannot be changed so; nothing when it can."""
    if locked.destroyed_at is not None:
        raise Refusal("Berkas ini sudah dimusnahkan, jadi masa simpannya tidak dapat diubah lagi.")
    if locked.items.filter(proposal__state=DestructionProposal.State.DIUSULKAN).exists():
        raise Refusal("Berkas ini sedang diusulkan musnah. Tunggu putusan Kepala Dinas atas usul itu.")
    if fate not in Fate.values:
        raise Refusal(
            "Nasib akhir belum dipilih. Pilih musnah, permanen, atau dinilai kembali.", field="fate"
        )
    if not 0 <= active_years <= MOST_YEARS or not 0 <= inactive_years <= MOST_YEARS:
        raise Refusal(f"Masa simpan paling lama {MOST_YEARS} tahun. Perbaiki angkanya.", field="active_years")
    if not reason.strip():
        raise Refusal("Tulis sebab perubahan, misalnya nomor JRA atau hasil penilaian.", field="reason")


@transaction.atomic
def judge(*, retention_ids: list[int], fate: str, reason: str, by: User, at: datetime) -> int:
    """The keeper decides the fate of several files at once; returns how many. Raises Refusal, and then changes none."""
    desk = Desk(by, at)
    post = keeper(desk)
    if post is None:
        raise NotYours("Menilai nasib akhir arsip adalah tugas Kasubag Perencanaan.")
    chosen = list(visible(desk).filter(pk__in=retention_ids).order_by("pk"))
    if not chosen:
        raise Refusal("Belum ada berkas yang dicentang. Centang sedikitnya satu berkas.")
    for one in chosen:
        change(
            retention=one, active_years=one.active_years, inactive_years=one.inactive_years, fate=fate, reason=reason,
            by=by, at=at, title=post.jabatan,
        )  # fmt: skip
    return len(chosen)


def visible(desk: Desk) -> QuerySet[Retention]:
    """The files of the cases this person may open."""
    return Retention.objects.filter(case__in=ReportRequest.objects.visible_to(desk)).select_related(
        "case__letter__classification", "case__report"
    )


def over(desk: Desk, today: date) -> QuerySet[Retention]:
    """Those whose keeping is over and that are still there; a file on an open list is left out."""
    return (
        visible(desk)
        .filter(kept_until__lt=today, destroyed_at__isnull=True)
        .exclude(items__proposal__state=DestructionProposal.State.DIUSULKAN)
    )
