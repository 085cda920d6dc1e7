"""Is this upload a workbook that may be opened? Decided on the ZIP itself, before any spreadsheet library sees it."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from accounts.errors import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_MEMBERS = 1_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 150
"""Unpacked to packed, of members above a megabyte; sheets of ordinary offices pack 10 to 40 times."""
RATIO_FROM = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Buka di Excel atau LibreOffice, pilih Simpan Sebagai, jenis “Excel Workbook (.xlsx)”, lalu unggah berkas itu."


def open_archive(content: bytes, name: str) -> zipfile.ZipFile:
    """The archive, every member unpacked once and within bounds; or a refusal with the cure."""
    _check_kind(content, name)
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        infos = archive.infolist()
        _check_size(infos)
        _check_members([info.filename for info in infos])
        # A header may lie about the size: zipfile stops there and then finds the checksum wrong.
        broken = archive.testzip()
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
        raise Refusal(
            f"Berkas “{name}” lebih besar dari 20 MB. Hapus gambar dan lembar tambahan, simpan, lalu unggah lagi.",
            field="file",
        )
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


def _check_size(infos: list[zipfile.ZipInfo]) -> None:
    total = sum(info.file_size for info in infos)
    steep = any(
        info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1)
        for info in infos
    )
    if len(infos) > MOST_MEMBERS or total > MOST_UNPACKED or steep:
        raise Refusal(
            "Isi berkas ini setelah dibuka terlalu besar dan mungkin dibuat untuk merusak. Unduh lagi buku kerja dari "
            "halaman isian, salin angkanya ke sana, lalu unggah.",
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


def _broken(name: str) -> Refusal:
    return Refusal(
        f"Berkas “{name}” rusak atau terpotong sehingga tidak dapat dibuka. Simpan ulang di Excel, lalu unggah lagi.",
        field="file",
    )
