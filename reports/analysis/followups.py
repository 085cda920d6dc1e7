"""What a unit undertakes, by whom and until when; what is still open is carried into its next report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Unit, User
from accounts.worktime_words import long_date
from reports.analysis.models import FollowUp
from reports.analysis.parts import FollowUpLine
from reports.report import Report

LONGEST = 2_000


@dataclass(frozen=True)
class FollowUps:
    """Unit -> what it undertakes in this report, and what earlier reports left to it."""

    own: dict[int, tuple[FollowUpLine, ...]]
    carried: dict[int, tuple[FollowUpLine, ...]]


def follow_ups_of(report: Report, unit_ids: Iterable[int]) -> FollowUps:
    """One query. Carried: open when this report began, whether done since or not."""
    found = FollowUp.objects.filter(
        Q(report=report)
        | Q(report__created_at__lt=report.created_at, done_at__isnull=True)
        | Q(report__created_at__lt=report.created_at, done_at__gte=report.created_at),
        unit__in=list(unit_ids),
    ).select_related("report__period")
    own: dict[int, list[FollowUpLine]] = defaultdict(list)
    carried: dict[int, list[FollowUpLine]] = defaultdict(list)
    for one in found:
        is_own = one.report_id == report.pk
        line = FollowUpLine(
            id=one.pk,
            text=one.text,
            horizon=FollowUp.Horizon(one.horizon).label,
            person=one.person,
            due_on=one.due_on,
            origin="" if is_own else str(one.report.period),
            is_done=one.done_at is not None,
            done_note=one.done_note,
        )
        (own if is_own else carried)[one.unit_id].append(line)
    return FollowUps(
        {pk: tuple(lines) for pk, lines in own.items()}, {pk: tuple(lines) for pk, lines in carried.items()}
    )


def printed(written: str, lines: Iterable[FollowUpLine]) -> str:
    """What the report prints under "tindak lanjut": the text, then each line with its person and day."""
    parts = [_closed(written)] if written.strip() else []
    parts += [
        f"{line.text.rstrip(' .')} (penanggung jawab {line.person}, paling lambat {long_date(line.due_on)})."
        for line in lines
    ]
    return "\n".join(parts)


def _closed(text: str) -> str:
    text = text.strip()
    return text if text[-1] in ".!?" else f"{text}."


@transaction.atomic
def add_follow_up(
    *, report: Report, unit: Unit, text: str, horizon: str, person: str, due_on: date, by: User, at: datetime, title: str
) -> FollowUp:  # fmt: skip
    """Write down one undertaking. `Refusal.field` is text, horizon, person or due_on."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if not locked.submissions.filter(unit=unit).exists():
        raise Refusal(f"{unit.name} tidak mengisi laporan ini. Pilih unit yang menerima format.")
    text, person = " ".join(text.split()), " ".join(person.split())
    if not text:
        raise Refusal(f"Tulis apa yang akan dikerjakan {unit.name}.", field="text")
    if len(text) > LONGEST:
        raise Refusal(f"Tindak lanjut paling panjang {LONGEST} huruf. Ringkas isinya.", field="text")
    if not person or len(person) > 200:
        raise Refusal(
            f"Tulis nama atau jabatan penanggung jawab tindak lanjut {unit.name}, paling panjang 200 huruf.",
            field="person",
        )
    if horizon not in FollowUp.Horizon.values:
        raise Refusal("Pilih untuk triwulan berikutnya atau Renja berikutnya.", field="horizon")
    if due_on < timezone.localdate(at):
        raise Refusal(
            f"{long_date(due_on)} sudah lewat. Pilih hari ini atau sesudahnya.",
            field="due_on",
        )
    made = FollowUp.objects.create(
        report=locked, unit=unit, text=text, horizon=horizon, person=person, due_on=due_on, made_at=at, made_by=by
    )  # fmt: skip
    _record(made, "tindak lanjut ditulis", by, at, title, sampai=due_on.isoformat(), orang=person)
    return made


@transaction.atomic
def finish_follow_up(
    *, report: Report, follow_up_id: int, note: str, by: User, at: datetime, title: str
) -> None:
    """An earlier undertaking is done; `note` says with what result. `report` is the one being analysed."""
    Report.objects.select_for_update().get(pk=report.pk)
    one = _of_unit_in(report, follow_up_id)
    if one.done_at is not None:
        return
    note = note.strip()
    if not note:
        raise Refusal("Tulis hasil tindak lanjut yang dinyatakan selesai.", field="note")
    one.done_at, one.done_note, one.done_by = at, note, title
    one.save(update_fields=["done_at", "done_note", "done_by"])
    _record(one, "tindak lanjut selesai", by, at, title, hasil=note)


@transaction.atomic
def drop_follow_up(*, report: Report, follow_up_id: int, by: User, at: datetime, title: str) -> None:
    """Take back one that was written in this very report; what an earlier report promised stays."""
    Report.objects.select_for_update().get(pk=report.pk)
    one = _of_unit_in(report, follow_up_id)
    if one.report_id != report.pk:
        raise Refusal(
            "Tindak lanjut dari laporan terdahulu tidak dapat dihapus. Nyatakan selesai dengan hasilnya."
        )
    _record(one, "tindak lanjut dihapus", by, at, title)
    one.delete()


def _of_unit_in(report: Report, follow_up_id: int) -> FollowUp:
    one = FollowUp.objects.filter(pk=follow_up_id, unit__submissions__report=report).first()
    if one is None:
        raise Refusal("Tindak lanjut itu tidak ada lagi. Muat ulang halaman.")
    return one


def _record(one: FollowUp, act: str, by: User, at: datetime, title: str, **detail: str) -> None:
    audit.record(
        stream=f"laporan:{one.report_id}", act=act, by=by, at=at, title=title,
        detail={"unit": one.unit.name, "tindak_lanjut": one.text, **detail},
    )  # fmt: skip
