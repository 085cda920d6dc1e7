"""What changed between two versions, readable: ins and del inside the report's own HTML, tables too."""

from __future__ import annotations

import re
from typing import cast

from django.utils.safestring import SafeString, mark_safe
from lxml.html.diff import htmldiff

from reports.drafting.models import DraftSection, Version
from reports.drafting.rendering import clean

_CHART = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_CHANGED = re.compile(r"<(ins|del)\b")
_DELETED = re.compile(r"<del>.*?</del>", re.DOTALL)
_SPAN = re.compile(r"</?span[^>]*>")


def differences(old: Version, new: Version) -> SafeString:
    """`new` with what was added (ins) and taken away (del) since `old`. Charts show as captions: their figures stand in the tables."""
    marked = cast(str, htmldiff(_CHART.sub("", old.html), _CHART.sub("", new.html)))
    return mark_safe(_without_old_references(clean(marked)))


def against_system(section: DraftSection) -> SafeString:
    """What stands in a section (del) beside what the system would write now (ins)."""
    return mark_safe(
        _without_old_references(clean(cast(str, htmldiff(section.text, section.generated_text))))
    )


def _without_old_references(html: str) -> str:
    """A figure that was taken away is plain words: what it refers to says something else by now."""
    return _DELETED.sub(lambda found: _SPAN.sub("", found[0]), html)


def count(html: str) -> int:
    """How many places differ in the result of `differences`."""
    return len(_CHANGED.findall(html))
