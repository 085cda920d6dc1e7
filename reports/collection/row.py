"""One line of the entry grid as the page shows it: what was asked, what stands there, what is still asked back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from reports.analysis import measures
from reports.analysis.result import RowResult
from reports.charts import bar_length
from reports.collection import checks
from reports.collection.columns import Column
from reports.collection.conflict import Conflict
from reports.collection.entries import Entry, value_words
from reports.collection.fields import FIELDS, Extra, Typed, entry_as_shown
from reports.collection.models import Answer, Cell, CheckRule, Remark
from reports.figures import figure
from reports.indicators.models import Kind


@dataclass
class Row:
    """One line of the grid. `typed` wins over what is stored, so that nothing typed is lost with a refusal."""

    cell: Cell
    result: RowResult
    number: int
    columns: tuple[Column, ...]
    rule: CheckRule
    year: int
    period_number: int
    typed: Typed | None = None
    errors: dict[str, str] = field(default_factory=dict)
    remark_text: str = ""
    remark: Remark | None = None
    fills: bool = False
    """Whether the reader may fill this row: one given to another seksi is only read."""
    reply: str = ""
    """An answer to the remark that was typed and not kept."""
    changed: tuple[str, str] | None = None
    """The answer at the last return and now, in words, where it changed since."""
    saved_at: datetime | None = None
    conflict: Conflict | None = None
    headings: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        return (self.typed.entry.answer if self.typed else self.cell.answer) or Answer.NILAI

    @property
    def entry(self) -> Entry:
        """What the fields of the row show."""
        return self.typed.entry if self.typed else entry_as_shown(self.cell, self.columns)

    @property
    def version(self) -> int:
        """What the row sends along next time. After a refusal still the one its writer saw: a newer answer of
        somebody else must not be taken for seen. With a conflict on the page it has been seen.
        """
        if self.typed and not self.conflict and self.typed.version >= 0:
            return self.typed.version
        return self.cell.version

    @property
    def extras(self) -> list[Extra]:
        entry = self.entry
        return [
            Extra(column, str(entry.extra.get(column.key, "")), f"extra-{column.key}" in self.errors)
            for column in self.columns
        ]

    @property
    def questions(self) -> tuple[checks.Question, ...]:
        """What the form asks back about the stored figure, explained or not."""
        return checks.questions(self.cell, self.rule, self.year)

    @property
    def waits_for_explanation(self) -> bool:
        return bool(checks.open_questions(self.cell, self.rule, self.year))

    @property
    def error(self) -> str:
        return " ".join(self.errors.values())

    @property
    def error_anchor(self) -> str:
        """The field that the error summary leads to."""
        name = next(iter(self.errors), "value")
        if name == "value" and self.cell.is_computed:
            name = "numerator"
        field_name = FIELDS.get(name, name.removeprefix("extra-"))
        return f"{field_name}-{self.cell.pk}"

    @property
    def direction_words(self) -> str:
        return self.cell.get_direction_display()

    @property
    def words(self) -> list[str]:
        """The words an ordinal figure is answered with, best first."""
        return [str(label) for label, _ in self.cell.scale]

    @property
    def target_text(self) -> str:
        return _span(self.cell, self.cell.target, self.cell.target_high)

    @property
    def target_year_text(self) -> str:
        """The year's target, where it is not simply the period's."""
        cell = self.cell
        same = (cell.target_year, cell.target_year_high) == (cell.target, cell.target_high)
        return (
            "" if cell.target_year is None or same else _span(cell, cell.target_year, cell.target_year_high)
        )

    @property
    def previous_text(self) -> str:
        cell = self.cell
        if cell.previous_value is not None:
            return value_words(cell, cell.previous_value, cell.decimals)
        return Answer(cell.previous_answer).label if cell.previous_answer else "–"

    @property
    def cumulative_text(self) -> str:
        """This year so far with the stored figure; only where an earlier period of the year has one."""
        cell = self.cell
        if not any(one is not None for one in checks.figures_of_year(cell, self.year).values()):
            return ""
        year = checks.cumulative(cell, self.year, self.period_number).value
        return "" if year is None else value_words(cell, year, cell.decimals)

    @property
    def absorption(self) -> Decimal | None:
        """Of a budget line: the share of the year's pagu spent so far, in percent."""
        cell = self.cell
        if cell.kind != Kind.ANGGARAN:
            return None
        spent = checks.cumulative(cell, self.year, self.period_number).value
        return measures.absorption(cell.target_year, spent).value

    @property
    def value_text(self) -> str:
        value = self.result.value
        return "" if value is None else value_words(self.cell, value, self.cell.decimals)

    @property
    def bar(self) -> str | None:
        """Length of the small bar on its 200 wide drawing; the tick at 100 % stands at 166.7."""
        capaian = self.result.capaian
        return None if capaian is None else bar_length(capaian, 200)

    @property
    def stored_fields(self) -> dict[str, str]:
        """The form fields of the row as they are stored: what a browser puts there when somebody else saved."""
        cell = self.cell
        entry = entry_as_shown(cell, self.columns)
        found = {f"{name}-{cell.pk}": str(getattr(entry, part)) for part, name in FIELDS.items()}
        found[f"jawaban-{cell.pk}"] = entry.answer or Answer.NILAI
        return found | {f"{key}-{cell.pk}": text for key, text in entry.extra.items()}

    @property
    def stored_json(self) -> str:
        return json.dumps(self.stored_fields)


def _span(cell: Cell, low: Decimal | None, high: Decimal | None) -> str:
    if low is None:
        return "–"
    first = value_words(cell, low, cell.decimals)
    return first if high is None else f"{first} – {figure(high, cell.decimals)}"
