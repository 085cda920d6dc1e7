"""Revising the SOP: a new edition starts as a copy of the one in force, is checked, and put in force.

None is changed after that.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.errors import Refusal
from workflow.editions import EditionRow, SopEdition, current_edition
from workflow.reminder_models import ReminderRule
from workflow.sop import Step

if TYPE_CHECKING:
    from accounts.models import User

_COPIED = (
    "nama", "tgl_pembuatan", "tgl_pengesahan", "disahkan_oleh", "nama_pengesah", "pangkat_pengesah", "nip_pengesah",
    "dasar_hukum", "kualifikasi", "keterkaitan", "peralatan", "peringatan", "pencatatan",
)  # fmt: skip
_RULE = ("applies_to", "when", "amount", "measure", "who", "level", "manner", "tone")
_ROW = ("step", "uraian", "pelaksana", "kelengkapan", "waktu", "output", "keterangan", "jika_ditolak")


@transaction.atomic
def draft_revision(*, by: User, at: datetime) -> SopEdition:
    """Copy the edition in force into a new draft (rancangan) that may be edited."""
    source = current_edition()
    edition = SopEdition.objects.create(
        nomor=f"{source.nomor} (revisi)", state=SopEdition.State.RANCANGAN, tgl_revisi=timezone.localdate(at),
        **{name: getattr(source, name) for name in _COPIED},
    )  # fmt: skip
    EditionRow.objects.bulk_create(
        EditionRow(edition=edition, **{name: getattr(row, name) for name in _ROW})
        for row in source.table.values()
    )
    ReminderRule.objects.bulk_create(
        ReminderRule(edition=edition, **{name: getattr(rule, name) for name in _RULE})
        for rule in source.reminder_rules.all()
    )
    audit.record(
        stream="sop", act="revisi_dirancang", by=by, at=at, detail={"edisi": edition.pk, "dari": source.pk}
    )
    return edition


@transaction.atomic
def put_in_force(*, edition: SopEdition, by: User, at: datetime) -> SopEdition:
    """Make a draft the edition new cases begin with. Running cases keep theirs. Raises Refusal."""
    edition = SopEdition.objects.select_for_update().get(pk=edition.pk)
    if edition.state != SopEdition.State.RANCANGAN:
        raise Refusal("Hanya rancangan yang dapat diberlakukan. Buat rancangan revisi dahulu.")
    rows = {Step(row.step): row for row in edition.rows.all()}
    missing = [str(step.number) for step in Step if step not in rows]
    if missing:
        raise Refusal(f"Langkah {', '.join(missing)} belum ada. Sebuah edisi memuat kesembilan langkah.")
    for step, row in rows.items():
        try:
            row.full_clean()
        except ValidationError as error:
            raise Refusal(f"Langkah {step.number}: {' '.join(error.messages)}") from error
    for rule in edition.reminder_rules.all():
        try:
            rule.full_clean()
        except ValidationError as error:
            raise Refusal(f"Pengingat {rule.get_applies_to_display()}: {' '.join(error.messages)}") from error
    SopEdition.objects.filter(state=SopEdition.State.BERLAKU).update(state=SopEdition.State.DIGANTI)
    edition.state = SopEdition.State.BERLAKU
    edition.save(update_fields=["state"])
    audit.record(
        stream="sop", act="edisi_berlaku", by=by, at=at, detail={"edisi": edition.pk, "nomor": edition.nomor}
    )
    return edition
