"""The sheet Petunjuk: how to fill this workbook, and what each indicator means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.collection.models import Submission
from reports.collection.workbook.layout import HELP, Layout
from reports.collection.workbook.look import Look

if TYPE_CHECKING:
    from openpyxl import Workbook

LINES = (
    ("Cara mengisi", ""),
    ("1", "Isi sel yang berwarna kuning di lembar Isian. Sel lain terkunci supaya susunannya tidak rusak."),
    ("2", "Angka boleh ditulis 88,03 atau 88.03. Seribu dua ratus ditulis 1.200 atau 1200."),
    ("3", "Persen ditulis 88,03, bukan 0,8803; sel berformat persen juga dibaca benar."),
    ("4", "Simpan tetap sebagai .xlsx, lalu tekan “Unggah Excel” di halaman isian unit Anda."),
    ("5", "Sebelum apa pun disimpan, halaman itu memperlihatkan bedanya dengan isian di web; Anda yang mencentang."),
    ("Jawaban", ""),
    ("Nilai", "Ada angkanya. Bila Jawaban dikosongkan dan Realisasi diisi, jawabannya dianggap Nilai."),
    ("Nihil", "Nol sungguhan dan ikut dihitung."),
    ("Belum tersedia", "Datanya akan ada. Tulis alasan dan perkiraan tanggalnya di kolom Alasan."),
    ("Tidak berlaku", "Bukan urusan unit ini dan tidak dihitung. Tulis alasannya."),
    ("Kolom lain", ""),
    ("Keterangan", "Catatan untuk pembaca laporan."),
    ("Penjelasan", "Jawaban bila halaman isian menanyakan angkanya, misalnya karena melonjak."),
)  # fmt: skip
PARTS = ("Pembilang, Penyebut", "Untuk baris “dihitung sistem”: isi keduanya, sistem yang membagi.")


def write_help(book: Workbook, submission: Submission, layout: Layout, look: Look) -> None:
    """Instructions, then the sender's own note."""
    sheet = book.create_sheet(HELP)
    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = 92
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    lines = [*LINES]
    if "numerator" in layout.inputs:
        lines.append(PARTS)
    lines += [(column.label, column.help) for column in layout.extra.values() if column.help]
    if note := submission.report.format_note:
        lines += [("Catatan pengirim", ""), ("", note)]
    for row, (word, text) in enumerate(lines, start=1):
        look.put(sheet, row, 1, word, "sop teks kepala" if text else "sop label")
        look.put(sheet, row, 2, text, "sop teks panduan")
