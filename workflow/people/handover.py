"""When a post changes hands its open work moves at once – authority follows the post – and both sides get the list.

A change of hands is a difference between who acts in a post now and who did when it was last looked at (PostWatch). The
office looks around every write of a post, in the same transaction, and once a minute, because a Plh. also begins and
ends by the calendar alone. The row lock on PostWatch makes each difference one handover, whoever sees it first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Assignment, Unit, User
from accounts.models.office import standard_title
from accounts.notifications import tell
from accounts.office.hooks import watches_posts
from accounts.posts import superior_holders
from accounts.roles import Role
from accounts.worktime_words import dated
from reports.collection.assigning import release
from workflow.people.models import Handover, PostWatch
from workflow.people.moving import Item, due_of, open_work, pelaksana_of
from workflow.visits import StepRecord

MOST_LINES = 12
"""Lines of the list in the message; the page has all."""


@watches_posts
@contextmanager
def _around_a_change(unit: Unit, role: str, at: datetime) -> Iterator[None]:
    watch, made = PostWatch.objects.select_for_update().get_or_create(unit=unit, role=role)
    if made:
        watch.people = sorted({post.person_id for post in _acting(unit, role, at)})
        watch.save()
    yield
    _compare(watch, _acting(unit, role, at), at)


def _acting(unit: Unit, role: str, at: datetime) -> list[Assignment]:
    return list(
        Assignment.objects.acting(at).with_places().filter(unit=unit, role=role).order_by("start", "pk")
    )


def look(at: datetime) -> int:
    """Compare every post with what it was; what the calendar changed becomes a handover. Returns how many."""
    acting: dict[tuple[int, str], list[Assignment]] = defaultdict(list)
    for post in Assignment.objects.acting(at).with_places().order_by("start", "pk"):
        acting[post.unit_id, post.role].append(post)
    known = {(one.unit_id, one.role): one for one in PostWatch.objects.all()}
    found = 0
    for key in acting.keys() | known.keys():
        people = sorted({post.person_id for post in acting[key]})
        if key not in known:
            PostWatch.objects.get_or_create(unit_id=key[0], role=key[1], defaults={"people": people})
        elif known[key].people != people:
            with transaction.atomic():
                watch = (
                    PostWatch.objects.select_for_update(of=("self",))
                    .select_related("unit")
                    .get(pk=known[key].pk)
                )
                found += _compare(watch, _acting(watch.unit, watch.role, at), at) is not None
    return found


def _compare(watch: PostWatch, now: Sequence[Assignment], at: datetime) -> Handover | None:
    """The difference as a handover; None where nobody gave anything up or nothing is open."""
    before, after = set(watch.people), {post.person_id for post in now}
    if before == after:
        return None
    watch.people = sorted(after)
    watch.save(update_fields=["people"])
    gone = list(User.objects.filter(pk__in=before - after).order_by("name"))
    if watch.role == Role.STAF:
        if not gone:
            return None  # one more colleague: nobody gives anything up
        StepRecord.objects.filter(finished_at__isnull=True, assignee__in=gone).update(
            assignee=None, assigned_title=""
        )
        release(gone)
    items = open_work(watch.unit, watch.role)
    if not items:
        return None
    return _write(watch, gone, now, items, at)


def _write(
    watch: PostWatch, gone: Sequence[User], now: Sequence[Assignment], items: Sequence[Item], at: datetime
) -> Handover:
    made = Handover.objects.create(
        unit=watch.unit, role=watch.role, title=standard_title(Role(watch.role), watch.unit), at=at,
        gave_words=", ".join(person.name for person in gone)[:500],
        received_words=", ".join(f"{post.person.name}, {post.jabatan}" for post in now)[:500],
        items=[item.as_json() for item in items],
    )  # fmt: skip
    made.gave.set(gone)
    made.received.set([post.person for post in now])
    _tell(made, gone, now, at)
    return made


def _tell(made: Handover, gone: Sequence[User], now: Sequence[Assignment], at: datetime) -> None:
    """The list to both sides; of a vacant post also to whoever is above it."""
    above: list[Assignment] = []
    if not now and (pelaksana := pelaksana_of(made.unit, made.role)):
        above = superior_holders(pelaksana, at)
    to = made.received_words or "belum ada pemegangnya"
    lines = [_line(item, at) for item in made.items[:MOST_LINES]]
    more = len(made.items) - len(lines)
    if more > 0:
        lines.append(f"dan {more} lagi")
    people = [*gone, *(post.person for post in now), *(post.person for post in above)]
    tell(
        recipients=people, key=f"serah-terima:{made.pk}",
        subject=f"Serah terima {made.title}: {len(made.items)} pekerjaan",
        body=f"Kini: {to}. Yang pindah: {'; '.join(lines)}.", path=f"/serah-terima/{made.pk}/", at=at,
    )  # fmt: skip


def _line(item: dict[str, str], at: datetime) -> str:
    due = due_of(item)
    return f"{item['judul']} ({item['rinci']}{f', tenggat {dated(due, at)}' if due else ''})"


def handovers_of(person: User) -> QuerySet[Handover]:
    """Those this person gave or received, newest first."""
    return Handover.objects.filter(Q(gave=person) | Q(received=person)).distinct()
