"""Cuti and dinas luar: entered by the person, by TU or by the admin; ended early when the person is back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit, policy
from accounts.errors import NotYours, Refusal
from accounts.models import Absence, Assignment, User
from accounts.notifications import tell
from accounts.office.posts import cancel_assignment, end_assignment
from accounts.office.proposals import is_proposed, proposals, stand_ins_left
from accounts.office.stand_ins import keep_order, title_of
from accounts.posts import Desk, keepers_of_letters
from accounts.roles import Mode
from accounts.worktime_words import short_date


@transaction.atomic
def record_absence(
    *, person: User, kind: str, start: date, end: date, letter_number: str, by: User, at: datetime
) -> Absence:
    """Write down that somebody will be away, both days included. Raises Refusal or NotYours."""
    absence = Absence(
        person=person, kind=kind, start=start, end=end, letter_number=letter_number.strip(), entered_by=by, entered_at=at
    )  # fmt: skip
    desk = Desk(by, at)
    if reason := policy.why_not(by, "catat", absence, at, desk=desk):
        raise NotYours(reason)
    User.objects.select_for_update().get(pk=person.pk)
    _check(absence, today=timezone.localdate(at))
    absence.save()
    audit.record(
        stream=f"pegawai:{person.pk}", act="cuti dicatat", by=by, at=at, title=_title(desk, absence),
        detail={"jenis": absence.kind, "mulai": start.isoformat(), "sampai": end.isoformat(), "surat": absence.letter_number},
    )  # fmt: skip
    _ask_for_stand_in(absence, at)
    return absence


def _ask_for_stand_in(absence: Absence, at: datetime) -> None:
    """TU is told only where a head's post would stay without anybody to act in, also one the person runs as Plh."""
    open_posts = [proposal.post.jabatan for proposal in proposals(absence, at)]
    left = [post.jabatan for post in stand_ins_left(absence, at)]
    if open_posts or left:
        where = ["Usulan Plh. ada di halaman cuti itu."] if open_posts else []
        where += [
            f"{name} yang dijalankannya perlu diakhiri dan diberikan kepada orang lain." for name in left
        ]
        tell(
            recipients=keepers_of_letters(at), key=f"usulan-plh:{absence.pk}",
            subject=f"Perlu Plh.: {', '.join([*open_posts, *left])}",
            body=f"{absence.person} {absence.get_kind_display().lower()} {short_date(absence.start)} sampai "
            f"{short_date(absence.end)}. {' '.join(where)}",
            path=f"/pejabat/cuti/{absence.pk}/", at=at,
        )  # fmt: skip


def _check(absence: Absence, *, today: date) -> None:
    if not absence.person.is_active:
        raise Refusal(f"Akun {absence.person} sudah tidak aktif. Pilih orang lain.", field="person")
    if absence.end < absence.start:
        raise Refusal(
            "Tanggal sampai mendahului tanggal mulai. Isi tanggal yang sama atau sesudahnya.", field="end"
        )
    if absence.end < today:
        raise Refusal("Cuti ini sudah lewat seluruhnya. Catat yang sedang atau akan berjalan.", field="end")
    other = Absence.objects.filter(
        person=absence.person, ended_at=None, start__lte=absence.end, end__gte=absence.start
    ).first()
    if other is not None:
        raise Refusal(
            f"{absence.person} sudah tercatat {other.get_kind_display().lower()} {short_date(other.start)} sampai "
            f"{short_date(other.end)}. Akhiri dulu catatan itu, atau ubah tanggalnya supaya tidak bertumpuk.",
            field="start",
        )


def _title(desk: Desk, absence: Absence) -> str:
    if desk.user.pk == absence.person_id and desk.main_post is not None:
        return desk.main_post.jabatan
    return title_of(desk)


@transaction.atomic
def confirm_stand_in(
    *, absence: Absence, post: Assignment, person: User, sk_number: str, by: User, at: datetime
) -> Assignment:
    """Take up what the system proposes: `person` is Plh. of `post` for the days of the absence not yet covered.

    The one who is away may take a proposed person only; TU and admin anybody, through `stand_ins.appoint`.
    Raises Refusal, also when somebody else was faster.
    """
    desk = Desk(by, at)
    current = Absence.objects.select_for_update().select_related("person").get(pk=absence.pk)
    if reason := policy.why_not(by, "catat", current, at, desk=desk):
        raise NotYours(reason)
    proposal = next((one for one in proposals(current, at) if one.post.pk == post.pk), None)
    if proposal is None:
        raise Refusal(f"{post.jabatan} sudah ada Plh.-nya untuk hari-hari ini. Muat ulang halaman.")
    if not is_proposed(proposal, person):
        raise Refusal(
            "Pilih salah satu nama yang diusulkan. Orang lain ditunjuk TU atau admin kantor.", field="person"
        )
    return keep_order(
        person=person, unit=post.unit, mode=Mode.PLH, start=proposal.start, end=proposal.end,
        sk_number=sk_number or current.letter_number, by=by, title=_title(desk, current), at=at, absence=current,
    )  # fmt: skip


def stand_ins_of(absence: Absence, at: datetime) -> list[Assignment]:
    """The Plh. named because of this absence that still run or are to come."""
    return list(
        Assignment.objects.filter(
            order__absence=absence, ended_at=None, end__gte=timezone.localdate(at)
        ).with_places()
    )


@transaction.atomic
def end_absence(*, absence: Absence, end_stand_ins: bool, by: User, at: datetime) -> list[Assignment]:
    """Back at work, or the leave was called off. Returns the Plh. that ended with it."""
    desk = Desk(by, at)
    current = Absence.objects.select_for_update().select_related("person").get(pk=absence.pk)
    if reason := policy.why_not(by, "catat", current, at, desk=desk):
        raise NotYours(reason)
    if current.ended_at is not None or current.end < timezone.localdate(at):
        raise Refusal("Catatan ini sudah berakhir. Tidak ada yang perlu diubah.")
    current.ended_at = at
    current.save(update_fields=["ended_at"])
    ended = stand_ins_of(current, at) if end_stand_ins else []
    for post in ended:
        if post.start > timezone.localdate(at):
            cancel_assignment(assignment=post, by=by, at=at)
        else:
            end_assignment(assignment=post, by=by, at=at)
    audit.record(
        stream=f"pegawai:{current.person_id}", act="cuti diakhiri", by=by, at=at, title=_title(desk, current),
        detail={"jenis": current.kind, "pengganti diakhiri": [post.jabatan for post in ended]},
    )  # fmt: skip
    return ended
