"""The background schedule, and a real worker that follows it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from sop_kinerja import heartbeat
from sop_kinerja.celery import app
from sop_kinerja.tasks import heartbeat as heartbeat_task
from tests.worker import Worker, wait_for


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_every_scheduled_task_exists(name: str) -> None:
    app.loader.import_default_modules()
    assert settings.CELERY_BEAT_SCHEDULE[name]["task"] in app.tasks


def test_no_task_keeps_results_and_nothing_but_json_is_accepted() -> None:
    assert app.conf.result_backend is None
    assert app.conf.task_ignore_result
    assert list(app.conf.accept_content) == ["json"]
    assert app.conf.task_acks_late


def test_a_redis_that_is_down_is_tried_once_more_at_once_and_not_waited_for(tmp_path: Path) -> None:
    ask = "import json; from sop_kinerja import settings; print(json.dumps(settings.CELERY_BROKER_TRANSPORT_OPTIONS))"
    env = {**os.environ, "SOP_DATA": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1/0"}
    answer = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=True)
    options = json.loads(answer.stdout)
    assert (options["max_retries"], options["interval_start"]) == (1, 0)
    assert options["interval_max"] <= 0.2


@pytest.mark.pekerja
def test_a_real_worker_shows_life_as_soon_as_it_is_ready(worker: Worker) -> None:
    assert not heartbeat.is_alive(heartbeat.WORKER, at=timezone.now())
    worker.start()
    wait_for(lambda: heartbeat.is_alive(heartbeat.WORKER, at=timezone.now()))


@pytest.mark.pekerja
def test_a_job_sent_while_no_worker_ran_is_done_by_the_next_one(worker: Worker) -> None:
    heartbeat_task.delay()
    assert not heartbeat.is_alive(heartbeat.WORKER, at=timezone.now())
    worker.start()
    wait_for(lambda: heartbeat.is_alive(heartbeat.WORKER, at=timezone.now()))


@pytest.mark.pekerja
def test_the_embedded_schedule_shows_life_too(worker: Worker) -> None:
    worker.beat = True
    worker.start()
    wait_for(lambda: heartbeat.is_alive(heartbeat.BEAT, at=timezone.now()))
