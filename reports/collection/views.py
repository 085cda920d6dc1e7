"""A unit's entry grid, its evidence, and the examination by the staf perencana. Fetch, call a service, redirect."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.calendar import office_calendar
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
from reports.collection.grid import Row, Typed, rows_of, save_row, save_rows, unchanged
from reports.collection.models import (
    OUTSTANDING,
    Answer,
    Cell,
    Evidence,
    Remark,
    Submission,
    SubmissionState,
)
from reports.collection.remarks import by_cell, open_remarks
from reports.collection.seksi import seksi_of

INLINE = frozenset({"application/pdf", "image/jpeg", "image/png"})


def desk_of(request: HttpRequest) -> Desk:
    """The person's desk, shared with whatever else builds this response."""
    known: Desk | None = getattr(request, "desk", None)
    if known is None:
        known = Desk(request.user, timezone.now())
        request.desk = known  # type: ignore[attr-defined]
    return known


def _submission(request: HttpRequest, pk: int) -> Submission:
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
    submission = _submission(request, pk)
    rows = rows_of(submission, bands())
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
    current = _submission(request, submission.pk)
    texts = _remarks(request)
    may_fill = actors.editor(desk_of(request), current) is not None
    for row in rows:
        row.remark_text = texts.get(row.cell.pk, "")
        typed = Typed.read(request.POST, row.cell)
        if typed and not may_fill and not unchanged(row.cell, typed):
            row.errors["value"] = (
                f"Tidak tersimpan. Yang Anda tulis: {typed.entry.value or typed.entry.reason or typed.entry.answer}."
            )
    gaps: list[tuple[Cell, str]] = []
    if request.POST.get("aksi") in ("serahkan", "periksa", "kirim"):
        gaps = services.missing(current)
        for cell, sentence in gaps:
            row = next(row for row in rows if row.cell.pk == cell.pk)
            row.errors["value"] = sentence.removeprefix(f"{cell.code} {cell.name}: ").capitalize()
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
        "sisa": time_left(desk.at, submission.due_at, office_calendar())
        if submission.state in OUTSTANDING
        else "",
        "terlambat": submission.due_at < desk.at,
        "label_lalu": next(
            (row.cell.previous_label for row in rows if row.cell.previous_label), "Periode lalu"
        ),
        "mengisi": fills,
        "membagi": actors.sharer(desk, submission) if submission.unit.kind == UnitKind.BIDANG else None,
        "menyerahkan": actors.hander_over(desk, submission),
        "memeriksa": actors.checker(desk, submission),
        "mengirim": actors.sender(desk, submission),
        "mengembalikan_staf": actors.back_sender(desk, submission),
        "menarik": actors.recaller(desk, submission),
        "menilai": actors.examiner(desk, submission),
        "mengecualikan": actors.excuser(desk, submission),
    }
    return render(request, "reports/isian.html", context, status=status)


def _cell(submission: Submission, pk: int) -> Cell:
    return get_object_or_404(
        submission.cells.select_related("changed_by").prefetch_related("evidence", "changes__by"), pk=pk
    )


