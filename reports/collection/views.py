"""A unit's entry grid: saved, handed on, and examined by the staf perencana. Fetch, call a service, redirect."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.forms_base import read_key
from accounts.models import User
from reports.analysis.services import office_scale
from reports.collection import actors, services
from reports.collection.form_page import form_page
from reports.collection.grid import read_typed, save_rows, unchanged
from reports.collection.handover import check_rule
from reports.collection.models import Cell, Submission, SubmissionState
from reports.collection.remarks import open_remarks
from reports.collection.row import Row
from reports.collection.rows import rows_of
from reports.collection.seen import submission_seen, ticked


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submission_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid. One post saves every row and, when all went well, does what the pressed button says."""
    submission = submission_seen(request, pk)
    rows = rows_of(submission, office_scale(), check_rule())
    if request.method != "POST":
        return form_page(request, submission, rows)
    user, at = cast(User, request.user), desk_of(request).at
    try:
        if _fills(request, submission):
            failed = save_rows(rows, request.POST, office_scale(), by=user, at=at)
            if failed:
                return form_page(request, submission, rows, status=422)
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
    field = ""
    if refusal.field == "note":
        field = "alasan-lanjut" if request.POST.get("aksi") == "lanjut-tanpa" else "catatan"
    return form_page(
        request,
        current,
        rows,
        status=status,
        refusal=sentence,
        field=field,
        note=request.POST.get("catatan", ""),
    )
