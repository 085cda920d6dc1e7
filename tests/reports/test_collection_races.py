"""Two people at the same moment: the database decides, and the slower one gets a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.errors import Refusal
from accounts.models import Message
from reports.collection import services
from reports.collection.models import CellChange, Nudge, SubmissionState
from tests.factories import Office
from tests.reports.data import fill_sd, make_report, open_all, send_sd

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[object]:
    """Run all at once; each gives its result or its refusal."""
    start, found = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            found.append(act())
        except Refusal as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_two_who_write_one_cell_one_wins_and_the_other_is_told(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    cell = collection.cell("SD.1")

    def write(text: str, person: object) -> Callable[[], object]:
        return lambda: services.save_cell(
            cell_id=cell.pk, entry=services.Entry(answer="nilai", value=text), seen_version=0, by=person, at=at,  # type: ignore[arg-type]
        )  # fmt: skip

    found = together(write("75", office.staf_sd), write("76", office.kasi_sd))
    refused = [one for one in found if isinstance(one, Refusal)]
    assert len(found) == 2
    assert len(refused) == 1
    assert isinstance(refused[0], services.CellConflict)
    assert CellChange.objects.count() == 1
    assert collection.cell("SD.1").version == 1


def test_of_eight_who_press_serahkan_one_hands_over(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    fill_sd(collection, office, at)
    people = [office.staf_sd, office.kasi_sd, office.kabid_sd, office.staf_sd] * 2
    found = together(
        *(
            lambda person=person: services.hand_over(submission=collection.sd, by=person, at=at)
            for person in people
        )
    )  # type: ignore[misc]
    assert sum(isinstance(one, Refusal) for one in found) == 7
    collection.sd.refresh_from_db()
    assert collection.sd.state == SubmissionState.MENUNGGU_KASI


def test_accepting_and_recalling_at_once_leaves_one_outcome(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    send_sd(collection, office, at)
    found = together(
        lambda: services.accept(submission=collection.sd, by=office.staf_perencana, at=at),
        lambda: services.recall(submission=collection.sd, by=office.kabid_sd, at=at),
    )
    assert sum(isinstance(one, Refusal) for one in found) == 1
    collection.sd.refresh_from_db()
    assert collection.sd.state in (SubmissionState.DITERIMA, SubmissionState.MENUNGGU_KEPALA)


def test_of_three_who_press_ingatkan_one_reminds_and_the_others_are_told_who_did(
    office: Office, at: datetime
) -> None:
    collection = open_all(office, at)
    people = [office.staf_perencana, office.kasubag, office.staf_perencana]
    found = together(
        *(
            lambda person=person: services.nudge(submission=collection.sd, by=person, at=at)
            for person in people
        )
    )  # type: ignore[misc]
    refused = [one for one in found if isinstance(one, Refusal)]
    assert len(refused) == 2
    assert all("Sudah diingatkan pukul 09.00 oleh" in one.message for one in refused)
    assert Nudge.objects.count() == 1
    assert Message.objects.filter(key__startswith="ingatkan:").count() == 1


def test_two_reports_asking_one_unit_remind_it_once_together(office: Office, at: datetime) -> None:
    first = open_all(office, at)
    other = make_report(at)
    services.open_collection(
        report=other, format=first.format, units=[office.sd], note="", due_at=at + timedelta(days=2),
        by=office.kasubag, at=at, title="Kasubag Perencanaan",
    )  # fmt: skip
    found = together(
        lambda: services.nudge(submission=first.sd, by=office.kasubag, at=at),
        lambda: services.nudge(submission=other.submissions.get(), by=office.staf_perencana, at=at),
    )
    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert Nudge.objects.count() == 1
