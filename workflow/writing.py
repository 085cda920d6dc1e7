"""Step 5: writing the draft. Only the pelaksana of the step writes, and only while the case waits there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.html import format_html

from accounts.errors import Refusal
from reports.drafting import images
from reports.drafting import services as drafting
from reports.models import DraftImage, DraftSection, Report, ReportTemplate
from workflow.services import take_turn
from workflow.sop import Action

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Typed:
    """What somebody typed into one section, as HTML, and the section's version they began from.

    `base` is the text of that version, as far as the page still knows it: what both sides of a merge are compared with.
    """

    section_id: int
    text: str
    seen_version: int
    base: str = ""


@transaction.atomic
def generate(
    *, case_id: int, visit_id: int, by: User, at: datetime, template_id: int | None = None
) -> Report:
    """Fill the draft from the frozen analysis; sections that people edited keep their text. Raises Refusal.

    `template_id`: another template than the one the report has; without it the report keeps its own.
    """
    report = _report(case_id, visit_id, by, at)
    template = None
    if template_id is not None:
        template = ReportTemplate.objects.filter(pk=template_id).first()
        if template is None:
            raise Refusal("Templat yang dipilih tidak ada lagi. Muat ulang halaman, lalu pilih yang lain.")
    drafting.generate(report=report, by=by, at=at, template=template)
    return report


@transaction.atomic
def save(*, case_id: int, visit_id: int, typed: Typed, by: User, at: datetime) -> DraftSection:
    """Save one section. Raises Refusal when somebody else saved it meanwhile; the typed text stays with the caller."""
    report = _report(case_id, visit_id, by, at)
    section = DraftSection.objects.filter(pk=typed.section_id, report=report).first()
    if section is None:
        raise Refusal("Bagian ini tidak ada lagi dalam draft. Salin teks Anda, lalu muat ulang halaman.")
    if section.text == typed.text:
        return section
    return drafting.save_section(
        section_id=section.pk, text=typed.text, seen_version=typed.seen_version, by=by, at=at
    )


@transaction.atomic
def keep(*, case_id: int, visit_id: int, section_id: int, by: User, at: datetime) -> None:
    """Say that what people wrote in a section stays, though the system's text has changed. Raises Refusal."""
    report = _report(case_id, visit_id, by, at)
    if not DraftSection.objects.filter(pk=section_id, report=report).exists():
        raise Refusal("Bagian ini tidak ada lagi dalam draft. Muat ulang halaman.")
    drafting.keep_section(section_id=section_id, by=by, at=at)


def save_all(
    *, case_id: int, visit_id: int, typed: Sequence[Typed], by: User, at: datetime
) -> dict[int, Refusal]:
    """Save what can be saved, each section for itself; returns the refusals by section."""
    refused: dict[int, Refusal] = {}
    for one in typed:
        try:
            save(case_id=case_id, visit_id=visit_id, typed=one, by=by, at=at)
        except Refusal as refusal:
            refused[one.section_id] = refusal
    return refused


@transaction.atomic
def add_image(
    *, case_id: int, visit_id: int, file: UploadedFile[Any], alt: str, by: User, at: datetime
) -> DraftImage:
    """Keep an image for the text. Raises Refusal when it is none of ours, or when it is not this person's turn."""
    return images.add_image(report=_report(case_id, visit_id, by, at), file=file, alt=alt, by=by, at=at)


@transaction.atomic
def append_image(
    *, case_id: int, visit_id: int, section_id: int, file: UploadedFile[Any], alt: str, by: User, at: datetime
) -> DraftSection:
    """Keep an image and put it behind what stands in a section now: the way without the editor. Raises Refusal."""
    image = add_image(case_id=case_id, visit_id=visit_id, file=file, alt=alt, by=by, at=at)
    section = DraftSection.objects.filter(pk=section_id, report=image.report_id).first()
    if section is None:
        raise Refusal("Bagian ini tidak ada lagi dalam draft. Pilih bagian lain.", field="bagian")
    placed = format_html('<p><img data-gambar="{}" alt="{}"></p>', image.pk, " ".join(alt.split()))
    return drafting.save_section(
        section_id=section.pk, text=f"{section.text}{placed}", seen_version=section.version, by=by, at=at
    )


def _report(case_id: int, visit_id: int, by: User, at: datetime) -> Report:
    return take_turn(case_id=case_id, action=Action.AJUKAN_DRAFT, visit_id=visit_id, by=by, at=at).report
