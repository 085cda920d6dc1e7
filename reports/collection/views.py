"""A unit's entry grid, its evidence, and the examination by the staf perencana. Fetch, call a service, redirect."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.forms_base import read_key
from accounts.models import User
from accounts.policy import may
from accounts.posts import Desk
from accounts.roles import UnitKind
from accounts.worktime_words import time_left
from reports.analysis.result import Counts
from reports.analysis.services import bands
from reports.collection import actors, services
from reports.collection.grid import read_typed, save_row, save_rows, unchanged
from reports.collection.handover import check_rule
from reports.collection.models import (
    OUTSTANDING,
    Answer,
    Cell,
    CellChange,
    Submission,
    SubmissionState,
)
from reports.collection.remarks import by_cell, open_remarks
from reports.collection.row import Row
from reports.collection.rows import rows_of


def submission_seen(request: HttpRequest, pk: int) -> Submission:
    """The submission, if this person may see it; another unit's does not exist."""
    submission = get_object_or_404(Submission.objects.select_related("unit__parent", "report__period"), pk=pk)
    desk = desk_of(request)
    if not may(desk.user, "lihat", submission, desk.at, desk=desk):
        raise Http404("Isian tidak ada.")
    return submission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submission_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid. One post saves every row and, when all went well, does what the pressed button says."""
    submission = submission_seen(request, pk)
    rows = rows_of(submission, bands(), check_rule())
    if request.method != "POST":
        return _page(request, submission, rows)
    user, at = cast(User, request.user), desk_of(request).at
    try:
        if _fills(request, submission):
            failed = save_rows(rows, request.POST, bands(), by=user, at=at)
            if failed:
                return _page(request, submission, rows, status=422)
        _answer_remarks(request, submission, user, at)
        if wanted := request.POST.get("bukti", ""):
            cell_pk = read_key(wanted)
            return redirect("isian", pk) if cell_pk is None else redirect("isian-sel-rinci", pk, cell_pk)
        said = _act(request, submission, request.POST.get("aksi", "simpan"), user, at)
    except Refusal as refusal:
        return _refused(request, submission, rows, refusal)
    messages.success(request, said)
    return redirect("isian", submission.pk)


def _fills(request: HttpRequest, submission: Submission) -> bool:
    """Whether this post brought the rows of the grid from somebody who may fill them."""
    brought = any(name.startswith("versi-") for name in request.POST)
    return brought and actors.editor(desk_of(request), submission) is not None


def _act(request: HttpRequest, submission: Submission, act: str, user: User, at: datetime) -> str:
    """Do what the button says; returns the sentence that says so. Raises Refusal."""
    note = request.POST.get("catatan", "")
    unit = submission.unit.name
    match act:
        case "simpan":
            if not _fills(request, submission):
                raise NotYours(
                    "Isian ini sedang tidak di meja Anda, jadi tidak ada yang disimpan. Muat ulang halaman."
                )
            return "Isian tersimpan. Serahkan bila semuanya sudah benar."
        case "serahkan":
            after = services.hand_over(submission=submission, by=user, at=at)
            if after.state == SubmissionState.MENUNGGU_KASI:
                return "Isian diserahkan. Berikutnya Kepala Seksi memeriksanya."
            return "Isian diserahkan tanpa pemeriksaan Kepala Seksi, karena unit ini tidak mempunyainya. Berikutnya kepala unit mengirimnya."
        case "periksa":
            after = services.check(submission=submission, by=user, at=at)
            if after.state == SubmissionState.MENUNGGU_KASI:
                return "Baris Anda selesai diperiksa. Isian diteruskan sesudah seksi lain memeriksa barisnya."
            return "Isian selesai diperiksa. Berikutnya kepala unit mengirimnya."
        case "kirim":
            services.send(submission=submission, by=user, at=at)
            return "Isian terkirim. Berikutnya Staf Perencana memeriksanya; sampai saat itu Anda masih dapat menariknya kembali."
        case "kembalikan-staf":
            services.return_to_staff(submission=submission, note=note, by=user, at=at)
            return "Isian dikembalikan ke staf dengan catatan Anda."
        case "tarik":
            services.recall(submission=submission, by=user, at=at)
            return "Isian ditarik kembali dan sekarang di meja Anda."
        case "terima":
            if note.strip() or any(text.strip() for text in _remarks(request).values()):
                raise Refusal(
                    "Ada catatan yang belum dikirim ke unit. Tekan “Kembalikan ke unit”, atau hapus catatannya "
                    "lalu terima.",
                    field="note",
                )
            services.accept(submission=submission, by=user, at=at, resolved=ticked(request, "beres"))
            return f"Data {unit} diterima."
        case "kembalikan":
            services.return_to_unit(
                submission=submission,
                note=note,
                remarks=_remarks(request),
                resolved=ticked(request, "beres"),
                by=user,
                at=at,
            )
            return f"Data dikembalikan ke {unit} dengan catatan Anda."
        case "lanjut-tanpa":
            services.excuse(submission=submission, reason=note, by=user, at=at)
            return f"Laporan dilanjutkan tanpa data {unit}. Alasannya tercetak di laporan."
    raise Refusal("Tombol itu tidak dikenal. Muat ulang halaman, lalu coba lagi.")


def ticked(request: HttpRequest, name: str) -> list[int]:
    """The keys of the ticked boxes of that name."""
    return [pk for text in request.POST.getlist(name) if (pk := read_key(text)) is not None]


def _remarks(request: HttpRequest) -> dict[int, str]:
    return _texts(request, "koreksi")


def _texts(request: HttpRequest, wanted: str) -> dict[int, str]:
    """The fields "koreksi-12": 12 -> what was typed."""
    found: dict[int, str] = {}
    for name, text in request.POST.items():
        prefix, _, pk = name.partition("-")
        if prefix == wanted and (key := read_key(pk)) is not None:
            found[key] = str(text)
    return found


def _answer_remarks(request: HttpRequest, submission: Submission, user: User, at: datetime) -> None:
    """The answers to remarks that came with the rows. A field left empty is no answer yet."""
    texts = {pk: text for pk, text in _texts(request, "balasan").items() if text.strip()}
    for pk in open_remarks(submission).filter(pk__in=texts).values_list("pk", flat=True):
        services.answer_remark(remark_id=pk, text=texts[pk], by=user, at=at)


def _refused(request: HttpRequest, submission: Submission, rows: list[Row], refusal: Refusal) -> HttpResponse:
    """The page as it stands now, with the sentence on top and everything typed still there."""
    current = submission_seen(request, submission.pk)
    texts = _remarks(request)
    may_fill = actors.editor(desk_of(request), current) is not None
    for row in rows:
        row.remark_text = texts.get(row.cell.pk, "")
        typed = read_typed(request.POST, row.cell)
        if typed and not may_fill and not unchanged(row.cell, typed):
            row.errors["value"] = (
                f"Tidak tersimpan. Yang Anda tulis: {typed.entry.value or typed.entry.reason or typed.entry.answer}."
            )
    gaps: list[tuple[Cell, str]] = []
    if request.POST.get("aksi") in ("serahkan", "periksa", "kirim"):
        gaps = services.missing(current)
        for cell, sentence in gaps:
            row = next(row for row in rows if row.cell.pk == cell.pk)
            words = sentence.removeprefix(f"{cell.code} {cell.name}: ")
            row.errors["value"] = words[:1].upper() + words[1:]
    status = 403 if isinstance(refusal, NotYours) else 422
    sentence = "" if gaps else refusal.message
    return _page(
        request, current, rows, status=status, refusal=sentence, note=request.POST.get("catatan", "")
    )


def _page(
    request: HttpRequest,
    submission: Submission,
    rows: list[Row],
    *,
    status: int = 200,
    refusal: str = "",
    note: str = "",
) -> HttpResponse:
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


@require_POST
def save_one(request: HttpRequest, pk: int, cell_pk: int) -> HttpResponse:
    """Autosave of one row (htmx): answers with that row's result, saved or refused, never with another page."""
    if not request.user.is_authenticated:
        return render(request, "reports/_sel_sesi_habis.html", {"kembali": reverse("isian", args=[pk])})
    submission = submission_seen(request, pk)
    scale = bands()
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


def newest_change(submission: Submission) -> int:
    """A mark that moves with every saved cell: changes of one report are written one after the other."""
    newest = CellChange.objects.filter(cell__submission=submission).aggregate(newest=Max("pk"))["newest"]
    return int(newest or 0)


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
        rows = rows_of(submission, bands(), check_rule())
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
