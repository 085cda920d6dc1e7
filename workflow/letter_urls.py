"""Addresses of the agenda book, and of steps 1 to 4; workflow/urls.py includes them under the same names."""

from django.urls import path

from workflow.views import (
    analysing,
    cancelling,
    collecting,
    disposition,
    format_editor,
    formats,
    letter_book,
    letters,
)

urlpatterns = [
    path("surat/", letter_book.book, name="surat"),
    path("surat/excel/", letter_book.book_excel, name="agenda-excel"),
    path("surat/pdf/", letter_book.book_pdf, name="agenda-pdf"),
    path("surat/baru/", letters.new, name="surat-baru"),
    path("surat/<int:pk>/", letters.detail, name="surat-rinci"),
    path("surat/<int:pk>/pindaian/", letters.scan, name="surat-pindaian"),
    path("surat/<int:pk>/pindaian/<int:page>/", letters.scan_page, name="surat-halaman"),
    path("kasus/<int:pk>/disposisi/", disposition.disposition, name="disposisi"),
    path("kasus/<int:pk>/tarik/", disposition.recall, name="tarik-disposisi"),
    path("format/", format_editor.format_list, name="format-daftar"),
    path("format/baru/", format_editor.new_format, name="format-baru"),
    path("format/<int:pk>/", format_editor.format_detail, name="format-rinci"),
    path("kasus/<int:pk>/format/", formats.format_page, name="format"),
    path("kasus/<int:pk>/pengumpulan/", collecting.collecting, name="pengumpulan"),
    path("kasus/<int:pk>/pengumpulan/ingatkan/", collecting.remind, name="ingatkan"),
    path("kasus/<int:pk>/pengumpulan/susulan/", collecting.more_time, name="susulan"),
    path("kasus/<int:pk>/analisis/", analysing.analysing, name="analisis"),
    path("kasus/<int:pk>/batalkan/", cancelling.cancel, name="batalkan"),
]
