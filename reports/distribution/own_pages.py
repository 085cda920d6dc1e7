"""Each unit's own pages of the signed report: where its section of BAB III stands, and a picture of a page for a phone.

The signed file is never cut. A PDF of some of its pages would carry no signature, no tags and no number of its own, and
would look like the report; so a unit gets the whole file, opened at its section, and reads that section's pages first.
Where they are is read from the bookmarks of the PDF that was made for signing (a scan of a wet signature has none of its own).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from reports.drafting.models import DraftSection
from reports.page_images import one_page
from reports.signing.models import SignedPaper
from reports.signing.storage import stored_document

SECTION = "bab-3-unit-"
KEPT_SECONDS = 7 * 24 * 3600
WIDTH = 1240
"""Pixels of a page picture: sharp enough to enlarge a table on a phone."""
TOP_OF_PAGE = 70.0
"""Points below the paper's upper edge within which nothing but a heading can stand: the section before ended a page earlier."""


@dataclass(frozen=True)
class Pages:
    """The first and last page of a section, from 1."""

    first: int
    last: int

    @property
    def words(self) -> str:
        """ "halaman 3" or "halaman 3–4"."""
        return f"halaman {self.first}" + (f"–{self.last}" if self.last > self.first else "")

    @property
    def numbers(self) -> range:
        return range(self.first, self.last + 1)


def pages_by_unit(paper: SignedPaper) -> dict[int, Pages]:
    """Unit key -> where its own section stands in this report. Empty where the PDF has no such bookmark."""
    if paper.document is None or not paper.document.sha256 or not paper.is_kept:
        return {}
    key = f"halaman-unit:{paper.report_id}:{paper.document.sha256}"
    known: dict[int, Pages] | None = cache.get(key)
    if known is None:
        headings = {
            section.heading: int(section.key.removeprefix(SECTION))
            for section in DraftSection.objects.filter(report=paper.report_id, key__startswith=SECTION)
        }
        known = find_sections(stored_document(paper.document), headings)
        cache.set(key, known, KEPT_SECONDS)
    return known


def find_sections(pdf: bytes, headings: dict[str, int]) -> dict[int, Pages]:
    """The page range below each of these bookmarks: up to the next one that is not below it."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(pdf))
    marks = list(_flat(reader, reader.outline, 0))
    found: dict[int, Pages] = {}
    for place, (depth, title, page, _) in enumerate(marks):
        unit = headings.get(title)
        if unit is None or unit in found:
            continue
        after = next((mark for mark in marks[place + 1 :] if mark[0] <= depth), None)
        last = len(reader.pages) - 1
        if after is not None:
            starts_page = float(reader.pages[after[2]].mediabox.height) - after[3] < TOP_OF_PAGE
            last = after[2] - 1 if starts_page else after[2]
        found[unit] = Pages(page + 1, max(page, last) + 1)
    return found


def _flat(reader: Any, entries: list[Any], depth: int) -> Any:
    """Depth, title, page (from 0) and height above the foot of every bookmark, in the order of the report."""
    for entry in entries:
        if isinstance(entry, list):
            yield from _flat(reader, entry, depth + 1)
        else:
            number = reader.get_destination_page_number(entry)
            yield depth, str(entry.title), int(number or 0), float(entry.top or 0)


def picture(paper: SignedPaper, page: int) -> bytes | None:
    """Page `page` (from 1) of the signed file as JPEG; None when it has none such, or is destroyed. Made once and kept for a week."""
    if not paper.is_kept:
        return None
    key = f"halaman-gambar:{sha256(str(paper.signed_file.name).encode()).hexdigest()}:{page}"
    known: bytes | None = cache.get(key)
    if known is None:
        known = _drawn(paper, page)
        if known is not None:
            cache.set(key, known, KEPT_SECONDS)
    return known


def _drawn(paper: SignedPaper, page: int) -> bytes | None:
    with paper.signed_file.open("rb") as stream:
        return one_page(stream.read(), page, width=WIDTH)
