"""The append-only trail: one hash chain per stream (one case, one unit, one person).

Only `record` and `record_many` write; triggers of the database refuse UPDATE and DELETE. Every entry carries the hash of
the one before, so whatever is changed behind the application's back shows in `verify`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from accounts.models import AuditEntry, User

_ATTEMPTS: Final = 8
_BATCH: Final = 200


def record(
    *,
    stream: str,
    act: str,
    by: User | None,
    at: datetime,
    title: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append to a stream, in the caller's transaction. `by` is None for the system, `title` the post acted in.

    The caller usually holds a lock on the stream's thing; where none exists the unique number makes the
    slower of two writers try again behind the other.
    """
    return record_many(stream=stream, acts=[(act, detail or {})], by=by, at=at, title=title)[0]


def record_many(
    *,
    stream: str,
    acts: Sequence[tuple[str, Mapping[str, Any]]],
    by: User | None,
    at: datetime,
    title: str = "",
) -> list[AuditEntry]:
    """Append several entries (act, detail) of one person and moment; like `record`, in a handful of queries."""
    plain = [(act, _plain(detail)) for act, detail in acts]
    for attempt in range(1, _ATTEMPTS + 1):
        last = AuditEntry.objects.filter(stream=stream).order_by("-number").first()
        entries: list[AuditEntry] = []
        for act, detail in plain:
            last = AuditEntry(
                stream=stream,
                number=last.number + 1 if last else 1,
                at=at,
                actor=by,
                actor_title=title,
                act=act,
                detail=detail,
                previous_hash=last.hash if last else "",
            )
            last.hash = fingerprint(last)
            entries.append(last)
        try:
            with transaction.atomic():
                return AuditEntry.objects.bulk_create(entries, batch_size=_BATCH)
        except IntegrityError:
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def fingerprint(entry: AuditEntry) -> str:
    """SHA-256 over the entry's canonical JSON, the previous hash included."""
    content = {
        "stream": entry.stream,
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "title": entry.actor_title,
        "act": entry.act,
        "detail": entry.detail,
        "previous": entry.previous_hash,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def head(stream: str) -> str:
    """The hash of the newest entry; "" for an empty stream. Printed on a signed paper it seals the trail so far."""
    return (
        AuditEntry.objects.filter(stream=stream).order_by("-number").values_list("hash", flat=True).first()
        or ""
    )


def verify(stream: str | None = None) -> list[str]:
    """Walk one stream, or all, and say in sentences what is broken; an empty list when nothing is."""
    entries = AuditEntry.objects.order_by("stream", "number")
    if stream is not None:
        entries = entries.filter(stream=stream)
    problems = []
    for name, chain in groupby(entries.iterator(chunk_size=2000), key=lambda entry: entry.stream):
        previous, expected = "", 1
        for entry in chain:
            where = f"Arus {name} nomor {entry.number}"
            if entry.number != expected:
                problems.append(
                    f"{where}: seharusnya nomor {expected}; ada jejak yang hilang atau disisipkan."
                )
            if entry.previous_hash != previous:
                problems.append(f"{where}: tidak menyambung pada jejak sebelumnya.")
            if entry.hash != fingerprint(entry):
                problems.append(f"{where}: isinya tidak cocok lagi dengan sidiknya.")
            previous, expected = entry.hash, entry.number + 1
    return problems


def snapshot(thing: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """The named fields as plain values, to compare before and after."""
    return {field: thing.serializable_value(field) for field in fields}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """{field: [old, new]} of what differs."""
    return {field: [before.get(field), value] for field, value in after.items() if before.get(field) != value}


def _plain(detail: Mapping[str, Any]) -> dict[str, Any]:
    """As both databases give it back: floats as text (jsonb rewrites them), dates as ISO, no NUL."""
    read: dict[str, Any] = json.loads(
        json.dumps(dict(detail), cls=DjangoJSONEncoder).replace("\\u0000", ""), parse_float=str
    )
    return read
