"""bin/bench collection: the Excel form (P9) and the completeness matrix."""

from __future__ import annotations

import io
import time
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from _bench_alat import interleaved, line

ROWS: Final = 2_000
UNITS: Final = 30
INDICATORS: Final = 300
QUERY_GOAL: Final = 8


def bench_collection(runs: int) -> bool:
    """P9: upload to preview against openpyxl merely reading the file. And the completeness matrix in few queries."""
    return all([_workbook(runs), _matrix()])


def _workbook(runs: int) -> bool:
    import openpyxl
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.urls import reverse

    from tests import factories

    office = factories.office()
    submission = _submissions([office.sd], ROWS)[0]
    content = _filled(submission)
    client = Client()
    client.force_login(office.staf_sd, backend="accounts.backends.NipOrUsernameBackend")
    address = reverse("isian-excel", args=[submission.pk])

    def ours() -> None:
        answer = client.post(address, {"berkas": SimpleUploadedFile("isian.xlsx", content)}, follow=True)
        assert answer.status_code == 200
        assert answer.content.count(b'name="pilih"') == ROWS, "every row is shown as new"

    def theirs() -> None:
        openpyxl.load_workbook(io.BytesIO(content))

    def theirs_read_only() -> None:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book:
            for _ in sheet.values:
                pass

    preview, reading, streaming = interleaved(runs, ours, theirs, theirs_read_only)
    reached = [
        line(
            "collection", f"upload → preview, {ROWS} rows", preview, "s",
            ratio=preview / seconds, against=f"{against}, {seconds:.3f} s", goal=1.0, ok=preview / seconds <= 1.0,
        )
        for seconds, against in ((reading, "openpyxl reading"), (streaming, "openpyxl reading, read-only"))
    ]  # fmt: skip
    return all(reached)


def _matrix() -> bool:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accounts.models import Unit
    from accounts.roles import UnitKind
    from reports.collection.reading import matrix

    parent = Unit.objects.order_by("pk").first()
    units = [
        Unit.objects.create(
            name=f"Unit {number}",
            short_name=f"U{number}",
            kind=UnitKind.BIDANG,
            parent=parent,
            order=900 + number,
        )
        for number in range(UNITS)
    ]
    submission = _submissions(units, INDICATORS // UNITS)[0]
    with CaptureQueriesContext(connection) as asked:
        start = time.perf_counter()
        found = matrix(submission.report, _now())
        seconds = time.perf_counter() - start
    assert (len(found.rows), len(found.columns)) == (UNITS, INDICATORS)
    count = len(asked)
    line(
        "collection",
        "completeness matrix, time",
        seconds,
        "s",
        ratio=None,
        against="-",
        goal=1.0,
        ok=seconds <= 1.0,
    )
    return line(
        "collection", f"completeness matrix {UNITS} × {INDICATORS}, queries", count, "queries",
        ratio=None, against="-", goal=QUERY_GOAL, ok=count <= QUERY_GOAL,
    )  # fmt: skip


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def _submissions(units: list[Any], rows: int) -> list[Any]:
    """One report, each unit asked `rows` indicators of its own."""
    from reports.collection.models import Cell, Submission
    from reports.indicators.models import Indicator, PeriodKind
    from reports.indicators.periods import period
    from reports.report import Report

    at = _now()
    report = Report.objects.create(
        title="Laporan Data Kinerja", period=period(2026, PeriodKind.TRIWULAN, 3), requester="Bappelitbangda",
        basis="Surat", created_at=at,
    )  # fmt: skip
    submissions = [
        Submission.objects.create(report=report, unit=unit, due_at=at, opened_at=at) for unit in units
    ]
    for submission in submissions:
        code = f"{submission.unit.short_name}.{report.pk}"
        indicators = Indicator.objects.bulk_create(
            Indicator(
                code=f"{code}.{number}", name=f"Persentase satuan pendidikan menurut ukuran nomor {number}",
                satuan="persen", direction="naik", unit=submission.unit, order=number,
            )
            for number in range(rows)
        )  # fmt: skip
        Cell.objects.bulk_create(
            Cell(
                submission=submission, indicator=one, order=number, code=one.code, name=one.name, satuan=one.satuan,
                direction=one.direction, aggregation=one.aggregation, decimals=2, target=Decimal("80.5"),
                previous_value=Decimal("78.25"), previous_label="Triwulan II 2026",
            )
            for number, one in enumerate(indicators)
        )  # fmt: skip
    return submissions


def _filled(submission: Any) -> bytes:
    """The unit's workbook with a figure and a note typed into every row."""
    import openpyxl

    from reports.collection.workbook.layout import HEADINGS_ROW, SHEET
    from reports.collection.workbook.services import cells_of
    from reports.collection.workbook.writer import workbook_bytes

    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(submission, cells_of(submission), _now())))
    sheet = book[SHEET]
    columns = {cell.value: cell.column for cell in sheet[HEADINGS_ROW]}
    for row in range(HEADINGS_ROW + 1, HEADINGS_ROW + 1 + ROWS):
        sheet.cell(row, columns["Realisasi"]).value = row % 97 + 0.25
        sheet.cell(row, columns["Keterangan"]).value = f"Sumber: Dapodik, baris {row}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
