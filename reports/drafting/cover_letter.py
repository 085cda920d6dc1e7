"""The wording of the surat pengantar that goes with a report, from the template the report was written with."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.errors import Refusal
from reports.analysis.result import read
from reports.analysis.services import latest
from reports.drafting.generate import template_of
from reports.drafting.placeholders import Filler
from reports.drafting.rich import clean_text, from_plain, unmarked
from reports.drafting.template_models import ReportTemplate
from reports.report import Report


@dataclass(frozen=True)
class CoverWording:
    """What a surat pengantar says: its `subject` (Hal) as plain words, its body as sanitised HTML."""

    subject: str
    html: str


def cover_wording(report: Report, template: ReportTemplate | None = None) -> CoverWording:
    """The filled wording. Refuses while nothing is frozen, for the letter names the report's figures."""
    analysis = latest(report)
    if analysis is None:
        raise Refusal(
            "Surat pengantar disusun setelah hasil analisis dibekukan. Selesaikan langkah 4 dahulu."
        )
    used, filler = template or template_of(report), Filler(read(analysis.data))
    return CoverWording(
        unmarked(filler.fill(used.letter_subject)),
        clean_text(from_plain(unmarked(filler.fill(used.letter_text)))),
    )
