"""Before anything opens an uploaded workbook: is it one, is it whole, and would opening it fill the memory?"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile

from accounts.errors import Refusal
from reports.uploads import XLSX, check_upload

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 150 * 1024 * 1024
MOST_MEMBERS = 2000
MOST_ROWS, MOST_COLUMNS = 20_000, 200
_OLE = b"\xd0\xcf\x11\xe0"
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})(\d{1,8})["']""")


def check_workbook(file: UploadedFile[Any], *, field: str = "file") -> str:
    """Refuse what is no plain .xlsx of a sensible size; returns the name to show. The file is left at its start."""
    name = (file.name or "berkas")[:150]
    if (file.size or 0) > MOST_BYTES:
        raise Refusal(
            f"Berkas “{name}” lebih besar dari {MOST_BYTES // 1024 // 1024} MB. Hapus gambar dan lembar yang "
            "tidak diperlukan, lalu simpan ulang.",
            field=field,
        )
    file.seek(0)
    if file.read(4) == _OLE:
        raise Refusal(
            f"Berkas “{name}” terkunci kata sandi atau berjenis Excel lama (.xls). Simpan tanpa kata sandi "
            "sebagai Excel Workbook (.xlsx), lalu unggah lagi.",
            field=field,
        )
    checked = check_upload(file, allowed=(XLSX,), field=field)
    _check_archive(cast(IO[bytes], file), checked.name, field)
    file.seek(0)
    return checked.name


def _check_archive(file: IO[bytes], name: str, field: str) -> None:
    """What a header claims is checked against what is really inside, so that a small file cannot unpack into a huge one."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            names = {member.filename.lower() for member in members}
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                raise Refusal(
                    f"Isi berkas “{name}” setelah dibuka terlalu besar. Salin hanya lembar yang diperlukan ke "
                    "berkas baru, lalu unggah berkas itu.",
                    field=field,
                )
            if any(one.endswith("vbaproject.bin") for one in names):
                raise Refusal(
                    f"Berkas “{name}” berisi makro. Simpan sebagai Excel Workbook (.xlsx) tanpa makro.",
                    field=field,
                )
            if any(one.startswith("xl/externallinks/") for one in names):
                raise Refusal(
                    f"Berkas “{name}” mengambil isi dari berkas lain. Ganti rumusnya dengan nilai (salin, lalu "
                    "tempel sebagai nilai), lalu unggah lagi.",
                    field=field,
                )
            if archive.testzip() is not None:
                raise _broken(name, field)
            for member in members:  # a sheet may stand under any name: what it holds makes it one
                content = archive.read(member)
                if b"sheetData" in content:
                    _check_extent(content, name, field)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, Refusal):
            raise
        raise _broken(name, field) from error


def _check_extent(xml: bytes, name: str, field: str) -> None:
    """One cell at the far corner makes a reader set aside room for all cells before it."""
    rows = columns = 0
    for letters, row in _PLACE.findall(xml):
        rows, width = max(rows, int(row)), 0
        for letter in letters.upper():
            width = width * 26 + letter - 64
        columns = max(columns, width)
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise Refusal(
            f"Sebuah lembar dalam berkas “{name}” terpakai sampai baris {rows}, kolom ke-{columns}; paling banyak "
            f"{MOST_ROWS} baris dan {MOST_COLUMNS} kolom. Hapus baris dan kolom kosong di luar tabelnya, lalu "
            "simpan ulang.",
            field=field,
        )


def _broken(name: str, field: str) -> Refusal:
    return Refusal(
        f"Berkas “{name}” rusak sehingga tidak dapat dibuka. Buka dengan Excel, simpan ulang, lalu unggah lagi.",
        field=field,
    )
