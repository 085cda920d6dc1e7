"""Whose turn it is may just have changed: other apps hear of it in the transaction of the act, and may write with it.

Reports know nothing of steps and clocks; whoever keeps a clock registers here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Watcher(Protocol):
    def __call__(self, report_id: int, at: datetime, *, service_down: bool | None) -> None: ...


_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> Watcher:
    """Register what is to hear of every turn."""
    _watchers.append(watcher)
    return watcher


def turned(report_id: int, at: datetime, *, service_down: bool | None = None) -> None:
    """Something of this report went from one desk to another. `service_down`: what the act learnt about the signing service,
    None when it has nothing to do with it.
    """
    for watcher in _watchers:
        watcher(report_id, at, service_down=service_down)


UNREACHED = frozenset({"tidak-terhubung", "500", "503"})
"""Codes of a refusal that say nothing about the paper or the passphrase: the service itself did not work."""
