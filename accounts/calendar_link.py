"""Making, renewing and revoking the address under which a calendar program reads one's due times."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import CalendarLink, User


@transaction.atomic
def renew(*, person: User, at: datetime) -> str:
    """A new token (43 characters), shown once and kept as a hash; an earlier one stops working at this moment."""
    token = secrets.token_urlsafe(32)
    _, made = CalendarLink.objects.update_or_create(
        person=person, defaults={"token_hash": fingerprint(token), "made_at": at}
    )
    act = "tautan kalender dibuat" if made else "tautan kalender diperbarui"
    audit.record(stream=f"pegawai:{person.pk}", act=act, by=person, at=at)
    return token


@transaction.atomic
def revoke(*, person: User, at: datetime) -> bool:
    """End it; False when there was none."""
    gone, _ = CalendarLink.objects.filter(person=person).delete()
    if gone:
        audit.record(stream=f"pegawai:{person.pk}", act="tautan kalender dicabut", by=person, at=at)
    return bool(gone)


def person_of(token: str) -> User | None:
    """Whose calendar this token opens; None for a revoked or unknown one, and for who has left. One query."""
    link = (
        CalendarLink.objects.select_related("person")
        .filter(token_hash=fingerprint(token), person__is_active=True)
        .first()
    )
    return link.person if link else None


def fingerprint(token: str) -> str:
    """SHA-256: a token of 256 random bits needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
