"""What a draft still lacks before it may be submitted, each thing with the section where it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.analysis.result import read
from reports.analysis.services import latest
from reports.drafting.generate import template_of, write
from reports.drafting.models import DraftSection
from reports.drafting.rich import is_blank
from reports.report import Report

PLACEHOLDER = re.compile(r"\[isi\b[^\]]*\]", re.IGNORECASE)


@dataclass(frozen=True)
class Gap:
    """One thing to mend. `section_id` None: it concerns the whole draft. What does not block is only pointed out."""

    sentence: str
    section_id: int | None = None
    blocks: bool = True


def gaps(report: Report) -> list[Gap]:
    """Everything the draft still lacks, in the order of its sections; the whole draft's own last."""
    analysis = latest(report)
    if analysis is None:
        return [Gap("Hasil analisis belum dibekukan. Selesaikan langkah 4 dahulu.")]
    sections = list(report.sections.all())
    if not sections:
        return [Gap("Draft belum disusun. Tekan “Susun draft” dahulu.")]
    found = [gap for section in sections for gap in _of(section)]
    written = {part.key: part.html for part in write(read(analysis.data), template_of(report).sections.all())}
    if written != {section.key: section.generated_text for section in sections}:
        found.append(
            Gap(
                "Hasil analisis berubah sejak draft disusun. Tekan “Susun ulang draft”; bagian yang Anda tulis sendiri tetap utuh."
            )
        )
    return found


def _of(section: DraftSection) -> Iterator[Gap]:
    if PLACEHOLDER.search(section.text):
        yield Gap(
            f"Bagian “{section.heading}” masih memuat tanda [isi]. Ganti tanda itu dengan isinya.", section.pk
        )
    if section.generated_text and is_blank(section.text):
        yield Gap(f"Bagian “{section.heading}” kosong. Tulis isinya atau kembalikan teks sistem.", section.pk)
