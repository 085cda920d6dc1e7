"""Two versions compared, for reading: what changed stands open with its neighbours, what stayed is folded; for the ear as well."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from lxml import html as lxml_html

from reports.drafting import differences, images
from reports.models import Report, Version
from workflow.views.paper_document import on_screen

_CHANGE = re.compile(r"<(ins|del)\b")
_HEADING = re.compile(r"<h[1-6]\b")
_DAY = 24 * 60 * 60
SAID = {"ins": "ditambahkan", "del": "dihapus"}


@dataclass
class Passage:
    """A run of the compared report: changed blocks, the unchanged ones beside them, or what is folded on the screen."""

    kind: str
    """ubah, dekat, lipat."""
    report: Report
    blocks: list[str] = field(default_factory=list)

    @property
    def html(self) -> SafeString:
        html = told("".join(self.blocks))  # differences() answers sanitised HTML
        return on_screen(images.on_screen(html, self.report))

    @property
    def changed(self) -> bool:
        return self.kind == "ubah"

    @property
    def count(self) -> int:
        return len(self.blocks)


def told(html: str) -> SafeString:
    """Marks of what was added and taken away, with the words a screen reader says before each."""
    return mark_safe(
        re.sub(
            r"<(ins|del)>",
            lambda found: f'<{found[1]}><span class="visually-hidden">[{SAID[found[1]]}] </span>',
            html,
        )
    )


def count(passages: list[Passage]) -> int:
    """Places that differ."""
    return sum(len(_CHANGE.findall("".join(one.blocks))) for one in passages if one.changed)


def passages(old: Version, new: Version) -> list[Passage]:
    """The compared report, changed blocks apart from runs that stayed the same. Versions never change: kept a day."""
    key = f"beda:{old.sha256[:32]}:{new.sha256[:32]}"
    html: str | None = cache.get(key)
    if html is None:
        html = str(differences.differences(old, new))
        cache.set(key, html, _DAY)
    blocks = _blocks(html)
    kinds = ["ubah" if _CHANGE.search(block) else "lipat" for block in blocks]
    for place in [at for at, kind in enumerate(kinds) if kind == "ubah"]:
        _show_around(blocks, kinds, place)
    found: list[Passage] = []
    for block, kind in zip(blocks, kinds, strict=True):
        if not found or found[-1].kind != kind:
            found.append(Passage(kind, new.report))
        found[-1].blocks.append(block)
    return found


def _show_around(blocks: list[str], kinds: list[str], place: int) -> None:
    """Beside a change stand one neighbour on either side and the heading it belongs to."""
    heading = next((at for at in range(place, -1, -1) if _HEADING.match(blocks[at])), None)
    for near in (place - 1, place + 1, heading):
        if near is not None and 0 <= near < len(kinds) and kinds[near] == "lipat":
            kinds[near] = "dekat"


def _blocks(html: str) -> list[str]:
    """Headings, paragraphs, lists, tables and captions in reading order; the sections around them are unwrapped."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    found: list[str] = []

    def walk(element: Any) -> None:
        for child in element:
            if child.tag == "section":
                walk(child)
            elif isinstance(child.tag, str):
                child.tail = None
                found.append(lxml_html.tostring(child, encoding="unicode"))

    walk(root)
    return found
