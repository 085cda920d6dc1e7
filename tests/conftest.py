"""Fixtures for every test."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.worker import Worker

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("panjang", settings.get_profile("default"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; nothing is downloaded."""
    return browser_type_launch_args | {
        "executable_path": "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


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
