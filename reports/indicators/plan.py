"""The plan indicators hang under: sasaran, program, kegiatan, sub kegiatan, each exactly one level below the other."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.errors import Refusal
from accounts.models import User
from reports.indicators.models import Level, PlanNode, RenstraTarget
from reports.indicators.services import clean_thing, save_thing

LEVELS = tuple(Level)


def check_node(node: PlanNode) -> None:
    """Refuse a line that does not stand exactly one level below its parent. A loop can therefore not arise."""
    if node.level not in Level.values:
        raise Refusal("Pilih tingkatnya: sasaran, program, kegiatan, atau sub kegiatan.", field="level")
    place = LEVELS.index(Level(node.level))
    if place == 0:
        if node.parent_id is not None:
            raise Refusal(
                "Sasaran adalah tingkat teratas. Kosongkan “di bawah”, atau ganti tingkatnya.", field="parent"
            )
    else:
        _check_parent(node, LEVELS[place - 1])
    below = LEVELS[place + 1] if place + 1 < len(LEVELS) else None
    if node.pk and (odd := node.children.exclude(level=below or "").first()) is not None:
        raise Refusal(
            f"{odd} berada tepat di bawahnya dan tidak cocok dengan tingkat ini. Pindahkan dahulu yang di bawahnya.",
            field="level",
        )
    clean_thing(node)


def _check_parent(node: PlanNode, above: Level) -> None:
    label = Level(node.level).label
    if node.parent is None:
        raise Refusal(
            f"{label} harus berada di bawah {above.label.lower()}. Pilih {above.label.lower()}-nya.",
            field="parent",
        )
    if node.parent.level != above:
        raise Refusal(
            f"{label} harus tepat di bawah {above.label.lower()}, sedangkan {node.parent.code} adalah "
            f"{node.parent.get_level_display().lower()}. Pilih {above.label.lower()}.",
            field="parent",
        )  # fmt: skip


def check_renstra_target(target: RenstraTarget, *, ask: bool = True) -> None:
    """Refuse a Renstra target whose years are in the wrong order, or a past result without its year.

    Without `ask` no query (see `services.clean_thing`).
    """
    if target.last_year < target.first_year:
        raise Refusal(
            "Tahun akhir Renstra tidak boleh sebelum tahun awalnya. Perbaiki salah satunya.",
            field="last_year",
        )
    if target.achieved is not None and target.achieved_until is None:
        raise Refusal("Tulis sampai tahun berapa realisasi itu dihitung.", field="achieved_until")
    clean_thing(target, ask=ask)


@transaction.atomic
def save_node(*, node: PlanNode, by: User, at: datetime, title: str = "") -> PlanNode:
    """Write one line of the plan. Copies already sent to units keep the old line."""
    check_node(node)
    return save_thing(node, "nomenklatur", by, at, title)


@transaction.atomic
def save_renstra_target(*, target: RenstraTarget, by: User, at: datetime, title: str = "") -> RenstraTarget:
    """Write the target at the end of a Renstra."""
    check_renstra_target(target)
    return save_thing(target, "target Renstra", by, at, title)
