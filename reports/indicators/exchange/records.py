"""What stands in the database, as rows of the sheets: the one reading that export and comparison share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import Unit
from reports.indicators.exchange.sheets import (
    FORMAT_COLUMNS,
    FORMAT_TEXTS,
    FORMATS,
    INDICATORS,
    MONTHLY_TARGETS,
    PLAN,
    RENSTRA,
    SLOTS,
    TARGETS,
    VALUE_MAPS,
    Sheet,
    Slot,
    Value,
    fold,
)
from reports.indicators.models import (
    Format,
    FormatColumn,
    FormatItem,
    Indicator,
    PeriodKind,
    PlanNode,
    RenstraTarget,
    Target,
    ValueMap,
    ValueMapEntry,
)

Record = dict[str, Value]
Key = tuple[str, ...]


def key_of(sheet: Sheet, record: Record) -> Key:
    """What a row is recognised by, without case."""
    return tuple(fold(str(record.get(column.attr, ""))) for column in sheet.keys)


@dataclass
class Names:
    """What references may say. `units`: folded short or full name -> unit; a name two units share is left out."""

    units: dict[str, Unit] = field(default_factory=dict)
    unit_names: dict[int, str] = field(default_factory=dict)
    maps: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)


def names() -> Names:
    """Everything a workbook may refer to now; in four queries."""
    found = Names()
    units = list(Unit.objects.all())
    short = Counter(fold(unit.short_name) for unit in units)
    full = Counter(fold(unit.name) for unit in units)
    for unit in units:
        alone = bool(unit.short_name) and short[fold(unit.short_name)] == 1
        found.unit_names[unit.pk] = unit.short_name if alone else unit.name
        if full[fold(unit.name)] == 1:
            found.units.setdefault(fold(unit.name), unit)
    for unit in units:
        if unit.short_name and short[fold(unit.short_name)] == 1:
            found.units[fold(unit.short_name)] = unit
    found.maps = {fold(name): name for name in ValueMap.objects.values_list("name", flat=True)}
    found.nodes = {fold(code): code for code in PlanNode.objects.values_list("code", flat=True)}
    found.indicators = {fold(code): code for code in Indicator.objects.values_list("code", flat=True)}
    return found


def standing(sheet: Sheet, known: Names) -> list[Record]:
    """All rows of one sheet as they stand, in the office's order."""
    return _READERS[sheet.title](known)


def current_formats() -> dict[str, Format]:
    """Folded name -> the newest version of each format: the one the sheet means."""
    return {fold(form.name): form for form in Format.objects.order_by("version")}


def _plain(thing: object, sheet: Sheet, **references: Value) -> Record:
    return {
        column.attr: references[column.attr] if column.attr in references else getattr(thing, column.attr)
        for column in sheet.columns
    }


def _plan(known: Names) -> list[Record]:
    return [
        _plain(node, PLAN, parent=node.parent.code if node.parent else "")
        for node in PlanNode.objects.select_related("parent")
    ]


def _indicators(known: Names) -> list[Record]:
    return [
        _plain(
            one,
            INDICATORS,
            unit=known.unit_names[one.unit_id],
            node=one.node.code if one.node else "",
            value_map=one.value_map.name if one.value_map else "",
        )
        for one in Indicator.objects.select_related("node", "value_map")
    ]


def _targets(sheet: Sheet) -> list[Record]:
    """One row for each indicator and year that has a target of one of the sheet's periods."""
    slots = SLOTS[sheet.title]
    rows: dict[tuple[str, int], Record] = {}
    targets = Target.objects.filter(period__kind__in={slot.kind for slot in slots})
    ordered = targets.select_related("indicator", "period").order_by(
        "indicator__order", "indicator__code", "period__year"
    )
    for target in ordered:
        code, year = target.indicator.code, target.period.year
        row = rows.setdefault((code, year), {"indicator": code, "year": year})
        slot = Slot(PeriodKind(target.period.kind), target.period.number)
        row[slot.low], row[slot.high] = target.value, target.value_high
    return [{column.attr: row.get(column.attr) for column in sheet.columns} for row in rows.values()]


def _value_maps(known: Names) -> list[Record]:
    return [
        _plain(entry, VALUE_MAPS, map=entry.value_map.name)
        for entry in ValueMapEntry.objects.select_related("value_map").order_by("value_map__name", "-value")
    ]


def _format_texts(known: Names) -> list[Record]:
    """The newest version of each format."""
    return [_plain(form, FORMAT_TEXTS, format=form.name) for form in _by_name()]


def _format_columns(known: Names) -> list[Record]:
    """Extra columns of the newest version of each format."""
    columns = FormatColumn.objects.filter(format__in=[form.pk for form in _by_name()]).select_related(
        "format"
    )
    return [
        _plain(column, FORMAT_COLUMNS, format=column.format.name)
        for column in columns.order_by("format__name", "order", "pk")
    ]


def _by_name() -> list[Format]:
    return sorted(current_formats().values(), key=lambda form: form.name)


def _renstra(known: Names) -> list[Record]:
    return [
        _plain(one, RENSTRA, indicator=one.indicator.code)
        for one in RenstraTarget.objects.select_related("indicator")
    ]


def _formats(known: Names) -> list[Record]:
    """Rows of the newest version of each format."""
    current = [form.pk for form in current_formats().values()]
    items = FormatItem.objects.filter(format__in=current).select_related("format", "indicator")
    return [
        _plain(
            item,
            FORMATS,
            format=item.format.name,
            unit=known.unit_names[item.unit_id],
            indicator=item.indicator.code,
        )
        for item in items.order_by("format__name", "unit__order", "order", "indicator__order")
    ]


_READERS: dict[str, Callable[[Names], list[Record]]] = {
    PLAN.title: _plan,
    INDICATORS.title: _indicators,
    VALUE_MAPS.title: _value_maps,
    TARGETS.title: lambda _: _targets(TARGETS),
    MONTHLY_TARGETS.title: lambda _: _targets(MONTHLY_TARGETS),
    RENSTRA.title: _renstra,
    FORMAT_TEXTS.title: _format_texts,
    FORMATS.title: _formats,
    FORMAT_COLUMNS.title: _format_columns,
}
