"""Step 3: what is in, what is missing, who holds it up, and going on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.calendar import calendar_of
from accounts.channels.whatsapp import whatsapp_link
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import read_key
from accounts.models import Assignment
from accounts.posts import Desk
from accounts.worktime import Calendar, elapsed, working_day_minutes
from accounts.worktime_words import duration, moment, time_left
from reports.collection import actors
from reports.collection.models import AT_UNIT, OUTSTANDING, Nudge, SubmissionState
from reports.collection.nudges import already, nudges_now
from reports.collection.reading import Matrix, MatrixRow, matrix
from workflow import extending
from workflow.case import ReportRequest
from workflow.holding import holding_up
from workflow.sop import Action, Step
from workflow.views.common import act, contents_only, refused, to_case, visible_case
from workflow.views.step_page import returned_to_here, step_page

PAGE = "workflow/pengumpulan.html"
FRESH = "workflow/_pengumpulan_isi.html"


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def collecting(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The completeness matrix; later it can still be read. The post ends the step."""
    if case.report is None or case.report.format_id is None:
        messages.info(request, "Format belum disampaikan ke unit, jadi belum ada yang dikumpulkan.")
        return to_case(case)
    if request.method == "GET":
        # every half minute the page fetches its own inside, and nothing else
        template = FRESH if request.headers.get("HX-Request") else PAGE
        return render(request, template, _context(request, case))
    refusal = act(
        request, case, Action.SELESAIKAN_PENGUMPULAN, {},
        done="Pengumpulan selesai. Berikutnya Kasubag Perencanaan menganalisis dan mengevaluasi data.",
    )  # fmt: skip
    if refusal is None:
        return redirect("workflow:kasus-rinci", case.pk)
    return refused(request, refusal, PAGE, _context(request, case))


@require_POST
@visible_case
@contents_only
def remind(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """*Ingatkan*: one unit ("isian"), or without one all that hold the step up."""
    user, at = desk_of(request).user, desk_of(request).at
    wanted = request.POST.get("isian", "")
    try:
        done = extending.remind(case_id=case.pk, submission_id=read_key(wanted) or 0, by=user, at=at) if wanted else (
            extending.remind_all(case_id=case.pk, by=user, at=at)
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        for one in done.told:
            messages.success(
                request, f"{one.unit.name} diingatkan: {', '.join(one.recipients)}".rstrip(".") + "."
            )
        for sentence in done.left:
            messages.info(request, sentence)
    return redirect("workflow:pengumpulan", case.pk)


@require_POST
@visible_case
@contents_only
def more_time(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Isian susulan for one unit; a refusal brings the page back with the form open and what was typed."""
    typed = {name: request.POST.get(name, "") for name in ("isian", "sampai", "alasan")}
    try:
        given = extending.give_more_time(
            case_id=case.pk, submission_id=read_key(typed["isian"]) or 0, until=typed["sampai"],
            reason=typed["alasan"], by=desk_of(request).user, at=desk_of(request).at,
        )  # fmt: skip
    except Refusal as refusal:
        if case.report is None:
            messages.error(request, refusal.message)
            return to_case(case)
        return refused(request, refusal, PAGE, _context(request, case) | {"susulan": typed})
    unit = given.submission.unit.name
    messages.success(request, f"{unit} diberi waktu sampai {moment(given.until, desk_of(request).at)}.")
    return redirect("workflow:pengumpulan", case.pk)


def _context(request: HttpRequest, case: ReportRequest) -> dict[str, Any]:
    assert case.report is not None
    desk = desk_of(request)
    table = matrix(case.report, desk.at)
    holders = holding_up([row.submission for row in table.rows], desk.at)
    calendar = calendar_of(request)
    pending = [row for row in table.rows if row.submission.state in OUTSTANDING]
    at_unit = [row for row in pending if row.submission.state in AT_UNIT]
    context = step_page(request, case, Action.SELESAIKAN_PENGUMPULAN)
    running = case.step == Step.PENGUMPULAN
    nudged = nudges_now([row.submission.unit_id for row in at_unit], desk.at, calendar) if running else {}
    return {
        **context,
        "matriks": table,
        "berjalan": running,
        "pengelola": actors.manager(desk) if running else None,
        "pengantar": table.holding_sentence if running else "Keadaan data saat pengumpulan diselesaikan.",
        "untuk_diperiksa": [
            row for row in pending if row.submission.state == SubmissionState.TERKIRIM
        ],
        "di_unit": [
            _at_unit(case, row, holders.get(row.submission.pk, []), nudged, desk, calendar) for row in at_unit
        ],
        "dikecualikan": _excused(table),
        "sudah": _done(table),
        "belum": [] if not running else case.missing(Action.SELESAIKAN_PENGUMPULAN),
        "dikembalikan": returned_to_here(case) if running else None,
    }  # fmt: skip


def _at_unit(
    case: ReportRequest,
    row: MatrixRow,
    holders: list[Assignment],
    nudged: dict[int, Nudge],
    desk: Desk,
    calendar: Calendar,
) -> dict[str, Any]:
    """One unit that still holds the step up: where its form lies and since when, and how to reach those people."""
    submission = row.submission
    since = submission.desk_since or submission.opened_at
    spent = duration(elapsed(since, max(since, desk.at), calendar), working_day_minutes(desk.at, calendar))
    standing = nudged.get(submission.unit_id)
    text = (
        f"Pengingat surat agenda {case.letter.agenda}, langkah 3 (pengumpulan data): isian {submission.unit.name} "
        f"ditunggu paling lambat {moment(submission.due_at, desk.at)}. "
        f"{settings.SITE_URL}{reverse('isian', args=[submission.pk])}"
    )
    links = [(post.person.name, whatsapp_link(post.person.phone, text)) for post in holders]
    return {
        "baris": row,
        "pemegang": [f"{post.person.name}, {post.jabatan}" for post in holders],
        "sejak": f"sejak {moment(since, desk.at)}, {spent}",
        "sisa": time_left(desk.at, submission.due_at, calendar),
        "tenggat": moment(submission.due_at, desk.at),
        "sudah_diingatkan": already(standing) if standing else "",
        "wa": links,
    }


def _excused(table: Matrix) -> list[MatrixRow]:
    return [row for row in table.rows if row.submission.state == SubmissionState.DIKECUALIKAN]


def _done(table: Matrix) -> list[str]:
    received = sum(row.submission.state == SubmissionState.DITERIMA for row in table.rows)
    sentences = [f"{received} dari {len(table.rows)} unit diterima"] if received else []
    excused = len(_excused(table))
    if excused:
        sentences.append(f"{excused} unit dilanjutkan tanpa data, dengan alasan tertulis")
    return sentences
