"""Answering one cell: read strictly, kept with its history, never overwriting what somebody else just wrote."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.errors import NotYours, Refusal
from accounts.models import Assignment, User
from accounts.posts import Desk
from reports.collection import actors
from reports.collection.models import AT_UNIT, Answer, Cell, CellChange, Submission, SubmissionState
from reports.collection.numbers import read_figure
from reports.figures import figure, moment
from reports.report import Report

NEEDS_REASON = frozenset({Answer.BELUM_TERSEDIA, Answer.TIDAK_BERLAKU})


class CellConflict(Refusal):
    """Somebody else changed the cell in the meantime; `current` is how it stands now."""

    def __init__(self, message: str, current: Cell) -> None:
        super().__init__(message, field="value")
        self.current = current


def answer_words(answer: str, value: Decimal | None) -> str:
    """An answer as a sentence names it: "88,03", "Nihil", "kosong"."""
    if answer == Answer.NILAI and value is not None:
        return figure(value)
    return Answer(answer).label if answer else "kosong"


@transaction.atomic
def save_cell(
    *,
    cell_id: int,
    answer: str,
    value_text: str,
    reason: str,
    note: str,
    seen_version: int,
    by: User,
    at: datetime,
) -> Cell:
    """Write one answer. `answer` "" with no number clears the cell; "" with a number means nilai.

    `seen_version`: the version the writer had before the eyes; a newer one raises CellConflict and writes nothing.
    Saving what already stands there changes nothing and leaves no history.
    """
    cell, post = open_cell(cell_id, by, at)
    wanted, value = _read(cell, answer, value_text)
    why, remark = reason.strip(), note.strip()
    if wanted in NEEDS_REASON and not why:
        raise Refusal(
            f"Jawaban “{Answer(wanted).label}” memerlukan alasan. Tulis mengapa dan, bila tahu, kapan datanya ada.",
            field="reason",
        )
    if (cell.answer, cell.value, cell.reason, cell.note) == (wanted, value, why, remark):
        return cell
    if cell.version != seen_version:
        raise CellConflict(_conflict(cell, wanted, value), cell)
    if (cell.answer, cell.value, cell.reason) != (wanted, value, why):
        CellChange.objects.create(
            cell=cell,
            at=at,
            by=by,
            by_title=post.jabatan,
            old_answer=cell.answer,
            old_value=cell.value,
            new_answer=wanted,
            new_value=value,
            reason=why,
        )
    cell.answer, cell.value, cell.reason, cell.note = wanted, value, why, remark
    cell.version += 1
    cell.changed_at, cell.changed_by = at, by
    cell.save(update_fields=["answer", "value", "reason", "note", "version", "changed_at", "changed_by"])
    return cell


def open_cell(cell_id: int, by: User, at: datetime) -> tuple[Cell, Assignment]:
    """The cell, locked behind its report, with the post that may change it now; refuses everybody else."""
    report_id = Submission.objects.values_list("report_id", flat=True).get(cells=cell_id)
    Report.objects.select_for_update().get(pk=report_id)
    cell = (
        Cell.objects.select_for_update(of=("self",))
        .select_related("submission__unit", "changed_by")
        .get(pk=cell_id)
    )
    return cell, editor_of(cell.submission, by, at)


def editor_of(submission: Submission, by: User, at: datetime) -> Assignment:
    """The post in which this person may fill this submission now, or a refusal that says why not."""
    desk = Desk(by, at)
    if post := actors.editor(desk, submission):
        return post
    unit = submission.unit.name
    if not actors.member(desk, submission):
        raise NotYours(f"Isian ini milik {unit}; hanya pegawai unit itu yang mengisinya.")
    if submission.state not in AT_UNIT:
        raise Refusal(
            f"Isian {unit} sudah dikirim dan tidak dapat diubah. Minta kepala unit menariknya kembali, "
            "atau Staf Perencana mengembalikannya."
        )
    holder = "Kepala Seksi" if submission.state == SubmissionState.MENUNGGU_KASI else "kepala unit"
    raise NotYours(
        f"Isian {unit} sedang di meja {holder}. Minta dikembalikan ke staf bila masih ada yang perlu diubah."
    )


def _read(cell: Cell, answer: str, value_text: str) -> tuple[str, Decimal | None]:
    typed = value_text.strip()
    if answer not in ("", *Answer.values):
        raise Refusal(
            "Jawaban itu tidak dikenal. Pilih nilai, nihil, belum tersedia atau tidak berlaku.",
            field="answer",
        )
    if answer in ("", Answer.NILAI):
        if typed:
            return Answer.NILAI, read_figure(typed, decimals=cell.decimals, satuan=cell.satuan)
        if answer == Answer.NILAI:
            raise Refusal("Isi angkanya, atau pilih nihil, belum tersedia atau tidak berlaku.", field="value")
        return "", None
    if typed and (
        answer != Answer.NIHIL or read_figure(typed, decimals=cell.decimals, satuan=cell.satuan) != 0
    ):
        raise Refusal(
            f"Jawaban “{Answer(answer).label}” tidak disertai angka, tetapi ada angka {typed}. "
            "Kosongkan angkanya, atau pilih jawaban “Nilai”.",
            field="value",
        )
    return answer, None


def _conflict(cell: Cell, answer: str, value: Decimal | None) -> str:
    who = str(cell.changed_by) if cell.changed_by else "Orang lain"
    when = f" pada {moment(cell.changed_at)}" if cell.changed_at else ""
    return (
        f"{who} baru saja mengubah isian ini menjadi {answer_words(cell.answer, cell.value)}{when}. "
        f"Isian Anda, {answer_words(answer, value)}, belum disimpan. Periksa dulu; simpan sekali lagi "
        "bila isian Anda yang benar."
    )
