"""The office calendar has changed: other apps hear of it in the same transaction and say what they did about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.worktime import Calendar


@dataclass(frozen=True)
class CalendarChange:
    """One saving or deleting in the admin."""

    before: Calendar
    after: Calendar
    is_closing: bool
    """An emergency closing: working time that was already counted on is taken away, or given back."""
    reason: str
    by: User
    at: datetime


Watcher = Callable[[CalendarChange], list[str]]
_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> Watcher:
    """Register what follows a change of the calendar; it returns one sentence for each thing that moved."""
    _watchers.append(watcher)
    return watcher


def changed(change: CalendarChange) -> list[str]:
    """Let everybody follow; nothing where the calendar is what it was."""
    if change.before == change.after:
        return []
    return [sentence for watcher in _watchers for sentence in watcher(change)]
