"""Background work of the office: thin tasks, which only ask the clock and call a service."""

from celery import shared_task
from django.utils import timezone

from accounts import outbox


@shared_task(name="accounts.tasks.deliver")
def deliver() -> None:
    """Send what waits in the outbox. Running it twice, or on two workers, sends nothing twice.

    A full batch asks for the next at once, so that a long queue does not wait for the beat.
    """
    if outbox.deliver(at=timezone.now()) >= outbox.BATCH:
        deliver.delay()
