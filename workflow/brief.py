"""The brief of 07.30 for the Kepala Dinas and the Sekretaris, or whoever acts for them: what waits, what is late, what will be.

Said once a working day and only when there is something to say. The day's row is written in the transaction of the messages,
so that neither a second worker nor a beat that slept till after eight says it twice; after noon the day goes without.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects

from accounts.calendar import office_calendar
from accounts.notifications import tell
from accounts.posts import Desk, holders, responsible
from accounts.roles import Pelaksana
from accounts.worktime import in_wita
from accounts.worktime_words import long_date, moment
from reports.collection.models import AT_UNIT
from workflow.brief_models import MorningBrief
from workflow.inbox import Inbox, inbox
from workflow.sop import Step
from workflow.visits import StepRecord
from workflow.waiting import waits_since

FIRST: Final = time(7, 30)
LAST: Final = time(12, 0)
READERS: Final = (Pelaksana.KEPALA_DINAS, Pelaksana.SEKRETARIS)
IN_MESSAGE: Final = 5
"""Lines of each part in the message; the page shows all."""


@dataclass(frozen=True)
class Line:
    """One thing of the brief."""

    title: str
    path: str
    what: str
    due_at: datetime
    is_late: bool
    holder: str = ""
    since: datetime | None = None
    outside: str = ""
    """How the message names it, where that is not `title`: it leaves the office, the page does not."""


@dataclass(frozen=True)
class Brief:
    """What one person is told in the morning."""

    waiting: list[Line]
    late: list[Line]
    today: list[Line]

    def __bool__(self) -> bool:
        return bool(self.waiting or self.late or self.today)


def brief(desk: Desk) -> Brief:
    """The same at any moment, for the page and the message. Only cases this person may open."""
    box = inbox(desk)
    today = in_wita(desk.at).date()
    names = _Holders(desk.at, box)
    prefetch_related_objects([*box.mine, *box.orphaned, *box.others], "pauses")
    mine = [_line(visit, desk) for visit in [*box.mine, *box.orphaned]]
    mine += [
        Line(
            task.submission.report.title, f"/isian/{task.submission.pk}/", "isian unit Anda",
            task.submission.due_at, task.submission.due_at < desk.at,
        )
        for task in box.own
    ]  # fmt: skip
    late = [_line(visit, desk, names.of(visit)) for visit in box.others if visit.due_at < desk.at]
    soon = [
        _line(visit, desk, names.of(visit))
        for visit in box.others
        if visit.due_at >= desk.at and in_wita(visit.due_at).date() == today
    ]
    return Brief(sorted(mine, key=lambda line: line.due_at), late, soon)


def _line(visit: StepRecord, desk: Desk, holder: str = "") -> Line:
    step = Step(visit.step)
    waits = ", menunggu pihak lain" if waits_since(visit, desk.at) else ""
    return Line(
        visit.case.title, f"/kasus/{visit.case_id}/", f"langkah {step.number}, {step.label.lower()}{waits}",
        visit.due_at, visit.due_at < desk.at, holder, visit.opened_at, visit.case.title_outside,
    )  # fmt: skip


class _Holders:
    """Who holds a visit, by name: asked once for each pelaksana."""

    def __init__(self, at: datetime, box: Inbox) -> None:
        self.at, self.box = at, box
        self.known: dict[Pelaksana, str] = {}

    def of(self, visit: StepRecord) -> str:
        """The units in step 3 while any of them has not sent; else who was assigned, or the holders of the post."""
        if visit.step == Step.PENGUMPULAN:
            owing = [
                submission.unit.name
                for submission in self.box.by_report.get(visit.case.report_id or 0, ())
                if submission.state in AT_UNIT
            ]
            if owing:
                return _listed(owing)
        if visit.assignee is not None:
            return f"{visit.assignee.name} ({visit.assigned_title})"
        who = visit.executor
        if who not in self.known:
            self.known[who] = _listed(
                f"{post.person.name} ({post.jabatan})" for post in responsible(who, self.at)
            )
        return self.known[who] or f"jabatan {who.person} kosong"


def _listed(names: Iterable[str], most: int = 3) -> str:
    found = list(dict.fromkeys(names))
    more = f" dan {len(found) - most} lagi" if len(found) > most else ""
    return ", ".join(found[:most]) + more


def send(at: datetime) -> int:
    """Say it when it is time and has not been said; how many people were told."""
    local = in_wita(at)
    if not FIRST <= local.time() < LAST or office_calendar().hours(local.date()) is None:
        return 0
    if MorningBrief.objects.filter(date=local.date()).exists():
        return 0
    try:
        with transaction.atomic():
            made = MorningBrief.objects.create(date=local.date(), made_at=at, told=0)
            made.told = _tell(at)
            made.save(update_fields=["told"])
    except IntegrityError:  # another worker was faster
        return 0
    return made.told


def _tell(at: datetime) -> int:
    people = {post.person_id: post.person for one in READERS for post in holders(one, at)}
    told = 0
    for person in people.values():
        found = brief(Desk(person, at))
        if not found:
            continue
        told += 1
        tell(
            recipients=[person], key=f"ringkasan-pagi:{in_wita(at).date().isoformat()}", subject=subject(found, at),
            body=body(found, at), path="/ringkasan-pagi/", at=at,
        )  # fmt: skip
    return told


def subject(found: Brief, at: datetime) -> str:
    """ "Ringkasan Senin, 12 Oktober 2026: 2 menunggu Anda, 1 terlambat"."""
    counts = [
        (len(found.waiting), "menunggu Anda"),
        (len(found.late), "terlambat"),
        (len(found.today), "jatuh tempo hari ini"),
    ]
    return f"Ringkasan {long_date(in_wita(at).date())}: " + ", ".join(
        f"{number} {words}" for number, words in counts if number
    )


def body(found: Brief, at: datetime) -> str:
    """Title, step, due time and who holds it; never report data."""
    parts = [
        ("Menunggu Anda", found.waiting),
        ("Terlambat", found.late),
        ("Jatuh tempo hari ini", found.today),
    ]
    return "\n\n".join("\n".join([f"{words}:", *_lines(lines, at)]) for words, lines in parts if lines)


def _lines(lines: list[Line], at: datetime) -> list[str]:
    said = [
        f"– {line.outside or line.title}, {line.what}, tenggat {moment(line.due_at, at)}"
        + (", sudah lewat" if line.is_late and not line.holder else "")
        + (f"; pada {line.holder}" if line.holder else "")
        + (f" sejak {moment(line.since, at)}" if line.holder and line.since else "")
        for line in lines[:IN_MESSAGE]
    ]
    if len(lines) > IN_MESSAGE:
        said.append(f"– dan {len(lines) - IN_MESSAGE} lagi di halamannya")
    return said
