"""Eight people press one button at one moment; and a worker that dies in the middle of its reminders."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry, Delivery, Message, User
from accounts.models.calendar import Holiday, OfficeDay, OfficeProfile
from reports.collection import services as collection
from reports.document_services import render_document
from reports.signing.models import SignedPaper
from tests.factories import Office
from tests.formulir import form_with
from tests.reports.data import accept_oddities
from tests.worker import Worker, wait_for
from tests.workflow.conftest import letter_data
from tests.workflow.perjalanan import (
    PASSPHRASE,
    ROWS,
    case_at,
    give_certificate,
    register_letter,
    standard_format,
)
from workflow.case import ReportRequest
from workflow.services import current_visit, receive
from workflow.sop import Action, Step
from workflow.visits import StepRecord

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

EIGHT = 8
MANY = 300 if os.environ.get("UJI_PANJANG") else 100
"""Reminders over which two power cuts come."""


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def log_in(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="accounts.backends.NipOrUsernameBackend")
    return client


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """All at once; a crash in a thread is a result too, so that it is seen."""
    start, results = Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait()
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Race:
    """One case raced through the SOP: at each step the form of the real page is sent eight times at once."""

    def __init__(self, office: Office, case: ReportRequest) -> None:
        self.office, self.case = office, case

    def press(self, by: User, page: str, button: str, **changes: str) -> None:
        """`changes` fills what the page leaves empty (a passphrase)."""
        case, path = self.case, f"/kasus/{self.case.pk}/{page}/"
        clients = [log_in(by) for _ in range(EIGHT)]
        action, fields = form_with(clients[0].get(path), button)
        data = fields | {name: [value] for name, value in changes.items()}
        visit = current_visit(case)
        assert visit is not None
        assert fields["kunjungan"] == [str(visit.pk)]
        before = case.visits.count()
        found = together([lambda client=client: client.post(action or path, data) for client in clients])  # type: ignore[misc]
        codes = sorted(getattr(one, "status_code", repr(one)) for one in found)
        assert codes[0] == 302, codes
        assert set(codes[1:]) <= {403, 409, 422}, codes
        for loser in (one for one in found if one.status_code != 302):
            assert re.search(r"sudah|muat ulang", loser.content.decode().lower()), loser.content.decode()[
                :2000
            ]
        case = self.case = ReportRequest.objects.get(pk=case.pk)
        visit.refresh_from_db()
        assert visit.finished_by == by
        assert case.visits.count() == before + bool(case.is_open), "the case moved exactly one step"
        assert AuditEntry.objects.filter(stream=f"kasus:{case.pk}", act__in=Action.values).count() == (
            case.visits.filter(finished_at__isnull=False).count()
        )

    def units_answer(self) -> None:
        assert self.case.report is not None
        for submission in self.case.report.submissions.select_related("unit"):
            name = submission.unit.short_name.split()[0].lower()
            head, at = getattr(self.office, f"kabid_{name}"), timezone.now()
            for cell in submission.cells.all():
                value = next(row[6] for row in ROWS if row[1] == cell.code).replace(".", ",")
                collection.save_cell(
                    cell_id=cell.pk, entry=collection.Entry(answer="nilai", value=value), seen_version=0, by=head, at=at
                )  # fmt: skip
            submission = collection.hand_over(submission=submission, by=head, at=at)
            submission = collection.send(submission=submission, by=head, at=at)
            collection.accept(submission=submission, by=self.office.staf_perencana, at=at)


def test_at_every_step_one_of_eight_posts_wins_and_seven_get_a_sentence(
    office: Office, now: datetime
) -> None:
    case = register_letter(office, now, date=timezone.localdate(now) - timedelta(days=1))
    standard_format(office, case.period)
    give_certificate(office.kadis, now)
    race = Race(office, case)
    race.press(office.kadis, "disposisi", "Disposisikan sebagai Kepala Dinas")
    race.press(office.kasubag, "format", "Sampaikan")
    race.units_answer()
    race.press(office.staf_perencana, "pengumpulan", "Selesaikan pengumpulan")
    report = race.case.report
    assert report is not None
    accept_oddities(report, office, timezone.now())
    race.press(office.kasubag, "analisis", "Bekukan hasil")
    staf = log_in(office.staf_perencana)
    action, fields = form_with(staf.get(f"/kasus/{case.pk}/draft/"), "Susun draft")
    assert staf.post(action, fields).status_code == 302
    race.press(office.staf_perencana, "draft", "Ajukan draft")
    race.press(office.kasubag, "koreksi", "Paraf sebagai")
    race.press(office.sekretaris, "koreksi", "Paraf sebagai")
    kadis = log_in(office.kadis)
    action, fields = form_with(kadis.get(f"/kasus/{case.pk}/tanda-tangan/"), "Siapkan naskah")
    together([lambda: kadis.post(action, fields) for _ in range(EIGHT)])
    papers = list(SignedPaper.objects.order_by("kind"))  # eight presses of "Siapkan naskah": each paper once
    assert [paper.kind for paper in papers] == ["laporan", "pengantar"]
    for paper in papers:
        assert paper.document is not None
        assert render_document(pk=paper.document.pk, clock=timezone.now)
    race.press(office.kadis, "tanda-tangan", "Tanda tangani sebagai", sandi=PASSPHRASE)
    race.press(office.staf_perencana, "penggandaan", "Sudah dibagikan")
    assert race.case.state == "selesai"
    assert StepRecord.objects.filter(case=race.case).count() == len(Step)
    assert audit.verify() == []


def test_signing_and_sending_back_at_once_leaves_one_outcome(office: Office, now: datetime) -> None:
    """Two different buttons of one step: the paraf, and the way back."""
    case = case_at(
        office,
        Step.PARAF_SEKRETARIS,
        now - timedelta(days=1),
        date=timezone.localdate(now) - timedelta(days=2),
    )
    seal, back = log_in(office.sekretaris), log_in(office.sekretaris)
    path = f"/kasus/{case.pk}/"
    _, sealing = form_with(seal.get(f"{path}koreksi/"), "Paraf sebagai")
    _, returning = form_with(back.get(f"{path}kembalikan/"), "Kembalikan sebagai")
    returning["note"] = ["Perbaiki bab III."]
    found = together(
        [lambda: seal.post(f"{path}koreksi/", sealing), lambda: back.post(f"{path}kembalikan/", returning)]
        * 4
    )
    codes = sorted(getattr(one, "status_code", repr(one)) for one in found)
    assert codes.count(302) == 1, codes
    assert set(codes) <= {302, 403, 404, 409, 422}, codes
    case = ReportRequest.objects.get(pk=case.pk)
    assert case.state in (Step.TANDA_TANGAN, Step.DRAFT)
    assert case.visits.filter(step=Step.PARAF_SEKRETARIS).count() == 1


# ── reminders ───────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def always_open(db: None) -> None:
    """The worker asks the real clock, and a test may run at night."""
    Holiday.objects.all().delete()
    OfficeProfile.objects.all().delete()
    profile = OfficeProfile.objects.create(
        name="Siang malam", starts_on=timezone.localdate() - timedelta(days=30)
    )
    for weekday in range(7):
        OfficeDay.objects.create(profile=profile, weekday=weekday, opens=time(0), closes=time(23, 59, 59))


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the worker writes its mails; a mail that a dead worker had taken is taken again after two seconds."""
    monkeypatch.setenv("SUREL_KADALUWARSA_DETIK", "2")
    folder = Path(django_settings.EMAIL_FILE_PATH)
    for old in folder.glob("*.eml"):
        old.unlink()
    return folder


