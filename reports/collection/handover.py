"""The way of a submission: staf -> Kepala Seksi -> head -> staf perencana, and every way back.

Nothing ends in a dead end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import Assignment, Unit, User
from accounts.posts import Desk, members
from accounts.roles import Role
from reports.collection import actors
from reports.collection.checks import figure_now, open_questions
from reports.collection.columns import Column, columns_of, unanswered
from reports.collection.models import AT_UNIT, Cell, CheckRule, Submission, SubmissionState
from reports.collection.remarks import pin, refuse_unsettled, settle, unanswered_cells
from reports.collection.seksi import mark_checked
from reports.collection.telling import tell_desk
from reports.report import Report
from reports.turns import turned

S = SubmissionState


def missing(submission: Submission) -> list[tuple[Cell, str]]:
    """What keeps the submission from being handed over: the cell and its sentence, one a cell."""
    rule, year = check_rule(), submission.report.period.year
    columns = columns_of(submission.columns)
    asked = unanswered_cells(submission)
    found: list[tuple[Cell, str]] = []
    for cell in submission.cells.annotate(pieces=Count("evidence")):
        sentence = _gap(cell, columns, rule, year)
        if not sentence and cell.pk in asked:
            sentence = "catatan pemeriksa belum dijawab."
        if sentence:
            found.append((cell, f"{cell.code} {cell.name}: {sentence}"))
    return found


def check_rule() -> CheckRule:
    """What the office's forms ask back about; the defaults until somebody sets it."""
    return CheckRule.objects.first() or CheckRule()


def _gap(cell: Cell, columns: tuple[Column, ...], rule: CheckRule, year: int) -> str:
    if not cell.answer:
        return "belum dijawab."
    if figure_now(cell) is None:
        return ""
    if cell.evidence_required and cell.answer == "nilai" and not cell.pieces:  # type: ignore[attr-defined]
        return "bukti wajib belum dilampirkan."
    if lacking := unanswered(columns, cell.extra):
        return f"{lacking[0].label} belum diisi."
    if odd := open_questions(cell, rule, year):
        if cell.explanation:
            return f"{odd[0].sentence} Perbarui penjelasannya, atau tekan “Penjelasan ini masih berlaku”."
        return f"{odd[0].sentence} Tulis penjelasannya."
    return ""


@transaction.atomic
def hand_over(*, submission: Submission, by: User, at: datetime) -> Submission:
    """The staf says "filled": to the Kepala Seksi, or straight to the head where the unit has none (shown as
    skipped).
    """
    current = _locked(submission)
    post = _allowed(
        current, by, at, actors.hander_over, (S.MENGISI,), "menyerahkan isian", "pegawai unit itu"
    )
    _refuse_gaps(current)
    current.cells.filter(checked_at__isnull=False).update(checked_by="", checked_at=None)
    has_checker = bool(members(current.unit, at, [Role.KEPALA_SEKSI]))
    current.check_skipped = not has_checker
    current.checked_by = ""
    return _move(
        current, S.MENUNGGU_KASI if has_checker else S.MENUNGGU_KEPALA, "isian diserahkan", post, by, at
    )


@transaction.atomic
def check(*, submission: Submission, by: User, at: datetime) -> Submission:
    """The Kepala Seksi has checked the rows of the own seksi and those given to nobody.

    On to the head once every seksi has; with one Kepala Seksi that is at once.
    """
    current = _locked(submission)
    post = _allowed(current, by, at, actors.checker, (S.MENUNGGU_KASI,), "memeriksa", "Kepala Seksi unit itu")
    _refuse_gaps(current)
    kasi = members(current.unit, at, [Role.KEPALA_SEKSI])
    mine = [one for one in kasi if one.person_id == by.pk]
    names = [current.checked_by, _signature(by, post)]
    current.checked_by = "; ".join(dict.fromkeys(name for name in names if name))[:200]
    if not mark_checked(current, mine, kasi, by=_signature(by, post), at=at):
        return _stay(current, "isian diperiksa sebagian", post, by, at)
    current.check_skipped = False
    return _move(current, S.MENUNGGU_KEPALA, "isian diperiksa", post, by, at)


