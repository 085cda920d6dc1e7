"""Many signatures at one moment, and a process that dies between number and signature."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from queue import Empty, Queue

import pytest
from django.db import connection

from accounts.errors import Refusal
from reports.models import LetterNumber, SignedPaper
from reports.report import Report
from reports.signing import services as signing
from tests.factories import Office
from tests.reports.paper_data import PASSPHRASE, press
from tests.reports.signing_many import prepare, sealed_reports
from tests.worker import ROOT, database_url

pytestmark = pytest.mark.django_db(transaction=True)
State = SignedPaper.State


def in_threads(number: int, acts: list[Callable[[], None]]) -> list[BaseException]:
    """Run all acts by so many threads; what they raised (a refusal of a failing signature is part of the act)."""
    queue: Queue[Callable[[], None]] = Queue()
    for act in acts:
        queue.put(act)
    raised: list[BaseException] = []

    def work() -> None:
        try:
            while True:
                queue.get_nowait()()
        except Empty:
            pass
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.parametrize(
    ("signings", "failing", "threads"),
    [
        pytest.param(8, 3, 4, id="pendek"),
        pytest.param(100, 20, 10, id="panjang", marks=[pytest.mark.panjang, pytest.mark.postgres]),
    ],
)
def test_many_signings_at_once_leave_numbers_without_gap_or_duplicate(
    signings: int, failing: int, threads: int, office: Office, at: datetime
) -> None:
    reports = sealed_reports(office, at, signings + failing)
    broken = {report.pk for report in reports[:: (signings + failing) // failing][:failing]}

    def act(report: Report) -> None:
        paper = prepare(report, office, at)
        if report.pk in broken:
            with pytest.raises(Refusal, match="Sandi tanda tangan salah"):
                press(paper, office, at, "sandi-yang-salah")
            return
        press(paper, office, at, PASSPHRASE)

    assert in_threads(threads, [lambda report=report: act(report) for report in reports]) == []  # type: ignore[misc]
    numbers = list(LetterNumber.objects.filter(series__purpose="laporan").order_by("number"))
    assert [one.number for one in numbers] == list(range(1, signings + failing + 1))
    held = {int(one.key.split(":")[1]): one for one in numbers}
    assert set(held) == {report.pk for report in reports}, "each number is kept by its own report"
    for report in reports:
        expected = LetterNumber.State.DIPESAN if report.pk in broken else LetterNumber.State.TERPAKAI
        assert held[report.pk].state == expected
    assert SignedPaper.objects.filter(state=State.DITANDATANGANI).count() == signings
    assert SignedPaper.objects.filter(state=State.SIAP).count() == failing


# A process of its own signs, and is killed at the named moment.
SCRIPT = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from accounts.models import User
from accounts.posts import acting_posts
from reports.report import Report
from reports.signing import acting, services as signing

report = Report.objects.get(pk=int(sys.argv[1]))
at, moment = datetime.fromisoformat(sys.argv[3]), sys.argv[2]
by = User.objects.get(username="kadis")
post = acting_posts(by, at)[0]
paper = signing.current(report)
def die(*args, **kwargs): os.kill(os.getpid(), signal.SIGKILL)
if moment == "sebelum": acting._sign = die
if moment == "saat-menyimpan": acting.numbering.mark_used = die
made = signing.make_signature(paper_id=paper.pk, seen_sha256=paper.document.sha256, passphrase=sys.argv[4], by=by,
                              assignment=post, at=at)
if moment == "sesudah": die()
signing.store_signature(report=report, made=made, by=by, assignment=post, at=at)
if moment == "selesai": die()
"""


@pytest.mark.parametrize("moment", ["sebelum", "sesudah", "saat-menyimpan", "selesai"])
def test_killed_between_number_and_signature_it_is_signed_once_or_waiting(
    moment: str, office: Office, at: datetime
) -> None:
    (report,) = sealed_reports(office, at, 1)
    paper = prepare(report, office, at)
    process = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(report.pk), moment, at.isoformat(), PASSPHRASE], cwd=ROOT, check=False,
        env=os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert process.returncode == -signal.SIGKILL, process.stderr
    paper.refresh_from_db()
    number = LetterNumber.objects.get(pk=paper.number_id)
    if moment == "selesai":
        assert (paper.state, number.state) == (State.DITANDATANGANI, LetterNumber.State.TERPAKAI)
        return
    assert (paper.state, number.state) == (State.SIAP, LetterNumber.State.DIPESAN), "waiting, not half"
    kept = press(paper, office, at, PASSPHRASE)
    assert kept.state == State.DITANDATANGANI
    assert SignedPaper.objects.filter(report=report, state=State.DITANDATANGANI).count() == 1
    assert LetterNumber.objects.filter(series__purpose="laporan").count() == 1
    assert signing.held_number(report) == kept.number


def test_two_presses_at_one_moment_sign_once(office: Office, at: datetime) -> None:
    (report,) = sealed_reports(office, at, 1)
    paper = prepare(report, office, at)
    refused: list[str] = []

    def act() -> None:
        try:
            press(SignedPaper.objects.get(pk=paper.pk), office, at, PASSPHRASE)
        except (Refusal, KeyError) as refusal:
            refused.append(str(refusal))

    assert in_threads(2, [act, act]) == []
    assert len(refused) == 1
    assert SignedPaper.objects.filter(report=report, state=State.DITANDATANGANI).count() == 1
