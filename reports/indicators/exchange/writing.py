"""Write what a plan holds: every row checked by the catalogue's own rules, every sheet written at once with its trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any, TypedDict, cast

from django.db import models

from accounts.errors import Refusal
from accounts.models import Unit, User
from reports.indicators import bulk, services
from reports.indicators import formats as format_rules
from reports.indicators import plan as plan_rules
from reports.indicators.exchange.changes import Change, Plan
from reports.indicators.exchange.reading import Problem
from reports.indicators.exchange.records import current_formats, names
from reports.indicators.exchange.sheets import (
    FORMAT_COLUMNS,
    FORMAT_TEXTS,
    FORMATS,
    INDICATORS,
    MONTHLY_TARGETS,
    PLAN,
    RENSTRA,
    SHEETS,
    SLOTS,
    TARGETS,
    VALUE_MAPS,
    Slot,
    fold,
)
from reports.indicators.models import (
    Format,
    FormatColumn,
    FormatItem,
    Indicator,
    Level,
    Period,
    PeriodKind,
    PlanNode,
    RenstraTarget,
    Target,
    ValueMap,
    ValueMapEntry,
)
from reports.indicators.periods import period

LOST = "Kode yang dirujuk belum ada saat baris ini ditulis. Periksa kodenya, lalu unggah lagi."
NOT_ABOVE = "Kode itu tidak berada di atas baris ini. Pilih kode yang tingkatnya lebih tinggi."


class _NotThereError(Exception):
    """A row leans on another row of the file that was refused itself, and is named there; `args[0]` is the column."""


class _Told(TypedDict):
    """What every line of the trail says."""

    by: User
    at: datetime
    title: str


class Writer:
    """One run. Things are looked up once; what a row makes is found by the rows after it."""

    def __init__(self, *, by: User, at: datetime, title: str, tries: bool = False) -> None:
        """`tries`: find out what would be refused. Only lines of the plan are then written, for others to stand under."""
        self.by, self.at, self.title, self.tries = by, at, title, tries
        self.periods: dict[tuple[int, Slot], Period] = {}
        self.units: dict[str, Unit] = names().units
        self.maps = {fold(one.name): one for one in ValueMap.objects.all()}
        self.nodes = {fold(one.code): one for one in PlanNode.objects.select_related("parent")}
        self.indicators = {fold(one.code): one for one in Indicator.objects.select_related("node", "unit")}
        self.formats = current_formats()
        self._nothing_checked()

    def write(self, plan: Plan) -> list[Problem]:
        """Check every row, sheet by sheet, and write those of a sheet at once; what is refused is named.

        Once something is refused nothing more is written: the caller undoes it all.
        """
        problems: list[Problem] = []
        waiting: list[Problem] = []
        for sheet in SHEETS:
            for change in sorted((one for one in plan.pending if one.sheet is sheet), key=_parents_first):
                try:
                    _WRITERS[sheet.title](self, change)
                except Refusal as refusal:
                    problems.append(Problem(change.row.place(refusal.field or ""), refusal.message))
                except _NotThereError as missing:
                    attr = str(missing)
                    waiting.append(Problem(change.row.place(attr), NOT_ABOVE if attr == "parent" else LOST))
            if not (problems or waiting or self.tries):
                self._write_checked()
        # nothing else explains it: never drop a row in silence
        return problems if problems or plan.problems else waiting

    def _write_checked(self) -> None:
        told: _Told = {"by": self.by, "at": self.at, "title": self.title}
        for name, entries in self.checked_maps.items():
            bulk.save_value_map(self.maps[name], list(entries.values()), **told)
        if self.checked_indicators:
            bulk.save_things(self.checked_indicators, "indikator", **told)
        if self.checked_targets:
            bulk.save_targets(self.checked_targets, **told)
        if self.checked_renstra:
            bulk.save_things(self.checked_renstra, "target Renstra", **told)
        if self.checked_items:
            bulk.save_items(self.checked_items, **told)
        if self.checked_columns:
            bulk.save_things(self.checked_columns, "kolom format", **told)
        self._nothing_checked()

    def _nothing_checked(self) -> None:
        self.checked_indicators: list[Indicator] = []
        self.checked_targets: list[Target] = []
        self.checked_renstra: list[RenstraTarget] = []
        self.checked_items: list[FormatItem] = []
        self.checked_columns: list[FormatColumn] = []
        self.checked_maps: dict[str, dict[str, ValueMapEntry]] = {}

    def plan_node(self, change: Change) -> None:
        """Written at once, one by one: whether a line fits under its parent depends on the lines before it."""
        node = _copy(self.nodes.get(change.key[0])) or PlanNode(code=str(change.values["code"]))
        self._set(node, change, {"parent": self.nodes})
        self.nodes[change.key[0]] = plan_rules.save_node(node=node, by=self.by, at=self.at, title=self.title)

    def grade(self, change: Change) -> None:
        """A word of a value map; the map itself is made at once, for indicators to refer to."""
        name = change.key[0]
        if name not in self.maps:
            made = ValueMap(name=str(change.values["map"]))
            self.maps[name] = services.save_thing(made, "peta nilai", self.by, self.at, self.title)
        if name not in self.checked_maps:
            self.checked_maps[name] = {fold(one.label): one for one in self.maps[name].entries.all()}
        entry = self.checked_maps[name].setdefault(
            change.key[1], ValueMapEntry(label=str(change.values["label"]))
        )
        self._set(entry, change, {}, skip=("map",))

    def indicator(self, change: Change) -> None:
        one = _copy(self.indicators.get(change.key[0])) or Indicator(code=str(change.values["code"]))
        self._set(one, change, {"unit": self.units, "node": self.nodes, "value_map": self.maps})
        services.check_indicator(one, ask=False)
        self.indicators[change.key[0]] = one
        self.checked_indicators.append(one)

    def targets(self, change: Change) -> None:
        indicator, year = self._indicator(change), cast(int, change.values["year"])
        for slot in SLOTS[change.sheet.title]:
            attrs = {"value": slot.low, "value_high": slot.high}
            given = {name: change.values[attr] for name, attr in attrs.items() if attr in change.values}
            target = self.standing.get((indicator.pk, year, slot)) if given else None
            if not given or (target is None and given.get("value") is None):
                continue  # nothing said, or an upper bound emptied where there is no target
            target = target or Target()
            target.indicator = indicator  # with the direction this very file may have given it
            for name, value in given.items():
                setattr(target, name, value)
            try:
                services.check_target_shape(target)
            except Refusal as refusal:
                attr = attrs.get(refusal.field or "", slot.low)
                raise Refusal(
                    refusal.message, field=attr if attr in change.row.cells else slot.low
                ) from refusal
            if not self.tries:
                target.period = self._period(year, slot)
            self.checked_targets.append(target)

    def renstra(self, change: Change) -> None:
        indicator, first_year = self._indicator(change), cast(int, change.values["first_year"])
        target = self.standing_renstra.get((indicator.pk, first_year))
        target = target or RenstraTarget(first_year=first_year)
        self._set(target, change, {"indicator": self.indicators})
        plan_rules.check_renstra_target(target, ask=False)
        self.checked_renstra.append(target)

    def format_text(self, change: Change) -> None:
        form = _copy(self.formats.get(change.key[0])) or Format(name=str(change.values["format"]))
        self._set(form, change, {}, skip=("format",))
        if not self.tries:
            self.formats[change.key[0]] = services.save_format(
                format=form, by=self.by, at=self.at, title=self.title
            )

    def format_column(self, change: Change) -> None:
        column = self.standing_columns.get(change.key) or FormatColumn(label=str(change.values["label"]))
        self._set(column, change, {}, skip=("format",))
        format_rules.check_column(label=column.label, kind=column.kind, choices=column.choices)
        if not self.tries:
            column.format = self._format(change)
            self.checked_columns.append(column)

    def format_row(self, change: Change) -> None:
        indicator, unit = self._indicator(change), self.units[change.key[1]]
        if self.tries:
            return
        form = self._format(change)
        item = self.standing_items.get((form.pk, indicator.pk, unit.pk))
        item = item or FormatItem(format=form, indicator=indicator, unit=unit, order=indicator.order)
        self._set(item, change, {}, skip=("format", "unit", "indicator"))
        self.checked_items.append(item)

    def _format(self, change: Change) -> Format:
        """The newest version of that name; one nobody has is made."""
        form = self.formats.get(change.key[0])
        if form is None:
            form = services.save_format(
                format=Format(name=str(change.values["format"])), by=self.by, at=self.at, title=self.title
            )
            self.formats[change.key[0]] = form
        return form

    @cached_property
    def standing_renstra(self) -> dict[tuple[int, int], RenstraTarget]:
        """(indicator, first year) -> its target."""
        return {(one.indicator_id, one.first_year): one for one in RenstraTarget.objects.all()}

    @cached_property
    def standing_columns(self) -> dict[tuple[str, ...], FormatColumn]:
        """(format, title), folded -> the extra column, of the newest versions."""
        meant = {form.pk: name for name, form in self.formats.items()}
        found = FormatColumn.objects.filter(format__in=meant).select_related("format")
        return {(meant[one.format_id], fold(one.label)): one for one in found}

    @cached_property
    def standing_items(self) -> dict[tuple[int, int, int], FormatItem]:
        """(format, indicator, unit) -> its row, of the newest versions."""
        meant = [form.pk for form in self.formats.values()]
        found = FormatItem.objects.filter(format__in=meant).select_related("format", "indicator", "unit")
        return {(one.format_id, one.indicator_id, one.unit_id): one for one in found}

    @cached_property
    def standing(self) -> dict[tuple[int, int, Slot], Target]:
        """(indicator, year, which period of it) -> its target."""
        return {
            (one.indicator_id, one.period.year, Slot(PeriodKind(one.period.kind), one.period.number)): one
            for one in Target.objects.select_related("period")
        }

    def _period(self, year: int, slot: Slot) -> Period:
        if (year, slot) not in self.periods:
            self.periods[year, slot] = period(year, slot.kind, slot.number)
        return self.periods[year, slot]

    def _indicator(self, change: Change) -> Indicator:
        found = self.indicators.get(fold(str(change.values["indicator"])))
        if found is None:
            raise _NotThereError("indicator")
        return found

    def _set(
        self,
        thing: models.Model,
        change: Change,
        references: dict[str, dict[str, Any]],
        skip: tuple[str, ...] = (),
    ) -> None:
        """Give the thing every value of the row; the key of what already stands is not respelled."""
        for column in change.sheet.columns:
            attr = column.attr
            if attr not in change.values or attr in skip:
                continue
            value = change.values[attr]
            if attr in references and value is not None:
                value = references[attr].get(fold(str(value)))
                if value is None:
                    raise _NotThereError(attr)
            elif value is None and not thing._meta.get_field(attr).null:
                value = ""
            setattr(thing, attr, value)


def _copy(thing: Any) -> Any:
    """A refused row must leave the thing other rows lean on as it was."""
    import copy

    return copy.copy(thing) if thing is not None else None


def _parents_first(change: Change) -> int:
    """Within the plan, sasaran before program before kegiatan, then lines that move; other sheets as they stand."""
    level = change.values.get("level")
    return list(Level).index(Level(str(level))) if level else len(Level)


_WRITERS: dict[str, Callable[[Writer, Change], None]] = {
    PLAN.title: Writer.plan_node,
    INDICATORS.title: Writer.indicator,
    VALUE_MAPS.title: Writer.grade,
    TARGETS.title: Writer.targets,
    MONTHLY_TARGETS.title: Writer.targets,
    RENSTRA.title: Writer.renstra,
    FORMAT_TEXTS.title: Writer.format_text,
    FORMATS.title: Writer.format_row,
    FORMAT_COLUMNS.title: Writer.format_column,
}
