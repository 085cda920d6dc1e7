"""Where a remark is pinned: the paragraphs, lists, tables and charts of a version, and finding one again in a later version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import html as lxml_html

if TYPE_CHECKING:
    from reports.drafting.models import Version

LIKE = 0.55
"""How much of a paragraph must have stayed for it to count as the same one (SequenceMatcher.ratio, 0 to 1)."""
LONGEST_QUOTE = 400
KINDS = {"table": "tabel", "figure": "grafik", "ul": "daftar", "ol": "daftar"}


@dataclass(frozen=True)
class Block:
    """One thing a remark can be pinned to. `index` counts within its section; 0 is the heading."""

    section: str
    index: int
    kind: str
    """judul, paragraf, daftar, tabel, grafik."""
    words: str
    html: str = field(default="", compare=False, repr=False)

    @property
    def quote(self) -> str:
        """What is shown of it beside a remark."""
        return self.words if len(self.words) <= LONGEST_QUOTE else self.words[: LONGEST_QUOTE - 1] + "…"

    @property
    def name(self) -> str:
        """The anchor on the page."""
        return f"p-{self.section}-{self.index}"


@dataclass(frozen=True)
class Section:
    """One section of a version: its heading and its blocks, heading first."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


def sections(version: Version) -> tuple[Section, ...]:
    """The sections of a version in reading order. A version never changes, so that they are worked out once."""
    return _sections(version.html)


def blocks(version: Version) -> list[Block]:
    """Every block of a version in reading order."""
    return [block for section in sections(version) for block in section.blocks]


def block_at(version: Version, section: str, index: int) -> Block | None:
    """The block of that number, or None."""
    return next((one for one in blocks(version) if one.section == section and one.index == index), None)


def found_again(*, section: str, index: int, quote: str, among: Sequence[Block]) -> Block | None:
    """The block of another version that a remark means: the same words, else the likest of its section; None when it is gone.

    Words that moved to another section unchanged are found there.
    """
    near = sorted((one for one in among if one.section == section), key=lambda one: abs(one.index - index))
    for candidates in (near, among):
        for one in candidates:
            if one.quote == quote:
                return one
    best: tuple[float, Block] | None = None
    for one in near:
        if (one.index == 0) != (index == 0):
            continue
        likeness = SequenceMatcher(None, quote, one.quote, autojunk=False).ratio()
        if likeness >= LIKE and (best is None or likeness > best[0]):
            best = (likeness, one)
    return best[1] if best else None


def words_of(element: Any) -> str:
    """What an element says in one line: of a table its caption, of a chart its caption."""
    if element.tag in ("table", "figure"):
        caption = element.find(".//caption") if element.tag == "table" else element.find(".//figcaption")
        if caption is not None:
            element = caption
    for brake in element.iter("br"):
        brake.tail = f" {brake.tail or ''}"
    return " ".join(str(element.text_content()).split())


@lru_cache(maxsize=32)
def _sections(html: str) -> tuple[Section, ...]:
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    found = []
    for element in root:
        identity = str(element.get("id") or "") if isinstance(element.tag, str) else ""
        if element.tag != "section" or not identity.startswith("bagian-"):
            continue
        key = identity.removeprefix("bagian-")
        made = tuple(_block(key, index, child) for index, child in enumerate(_children(element)))
        found.append(Section(key, made[0].words if made else "", made))
    return tuple(found)


def _children(section: Any) -> list[Any]:
    return [child for child in section if isinstance(child.tag, str)]


def _block(key: str, index: int, element: Any) -> Block:
    element.tail = None
    html = lxml_html.tostring(element, encoding="unicode")
    kind = "judul" if index == 0 else KINDS.get(element.tag, "paragraf")
    return Block(key, index, kind, words_of(element) or "(gambar)", html)
