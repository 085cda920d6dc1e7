"""Sending the format: each chosen unit gets its own frozen copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Unit, User
from reports.collection.models import Cell, Submission, SubmissionState
from reports.indicators.models import (
    Format,
    FormatItem,
    Level,
    Period,
    PeriodKind,
    PlanNode,
    Target,
    ValueMapEntry,
)
from reports.indicators.periods import period_label
from reports.indicators.services import rows_by_unit
from reports.report import Report


def previews(format: Format, units: Iterable[Unit], period: Period) -> dict[int, list[Cell]]:
    """Unit id -> the rows it would get, unsaved; three queries however many units. `period` may be unsaved too."""
    by_unit = rows_by_unit(format)
    ids = [unit.pk for unit in units if unit.pk in by_unit]
    items = [item for pk in ids for item in by_unit[pk]]
    found: dict[int, list[Cell]] = {pk: [] for pk in ids}
    for item, cell in zip(items, _cells(items, ids, period), strict=True):
        found[item.unit_id].append(cell)
    return found


@transaction.atomic
def open_collection(
    *,
    report: Report,
    format: Format,
    units: Iterable[Unit],
    note: str,
    due_at: datetime,
    by: User,
    at: datetime,
    title: str = "",
) -> list[Submission]:
    """Freeze the format for each chosen unit (step 2): later edits of indicators or targets change nothing here.

    `due_at`: when the units' answers are due. Refuses an unused or empty format, no units, a unit without rows, and a
    report whose collection is already open.
    """
    locked = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    chosen = sorted({unit.pk: unit for unit in units}.values(), key=lambda unit: (unit.order, unit.name))
    if locked.submissions.exists():
        raise Refusal(
            "Format laporan ini sudah disampaikan ke unit. Muat ulang halaman untuk melihat keadaannya."
        )
    if not format.is_active:
        raise Refusal(f"Format “{format.name}” tidak dipakai lagi. Pilih format lain.", field="format")
    if not chosen:
        raise Refusal("Belum ada unit yang dipilih. Pilih paling sedikit satu unit.", field="units")
    Format.objects.select_for_update().get(
        pk=format.pk
    )  # its contents stay as they are until this copy is made
    by_unit = rows_by_unit(format)
    if not by_unit:
        raise Refusal(
            f"Format “{format.name}” belum berisi indikator. Isi dulu format itu di halaman Format.",
            field="format",
        )
    for unit in chosen:
        if not unit.is_active:
            raise Refusal(f"{unit.name} sudah tidak ada. Hapus dari pilihan.", field="units")
        if not by_unit.get(unit.pk):
            raise Refusal(
                f"Format “{format.name}” tidak berisi indikator untuk {unit.name}. Hapus unit itu dari pilihan, "
                "atau lengkapi formatnya.",
                field="units",
            )
    items = [item for unit in chosen for item in by_unit[unit.pk]]
    copies = _cells(items, [unit.pk for unit in chosen], locked.period)
    columns = [column.frozen() for column in format.columns.all()]
    submissions = [
        Submission.objects.create(
            report=locked, unit=unit, due_at=due_at, opened_at=at, desk_since=at, columns=columns
        )
        for unit in chosen
    ]
    owner = {submission.unit_id: submission for submission in submissions}
    for item, cell in zip(items, copies, strict=True):
        cell.submission = owner[item.unit_id]
    Cell.objects.bulk_create(copies)
    locked.format = format
    locked.format_note = note.strip()
    locked.save(update_fields=["format", "format_note"])
    audit.record(
        stream=f"laporan:{locked.pk}",
        act="format disampaikan",
        by=by,
        at=at,
        title=title,
        detail={"format": format.name, "unit": [unit.name for unit in chosen], "tenggat": due_at.isoformat()},
    )
    return submissions


def _cells(items: list[FormatItem], unit_ids: list[int], period: Period) -> list[Cell]:
    indicator_ids = {item.indicator_id for item in items}
    targets, of_year = _targets(indicator_ids, period)
    earlier = _earlier(unit_ids, indicator_ids, period)
    scales, plans = _scales(items), _plans(items)
    return [
        _cell(
            item, place, targets.get(item.indicator_id), of_year.get(item.indicator_id),
            earlier.get((item.unit_id, item.indicator_id), []), scales, plans,
        )
        for place, item in enumerate(items, start=1)
    ]  # fmt: skip


def _targets(indicator_ids: Iterable[int], period: Period) -> tuple[dict[int, Target], dict[int, Target]]:
    """Indicator -> its target of this period, and of the whole year."""
    this = Q(period__kind=period.kind, period__number=period.number)
    found = Target.objects.filter(
        this | Q(period__kind=PeriodKind.TAHUN), period__year=period.year, indicator__in=indicator_ids
    ).select_related("period")
    targets: dict[int, Target] = {}
    of_year: dict[int, Target] = {}
    for target in found:
        if target.period.kind == PeriodKind.TAHUN:
            of_year[target.indicator_id] = target
        if (target.period.kind, target.period.number) == (period.kind, period.number):
            targets[target.indicator_id] = target
    return targets, of_year


def _earlier(
    unit_ids: Iterable[int], indicator_ids: Iterable[int], period: Period
) -> dict[tuple[int, int], list[dict[str, Any]]]:
    """Unit and indicator -> the accepted answers of all earlier periods of the same kind, oldest first, one a period."""
    cells = (
        Cell.objects.filter(
            Q(submission__report__period__year__lt=period.year)
            | Q(
                submission__report__period__year=period.year,
                submission__report__period__number__lt=period.number,
            ),
            submission__report__period__kind=period.kind,
            submission__state=SubmissionState.DITERIMA,
            submission__unit__in=list(unit_ids),
            indicator__in=list(indicator_ids),
        )
        .order_by(
            "submission__report__period__year",
            "submission__report__period__number",
            "submission__report__created_at",
            "pk",
        )
        .values_list(
            "submission__unit_id", "indicator_id", "submission__report__period__year",
            "submission__report__period__number", "answer", "value",
        )
    )  # fmt: skip
    found: dict[tuple[int, int], dict[tuple[int, int], dict[str, Any]]] = {}
    for unit_id, indicator_id, year, number, answer, value in cells:
        found.setdefault((unit_id, indicator_id), {})[year, number] = {
            "year": year,
            "number": number,
            "label": period_label(year, PeriodKind(period.kind), number),
            "answer": answer,
            "value": None if value is None else f"{value:f}",
        }
    return {key: list(by_period.values()) for key, by_period in found.items()}


def _scales(items: Iterable[FormatItem]) -> dict[int, list[list[str]]]:
    """Value map -> its words and numbers, best first; no query where no indicator has one."""
    maps = {item.indicator.value_map_id for item in items if item.indicator.value_map_id}
    found: dict[int, list[list[str]]] = {}
    if maps:
        for entry in ValueMapEntry.objects.filter(value_map__in=maps).order_by("-value"):
            found.setdefault(entry.value_map_id, []).append([entry.label, f"{entry.value:f}"])
    return found


def _plans(items: Iterable[FormatItem]) -> dict[int, list[dict[str, str]]]:
    """Plan node -> its line from the sasaran down; one query for the whole plan, none where no indicator hangs in it."""
    if not any(item.indicator.node_id for item in items):
        return {}
    nodes = {node.pk: node for node in PlanNode.objects.all()}
    lines: dict[int, list[dict[str, str]]] = {}
    for pk, node in nodes.items():
        line: list[dict[str, str]] = []
        above: PlanNode | None = node
        while above is not None and len(line) < len(Level):
            line.insert(0, {"level": above.level, "code": above.code, "name": above.name})
            above = nodes.get(above.parent_id) if above.parent_id else None
        lines[pk] = line
    return lines


def _cell(
    item: FormatItem,
    place: int,
    target: Target | None,
    of_year: Target | None,
    earlier: Sequence[dict[str, Any]],
    scales: dict[int, list[list[str]]],
    plans: dict[int, list[dict[str, str]]],
) -> Cell:
    indicator = item.indicator
    last = earlier[-1] if earlier else None
    return Cell(
        indicator=indicator,
        order=place,
        code=indicator.code,
        name=indicator.name,
        satuan=indicator.satuan,
        direction=indicator.direction,
        aggregation=indicator.aggregation,
        decimals=indicator.decimals,
        kind=indicator.kind,
        plan=plans.get(indicator.node_id, []) if indicator.node_id else [],
        formula_text=indicator.formula_text,
        source=indicator.source,
        help_text=item.help_text,
        numerator_label=indicator.numerator_label,
        denominator_label=indicator.denominator_label,
        multiplier=indicator.multiplier,
        is_share=indicator.is_share,
        scale=scales.get(indicator.value_map_id, []) if indicator.value_map_id else [],
        weight=indicator.weight,
        target=target.value if target else None,
        target_high=target.value_high if target else None,
        target_year=of_year.value if of_year else None,
        target_year_high=of_year.value_high if of_year else None,
        history=list(earlier),
        previous_value=None if last is None or last["value"] is None else Decimal(last["value"]),
        previous_label=last["label"] if last else "",
        previous_answer=last["answer"] if last else "",
        evidence_required=item.evidence_required,
    )
