"""Isian susulan: more time for one unit, with a reason, on the record."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.errors import NotYours, Refusal
from accounts.models import AuditEntry, Message
from reports.collection import services
from reports.collection.late import read_until
from reports.collection.models import SubmissionState
from tests.factories import Office
from tests.reports.data import Collection, open_all, send_sd


@pytest.fixture
def collection(office: Office, at: datetime) -> Collection:
    return open_all(office, at)


def test_more_time_moves_the_due_time_and_keeps_the_first(
    collection: Collection, office: Office, at: datetime
) -> None:
    first, until = collection.sd.due_at, at + timedelta(days=3)
    services.give_more_time(
        submission=collection.sd, until=until, reason="Petugas data sakit.", by=office.kasubag, at=at
    )
    collection.sd.refresh_from_db()
    given = collection.sd.late_entries.get()
    assert (collection.sd.due_at, given.previous_due, given.reason) == (until, first, "Petugas data sakit.")
    assert any("waktu susulan sampai" in one for one in services.outstanding(collection.report))
    assert Message.objects.filter(key__startswith="susulan:").get().recipient == office.staf_sd
    assert AuditEntry.objects.get(act="isian susulan").detail["alasan"] == "Petugas data sakit."


def test_a_unit_already_left_out_fills_again(collection: Collection, office: Office, at: datetime) -> None:
    services.excuse(submission=collection.sd, reason="Tidak ada kabar.", by=office.staf_perencana, at=at)
    services.give_more_time(
        submission=collection.sd, until=at + timedelta(days=3), reason="Datanya datang.", by=office.kasubag, at=at
    )  # fmt: skip
    collection.sd.refresh_from_db()
    assert (collection.sd.state, collection.sd.excuse) == (SubmissionState.MENGISI, "")


@pytest.mark.parametrize(
    ("days", "hours", "reason", "sentence"),
    [
        (3, 0, "  ", "Tulis mengapa unit ini diberi waktu lagi"),
        (1, 0, "x", "harus sesudah"),
        (-1, 0, "x", "harus sesudah"),
        (3, 12, "x", "di luar jam kantor"),
        (6, 0, "x", "di luar jam kantor"),
    ],
)
def test_the_moment_lies_ahead_in_office_hours_and_has_a_reason(
    collection: Collection, office: Office, at: datetime, days: int, hours: int, reason: str, sentence: str
) -> None:
    until = at + timedelta(days=days, hours=hours)
    with pytest.raises(Refusal, match=sentence):
        services.give_more_time(
            submission=collection.sd, until=until, reason=reason, by=office.kasubag, at=at
        )
    assert not collection.sd.late_entries.exists()


def test_a_unit_that_has_sent_needs_none_and_units_give_themselves_none(
    collection: Collection, office: Office, at: datetime
) -> None:
    send_sd(collection, office, at)
    until = at + timedelta(days=3)
    with pytest.raises(Refusal, match="sudah mengirim"):
        services.give_more_time(submission=collection.sd, until=until, reason="x", by=office.kasubag, at=at)
    with pytest.raises(NotYours):
        services.give_more_time(
            submission=collection.smp, until=until, reason="x", by=office.kabid_smp, at=at
        )


def test_a_moment_that_cannot_be_read_is_asked_for_again() -> None:
    with pytest.raises(Refusal, match="Pilih sampai tanggal dan jam"):
        read_until("besok")
