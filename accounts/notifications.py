"""Messages to people: the row is the bell in the application and the outbox of the e-mail at once.

`tell` only inserts, in the transaction of what it tells of. `deliver` claims rows by a conditional UPDATE,
sends, and marks them; a worker killed in between leaves a claim that grows old and is claimed again, and
the key in the e-mail's Message-ID makes the second copy recognisable (the file backend keeps one file).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q

from accounts import mail
from accounts.models import Message, User

LAST_ATTEMPT: Final = 8
BATCH: Final = 100


def tell(
    *,
    recipients: Iterable[User],
    key: str,
    subject: str,
    body: str,
    path: str,
    at: datetime,
    email: bool = True,
) -> None:
    """Write one message per person. The same `key` (at most 100 characters) to the same person is written once.

    `path` is a page to open ("/kasus/3/"), never an address that acts. Report data never goes into `body`:
    e-mail leaves the office.
    """
    rows = [
        Message(
            recipient=person,
            key=f"{key}:{person.pk}",
            subject=subject[:200],
            body=body,
            path=path,
            created_at=at,
            email_state=Message.Email.WAITING if email and person.email else Message.Email.NONE,
        )
        for person in {person.pk: person for person in recipients}.values()
        if person.is_active
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.email_state == Message.Email.WAITING for row in rows):
        transaction.on_commit(_send_soon, robust=True)


def tell_outside(
    *, name: str, address: str, key: str, subject: str, body: str, path: str, at: datetime
) -> None:
    """Write one e-mail to somebody without an account. The same `key` is written once.

    `path` must open without log-in ("/v/…/").
    """
    row = Message(
        address=address,
        addressee=name[:200],
        key=key,
        subject=subject[:200],
        body=body,
        path=path,
        created_at=at,
        email_state=Message.Email.WAITING,
    )
    Message.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(_send_soon, robust=True)


def send_again(*, keys: Iterable[str]) -> int:
    """Put e-mails that failed for good back into the outbox, under their own keys; returns how many."""
    again = Message.objects.filter(key__in=list(keys), email_state=Message.Email.FAILED).update(
        email_state=Message.Email.WAITING, attempts=0, next_try_at=None, error=""
    )
    if again:
        transaction.on_commit(_send_soon, robust=True)
    return again


def withhold(*, prefix: str) -> int:
    """Take back the e-mails that no worker has taken yet: what they would say is no longer so. Returns how many."""
    return Message.objects.filter(key__startswith=prefix, email_state=Message.Email.WAITING).update(
        email_state=Message.Email.NONE
    )


def _send_soon() -> None:
    from accounts import tasks

    tasks.deliver.delay()


def deliver(*, at: datetime, limit: int = BATCH) -> int:
    """Send at most `limit` waiting e-mails and return how many went out."""
    claim = uuid.uuid4()
    waiting = Q(email_state=Message.Email.WAITING) & (Q(next_try_at__isnull=True) | Q(next_try_at__lte=at))
    abandoned = Q(
        email_state=Message.Email.CLAIMED,
        claimed_at__lte=at - timedelta(seconds=settings.OUTBOX_STALE_SECONDS),
    )
    candidates = Message.objects.filter(waiting | abandoned).order_by("created_at", "pk")
    # The condition stands in the UPDATE too: a second worker that picked the same rows finds them taken.
    taken = Message.objects.filter(
        waiting | abandoned, pk__in=list(candidates.values_list("pk", flat=True)[:limit])
    ).update(email_state=Message.Email.CLAIMED, claim=claim, claimed_at=at, attempts=F("attempts") + 1)
    if not taken:
        return 0
    sent = 0
    with get_connection() as connection:
        for message in (
            Message.objects.filter(claim=claim).select_related("recipient").order_by("created_at", "pk")
        ):
            mine = Message.objects.filter(pk=message.pk, claim=claim, email_state=Message.Email.CLAIMED)
            try:
                connection.send_messages([mail.compose(message)])
            except Exception as error:
                mine.update(**_after_failure(message, error, at=at))
            else:
                sent += mine.update(email_state=Message.Email.SENT, sent_at=at, claim=None, error="")
    return sent


def _after_failure(message: Message, error: Exception, *, at: datetime) -> dict[str, object]:
    """Try again after 1, 2, 4 ... minutes; after the last attempt it stands as failed where the admin sees it."""
    failed = message.attempts >= LAST_ATTEMPT
    return {
        "email_state": Message.Email.FAILED if failed else Message.Email.WAITING,
        "claim": None,
        "error": f"{type(error).__name__}: {error}"[:300],
        "next_try_at": at + timedelta(minutes=2 ** (message.attempts - 1)),
    }


def unread_count(person: User) -> int:
    """How many messages the bell shows."""
    return Message.objects.filter(recipient=person, read_at__isnull=True).count()


def mark_read(*, person: User, at: datetime, pk: int | None = None) -> int:
    """Mark one message of this person, or all of them, as read; how many that were."""
    messages = Message.objects.filter(recipient=person, read_at__isnull=True)
    return (messages if pk is None else messages.filter(pk=pk)).update(read_at=at)


def close_messages(*, prefix: str, at: datetime) -> int:
    """Mark as read, for everybody, what was said about a thing that is done: the bell counts only what still waits."""
    return Message.objects.filter(key__startswith=prefix, read_at__isnull=True).update(read_at=at)
