"""The trail: one unbroken chain per stream that nobody can change unnoticed."""

import re
from datetime import date, datetime
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts import audit
from accounts.models import AuditEntry
from tests.conftest import _set_trail_triggers


def write(at: datetime, stream: str = "kasus:1", n: int = 3) -> list[AuditEntry]:
    return [
        audit.record(
            stream=stream, act="maju", by=None, at=at, title="Kasubag", detail={"langkah": i, "bobot": 0.5}
        )
        for i in range(n)
    ]


@pytest.fixture
def without_triggers(db: None) -> None:
    """Somebody with the database's own password; the test's rollback puts the triggers back on both databases."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER jejak_tetap")
    else:
        _set_trail_triggers(present=False)


def test_each_stream_is_numbered_and_chained_by_itself(db: None, at: datetime) -> None:
    first, second, third = write(at)
    other = write(at, stream="kasus:2", n=1)[0]
    assert [entry.number for entry in (first, second, third)] == [1, 2, 3]
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert (other.number, other.previous_hash) == (1, "")
    assert audit.head("kasus:1") == third.hash
    assert audit.head("kasus:3") == ""
    assert audit.verify() == []


def test_what_the_database_gives_back_still_fits_its_hash(db: None, at: datetime) -> None:
    audit.record(
        stream="kasus:1", act="uji", by=None, at=at.replace(microsecond=123),
        detail={"tanggal": date(2026, 1, 2), "angka": 1e20, "kecil": 1.0, "teks": "é “ \x00", "isi": [1, None, True]},
    )  # fmt: skip
    assert audit.verify("kasus:1") == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_auditentry SET act = 'lain'",
        "DELETE FROM accounts_auditentry",
    ],
)
def test_the_database_refuses_to_change_or_delete_the_trail(db: None, at: datetime, sql: str) -> None:
    write(at)
    with (
        pytest.raises(DatabaseError, match="Jejak tidak boleh"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert AuditEntry.objects.filter(act="maju").count() == 3


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE accounts_auditentry SET act = 'lain' WHERE number = 2", "nomor 2: isinya tidak cocok"),
        (
            "UPDATE accounts_auditentry SET actor_title = 'Kadis' WHERE number = 1",
            "nomor 1: isinya tidak cocok",
        ),
        ("DELETE FROM accounts_auditentry WHERE number = 2", "ada jejak yang hilang"),
        ("UPDATE accounts_auditentry SET previous_hash = '' WHERE number = 3", "tidak menyambung"),
    ],
)
def test_whoever_gets_past_the_triggers_is_found_out(
    without_triggers: None, at: datetime, sql: str, says: str
) -> None:
    write(at)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert any(says in problem for problem in audit.verify())
    with pytest.raises(CommandError, match="kerusakan jejak"):
        call_command("periksa_jejak", stderr=StringIO())


def test_the_command_says_that_the_trail_is_whole(db: None, at: datetime) -> None:
    write(at)
    out = StringIO()
    call_command("periksa_jejak", "--arus", "kasus:1", stdout=out)
    assert re.search(r"utuh: 3 catatan", out.getvalue())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_writers_without_a_lock_all_get_their_place_in_the_chain(at: datetime) -> None:
    barrier = Barrier(6)

    def one() -> None:
        try:
            barrier.wait()
            audit.record(stream="pengelola", act="uji", by=None, at=at)
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(AuditEntry.objects.filter(stream="pengelola").values_list("number", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    assert audit.verify() == []