@require_POST
def save_one(request: HttpRequest, pk: int, cell_pk: int) -> HttpResponse:
    """Autosave of one row (htmx): answers with that row's result, saved or refused, never with another page."""
    if not request.user.is_authenticated:
        return render(request, "reports/_sel_sesi_habis.html", {"kembali": reverse("isian", args=[pk])})
    submission = _submission(request, pk)
    scale = bands()
    row = next((row for row in rows_of(submission, scale) if row.cell.pk == cell_pk), None)
    typed = Typed.read(request.POST, row.cell) if row else None
    if row is None or typed is None:
        raise Http404("Sel tidak ada.")
    save_row(row, typed, scale, by=request.user, at=desk_of(request).at)
    answers = submission.cells.values_list("answer", flat=True)
    context = {
        "row": row,
        "isian": submission,
        "jumlah": Counts.of(answers),
        "sel_tunggal": True,
        "mengisi": True,
    }
    return render(request, "reports/_sel_tersimpan.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cell_page(request: HttpRequest, pk: int, cell_pk: int) -> HttpResponse:
    """One cell: its evidence, its history, and the form that adds evidence."""
    submission = _submission(request, pk)
    cell = _cell(submission, cell_pk)
    desk = desk_of(request)
    context: dict[str, Any] = {
        "isian": submission,
        "sel": cell,
        "mengisi": actors.editor(desk, submission),
        "nama": "",
        "tautan": "",
    }
    if request.method == "POST":
        name, link = request.POST.get("nama", ""), request.POST.get("tautan", "")
        try:
            services.add_evidence(
                cell_id=cell.pk,
                file=request.FILES.get("berkas"),
                link=link,
                name=name,
                by=cast(User, request.user),
                at=desk.at,
            )
        except Refusal as refusal:
            context |= {"galat": refusal, "ada_galat": True, "nama": name, "tautan": link}
            return render(
                request,
                "reports/isian_sel.html",
                context,
                status=403 if isinstance(refusal, NotYours) else 422,
            )
        messages.success(request, "Bukti ditambahkan.")
        return redirect("isian-sel-rinci", submission.pk, cell.pk)
    return render(request, "reports/isian_sel.html", context)


@login_required
@require_safe
def pass_on_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A whole form at a glance with the one act it waits for; the button posts to the form itself."""
    submission = _submission(request, pk)
    desk = desk_of(request)
    checks, sends = actors.checker(desk, submission), actors.sender(desk, submission)
    gaps = services.missing(submission) if checks or sends else []
    if not (checks or sends) or gaps:
        messages.info(request, "Isian ini tidak dapat diteruskan begitu saja. Lihat keadaannya di bawah ini.")
        return redirect("isian", pk)
    rows = rows_of(submission, bands())
    context = {
        "isian": submission,
        "baris": rows,
        "jumlah": Counts.of(row.cell.answer for row in rows),
        "memeriksa": checks,
        "mengirim": None if checks else sends,
    }
    return render(request, "reports/isian_teruskan.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Dividing the rows among the seksi of a bidang: ticked rows go to the chosen seksi."""
    submission = _submission(request, pk)
    desk = desk_of(request)
    context: dict[str, Any] = {
        "isian": submission,
        "pos": actors.sharer(desk, submission),
        "seksi": seksi_of(submission.unit),
        "sel": submission.cells.select_related("seksi"),
        "dipilih": ticked(request, "baris"),
        "kepada": request.POST.get("seksi", ""),
    }
    if request.method != "POST":
        return render(request, "reports/isian_bagi.html", context)
    try:
        if not context["kepada"]:
            raise Refusal("Pilih seksi yang menerima baris itu.", field="seksi")
        many = services.share_rows(
            submission=submission,
            cells=context["dipilih"],
            seksi=None if context["kepada"] == "semua" else read_key(context["kepada"]) or 0,
            by=desk.user,
            at=desk.at,
        )
    except Refusal as refusal:
        context |= {"galat": refusal, "ada_galat": True}
        status = 403 if isinstance(refusal, NotYours) else 422
        return render(request, "reports/isian_bagi.html", context, status=status)
    messages.success(request, f"{many} baris dibagikan.")
    return redirect("isian-bagi", submission.pk)


@require_POST
def answer_remark(request: HttpRequest, pk: int, remark_pk: int) -> HttpResponse:
    """The unit's answer to one remark: autosaved from the row (htmx), or posted without script."""
    in_row = bool(request.headers.get("HX-Request"))
    if not request.user.is_authenticated:
        if not in_row:
            return redirect_to_login(reverse("isian", args=[pk]))
        return render(request, "reports/_sel_sesi_habis.html", {"kembali": reverse("isian", args=[pk])})
    submission = _submission(request, pk)
    remark = get_object_or_404(Remark, pk=remark_pk, cell__submission=submission)
    context: dict[str, Any] = {}
    try:
        context["catatan"] = services.answer_remark(
            remark_id=remark.pk,
            text=request.POST.get(f"balasan-{remark.pk}", ""),
            by=request.user,
            at=desk_of(request).at,
        )
    except Refusal as refusal:
        context["galat"] = refusal.message
    if in_row:
        return render(request, "reports/_catatan_dijawab.html", context)
    if "galat" in context:
        messages.error(request, context["galat"])
    else:
        messages.success(request, "Jawaban atas catatan tersimpan.")
    return redirect("isian", submission.pk)


def _evidence(request: HttpRequest, pk: int, evidence_pk: int) -> Evidence:
    evidence = get_object_or_404(
        Evidence.objects.select_related("cell__submission__unit__parent"), pk=evidence_pk, cell__submission=pk
    )
    desk = desk_of(request)
    if not may(desk.user, "lihat", evidence, desk.at, desk=desk):
        raise Http404("Bukti tidak ada.")
    return evidence


@login_required
@require_GET
def evidence_file(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse | FileResponse:
    """The stored file, to those who may see the submission; a link is not served from here."""
    evidence = _evidence(request, pk, evidence_pk)
    if not evidence.file:
        raise Http404("Bukti ini berupa tautan.")
    stored_suffix = str(evidence.file.name).rpartition(".")[2]
    name = (
        evidence.name
        if evidence.name.lower().endswith(f".{stored_suffix}")
        else f"{evidence.name}.{stored_suffix}"
    )
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=evidence.mime not in INLINE,
        filename=name,
        content_type=evidence.mime,
    )
    # The pages' own policy forbids the <embed> in which Chromium shows a PDF: it would stay blank.
    response["Content-Security-Policy"] = "frame-ancestors 'self'"
    return response


@login_required
@require_POST
def evidence_remove(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    evidence = _evidence(request, pk, evidence_pk)
    cell_pk = evidence.cell_id
    try:
        services.remove_evidence(evidence_id=evidence.pk, by=cast(User, request.user), at=desk_of(request).at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Bukti “{evidence.name}” dihapus.")
    return redirect("isian-sel-rinci", pk, cell_pk)
