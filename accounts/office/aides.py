"""Appointing and dismissing whoever prepares for an official: by the official, by TU or by the admin."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit, policy
from accounts.errors import Refusal
from accounts.models import Aide, Assignment, User
from accounts.notifications import tell
from accounts.office.leaving import takes_away
from accounts.office.stand_ins import title_of
from accounts.posts import Desk, acting_posts, belongs_to
from accounts.roles import HEAD_ROLES, Role


def may_be_aide(official: User, candidate: User, at: datetime) -> bool:
    """A staf, or somebody in or below a unit the official heads."""
    if official.pk == candidate.pk:
        return False
    posts = acting_posts(candidate, at)
    headed = [post.unit for post in acting_posts(official, at) if post.role in HEAD_ROLES]
    return any(
        post.role == Role.STAF or any(belongs_to(post, unit) for unit in headed) for post in posts
    ) and bool(headed)


@transaction.atomic
def appoint_aide(*, official: User, aide: User, by: User, at: datetime) -> Aide:
    """Let `aide` prepare acts for `official` until revoked. Raises Refusal or NotYours."""
    policy.require(by, "pilih_penyiap", official, at)
    User.objects.select_for_update().get(pk=official.pk)
    if not may_be_aide(official, aide, at):
        raise Refusal(
            f"{aide} bukan staf atau bawahan {official}. Pilih staf, atau pejabat di unit yang dipimpinnya.",
            field="aide",
        )
    made = Aide(
        official=official,
        aide=aide,
        appointed_by=by,
        appointed_title=_title(official, by, at),
        appointed_at=at,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Refusal(f"{aide} sudah menyiapkan untuk {official}.", field="aide") from None
    _record(made, "penyiap ditunjuk", by, at)
    tell(
        recipients=[official, aide], key=f"penyiap:{made.pk}", subject=f"{aide} menyiapkan untuk {official}",
        body=f"{aide} dapat mengisi disposisi dan catatan untuk {official}; {official} yang memeriksa dan menyetujui. "
        "Kata sandi tidak pernah dibagikan.",
        path="/pejabat/penyiap/", at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def revoke_aide(*, appointment: Aide, by: User, at: datetime) -> None:
    """End it now; what was prepared and not confirmed stays with the official to confirm or discard."""
    policy.require(by, "pilih_penyiap", appointment.official, at)
    if not Aide.objects.filter(pk=appointment.pk, revoked_at=None).update(revoked_at=at):
        raise Refusal("Penunjukan ini sudah dicabut.")
    _record(appointment, "penyiap dicabut", by, at)


def _title(official: User, by: User, at: datetime) -> str:
    desk = Desk(by, at)
    return desk.main_post.jabatan if by.pk == official.pk and desk.main_post else title_of(desk)


def _record(appointment: Aide, act: str, by: User, at: datetime) -> None:
    audit.record(
        stream=f"pegawai:{appointment.official_id}", act=act, by=by, at=at, title=_title(appointment.official, by, at),
        detail={"penyiap": appointment.aide.name},
    )  # fmt: skip


def officials_of(desk: Desk) -> dict[int, list[Assignment]]:
    """For whom this person prepares: official's key -> the posts they may act in now. Two queries, none for an aide of nobody."""
    known: dict[int, list[Assignment]] | None = desk.__dict__.get("_officials")
    if known is None:
        known = {}
        if any(post.prepares for post in desk.held):
            appointed = Aide.objects.filter(aide=desk.user.pk, revoked_at=None)
            known |= {key: [] for key in appointed.values_list("official", flat=True)}
        if known:
            for post in Assignment.objects.acting(desk.at).with_places().filter(person__in=known):
                known[post.person_id].append(post)
        desk.__dict__["_officials"] = known
    return known


@takes_away
def _aides_of_a_leaver(person: User, by: User | None, at: datetime) -> str:
    taken = Aide.objects.filter(revoked_at=None, aide=person).update(revoked_at=at)
    taken += Aide.objects.filter(revoked_at=None, official=person).update(revoked_at=at)
    return "penunjukan penyiap" if taken else ""