@transaction.atomic
def return_to_staff(*, submission: Submission, note: str, by: User, at: datetime) -> Submission:
    """Kepala Seksi or head gives it back to the staf, saying why. What came back from outside the unit stands beside it."""
    current = _locked(submission)
    states = (S.MENUNGGU_KASI, S.MENUNGGU_KEPALA)
    post = _allowed(
        current,
        by,
        at,
        actors.back_sender,
        states,
        "mengembalikan ke staf",
        "Kepala Seksi atau kepala unit itu",
    )
    current.inner_note = _required(note, "Tulis apa yang perlu diperbaiki staf.")
    current.inner_returned_at, current.inner_returned_by = at, post.jabatan
    current.checked_by, current.check_skipped = "", False
    return _move(current, S.MENGISI, "isian dikembalikan ke staf", post, by, at, catatan=current.inner_note)


@transaction.atomic
def send(*, submission: Submission, by: User, at: datetime) -> Submission:
    """The unit's head sends. Past a waiting Kepala Seksi too, which then shows as not checked."""
    current = _locked(submission)
    states = (S.MENUNGGU_KASI, S.MENUNGGU_KEPALA)
    post = _allowed(current, by, at, actors.sender, states, "mengirim isian", "kepala unit itu")
    _refuse_gaps(current)
    if current.state == S.MENUNGGU_KASI:
        current.check_skipped = True
    current.sent_at, current.sent_by = at, _signature(by, post)
    return _move(current, S.TERKIRIM, "isian dikirim", post, by, at)


@transaction.atomic
def recall(*, submission: Submission, by: User, at: datetime) -> Submission:
    """The head takes it back to the own desk while nobody has accepted it."""
    current = _locked(submission)
    post = _allowed(current, by, at, actors.recaller, (S.TERKIRIM,), "menarik kembali", "kepala unit itu")
    current.sent_at, current.sent_by = None, ""
    return _move(current, S.MENUNGGU_KEPALA, "isian ditarik kembali", post, by, at)


@transaction.atomic
def accept(*, submission: Submission, by: User, at: datetime, resolved: Collection[int] = ()) -> Submission:
    """The staf perencana accepts, once every remark is settled. `resolved`: remarks found settled with this press."""
    current = _locked(submission)
    post = _allowed(current, by, at, actors.examiner, (S.TERKIRIM,), "menerima isian", "Staf Perencana")
    settle(current, resolved, by=_signature(by, post), at=at)
    refuse_unsettled(current)
    current.accepted_at, current.accepted_by = at, _signature(by, post)
    current.return_note = ""
    _forget_inner_return(current)
    return _move(current, S.DITERIMA, "isian diterima", post, by, at)


@transaction.atomic
def return_to_unit(
    *,
    submission: Submission,
    note: str,
    by: User,
    at: datetime,
    remarks: Mapping[int, str] | None = None,
    resolved: Collection[int] = (),
) -> Submission:
    """The staf perencana gives it back to the unit. `remarks`: cell id -> what is wrong there.
    `resolved`: earlier remarks that are settled; the others stay open.
    """
    current = _locked(submission)
    post = _allowed(current, by, at, actors.examiner, (S.TERKIRIM,), "mengembalikan isian", "Staf Perencana")
    pinned = {pk: text.strip() for pk, text in (remarks or {}).items() if text.strip()}
    said = f"Lihat catatan pada {len(pinned)} indikator." if pinned and not note.strip() else note
    current.return_note = _required(
        said,
        "Tulis apa yang perlu diperbaiki unit: di “Catatan bila dikembalikan”, atau di “Catatan untuk unit” di bawah "
        "indikatornya.",
    )
    settle(current, resolved, by=_signature(by, post), at=at)
    pin(current, pinned, by=_signature(by, post), at=at)
    _back_to_unit(current, at, post.jabatan)
    return _move(
        current, S.MENGISI, "isian dikembalikan", post, by, at, catatan=current.return_note, sel=len(pinned)
    )


@transaction.atomic
def excuse(*, submission: Submission, reason: str, by: User, at: datetime) -> Submission:
    """Go on without this unit's data; the reason is printed in the report."""
    current = _locked(submission)
    if current.state == S.TERKIRIM:
        raise Refusal(f"{current.unit.name} sudah mengirim. Terima atau kembalikan isiannya.")
    post = _allowed(current, by, at, actors.excuser, AT_UNIT, "melanjutkan tanpa data unit", "Staf Perencana")
    current.excuse = _required(
        reason, "Tulis mengapa laporan dilanjutkan tanpa data unit ini; alasan ini tercetak di laporan."
    )
    current.excused_by = _signature(by, post)
    return _move(current, S.DIKECUALIKAN, "dilanjutkan tanpa data", post, by, at, alasan=current.excuse)


