"""Small rules of written Indonesian that the draft's sentences share. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PLAIN_WORD = re.compile(r"[A-Z][a-z]+(?:[-/][A-Za-z]+)*")
SMALL = frozenset({
    "data", "angka", "belum", "tidak", "gedung", "karena", "menunggu", "sekolah", "survei", "hasil", "rilis", "kegiatan",
    "laporan", "operator", "unit", "bidang", "masih", "sedang", "indikator", "dihitung", "diukur", "terbit", "jadwal",
})  # fmt: skip
"""Words a reason often begins with that are no names."""


BARE = frozenset({"", "nilai", "indeks", "predikat", "skor", "rasio", "angka"})
"""Units of measure that only say what kind of number it is."""


def join(parts: Sequence[str]) -> str:
    """ "a", "a dan b", "a, b, dan c"."""
    if len(parts) < 3:
        return " dan ".join(parts)
    return f"{', '.join(parts[:-1])}, dan {parts[-1]}"


def closed(text: str) -> str:
    """What a person typed, ended as a sentence."""
    text = " ".join(text.split())
    return text if not text or text[-1] in ".!?" else f"{text}."


def inner(text: str) -> str:
    """What a person typed, to stand inside a sentence: no end stop, first letter small unless it is an acronym or name."""
    text = " ".join(text.split()).rstrip(".!? ")
    if len(text) > 1 and text[0].isupper() and text[1].islower() and text.split()[0].lower() in SMALL:
        return text[0].lower() + text[1:]
    return text


def named(name: str) -> str:
    """An indicator's name inside a sentence: "Angka putus sekolah SD" begins small, a Title Cased Name and "SD aman" stay."""
    first, _, rest = name.partition(" ")
    if not _PLAIN_WORD.fullmatch(first) or _PLAIN_WORD.match(rest.partition(" ")[0]):
        return name
    return name[0].lower() + name[1:]


def measure(satuan: str) -> str:
    """A unit of measure in words: "%" is read "persen"."""
    return "persen" if satuan.strip() == "%" else satuan.strip()


def counted_in(satuan: str) -> str:
    """The unit of measure beside a figure in a sentence; an index, a mark or a ratio is a bare number: "84,25"."""
    return "" if satuan.strip().lower() in BARE else measure(satuan)


def step_of(satuan: str) -> str:
    """The unit of measure of a difference: percentages and bare numbers move by "poin"."""
    return "poin" if measure(satuan) == "persen" or not counted_in(satuan) else measure(satuan)


def is_rupiah(satuan: str) -> bool:
    return satuan.strip().rstrip(".").lower() in ("rp", "rupiah")
