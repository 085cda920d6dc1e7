"""What the page of step 4 sends: factors, follow-ups and answers to odd figures, read from the POST by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from accounts.forms_base import read_key
from reports.analysis.models import FollowUp, OddityAnswer, OddityKind
from reports.analysis.result import OddityLine
from reports.analysis.services import Decision
from workflow.factors import Typed, Undertaking

HANDFUL = 5


@dataclass(frozen=True)
class Asked:
    """One oddity and what stands, or was just typed, in its form."""

    line: OddityLine
    decision: str
    reason: str


@dataclass(frozen=True)
class Kind:
    """The oddities of one kind, with the one reason that may serve for all that are still open."""

    code: str
    label: str
    items: list[Asked]
    shared: str
    refused_at: str = ""

    @property
    def waiting(self) -> int:
        return sum(not item.line.decision for item in self.items)

    @property
    def is_open(self) -> bool:
        """Unfolded at once: a handful still to be answered, or the one that was refused; a long list is answered by one reason."""
        _, _, key = self.refused_at.partition("-")
        return 0 < self.waiting <= HANDFUL or any(item.line.key == key for item in self.items)


def typed_factors(data: QueryDict, unit_ids: Sequence[int]) -> list[Typed]:
    return [
        Typed(
            unit_id=pk, supporting=data.get(f"pendorong-{pk}", ""),
            hindering=data.get(f"penghambat-{pk}", ""), follow_up=data.get(f"tindak-lanjut-{pk}", ""),
        )
        for pk in unit_ids
        if f"pendorong-{pk}" in data
    ]  # fmt: skip


def undertaking(data: QueryDict, pk: int) -> Undertaking:
    """The empty follow-up line of one unit as it stands."""
    return Undertaking(
        unit_id=pk, text=data.get(f"tl-teks-{pk}", ""), horizon=data.get(f"tl-untuk-{pk}", FollowUp.Horizon.TRIWULAN),
        person=data.get(f"tl-orang-{pk}", ""), due_on=data.get(f"tl-tanggal-{pk}", ""),
    )  # fmt: skip


def finished(data: QueryDict) -> dict[int, str]:
    """Earlier follow-ups ticked as done -> with what result."""
    keys = [pk for text in data.getlist("tl-selesai") if (pk := read_key(text))]
    return {pk: data.get(f"tl-hasil-{pk}", "") for pk in keys}


def dropped(data: QueryDict) -> list[int]:
    return [pk for text in data.getlist("tl-hapus") if (pk := read_key(text))]


def answers(data: QueryDict) -> list[Decision]:
    """Every oddity with something chosen or written; the shared reason of a kind accepts those left open."""
    found = []
    for text in data.getlist("janggal"):
        cell, _, kind = text.partition("-")
        cell_id = read_key(cell)
        if cell_id is None or kind not in OddityKind.values:
            continue
        decision, reason = data.get(f"putusan-{text}", ""), data.get(f"alasan-{text}", "").strip()
        shared = data.get(f"alasan-semua-{kind}", "").strip()
        if not decision and not reason:
            if not shared or f"terjawab-{text}" in data:
                continue
            decision, reason = OddityAnswer.Decision.DITERIMA, shared
        found.append(Decision(cell_id, kind, data.get(f"angka-{text}", ""), decision, reason))
    return found


def oddities_by_kind(lines: Sequence[OddityLine], data: QueryDict, refused_at: str = "") -> list[Kind]:
    """For the page, in the order of the kinds; what was typed stands before what is stored."""
    return [
        Kind(
            kind.value,
            str(kind.label),
            [
                Asked(
                    line,
                    data.get(f"putusan-{line.key}", line.decision),
                    data.get(f"alasan-{line.key}", line.reason),
                )
                for line in lines
                if line.kind == kind
            ],
            data.get(f"alasan-semua-{kind.value}", ""),
            refused_at,
        )
        for kind in OddityKind
        if any(line.kind == kind for line in lines)
    ]
