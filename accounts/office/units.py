"""The units as a tree: what may stand where, and when one may close."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Unit, User
from accounts.office.trail import record_changes
from accounts.roles import Place, UnitKind

PARENT_OF_KIND: Final[dict[str, tuple[UnitKind, ...]]] = {
    UnitKind.DINAS: (),
    UnitKind.SEKRETARIAT: (UnitKind.DINAS,),
    UnitKind.SUB_BAGIAN: (UnitKind.SEKRETARIAT,),
    UnitKind.BIDANG: (UnitKind.DINAS,),
    UnitKind.SEKSI: (UnitKind.BIDANG,),
}
KIND_OF_PLACE: Final[dict[str, UnitKind]] = {
    Place.DINAS: UnitKind.DINAS,
    Place.SEKRETARIAT: UnitKind.SEKRETARIAT,
    Place.PERENCANAAN: UnitKind.SUB_BAGIAN,
}
_UNIT_FIELDS: Final = ("name", "short_name", "kind", "parent", "place", "order", "is_active")


def check_unit(unit: Unit, *, at: datetime) -> None:
    """Refusal where the unit cannot stand in the tree like that."""
    allowed = PARENT_OF_KIND[unit.kind]
    if not allowed and unit.parent is not None:
        raise Refusal("Dinas berada paling atas. Kosongkan isian “di bawah”.", field="parent")
    if allowed and (unit.parent is None or unit.parent.kind not in allowed):
        raise Refusal(
            f"{UnitKind(unit.kind).label} berada langsung di bawah {allowed[0].label.lower()}. "
            f"Pilih {allowed[0].label.lower()} pada isian “di bawah”.",
            field="parent",
        )
    if unit.place and KIND_OF_PLACE[unit.place] != unit.kind:
        raise Refusal(
            f"Tempat “{Place(unit.place).label}” dalam SOP hanya untuk unit berjenis "
            f"{KIND_OF_PLACE[unit.place].label.lower()}. Kosongkan tempatnya atau ubah jenis unit.",
            field="place",
        )
    if unit._state.adding:
        return
    before = Unit.objects.get(pk=unit.pk)
    if before.kind != unit.kind and (unit.assignments.exists() or unit.children.exists()):
        raise Refusal(
            "Jenis unit tidak dapat diubah karena sudah ada jabatan atau unit di bawahnya. "
            "Buat unit baru, lalu nonaktifkan yang lama.",
            field="kind",
        )
    if before.is_active and not unit.is_active:
        _check_unit_can_close(unit, at=at)


def _check_unit_can_close(unit: Unit, *, at: datetime) -> None:
    if unit.place:
        raise Refusal(
            "Unit ini disebut dalam SOP. Pindahkan dulu “tempat dalam SOP” ke unit penggantinya.",
            field="is_active",
        )
    post = unit.assignments.filter(
        Q(end__isnull=True) | Q(end__gte=timezone.localdate(at)), ended_at=None
    ).first()
    if post:
        raise Refusal(f"{post} masih menjabat di unit ini. Akhiri dulu jabatannya.", field="is_active")
    child = unit.children.filter(is_active=True).first()
    if child:
        raise Refusal(
            f"{child} masih berada di bawah unit ini. Nonaktifkan atau pindahkan dulu.", field="is_active"
        )


@transaction.atomic
def save_unit(*, unit: Unit, by: User | None, at: datetime) -> Unit:
    """Create or change a unit."""
    check_unit(unit, at=at)
    before = audit.snapshot(Unit.objects.get(pk=unit.pk), _UNIT_FIELDS) if unit.pk else {}
    unit.full_clean()
    unit.save()
    record_changes("unit", unit, before, _UNIT_FIELDS, by=by, at=at)
    return unit
