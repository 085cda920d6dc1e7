"""The agenda book as a list: newest first, page by page, without ever counting all of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.errors import Refusal
from workflow.case import ReportRequest
from workflow.letters import DispositionRecipient, Letter, Sifat
from workflow.querysets import visible_letters
from workflow.register_filter import BookFilter
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk

PAGE = 25
MOST_LINES = 3000
"""Letters in one printed book or workbook; an office of this size receives far fewer in a year."""
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


def page(desk: Desk, wanted: BookFilter, *, after: str = "") -> Page:
    """One page of the letters this person may see. `after` is the cursor of the page before. Four queries."""
    letters = older_than(wanted.narrow(visible_letters(desk), shown_to(desk)), after)
    found = list(_told(letters, desk)[: PAGE + 1])
    return Page(entries=_entries(found[:PAGE], desk), after=cursor_after(found))


def older_than(letters: QuerySet[Letter], after: str) -> QuerySet[Letter]:
    """Those behind the cursor of the page before; all of them without one."""
    if cursor := re.fullmatch(r"(\d{4})-(\d{1,9})", after, re.ASCII):
        last_year, last_number = int(cursor[1]), int(cursor[2])
        return letters.filter(
            Q(agenda_year__lt=last_year) | Q(agenda_year=last_year, agenda_number__lt=last_number)
        )
    return letters


def cursor_after(found: Sequence[Letter]) -> str:
    """Where the next page begins; empty when `found`, one more than a page holds, is not full."""
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    return f"{last.agenda_year}-{last.agenda_number}"


def whole(desk: Desk, wanted: BookFilter) -> list[Entry]:
    """The book as it is printed: all that match, first agenda number first. Raises Refusal beyond MOST_LINES."""
    letters = wanted.narrow(visible_letters(desk), shown_to(desk)).order_by("agenda_year", "agenda_number")
    found = list(_told(letters, desk)[: MOST_LINES + 1])
    if len(found) > MOST_LINES:
        raise Refusal(
            f"Buku ini lebih dari {MOST_LINES} surat. Pilih rentang tanggal yang lebih pendek, misalnya satu triwulan."
        )
    return _entries(found, desk)


def shown_to(desk: Desk) -> Q:
    """Letters whose words this person sees: a search must not tell what a rahasia letter says."""
    return (
        ~Q(sifat=Sifat.RAHASIA)
        | Q(registered_by=desk.user.pk)
        | Q(case__in=ReportRequest.objects.visible_to(desk))
    )


def _told(letters: QuerySet[Letter], desk: Desk) -> QuerySet[Letter]:
    """With what a line of the book tells: case, edition, open visit, whether the reader may open the case."""
    seen = ReportRequest.objects.visible_to(desk).filter(pk=OuterRef("case__pk"))
    open_visits = StepRecord.objects.filter(finished_at__isnull=True)
    return (
        letters.annotate(opens=Exists(seen))
        .select_related("case__edition")
        .prefetch_related("case__edition__rows", Prefetch("case__visits", open_visits, to_attr="open_visits"))
    )


def _entries(letters: Sequence[Letter], desk: Desk) -> list[Entry]:
    sent_to = _sent_to([letter.case.pk for letter in letters])
    return [_entry(letter, desk, sent_to[letter.case.pk]) for letter in letters]


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
