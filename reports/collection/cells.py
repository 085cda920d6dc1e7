"""Answering one cell: read strictly, kept with its history, never overwriting what somebody else just wrote."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.errors import NotYours, Refusal
from accounts.models import Assignment, User
from accounts.posts import Desk
from reports.collection import actors
from reports.collection.checks import figure_now
from reports.collection.columns import columns_of
from reports.collection.entries import Entry, Reading, read_entry, stored_reading, value_words
from reports.collection.models import AT_UNIT, Answer, Cell, CellChange, Submission, SubmissionState, Workbook
from reports.figures import figure, moment
from reports.report import Report

WRITTEN = (
    "answer", "value", "numerator", "denominator", "reason", "note", "explanation", "explained_value", "extra",
    "version", "changed_at", "changed_by", "checked_by", "checked_at",
)  # fmt: skip
ASIDE = {
    "numerator": "pembilang",
    "denominator": "penyebut",
    "note": "keterangan",
    "explanation": "penjelasan",
    "extra": "isian tambahan",
}
"""What the history keeps beside answer, figure and reason, and what it calls it."""


class CellConflict(Refusal):
    """Somebody else changed the cell in the meantime; `current` is how it stands now."""

    def __init__(self, message: str, current: Cell) -> None:
        super().__init__(message, field="value")
        self.current = current


def answer_words(cell: Cell, answer: str, value: Decimal | None) -> str:
    """An answer as a sentence names it: "88,03", "BB", "Nihil", "kosong"."""
    if answer == Answer.NILAI and value is not None:
        return value_words(cell, value)
    return Answer(answer).label if answer else "kosong"


@transaction.atomic
def save_cell(
    *,
    cell_id: int,
    entry: Entry,
    seen_version: int,
    by: User,
    at: datetime,
    workbook: Workbook | None = None,
    place: str = "",
) -> Cell:
    """Write one answer. An empty entry clears the cell; a figure without an answer means nilai.

    `seen_version`: the version the writer had before the eyes; a newer one raises CellConflict and writes nothing.
    `workbook`, `place`: the file and "Sheet!B14" it came from; without them it was typed on the web.
    Saving what already stands there changes nothing and leaves no history.
    """
    cell, post = open_cell(cell_id, by, at)
    wanted = read_entry(cell, columns_of(cell.submission.columns), entry)
    before = stored_reading(cell)
    says_again = wanted == before and cell.version == seen_version and _explains_anew(cell, wanted)
    if wanted == before and not says_again:
        return cell
    if cell.version != seen_version:
        raise CellConflict(_conflict(cell, wanted), cell)
    CellChange.objects.create(
        cell=cell,
        at=at,
        by=by,
        by_title=post.jabatan,
        old_answer=before.answer,
        old_value=before.value,
        new_answer=wanted.answer,
        new_value=wanted.value,
        reason=wanted.reason,
        detail=_aside(before, wanted),
        workbook=workbook,
        workbook_place=place,
    )
    for name, kept in wanted._asdict().items():
        setattr(cell, name, kept)
    if wanted.explanation != before.explanation or not wanted.explanation or says_again:
        cell.explained_value = figure_now(cell) if wanted.explanation else None
    cell.version += 1
    cell.changed_at, cell.changed_by = at, by
    cell.checked_by, cell.checked_at = "", None
    cell.save(update_fields=WRITTEN)
    return cell


def _explains_anew(cell: Cell, wanted: Reading) -> bool:
    """The same words sent again, with nothing else, for a figure that has changed since they were written: they hold
    for it too. Sent along with a new figure they do not; the form sends every field of a row each time.
    """
    return bool(wanted.explanation) and cell.explained_value != figure_now(cell)


def open_cell(cell_id: int, by: User, at: datetime) -> tuple[Cell, Assignment]:
    """The cell, locked behind its report, with the post that may change it now; refuses everybody else."""
    report_id = Submission.objects.values_list("report_id", flat=True).get(cells=cell_id)
    Report.objects.select_for_update().get(pk=report_id)
    cell = (
        Cell.objects.select_for_update(of=("self",))
        .select_related("submission__unit", "changed_by", "seksi")
        .get(pk=cell_id)
    )
    return cell, row_editor(cell, by, at)


def row_editor(cell: Cell, by: User, at: datetime) -> Assignment:
    """The post in which this person may fill this very row now, or a refusal that says why not."""
    editor_of(cell.submission, by, at)
    if post := actors.editor_of_cell(Desk(by, at), cell):
        return post
    raise NotYours(
        f"Baris {cell.code} diserahkan ke {cell.seksi}; hanya seksi itu dan kepala unit yang mengisinya."
    )


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


def _aside(before: Reading, wanted: Reading) -> dict[str, list[Any]]:
    return {
        word: [_plain(getattr(before, name)), _plain(getattr(wanted, name))]
        for name, word in ASIDE.items()
        if getattr(before, name) != getattr(wanted, name)
    }


def _plain(value: Any) -> Any:
    return figure(value) if isinstance(value, Decimal) else value


def _conflict(cell: Cell, wanted: Reading) -> str:
    who = str(cell.changed_by) if cell.changed_by else "Orang lain"
    when = f" pada {moment(cell.changed_at)}" if cell.changed_at else ""
    return (
        f"{who} baru saja mengubah isian ini menjadi {answer_words(cell, cell.answer, cell.value)}{when}. "
        f"Isian Anda, {answer_words(cell, wanted.answer, wanted.value)}, belum disimpan. Periksa dulu; simpan sekali lagi "
        "bila isian Anda yang benar."
    )
