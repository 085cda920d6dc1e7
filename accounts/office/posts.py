"""Posts held for a time: who may hold what, beside whom, from when to when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Assignment, Unit, User
from accounts.office.hooks import changing
from accounts.office.trail import record_changes
from accounts.roles import HEAD_OF_KIND, MANDATES, Mode, Role, UnitKind
from accounts.worktime_words import short_date

_POST_FIELDS: Final = (
    "person", "role", "unit", "mode", "title", "receives_letters", "start", "end", "ended_at", "sk_number",
)  # fmt: skip


def check_assignment(assignment: Assignment, *, at: datetime) -> None:
    """Refusal where a post cannot be held like that, e.g. by two definitif heads at once."""
    role, mode, unit = Role(assignment.role), Mode(assignment.mode), assignment.unit
    head = HEAD_OF_KIND[unit.kind]
    if role not in (Role.STAF, head):
        raise Refusal(
            f"{unit} adalah {UnitKind(unit.kind).label.lower()}, jadi kepalanya {head.label}, bukan {role.label}. "
            f"Pilih peran {head.label} atau {Role.STAF.label}, atau pilih unit lain.",
            field="role",
        )
    if role == Role.STAF and mode != Mode.DEFINITIF:
        raise Refusal(
            "Plt., Plh., Pj., a.n. dan u.b. hanya untuk kepala unit. Pilih kedudukan definitif.", field="mode"
        )
    if mode != Mode.DEFINITIF and not assignment.sk_number.strip():
        raise Refusal(
            f"{mode.label} memerlukan nomor SK atau surat perintah. Isi nomornya.", field="sk_number"
        )
    if mode in MANDATES and not _has_own_post(assignment):
        raise Refusal(
            f"{mode.label} diberikan kepada pejabat yang memegang jabatan sendiri, karena jabatan itu ikut tertulis. Catat dahulu "
            "jabatannya, atau pilih Plt. atau Plh.",
            field="person",
        )
    if mode == Mode.PLH and assignment.end is None:
        raise Refusal(
            "Plh. selalu untuk waktu tertentu. Isi tanggal “sampai dengan”; dapat diakhiri lebih awal.",
            field="end",
        )
    if assignment.receives_letters and role != Role.STAF:
        raise Refusal("Tugas penerima surat hanya untuk staf. Hapus centangnya.", field="receives_letters")
    if assignment.end is not None and assignment.end < assignment.start:
        raise Refusal(
            "Tanggal sampai mendahului tanggal mulai. Isi tanggal yang sama atau sesudahnya, atau kosongkan.",
            field="end",
        )
    if not assignment.person.is_active and assignment.pk is None:
        raise Refusal(
            f"Akun {assignment.person} sudah tidak aktif. Aktifkan dulu atau pilih orang lain.",
            field="person",
        )
    if not unit.is_active and assignment.pk is None:
        raise Refusal(f"{unit} sudah tidak ada lagi. Pilih unit lain.", field="unit")
    if assignment.pk is not None:
        _check_history(assignment, today=timezone.localdate(at))
    _check_overlap(assignment)


def _has_own_post(assignment: Assignment) -> bool:
    """Whether the person heads a unit of their own when the mandate begins."""
    return (
        Assignment.objects.filter(
            Q(end__isnull=True) | Q(end__gte=assignment.start), person=assignment.person, ended_at=None
        )
        .exclude(Q(role=Role.STAF) | Q(mode__in=MANDATES))
        .exists()
    )


def _check_history(assignment: Assignment, *, today: date) -> None:
    before = Assignment.objects.get(pk=assignment.pk)
    same = all(
        getattr(before, name) == getattr(assignment, name)
        for name in ("person_id", "role", "unit_id", "mode", "start")
    )
    if before.start < today and not same:
        raise Refusal(
            f"Jabatan ini sudah berjalan sejak {short_date(before.start)}; orang, peran, unit, kedudukan dan tanggal "
            "mulainya tidak dapat diubah lagi. Akhiri jabatan ini lalu buat yang baru."
        )


def _check_overlap(assignment: Assignment) -> None:
    """One definitif head at a time, one Plh., one Plt., one Pj.; the same person not twice in the same post."""
    others = Assignment.objects.filter(
        unit=assignment.unit, role=assignment.role, mode=assignment.mode
    ).filter(Q(end__isnull=True) | Q(end__gte=assignment.start))
    if assignment.end is not None:
        others = others.filter(start__lte=assignment.end)
    others = others.exclude(pk=assignment.pk).select_related("person", "unit")
    if assignment.role == Role.STAF or assignment.mode in MANDATES:
        others = others.filter(person=assignment.person, ended_at=None)
    elif assignment.mode != Mode.DEFINITIF:
        others = others.filter(ended_at=None)
    other = others.first()
    if other is None:
        return
    until = f"sampai {short_date(other.end)}" if other.end else "tanpa tanggal akhir"
    raise Refusal(
        f"{other.person} sudah tercatat sebagai {other.jabatan} sejak {short_date(other.start)} {until}. "
        "Akhiri dulu jabatan itu, atau ubah tanggalnya supaya tidak bertumpuk.",
        field="start",
    )


@transaction.atomic
def save_assignment(*, assignment: Assignment, by: User | None, at: datetime) -> Assignment:
    """Create or change a post held for a time. Two admins naming one head at once: the second is refused."""
    Unit.objects.select_for_update().get(pk=assignment.unit_id)
    check_assignment(assignment, at=at)
    before = audit.snapshot(Assignment.objects.get(pk=assignment.pk), _POST_FIELDS) if assignment.pk else {}
    try:
        with transaction.atomic(), changing(assignment.unit, assignment.role, at):
            assignment.save()
    except IntegrityError:
        raise Refusal(
            "Pejabat definitif lain baru saja dicatat pada jabatan ini. Muat ulang halaman lalu periksa tanggalnya.",
            field="start",
        ) from None
    record_changes("jabatan", assignment, before, _POST_FIELDS, by=by, at=at)
    return assignment


def assign(
    *,
    person: User,
    role: Role,
    unit: Unit,
    start: date,
    by: User | None,
    at: datetime,
    mode: Mode = Mode.DEFINITIF,
    end: date | None = None,
    sk_number: str = "",
    title: str = "",
    receives_letters: bool = False,
) -> Assignment:
    """Give a person a post from `start` to `end` (both included; None: until ended)."""
    return save_assignment(
        assignment=Assignment(
            person=person,
            role=role,
            unit=unit,
            mode=mode,
            start=start,
            end=end,
            sk_number=sk_number,
            title=title,
            receives_letters=receives_letters,
        ),
        by=by,
        at=at,
    )


@transaction.atomic
def end_assignment(*, assignment: Assignment, by: User | None, at: datetime, on: date | None = None) -> None:
    """End a post at once, or at the end of the day `on`. A successor starts the next day."""
    post = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("unit", "person")
        .get(pk=assignment.pk)
    )
    today = timezone.localdate(at)
    last_day = on or today
    if post.ended_at is not None or (post.end is not None and post.end < today):
        raise Refusal(f"{post.jabatan} ({post.person}) sudah berakhir. Tidak ada yang perlu diubah.")
    if last_day < post.start:
        raise Refusal(
            f"Jabatan ini baru mulai {short_date(post.start)}. Batalkan jabatannya, atau pilih tanggal sesudah itu.",
            field="end",
        )
    if last_day < today:
        raise Refusal("Jabatan tidak dapat diakhiri mundur. Pilih hari ini atau sesudahnya.", field="end")
    before = audit.snapshot(post, _POST_FIELDS)
    post.end, post.ended_at = last_day, None if on is not None and on > today else at
    with changing(post.unit, post.role, at):
        post.save(update_fields=["end", "ended_at"])
    assignment.end, assignment.ended_at = post.end, post.ended_at
    record_changes("jabatan", post, before, _POST_FIELDS, by=by, at=at)


@transaction.atomic
def cancel_assignment(*, assignment: Assignment, by: User | None, at: datetime) -> None:
    """Take back a post that has not begun; one that has begun is history and can only be ended."""
    if assignment.start <= timezone.localdate(at):
        raise Refusal("Jabatan ini sudah mulai, jadi menjadi riwayat. Akhiri saja jabatannya.")
    before = audit.snapshot(assignment, _POST_FIELDS)
    audit.record(
        stream=f"jabatan:{assignment.pk}", act="jabatan dibatalkan", by=by, at=at, detail={"semula": before}
    )
    assignment.delete()
