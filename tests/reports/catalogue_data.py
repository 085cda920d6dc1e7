"""A catalogue with something of everything, and workbooks as people send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from reports.indicators.models import (
    ColumnKind,
    Direction,
    Format,
    FormatColumn,
    FormatItem,
    Indicator,
    Kind,
    Level,
    PeriodKind,
    PlanNode,
    RenstraTarget,
    Target,
    ValueMap,
    ValueMapEntry,
)
from reports.indicators.periods import period
from tests.factories import Office

Rows = Sequence[Sequence[object]]


def make_catalogue(office: Office) -> None:
    """Awkward on purpose: texts that look like formulas, codes that look like numbers, long money, ranges."""
    goal = PlanNode.objects.create(level=Level.SASARAN, code="S.1", name="Mutu pendidikan naik", order=1)
    program = PlanNode.objects.create(level=Level.PROGRAM, code="1.10", name="Program", parent=goal, order=2)
    grades = ValueMap.objects.create(name="Predikat")
    for label, number in (("A", "90.25"), ("BB", "75"), ("-", "0")):
        ValueMapEntry.objects.create(value_map=grades, label=label, value=Decimal(number))
    ratio = Indicator.objects.create(
        code="IKU-1", name="=Angka +Partisipasi", satuan="persen", unit=office.sd, node=program, order=1,
        formula_text="- baris satu\n- baris dua", numerator_label="Murid", denominator_label="Penduduk",
        multiplier=Decimal(100), is_share=True, weight=Decimal("12.5"), source="@Dapodik",
        valid_from=date(2026, 1, 1), valid_to=date(2029, 12, 31),
    )  # fmt: skip
    span = Indicator.objects.create(
        code="1.1",
        name="Rasio",
        satuan="rasio",
        unit=office.smp,
        direction=Direction.RENTANG,
        order=2,
        source="-",
    )
    grade = Indicator.objects.create(
        code="IKU-3", name="Predikat SAKIP", satuan="predikat", unit=office.paud, value_map=grades, order=3
    )
    money = Indicator.objects.create(
        code="IKU-4", name="Pagu", satuan="Rp", unit=office.sd, kind=Kind.ANGGARAN, node=program, order=4
    )
    for number in range(1, 5):
        quarter = period(2026, PeriodKind.TRIWULAN, number)
        Target.objects.create(indicator=ratio, period=quarter, value=Decimal("90.1234") + number)
        Target.objects.create(indicator=span, period=quarter, value=15, value_high=20)
    year = period(2026, PeriodKind.TAHUN)
    Target.objects.create(indicator=money, period=year, value=Decimal("12345678901.5678"))
    Target.objects.create(indicator=ratio, period=period(2026, PeriodKind.BULAN, 3), value=1)
    half = period(2026, PeriodKind.SEMESTER, 2)
    Target.objects.create(indicator=span, period=half, value=Decimal("14.5"), value_high=21)
    RenstraTarget.objects.create(
        indicator=ratio,
        first_year=2025,
        last_year=2029,
        value=Decimal("99.5"),
        achieved=90,
        achieved_until=2024,
    )
    form = Format.objects.create(name="Data triwulan", instructions="- isi dulu\n=lalu kirim")
    FormatColumn.objects.create(
        format=form, label="+Sumber", kind=ColumnKind.PILIHAN, choices="Dapodik\n-\n1.10", is_required=True,
        help_text="-", order=2,
    )  # fmt: skip
    FormatColumn.objects.create(format=form, label="2026", kind=ColumnKind.TANGGAL, order=1)
    for indicator in (ratio, span, grade):
        FormatItem.objects.create(
            format=form, indicator=indicator, unit=indicator.unit, evidence_required=indicator == ratio,
            help_text="+ bukti", order=indicator.order,
        )  # fmt: skip


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """An .xlsx with these rows, the first of each sheet being its titles."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sent(content: bytes, name: str = "katalog.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def cells(content: bytes, title: str) -> dict[str, Any]:
    """A sheet as Excel sees it: address -> value."""
    from openpyxl import load_workbook

    page = load_workbook(BytesIO(content))[title]
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}
