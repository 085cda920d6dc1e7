"""Messages to people: the row is the bell in the application; what leaves the office goes through `accounts.outbox`.

`tell` only inserts, in the transaction of what it tells of. The bell rings at once, for everybody, whatever the hour and
whatever a person chose; e-mail and gateway follow the office's policy, the person's choice and the office hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Channel, ChannelChoice, ChannelPolicy, Delivery, Message, User
from accounts.models.message import thread_of
from accounts.outbox import deliver, send_again, send_soon, withhold

__all__ = [
    "close_messages",
    "deliver",
    "mark_read",
    "send_again",
    "tell",
    "tell_outside",
    "unread_count",
    "withhold",
]


def tell(
    *,
    recipients: Iterable[User],
    key: str,
    subject: str,
    body: str,
    path: str,
    at: datetime,
    email: bool = True,
    at_once: bool = False,
) -> None:
    """Write one message per person. The same `key` (at most 100 characters) to the same person is written once.

    `path` is a page to open ("/kasus/3/"), never an address that acts. Report data never goes into `body`: what is
    told leaves the office. `email=False`: only the bell. `at_once`: leaves outside office hours too, for what a person
    sends by hand.
    """
    people = [person for person in {one.pk: one for one in recipients}.values() if person.is_active]
    rows = [
        Message(
            recipient=person,
            key=f"{key}:{person.pk}",
            subject=subject[:200],
            body=body,
            path=path,
            thread=thread_of(path),
            created_at=at,
        )
        for person in people
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    if email and people:
        channels = _channels(people)
        _queue({f"{key}:{pk}": found for pk, found in channels.items()}, at=at, at_once=at_once)


def tell_outside(
    *, name: str, address: str, key: str, subject: str, body: str, path: str, at: datetime
) -> None:
    """Write one e-mail to somebody without an account. The same `key` is written once.

    `path` must open without log-in ("/v/…/"). A person of the office sends it, so it waits for no office hours.
    """
    row = Message(
        address=address,
        addressee=name[:200],
        key=key,
        subject=subject[:200],
        body=body,
        path=path,
        thread=thread_of(path),
        created_at=at,
    )
    Message.objects.bulk_create([row], ignore_conflicts=True)
    _queue({key: [Channel.SUREL]}, at=at, at_once=True)


def _channels(people: Sequence[User]) -> dict[int, list[Channel]]:
    """Person -> the ways out they want, the office allows, and there is an address for. Two queries."""
    policy = ChannelPolicy.current()
    chosen = {
        one.person_id: one
        for one in ChannelChoice.objects.filter(person__in=[person.pk for person in people])
    }
    found: dict[int, list[Channel]] = {}
    for person in people:
        own = chosen.get(person.pk)
        email = own.email if own else policy.email_default
        gateway = own.gateway if own else policy.gateway_default
        ways = [
            (Channel.SUREL, policy.email and email and person.email),
            (Channel.GERBANG, policy.gateway_id and gateway and person.phone),
        ]
        if channels := [channel for channel, is_wanted in ways if is_wanted]:
            found[person.pk] = channels
    return found


def _queue(ways: dict[str, list[Channel]], *, at: datetime, at_once: bool) -> None:
    """Deliveries for those of these messages that were written at this moment: an older one has had its turn."""
    if not ways:
        return
    written = Message.objects.filter(key__in=list(ways), created_at=at).values_list("pk", "key")
    rows = [
        Delivery(message_id=pk, channel=channel, at_once=at_once, queued_at=at)
        for pk, key in written
        for channel in ways[key]
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        transaction.on_commit(send_soon, robust=True)


def unread_count(person: User) -> int:
    """How many messages the bell shows."""
    return Message.objects.filter(recipient=person, read_at__isnull=True).count()


def mark_read(*, person: User, at: datetime, pk: int | None = None, thread: str | None = None) -> int:
    """Mark one message of this person, those about one thing, or all of them, as read; how many that were."""
    messages = Message.objects.filter(recipient=person, read_at__isnull=True)
    if pk is not None:
        messages = messages.filter(pk=pk)
    if thread is not None:
        messages = messages.filter(thread=thread)
    return messages.update(read_at=at)


def close_messages(*, prefix: str, at: datetime) -> int:
    """Mark as read, for everybody, what was said about a thing that is done: the bell counts only what still waits.

    What has not left yet does not leave any more, but for what a person sent by hand. Returns how many were unread.
    """
    withhold(prefix=prefix, by_hand=False)
    return Message.objects.filter(key__startswith=prefix, read_at__isnull=True).update(read_at=at)
