"""The torture set: what people and programs do to a workbook, and what must come of each. A generator, no files."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl.styles import PatternFill

from tests.reports.buku_kerja import Form, columns, edit, put, rows

Builder = Callable[[bytes], bytes]
SHEET_XML = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Torture:
    """One workbook. `applied`: code to (answer, figure) after applying what is ticked beforehand, all other cells as
    they were; `refused`: words of the refusal of the whole file; `said`: words the difference must show.

    `before` is answered on the web before the file is fetched, `meanwhile` after that.
    """

    name: str
    build: Builder
    applied: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    before: dict[str, str] = field(default_factory=dict)
    meanwhile: dict[str, str] = field(default_factory=dict)
    file_name: str = "isian.xlsx"
    whose: str = "sendiri"


def typed(code: str, value: Any, heading: str = "Realisasi", **more: Any) -> Builder:
    return lambda content: put(
        content, {(code, heading): value, **{(code, head): text for head, text in more.items()}}
    )


def looking(code: str, value: Any, number_format: str, heading: str = "Realisasi") -> Builder:
    """A number under a number format."""

    def change(book: Any) -> None:
        sheet = book["Isian"]
        cell = sheet.cell(rows(sheet)[code], columns(sheet)[heading])
        cell.value, cell.number_format = value, number_format

    return lambda content: edit(content, change)


def sheet(change: Callable[[Any], None], *more: Builder) -> Builder:
    """The sheet Isian changed, after `more`."""

    def build(content: bytes) -> bytes:
        for one in more:
            content = one(content)
        return edit(content, lambda book: change(book["Isian"]))

    return build


def raw(change: Callable[[dict[str, bytes]], None]) -> Builder:
    """The members of the archive changed by hand."""

    def build(content: bytes) -> bytes:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        change(members)
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return out.getvalue()

    return build


def cell_xml(place: str, xml: str) -> Builder:
    """One cell's XML replaced: what Excel writes and openpyxl does not."""

    def change(members: dict[str, bytes]) -> None:
        text = members[SHEET_XML].decode()
        style = re.search(rf'<c r="{place}"( s="\d+")', text)
        assert style
        text, count = re.subn(
            rf'<c r="{place}"[^>]*?(/>|>.*?</c>)',
            xml.replace("STYLE", style[1]).replace("PLACE", place),
            text,
            count=1,
        )
        assert count == 1
        members[SHEET_XML] = text.encode()

    return raw(change)


def added(name: str, data: bytes) -> Builder:
    return raw(lambda members: members.__setitem__(name, data))


def _swap_rows(one: Any) -> None:
    for column in range(1, one.max_column + 1):
        first, second = one.cell(9, column), one.cell(11, column)
        first.value, second.value = second.value, first.value


def _swap_columns(one: Any) -> None:
    for row in range(8, 14):
        first, second = one.cell(row, 2), one.cell(row, 8)
        first.value, second.value = second.value, first.value


def _insert_rows(one: Any) -> None:
    one.insert_rows(10, 3)
    one.insert_rows(9, 2)


def _total(one: Any) -> None:
    one["C16"], one["H16"] = "Jumlah", 99


def _own_column(one: Any) -> None:
    one["Y8"], one["Y9"], one["Z30"] = "Catatan saya", 123, "jangan lupa"


def _merge(one: Any) -> None:
    one["H9"] = 88.03
    one.merge_cells("H9:H10")


def _colours(one: Any) -> None:
    for row in one.iter_rows(min_row=1, max_row=40, max_col=30):
        for cell in row:
            cell.fill = PatternFill("solid", fgColor="FFFF0000")


def _mark(one: Any, row: int) -> Any:
    return one.cell(row, columns(one)["ID baris"])


def _same_marks(one: Any) -> None:
    _mark(one, 10).value, one["B10"] = _mark(one, 9).value, one["B9"].value


def _shuffled_codes(one: Any) -> None:
    one["B9"].value, one["B10"].value = one["B10"].value, one["B9"].value


def _headings_otherwise(one: Any) -> None:
    for cell in one[8]:
        if cell.value:
            cell.value = f"  {str(cell.value).upper().replace(' ', '   ')} "


