"""Who holds which post at a moment. Authority follows from these answers, never from a person's name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cached_property
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from accounts.groups import OFFICE_ADMIN
from accounts.models import Aide, Assignment, Unit, User
from accounts.roles import HEAD_OF_KIND, Mode, Pelaksana, Place, Role, UnitKind

SUPERIOR: dict[Pelaksana, Pelaksana | None] = {
    Pelaksana.STAF_PERENCANA: Pelaksana.KASUBAG_PERENCANAAN,
    Pelaksana.KASUBAG_PERENCANAAN: Pelaksana.SEKRETARIS,
    Pelaksana.SEKRETARIS: Pelaksana.KEPALA_DINAS,
    Pelaksana.KEPALA_DINAS: None,
}
"""Whom a pelaksana answers to."""

_HEADS_OF_MANY = (Role.KEPALA_DINAS, Role.SEKRETARIS, Role.KEPALA_BIDANG)


def held_posts(user: User, at: datetime) -> list[Assignment]:
    """All posts of a person at `at`, also those somebody stands in for (`is_superseded`): for reading."""
    appointed = Aide.objects.filter(aide=OuterRef("person"), revoked_at__isnull=True)
    return list(
        Assignment.objects.at(at)
        .annotate(**{"prepares": Exists(appointed)})
        .with_superseded(at)
        .with_places()
        .filter(person=user)
        .order_by("start", "pk")
    )


def acting_posts(user: User, at: datetime) -> list[Assignment]:
    """The posts a person may act in at `at`: a definitif holder may not while a Plh., Plt. or Pj. runs."""
    return [post for post in held_posts(user, at) if not post.is_superseded]


def holders(pelaksana: Pelaksana, at: datetime) -> list[Assignment]:
    """Who may act as this pelaksana at `at`; [] when the post is vacant."""
    return _acting(Q(role=pelaksana.role, unit__place=pelaksana.place), at)


def holders_and_away(pelaksana: Pelaksana, at: datetime) -> list[Assignment]:
    """The same with those somebody stands in for (`is_superseded`): who the post belongs to, and who acts."""
    held = Assignment.objects.at(at).with_superseded(at).with_places().order_by("start", "pk")
    return list(held.filter(role=pelaksana.role, unit__place=pelaksana.place, unit__is_active=True))


def unit_holders(unit: Unit, roles: Collection[Role], at: datetime) -> list[Assignment]:
    """Who may act in these roles of this very unit at `at`."""
    return _acting(Q(unit=unit, role__in=roles), at)


def members(unit: Unit, at: datetime, roles: Collection[Role] = tuple(Role)) -> list[Assignment]:
    """Who may act in a unit or in the units below it (the seksi of a bidang) at `at`."""
    below = Q(unit=unit) | Q(unit__parent=unit) | Q(unit__parent__parent=unit)
    return _acting(below & Q(role__in=roles), at)


def superior_of(pelaksana: Pelaksana) -> Pelaksana | None:
    """Staf perencana -> Kasubag Perencanaan -> Sekretaris -> Kepala Dinas -> nobody."""
    return SUPERIOR[pelaksana]


def superior_holders(pelaksana: Pelaksana, at: datetime) -> list[Assignment]:
    """Who holds the nearest superior post that is not vacant; [] above the Kepala Dinas."""
    superior = superior_of(pelaksana)
    if superior is None:
        return []
    return holders(superior, at) or superior_holders(superior, at)


def responsible(pelaksana: Pelaksana, at: datetime) -> list[Assignment]:
    """On whose list the work stands: the holders, or the nearest superior of a vacant post."""
    return holders(pelaksana, at) or superior_holders(pelaksana, at)


def acting_now(at: datetime) -> list[tuple[int, str, int, str]]:
    """Who may act in which post at `at`: (person, role, unit, mode) in one order. Another answer: somebody came or went."""
    acting = Assignment.objects.acting(at).filter(unit__is_active=True).order_by("pk")
    return list(acting.values_list("person_id", "role", "unit_id", "mode"))


def holders_beside(post: Assignment, at: datetime) -> list[Assignment]:
    """The others who hold this very post at `at`, also those somebody stands in for."""
    return list(
        Assignment.objects.at(at)
        .with_places()
        .filter(unit=post.unit_id, role=post.role)
        .exclude(person=post.person_id)
        .order_by("start", "pk")
    )


def acting_without(unit: Unit, role: str, person: User, at: datetime) -> list[Assignment]:
    """Who would act in a post if this person held nothing in it: the definitif holder again when a Plh. goes."""
    held = [
        post
        for post in Assignment.objects.at(at)
        .with_places()
        .filter(unit=unit, role=role)
        .order_by("start", "pk")
        if post.person_id != person.pk
    ]
    if role == Role.STAF:
        return held
    if daily := [post for post in held if post.mode == Mode.PLH]:
        return daily
    if any(post.mode in (Mode.PLT, Mode.PJ) for post in held):
        return [post for post in held if post.mode != Mode.DEFINITIF]
    return held


def keepers_of_letters(at: datetime) -> list[User]:
    """TU: the staf with the duty of recording letters at `at`."""
    kept = (
        Assignment.objects.acting(at).filter(role=Role.STAF, receives_letters=True).select_related("person")
    )
    return [post.person for post in kept]


def posts_below(units: Collection[int], at: datetime) -> list[Assignment]:
    """Everybody's posts in these units and below them, also those somebody stands in for: who works under a head."""
    below = Q(unit__in=units) | Q(unit__parent__in=units) | Q(unit__parent__parent__in=units)
    held = Assignment.objects.at(at).with_superseded(at).with_places()
    return list(held.filter(below).order_by("unit__order", "role", "start", "pk"))


