"""Cells as plain rows, for where thousands of them are read at once: a model instance each costs four times as much."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from reports.collection.models import Cell, Submission


class PlainCell(NamedTuple):
    """What reading an answer and comparing it needs to know of a cell, named as in `Cell`."""

    pk: int
    code: str
    name: str
    satuan: str
    decimals: int
    numerator_label: str
    denominator_label: str
    multiplier: Decimal
    is_share: bool
    scale: list[Any]
    # the answer
    answer: str = ""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reason: str = ""
    note: str = ""
    explanation: str = ""
    extra: Mapping[str, str] = MappingProxyType({})
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    @property
    def is_computed(self) -> bool:
        return bool(self.numerator_label)

    @property
    def is_ordinal(self) -> bool:
        return bool(self.scale)


AnyCell = Cell | PlainCell
_ASKED = tuple(name for name in PlainCell._fields if name not in PlainCell._field_defaults)
_PATHS = {"changed_by": "changed_by__name"}


def plain_cells(submission: Submission, *, answered: bool = True) -> list[PlainCell]:
    """The form's cells in order, in one query; without `answered` only what was asked."""
    paths = [_PATHS.get(name, name) for name in (PlainCell._fields if answered else _ASKED)]
    return [PlainCell(*row) for row in submission.cells.order_by("order", "pk").values_list(*paths)]
