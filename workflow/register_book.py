"""The agenda book as a list: newest first, page by page, without ever counting all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from workflow.case import ReportRequest
from workflow.letters import Disposition, Letter
from workflow.querysets import visible_letters
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk

PAGE = 25


@dataclass(frozen=True)
class Entry:
    """One line of the book as this reader may see it."""

    letter: Letter
    case: ReportRequest
    visit: StepRecord | None
    opens: bool
    """The reader may open the case itself, not only see where it is."""
    hides: bool
    """A rahasia letter that others registered: only that it exists and where it is."""
    sent_to: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    entries: Sequence[Entry]
    after: str
    """Where the next, older page begins; empty on the last."""


def page(desk: Desk, *, year: int | None = None, text: str = "", after: str = "") -> Page:
    """One page of the letters this person may see. `after` is the cursor of the page before. Nine queries at most."""
    letters = visible_letters(desk)
    if year:
        letters = letters.filter(agenda_year=year)
    if text:
        letters = letters.filter(_matches(text))
    if cursor := re.fullmatch(r"(\d{4})-(\d{1,9})", after, re.ASCII):
        last_year, last_number = int(cursor[1]), int(cursor[2])
        letters = letters.filter(
            Q(agenda_year__lt=last_year) | Q(agenda_year=last_year, agenda_number__lt=last_number)
        )
    found = list(
        letters.select_related("case__edition", "case__period").prefetch_related(
            "case__edition__rows",
            Prefetch(
                "case__visits", StepRecord.objects.filter(finished_at__isnull=True), to_attr="open_visits"
            ),
            Prefetch(
                "case__dispositions",
                Disposition.objects.filter(recalled_at__isnull=True).prefetch_related("recipients__unit"),
                to_attr="current_sheets",
            ),
        )[: PAGE + 1]
    )
    shown = found[:PAGE]
    openable = set(
        ReportRequest.objects.visible_to(desk)
        .filter(pk__in=[letter.case.pk for letter in shown])
        .values_list("pk", flat=True)
    )
    last = shown[-1] if len(found) > PAGE else None
    return Page(
        entries=[_entry(letter, desk, openable) for letter in shown],
        after=f"{last.agenda_year}-{last.agenda_number}" if last else "",
    )


def _matches(text: str) -> Q:
    found = Q(subject__icontains=text) | Q(sender__icontains=text) | Q(number__icontains=text)
    if text.strip().isdecimal():
        found |= Q(agenda_number=int(text.strip()[:9]))
    return found


def _entry(letter: Letter, desk: Desk, openable: set[int]) -> Entry:
    case = letter.case
    visits: list[StepRecord] = case.open_visits  # type: ignore[attr-defined]
    sheets: list[Disposition] = case.current_sheets  # type: ignore[attr-defined]
    opens = case.pk in openable
    return Entry(
        letter=letter,
        case=case,
        visit=visits[0] if visits else None,
        opens=opens,
        hides=letter.is_secret and not opens and letter.registered_by_id != desk.user.pk,
        sent_to=[recipient.unit.short_name for sheet in sheets for recipient in sheet.recipients.all()],
    )


def years(desk: Desk) -> list[int]:
    """Years the book has letters of, newest first."""
    return list(
        visible_letters(desk).order_by("-agenda_year").values_list("agenda_year", flat=True).distinct()
    )


def known_senders(limit: int = 200) -> list[str]:
    """Who has written before, for the form's suggestions."""
    return list(Letter.objects.order_by("sender").values_list("sender", flat=True).distinct()[:limit])
