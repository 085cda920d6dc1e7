"""The entry form of one unit as a page: the rows with what the reader may do with them, and what comes after."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.posts import Desk
from accounts.roles import UnitKind
from accounts.worktime_words import time_left
from reports.analysis.result import Counts
from reports.collection import actors, services
from reports.collection.assigning import may_assign
from reports.collection.models import OUTSTANDING, Answer, CellChange, Submission, SubmissionState
from reports.collection.remarks import by_cell, open_remarks
from reports.collection.row import Row
from reports.collection.seen import ticked


def form_page(
    request: HttpRequest,
    submission: Submission,
    rows: list[Row],
    *,
    status: int = 200,
    refusal: str = "",
    field: str = "",
    note: str = "",
) -> HttpResponse:
    """The form with these rows; `refusal` stands on top, leads to `field`, and `note` is what was typed there."""
    desk = desk_of(request)
    fills = actors.editor(desk, submission)
    remarks = by_cell(open_remarks(submission)) if submission.returned_at else {}
    changed = services.changed_since_return(submission)
    for row in rows:
        row.fills = fills is not None and actors.editor_of_cell(desk, row.cell) is not None
        row.remark, row.changed = remarks.get(row.cell.pk), changed.get(row.cell.pk)
        row.reply = request.POST.get(f"balasan-{row.remark.pk}", "") if row.remark else ""
    wrong = [row for row in rows if row.errors]
    context = {
        "isian": submission,
        "baris": rows,
        "jumlah": Counts.of(row.cell.answer for row in rows),
        "beres": ticked(request, "beres"),
        "salah": wrong,
        "galat_aksi": refusal,
        "galat_medan": field,
        "ada_galat": bool(wrong or refusal),
        "catatan": note,
        "jawaban": Answer.choices,
        "sisa": time_left(desk.at, submission.due_at, calendar_of(request))
        if submission.state in OUTSTANDING
        else "",
        "terlambat": submission.due_at < desk.at,
        "label_lalu": next(
            (row.cell.previous_label for row in rows if row.cell.previous_label), "Periode lalu"
        ),
        "catatan_unit": actors.reads_inner_note(desk, submission),
        "sesudah": _after(desk, submission),
        "mengisi": fills,
        "membagi": actors.sharer(desk, submission) if submission.unit.kind == UnitKind.BIDANG else None,
        "menugaskan": may_assign(desk, submission),
        "menyerahkan": actors.hander_over(desk, submission),
        "memeriksa": actors.checker(desk, submission),
        "mengirim": actors.sender(desk, submission),
        "mengembalikan_staf": actors.back_sender(desk, submission),
        "menarik": actors.recaller(desk, submission),
        "menilai": actors.examiner(desk, submission),
        "mengecualikan": actors.excuser(desk, submission),
        "lebar": 7,
        "bertambah": bool(submission.columns),
        "penanda": newest_change(submission),
    }
    return render(request, "reports/isian.html", context, status=status)


def _after(desk: Desk, submission: Submission) -> dict[str, Any] | None:
    """What comes next for who runs the collection when nothing is left to do here: the next form to examine, or the
    overview. None while this form itself waits for that person.
    """
    if actors.manager(desk) is None or actors.examiner(desk, submission) or actors.editor(desk, submission):
        return None
    others = submission.report.submissions.exclude(pk=submission.pk).select_related("unit")
    pending = [other for other in others if other.state in OUTSTANDING]
    sent = [other for other in pending if other.state == SubmissionState.TERKIRIM]
    return {
        "periksa": sent[0] if sent and actors.examiner(desk, sent[0]) else None,
        "masih": len(pending),
        "terjawab": submission.state not in OUTSTANDING,
    }


def newest_change(submission: Submission) -> int:
    """A mark that moves with every saved cell: changes of one report are written one after the other."""
    newest = CellChange.objects.filter(cell__submission=submission).aggregate(newest=Max("pk"))["newest"]
    return int(newest or 0)
