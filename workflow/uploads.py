"""The scan of a letter: a checked upload, with what the register keeps of it."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile

from accounts.errors import Refusal
from reports.uploads import JPG, PDF, PNG, check_upload

MOST_PIXELS = 80_000_000
"""An A3 sheet at 600 dpi; a larger picture would take hundreds of megabytes to open."""


@dataclass(frozen=True)
class CheckedFile:
    """A scan that passed; `file` is positioned at its start, `size` in bytes."""

    file: UploadedFile[Any]
    name: str
    mime: str
    size: int
    sha256: str
    pages: int


def check_scan(upload: UploadedFile[Any], *, field: str = "scan") -> CheckedFile:
    """Accept a readable PDF, JPG or PNG. Raises Refusal with a sentence that names the cure."""
    checked = check_upload(upload, allowed=(PDF, JPG, PNG), field=field)
    pages = _pdf_pages(upload) if checked.kind == PDF else _picture(upload, checked.name, field)
    sha = hashlib.sha256()
    for chunk in upload.chunks():
        sha.update(chunk)
    upload.seek(0)
    return CheckedFile(upload, checked.name, checked.mime, checked.size, sha.hexdigest(), pages)


def _pdf_pages(upload: UploadedFile[Any]) -> int:
    from pypdf import PdfReader

    return len(PdfReader(cast(IO[Any], upload)).pages)


def _picture(upload: UploadedFile[Any], name: str, field: str) -> int:
    """A picture is one page; opening it is the proof that it is whole."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(cast(IO[bytes], upload)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal(
                    f"Gambar “{name}” terlalu besar untuk dibuka. Pindai ulang dengan 300 dpi atau kurang.",
                    field=field,
                )
            picture.load()
    except Refusal:
        raise
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        struct.error,
        zlib.error,
    ) as error:
        raise Refusal(
            f"Gambar “{name}” rusak dan tidak dapat dibuka. Pindai ulang suratnya, lalu unggah lagi.",
            field=field,
        ) from error
    finally:
        upload.seek(0)
    return 1
