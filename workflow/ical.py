"""Due times as an iCalendar feed (RFC 5545): lines folded at 75 octets, text escaped, times in UTC, stable UIDs.

No report data, and the title of a secret case stays in the office: a feed ends up in other people's servers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from unicodedata import category
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet, prefetch_related_objects

from accounts.posts import Desk
from workflow.inbox import inbox, running_visits_query
from workflow.sop import Step
from workflow.visits import Outcome, StepRecord

KEPT_DAYS: Final = 7
"""Days a finished step stays in the feed, marked as done, so that a calendar program takes it from its list."""
BEFORE: Final = timedelta(minutes=30)
"""The entry ends at the due time and begins so long before: an entry without length is not drawn by every program."""
_WIDTH: Final = 75
_BREAKING: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True)
class Entry:
    """One due time."""

    uid: str
    summary: str
    description: str
    path: str
    due_at: datetime
    changed_at: datetime
    sequence: int
    status: str = "CONFIRMED"


def own_entries(desk: Desk) -> list[Entry]:
    """What this person holds up now, and what they finished in the last week."""
    box = inbox(desk)
    done = _finished(desk.at).filter(finished_by=desk.person)
    entries = _entries([*box.mine, *box.orphaned, *done])
    entries += [
        Entry(
            f"isian-{task.submission.pk}", f"Tenggat isian {task.submission.unit.short_name}", "Isian data unit.",
            f"/isian/{task.submission.pk}/", task.submission.due_at,
            task.submission.desk_since or task.submission.opened_at, 0,
        )
        for task in box.own
    ]  # fmt: skip
    return entries


def office_entries(desk: Desk) -> list[Entry]:
    """Every open step of the cases this leader may open."""
    return _entries(running_visits_query(desk), everybody=True)


def _finished(at: datetime) -> QuerySet[StepRecord]:
    """What was finished in the last week; the caller says by whom."""
    recent = StepRecord.objects.filter(finished_at__gte=at - timedelta(days=KEPT_DAYS))
    return recent.select_related("case__letter")


def _entries(visits: Iterable[StepRecord], *, everybody: bool = False) -> list[Entry]:
    """Each with the moves of its due time, which raise SEQUENCE: one query for all."""
    found = list(visits)
    prefetch_related_objects(found, "due_changes")
    return [_of_visit(visit, everybody=everybody) for visit in found]


def _of_visit(visit: StepRecord, *, everybody: bool) -> Entry:
    moves = visit.due_changes.all()
    step, case = Step(visit.step), visit.case
    who = f" ({visit.executor.person})" if everybody else ""
    done = "Selesai: " if visit.finished_at else "Tenggat "
    return Entry(
        uid=f"kunjungan-{visit.pk}",
        summary=f"{done}langkah {step.number}, {step.label.lower()}{who}: {case.title_outside}",
        description=f"Langkah {step.number} dari 9. Surat agenda {case.letter.agenda}.",
        path=f"/kasus/{visit.case_id}/",
        due_at=visit.due_at,
        changed_at=visit.finished_at or max((move.at for move in moves), default=visit.opened_at),
        sequence=len(moves) + (visit.finished_at is not None),
        status="CANCELLED" if visit.outcome == Outcome.DIBATALKAN else "CONFIRMED",
    )


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """The whole feed as bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//SOP Kinerja//Tenggat//ID",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for entry in sorted(entries, key=lambda one: (one.due_at, one.uid)):
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(entry: Entry) -> list[str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    link = f"{settings.SITE_URL}{entry.path}"
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}@{host}",
        f"DTSTAMP:{_moment(entry.changed_at)}",
        f"LAST-MODIFIED:{_moment(entry.changed_at)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTART:{_moment(entry.due_at - BEFORE)}",
        f"DTEND:{_moment(entry.due_at)}",
        f"SUMMARY:{_text(entry.summary)}",
        f"DESCRIPTION:{_text(f'{entry.description} {link}')}",
        f"URL:{link}",
        f"STATUS:{entry.status}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """TEXT of RFC 5545, 3.3.11: backslash, semicolon, comma and line ends escaped.

    Other control characters and the line ends of Unicode are gone: some readers break lines at them.
    """
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\\n").replace("\n", "\\n")
    return "".join(one for one in escaped if category(one) not in _BREAKING)


def _folded(line: str) -> Iterator[bytes]:
    """Content lines of at most 75 octets, cut between characters, continued by a space (RFC 5545, 3.1)."""
    part, room = b"", _WIDTH
    for one in line:
        octets = one.encode()
        if len(part) + len(octets) > room:
            yield part
            part, room = b" ", _WIDTH
        part += octets
    yield part
