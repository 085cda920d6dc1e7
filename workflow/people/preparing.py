"""*Siapkan untuk*: an aide fills an act, the official confirms it in one tap, changes it, or discards it with a word.

The aide never acts: what is prepared is only what the official's own form starts with. It dies with the visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import Unit
from accounts.notifications import close_messages, tell
from accounts.office.aides import officials_of
from accounts.posts import Desk
from accounts.roles import Pelaksana
from workflow.letters import Instruction, Sifat
from workflow.people.models import PreparedAct
from workflow.sop import Action, Step
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.models import User
    from workflow.services import Turn

State = PreparedAct.State
READ_FIRST = (Step.PARAF_KASUBAG, Step.PARAF_SEKRETARIS, Step.TANDA_TANGAN)
"""Steps whose preparation needs the draft read: for aides who may read it anyway."""


@transaction.atomic
def prepare(
    *, case_id: int, visit_id: int, action: Action, data: Mapping[str, Any], by: User, at: datetime
) -> PreparedAct:
    """Keep what the aide filled; an earlier one of the same visit gives way. Raises Refusal or NotYours."""
    from workflow.rules import may_prepare
    from workflow.services import locked_for_aide

    desk = Desk(by, at)
    case, visit = locked_for_aide(case_id, visit_id, at)
    post = may_prepare(case, action, desk)
    if post is None or desk.main_post is None:
        raise NotYours("Anda tidak ditunjuk menyiapkan tindakan ini. Pejabatnya atau TU dapat menunjuk Anda.")
    _close(visit, State.GUGUR, at)
    made = PreparedAct.objects.create(
        visit=visit, action=action, official=post.person, data=_kept(action, data), by=by, by_name=by.name,
        by_title=desk.main_post.jabatan, at=at,
    )  # fmt: skip
    audit.record(
        stream=f"kasus:{case.pk}", act="tindakan disiapkan", by=by, at=at, title=made.by_title,
        detail={"tindakan": action.value, "kunjungan": visit.visit, "untuk": post.person.name},
    )  # fmt: skip
    tell(
        recipients=[post.person], key=f"kunjungan:{visit.pk}:siapan:{made.pk}",
        subject=f"Siap diperiksa: {action.label.lower()}, agenda {case.letter.agenda}",
        body=f"Disiapkan {by.name}, {made.by_title}. Periksa dan setujui, ubah, atau buang.", path=f"/kasus/{case.pk}/", at=at,
    )  # fmt: skip
    return made


def _kept(action: Action, data: Mapping[str, Any]) -> dict[str, Any]:
    """Only what the official's form may start with, and only of known kinds."""
    kept: dict[str, Any] = {"note": str(data.get("note", "")).strip()[:2000]}
    if action == Action.KEMBALIKAN_DRAFT and not kept["note"]:
        raise Refusal("Tulis apa yang harus diperbaiki.", field="note")
    if action == Action.DISPOSISIKAN:
        units = Unit.objects.filter(pk__in=list(data.get("recipients", ())), is_active=True)
        kept["recipients"] = list(units.values_list("pk", flat=True))
        kept["instructions"] = [one for one in data.get("instructions", ()) if one in Instruction.values]
    return kept


def preparable(desk: Desk) -> list[StepRecord]:
    """The open visits of officials this person is the aide of, without those that already wait for the official.

    Two more queries for an aide, one for everybody else.
    """
    officials = officials_of(desk)
    if not officials:
        return []
    posts = {(post.role, post.unit.place) for posts in officials.values() for post in posts}
    theirs = [one for one in Pelaksana if (one.role, one.place) in posts]
    steps = {Step.DISPOSISI, *(READ_FIRST if desk.sees_all else ())}
    return list(
        StepRecord.objects.filter(finished_at__isnull=True, pelaksana__in=theirs, step__in=steps)
        .exclude(case__letter__sifat=Sifat.RAHASIA)
        .exclude(prepared__state=State.MENUNGGU)
        .select_related("case__letter", "case__edition")
        .order_by("due_at", "pk")
    )


def waiting_for(visit: StepRecord | None, desk: Desk) -> PreparedAct | None:
    """What was prepared for this person on this visit, while they may still act."""
    if visit is None or desk.acts_as(visit.executor) is None:
        return None
    return PreparedAct.objects.filter(visit=visit, state=State.MENUNGGU, official=desk.user.pk).first()


def confirmed(turn: Turn, data: Mapping[str, Any]) -> PreparedAct | None:
    """The prepared act the official's form started with, now used. One of another visit, act or official is not."""
    found = PreparedAct.objects.filter(
        pk=data.get("prepared") or 0,
        visit=turn.visit,
        action=turn.action,
        official=turn.by,
        state=State.MENUNGGU,
    ).first()
    if found is not None:
        found.state, found.closed_at = State.DIPAKAI, turn.at
        found.save(update_fields=["state", "closed_at"])
    return found


def lapse(visit: StepRecord, at: datetime) -> None:
    """The visit is over: whatever still waited is dead."""
    _close(visit, State.GUGUR, at)


def _close(visit: StepRecord, state: PreparedAct.State, at: datetime) -> None:
    PreparedAct.objects.filter(visit=visit, state=State.MENUNGGU).update(state=state, closed_at=at)


def for_trail(prepared: PreparedAct | None) -> dict[str, str]:
    return {"disiapkan oleh": f"{prepared.by_name}, {prepared.by_title}"} if prepared is not None else {}


@transaction.atomic
def discard(*, prepared_id: int, word: str, by: User, at: datetime) -> PreparedAct:
    """The official does not use it and says why in a word; the aide is told. Raises Refusal or NotYours."""
    found = PreparedAct.objects.select_for_update(of=("self",)).select_related("visit__case__letter", "by").filter(
        pk=prepared_id, official=by
    ).first()  # fmt: skip
    if found is None or waiting_for(found.visit, Desk(by, at)) is None:
        raise NotYours("Siapan ini sudah tidak menunggu Anda. Muat ulang halaman.")
    if not word.strip():
        raise Refusal("Tulis sepatah kata mengapa tidak dipakai, supaya penyiap tahu.", field="word")
    found.state, found.word, found.closed_at = State.DIBUANG, word.strip()[:500], at
    found.save(update_fields=["state", "word", "closed_at"])
    close_messages(prefix=f"kunjungan:{found.visit_id}:siapan:{found.pk}:", at=at)
    audit.record(
        stream=f"kasus:{found.visit.case_id}", act="siapan dibuang", by=by, at=at,
        detail={"tindakan": found.action, "penyiap": found.by_name, "sebab": found.word},
    )  # fmt: skip
    tell(
        recipients=[found.by], key=f"siapan-dibuang:{found.pk}", subject=f"Siapan Anda tidak dipakai, agenda {found.visit.case.letter.agenda}",
        body=f"{by.name}: {found.word}", path=f"/kasus/{found.visit.case_id}/siapkan/", at=at,
    )  # fmt: skip
    return found
