"""Texts as the search sees them: words in small letters, without accents, one space between.

Both databases index this and nothing else, so that they find the same: neither cuts "400.3/007/DIKBUD/2026" its own way.
"""

from __future__ import annotations

import re
import unicodedata

MOST_TERMS = 8
LONGEST_BODY = 200_000
"""Characters kept of one part: some eighty full pages; PostgreSQL's index takes no more than a megabyte."""
_WORD = re.compile(r"[^\W_]+")

Term = tuple[str, ...]
"""What was typed between two spaces, as the words in it: ("400", "3", "007"). They stand side by side, the last may go on."""


def as_words(text: str) -> str:
    """The words of a text, as they are indexed."""
    return " ".join(_tokens(text))


def terms(text: str) -> list[Term]:
    """What somebody typed; all of it must be found."""
    found = [tuple(_tokens(part)) for part in text.split()]
    return [term for term in dict.fromkeys(found) if term][:MOST_TERMS]


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)).casefold())


def storable(text: str) -> str:
    """A text as both databases can hold it: no NUL, no half of a surrogate pair, not endless."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")[:LONGEST_BODY]
