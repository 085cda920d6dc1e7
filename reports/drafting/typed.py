"""Numbers in a section that somebody typed: they follow no analysis, so they are marked and listed before submission.

A number that only names something (a year, a date, "Nomor 29", "Tabel 3") is no figure, and one that stands the same way in the
system's own text was not typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from reports.indicators.periods import MONTHS

_PARTS = re.compile(r'(<span class="angka"[^>]*>[^<]*</span>|<[^>]+>)')
_NUMBER = re.compile(r"(?<![\w.,/-])(?:Rp ?)?\d+(?:[.,]\d+)*(?![\w/-]|[.,]\d)")
_WORD_BEFORE = re.compile(r"(\S+)\s+$")
_WORD_AFTER = re.compile(r"^\s*(%|[^\s.,;:()–—-]+)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAMING = frozenset({
    "nomor", "no", "tahun", "pasal", "ayat", "triwulan", "semester", "bulan", "tabel", "gambar", "lampiran", "bab", "langkah", "versi",
    "tanggal", "butir", "angka", "huruf", "pukul", "renstra", "halaman", "paket", "kelas", "permendagri", "perpres",
})  # fmt: skip
_MONTHS = frozenset(month.lower() for month in MONTHS)


@dataclass(frozen=True)
class Typed:
    """A number as typed, with the word after it: "12 persen"."""

    number: str
    before: str
    after: str

    @property
    def words(self) -> str:
        return f"{self.number} {self.after}".strip()


def typed_numbers(html: str, generated: str) -> list[Typed]:
    """The numbers of `html` that are no references, name nothing, and do not stand in the text the system wrote."""
    own = set(_numbers(generated))
    return [one for one in _numbers(html) if one not in own]


def as_json(found: Iterable[Typed]) -> str:
    """The numbers with the words around them, as static/js/naskah-diketik.js finds them again."""
    return json.dumps(
        [{"angka": one.number, "sebelum": one.before, "sesudah": one.after} for one in found],
        ensure_ascii=False,
    )


def mark_typed(html: str, generated: str) -> str:
    """The text with its typed numbers in `<span class="diketik">`, for the screen."""
    own = set(_numbers(generated))

    def shown(one: Typed) -> str:
        return one.number if one in own else f'<span class="diketik">{escape(one.number)}</span>'

    return "".join(
        part if place % 2 else _replaced(unescape(part), shown)
        for place, part in enumerate(_PARTS.split(html))
    )


def _numbers(html: str) -> Iterator[Typed]:
    for place, part in enumerate(_PARTS.split(html)):
        if place % 2 == 0:
            yield from (one for _, one in _found(unescape(part)))


def _found(text: str) -> Iterator[tuple[re.Match[str], Typed]]:
    for found in _NUMBER.finditer(text):
        before, after = _WORD_BEFORE.search(text[: found.start()]), _WORD_AFTER.match(text[found.end() :])
        one = Typed(found[0], before[1] if before else "", after[1] if after else "")
        if not _names_something(one):
            yield found, one


def _names_something(one: Typed) -> bool:
    before = one.before.lower().strip("(“\"'.:")
    return bool(
        before in _NAMING or before in _MONTHS or one.after.lower() in _MONTHS or _YEAR.fullmatch(one.number)
    )


def _replaced(text: str, shown: Callable[[Typed], str]) -> str:
    parts, end = [], 0
    for found, one in _found(text):
        parts += [escape(text[end : found.start()], quote=False), shown(one)]
        end = found.end()
    return "".join([*parts, escape(text[end:], quote=False)])
