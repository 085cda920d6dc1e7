"""The project: settings, addresses, health, the background schedule."""

from sop_kinerja.celery import app as celery_app

__all__ = ["celery_app"]
