"""Remarks pinned to cells: what the staf perencana found wrong, what the unit answered, whether that settles it.

One open remark a cell: it opens with a return, is answered by the unit before the form goes up again, and is settled
by the staf perencana before the form is accepted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from reports.collection.cells import answer_words, row_editor
from reports.collection.models import AT_UNIT, CellChange, Remark, Submission
from reports.report import Report


def open_remarks(submission: Submission) -> QuerySet[Remark]:
    """The remarks of a form that nobody has settled yet."""
    return Remark.objects.filter(cell__submission=submission, resolved_at__isnull=True)


def unanswered_cells(submission: Submission) -> set[int]:
    """The cells whose remark still waits for the unit's answer."""
    return set(open_remarks(submission).filter(answer="").values_list("cell_id", flat=True))


@transaction.atomic
def answer_remark(*, remark_id: int, text: str, by: User, at: datetime) -> Remark:
    """The unit says what it did about a remark. Whoever may fill its row now may answer; the last words count."""
    submission = Submission.objects.get(cells__remarks=remark_id)
    Report.objects.select_for_update().get(pk=submission.report_id)
    remark = (
        Remark.objects.select_for_update(of=("self",))
        .select_related("cell__submission__unit", "cell__seksi")
        .get(pk=remark_id)
    )
    post = row_editor(remark.cell, by, at)
    if remark.resolved_at is not None:
        raise Refusal(
            "Catatan ini sudah dinyatakan beres, jadi tidak perlu dijawab lagi. Muat ulang halaman."
        )
    if not text.strip():
        raise Refusal("Tulis jawabannya: apa yang diperbaiki, atau mengapa angkanya benar.", field="answer")
    if text.strip() == remark.answer:
        return remark
    remark.answer = text.strip()
    remark.answered_at, remark.answered_by = at, f"{by.name}, {post.jabatan}"[:200]
    remark.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record(
        stream=f"laporan:{submission.report_id}",
        act="catatan dijawab",
        by=by,
        at=at,
        title=post.jabatan,
        detail={"unit": remark.cell.submission.unit.name, "sel": str(remark.cell), "jawaban": remark.answer},
    )
    return remark


def pin(submission: Submission, texts: Mapping[int, str], *, by: str, at: datetime) -> None:
    """Pin texts to cells of a locked form. One still open goes on: the unit's answer joins the text, and a new one is
    asked for.
    """
    cells = {cell.pk: cell for cell in submission.cells.filter(pk__in=texts)}
    if set(texts) - set(cells):
        raise Refusal("Catatan itu menunjuk sel dari isian lain. Muat ulang halaman, lalu tulis lagi.")
    standing = {remark.cell_id: remark for remark in open_remarks(submission)}
    for pk, text in texts.items():
        cell = cells[pk]
        remark = standing.get(pk) or Remark(cell=cell)
        remark.text = "\n".join(part for part in (remark.text, _told(remark), text) if part)
        remark.made_at, remark.made_by = at, by
        remark.value_then = answer_words(cell, cell.answer, cell.value)[:120]
        remark.answer, remark.answered_at, remark.answered_by = "", None, ""
        remark.save()


def _told(remark: Remark) -> str:
    return f"{remark.answered_by}: {remark.answer}" if remark.answer else ""


def settle(submission: Submission, ids: Collection[int], *, by: str, at: datetime) -> None:
    """The staf perencana finds these remarks of a locked form settled."""
    open_remarks(submission).filter(pk__in=ids).update(resolved_at=at, resolved_by=by)


def refuse_unsettled(submission: Submission) -> None:
    """A form with an open remark is not accepted: somebody asked, and nobody said it is well."""
    waiting = list(open_remarks(submission).select_related("cell"))
    if waiting:
        listed = ", ".join(f"{remark.cell.code} {remark.cell.name}" for remark in waiting)
        raise Refusal(
            f"Catatan pada {listed} belum dinyatakan beres. Baca jawaban unit, lalu tandai “Sudah beres”, "
            "atau kembalikan isiannya."
        )


def changed_since_return(submission: Submission) -> dict[int, tuple[str, str]]:
    """Cell id -> its answer in words at the return and now, for the cells changed since. One query.

    The return is the last one to the unit; a form never sent back to the unit is compared, while it is there,
    with the return inside it. Empty for a form that never came back.
    """
    inner = submission.inner_returned_at if submission.state in AT_UNIT else None
    since = submission.returned_at or inner
    if since is None:
        return {}
    changes = (
        CellChange.objects.filter(cell__submission=submission, at__gt=since)
        .select_related("cell")
        .order_by("at", "pk")
    )
    first_and_last: dict[int, tuple[CellChange, CellChange]] = {}
    for change in changes:
        first, _ = first_and_last.get(change.cell_id, (change, change))
        first_and_last[change.cell_id] = (first, change)
    words = {
        pk: (
            answer_words(first.cell, first.old_answer, first.old_value),
            answer_words(last.cell, last.new_answer, last.new_value),
        )
        for pk, (first, last) in first_and_last.items()
    }
    return {pk: (old, new) for pk, (old, new) in words.items() if old != new}


def by_cell(remarks: Iterable[Remark]) -> dict[int, Remark]:
    """Cell id -> its open remark."""
    return {remark.cell_id: remark for remark in remarks}
