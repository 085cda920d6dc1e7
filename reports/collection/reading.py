"""Questions about a collection: what is outstanding, who holds it up, the completeness matrix. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef

from accounts.models import Assignment, Unit
from accounts.posts import holders, members, unit_holders
from accounts.roles import Pelaksana, Role
from reports.analysis.result import Counts
from reports.collection.assigning import assignee_first
from reports.collection.entries import value_words
from reports.collection.models import (
    AT_UNIT,
    OUTSTANDING,
    Cell,
    LateEntry,
    Remark,
    Submission,
    SubmissionState,
)
from reports.collection.seksi import checking, waiting_seksi
from reports.figures import moment as figures_moment
from reports.report import Report

_OUTSTANDING_WORDS: dict[str, str] = {
    SubmissionState.MENGISI: "{unit} belum mengirim: masih diisi.",
    SubmissionState.MENUNGGU_KASI: "{unit} belum mengirim: menunggu pemeriksaan Kepala Seksi.",
    SubmissionState.MENUNGGU_KEPALA: "{unit} belum mengirim: menunggu dikirim kepala unit.",
    SubmissionState.TERKIRIM: "{unit} sudah mengirim, tetapi belum diperiksa Staf Perencana.",
}


def outstanding(report: Report) -> list[str]:
    """One sentence per unit that step 3 still waits for; none = complete."""
    waiting = (
        report.submissions.filter(state__in=OUTSTANDING)
        .select_related("unit")
        .annotate(given=Exists(LateEntry.objects.filter(submission=OuterRef("pk"))))
    )
    return [
        _OUTSTANDING_WORDS[submission.state].format(unit=submission.unit.name)
        + (_late_words(submission) if submission.given else "")
        for submission in waiting
    ]


def _late_words(submission: Submission) -> str:
    """The due time of a unit that was given more time is the end of that time."""
    if submission.state not in AT_UNIT:
        return ""
    return f" Diberi waktu susulan sampai {figures_moment(submission.due_at)}."


def who_holds(submission: Submission, at: datetime) -> list[Assignment]:
    """The posts that hold this submission up now: the responsible ones only. Empty: nobody, or the post is vacant."""
    match submission.state:
        case SubmissionState.MENGISI:
            staff = members(submission.unit, at, [Role.STAF]) or _head(submission.unit, at)
            return assignee_first(staff, submission.assignee_id)
        case SubmissionState.MENUNGGU_KASI:
            kasi = members(submission.unit, at, [Role.KEPALA_SEKSI])
            waiting = waiting_seksi([submission.pk]).get(submission.pk, set()) if len(kasi) > 1 else set()
            return checking(kasi, waiting) or _head(submission.unit, at)
        case SubmissionState.MENUNGGU_KEPALA:
            return _head(submission.unit, at)
        case SubmissionState.TERKIRIM:
            return holders(Pelaksana.STAF_PERENCANA, at)
        case _:
            return []


def _head(unit: Unit, at: datetime) -> list[Assignment]:
    return unit_holders(unit, [unit.head_role], at)


@dataclass(frozen=True)
class MatrixCell:
    """One field of the matrix; `cell` is None where the unit was not asked."""

    kind: str  # nilai, nihil, belum, tidak, kosong, dikembalikan, tak-diminta
    value: Decimal | None = None
    words: str = ""  # the value as people read it: BB, or 88,03
    reason: str = ""
    pk: int = 0


@dataclass(frozen=True)
class MatrixRow:
    submission: Submission
    cells: tuple[MatrixCell, ...]
    counts: Counts
    returned_cells: int
    is_late: bool

    @property
    def late_entry(self) -> LateEntry | None:
        """The last time more time was given, None where it never was."""
        return next(reversed(self.submission.late_entries.all()), None)

    @property
    def pill(self) -> tuple[str, str]:
        """State pill and its words. Green only for accepted data without a gap (product.md, point 6)."""
        submission = self.submission
        if submission.state == SubmissionState.DITERIMA:
            missing = self.counts.missing
            return ("selesai", "Diterima") if not missing else ("berjalan", f"Diterima, {missing} belum ada")
        if submission.state == SubmissionState.DIKECUALIKAN:
            return "menunggu", "Dilanjutkan tanpa data"
        if submission.state == SubmissionState.TERKIRIM:
            return "menunggu", "Menunggu diperiksa"
        if self.is_late:
            return "terlambat", "Lewat tenggat"
        if submission.state == SubmissionState.MENGISI and submission.is_returned:
            pinned = self.returned_cells
            return "dikembalikan", f"{pinned} sel dikembalikan" if pinned else "Dikembalikan"
        if submission.state == SubmissionState.MENUNGGU_KASI:
            return "hampir", "Diperiksa Kepala Seksi"
        if submission.state == SubmissionState.MENUNGGU_KEPALA:
            return "hampir", "Menunggu dikirim"
        return "hampir", "Belum dikirim"


@dataclass(frozen=True)
class MatrixColumn:
    code: str
    name: str


@dataclass(frozen=True)
class Matrix:
    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]
    counts: Counts
    holding: tuple[str, ...] = field(default=())

    @property
    def lines(self) -> tuple[tuple[MatrixRow, tuple[tuple[MatrixColumn, MatrixCell], ...]], ...]:
        """Each unit with only what it was asked: most indicators belong to one unit alone."""
        return tuple(
            (
                row,
                tuple(
                    (column, cell)
                    for column, cell in zip(self.columns, row.cells, strict=True)
                    if cell.kind != "tak-diminta"
                ),
            )
            for row in self.rows
        )

    @property
    def heading(self) -> str:
        """The page's heading already says what is missing."""
        if not self.counts.kosong:
            return f"{self.counts.total} sel terjawab semua"
        return (
            f"{self.counts.answered} dari {self.counts.total} sel terjawab, {self.counts.kosong} masih kosong"
        )

    @property
    def holding_sentence(self) -> str:
        names = self.holding
        if not names:
            return "Tidak ada unit yang menahan langkah ini."
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} dan {names[-1]}"
        return f"{len(names)} unit menahan langkah ini: {listed}."


