"""Words in drawings, set line by line.

WeasyPrint lays out the text of an SVG one letter at a time, because an SVG may place each letter by itself; ours never do. In a
report with ten charts that took a third of the time, and it loses the kerning. It has no switch for it, so a line of our
drawings is handed to it as one piece that it does not take apart. Only while `whole_lines()` is entered: whatever else prints
in the same process is left as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

_whole: ContextVar[bool] = ContextVar("whole_lines", default=False)

PLACED_BY_LETTER = ("dx", "dy", "rotate", "letter-spacing", "textLength")
"""Attributes that ask for single letters."""


class Line(str):
    """A text whose only "letter" is the whole of it."""

    def __iter__(self) -> Iterator[str]:
        yield str(self)


@contextmanager
def whole_lines() -> Iterator[None]:
    """Draw the lines of drawings in one piece meanwhile, in this thread."""
    _settle()
    token = _whole.set(True)
    try:
        yield
    finally:
        _whole.reset(token)


def is_one_line(node: Any) -> bool:
    """Whether the text stands at one place, start to end."""
    return not any(node.get(name) for name in PLACED_BY_LETTER) and not any(
        " " in (node.get(name) or "").strip() for name in ("x", "y")
    )


@cache
def _settle() -> None:
    from weasyprint import svg

    usual = svg.text

    def text(drawing: Any, node: Any, font_size: float) -> None:
        if _whole.get() and node.text and is_one_line(node):
            node._etree_node.text = Line(node.text)
        usual(drawing, node, font_size)

    svg.text = text
    svg.TAGS.update({tag: text for tag, draw in svg.TAGS.items() if draw is usual})
