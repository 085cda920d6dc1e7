"""Who could stand in for somebody who is away: the nearest subordinate head, else the superior, whoever is present."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.models import Absence, Assignment, User
from accounts.roles import HEAD_ROLES, MANDATES, Mode, UnitKind


@dataclass(frozen=True)
class Proposal:
    """A head's post whose holder is away from `start` to `end`, and who could stand in; nobody when all are away."""

    post: Assignment
    start: date
    end: date
    candidates: tuple[Assignment, ...]

    @property
    def first(self) -> Assignment | None:
        return self.candidates[0] if self.candidates else None


def proposals(absence: Absence, at: datetime) -> list[Proposal]:
    """What this absence leaves without anybody to act in: each head's post not yet stood in for until its end."""
    if absence.ended_at is not None:
        return []
    start = max(absence.start, timezone.localdate(at))
    found = []
    for post in _headed(absence):
        ends = min(absence.end, post.end) if post.end else absence.end
        begins = _first_uncovered(post, max(start, post.start), ends)
        if begins is not None:
            found.append(Proposal(post, begins, ends, tuple(_candidates(post, begins, ends))))
    return found


def stand_ins_left(absence: Absence, at: datetime) -> list[Assignment]:
    """The Plh. that the person runs for others on days of this absence: nobody acts in those posts then.

    Nothing is proposed for them: a post has one Plh. at a time, so this one ends before somebody else is named.
    """
    start = max(absence.start, timezone.localdate(at))
    if absence.ended_at is not None or absence.end < start:
        return []
    return list(
        Assignment.objects.filter(
            person=absence.person, mode=Mode.PLH, start__lte=absence.end, end__gte=start, ended_at=None,
            unit__is_active=True,
        )
        .with_places()
        .order_by("unit__order", "pk")
    )  # fmt: skip


def _headed(absence: Absence) -> QuerySet[Assignment]:
    """The heads' posts the person holds, themselves or as Plt. or Pj., at some time of the absence."""
    return (
        Assignment.objects.filter(
            Q(end__isnull=True) | Q(end__gte=absence.start),
            person=absence.person,
            role__in=HEAD_ROLES,
            start__lte=absence.end,
            ended_at=None,
            unit__is_active=True,
        )
        .exclude(mode__in=[Mode.PLH, *MANDATES])
        .with_places()
        .order_by("unit__order", "pk")
    )


def _first_uncovered(post: Assignment, start: date, end: date) -> date | None:
    """The first day from `start` to `end` on which no Plh. stands in; None when all are covered."""
    plh = Assignment.objects.filter(
        unit=post.unit, role=post.role, mode=Mode.PLH, ended_at=None, start__lte=end, end__gte=start
    )
    day = start
    for one in plh.order_by("start"):
        if one.start > day:
            break
        if one.end is not None:
            day = max(day, one.end + timedelta(days=1))
    return day if day <= end else None


def _candidates(post: Assignment, start: date, end: date) -> Iterator[Assignment]:
    """Heads below the unit (the Sekretaris before the bidang), then the superior; those away on `start` are left out."""
    away = Absence.objects.filter(ended_at=None, start__lte=end, end__gte=start).values("person")
    present = (
        Assignment.objects.filter(
            Q(end__isnull=True) | Q(end__gte=end), role__in=HEAD_ROLES, start__lte=start, ended_at=None,
            mode=Mode.DEFINITIF, person__is_active=True,
        )
        .exclude(person__in=away)
        .exclude(person=post.person)
        .with_places()
    )  # fmt: skip
    below = present.filter(unit__parent=post.unit).annotate(
        rank=Case(
            When(unit__kind=UnitKind.SEKRETARIAT, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
    )
    yield from below.order_by("rank", "unit__order", "start", "pk")
    above = post.unit.parent
    while above is not None:
        if superior := present.filter(unit=above, role=above.head_role).first():
            yield superior
            return
        above = above.parent


def is_proposed(proposal: Proposal, person: User) -> bool:
    """Whether the rule itself names this person."""
    return any(one.person_id == person.pk for one in proposal.candidates)
