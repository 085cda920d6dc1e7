"""A superior corrects the text at the own desk: one act makes the next version, or nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Assignment, User
from reports.correcting.models import DirectCorrection
from reports.drafting import services as drafting
from reports.drafting.models import Version
from reports.report import Report


@dataclass(frozen=True)
class Rewritten:
    """What somebody typed into one section, as HTML, and the section's version they began from."""

    section_id: int
    text: str
    seen_version: int


@transaction.atomic
def correct(
    *, report: Report, seen_number: int, rewritten: Sequence[Rewritten], note: str, pelaksana: str, step: int, by: User,
    assignment: Assignment, at: datetime,
) -> Version:  # fmt: skip
    """Save the sections and freeze them as the next version, recorded as a correction of this post.

    `seen_number` is the version the corrector had before them. Parafs given so far stay where they are: each over the version
    it certified. Raises Refusal (with `field` naming the section) and then keeps nothing.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    newest = locked.versions.order_by("-number").first()
    if newest is None or newest.number != seen_number:
        raise Refusal(
            f"Sudah ada versi {newest.number if newest else 1} yang lebih baru. Salin teks Anda, lalu muat ulang halaman."
        )
    changed = False
    for one in rewritten:
        section = locked.sections.filter(pk=one.section_id).first()
        if section is None:
            raise Refusal("Bagian ini tidak ada lagi dalam draft. Salin teks Anda, lalu muat ulang halaman.")
        try:
            saved = drafting.save_section(
                section_id=section.pk, text=one.text, seen_version=one.seen_version, by=by, at=at,
                title=assignment.jabatan,
            )  # fmt: skip
        except Refusal as refusal:
            raise Refusal(refusal.message, field=f"teks-{section.pk}") from None
        changed = changed or saved.version != section.version
    if not changed:
        raise Refusal("Belum ada yang berubah. Ubah kalimat yang hendak dikoreksi, lalu simpan.")
    version = drafting.submit(report=locked, note=note, by=by, at=at, title=assignment.jabatan)
    DirectCorrection.objects.create(
        version=version,
        step=step,
        pelaksana=pelaksana,
        by=by,
        title=assignment.jabatan,
        mode=assignment.mode,
        at=at,
    )
    audit.record(
        stream=f"laporan:{locked.pk}", act="koreksi langsung", by=by, at=at, title=assignment.jabatan,
        detail={"dari": seen_number, "versi": version.number, "langkah": step},
    )  # fmt: skip
    return version