def _hide(book: Any) -> None:
    secret = book.create_sheet("rahasia saya", 0)
    secret.sheet_state = "hidden"
    secret["A1"] = "Jawaban"
    book.move_sheet("Isian", 3)


def _google(members: dict[str, bytes]) -> None:
    """No styles, no protection, no dimension, an empty drawing: as other programs export it."""
    text = members[SHEET_XML].decode()
    text = re.sub(r'(<c r="[A-Z]+\d+") s="\d+"', r"\1", text)
    text = re.sub(r"<sheetProtection[^>]*/>|<dimension[^>]*/>", "", text)
    members[SHEET_XML] = text.encode()


def _prefixed(members: dict[str, bytes]) -> None:
    """Every element under a namespace prefix: also good XML."""
    text = members[SHEET_XML].decode()
    text = re.sub(r"<(/?)(?![?!/])", r"<\1x:", text).replace("xmlns=", "xmlns:x=")
    members[SHEET_XML] = text.encode()


def _entity(members: dict[str, bytes]) -> None:
    text = members[SHEET_XML].decode()
    members[SHEET_XML] = ('<!DOCTYPE a [<!ENTITY b "88">]>' + text).encode()


def _lying_header(content: bytes) -> bytes:
    """The directory says ten bytes; there are more."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        size = archive.getinfo(SHEET_XML).file_size
    return content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


def _many_members(members: dict[str, bytes]) -> None:
    members.update({f"xl/media/{number}.png": b"" for number in range(2_000)})


def _ole(*names: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + b"".join(name.encode("utf-16-le") for name in names)
    )


def _ods(_: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a/>")
    return out.getvalue()


def _forged(book: Any) -> None:
    hidden = book["_sop"]
    hidden["B1"] = hidden["B1"].value.replace('"isian": ', '"isian": 9')


def _same(content: bytes) -> bytes:
    return content


NOT_DIVIDED = '<c r="PLACE"STYLE><f>80+8.03</f></c>'
NAME = "isian.xlsx"


def tortures() -> list[Torture]:
    """All of them."""
    one = Torture
    return [
        # numbers, as people and programs write them
        one("tidak disentuh", _same, said=("Tidak ada beda",)),
        one("angka", typed("SD.1", 88.03), {"SD.1": ("nilai", "88.03")}),
        one("angka bulat", typed("SD.1", 88), {"SD.1": ("nilai", "88")}),
        one("angka nol", typed("SD.1", 0), {"SD.1": ("nilai", "0")}),
        one("teks berkoma", typed("SD.1", "88,03"), {"SD.1": ("nilai", "88.03")}),
        one("teks bertitik", typed("SD.1", "88.03"), {"SD.1": ("nilai", "88.03")}),
        one("teks berspasi", typed("SD.1", "  88,03\u00a0"), {"SD.1": ("nilai", "88.03")}),
        one("ribuan bertitik", typed("SD.3", "1.234"), {"SD.3": ("nilai", "1234")}),
        one("ribuan berspasi", typed("SD.3", "1 234"), {"SD.3": ("nilai", "1234")}),
        one("ribuan gaya Inggris", typed("SD.1", "1,000.00"), {"SD.1": ("nilai", "1000")}),
        one("sel persen", looking("SD.1", 0.8803, "0.00%"), {"SD.1": ("nilai", "88.03")}),
        one("sel persen buatan sendiri", looking("SD.1", 0.8803, "[Red]0.0 %"), {"SD.1": ("nilai", "88.03")}),
        one("tanda persen hanya hiasan", looking("SD.1", 88.03, '0.00"%"'), {"SD.1": ("nilai", "88.03")}),
        one("teks persen", typed("SD.1", "88,03 %"), {"SD.1": ("nilai", "88.03")}),
        one("persen pada orang", looking("SD.3", 0.5, "0%"), said=("Isian!H11", "berformat persen", "orang")),
        one("notasi ilmiah", cell_xml("H9", '<c r="PLACE"STYLE><v>8.803E1</v></c>'), {"SD.1": ("nilai", "88.03")}),
        one("rumus dengan hasil", cell_xml("H9", '<c r="PLACE"STYLE><f>80+8.03</f><v>88.03</v></c>'), {"SD.1": ("nilai", "88.03")}),
        one("hasil rumus berekor", cell_xml("H10", '<c r="PLACE"STYLE><f>0.1+0.2</f><v>0.30000000000000004</v></c>'), {"SD.2": ("nilai", "0.3")}),
        one("rumus belum dihitung", cell_xml("H9", NOT_DIVIDED), said=("Isian!H9", "belum dihitung")),
        one("rumus openpyxl", typed("SD.1", "=80+8.03"), said=("Isian!H9", "belum dihitung")),
        one("rumus galat", cell_xml("H9", '<c r="PLACE"STYLE t="e"><f>1/0</f><v>#DIV/0!</v></c>'), said=("Isian!H9", "galat rumus")),
        one("rumus berhasil teks kosong", cell_xml("H9", '<c r="PLACE"STYLE t="str"><f>""</f><v></v></c>'), said=("Tidak ada beda",)),
        one("terlalu banyak desimal", typed("SD.1", 88.125), said=("Isian!H9", "Paling banyak 2 angka")),
        one("orang berkoma", typed("SD.3", 41.5), said=("Isian!H11", "tanpa koma")),
        one("kata di tempat angka", typed("SD.1", "delapan"), said=("Isian!H9", "bukan angka")),
        one("benar atau salah", typed("SD.1", True), said=("Isian!H9", "BENAR atau SALAH")),
        one("tanggal di tempat angka", typed("SD.1", date(2026, 4, 3)), said=("Isian!H9", "sebagai tanggal")),
        one("terlalu besar", typed("SD.3", 1e15), said=("Isian!H11", "terlalu besar")),
        one("persen di atas seribu", typed("SD.1", 8803), said=("Isian!H9", "terbaca 8.803 persen")),
        # answers, words, parts, extra columns
        one("nihil", typed("SD.1", "Nihil", "Jawaban"), {"SD.1": ("nihil", None)}),
        one("nihil dengan nol", typed("SD.1", "nihil", "Jawaban", Realisasi=0), {"SD.1": ("nihil", None)}),
        one("belum tersedia", typed("SD.1", "BELUM TERSEDIA", "Jawaban", Alasan="Rilis November."), {"SD.1": ("belum_tersedia", None)}),
        one("belum tersedia tanpa alasan", typed("SD.1", "Belum tersedia", "Jawaban"), said=("Isian!K9", "memerlukan alasan")),
        one("tidak berlaku dengan angka", typed("SD.1", "Tidak berlaku", "Jawaban", Alasan="x", Realisasi=5), said=("Isian!H9", "tidak disertai angka")),
        one("jawaban tak dikenal", typed("SD.1", "Entah", "Jawaban"), said=("Isian!G9", "tidak dikenal")),
        one("jawaban nilai tanpa angka", typed("SD.1", "Nilai", "Jawaban"), said=("Tidak ada beda",)),
        one("predikat huruf kecil", typed("SD.5", "bb"), {"SD.5": ("nilai", "75")}),
        one("predikat angka", typed("SD.5", 75), {"SD.5": ("nilai", "75")}),
        one("predikat asing", typed("SD.5", "AAA"), said=("Isian!H13", "bukan salah satu sebutan")),
        one("predikat nihil", typed("SD.5", "Nihil", "Jawaban"), said=("Isian!G13", "Nihil berarti nol")),
        one("pecahan", typed("SD.4", 90, "Pembilang", Penyebut="120"), {"SD.4": ("nilai", "75")}),
        one("pecahan terbalik", typed("SD.4", 120, "Pembilang", Penyebut=90), said=("Isian!I12", "tertukar")),
        one("pecahan tanpa penyebut", typed("SD.4", 120, "Pembilang"), said=("Isian!J12", "belum diisi")),
        one("penyebut nol", typed("SD.4", 1, "Pembilang", Penyebut=0), said=("Isian!J12", "tidak dapat dihitung")),
        one("hasil pecahan diketik juga", typed("SD.4", 90, "Pembilang", Penyebut=120, Realisasi=80), said=("Isian!H12", "dihitung sistem")),
        one("pembilang di baris biasa", typed("SD.1", 5, "Pembilang"), said=("Isian!I9", "tidak memakai pembilang")),
        one("nomor seri tanggal", typed("SD.1", 46387, "Tanggal data", Realisasi=1), {"SD.1": ("nilai", "1")}),
        one("tanggal ISO", typed("SD.1", "2026-12-31", "Tanggal data", Realisasi=1), {"SD.1": ("nilai", "1")}),
        one("tanggal dan jam", typed("SD.1", datetime(2026, 12, 31, 8), "Tanggal data", Realisasi=1), {"SD.1": ("nilai", "1")}),
        one("tanggal mustahil", typed("SD.1", "31-02-2026", "Tanggal data"), said=("Isian!P9", "bukan tanggal")),
        one("pilihan asing", typed("SD.1", "Bulan", "Wilayah"), said=("Isian!Q9", "tidak ada dalam pilihan")),
        one("pilihan berkoma", typed("SD.1", "kota, PUSAT", "Wilayah", Realisasi=1), {"SD.1": ("nilai", "1")}),
        one("keterangan mirip rumus", typed("SD.1", "'=1+1", "Keterangan", Realisasi=1), {"SD.1": ("nilai", "1")}),
        one("keterangan panjang", typed("SD.1", "ya 😀 " * 4000, "Keterangan", Realisasi=1), {"SD.1": ("nilai", "1")}),
        # rows and columns moved about
        one("baris ditukar", sheet(_swap_rows, typed("SD.1", 88.03)), {"SD.1": ("nilai", "88.03")}),
        one("kolom ditukar", sheet(_swap_columns, typed("SD.1", 88.03)), {"SD.1": ("nilai", "88.03")}),
        one("baris kosong disisipkan", sheet(_insert_rows, typed("SD.3", 41)), {"SD.3": ("nilai", "41")}),
        one("kolom disisipkan", sheet(lambda s: s.insert_cols(1, 2), typed("SD.3", 41)), {"SD.3": ("nilai", "41")}),
        one("baris disisipkan di atas judul", sheet(lambda s: s.insert_rows(1, 5), typed("SD.3", 41)), {"SD.3": ("nilai", "41")}),
        one("baris jumlah", sheet(_total, typed("SD.3", 41)), {"SD.3": ("nilai", "41")}, said=("Isian!H16", "bukan indikator")),
        one("kolom dan catatan sendiri", sheet(_own_column, typed("SD.3", 41)), {"SD.3": ("nilai", "41")}),
        one("sel digabung", sheet(_merge), {"SD.1": ("nilai", "88.03")}),
        one("diwarnai", sheet(_colours, typed("SD.3", 41)), {"SD.3": ("nilai", "41")}),
        one("baris dihapus", sheet(lambda s: s.delete_rows(9), typed("SD.3", 41)), {"SD.3": ("nilai", "41")}, said=("1 baris tidak ada", "SD.1")),
        one("baris disembunyikan", sheet(lambda s: setattr(s.row_dimensions[11], "hidden", True), typed("SD.3", 41)), {"SD.3": ("nilai", "41")}),
        one("judul huruf besar", sheet(_headings_otherwise, typed("SD.3", 41)), {"SD.3": ("nilai", "41")}),
        one("sel berisi spasi", typed("SD.1", "   ", "Keterangan"), said=("Tidak ada beda",)),
        one("tanpa kolom tanda", sheet(lambda s: s.delete_cols(columns(s)["ID baris"]), typed("SD.3", 41)), {"SD.3": ("nilai", "41")}),
        one("lembar tersembunyi", lambda content: edit(put(content, {("SD.3", "Realisasi"): 41}), _hide), {"SD.3": ("nilai", "41")}),
        one("tanpa gaya sel", lambda content: raw(_google)(put(content, {("SD.3", "Realisasi"): 41})), {"SD.3": ("nilai", "41")}),
        one("XML berawalan", lambda content: raw(_prefixed)(put(content, {("SD.3", "Realisasi"): 41})), {"SD.3": ("nilai", "41")}),
        # the web moved on
        one("diubah", typed("SD.1", 80), {"SD.1": ("nilai", "80")}, before={"SD.1": "76"}),
        one("dikosongkan", typed("SD.1", None), {"SD.1": ("nilai", "76")}, said=("Dikosongkan di berkas",), before={"SD.1": "76"}),
        one("web bergerak, berkas tidak", _same, {"SD.1": ("nilai", "79")}, said=("Tidak ada beda",), before={"SD.1": "76"}, meanwhile={"SD.1": "79"}),
        one("berubah di keduanya", typed("SD.1", 80), {"SD.1": ("nilai", "79")}, said=("Berubah di web dan di berkas", "79", "80"), before={"SD.1": "76"}, meanwhile={"SD.1": "79"}),
        one("berubah sama di keduanya", typed("SD.1", 80), {"SD.1": ("nilai", "80")}, said=("Tidak ada beda",), before={"SD.1": "76"}, meanwhile={"SD.1": "80"}),
        one("ganti jawaban", typed("SD.1", "Tidak berlaku", "Jawaban", Alasan="Bukan urusan kami.", Realisasi=None), {"SD.1": ("tidak_berlaku", None)}, before={"SD.1": "76"}),
        # refused as a whole
        one("tanda diubah", sheet(lambda s: setattr(_mark(s, 9), "value", "sel-999999")), refused=("Isian!R9", "berubah", "Unduh lagi")),
        one("tanda kembar", sheet(_same_marks), refused=("Isian!B10", "dua kali", "Hapus salah satunya")),
        one("kode bergeser", sheet(_shuffled_codes), refused=("Isian!B9", "tidak cocok")),
        one("pengenal dipalsukan", lambda content: edit(content, _forged), refused=("_sop", "sel B1", "Unduh lagi")),
        one("pengenal dihapus", lambda content: edit(content, lambda book: book.remove(book["_sop"])), refused=("_sop", "tidak ada")),
        one("lembar diganti nama", lambda content: edit(content, lambda book: setattr(book["Isian"], "title", "Data")), refused=("Isian", "tidak ada", "Data")),
        one("kolom dihapus", sheet(lambda s: s.delete_cols(8)), refused=("Realisasi", "tidak ada", "Isian!A8")),
        one("judul kembar", sheet(lambda s: setattr(s["Y8"], "value", "realisasi")), refused=("Isian!Y8", "dua kali")),
        one("isian unit lain", _same, refused=("milik isian", "SMP"), whose="unit"),
        one("kasus lain", _same, refused=("milik isian", "laporan nomor"), whose="kasus"),
        one("makro", added("xl/vbaProject.bin", b"x"), refused=("makro", "Simpan Sebagai"), file_name="isian.xlsm"),
        one("tautan luar", added("xl/externalLinks/externalLink1.xml", b"<a/>"), refused=("berkas lain", "Putuskan")),
        one("kata sandi", lambda _: _ole("EncryptedPackage"), refused=("kata sandi",)),
        one("xls lama", lambda _: _ole("Workbook"), refused=(".xls", "Simpan Sebagai"), file_name="isian.xls"),
        one("csv", lambda _: b"No,Kode\n1,SD.1\n", refused=("bukan buku kerja", "Simpan Sebagai"), file_name="isian.csv"),
        one("ods", _ods, refused=(".ods", "Simpan Sebagai"), file_name="isian.ods"),
        one("dokumen Word", raw(lambda members: (members.pop("xl/workbook.xml"), members.update({"word/document.xml": b"<a/>"}))[1]), refused=("bukan buku kerja",)),
        one("kosong", lambda _: b"", refused=("kosong",)),
        one("terpotong", lambda content: content[: len(content) // 2], refused=("rusak atau terpotong",)),
        one("lebih dari 20 MB", lambda content: content + b"\0" * (20 * 1024 * 1024), refused=("lebih besar dari 20 MB",)),
        one("bom zip padat", added("xl/media/a.bin", b"\0" * (60 * 1024 * 1024)), refused=("terlalu besar",)),
        one("bom zip banyak anggota", raw(_many_members), refused=("terlalu besar",)),
        one("ukuran di kepala zip bohong", _lying_header, refused=("rusak",)),
        one("entitas XML", raw(_entity), refused=("rusak",)),
        one("XML rusak", raw(lambda members: members.update({SHEET_XML: members[SHEET_XML][:2000]})), refused=("rusak",)),
        one("sel di ujung lembar", sheet(lambda s: setattr(s["XFD1048576"], "value", 1)), refused=("Isian!XFD1048576", "terlalu jauh")),
    ]  # fmt: skip


def build(torture: Torture, form: Form, others: dict[str, bytes]) -> bytes:
    """The bytes to upload: of this form, or of another unit's or case's."""
    return torture.build(others.get(torture.whose) or form.file())
