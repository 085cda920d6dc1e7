"""bin/bench delivery: 10,000 due messages to a mail server on this machine by two worker processes; none lost, none doubled.

Run as a script it is one of the workers.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from _bench_alat import ROOT, line

MESSAGES: Final = 10_000
PLAIN: Final = 1_000
"""So many are sent without an outbox, for comparison."""
WORKERS: Final = 2
NOON: Final = datetime.fromisoformat("2026-10-12T09:00:00+08:00")
"""A Monday morning: what is measured must not depend on the hour it is measured at."""


class Sink:
    """Takes everything and counts Message-IDs."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        from email.parser import BytesHeaderParser

        self.taken[str(BytesHeaderParser().parsebytes(envelope.content)["Message-ID"])] += 1
        return "250 OK"


def bench_delivery(runs: int) -> bool:
    """The rate of the outbox, beside the same mails sent one after another without it."""
    from aiosmtpd.controller import Controller

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        _write()
        plain = _plain_rate(port)
        sink.taken.clear()
        seconds = _work(port)
    finally:
        controller.stop()
    return _report(sink, MESSAGES / seconds, plain)


def _write() -> None:
    from accounts import notifications
    from accounts.models import User

    person = User.objects.create(username="penerima", name="Penerima", email="penerima@contoh.test")
    for number in range(MESSAGES):
        notifications.tell(
            recipients=[person], key=f"kunjungan:{number}:buka", subject=f"Menunggu Anda: kasus {number}",
            body="Langkah 1 dari 9. Tenggat hari ini 10.00 WITA.", path=f"/kasus/{number}/", at=NOON,
        )  # fmt: skip


def _plain_rate(port: int) -> float:
    """Mails a second over one connection, nothing claimed and nothing kept."""
    from django.core.mail import get_connection

    from accounts import mail
    from accounts.models import Message

    messages = list(Message.objects.select_related("recipient").order_by("pk")[:PLAIN])
    began = time.perf_counter()
    with get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port
    ) as connection:
        for message in messages:
            connection.send_messages([mail.compose(message)])
    return PLAIN / (time.perf_counter() - began)


def _work(port: int) -> float:
    """Seconds until both workers found nothing more to do."""
    environment = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "BENCH_MULAI": str(time.time())}
    began = time.perf_counter()
    workers = [subprocess.Popen([sys.executable, __file__], env=environment) for _ in range(WORKERS)]
    for worker in workers:
        if worker.wait() != 0:
            raise RuntimeError("A worker failed; its error stands above.")
    return time.perf_counter() - began


def _report(sink: Sink, rate: float, plain: float) -> bool:
    from accounts.models import Delivery

    lost = MESSAGES - len(sink.taken)
    doubled = sum(sink.taken.values()) - len(sink.taken)
    unmarked = Delivery.objects.exclude(state=Delivery.State.SENT).count()
    reached = [
        line(
            "delivery", f"{MESSAGES} e-mails, {WORKERS} workers", rate, "per s", ratio=rate / plain,
            against=f"one loop without outbox, {plain:.0f} per s", goal=0.5, ok=rate >= 0.5 * plain,
        ),
        line("delivery", "lost", lost, "e-mails", ratio=None, against="none", goal=0, ok=lost == 0),
        line("delivery", "doubled", doubled, "e-mails", ratio=None, against="none", goal=0, ok=doubled == 0),
        line("delivery", "not marked as sent", unmarked, "e-mails", ratio=None, against="none", goal=0, ok=unmarked == 0),
    ]  # fmt: skip
    return all(reached)


def _be_a_worker() -> None:
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from accounts import outbox
    from accounts.models import Delivery

    began = float(os.environ["BENCH_MULAI"])
    unfinished = Delivery.objects.filter(state__in=[Delivery.State.WAITING, Delivery.State.CLAIMED])
    while unfinished.exists():
        if not outbox.deliver(at=NOON + timedelta(seconds=time.time() - began)):
            time.sleep(0.05)


if __name__ == "__main__":
    _be_a_worker()
