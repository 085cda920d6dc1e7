"""Two people, one cell: what stands there now beside what the slower one typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reports.collection.columns import columns_of, shown
from reports.collection.entries import Entry, stored_entry
from reports.collection.models import Answer, Cell


@dataclass(frozen=True)
class Difference:
    """One part of the answer on which the two disagree, both as they are written."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """Who wrote last, when, and where the two answers differ."""

    who: str
    when: datetime | None
    differences: tuple[Difference, ...]


def compare(current: Cell, mine: Entry) -> Conflict:
    """`current`: the cell as it stands now; `mine`: what the other person tried to save, as typed."""
    theirs = stored_entry(current)
    pairs = [
        ("Jawaban", _answer_word(theirs), _answer_word(mine)),
        ("Realisasi", theirs.value, mine.value),
        (current.numerator_label, theirs.numerator, mine.numerator),
        (current.denominator_label, theirs.denominator, mine.denominator),
        ("Alasan", theirs.reason, mine.reason),
        ("Keterangan", theirs.note, mine.note),
        ("Penjelasan", theirs.explanation, mine.explanation),
    ]
    for column in columns_of(current.submission.columns):
        kept = str(theirs.extra.get(column.key, ""))
        pairs.append((column.label, shown(column, kept), str(mine.extra.get(column.key, ""))))
    return Conflict(
        str(current.changed_by) if current.changed_by else "Orang lain",
        current.changed_at,
        tuple(Difference(label, a, b) for label, a, b in pairs if label and a.strip() != b.strip()),
    )


def _answer_word(entry: Entry) -> str:
    if entry.answer in Answer.values:
        return str(Answer(entry.answer).label)
    return str(Answer.NILAI.label) if entry.value or entry.numerator else "Kosong"
