"""`/sehat/siap` says yes only when everything is up."""

from datetime import timedelta

import pytest
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from sop_kinerja import health, heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def beating() -> None:
    now = timezone.now()
    heartbeat.mark(heartbeat.WORKER, at=now)
    heartbeat.mark(heartbeat.BEAT, at=now)


def test_alive_answers_without_worker_or_log_in(client: Client) -> None:
    answer = client.get("/sehat/hidup")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_ready_when_everything_is_up(client: Client, beating: None) -> None:
    answer = client.get("/sehat/siap")
    assert answer.json() == {
        "siap": True,
        "database": True,
        "migrations": True,
        "worker": True,
        "beat": True,
        "disk": True,
        "fonts": True,
    }
    assert answer.status_code == 200


def test_not_ready_before_the_first_heartbeat(client: Client) -> None:
    answer = client.get("/sehat/siap")
    assert answer.status_code == 503
    assert (answer.json()["worker"], answer.json()["beat"], answer.json()["siap"]) == (False, False, False)


@pytest.mark.parametrize(("key", "name"), [(heartbeat.WORKER, "worker"), (heartbeat.BEAT, "beat")])
def test_not_ready_when_one_of_them_went_silent(client: Client, beating: None, key: str, name: str) -> None:
    heartbeat.mark(key, at=timezone.now() - heartbeat.FRESH - timedelta(seconds=1))
    answer = client.get("/sehat/siap")
    assert answer.status_code == 503
    assert [part for part, ok in answer.json().items() if not ok] == ["siap", name]


def test_not_ready_while_a_migration_is_missing(
    client: Client, beating: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["satu lagi"])
    assert client.get("/sehat/siap").json()["migrations"] is False


def test_a_check_that_breaks_is_a_no_and_not_an_error_page(
    client: Client, beating: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> bool:
        raise OSError("putus")

    monkeypatch.setitem(health.CHECKS, "disk", broken)
    answer = client.get("/sehat/siap")
    assert (answer.status_code, answer.json()["disk"]) == (503, False)
