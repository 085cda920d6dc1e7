"""Does a file of evidence look like a list of pupils? It may be needed all the same, so this warns and never refuses.

Looked for: a heading that says NIK, NISN or the name of pupils, and series of numbers built like a NIK (16 digits with a
possible date of birth) or an NISN (10 digits beginning with the last three of a birth year, 0xx). NIP (18), NPSN (8) and
mobile numbers (08…) are none of them.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from python_calamine import CalamineError, CalamineWorkbook

from reports.uploads import DOCX, PDF, XLSX

MOST_ROWS, MOST_COLUMNS, MOST_PAGES = 2000, 60, 5
MOST_UNPACKED = 60 * 1024 * 1024
"""Bytes a workbook or document may take unpacked before it is left unread."""
FEW = 3
"""Fewer numbers than this look like an example or a chance."""

HEADINGS = {
    "NIK": re.compile(r"^(no\.?|nomor)?\s*(nik|induk kependudukan)\b", re.I),
    "NISN": re.compile(r"^(no\.?|nomor)?\s*(nisn|induk siswa nasional)\b", re.I),
    "nama murid": re.compile(r"^nama\s+(lengkap\s+)?(siswa|murid|peserta\s+didik|anak)\b", re.I),
}
IN_TEXT = {
    "NIK": re.compile(r"\bNIK\b"),
    "NISN": re.compile(r"\bNISN\b"),
    "nama murid": re.compile(r"\bnama\s+(siswa|murid|peserta\s+didik)\b", re.I),
}
NIK = re.compile(r"(?<!\d)\d{6}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{6}(?!\d)")
NISN = re.compile(r"(?<!\d)0[0-2]\d{8}(?!\d)")
TAGS = re.compile(r"<[^>]+>")


def warning_for(file: IO[bytes], kind: str) -> str:
    """One sentence about what the file seems to hold, "" for nothing. `kind`: as `reports.uploads` names it.

    A file that cannot be read gives no warning. The file is left at its start.
    """
    try:
        file.seek(0)
        found = _of_workbook(file) if kind == XLSX else _of_text(file, kind)
    except (
        OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError,
        zipfile.BadZipFile, zlib.error, PyPdfError, CalamineError,
    ):  # fmt: skip
        found = []
    finally:
        file.seek(0)
    if not found:
        return ""
    return (
        f"Berkas ini tampaknya memuat data pribadi murid ({', '.join(found)}). "
        "Bila tidak perlu, hapus lalu unggah rekapnya saja."
    )


def _of_workbook(file: IO[bytes]) -> list[str]:
    if _unpacked(file) > MOST_UNPACKED:
        return []
    headings: set[str] = set()
    numbers = {"NIK": 0, "NISN": 0}
    for text in _cells(file):
        headings.update(name for name, pattern in HEADINGS.items() if pattern.search(text))
        numbers["NIK"] += bool(NIK.fullmatch(text))
        numbers["NISN"] += bool(NISN.fullmatch(text))
    return _named(headings, numbers)


def _cells(file: IO[bytes]) -> Iterator[str]:
    book = CalamineWorkbook.from_filelike(BytesIO(file.read()))
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python(nrows=MOST_ROWS):
            for value in row[:MOST_COLUMNS]:
                if isinstance(value, float) and value.is_integer():
                    yield f"{value:.0f}"
                elif isinstance(value, str) and value:
                    yield value.strip()


def _of_text(file: IO[bytes], kind: str) -> list[str]:
    text = {DOCX: _words_of_docx, PDF: _words_of_pdf}[kind](file) if kind in (DOCX, PDF) else ""
    numbers = {"NIK": len(NIK.findall(text)), "NISN": len(NISN.findall(text))}
    has_list = any(count >= FEW for count in numbers.values())
    headings = {name for name, pattern in IN_TEXT.items() if pattern.search(text)}
    # a sentence may speak of NISN without listing one: in running text the words alone are not enough
    return _named(headings if has_list else set(), numbers)


def _words_of_docx(file: IO[bytes]) -> str:
    if _unpacked(file) > MOST_UNPACKED:
        return ""
    with zipfile.ZipFile(file) as archive:
        return TAGS.sub(" ", archive.read("word/document.xml").decode("utf-8", "replace"))


def _words_of_pdf(file: IO[bytes]) -> str:
    reader = PdfReader(file)
    return "\n".join(page.extract_text() for page in reader.pages[:MOST_PAGES])


def _unpacked(file: IO[bytes]) -> int:
    with zipfile.ZipFile(file) as archive:
        size = sum(one.file_size for one in archive.infolist())
    file.seek(0)
    return size


def _named(headings: set[str], numbers: dict[str, int]) -> list[str]:
    return [name for name in HEADINGS if name in headings or numbers.get(name, 0) >= FEW]
