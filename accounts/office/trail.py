"""The trail of the office's own data: old and new values of what changed."""

from __future__ import annotations

from datetime import datetime

from accounts import audit
from accounts.models import Assignment, Unit, User


def record_changes(
    kind: str,
    thing: Unit | User | Assignment,
    before: dict[str, object],
    fields: tuple[str, ...],
    *,
    by: User | None,
    at: datetime,
    extra: dict[str, object] | None = None,
) -> None:
    changed = audit.changes(before, audit.snapshot(thing, fields)) | (extra or {})
    if changed:
        audit.record(
            stream=f"{kind}:{thing.pk}",
            act=f"{kind} {'diubah' if before else 'dibuat'}",
            by=by,
            at=at,
            detail=changed,
        )
