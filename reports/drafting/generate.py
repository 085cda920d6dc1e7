"""The draft writes itself: a template filled from the frozen analysis, kept beside what people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from reports.analysis.result import Result, UnitResult, read
from reports.analysis.services import latest
from reports.drafting.blocks import PER_UNIT, blocks
from reports.drafting.models import DraftSection
from reports.drafting.placeholders import NUMBER, Filler
from reports.drafting.references import Figures
from reports.drafting.rich import clean_text, from_plain, is_blank
from reports.drafting.template_models import Repeat, ReportTemplate, TemplateSection
from reports.report import Report

_NUMBERED = f"{{{NUMBER}}}"


@dataclass(frozen=True)
class Part:
    """One section as the program writes it. `level` 1 = BAB, 2 = A. B. C.; `block` names what is drawn under the text."""

    key: str
    level: int
    heading: str
    text: str = ""
    block: str = ""

    @property
    def html(self) -> str:
        """The text as it is stored; cleaned, so that an editor's unchanged answer is no difference."""
        return clean_text(from_plain(self.text))


@transaction.atomic
def generate(
    *, report: Report, by: User, at: datetime, title: str = "", template: ReportTemplate | None = None
) -> list[DraftSection]:
    """Write the draft's sections from the newest frozen analysis. What people edited stays as they left it.

    A report keeps the template version it was first written with, unless `template` says another. In an edited section the
    figure references move on by themselves; where the system's wording changed too, the section asks which text stays
    (`DraftSection.asks`). A section that is no longer written
    goes, unless people wrote in it: that one asks. Refuses when nothing is frozen.
    """
    locked = Report.objects.select_for_update(of=("self",)).select_related("template").get(pk=report.pk)
    analysis = latest(locked)
    if analysis is None:
        raise Refusal(
            "Hasil analisis belum dibekukan, jadi draft belum dapat disusun. Selesaikan langkah 4 dahulu."
        )
    used = template or template_of(locked)
    if locked.template_id != used.pk:
        locked.template = used
        locked.save(update_fields=["template"])
    before = list(locked.sections.all())
    known = {section.key: section for section in before}
    result = read(analysis.data)
    figures, sections = Figures(result), []
    for order, part in enumerate(write(result, used.sections.all()), start=1):
        is_new = part.key not in known
        section = DraftSection(report=locked, key=part.key) if is_new else known.pop(part.key)
        edited, html = not is_new and section.is_edited, part.html
        section.order, section.level = order, part.level
        section.heading, section.block = part.heading, part.block
        text = figures.settle(section.text) if edited else html
        has_moved = figures.settle(section.generated_text) != html
        section.has_news = edited and (section.has_news or has_moved)
        if is_new or section.text != text:
            section.text = text
            section.version += 1
            if not edited:
                section.changed_at, section.changed_by = at, None
        section.generated_text = html
        section.save()
        sections.append(section)
    _left_over(before, known, sections)
    audit.record(
        stream=f"laporan:{locked.pk}", act="draft disusun", by=by, at=at, title=title,
        detail={"analisis": analysis.number, "templat": str(used)},
    )  # fmt: skip
    return sections


def _left_over(before: list[DraftSection], gone: dict[str, DraftSection], now: list[DraftSection]) -> None:
    """Sections that are no longer written: what nobody edited goes, what people wrote stays in its place and asks."""
    for section in before:
        if section.key not in gone:
            continue
        if not section.is_edited or is_blank(section.text):
            section.delete()
            continue
        section.has_news = section.has_news or bool(section.generated_text or section.block)
        section.generated_text = section.block = ""
        earlier = {one.key for one in before[: before.index(section)]}
        place = max((at for at, one in enumerate(now, start=1) if one.key in earlier), default=0)
        now.insert(place, section)
    for order, section in enumerate(now, start=1):
        if section.order != order or section.key in gone:
            section.order = order
            section.save()


def template_of(report: Report) -> ReportTemplate:
    """The version this report was written with, before that the one for new reports. Refuses when the office has none."""
    if report.template is not None:
        return report.template
    found = ReportTemplate.objects.filter(is_default=True).first()
    if found is None:
        raise Refusal(
            "Belum ada templat untuk laporan baru. Minta Kasubag Perencanaan memilih satu di halaman Templat."
        )
    return found


def write(result: Result, sections: Iterable[TemplateSection]) -> Iterator[Part]:
    """Every section of the report, in order. The same result and template give the same text.

    Sections that are repeated and follow each other are written together: first all of one unit, then all of the next. A section
    that turns out to have nothing to say is left out.
    """
    filler, number = Filler(result), 0
    for is_repeated, run in groupby(sections, key=lambda section: section.repeat != Repeat.SEKALI):
        parts = list(run)
        for unit in result.units if is_repeated else (None,):
            for section in parts:
                if unit is not None and unit.is_excused and section.repeat == Repeat.UNIT_BERDATA:
                    continue
                if section.level <= 2:
                    number = 0
                place = number + (_NUMBERED in section.heading)
                part = _part(section, filler.at(unit, place), unit)
                if not _says_nothing(part, section, result):
                    number = place
                    yield part


def _part(section: TemplateSection, filler: Filler, unit: UnitResult | None) -> Part:
    key = f"{section.key}-{unit.unit_id}" if unit else section.key
    drawn = _drawn(section.blocks.split(), unit)
    return Part(key, section.level, filler.fill(section.heading)[:200], filler.fill(section.text), drawn)


def _says_nothing(part: Part, section: TemplateSection, result: Result) -> bool:
    """A section that was to say something and has nothing to say: its heading alone is not printed. A chapter's title is."""
    meant_to = bool(section.text.strip() or section.blocks)
    return meant_to and not part.text.strip() and next(blocks(part.block, result), None) is None


def _drawn(names: Sequence[str], unit: UnitResult | None) -> str:
    """Tables of one unit carry its number: "capaian:7 grafik:7"."""
    return " ".join(f"{name}:{unit.unit_id}" if unit and name in PER_UNIT else name for name in names)
