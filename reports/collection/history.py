"""The history of one cell in words: figure, everything beside it, and the workbook it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.collection.cells import answer_words
from reports.collection.columns import Column, columns_of, shown
from reports.collection.models import Cell, CellChange, Submission


@dataclass(frozen=True)
class HistoryEntry:
    """One change: from what to what, and each other part of the answer that changed with it."""

    change: CellChange
    before: str
    after: str
    aside: tuple[str, ...]

    @property
    def says_again(self) -> bool:
        """Nothing changed at all: the explanation of an earlier figure was said again for this one."""
        return self.is_same_answer and not self.aside and not self.change.reason

    @property
    def is_same_answer(self) -> bool:
        """Only something beside the figure changed."""
        return self.before == self.after


def entries_of(cell: Cell, submission: Submission) -> list[HistoryEntry]:
    """Newest first."""
    columns = {column.key: column for column in columns_of(submission.columns)}
    return [
        HistoryEntry(
            change,
            answer_words(cell, change.old_answer, change.old_value),
            answer_words(cell, change.new_answer, change.new_value),
            tuple(_aside(cell, change.detail, columns)),
        )
        for change in cell.changes.all()
    ]


def _aside(cell: Cell, detail: Mapping[str, Any], columns: Mapping[str, Column]) -> list[str]:
    names = {"pembilang": cell.numerator_label, "penyebut": cell.denominator_label}
    found: list[str] = []
    for word, (before, after) in detail.items():
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            found.append(_line(names.get(word) or word, before, after))
            continue
        for key in dict.fromkeys([*before, *after]):
            column = columns.get(key)
            if before.get(key) != after.get(key):
                texts = [str(one.get(key, "")) for one in (before, after)]
                if column:
                    texts = [shown(column, text) for text in texts]
                found.append(_line(column.label if column else key, *texts))
    return found


def _line(name: str, before: Any, after: Any) -> str:
    first = name[:1].upper() + name[1:]
    if not after:
        return f"{first} dikosongkan, semula {_quoted(before)}"
    return (
        f"{first}: {_quoted(after)}" if not before else f"{first}: {_quoted(before)} menjadi {_quoted(after)}"
    )


def _quoted(value: Any) -> str:
    return f"“{value}”"
