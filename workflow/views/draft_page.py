"""What the page of step 5 shows: sections with their text, tables and charts, what is missing, who corrects next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from accounts.errors import Refusal
from reports.analysis.result import Result, read
from reports.analysis.services import latest
from reports.drafting import differences, images, merging
from reports.drafting.blocks import Table, blocks, figure_html, table_html
from reports.drafting.gaps import Gap, gaps
from reports.drafting.rich import clean_text, plain
from reports.drafting.typed import as_json, typed_numbers
from reports.models import DraftSection, Report, ReportTemplate
from workflow.case import ReportRequest
from workflow.forms.draft_image import PlainImageForm
from workflow.sop import Action, Step
from workflow.views.step_page import returned_to_here, step_page
from workflow.writing import Typed

DEEPEST = 4
"""The level of heading under which every unit has the same parts (reports.drafting.template_models)."""
NOTHING_TYPED: Mapping[int, Typed] = {}
NO_REFUSALS: Mapping[int, Refusal] = {}


@dataclass
class SectionOnScreen:
    """One section as shown: `text` (HTML) is what the person typed when a save was refused, else what is stored."""

    section: DraftSection
    text: str
    base: str = ""
    under: DraftSection | None = None
    block_html: str = ""
    refusal: Refusal | None = None
    seen_version: int | None = None

    @property
    def name(self) -> str:
        """The heading, and for a part that every unit has the unit's too: no two places on the page are called the same."""
        return f"{self.section.heading}, {self.under.heading}" if self.under else self.section.heading

    @property
    def version(self) -> int:
        """The version the text in the box began from; a refused text keeps the older one."""
        return self.section.version if self.seen_version is None else self.seen_version

    @property
    def conflicts(self) -> bool:
        return self.refusal is not None and self.version != self.section.version

    @property
    def is_heading(self) -> bool:
        """A chapter that is only a title; people may still add a text under it."""
        return not self.section.generated_text and not self.text

    @property
    def plain(self) -> str:
        """The text as the box shows it without JavaScript: paragraphs, "- " lists, figures in braces."""
        return plain(self.text)

    @property
    def rows(self) -> int:
        """Height of the text box: enough to read without scrolling, in lines of about 90 letters."""
        lines = sum(1 + len(line) // 90 for line in self.plain.splitlines())
        return min(max(lines + 1, 3), 22)

    @property
    def html(self) -> SafeString:
        """What the editor begins with."""
        return mark_safe(clean_text(self.text))

    @property
    def typed_numbers(self) -> str:
        """The numbers somebody typed, as JSON: the editor marks the very ones that are listed before submission."""
        return as_json(typed_numbers(self.html, self.section.generated_text))

    @property
    def read_only(self) -> SafeString:
        """The text for those who only read, with its images."""
        return mark_safe(images.on_screen(self.html, self.section.report))

    @cached_property
    def compared(self) -> merging.SideBySide:
        """Both writers' texts, for choosing."""
        return merging.side_by_side(theirs=self.section.text, mine=self.text)

    @property
    def against_system(self) -> SafeString:
        """What is written here beside what the system would write now."""
        return differences.against_system(self.section)

    @property
    def merged(self) -> SafeString:
        """Both writers' texts in one."""
        return mark_safe(merging.merge(base=self.base, theirs=self.section.text, mine=self.text))


def page(
    request: HttpRequest,
    case: ReportRequest,
    *,
    kept: Mapping[int, Typed] = NOTHING_TYPED,
    refusals: Mapping[int, Refusal] = NO_REFUSALS,
) -> dict[str, Any]:
    """The context of the page. `kept`: what was typed and could not be saved, with the reasons in `refusals`."""
    context = step_page(request, case, Action.AJUKAN_DRAFT)
    report = case.report
    sections = list(report.sections.select_related("changed_by").order_by("order")) if report else []
    drawn = _drawn(sections, result_of(report)) if report and sections else {}
    shown = []
    chapter: DraftSection | None = None
    for one in sections:
        assert report is not None
        one.report = report
        chapter = one if one.level < DEEPEST else chapter
        typed = kept.get(one.pk)
        item = SectionOnScreen(
            one,
            typed.text if typed else one.text,
            base=typed.base if typed else "",
            under=chapter if one.level == DEEPEST else None,
            block_html=drawn.get(one.pk, ""),
        )
        if typed is not None and one.pk in refusals:
            item.refusal, item.seen_version = refusals[one.pk], typed.seen_version
        shown.append(item)
    return {
        **context,
        "bagian": shown,
        "form_gambar": PlainImageForm(sections=sections),
        "templat": templates_for(report) if context["pos"] else [],
        **(lacking(report) if report and sections else {}),
        "dikembalikan": returned_to_here(case) if case.step == Step.DRAFT else None,
        "versi_berikut": next_number(report) if report else 1,
        "catatan": request.POST.get("note", ""),
        "diubah": sum(1 for one in sections if one.is_edited),
        "koreksi_oleh": next_person(case),
    }


def templates_for(report: Report | None) -> list[tuple[ReportTemplate, bool]]:
    """What the draft may be written with, the report's own ticked: the newest version of each, and the one it has."""
    own = report.template_id if report else None
    newest: dict[str, ReportTemplate] = {}
    for one in ReportTemplate.objects.order_by("-version"):
        newest.setdefault(one.name, one)
        if one.pk == own:
            newest[f"{one.name} {one.version}"] = one
    found = sorted(
        {one.pk: one for one in newest.values()}.values(), key=lambda one: (not one.is_default, str(one))
    )
    return [(one, one.pk == own or (own is None and one.is_default)) for one in found]


def lacking(report: Report) -> dict[str, list[Gap]]:
    """What `_draft_kurang.html` reads: what must be mended before submission, and what is only pointed out."""
    found = gaps(report)
    return {
        "belum": [gap for gap in found if gap.blocks],
        "perhatikan": [gap for gap in found if not gap.blocks],
    }


def result_of(report: Report) -> Result | None:
    """The newest frozen analysis of a report, read."""
    analysis = latest(report)
    return read(analysis.data) if analysis is not None else None


def next_number(report: Report) -> int:
    """The number the version submitted next will carry."""
    newest = report.versions.order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


def next_person(case: ReportRequest) -> str:
    """Who corrects the draft once it is submitted."""
    return case.edition.row(Step.PARAF_KASUBAG).executor.person


def _drawn(sections: list[DraftSection], result: Result | None) -> dict[int, str]:
    """The tables and charts under each section, numbered as on paper."""
    drawn: dict[int, str] = {}
    tables = figures = 0
    for section in sections:
        parts = []
        for block in blocks(section.block, result) if result is not None else ():
            if isinstance(block, Table):
                tables += 1
                parts.append(table_html(block, tables))
            else:
                figures += 1
                parts.append(figure_html(block, figures))
        drawn[section.pk] = mark_safe("".join(parts))  # escaped by format_html in reports.drafting.blocks
    return drawn