def matrix(report: Report, at: datetime) -> Matrix:
    """Units x indicators for the completeness screen, in three queries whatever its size."""
    submissions = list(report.submissions.select_related("unit__parent").prefetch_related("late_entries"))
    asked = Remark.objects.filter(cell=OuterRef("pk"), resolved_at__isnull=True, answer="")
    cells = (
        Cell.objects.filter(submission__report=report)
        .only("submission", "indicator", "code", "name", "answer", "value", "decimals", "reason", "scale")
        .annotate(to_answer=Exists(asked))
        .order_by("order", "pk")
    )
    by_unit: dict[int, dict[int, Cell]] = {submission.pk: {} for submission in submissions}
    for found in cells:
        by_unit[found.submission_id][found.indicator_id] = found
    columns: dict[int, MatrixColumn] = {}
    for submission in submissions:
        for pk, cell in by_unit[submission.pk].items():
            columns.setdefault(pk, MatrixColumn(cell.code, cell.name))
    rows = tuple(
        _matrix_row(submission, by_unit[submission.pk], list(columns), at) for submission in submissions
    )
    return Matrix(
        columns=tuple(columns.values()),
        rows=rows,
        counts=Counts.of(cell.answer for row in by_unit.values() for cell in row.values()),
        holding=tuple(row.submission.unit.name for row in rows if row.submission.state in OUTSTANDING),
    )


def _matrix_row(
    submission: Submission, cells: dict[int, Cell], indicator_ids: list[int], at: datetime
) -> MatrixRow:
    found = tuple(_matrix_cell(cells.get(pk), submission) for pk in indicator_ids)
    return MatrixRow(
        submission=submission,
        cells=found,
        counts=Counts.of(cell.answer for cell in cells.values()),
        returned_cells=sum(cell.kind == "dikembalikan" for cell in found),
        is_late=submission.state in OUTSTANDING and submission.due_at < at,
    )


_KINDS = {
    "": "kosong",
    "nilai": "nilai",
    "nihil": "nihil",
    "belum_tersedia": "belum",
    "tidak_berlaku": "tidak",
}


def _matrix_cell(cell: Cell | None, submission: Submission) -> MatrixCell:
    if cell is None:
        return MatrixCell("tak-diminta")
    back = submission.is_returned and cell.to_answer  # type: ignore[attr-defined]
    return MatrixCell(
        "dikembalikan" if back else _KINDS[cell.answer],
        cell.value,
        "" if cell.value is None else value_words(cell, cell.value, cell.decimals),
        cell.reason,
        cell.pk,
    )
