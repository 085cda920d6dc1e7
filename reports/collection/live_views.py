"""The open entry grid talking with the server: one row saved by itself, and what somebody else changed meanwhile."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.desk import desk_of
from accounts.forms_base import read_key
from reports.analysis.result import Counts
from reports.analysis.services import office_scale
from reports.collection import actors
from reports.collection.form_page import newest_change
from reports.collection.grid import read_typed, save_row
from reports.collection.handover import check_rule
from reports.collection.rows import rows_of
from reports.collection.seen import submission_seen


@require_POST
def save_one(request: HttpRequest, pk: int, cell_pk: int) -> HttpResponse:
    """Autosave of one row (htmx): answers with that row's result, saved or refused, never with another page."""
    if not request.user.is_authenticated:
        return render(request, "reports/_sel_sesi_habis.html", {"kembali": reverse("isian", args=[pk])})
    submission = submission_seen(request, pk)
    scale = office_scale()
    row = next((row for row in rows_of(submission, scale, check_rule()) if row.cell.pk == cell_pk), None)
    typed = read_typed(request.POST, row.cell) if row else None
    if row is None or typed is None:
        raise Http404("Sel tidak ada.")
    save_row(row, typed, scale, by=request.user, at=desk_of(request).at)
    answers = submission.cells.values_list("answer", flat=True)
    context = {
        "row": row,
        "isian": submission,
        "jumlah": Counts.of(answers),
        "sel_tunggal": True,
        "mengisi": actors.editor_of_cell(desk_of(request), row.cell),
    }
    return render(request, "reports/_sel_tersimpan.html", context)


@login_required
@require_GET
def changes_since(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody changed in this form after the mark the browser has; a grid that stands open asks now and then."""
    submission = submission_seen(request, pk)
    since = read_key(request.GET.get("sejak", "")) or 0
    mark = newest_change(submission)
    found: list[dict[str, Any]] = []
    desk = desk_of(request)
    fills = bool(actors.editor(desk, submission))
    answer: dict[str, Any] = {"penanda": mark, "mengisi": fills, "baris": found}
    if mark > since:
        rows = rows_of(submission, office_scale(), check_rule())
        changed = set(submission.cells.filter(changes__pk__gt=since).values_list("pk", flat=True))
        for row in rows:
            # a row given to another seksi is only read here: it has no fields to be kept fresh
            if row.cell.pk in changed and actors.editor_of_cell(desk, row.cell):
                context = {
                    "row": row,
                    "isian": submission,
                    "mengisi": True,
                    "orang_lain": row.cell.changed_by,
                }
                found.append(
                    {
                        "sel": row.cell.pk,
                        "versi": row.version,
                        "bidang": row.stored_fields,
                        "html": render_to_string("reports/_sel_tersimpan.html", context),
                    }
                )
        counts = Counts.of(row.cell.answer for row in rows)
        answer["jumlah"] = f"{counts.answered} dari {counts.total} terjawab."
    return JsonResponse(answer)
