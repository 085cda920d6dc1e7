"""Whom a visit waits for at this moment, and who stands above them. Posts are asked of accounts.posts alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import Absence
from accounts.posts import Desk, holders, superior_of
from accounts.roles import Pelaksana
from reports.collection.models import AT_UNIT, Submission
from reports.collection.services import who_holds
from workflow.rules import may_open
from workflow.sop import Step
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Holding:
    """One person who holds a visit up: until when it is theirs to do, and since when it lies with them.

    A unit's form has a due time of its own (isian susulan) and its own time of arrival: what came due before it arrived
    was said to somebody else.
    """

    person: User
    due_at: datetime
    since: datetime
    submission: Submission | None = None


@dataclass
class Posts:
    """Who may act at one moment, asked once per pelaksana and run."""

    at: datetime
    _known: dict[Pelaksana, list[User]] = field(default_factory=dict)
    _away: dict[int, bool] = field(default_factory=dict)

    def people(self, pelaksana: Pelaksana) -> list[User]:
        if pelaksana not in self._known:
            self._known[pelaksana] = [post.person for post in holders(pelaksana, self.at)]
        return self._known[pelaksana]

    def given(self, people: list[User], assignee: int | None) -> list[User]:
        """The one it was given to alone: the colleagues hold nothing up. All of them while that one is away."""
        chosen = [person for person in people if person.pk == assignee]
        return people if assignee is None or not chosen or self._is_away(assignee) else chosen

    def _is_away(self, person: int) -> bool:
        if person not in self._away:
            self._away[person] = Absence.objects.at(self.at).filter(person=person).exists()
        return self._away[person]

    def superiors(self, pelaksana: Pelaksana) -> list[list[User]]:
        """The posts above that are not vacant, nearest first."""
        found, above = [], superior_of(pelaksana)
        while above is not None:
            if people := self.people(above):
                found.append(people)
            above = superior_of(above)
        return found


@dataclass(frozen=True)
class Audience:
    holdings: list[Holding]
    superiors: list[list[User]]

    def superior(self, level: int) -> list[User]:
        """Those of an escalation level, from 1; nobody above the Kepala Dinas."""
        return self.superiors[level - 1] if 0 < level <= len(self.superiors) else []


def audience(visit: StepRecord, posts: Posts) -> Audience:
    """Who holds the visit up now: the units in step 3 until all are in, else the pelaksana or their Plt./Plh.; of several
    staf the one it was given to.

    What lies at a vacant post lies with its superior. A rahasia case is told only to those who may open it.
    """
    superiors = posts.superiors(visit.executor)
    found = _holding_up(visit, posts)
    if not found and superiors:
        found = [Holding(person, visit.due_at, visit.opened_at) for person in superiors[0]]
    merged: dict[int, Holding] = {}
    for one in sorted(found, key=lambda holding: (holding.due_at, holding.since)):
        merged.setdefault(one.person.pk, one)
    holdings = list(merged.values())
    if visit.case.letter.is_secret:
        holdings = [one for one in holdings if _may_open(visit, one.person, posts.at)]
        superiors = [[one for one in level if _may_open(visit, one, posts.at)] for level in superiors]
    return Audience(holdings, superiors)


def _holding_up(visit: StepRecord, posts: Posts) -> list[Holding]:
    since = visit.opened_at
    if visit.step == Step.PENGUMPULAN and visit.case.report is not None:
        if late := units_at_work(visit):
            return [
                Holding(person, one.due_at, one.desk_since or visit.opened_at, one)
                for one in late
                for person in posts.given([post.person for post in who_holds(one, posts.at)], one.assignee_id)
            ]
        arrived = [
            when for when in visit.case.report.submissions.values_list("desk_since", flat=True) if when
        ]
        since = max([since, *arrived])
    people = posts.given(posts.people(visit.executor), visit.assignee_id)
    return [Holding(person, visit.due_at, since) for person in people]


def units_at_work(visit: StepRecord) -> list[Submission]:
    """In one order for all reports, so that two workers claiming the same units never wait for each other."""
    assert visit.case.report is not None
    return list(
        visit.case.report.submissions.filter(state__in=AT_UNIT).select_related("unit").order_by("unit_id")
    )


def _may_open(visit: StepRecord, person: User, at: datetime) -> bool:
    return may_open(visit.case, Desk(person, at))
