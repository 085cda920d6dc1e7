"""The outbox: claim what waits, let its channel send it, keep what became of it.

Exactly once as far as the protocols allow. A batch is claimed by a conditional UPDATE and its lease is renewed while it
is worked off, so that two workers never hold one row; a worker killed between the other side's "taken" and our UPDATE sends
again, under the same Message-ID or Idempotency-Key.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from accounts import audit
from accounts.calendar import office_calendar
from accounts.channels.base import ChannelDown, NotDelivered, Refused, line_of
from accounts.channels.outside import worded
from accounts.models import Channel, ChannelPolicy, Delivery, User
from accounts.worktime import is_open

log = structlog.get_logger(__name__)

State = Delivery.State
LAST_ATTEMPT: Final = 8
BATCH: Final = 100
JITTER: Final = 0.2
"""Share of a pause by which it is made longer or shorter, so that what failed together does not come back together."""
DOWN_AFTER: Final = 3
"""So many in a row without an answer mean that nobody is there: one message that breaks the line must not stop the others."""
AUDIT: Final = "pesan-keluar"


def deliver(*, at: datetime, limit: int = BATCH) -> int:
    """Send at most `limit` waiting messages of each channel; how many went out. Outside office hours only what may."""
    return sum(_deliver(channel, at=at, limit=limit) for channel in Channel)


def _deliver(channel: Channel, *, at: datetime, limit: int) -> int:
    began = time.monotonic()

    def now() -> datetime:
        return at + timedelta(seconds=time.monotonic() - began)

    lease = timedelta(seconds=settings.OUTBOX_STALE_SECONDS)
    claim = _claim(channel, at=at, lease=lease, limit=limit)
    if claim is None:
        return 0
    mine = Delivery.objects.filter(claim=claim, state=State.CLAIMED)
    rows = mine.select_related("message__recipient").order_by("queued_at", "pk")
    sent, downs, renewed = 0, 0, at
    held: set[int] | None = None
    with line_of(channel) as line:
        for row in list(rows):
            if now() - renewed > lease / 3:
                renewed = now()
                mine.update(claimed_at=renewed)
                held = set(mine.values_list("pk", flat=True))
            if held is not None and row.pk not in held:
                continue  # this process slept past its lease and another took the row
            own = mine.filter(pk=row.pk)
            try:
                line.send(worded(row.message))
            except NotDelivered as failure:
                own.update(**_after_failure(row, failure, at=now()))
                downs = downs + 1 if isinstance(failure, ChannelDown) else 0
                if downs == DOWN_AFTER:
                    mine.update(**_untried(failure, at=now()))
                    break
            except Exception as error:
                log.exception("pengiriman_gagal", pengiriman=row.pk)
                fault = NotDelivered(Delivery.Fault.LAIN, f"{type(error).__name__}: {error}")
                own.update(**_after_failure(row, fault, at=now()))
            else:
                downs = 0
                sent += own.update(state=State.SENT, sent_at=now(), claim=None, fault="", error="")
    return sent


@transaction.atomic
def _claim(channel: Channel, *, at: datetime, lease: timedelta, limit: int) -> uuid.UUID | None:
    """Take the oldest that are due, past those another worker holds; None when there are none."""
    waiting = Q(state=State.WAITING) & (Q(next_try_at__isnull=True) | Q(next_try_at__lte=at))
    abandoned = Q(state=State.CLAIMED, claimed_at__lte=at - lease)
    due = Delivery.objects.filter(waiting | abandoned, channel=channel)
    if not due.exists():
        return None  # the usual case costs one query and no lock
    if is_quiet(at):
        due = due.filter(at_once=True)
    claim = uuid.uuid4()
    keys = list(
        due.order_by("queued_at", "pk")
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)[:limit]
    )
    taken = Delivery.objects.filter(waiting | abandoned, pk__in=keys).update(
        state=State.CLAIMED, claim=claim, claimed_at=at, attempts=F("attempts") + 1
    )
    return claim if taken else None


def is_quiet(at: datetime) -> bool:
    """The office is closed and wants its people left in peace: asked when sending, so a queue that was late waits too."""
    return ChannelPolicy.current().quiet and not is_open(at, office_calendar())


def _after_failure(
    row: Delivery, failure: NotDelivered, *, at: datetime, chance: Callable[[], float] = random.random
) -> dict[str, Any]:
    """Try again after about 1, 2, 4 ... minutes, or when the other side says; refused or tried in vain, it has failed."""
    failed = isinstance(failure, Refused) or row.attempts >= LAST_ATTEMPT
    pause = 60 * 2 ** (row.attempts - 1) * (1 + JITTER * (2 * chance() - 1))
    return {
        "state": State.FAILED if failed else State.WAITING,
        "claim": None,
        "fault": failure.fault,
        "error": failure.detail[:300],
        "next_try_at": at + timedelta(seconds=max(pause, failure.wait or 0)),
    }


def _untried(failure: NotDelivered, *, at: datetime) -> dict[str, Any]:
    """What the rest of a batch goes back as when nobody answers: not one attempt older."""
    return {
        "state": State.WAITING,
        "claim": None,
        "attempts": F("attempts") - 1,
        "fault": failure.fault,
        "error": failure.detail[:300],
        "next_try_at": at + timedelta(seconds=60),
    }


def withhold(*, prefix: str, by_hand: bool = True) -> int:
    """Take back what no worker has taken yet: what it would say is no longer so. Returns how many.

    `by_hand=False` leaves what a person sent (`at_once`).
    """
    waiting = Delivery.objects.filter(message__key__startswith=prefix, state=State.WAITING)
    if not by_hand:
        waiting = waiting.filter(at_once=False)
    return waiting.update(state=State.WITHHELD)


def send_again(*, keys: Iterable[str]) -> int:
    """Put messages that failed for good back into the outbox, under their own keys; returns how many deliveries."""
    return _back(Delivery.objects.filter(message__key__in=list(keys), state=State.FAILED))


@transaction.atomic
def send_failed_again(*, deliveries: Iterable[int], by: User, at: datetime) -> int:
    """*Kirim ulang* of the page of what failed: those of these deliveries that still stand as failed; how many."""
    chosen = list(
        Delivery.objects.select_for_update()
        .filter(pk__in=list(deliveries), state=State.FAILED)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    again = _back(Delivery.objects.filter(pk__in=chosen, state=State.FAILED))
    if again:
        audit.record(
            stream=AUDIT, act="kirim ulang", by=by, at=at, title="Admin kantor", detail={"pengiriman": chosen}
        )
    return again


def _back(failed: Any) -> int:
    again: int = failed.update(state=State.WAITING, attempts=0, next_try_at=None, fault="", error="")
    if again:
        transaction.on_commit(send_soon, robust=True)
    return again


def send_soon() -> None:
    """Wake a worker; should the broker be down, the beat's next tick sends."""
    from accounts import tasks

    tasks.deliver.delay()
