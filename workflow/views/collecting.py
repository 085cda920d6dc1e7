"""Step 3: what is in, what is missing, who holds it up, and going on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.worktime_words import moment, time_left
from reports.collection.models import AT_UNIT, OUTSTANDING, SubmissionState
from reports.collection.reading import Matrix, MatrixRow, matrix
from workflow.case import ReportRequest
from workflow.context import calendar_of, desk_of
from workflow.holding import holding_up
from workflow.sop import Action, Step
from workflow.views.common import act, contents_only, refused, to_case, visible_case
from workflow.views.step_page import returned_to_here, step_page

PAGE = "workflow/pengumpulan.html"


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def collecting(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The completeness matrix; later it can still be read. The post ends the step."""
    if case.report is None or case.report.format_id is None:
        messages.info(request, "Format belum disampaikan ke unit, jadi belum ada yang dikumpulkan.")
        return to_case(case)
    if request.method == "GET":
        return render(request, PAGE, _context(request, case))
    refusal = act(
        request, case, Action.SELESAIKAN_PENGUMPULAN, {},
        done="Pengumpulan selesai. Berikutnya Kasubag Perencanaan menganalisis dan mengevaluasi data.",
    )  # fmt: skip
    if refusal is None:
        return redirect("workflow:kasus-rinci", case.pk)
    return refused(request, refusal, PAGE, _context(request, case))


def _context(request: HttpRequest, case: ReportRequest) -> dict[str, Any]:
    assert case.report is not None
    desk = desk_of(request)
    table = matrix(case.report, desk.at)
    holders = holding_up([row.submission for row in table.rows], desk.at)
    calendar = calendar_of(request)
    pending = [row for row in table.rows if row.submission.state in OUTSTANDING]
    context = step_page(request, case, Action.SELESAIKAN_PENGUMPULAN)
    running = case.step == Step.PENGUMPULAN
    return {
        **context,
        "matriks": table,
        "berjalan": running,
        "pengantar": table.holding_sentence if running else "Keadaan data saat pengumpulan diselesaikan.",
        "untuk_diperiksa": [
            row for row in pending if row.submission.state == SubmissionState.TERKIRIM
        ],
        "di_unit": [
            {
                "baris": row,
                "pemegang": [f"{post.person.name}, {post.jabatan}" for post in holders.get(row.submission.pk, [])],
                "sisa": time_left(desk.at, row.submission.due_at, calendar),
                "tenggat": moment(row.submission.due_at, desk.at),
            }
            for row in pending
            if row.submission.state in AT_UNIT
        ],
        "dikecualikan": _excused(table),
        "sudah": _done(table),
        "belum": [] if not running else case.missing(Action.SELESAIKAN_PENGUMPULAN),
        "dikembalikan": returned_to_here(case) if running else None,
    }  # fmt: skip


def _excused(table: Matrix) -> list[MatrixRow]:
    return [row for row in table.rows if row.submission.state == SubmissionState.DIKECUALIKAN]


def _done(table: Matrix) -> list[str]:
    received = sum(row.submission.state == SubmissionState.DITERIMA for row in table.rows)
    sentences = [f"{received} dari {len(table.rows)} unit diterima"] if received else []
    excused = len(_excused(table))
    if excused:
        sentences.append(f"{excused} unit dilanjutkan tanpa data, dengan alasan tertulis")
    return sentences