@pytest.mark.pekerja
def test_reminders_survive_two_power_cuts_and_none_comes_twice(
    always_open: None, worker: Worker, office: Office, now: datetime, mailbox: Path
) -> None:
    from accounts.tasks import deliver
    from workflow.tasks import tick

    began = now - timedelta(hours=1)
    data = letter_data(now)
    cases = [
        receive(letter_data=data | {"number": f"000.8/{number}/ORG"}, by=office.penerima_surat, at=began)
        for number in range(MANY)
    ]
    # every one at the very stage "Langkah dibuka", due an hour ago
    StepRecord.objects.update(next_reminder_at=began, due_at=now + timedelta(days=1))
    told = Message.objects.filter(key__startswith="kunjungan:")
    sent = Delivery.objects.filter(message__key__startswith="kunjungan:", state=Delivery.State.SENT)

    worker.beat = True
    for enough in (lambda: told.count() >= 1, lambda: sent.count() >= 1):
        tick.delay()
        deliver.delay()
        worker.start()
        wait_for(enough)
        worker.kill()
        assert sent.count() < MANY, "the power cut came too late to prove anything"
    worker.start()

    def all_sent() -> bool:
        tick.delay()
        deliver.delay()
        return sent.count() >= MANY

    wait_for(all_sent, seconds=120)
    worker.stop()
    assert told.count() == MANY
    assert set(told.values_list("recipient", flat=True)) == {office.kadis.pk}
    assert {message.path for message in told} == {f"/kasus/{case.pk}/" for case in cases}
    keys = sorted(
        re.search(r"^X-Kunci: (\S+)", mail.read_text(), re.M)[1]  # type: ignore[index]
        for mail in mailbox.glob("*.eml")
    )
    assert keys == sorted(told.values_list("key", flat=True))
