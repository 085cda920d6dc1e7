"""The bell's page: messages grouped by what they are about, what is unread first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, Max, Q, Value, When, Window
from django.db.models.functions import RowNumber

from accounts.models import Message, User

GROUPS: Final = 12
SHOWN: Final = 4
"""Messages of one group on the page; the rest stands one press away."""
IN_ONE: Final = 100

_PAGES: Final = {
    "pejabat": "Pejabat dan pengganti",
    "serah-terima": "Serah terima jabatan",
    "v": "Keaslian laporan",
}
"""What a thread is called that is about a page rather than about one thing; its first subject would stand there twice."""

Naming = Callable[[Iterable[int]], Mapping[int, str]]
_naming: dict[str, Naming] = {}


def names(kind: str) -> Callable[[Naming], Naming]:
    """Register how things of one kind are called: "kasus" for threads like "kasus/3"; keys in, names out, one query."""

    def register(function: Naming) -> Naming:
        _naming[kind] = function
        return function

    return register


@dataclass
class Group:
    """What was said to one person about one thing."""

    thread: str
    unread: int
    total: int
    newest: datetime
    title: str = ""
    messages: list[Message] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.messages)


def groups(person: User, *, page: int = 1) -> tuple[list[Group], bool]:
    """One page of groups, and whether there are more. Two queries, and one for each kind of thing that has names."""
    first = (page - 1) * GROUPS
    found = [
        Group(**row) for row in _counted(Message.objects.filter(recipient=person))[first : first + GROUPS + 1]
    ]
    shown = found[:GROUPS]
    nth = Window(
        RowNumber(),
        partition_by=F("thread"),
        order_by=[_unread_first(), F("created_at").desc(), F("pk").desc()],
    )
    messages = (
        Message.objects.filter(recipient=person, thread__in=[group.thread for group in shown])
        .annotate(nth=nth)
        .filter(nth__lte=SHOWN)
        .order_by("nth")
    )
    _fill(shown, messages)
    return shown, len(found) > GROUPS


def one_group(person: User, thread: str) -> Group | None:
    """All that was said to this person about one thing (the newest hundred), or None when nothing was."""
    mine = Message.objects.filter(recipient=person, thread=thread)
    row = _counted(mine).first()
    if row is None:
        return None
    group = Group(**row)
    _fill([group], mine.order_by(_unread_first(), "-created_at", "-pk")[:IN_ONE])
    return group


def _unread_first() -> Case:
    return Case(When(read_at__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())


def _counted(messages: Any) -> Any:
    return (
        messages.order_by()
        .values("thread")
        .annotate(
            unread=Count("pk", filter=Q(read_at__isnull=True)), total=Count("pk"), newest=Max("created_at")
        )
        .annotate(
            waits=Case(When(unread__gt=0, then=Value(0)), default=Value(1), output_field=IntegerField())
        )
        .order_by("waits", "-newest", "thread")
        .values("thread", "unread", "total", "newest")
    )


def _fill(shown: list[Group], messages: Iterable[Message]) -> None:
    by_thread = {group.thread: group for group in shown}
    for message in messages:
        by_thread[message.thread].messages.append(message)
    called: dict[str, str] = {}
    for kind, name in _naming.items():
        keys = [int(key) for group in shown if (key := _key(group.thread, kind)) is not None]
        called |= {f"{kind}/{key}": title for key, title in name(keys).items()} if keys else {}
    for group in shown:
        group.title = (
            called.get(group.thread)
            or _PAGES.get(group.thread.partition("/")[0])
            or (group.messages[0].subject if group.thread else "Pemberitahuan lain")
        )


def _key(thread: str, kind: str) -> str | None:
    found, _, key = thread.partition("/")
    return key if found == kind and key.isdecimal() and len(key) <= 18 else None
