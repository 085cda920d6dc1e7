"""What calamine does not tell about a sheet: percent formats, formulas never computed, errors, and how far it reaches.

Read straight from the XML with expat, which costs a tenth of opening the file with openpyxl; a DTD is refused outright,
so there is no entity to expand.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from accounts.errors import Refusal
from reports.spreadsheets import letters

MOST_ROWS, MOST_COLUMNS = 20_000, 200
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_NEAR_COLUMNS = frozenset(letters(column) for column in range(MOST_COLUMNS))
_NEAR_DIGITS = len(str(MOST_ROWS)) - 1
"""A row number of so few digits is within MOST_ROWS; only the others are worked out."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_BUILT_IN_PERCENT = {9, 10}
Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass
class Marks:
    percent: set[Place] = field(default_factory=set)
    uncomputed: set[Place] = field(default_factory=set)
    wrong: set[Place] = field(default_factory=set)
    """Cells that show #REF!, #DIV/0! and the like: calamine gives them as empty."""

    def unreadable(self, spot: Place) -> str:
        """Why this cell cannot be read, with its cure; empty when it can."""
        if spot in self.uncomputed:
            return (
                "Rumus di sel ini belum dihitung. Buka berkasnya di Excel, simpan supaya hasilnya ikut tersimpan, atau "
                "ganti rumusnya dengan angka."
            )
        if spot in self.wrong:
            return "Sel ini berisi galat rumus (#…). Perbaiki rumusnya atau ganti dengan angka."
        return ""


def read_marks(archive: zipfile.ZipFile, sheet: str) -> Marks:
    """The marks of one sheet by its name. Refuses what is no readable sheet, and one that reaches too far."""
    try:
        path = _sheet_path(archive, sheet)
        styles = _percent_styles(archive)
        return _Scan(sheet, styles).read(archive.read(path))
    except (KeyError, ParseError, expat.ExpatError, DefusedXmlException, ValueError, IndexError) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal(
            f"Lembar {sheet} di berkas ini rusak. Simpan ulang di Excel, lalu unggah lagi.", field="file"
        ) from error


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _sheet_path(archive: zipfile.ZipFile, sheet: str) -> str:
    book = fromstring(archive.read("xl/workbook.xml"))
    wanted = next(
        value
        for one in book.iter()
        if _local(one.tag) == "sheet" and one.get("name") == sheet
        for name, value in one.attrib.items()
        if name.endswith("}id")
    )
    links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target: str = next(one.attrib["Target"] for one in links if one.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """The numbers of the cell styles that show a per cent."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    root = fromstring(archive.read("xl/styles.xml"))
    percent = set(_BUILT_IN_PERCENT)
    for one in root.iter():
        if _local(one.tag) == "numFmt":
            number, code = int(one.get("numFmtId", "0")), one.get("formatCode", "")
            (percent.add if "%" in _QUOTED.sub("", code) else percent.discard)(number)
    cells = next((one for one in root if _local(one.tag) == "cellXfs"), ())
    return {str(place) for place, one in enumerate(cells) if int(one.get("numFmtId", "0")) in percent}


class _Scan:
    """One walk through the sheet's XML. Tens of thousands of elements pass here, so a place is worked out only where it
    is needed, and texts and ends are listened to only inside a formula: those are few.
    """

    def __init__(self, sheet: str, percent_styles: set[str]) -> None:
        self.sheet, self.styles, self.marks = sheet, percent_styles, Marks()
        self.row = 0
        self.reference = self.type = ""
        self.value = self.inside = False
        self.parser = expat.ParserCreate()

    def read(self, xml: bytes) -> Marks:
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.Parse(xml, True)
        return self.marks

    def _doctype(self, *_: object) -> None:
        raise ValueError("a sheet has no DTD")

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "c":
            self.reference = given.get("r") or self._next()
            self.type = given.get("t", "")
            if given.get("s") in self.styles:
                self.marks.percent.add(_spot(self.reference))
            if self.type == "e":
                self.marks.wrong.add(_spot(self.reference))
        elif tag == "v" or tag == "is":
            self.inside = True
            column = self.reference.rstrip("0123456789")
            if column not in _NEAR_COLUMNS or len(self.reference) - len(column) > _NEAR_DIGITS:
                self._reach()
        elif tag == "row":
            self.row = int(given["r"]) if "r" in given else self.row + 1
            self.reference = ""
        elif tag == "f":
            self._reach()
            self.inside = self.value = False
            self.parser.CharacterDataHandler, self.parser.EndElementHandler = self._text, self._end
        elif ":" in tag:
            self._start(tag.rpartition(":")[2], given)

    def _next(self) -> str:
        """Where a cell stands that does not say so: right of the one before it."""
        column = _spot(self.reference)[1] + 1 if self.reference else 0
        return f"{letters(column)}{self.row}"

    def _reach(self) -> None:
        """calamine lays out the whole rectangle: one cell in the last corner would take all memory."""
        row, column = _spot(self.reference)
        if row >= MOST_ROWS or column >= MOST_COLUMNS:
            raise Refusal(
                f"{self.sheet}!{self.reference} terlalu jauh dari tabel isian. Hapus isi sel itu, simpan, lalu unggah lagi.",
                field="file",
            )

    def _text(self, text: str) -> None:
        if self.inside:
            self.value = True

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "v":
            self.inside = False
        elif tag == "c":
            # t="str" without text is a formula whose answer is the empty text
            if not self.value and self.type != "str":
                self.marks.uncomputed.add(_spot(self.reference))
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None


def _spot(reference: str) -> Place:
    """ "H14" -> (13, 7). Raises ValueError for what names no cell."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(f"{reference!r} is no cell")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
