"""Signs that turn the direction of reading have no place in an Indonesian text, and could make a signed paper show another number
than the one that is stored (CVE-2021-42574 is the same trick in source code).
"""

from __future__ import annotations

import re

_DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def one_way(text: str) -> str:
    """The text without marks, embeddings, overrides and isolates of direction; what is left reads as it is stored."""
    return _DIRECTIONS.sub("", text)
