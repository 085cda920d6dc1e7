"""Signs of life of the background processes, kept in the shared cache and read by `/sehat/siap`."""

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from celery.beat import PersistentScheduler, ScheduleEntry
from django.core.cache import cache
from django.db import close_old_connections
from django.utils import timezone

WORKER: Final = "denyut:pekerja"
BEAT: Final = "denyut:penjadwal"
# Four missed heartbeats: a solo worker printing a long report is busy, not dead.
FRESH: Final = timedelta(seconds=60)

log = logging.getLogger(__name__)


def mark(key: str, *, at: datetime) -> None:
    """Note that the process behind `key` was alive at `at`."""
    cache.set(key, at, timeout=24 * 3600)


def age(key: str, *, at: datetime) -> timedelta | None:
    """How long ago the last sign was; None when there was none."""
    last = cache.get(key)
    return at - last if isinstance(last, datetime) else None


def is_alive(key: str, *, at: datetime) -> bool:
    since = age(key, at=at)
    return since is not None and since <= FRESH


class HeartbeatScheduler(PersistentScheduler):
    """Celery's own scheduler, which also says that it is alive: when it starts and at every heartbeat."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        self._show_life()

    def apply_async(self, entry: ScheduleEntry, *args: Any, **kwargs: Any) -> Any:
        if entry.name == "denyut":
            self._show_life()
        return super().apply_async(entry, *args, **kwargs)

    def _show_life(self) -> None:
        try:
            close_old_connections()
            mark(BEAT, at=timezone.now())
        except Exception:  # a database that is down for a moment must not stop the schedule
            log.exception("Denyut penjadwal tidak dapat dicatat")
