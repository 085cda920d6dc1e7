"""Thin tasks: a key goes in, a service does the work."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

from reports import document_services, tidying
from reports.signing import attempts

log = structlog.get_logger(__name__)


@shared_task(name="reports.tasks.render")
def render(pk: int) -> None:
    """Make one PDF."""
    document_services.render_document(pk=pk, clock=timezone.now)


@shared_task(name="reports.tasks.render_waiting")
def render_waiting() -> None:
    """Every 20 seconds: send again what nobody took, so that a lost message loses no document."""
    for pk in document_services.waiting(timezone.now()):
        render.delay(pk)


@shared_task(name="reports.tasks.settle_attempts")
def settle_attempts() -> None:
    """Every minute: what became of requests to BSrE whose answer was lost (docs/adr/0005)."""
    attempts.sweep(timezone.now())


@shared_task(name="reports.tasks.tidy")
def tidy() -> None:
    """Every six hours: remove uploads that were never applied. Running twice, or on two workers, is harmless."""
    if removed := tidying.remove_unapplied(at=timezone.now()):
        log.info("unggahan dirapikan", jumlah=removed)
