"""Background work of the office: thin tasks, which only ask the clock and call a service."""

from celery import shared_task
from django.utils import timezone

from accounts import notifications


@shared_task(name="accounts.tasks.deliver")
def deliver() -> None:
    """Send the e-mails that wait. Running it twice, or on two workers, sends nothing twice."""
    notifications.deliver(at=timezone.now())
