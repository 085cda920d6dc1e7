"""What a draft still lacks before it may be submitted, each thing with the section where it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.analysis.result import read
from reports.analysis.services import latest
from reports.drafting.generate import template_of, write
from reports.drafting.models import DraftSection
from reports.drafting.rich import is_blank
from reports.drafting.typed import typed_numbers
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
    found += _typed(sections)
    written = {part.key: part.html for part in write(read(analysis.data), template_of(report).sections.all())}
    shown = {one.key: one.generated_text for one in sections if one.key in written or one.generated_text}
    if written != shown:
        found.append(
            Gap(
                "Hasil analisis berubah sejak draft disusun. Tekan “Susun ulang draft”; bagian yang Anda tulis sendiri tetap utuh."
            )
        )
    return found


SHOWN = 4
"""So many typed numbers of one section are named; the rest are counted."""


def _typed(sections: Sequence[DraftSection]) -> Iterator[Gap]:
    """Numbers typed by hand: they are allowed, and pointed out, for no analysis answers for them."""
    of = {
        section.pk: typed_numbers(section.text, section.generated_text)
        for section in sections
        if section.is_edited
    }
    total = sum(map(len, of.values()))
    if not total:
        return
    yield Gap(
        f"{total} angka diketik sendiri dan tidak mengikuti hasil analisis. Cocokkan sebelum mengajukan.",
        blocks=False,
    )
    for section in sections:
        if numbers := of.get(section.pk):
            told = ", ".join(f"“{one.words}”" for one in numbers[:SHOWN])
            more = f", dan {len(numbers) - SHOWN} lagi" if len(numbers) > SHOWN else ""
            yield Gap(f"{section.heading}: {told}{more}", section.pk, blocks=False)


def _of(section: DraftSection) -> Iterator[Gap]:
    if section.asks:
        yield Gap(
            f"Bagian “{section.heading}”: teks sistem berubah menurut angka sekarang. Pilih teks baru atau tulisan Anda.",
            section.pk,
        )
    if PLACEHOLDER.search(section.text):
        yield Gap(
            f"Bagian “{section.heading}” masih memuat tanda [isi]. Ganti tanda itu dengan isinya.", section.pk
        )
    if section.generated_text and is_blank(section.text):
        yield Gap(f"Bagian “{section.heading}” kosong. Tulis isinya atau kembalikan teks sistem.", section.pk)
