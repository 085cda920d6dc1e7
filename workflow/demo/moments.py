"""Stepping back through office hours, so that what waits today began at a plausible working moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.worktime import HORIZON_DAYS, Calendar, NoWorkingDayError, in_wita


def minutes_back(at: datetime, minutes: int, calendar: Calendar) -> datetime:
    """The working moment `minutes` (≥ 0) working minutes before `at`; with 0 the last working moment up to `at`."""
    moment, left = in_wita(at), timedelta(minutes=minutes)
    day, idle = moment.date(), 0
    while idle <= HORIZON_DAYS:
        working = calendar.working_day(day)
        idle = 0 if working else idle + 1
        for first, last in reversed(working.spans if working else ()):
            end = min(last, moment)
            if end < first:
                continue
            if left <= end - first:
                return end - left
            left -= end - first
        day -= timedelta(days=1)
    raise NoWorkingDayError("Tidak ada jam kerja sebelum waktu itu. Periksa jam kerja di halaman pengelola.")
