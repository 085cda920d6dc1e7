"""The agenda book as a list: newest first, page by page, without ever counting all of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from workflow.case import ReportRequest
from workflow.letters import DispositionRecipient, Letter, Sifat
from workflow.querysets import visible_letters
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk

PAGE = 25
YEARS = 5


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
    """One page of the letters this person may see. `after` is the cursor of the page before. Four queries."""
    letters = visible_letters(desk)
    if year:
        letters = letters.filter(agenda_year=year)
    if text:
        letters = letters.filter(_matches(text, desk))
    if cursor := re.fullmatch(r"(\d{4})-(\d{1,9})", after, re.ASCII):
        last_year, last_number = int(cursor[1]), int(cursor[2])
        letters = letters.filter(
            Q(agenda_year__lt=last_year) | Q(agenda_year=last_year, agenda_number__lt=last_number)
        )
    seen = ReportRequest.objects.visible_to(desk).filter(pk=OuterRef("case__pk"))
    open_visits = StepRecord.objects.filter(finished_at__isnull=True)
    found = list(
        letters.annotate(opens=Exists(seen))
        .select_related("case__edition")
        .prefetch_related(
            "case__edition__rows", Prefetch("case__visits", open_visits, to_attr="open_visits")
        )[: PAGE + 1]
    )
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    sent_to = _sent_to([letter.case.pk for letter in shown])
    return Page(
        entries=[_entry(letter, desk, sent_to[letter.case.pk]) for letter in shown],
        after=f"{last.agenda_year}-{last.agenda_number}" if last else "",
    )


def _matches(text: str, desk: Desk) -> Q:
    """Words are looked for only where the reader sees them: a search must not tell what a rahasia letter says."""
    shown = (
        ~Q(sifat=Sifat.RAHASIA)
        | Q(registered_by=desk.user.pk)
        | Q(case__in=ReportRequest.objects.visible_to(desk))
    )
    found = shown & (Q(subject__icontains=text) | Q(sender__icontains=text) | Q(number__icontains=text))
    if text.strip().isdecimal():
        found |= Q(agenda_number=int(text.strip()[:9]))
    return found


def _sent_to(case_ids: list[int]) -> dict[int, list[str]]:
    """Case id -> the units its disposition in force names; the planners first."""
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, name in DispositionRecipient.objects.filter(
        disposition__case__in=case_ids, disposition__recalled_at__isnull=True
    ).values_list("disposition__case_id", "unit__short_name"):
        found[case_id].append(name)
    return found


def _entry(letter: Letter, desk: Desk, sent_to: list[str]) -> Entry:
    case = letter.case
    visits: list[StepRecord] = case.open_visits  # type: ignore[attr-defined]
    opens: bool = letter.opens  # type: ignore[attr-defined]
    return Entry(
        letter=letter,
        case=case,
        visit=visits[0] if visits else None,
        opens=opens,
        hides=letter.is_secret and not opens and letter.registered_by_id != desk.user.pk,
        sent_to=sent_to,
    )


def years(at: datetime) -> list[int]:
    """The years one looks back over, newest first."""
    this_year = timezone.localdate(at).year
    return list(range(this_year, this_year - YEARS, -1))


def known_senders(limit: int = 200) -> list[str]:
    """Who has written before, for the form's suggestions."""
    return list(Letter.objects.order_by("sender").values_list("sender", flat=True).distinct()[:limit])
