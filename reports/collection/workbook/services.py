"""Keeping a workbook that came in, and applying what a person ticked in its difference."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.audit import record
from accounts.errors import Refusal
from accounts.models import User
from reports.collection.cells import editor_of, save_cell
from reports.collection.models import Cell, Submission, Workbook
from reports.collection.plain_cells import plain_cells
from reports.collection.workbook.difference import Change, Difference, Line, compare
from reports.collection.workbook.layout import layout_of
from reports.collection.workbook.reader import Filled, read_workbook
from reports.report import Report
from reports.workbook_archive import read_upload

REMEMBERED_SECONDS = 600


@dataclass(frozen=True)
class Outcome:
    """What became of one ticked row; `sentence` is empty when it was saved."""

    line: Line
    sentence: str = ""


def cells_of(submission: Submission) -> list[Cell]:
    """The form's cells in order, each knowing its submission without another query."""
    cells = list(submission.cells.order_by("order", "pk"))
    for cell in cells:
        cell.submission = submission
    return cells


def difference_of(workbook: Workbook, submission: Submission) -> Difference:
    """The stored file against the web as it stands now."""
    cells = plain_cells(submission)
    filled: Filled | None = cache.get(_key(workbook))
    if filled is None:
        with workbook.file.open("rb") as file:
            filled = read_workbook(file.read(), workbook.name, submission, cells)
    return compare(filled, cells, layout_of(submission, cells))


def _key(workbook: Workbook) -> str:
    return f"buku-kerja:{workbook.pk}:{workbook.sha256}"


@transaction.atomic
def keep_workbook(
    *, submission: Submission, file: UploadedFile[Any] | None, by: User, at: datetime
) -> Workbook:
    """Read the upload once and keep it. Raises Refusal, naming sheet, cell and cure; then nothing is kept."""
    if file is None:
        raise Refusal("Pilih dulu buku kerja yang sudah diisi (.xlsx).", field="file")
    content, name = read_upload(file)
    filled = read_workbook(content, name, submission, plain_cells(submission, answered=False))
    Report.objects.select_for_update().get(pk=submission.report_id)
    post = editor_of(submission, by, at)
    workbook = Workbook.objects.create(
        submission=submission,
        file=ContentFile(content, "isian.xlsx"),
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_at=at,
        uploaded_by=by,
    )
    _told(workbook, "buku kerja diunggah", by, at, post.jabatan)
    # What the file says never changes; the difference, which follows at once, need not read it again.
    cache.set(_key(workbook), filled, REMEMBERED_SECONDS)
    return workbook


def apply_workbook(*, workbook: Workbook, ticked: Mapping[int, int], by: User, at: datetime) -> list[Outcome]:
    """Save every ticked row on its own: a row that conflicts or is refused never holds back its neighbours.

    `ticked`: cell key to the version the person saw in the difference. A workbook is applied at most once.
    """
    if not ticked:
        raise Refusal("Belum ada baris yang dicentang. Centang baris yang hendak disimpan.")
    submission = _claim(workbook, by, at)
    lines = {line.cell.pk: line for line in difference_of(workbook, submission).lines}
    outcomes = [_apply(lines[pk], version, workbook, by, at) for pk, version in ticked.items() if pk in lines]
    workbook.applied_cells = sum(not outcome.sentence for outcome in outcomes)
    workbook.save(update_fields=["applied_cells"])
    return outcomes


@transaction.atomic
def _claim(workbook: Workbook, by: User, at: datetime) -> Submission:
    """Mark the workbook as applied before its first row: two people pressing at once apply it once."""
    report = Report.objects.select_for_update().filter(submissions__workbooks=workbook).first()
    if report is None:  # removed by reports.tidying while the page stood open
        raise Refusal("Berkas ini sudah lama tidak diterapkan, jadi sudah dihapus. Unggah lagi berkasnya.")
    workbook.refresh_from_db()
    submission = Submission.objects.select_related("unit__parent", "report__period").get(
        pk=workbook.submission_id
    )
    post = editor_of(submission, by, at)
    if workbook.applied_at is not None:
        raise Refusal(
            "Buku kerja ini sudah diterapkan. Unggah lagi berkasnya bila masih ada yang perlu disimpan."
        )
    workbook.applied_at = at
    workbook.save(update_fields=["applied_at"])
    _told(workbook, "buku kerja diterapkan", by, at, post.jabatan)
    return submission


def _apply(line: Line, version: int, workbook: Workbook, by: User, at: datetime) -> Outcome:
    if line.kind == Change.DITOLAK:
        return Outcome(line, "; ".join(f"{place}: {sentence}" for place, sentence in line.problems))
    try:
        save_cell(
            cell_id=line.cell.pk,
            entry=line.entry,
            seen_version=version,
            by=by,
            at=at,
            workbook=workbook,
            place=line.place,
        )
    except Refusal as refusal:
        return Outcome(line, f"{line.place}: {refusal.message}")
    return Outcome(line)


def _told(workbook: Workbook, act: str, by: User, at: datetime, title: str) -> None:
    record(
        stream=f"laporan:{workbook.submission.report_id}",
        act=act,
        by=by,
        at=at,
        title=title,
        detail={"unit": workbook.submission.unit.name, "berkas": workbook.name, "sidik": workbook.sha256},
    )
