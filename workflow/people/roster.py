"""Who holds which post today, who is away and who acts instead: for the page everybody may read, and for a case's facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.models import Absence, Assignment, Unit
from accounts.models.office import standard_title
from accounts.office.stand_ins import MODES
from accounts.roles import HEAD_ROLES, MANDATES, Role


@dataclass
class PostLine:
    """One head's post: who holds it, who acts in it, and why the two differ."""

    unit: Unit
    title: str
    holders: list[Assignment] = field(default_factory=list)
    acting: list[Assignment] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """ "Andi sedang cuti sampai 14-10-2026, diwakili Budi."."""
        return [away_words(absence, self.holders, self.acting) for absence in self.absences]


@dataclass
class Roster:
    lines: list[PostLine]
    absences: list[Absence]
    """Running and to come, of everybody."""
    stand_ins: list[Assignment]
    """Plt., Plh. and Pj., running and to come, each with its `order` where there is one."""


def away_words(absence: Absence, holders: Sequence[Assignment], acting: Sequence[Assignment]) -> str:
    """Who is away until when, and who acts instead of them."""
    instead = [post for post in acting if post.person_id != absence.person_id and post.mode not in MANDATES]
    if instead:
        return f"{absence.person} {absence.state_words}, diwakili {', '.join(f'{p.person}, {p.jabatan}' for p in instead)}."
    return f"{absence.person} {absence.state_words}; belum ada yang mewakili."


def roster(at: datetime) -> Roster:
    """The office's posts as they stand at `at`. Four queries, however many posts."""
    units = list(Unit.objects.filter(is_active=True))
    heads = (
        Assignment.objects.at(at)
        .with_superseded(at)
        .filter(role__in=HEAD_ROLES, unit__is_active=True)
        .select_related("person", "unit")
        .order_by("start", "pk")
    )
    absences = list(
        Absence.objects.filter(ended_at=None, end__gte=timezone.localdate(at)).select_related("person")
    )
    today = timezone.localdate(at)
    away = {one.person_id: one for one in absences if one.start <= today}
    lines = {
        (unit.pk, unit.head_role): PostLine(unit, standard_title(unit.head_role, unit)) for unit in units
    }
    for post in heads:
        line = lines.get((post.unit_id, Role(post.role)))
        if line is None:
            continue
        (line.holders if post.is_superseded else line.acting).append(post)
        if post.person_id in away and away[post.person_id] not in line.absences:
            line.absences.append(away[post.person_id])
    return Roster(list(lines.values()), absences, _stand_ins(at))


def _stand_ins(at: datetime) -> list[Assignment]:
    today = timezone.localdate(at)
    return list(
        Assignment.objects.filter(
            Q(end__isnull=True) | Q(end__gte=today), mode__in=MODES, ended_at=None, person__is_active=True
        )
        .select_related("person", "unit", "order")
        .order_by("start", "unit__order", "pk")
    )


def away_sentences(posts: Iterable[Assignment], at: datetime) -> list[str]:
    """For these holders of one post (also those somebody stands in for): who is away and who acts. One query."""
    held = list(posts)
    acting = [post for post in held if not post.is_superseded]
    absences = Absence.objects.at(at).filter(person__in={post.person_id for post in held})
    return [away_words(one, held, acting) for one in absences.select_related("person")]
