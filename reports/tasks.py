"""Thin tasks: a key goes in, a service does the work."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reports import document_services
from reports.signing import attempts


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