def is_head(post: Assignment) -> bool:
    """Does the holder of this post head its unit?"""
    return post.role == HEAD_OF_KIND.get(post.unit.kind)


def superior_unit(post: Assignment, headed: Collection[int]) -> int | None:
    """The unit whose head a post answers to: its own, for a head the one above, past units that nobody heads.

    `headed`: the units that have a head. None at the top.
    """
    place: Unit | None = post.unit.parent if is_head(post) else post.unit
    while place is not None and place.pk not in headed:
        place = place.parent
    return place.pk if place is not None else None


def belongs_to(assignment: Assignment, unit: Unit) -> bool:
    """Is the post in this unit or below it? Staf and Kasi of a seksi belong to its bidang."""
    place: Unit | None = assignment.unit
    while place is not None:
        if place.pk == unit.pk:
            return True
        place = place.parent
    return False


def _acting(condition: Q, at: datetime) -> list[Assignment]:
    return list(
        Assignment.objects.acting(at)
        .with_places()
        .filter(condition, unit__is_active=True)
        .order_by("unit__order", "role", "start", "pk")
    )


class Desk:
    """One person at one moment: what they hold, asked of the database once per request.

    Made by the view or its context processor and passed on to policy and templates.
    """

    def __init__(self, user: User | AnonymousUser, at: datetime) -> None:
        self.user = cast(User, user)  # an anonymous visitor holds nothing: see `person`
        self.at = at

    @property
    def person(self) -> User | None:
        """The user when logged in and active, else None."""
        return self.user if self.user.is_active else None

    @cached_property
    def held(self) -> list[Assignment]:
        """All posts, also superseded ones: what the person may read follows from these."""
        return held_posts(self.person, self.at) if self.person else []

    @cached_property
    def posts(self) -> list[Assignment]:
        """The posts the person may act in now."""
        return [post for post in self.held if not post.is_superseded]

    def acts_as(self, pelaksana: Pelaksana) -> Assignment | None:
        """The post in which the person may act as this pelaksana, the oldest when there are several."""
        return _first(
            post for post in self.posts if post.role == pelaksana.role and post.unit.place == pelaksana.place
        )

    def acts_in(self, unit: Unit, roles: Collection[Role]) -> Assignment | None:
        """The post in which the person may act in one of these roles in this unit or below it."""
        return _first(post for post in self.posts if post.role in roles and belongs_to(post, unit))

    def holds(self, pelaksana: Pelaksana) -> bool:
        """Does the person hold this pelaksana's post, even while somebody stands in?"""
        return any(post.role == pelaksana.role and post.unit.place == pelaksana.place for post in self.held)

    @cached_property
    def sees_all(self) -> bool:
        """Kepala Dinas, Sekretaris, Kasubag Perencanaan and staf perencana see every case but rahasia ones."""
        return any(self.holds(pelaksana) for pelaksana in Pelaksana)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units the person belongs to: those of the posts, the bidang of a seksi, and what a head has below.

        One more query, for heads of units that have others below them only.
        """
        found: dict[int, Unit] = {}
        for post in self.held:
            found.setdefault(post.unit.pk, post.unit)
            parent = post.unit.parent
            if parent is not None and parent.kind == UnitKind.BIDANG:
                found.setdefault(parent.pk, parent)
        heads = [post.unit_id for post in self.held if post.role in _HEADS_OF_MANY]
        if heads:
            below = Unit.objects.filter(Q(parent__in=heads) | Q(parent__parent__in=heads))
            found |= {unit.pk: unit for unit in below}
        return tuple(found.values())

    @property
    def unit_ids(self) -> frozenset[int]:
        """Keys of `units`, for filtering lists."""
        return frozenset(unit.pk for unit in self.units)

    def title_as(self, *pelaksana: Pelaksana) -> str:
        """How the trail names the person: the first of these posts they may act in, else as the office's admin."""
        post = _first(post for post in map(self.acts_as, pelaksana) if post is not None)
        return post.jabatan if post else OFFICE_ADMIN

    @property
    def receives_letters(self) -> bool:
        """Does the person have the duty of recording letters?"""
        return self.letter_post is not None

    @cached_property
    def letter_post(self) -> Assignment | None:
        """The staf post with the duty of recording letters."""
        return _first(post for post in self.posts if post.role == Role.STAF and post.receives_letters)

    @property
    def manages_posts(self) -> bool:
        """TU (whoever has the duty of recording letters) and the admin enter Plt./Plh./Pj. and leave for others."""
        return self.receives_letters or self.is_office_admin

    @cached_property
    def is_office_admin(self) -> bool:
        """A member of the group "Admin kantor" (or a superuser)."""
        person = self.person
        return person is not None and (
            person.is_superuser or (person.is_staff and person.groups.filter(name=OFFICE_ADMIN).exists())
        )

    @cached_property
    def main_post(self) -> Assignment | None:
        """The post shown beside the name: the highest the person may act in, else the highest held."""
        order = list(Role)
        ranked = sorted(self.posts or self.held, key=lambda post: order.index(Role(post.role)))
        return _first(ranked)


def _first(found: Iterable[Assignment]) -> Assignment | None:
    return next(iter(found), None)


def place_of(place: Place) -> Unit:
    """The unit the SOP means by this place; Unit.DoesNotExist before the office is set up."""
    return Unit.objects.get(place=place)
