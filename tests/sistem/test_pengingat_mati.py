"""Workers, beat and broker are killed at random under load; then nothing is lost and nothing doubled.

SOP_DETIK_MATI says how long (120 seconds in bin/test --panjang).
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from kombu import Connection

from accounts.calendar import office_calendar
from accounts.models import Delivery, Holiday, Message, OfficeDay, OfficeProfile
from reports.indicators.models import PeriodKind
from reports.indicators.periods import period
from sop_kinerja.celery import app
from tests.factories import Office
from tests.worker import Worker, wait_for
from workflow.case import ReportRequest
from workflow.editions import current_edition
from workflow.letters import Letter
from workflow.models import Reminder, StepRecord
from workflow.reminders.assess import assess
from workflow.reminders.audience import Posts
from workflow.services import open_visit
from workflow.sop import Step

SECONDS = int(os.environ.get("SOP_DETIK_MATI", "120"))
AT_START, EACH_ROUND = 200, 10
JOBS = ("workflow.tasks.tick", "accounts.tasks.deliver")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Broker:
    """What carries the jobs. On Redis a server of its own that can be killed; embedded, a folder that can be emptied."""

    def __init__(self) -> None:
        self.port = free_port() if settings.REDIS_URL else 0
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        if self.port:
            program = shutil.which("redis-server") or "redis-server"
            command = [
                program,
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
            ]
            self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)

    def kill(self) -> None:
        """Every job in it is gone."""
        if self.server is None:
            app.control.purge()
            return
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()
        self.server = None

    def send(self) -> None:
        """Ask for a run, as whoever opens a step does; a broker that is down loses the request."""
        with contextlib.suppress(Exception):
            if not self.port:
                for job in JOBS:
                    app.send_task(job)
                return
            with Connection(self.url, connect_timeout=1, transport_options={"max_retries": 0}) as connection:
                for job in JOBS:
                    app.send_task(job, connection=connection, retry=False)


@pytest.fixture
def stack(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Broker, list[Worker]]]:
    """A broker and two workers, one with the schedule; what a dead one had taken is taken again after seconds."""
    monkeypatch.setenv("SUREL_KADALUWARSA_DETIK", "3")
    monkeypatch.setenv("PENGINGAT_KADALUWARSA_DETIK", "3")
    broker, workers = Broker(), [Worker(beat=True), Worker()]
    if broker.port:
        monkeypatch.setenv("REDIS_URL", broker.url)
    app.control.purge()
    broker.start()
    yield broker, workers
    for worker in workers:
        worker.kill()
    broker.kill()


@pytest.fixture
def always_open(db: None) -> None:
    """The workers ask the real clock, and a test may run at night."""
    Holiday.objects.all().delete()
    OfficeProfile.objects.all().delete()
    profile = OfficeProfile.objects.create(name="Siang malam", starts_on=date(2020, 1, 1))
    for weekday in range(7):
        OfficeDay.objects.create(
            profile=profile, weekday=weekday, opens=clock_time(0), closes=clock_time(23, 59, 59)
        )


def letters(office: Office, count: int, start: int, opened: Callable[[], datetime]) -> None:
    """Open cases at steps of one hour, whose stages fall into the minutes of the test."""
    edition, asked = current_edition(), period(2026, PeriodKind.TRIWULAN, 3)
    for number in range(start, start + count):
        at = opened()
        letter = Letter.objects.create(
            agenda_number=number, agenda_year=2026, number=f"000/{number}", date=at.date(), sender="Bappelitbangda",
            subject="Permintaan data", received_at=at, registered_by=office.penerima_surat,
        )  # fmt: skip
        case = ReportRequest.objects.create(
            letter=letter, edition=edition, period=asked, opened_at=at, title=f"Data Kinerja {number}"
        )
        open_visit(case, Step.DISPOSISI, at)


def unsaid(at: datetime) -> list[str]:
    """What stands to be said and was not."""
    calendar, posts = office_calendar(), Posts(at)
    known = set(Reminder.objects.values_list("visit", "person", "code", "for_due"))
    visits = StepRecord.objects.filter(finished_at__isnull=True).select_related(
        "case__letter", "case__report", "case__edition"
    )
    return [
        f"{visit.case}: {one.person}, {one.stage.code}"
        for visit in visits.prefetch_related("case__edition__reminder_rules", "snoozes")
        for one in assess(visit, posts, calendar).now
        if (visit.pk, *one.row) not in known
    ]


@pytest.mark.panjang
@pytest.mark.pekerja
def test_nothing_is_lost_or_doubled_while_everything_is_killed_at_random(
    always_open: None, stack: tuple[Broker, list[Worker]], office: Office
) -> None:
    broker, workers = stack
    chance, kills = random.Random(SECONDS), Counter[str]()
    folder = Path(settings.EMAIL_FILE_PATH)
    for old in folder.glob("*.eml"):
        old.unlink()
    letters(
        office, AT_START, 1, lambda: timezone.now() - timedelta(seconds=chance.randint(1800 - SECONDS, 5400))
    )
    for worker in workers:
        worker.start()
    end, made, next_kill = time.monotonic() + SECONDS, AT_START, time.monotonic() + 8
    while time.monotonic() < end:
        broker.send()
        letters(office, EACH_ROUND, made + 1, timezone.now)
        made += EACH_ROUND
        if time.monotonic() >= next_kill:
            next_kill = time.monotonic() + chance.uniform(2, 9)
            victim: Any = chance.choice([*workers, *workers, broker])
            kills[type(victim).__name__] += 1
            victim.kill()
            time.sleep(chance.uniform(0, 1))
            victim.start()
        time.sleep(0.5)
    assert kills["Worker"], "nothing was killed, so nothing is proven"

    def settled() -> bool:
        broker.send()
        waiting = Delivery.objects.exclude(state__in=[Delivery.State.SENT, Delivery.State.WITHHELD])
        return not waiting.exists() and not unsaid(timezone.now() - timedelta(seconds=10))

    wait_for(settled, seconds=240)
    for worker in workers:
        worker.stop()
    told = Message.objects.filter(key__startswith="kunjungan:")
    assert StepRecord.objects.count() == made
    assert set(told.values_list("path", flat=True)) == {
        f"/kasus/{pk}/" for pk in ReportRequest.objects.values_list("pk", flat=True)
    }
    doubled = Counter(told.values_list("recipient", "path", "subject"))
    assert [one for one, times in doubled.items() if times > 1] == []
    assert told.count() == Reminder.objects.filter(state=Reminder.State.SEGERA).count()
    keys = Counter(
        found[1]
        for mail in folder.glob("*.eml")
        if (found := re.search(r"^X-Kunci: (\S+)", mail.read_text(), re.M))
    )
    sent = Delivery.objects.filter(state=Delivery.State.SENT)
    assert keys == Counter(sent.values_list("message__key", flat=True))
    print(f"{made} kasus, {told.count()} pesan, {sum(keys.values())} surel, mati: {dict(kills)}")
