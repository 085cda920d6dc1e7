"""Is this upload what it says it is? By its content, never by its name; every refusal is a sentence with a cure."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

import filetype  # type: ignore[import-untyped]
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from accounts.errors import Refusal
from reports.spreadsheets import XLSX_MIME

PDF, JPG, PNG, XLSX, DOCX = "pdf", "jpg", "png", "xlsx", "docx"
MIME: dict[str, str] = {
    PDF: "application/pdf",
    JPG: "image/jpeg",
    PNG: "image/png",
    XLSX: XLSX_MIME,
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_NAMES = {PDF: "PDF", JPG: "JPG", PNG: "PNG", XLSX: "Excel (.xlsx)", DOCX: "Word (.docx)"}
_TAIL = 2048


@dataclass(frozen=True)
class Upload:
    """A checked upload. `size` in bytes; `name` is for showing only and never becomes a path."""

    kind: str
    mime: str
    size: int
    name: str


def check_upload(file: UploadedFile[Any], *, allowed: Collection[str], field: str = "file") -> Upload:
    """Refuse what is empty, too large, of another type, or a PDF that does not open. The file is left at its start."""
    name = PurePath(file.name or "berkas").name[:150]
    size = file.size or 0
    if size == 0:
        raise Refusal(
            f"Berkas “{name}” kosong (0 bita). Pindai atau simpan ulang, lalu unggah lagi.", field=field
        )
    if size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise Refusal(
            f"Berkas “{name}” lebih besar dari {limit} MB. Pindai dengan resolusi lebih rendah atau "
            "bagi menjadi beberapa berkas.",
            field=field,
        )
    kind = _kind(file)
    if kind not in allowed:
        accepted = ", ".join(_NAMES[one] for one in MIME if one in allowed)
        raise Refusal(
            f"Isi berkas “{name}” bukan jenis yang diterima. Yang diterima: {accepted}. Simpan ulang "
            "dalam salah satu jenis itu.",
            field=field,
        )
    if kind == PDF:
        _check_pdf(file, name, field)
    file.seek(0)
    return Upload(kind, MIME[kind], size, name)


def _kind(file: UploadedFile[Any]) -> str:
    """What the bytes are; "" when none of ours."""
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(file)
    guess = filetype.guess(head)
    return guess.extension if guess is not None and guess.extension in (PDF, JPG, PNG) else ""


def _office_kind(file: IO[bytes]) -> str:
    """Excel and Word are both ZIP; what stands inside tells them apart."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    if any(name.startswith("xl/") for name in names):
        return XLSX
    return DOCX if any(name.startswith("word/") for name in names) else ""


def _check_pdf(file: UploadedFile[Any], name: str, field: str) -> None:
    """A PDF must end as one, open, and have pages. Small sins of scanners are forgiven, a cut-off file is not."""
    broken = Refusal(
        f"PDF “{name}” rusak atau terpotong sehingga tidak dapat dibuka. Pindai atau simpan ulang, lalu unggah lagi.",
        field=field,
    )
    file.seek(max((file.size or 0) - _TAIL, 0))
    if b"%%EOF" not in file.read(_TAIL):
        raise broken
    file.seek(0)
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refusal(
                f"PDF “{name}” terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi.", field=field
            )
        pages = len(reader.pages)
        if pages:
            reader.pages[0].mediabox  # noqa: B018 - a page tree that cannot be walked fails here
    except Refusal:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        struct.error,
        zlib.error,
        RecursionError,
        OSError,
    ) as error:
        raise broken from error
    if not pages:
        raise broken
