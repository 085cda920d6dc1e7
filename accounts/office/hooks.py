"""What other apps do when people come and go: they register here, so that accounts knows nothing of letters or reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime

from accounts.models import Unit

PostWatcher = Callable[[Unit, str, datetime], AbstractContextManager[None]]
_watchers: list[PostWatcher] = []


def watches_posts(watcher: PostWatcher) -> PostWatcher:
    """Register what runs around every change of who holds a post: before it until `yield`, after it from there."""
    _watchers.append(watcher)
    return watcher


@contextmanager
def changing(unit: Unit, role: str, at: datetime) -> Iterator[None]:
    """Wrap the write of a post; everything happens in the caller's transaction."""
    with ExitStack() as stack:
        for watcher in _watchers:
            stack.enter_context(watcher(unit, role, at))
        yield
