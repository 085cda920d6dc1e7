"""The place where the words were found, cut out and marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from workflow.archive.words import Term

BEFORE, AFTER = 60, 150
MOST_HITS = 200


def found_in(body: str, wanted: Sequence[Term]) -> int:
    """How many of the terms this text has."""
    return sum(1 for term in wanted if _pattern([term]).search(body))


def snippet(body: str, wanted: Sequence[Term]) -> SafeString:
    """Some words around the place where most of the terms stand together, each marked; empty when none is there."""
    text = " ".join(body.split())
    pattern = _pattern(wanted)
    hits = list(islice(pattern.finditer(text), MOST_HITS))
    if not hits:
        return SafeString()
    best = max(
        hits, key=lambda hit: found_in(text[hit.start() : hit.start() + AFTER], wanted)
    )  # the first of equals
    start, end = _edges(text, best.start(), best.end())
    cut = text[start:end]
    pieces, at = [], 0
    for hit in pattern.finditer(cut):
        pieces.append(format_html("{}<mark>{}</mark>", cut[at : hit.start()], hit.group()))
        at = hit.end()
    pieces.append(format_html("{}", cut[at:]))
    return format_html(
        "{}{}{}", "…" if start else "", format_html_join("", "{}", ((one,) for one in pieces)), "…" if end < len(text) else ""
    )  # fmt: skip


def _pattern(wanted: Sequence[Term]) -> re.Pattern[str]:
    """Terms as they may stand in a text: whatever signs between their words, the last word to its end."""
    each = [r"[\W_]+".join(re.escape(word) for word in term) for term in wanted]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(each)})[^\W_]*", re.IGNORECASE)


def _edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Around a hit, at spaces."""
    left = 0 if start <= BEFORE else text.find(" ", start - BEFORE, start) + 1 or start
    right = len(text) if end + AFTER >= len(text) else text.rfind(" ", end, end + AFTER)
    return left, right if right > end else end
