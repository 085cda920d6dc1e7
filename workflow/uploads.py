"""Scans are checked by what they are, not by what they are called."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO, Any, cast

import filetype
from django.core.files.uploadedfile import UploadedFile

from accounts.errors import Refusal

MAX_SCAN = 35 * 1024 * 1024
_SCAN_TYPES = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG"}


@dataclass(frozen=True)
class CheckedFile:
    """An upload that passed; `file` is positioned at its start."""

    file: UploadedFile
    name: str
    mime: str
    size: int
    sha256: str
    pages: int


def check_scan(upload: UploadedFile, *, field: str = "scan") -> CheckedFile:
    """Accept a readable PDF, JPG or PNG up to 35 MB. Raises Refusal with a sentence that names the cure."""
    name = (upload.name or "berkas")[-200:]
    size = upload.size or 0
    if size == 0:
        raise Refusal(f"Berkas {name} kosong (0 byte). Pindai ulang suratnya, lalu pilih berkas yang baru.", field=field)
    if size > MAX_SCAN:
        raise Refusal(
            f"Berkas {name} terlalu besar ({size / 1048576:.0f} MB). Paling besar 35 MB; pindai ulang dengan 200 dpi hitam putih.",
            field=field,
        )
    head = upload.read(8192)
    upload.seek(0)
    guessed = filetype.guess(head)
    mime = guessed.mime if guessed else ""
    if mime not in _SCAN_TYPES:
        raise Refusal(f"Berkas {name} bukan PDF, JPG, atau PNG. Simpan pindaian sebagai PDF, lalu unggah lagi.", field=field)
    pages = _pages(upload, mime, name, field)
    sha = hashlib.sha256()
    for chunk in upload.chunks():
        sha.update(chunk)
    upload.seek(0)
    return CheckedFile(file=upload, name=name, mime=mime, size=size, sha256=sha.hexdigest(), pages=pages)


def _pages(upload: UploadedFile, mime: str, name: str, field: str) -> int:
    """How many pages; opening it is also the proof that it is whole."""
    try:
        if mime == "application/pdf":
            from pypdf import PdfReader

            reader = PdfReader(cast(IO[Any], upload.file), strict=False)
            if reader.is_encrypted:
                raise Refusal(f"Berkas {name} dikunci dengan sandi. Simpan ulang tanpa sandi, lalu unggah lagi.", field=field)
            pages = len(reader.pages)
            if pages == 0:
                raise ValueError("no pages")
            return pages
        from PIL import Image

        with Image.open(cast(IO[Any], upload.file)) as picture:
            picture.verify()
        return 1
    except Refusal:
        raise
    except Exception as error:  # any parser error means the same to the person: the file is broken
        raise Refusal(f"Berkas {name} rusak dan tidak dapat dibuka. Pindai ulang suratnya, lalu unggah lagi.", field=field) from error
    finally:
        upload.seek(0)
