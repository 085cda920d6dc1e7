"""The scorecard against the SOP: the figures, and the cases behind each of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.posts import Desk
from accounts.worktime import Calendar, elapsed
from reports.spreadsheets import download
from workflow.context import edition_seen
from workflow.rules import may_read_scorecard
from workflow.scorecard import behind, chart, export, facts, paper, words
from workflow.scorecard.board import Board, Line, lay_out
from workflow.scorecard.findings import findings
from workflow.scorecard.spans import Span, choices, shortcuts
from workflow.sop import Step
from workflow.story import norm_total
from workflow.views.cases import page_links, page_number
from workflow.visits import StepRecord

Data = dict[str, Any]


@login_required
@require_safe
def scorecard(request: HttpRequest) -> HttpResponse:
    """Norm against reality per step, post, month, edition and unit."""
    desk = reader(request)
    span = Span.read(request.GET.dict(), desk.at)
    found = facts.read(desk, span, calendar_of(request))
    board = lay_out(found, span)
    in_force = next((one for one in found.editions.values() if one.state == one.State.BERLAKU), None)
    edition_seen(request, in_force)
    context = {
        "papan": board,
        "rentang": span,
        "bulan_ada": choices(desk.at),
        "edisi_ada": list(found.editions.values()),
        "pintas": [(name, urlencode(one.given), one == span) for name, one in shortcuts(desk.at)],
        "alamat": urlencode(span.given),
        "andai": _what_if(found, span),
        "baku": norm_total(in_force) if in_force else "",
        "temuan": [(one, one.line.address(one.what, span) if one.line else "") for one in findings(board)],
        "langkah": [row(line, board) for line in board.steps],
        "pelaksana": [row(line, board) for line in board.posts],
        "edisi": [row(line, board) for line in board.editions] if len(board.editions) > 1 else [],
        "bulan": [_month(line, board) for line in board.months],
        "unit": [_unit(line, board) for line in board.units],
        "kasus": _cases(board),
        "grafik": _charts(board),
    }
    return render(request, "workflow/kinerja.html", context)


def _what_if(found: facts.Facts, span: Span) -> str:
    """The query that replays these months against the newest draft edition; empty where there is none."""
    drafts = [pk for pk, one in found.editions.items() if one.state == one.State.RANCANGAN]
    return urlencode({**span.given, "edisi": max(drafts)}) if drafts else ""


def reader(request: HttpRequest) -> Desk:
    """The desk of a leader or planner; for anybody else the page does not exist."""
    desk = desk_of(request)
    if not may_read_scorecard(desk):
        raise Http404("Halaman tidak ada.")
    return desk


def row(line: Line, board: Board) -> Data:
    """A line of a table in words, each number with the address of what is behind it."""
    figures, day = line.figures, board.day_minutes
    return {
        "baris": line,
        "tepat": words.out_of(figures.on_time, figures.done),
        "median": words.typical(figures, day),
        "lambat": words.slow(figures, day),
        "terlama": words.time_taken(figures.times[-1], day) if figures.done else "",
        "lama": words.time_taken(figures.longest_open, day) if figures.longest_open is not None else "",
        "alamat": {what: line.address(what, board.span) for what in behind.VISITS},
    }


def _month(line: Any, board: Board) -> Data:
    query = {**board.span.given, "bulan": line.month.key}
    return {
        "baris": line,
        "tepat": words.out_of(line.figures.on_time, line.figures.done),
        "alamat": {
            what: urlencode({**query, "apa": what}) for what in ("selesai", "telat", "kembali", "kasus_selesai")
        },
    }  # fmt: skip


def _unit(line: Any, board: Board) -> Data:
    query = {**board.span.given, "unit": line.unit}
    return {
        "baris": line,
        "tepat": words.out_of(line.on_time, line.sent),
        "median": words.time_taken(line.median, board.day_minutes) if line.median is not None else "",
        "terlama": words.time_taken(line.slowest, board.day_minutes),
        "alamat": {what: urlencode({**query, "apa": what}) for what in behind.UNITS},
    }


def _cases(board: Board) -> Data:
    cases, day = board.cases, board.day_minutes
    return {
        "angka": cases,
        "median": words.time_taken(cases.median, day) if cases.median is not None else "",
        "terlama": words.time_taken(cases.slowest, day) if cases.slowest is not None else "",
        "per_kasus": words.per_case(cases.returns, cases.finished),
        "tepat": words.out_of(board.whole.on_time, board.whole.done),
        "diminta": words.out_of(cases.kept, cases.asked),
        "alamat": {
            what: urlencode({**board.span.given, "apa": what}) for what in behind.CASES | behind.VISITS
        },
    }  # fmt: skip


def _charts(board: Board) -> Data:
    """Wide and narrow; the stylesheet shows the one that fits."""
    shapes = {"lebar": chart.WIDE, "sempit": chart.NARROW}
    return {
        name: {
            "langkah": mark_safe(chart.steps_chart(board, identifier=f"langkah-{name}", shape=shape)),
            "bulan": mark_safe(chart.months_chart(board.months, identifier=f"bulan-{name}", shape=shape)),
        }
        for name, shape in shapes.items()
    }  # fmt: skip


@login_required
@require_safe
def excel(request: HttpRequest) -> HttpResponse:
    """The same figures as a workbook."""
    desk = reader(request)
    span = Span.read(request.GET.dict(), desk.at)
    board = lay_out(facts.read(desk, span, calendar_of(request)), span)
    return download(export.workbook(board, at=desk.at), f"kinerja-sop-{span.first.key}-{span.last.key}.xlsx")


@login_required
@require_POST
def pdf(request: HttpRequest) -> HttpResponse:
    """Ask the worker for the paper and go to the page that shows how far it is."""
    desk = reader(request)
    span = Span.read(request.POST.dict(), desk.at)
    document = paper.request_paper(desk=desk, span=span, calendar=calendar_of(request), at=desk.at)
    return redirect("dokumen", pk=document.pk)


@login_required
@require_safe
def details(request: HttpRequest) -> HttpResponse:
    """What is behind one number: the visits, cases or unit data it counts."""
    desk = reader(request)
    whole = Span.read(request.GET.dict(), desk.at)
    wanted = behind.Wanted.read(request.GET.dict())
    if wanted is None:
        raise Http404("Angka itu tidak ada.")
    span, page = wanted.narrowed(whole), page_number(request)
    start, calendar = (page - 1) * behind.PAGE, calendar_of(request)
    window = slice(start, start + behind.PAGE + 1)
    if wanted.what in behind.VISITS:
        day = facts.usual_day(calendar, desk.at)
        rows = [_visit_row(one, desk, calendar, day) for one in behind.visits(desk, span, wanted)[window]]
    elif wanted.what in behind.CASES:
        rows = [_case_row(one) for one in behind.cases(desk, span, wanted)[window]]
    else:
        sent = list(behind.submissions(desk, span, wanted)[window])
        known = behind.cases_of([one.report_id for one in sent])
        rows = [_sent_row(one, known[one.report_id]) for one in sent if one.report_id in known]
    context = {
        "wanted": wanted,
        "rentang": span,
        "kembali": urlencode(whole.given),
        "baris": rows[: behind.PAGE],
        "jenis": "kunjungan" if wanted.what in behind.VISITS else "kasus" if wanted.what in behind.CASES else "unit",
        **page_links(request, page, has_more=len(rows) > behind.PAGE),
    }  # fmt: skip
    return render(request, "workflow/kinerja_rinci.html", context)


def _visit_row(visit: StepRecord, desk: Desk, calendar: Calendar, day: int) -> Data:
    used = visit.minutes_used
    if used is None:
        used = elapsed(visit.opened_at, max(visit.finished_at or desk.at, visit.opened_at), calendar)
    step = Step(visit.step)
    return {
        "kasus": visit.case,
        "langkah": f"{step.number}. {step.label}",
        "ulang": visit.visit if visit.visit > 1 else 0,
        "terpakai": words.time_taken(used, day),
        "norma": visit.norm.lower(),
        "telat": (visit.finished_at or desk.at) > visit.due_at,
        "selesai": visit.finished_at,
        "dibuka": visit.opened_at,
        "oleh": visit.finished_title or visit.executor.person,
        "hasil": visit.get_outcome_display() if visit.outcome else "Masih terbuka",
        "catatan": visit.note,
    }


def _case_row(case: Any) -> Data:
    return {
        "kasus": case,
        "selesai": case.closed_at,
        "diminta": case.letter.requested_by,
        "catatan": case.closing_reason,
    }


def _sent_row(submission: Any, case: Any) -> Data:
    return {
        "kasus": case,
        "unit": submission.unit.name,
        "selesai": submission.sent_at,
        "tenggat": submission.due_at,
        "telat": submission.sent_at > submission.due_at,
        "kembali": submission.returns,
        "catatan": submission.return_note,
    }
