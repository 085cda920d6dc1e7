"""What changed between two versions, in words: per section, sentences added, taken away and reworded, and figures from → to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from lxml import html as lxml_html

from reports.correcting.anchors import Block, Section, sections
from reports.drafting.models import Version

SAME_SENTENCE = 0.5
"""How much of two sentences must agree for the later to count as the earlier one reworded (SequenceMatcher.ratio)."""
FIGURES_TOLD = 3
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_END = re.compile(r"(?<!\bPlt\.)(?<!\bPlh\.)(?<!\bNo\.)(?<!\bKab\.)(?<=[.!?])\s+(?=[A-Z“\"(\[])")
Line = tuple[str, str]
"""What a line is ("kalimat", "baris tabel", "judul") and what it says."""


@dataclass
class SectionChange:
    """What happened to one section."""

    key: str
    heading: str
    whole: str = ""
    """ "bagian baru" or "bagian dihapus": then nothing is counted."""
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    figures: list[tuple[str, str]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """ "3 kalimat ditambah, 1 angka berubah: 87,50 → 88,10"."""
        if self.whole:
            return self.whole
        parts = [
            f"{self.counts[kind, what]} {kind} {what}"
            for what in ("ditambah", "dihapus", "diubah")
            for kind in ("judul", "kalimat", "baris tabel")
            if self.counts[kind, what]
        ]
        if self.figures:
            told = ", ".join(f"{old} → {new}" for old, new in self.figures[:FIGURES_TOLD])
            more = len(self.figures) - FIGURES_TOLD
            parts.append(
                f"{len(self.figures)} angka berubah: {told}" + (f", dan {more} lainnya" if more > 0 else "")
            )
        return ", ".join(parts)

    def _pair(self, old: Line, new: Line) -> None:
        kind = new[0]
        numbers = list(zip(_NUMBER.findall(old[1]), _NUMBER.findall(new[1]), strict=False))
        if old[0] == kind and _NUMBER.sub("#", old[1]) == _NUMBER.sub("#", new[1]):
            self.figures += [(was, now) for was, now in numbers if was != now]
        elif (
            old[0] == kind and SequenceMatcher(None, old[1], new[1], autojunk=False).ratio() >= SAME_SENTENCE
        ):
            self.counts[kind, "diubah"] += 1
        else:
            self.counts[old[0], "dihapus"] += 1
            self.counts[kind, "ditambah"] += 1

    def compare(self, old: list[Line], new: list[Line]) -> None:
        """Count what differs between the lines of the two versions of this section."""
        for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if what == "equal":
                continue
            both = min(j - i, m - k)
            for offset in range(both):
                self._pair(old[i + offset], new[k + offset])
            for kind, _ in old[i + both : j]:
                self.counts[kind, "dihapus"] += 1
            for kind, _ in new[k + both : m]:
                self.counts[kind, "ditambah"] += 1


def summary(old: Version, new: Version) -> list[SectionChange]:
    """The sections that differ, in the order of the newer version; sections that are gone come last."""
    was = {section.key: section for section in sections(old)}
    found = []
    for section in sections(new):
        change = SectionChange(section.key, section.heading)
        before = was.pop(section.key, None)
        if before is None:
            change.whole = "bagian baru"
        else:
            change.compare(_lines(before), _lines(section))
        if change.words:
            found.append(change)
    return found + [SectionChange(gone.key, gone.heading, "bagian dihapus") for gone in was.values()]


def _lines(section: Section) -> list[Line]:
    return [line for block in section.blocks for line in _of_block(block)]


def _of_block(block: Block) -> Iterator[Line]:
    if block.kind == "judul":
        yield "judul", block.words
        return
    if block.kind == "grafik":  # its figures stand in the table beside it
        return
    element: Any = lxml_html.fragment_fromstring(block.html)
    if block.kind == "tabel":
        for row in element.iter("tr"):
            yield (
                "baris tabel",
                " | ".join(
                    " ".join(cell.text_content().split()) for cell in row if isinstance(cell.tag, str)
                ),
            )
        return
    items = list(element.iter("li")) if block.kind == "daftar" else [element]
    for item in items:
        for sentence in _END.split(" ".join(str(item.text_content()).split())):
            if sentence:
                yield "kalimat", sentence
