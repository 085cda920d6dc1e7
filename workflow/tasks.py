"""Thin Celery tasks: ask the clock, call the service."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def tick() -> None:
    """Say what is due about open steps. Run by the beat, and once after a step opens; running twice is harmless."""
    from workflow.reminders import run

    told = run(timezone.now())
    if told.visits:
        log.info("pengingat", kunjungan=told.visits, pesan=told.people)
