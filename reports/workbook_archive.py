"""Is this upload a workbook that may be opened? Decided on the ZIP itself, before any spreadsheet library sees it."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from accounts.errors import Refusal

MOST_BYTES: Final = 20 * 1024 * 1024
_MEGABYTE: Final = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})(\d{1,8})["']""")
_SAVE_AS = "Buka di Excel atau LibreOffice, pilih Simpan Sebagai, jenis “Excel Workbook (.xlsx)”, lalu unggah berkas itu."


@dataclass(frozen=True)
class Limits:
    """How large a workbook may unpack: `members` files of together `unpacked` bytes.

    `ratio`: unpacked to packed, of members above a megabyte; sheets of ordinary offices pack 10 to 40 times.
    `rows`, `columns`: how far its sheets may reach; None where the reader looks itself. `cure`: what to do about a
    workbook that is too much.
    """

    cure: str
    members: int = 1_000
    unpacked: int = 100 * _MEGABYTE
    ratio: int = 150
    rows: int | None = None
    columns: int | None = None


def read_upload(file: UploadedFile[Any]) -> tuple[bytes, str]:
    """The bytes and the name to show; refuses more than 20 MB before reading it. The file is left at its start."""
    name = PurePath(file.name or "berkas").name[:150]
    if (file.size or 0) > MOST_BYTES:
        raise _too_large(name)
    file.seek(0)
    content = file.read()
    file.seek(0)
    return content, name


def open_archive(content: bytes, name: str, limits: Limits) -> zipfile.ZipFile:
    """The archive, every member unpacked once and within bounds; or a refusal with the cure."""
    _check_kind(content, name)
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        infos = archive.infolist()
        _check_size(infos, limits)
        _check_members([info.filename for info in infos])
        # A header may lie about the size: zipfile stops there and then finds the checksum wrong.
        broken = archive.testzip()
        if not broken and limits.rows and limits.columns:
            _check_extent(archive, name, limits.rows, limits.columns)
    except Refusal:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise _broken(name) from error
    if broken:
        raise _broken(name)
    return archive


def _check_kind(content: bytes, name: str) -> None:
    if not content:
        raise Refusal(
            f"Berkas “{name}” kosong (0 bita). Simpan ulang di Excel, lalu unggah lagi.", field="file"
        )
    if len(content) > MOST_BYTES:
        raise _too_large(name)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refusal(
                f"Berkas “{name}” terkunci kata sandi. Di Excel: Berkas > Info > Lindungi Buku Kerja, hapus kata "
                "sandinya, simpan, lalu unggah lagi.",
                field="file",
            )
        raise Refusal(f"Berkas “{name}” masih jenis lama (.xls). {_SAVE_AS}", field="file")
    if not content.startswith(b"PK\x03\x04"):
        raise Refusal(
            f"Berkas “{name}” bukan buku kerja .xlsx (mungkin .csv atau PDF). {_SAVE_AS}", field="file"
        )


def _check_size(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(info.file_size for info in infos)
    steep = any(
        info.file_size > _MEGABYTE and info.file_size > limits.ratio * max(info.compress_size, 1)
        for info in infos
    )
    if len(infos) > limits.members or total > limits.unpacked or steep:
        raise Refusal(
            f"Isi berkas ini setelah dibuka terlalu besar dan mungkin dibuat untuk merusak. {limits.cure}",
            field="file",
        )


def _check_members(names: list[str]) -> None:
    known = {name.lower() for name in names}
    if len(known) != len(names):
        raise zipfile.BadZipFile("two members of one name")
    if "content.xml" in known and "mimetype" in known:
        raise Refusal(f"Berkas ini jenis LibreOffice (.ods). {_SAVE_AS}", field="file")
    if "[content_types].xml" not in known or "xl/workbook.xml" not in known:
        raise Refusal(f"Berkas ini bukan buku kerja .xlsx. {_SAVE_AS}", field="file")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in known):
        raise Refusal(
            "Berkas ini berisi makro (.xlsm). Pilih Simpan Sebagai, jenis “Excel Workbook (.xlsx)” tanpa makro, lalu "
            "unggah berkas itu.",
            field="file",
        )
    if any(name.startswith("xl/externallinks/") for name in known):
        raise Refusal(
            "Berkas ini mengambil angka dari berkas lain (tautan luar). Di Excel: Data > Edit Tautan > Putuskan "
            "Tautan, supaya angkanya tersimpan di sini; simpan, lalu unggah lagi.",
            field="file",
        )


def _check_extent(archive: zipfile.ZipFile, name: str, most_rows: int, most_columns: int) -> None:
    """One cell at the far corner makes a reader set aside room for all cells before it.

    A sheet may stand under any name: what a member holds makes it one.
    """
    for member in archive.namelist():
        xml = archive.read(member)
        if b"sheetData" not in xml:
            continue
        rows = columns = 0
        for letters, row in set(_PLACE.findall(xml)):
            rows, width = max(rows, int(row)), 0
            for letter in letters.upper():
                width = width * 26 + letter - 64
            columns = max(columns, width)
        if rows > most_rows or columns > most_columns:
            raise Refusal(
                f"Sebuah lembar dalam berkas “{name}” terpakai sampai baris {rows}, kolom ke-{columns}; paling banyak "
                f"{most_rows} baris dan {most_columns} kolom. Hapus baris dan kolom kosong di luar tabelnya, lalu "
                "simpan ulang.",
                field="file",
            )


def _too_large(name: str) -> Refusal:
    return Refusal(
        f"Berkas “{name}” lebih besar dari 20 MB. Hapus gambar dan lembar tambahan, simpan, lalu unggah lagi.",
        field="file",
    )


def _broken(name: str) -> Refusal:
    return Refusal(
        f"Berkas “{name}” rusak atau terpotong sehingga tidak dapat dibuka. Simpan ulang di Excel, lalu unggah lagi.",
        field="file",
    )
