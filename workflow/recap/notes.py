"""The notes that travel with a person's figures: dated, signed with a name and a post, never changed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import User
from accounts.posts import Desk
from workflow.recap.access import may_explain
from workflow.scorecard.models import RecapNote
from workflow.scorecard.spans import Month, Span

LONGEST = 2000


@transaction.atomic
def write(*, person: User, span: Span, text: str, by: User, at: datetime) -> RecapNote:
    """Add a note to the months of `span`. Raises Refusal or NotYours; nothing written before is touched."""
    desk = Desk(by, at)
    if not may_explain(desk, person):
        raise NotYours("Keterangan pada rekap ditulis pegawai itu sendiri atau atasannya langsung.")
    told = text.strip()
    if not told:
        raise Refusal("Keterangan masih kosong. Tulis keterangannya, lalu simpan.", field="text")
    if len(told) > LONGEST:
        raise Refusal(
            f"Keterangan ini {len(told)} huruf, paling banyak {LONGEST}. Ringkas, atau tulis menjadi dua keterangan.", field="text"
        )  # fmt: skip
    post = desk.main_post
    note = RecapNote.objects.create(
        person=person, first=_day(span.first), last=_day(span.last), text=told, by=by, by_name=by.name,
        by_title=post.jabatan if post else "tanpa jabatan", at=at,
    )  # fmt: skip
    audit.record(
        stream=f"rekap:{person.pk}", act="keterangan_rekap", by=by, at=at, title=note.by_title,
        detail={"dari": span.first.key, "sampai": span.last.key, "keterangan": told},
    )  # fmt: skip
    return note


def of(person: User, span: Span) -> list[RecapNote]:
    """The notes on any month of the span, the oldest first."""
    return list(
        RecapNote.objects.filter(person=person, first__lte=_day(span.last), last__gte=_day(span.first))
    )


def months(note: RecapNote) -> str:
    """Which months a note is about, in words."""
    return Span(Month(note.first.year, note.first.month), Month(note.last.year, note.last.month)).words


def _day(month: Month) -> date:
    return date(month.year, month.number, 1)
