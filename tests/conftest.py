"""Fixtures for every test."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from accounts.worktime import WITA
from tests.worker import Worker

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User
    from tests.factories import Office

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("panjang", settings.get_profile("default"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Rate limits of one test must not refuse the next: what other tests write is rolled back, this is committed."""
    committed = bool({"transactional_db", "live_server", "worker"} & set(request.fixturenames))
    if committed:
        request.getfixturevalue("transactional_db")  # first, so that it is torn down after the clearing below
    yield
    if committed:
        from django.core.cache import cache

        cache.clear()


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Worker]:
    """A real worker on the test database, not yet started, with an empty queue."""
    from sop_kinerja.celery import app

    app.control.purge()
    process = Worker()
    yield process
    process.stop()


# ── the office cast ─────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def at() -> datetime:
    """An ordinary moment inside office hours: Monday 12 October 2026, 09.00 WITA."""
    return datetime(2026, 10, 12, 9, 0, tzinfo=WITA)


@pytest.fixture
def office(db: None) -> "Office":
    """Everybody the SOP needs, in their posts since 6 January 2025 (tests/factories.py)."""
    from tests import factories

    return factories.office()


@pytest.fixture
def klien(db: None) -> "Callable[[User], Client]":
    """klien(office.kadis): a browser-less client in which this person is logged in."""
    from django.test import Client

    def logged_in(person: "User") -> "Client":
        client = Client()
        client.force_login(person, backend="accounts.backends.NipOrUsernameBackend")
        return client

    return logged_in


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that commits starts from what the migrations left.

    One that does not say so ends with post_migrate making the admin group again under another key, and the next
    test's restored group then meets it.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        committing = {"transactional_db", "live_server", "worker"} & set(getattr(item, "fixturenames", ()))
        if committing or (marker and marker.kwargs.get("transaction")):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)


_triggers_lifted = False


@pytest.fixture(autouse=True)
def _trail_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """A transactional test ends by emptying every table; on SQLite that is DELETE, which the trail refuses.

    The triggers are lifted just before, and put back before the next test that uses the database.
    """
    global _triggers_lifted
    names = set(request.fixturenames)
    marker = request.node.get_closest_marker("django_db")
    committed = bool({"transactional_db", "live_server", "worker"} & names) or bool(
        marker and marker.kwargs.get("transaction")
    )
    if committed:
        request.getfixturevalue("transactional_db")  # first, so that it is torn down after the lifting below
    elif _triggers_lifted and ("db" in names or marker):
        request.getfixturevalue("db")
    if _triggers_lifted and (committed or "db" in names or marker):
        _set_trail_triggers(present=True)
        _triggers_lifted = not committed  # inside an ordinary test's transaction it is rolled back
    yield
    if committed:
        _set_trail_triggers(present=False)
        _triggers_lifted = True


def _set_trail_triggers(*, present: bool) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name, act in (("diubah", "UPDATE"), ("dihapus", "DELETE")):
            cursor.execute(f"DROP TRIGGER IF EXISTS jejak_tidak_{name}")
            if present:
                cursor.execute(
                    f"CREATE TRIGGER jejak_tidak_{name} BEFORE {act} ON accounts_auditentry "
                    "BEGIN SELECT RAISE(ABORT, 'Jejak tidak boleh diubah atau dihapus.'); END"
                )
