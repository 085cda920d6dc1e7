"""The Celery application; its schedule is CELERY_BEAT_SCHEDULE in settings."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

from sop_kinerja import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sop_kinerja.settings")

broker.install()
app = Celery("sop_kinerja")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def beat_once_at_start(**kwargs: Any) -> None:
    """Show life at once instead of after the first scheduled heartbeat, so that start-up is short."""
    from sop_kinerja.tasks import heartbeat

    heartbeat.delay()
