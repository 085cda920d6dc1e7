"""Two texts that grew apart from one: put together piece by piece, so that neither writer's words are lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import cast

from django.utils.safestring import SafeString, mark_safe
from lxml import html as lxml_html
from lxml.html.diff import htmldiff

from reports.drafting.rich import clean_text

_LISTS = ("ul", "ol")


@dataclass(frozen=True)
class Piece:
    """A paragraph, a heading, a table, or one item of a list; `within` is the list it stands in."""

    html: str
    within: str = ""


@dataclass(frozen=True)
class SideBySide:
    """The same difference twice: what only they have marked in theirs, what only I have marked in mine."""

    theirs: SafeString
    mine: SafeString


def merge(*, base: str, theirs: str, mine: str) -> str:
    """Both writers' changes in one text. Where both changed the same place, theirs stands first and mine follows.

    `base` is the text both began from; without it only what both texts share counts as old, so nothing is dropped.
    """
    left, right = _pieces(theirs), _pieces(mine)
    old = _pieces(base) if base else _shared(left, right)
    return clean_text(_joined(list(_merged(old, left, right))))


def side_by_side(*, theirs: str, mine: str) -> SideBySide:
    """The two texts for reading beside each other, their differences marked (ins and del)."""
    marked = lxml_html.fragment_fromstring(
        cast(str, htmldiff(clean_text(theirs) or "<p></p>", clean_text(mine) or "<p></p>")),
        create_parent="div",
    )
    return SideBySide(_without(marked, "ins"), _without(marked, "del"))


def _without(marked: lxml_html.HtmlElement, tag: str) -> SafeString:
    root = deepcopy(marked)
    for element in list(root.iter(tag)):
        element.drop_tree()
    text = "".join(lxml_html.tostring(child, encoding="unicode") for child in root)
    return mark_safe(
        f"{root.text or ''}{text}"
    )  # both texts went through clean_text before they were compared


def _pieces(text: str) -> list[Piece]:
    root = lxml_html.fragment_fromstring(clean_text(text), create_parent="div")
    found: list[Piece] = []
    for block in root:
        if block.tag in _LISTS:
            found += [Piece(_html(item), str(block.tag)) for item in block]
        else:
            found.append(Piece(_html(block)))
    return found


def _html(element: lxml_html.HtmlElement) -> str:
    text: str = lxml_html.tostring(element, encoding="unicode", with_tail=False)
    return text


def _joined(pieces: Sequence[Piece]) -> str:
    parts: list[str] = []
    within = ""
    for piece in pieces:
        if piece.within != within:
            parts += [f"</{within}>" if within else "", f"<{piece.within}>" if piece.within else ""]
            within = piece.within
        parts.append(piece.html)
    return "".join([*parts, f"</{within}>" if within else ""])


def _shared(left: list[Piece], right: list[Piece]) -> list[Piece]:
    matches = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return [piece for match in matches for piece in left[match.a : match.a + match.size]]


def _merged(old: list[Piece], left: list[Piece], right: list[Piece]) -> Iterator[Piece]:
    """Walk along what all three have in common; between two such places take the side that changed, or both."""
    in_left, in_right = _places(old, left), _places(old, right)
    at_old = at_left = at_right = 0
    common = [place for place in range(len(old)) if place in in_left and place in in_right]
    for place in [*common, None]:
        end_old = len(old) if place is None else place
        end_left = len(left) if place is None else in_left[place]
        end_right = len(right) if place is None else in_right[place]
        yield from _between(old[at_old:end_old], left[at_left:end_left], right[at_right:end_right])
        if place is not None:
            yield old[place]
            at_old, at_left, at_right = end_old + 1, end_left + 1, end_right + 1


def _places(old: list[Piece], new: list[Piece]) -> dict[int, int]:
    """Where each piece of `old` that is still there stands in `new`."""
    matches = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {match.a + step: match.b + step for match in matches for step in range(match.size)}


def _between(old: list[Piece], left: list[Piece], right: list[Piece]) -> list[Piece]:
    if left == old:
        return right
    if right == old or left == right:
        return left
    return [*left, *(piece for piece in right if piece not in left and piece not in old)]
