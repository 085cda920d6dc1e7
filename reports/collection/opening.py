"""Sending the format: each chosen unit gets its own frozen copy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Unit, User
from reports.collection.models import Cell, Submission, SubmissionState
from reports.indicators.models import Format, FormatItem, Period, Target
from reports.indicators.services import rows_by_unit
from reports.report import Report


def preview(format: Format, unit: Unit, period: Period) -> list[Cell]:
    """The rows this unit would get, unsaved: definition, target of the period, last accepted figure."""
    return _cells(rows_by_unit(format).get(unit.pk, []), [unit.pk], period)


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
    by_unit = rows_by_unit(format)
    if not by_unit:
        raise Refusal(
            f"Format “{format.name}” belum berisi indikator. Isi dulu format itu di halaman pengelola.",
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
    submissions = [
        Submission.objects.create(report=locked, unit=unit, due_at=due_at, opened_at=at) for unit in chosen
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
    targets = {
        target.indicator_id: target
        for target in Target.objects.filter(
            period__year=period.year,
            period__kind=period.kind,
            period__number=period.number,
            indicator__in=indicator_ids,
        )
    }
    earlier = _earlier(unit_ids, indicator_ids, period)
    return [
        _cell(item, place, targets.get(item.indicator_id), earlier.get((item.unit_id, item.indicator_id)))
        for place, item in enumerate(items, start=1)
    ]


def _earlier(
    unit_ids: Iterable[int], indicator_ids: Iterable[int], period: Period
) -> dict[tuple[int, int], Cell]:
    """The last accepted answer per unit and indicator, from the nearest earlier period of the same kind."""
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
        .select_related("submission__report__period")
        .order_by(
            "submission__report__period__year",
            "submission__report__period__number",
            "submission__report__created_at",
            "pk",
        )
    )
    return {(cell.submission.unit_id, cell.indicator_id): cell for cell in cells}


def _cell(item: FormatItem, place: int, target: Target | None, earlier: Cell | None) -> Cell:
    indicator = item.indicator
    return Cell(
        indicator=indicator,
        order=place,
        code=indicator.code,
        name=indicator.name,
        satuan=indicator.satuan,
        direction=indicator.direction,
        aggregation=indicator.aggregation,
        decimals=indicator.decimals,
        target=target.value if target else None,
        target_high=target.value_high if target else None,
        previous_value=earlier.value if earlier else None,
        previous_label=str(earlier.submission.report.period) if earlier else "",
        previous_answer=earlier.answer if earlier else "",
        evidence_required=item.evidence_required,
    )
