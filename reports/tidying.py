"""Workbooks that came in and were never applied: after a while nobody looks for them, and they hold the office's figures.

What was applied stays, row and file: the history of a cell names the workbook it came from.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models.fields.files import FieldFile

from accounts.audit import record
from reports.collection.models import Workbook
from reports.indicators.models import CatalogueImport
from reports.indicators.services import STREAM
from reports.report import Report

KEPT_DAYS: Final = 30
"""Whoever uploads again within a month still finds the difference of the file before."""


def remove_unapplied(*, at: datetime) -> int:
    """Remove what was uploaded more than `KEPT_DAYS` days ago and never applied; returns how many. Safe to run twice."""
    long_ago = at - timedelta(days=KEPT_DAYS)
    workbooks = Workbook.objects.filter(applied_at=None, uploaded_at__lt=long_ago)
    imports = CatalogueImport.objects.filter(applied_at=None, uploaded_at__lt=long_ago)
    return sum(
        [
            *(_remove_workbook(pk, at) for pk in workbooks.values_list("pk", flat=True)),
            *(_remove_import(pk, at) for pk in imports.values_list("pk", flat=True)),
        ]
    )


@transaction.atomic
def _remove_workbook(pk: int, at: datetime) -> bool:
    """False when somebody applied it, or another worker removed it, in the meantime: both lock the report first."""
    report = Report.objects.select_for_update().filter(submissions__workbooks=pk).first()
    workbook = Workbook.objects.select_related("submission__unit").filter(pk=pk, applied_at=None).first()
    if report is None or workbook is None:
        return False
    record(
        stream=f"laporan:{report.pk}",
        act="buku kerja yang tidak diterapkan dihapus",
        by=None,
        at=at,
        detail={
            "unit": workbook.submission.unit.name,
            "berkas": workbook.name,
            "sidik": workbook.sha256,
        },
    )
    _forget(workbook.file)
    workbook.delete()
    return True


@transaction.atomic
def _remove_import(pk: int, at: datetime) -> bool:
    imported = CatalogueImport.objects.select_for_update().filter(pk=pk, applied_at=None).first()
    if imported is None:
        return False
    record(
        stream=STREAM,
        act="impor yang tidak diterapkan dihapus",
        by=None,
        at=at,
        detail={"berkas": imported.name, "sidik": imported.sha256},
    )
    _forget(imported.file)
    imported.delete()
    return True


def _forget(file: FieldFile) -> None:
    """The file goes when the row is gone for good; a file that is lost already is no reason to stop."""
    storage, name = file.storage, file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