@transaction.atomic
def reopen(
    *, report: Report, units: Iterable[Unit], note: str, by: User, at: datetime, title: str
) -> list[Submission]:
    """Bad data found in step 4: only these units fill again; every other unit's data stays accepted.

    Who may do this is the caller's question (it moves the case). `title`: the post as a sentence names it.
    """
    Report.objects.select_for_update().get(pk=report.pk)
    chosen = {unit.pk: unit for unit in units}
    if not chosen:
        raise Refusal("Pilih unit yang datanya dikembalikan.", field="units")
    why = _required(note, "Tulis apa yang perlu diperbaiki unit.")
    submissions = list(
        report.submissions.select_for_update(of=("self",)).select_related("unit").filter(unit__in=chosen)
    )
    for unit in chosen.values():
        if unit.pk not in {submission.unit_id for submission in submissions}:
            raise Refusal(f"{unit.name} tidak mengisi laporan ini. Hapus dari pilihan.", field="units")
    for submission in submissions:
        if submission.state not in (S.DITERIMA, S.DIKECUALIKAN):
            raise Refusal(
                f"Isian {submission.unit.name} masih berjalan dan tidak perlu dibuka kembali.", field="units"
            )
        submission.return_note = why
        _back_to_unit(submission, at, title)
        submission.state, submission.desk_since = S.MENGISI, at
        submission.save()
        tell_desk(submission, by=by, at=at)
    audit.record(
        stream=f"laporan:{report.pk}",
        act="isian dibuka kembali",
        by=by,
        at=at,
        title=title,
        detail={"unit": [submission.unit.name for submission in submissions], "catatan": why},
    )
    return submissions


def _back_to_unit(submission: Submission, at: datetime, title: str) -> None:
    """Whatever was certified on the way up no longer holds."""
    submission.returned_at, submission.returned_by = at, title
    _forget_inner_return(submission)
    submission.returns += 1
    submission.checked_by, submission.check_skipped = "", False
    submission.sent_at, submission.sent_by = None, ""
    submission.accepted_at, submission.accepted_by = None, ""
    submission.excuse, submission.excused_by = "", ""


def _forget_inner_return(submission: Submission) -> None:
    submission.inner_note, submission.inner_returned_at, submission.inner_returned_by = "", None, ""


def _locked(submission: Submission) -> Submission:
    """The report first, then the row: what step 3's condition reads changes only behind the report's lock."""
    Report.objects.select_for_update().get(pk=submission.report_id)
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("unit", "report__period")
        .get(pk=submission.pk)
    )


def _allowed(
    submission: Submission,
    by: User,
    at: datetime,
    actor: Callable[[Desk, Submission], Assignment | None],
    states: Iterable[str],
    act: str,
    who: str,
) -> Assignment:
    """The acting post, or a refusal telling apart "no longer the moment" and "not you"."""
    if submission.state not in states:
        raise Refusal(
            f"Isian {submission.unit.name} sekarang {_words(submission.state)}, jadi tidak dapat {act}. "
            "Muat ulang halaman untuk melihat keadaannya."
        )
    post = actor(Desk(by, at), submission)
    if post is None:
        raise NotYours(f"Hanya {who} yang dapat {act} {submission.unit.name}.")
    return post


def _signature(by: User, post: Assignment) -> str:
    """Who stood for it, as the report prints it: name and post of that day."""
    return f"{by.name}, {post.jabatan}"[:200]


def _words(state: str) -> str:
    label = S(state).label
    return label[0].lower() + label[1:]


def _required(text: str, sentence: str) -> str:
    if not text.strip():
        raise Refusal(sentence, field="note")
    return text.strip()


def _refuse_gaps(submission: Submission) -> None:
    gaps = missing(submission)
    if gaps:
        raise Refusal("Isian belum lengkap. " + " ".join(sentence for _, sentence in gaps))


def _stay(submission: Submission, act: str, post: Assignment, by: User, at: datetime) -> Submission:
    """Part of the check is done; the form waits where it is for the other seksi."""
    submission.save(update_fields=["checked_by"])
    audit.record(
        stream=f"laporan:{submission.report_id}",
        act=act,
        by=by,
        at=at,
        title=post.jabatan,
        detail={"unit": submission.unit.name},
    )
    return submission


def _move(
    submission: Submission,
    state: str,
    act: str,
    post: Assignment,
    by: User,
    at: datetime,
    **detail: str | int,
) -> Submission:
    submission.state, submission.desk_since = state, at
    submission.save()
    audit.record(
        stream=f"laporan:{submission.report_id}",
        act=act,
        by=by,
        at=at,
        title=post.jabatan,
        detail={"unit": submission.unit.name, **detail},
    )
    tell_desk(submission, by=by, at=at)
    turned(submission.report_id, at)
    return submission
