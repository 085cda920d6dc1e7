from celery import shared_task
from django.utils import timezone

from sop_kinerja import heartbeat as signs


@shared_task(name="sop_kinerja.tasks.heartbeat")
def heartbeat() -> None:
    """The worker took a task from the broker and wrote to the database: it lives."""
    signs.mark(signs.WORKER, at=timezone.now())
