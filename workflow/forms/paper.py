"""Forms of steps 5 to 9: the notes that go with a return, the number, the passphrase."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms

from accounts.forms_base import BaseForm, IndonesianDateField, dress

if TYPE_CHECKING:
    from reports.models import SignedPaper


class ReopenForm(BaseForm):
    note = forms.CharField(
        label="Angka mana yang keliru, dan apa sebabnya?",
        help_text="Kasubag membaca catatan ini. Sebut unit, indikator dan angka yang benar bila sudah diketahui.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
    )


class ReturnForm(BaseForm):
    note = forms.CharField(
        label="Apa yang harus diperbaiki?",
        help_text="Sebut halaman atau bagiannya. Catatan ini dibaca Staf Perencana dan tersimpan di riwayat kasus.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
    )


class PrepareForm(BaseForm):
    """Before the papers are made: is there a surat pengantar, and, where numbers come from the office's own book, which."""

    pengantar = forms.BooleanField(
        label="Sertakan surat pengantar", required=False, initial=True,
        help_text="Ditandatangani sekaligus dengan laporan, dengan nomor sendiri.",
    )  # fmt: skip
    nomor = forms.CharField(
        label="Nomor dari buku nomor surat keluar",
        help_text="Tulis nomor urutnya saja, misalnya 318. Kode, singkatan dinas dan tahun ditambahkan sendiri.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        max_length=10,
    )
    nomor_pengantar = forms.CharField(
        label="Nomor surat pengantar", required=False, help_text="Hanya bila surat pengantar disertakan.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), max_length=10,
    )  # fmt: skip

    def __init__(self, *args: Any, typed: bool, typed_pengantar: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not typed:
            del self.fields["nomor"]
        if not typed_pengantar:
            del self.fields["nomor_pengantar"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("pengantar") and "nomor_pengantar" in self.fields and not data.get("nomor_pengantar"):
            self.add_error(
                "nomor_pengantar",
                "Isian ini belum diisi. Ambil nomor kedua dari buku nomor, lalu ketik di sini.",
            )
        return data


class PassphraseForm(BaseForm):
    """The passphrase is never shown again, kept in the browser or written anywhere."""

    naskah = forms.IntegerField(widget=forms.HiddenInput)
    sidik = forms.CharField(widget=forms.HiddenInput, max_length=64)
    sidik_pengantar = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    sandi = forms.CharField(
        label="Sandi tanda tangan",
        help_text="Sandi sertifikat Anda, bukan kata sandi untuk masuk. Dipakai sekali ini saja dan tidak disimpan.",
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "off", "data-jangan-simpan": "", "spellcheck": "false"}
        ),
        strip=False,
        max_length=200,
    )

    def __init__(self, *args: Any, certified: bool = False, is_made: bool = False, **kwargs: Any) -> None:
        """`certified`: the passphrase is that of BSrE; `is_made`: it was given already and its result is here."""
        super().__init__(*args, **kwargs)
        if certified:
            self.fields["sandi"].label = "Passphrase BSrE"
            self.fields[
                "sandi"
            ].help_text = (
                "Passphrase sertifikat BSrE Anda. Dikirim ke BSrE sekali ini saja dan tidak disimpan."
            )
        if is_made:
            del self.fields["sandi"]


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or more files; the cleaned value is a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        one = super().clean
        files = data if isinstance(data, list | tuple) else [data]
        return [one(file, initial) for file in files] or [one(None, initial)]


class WetScanForm(BaseForm):
    """The scan of the signed sheets, one field a paper; several pictures make one scan."""

    tanggal = IndonesianDateField(label="Tanggal ditandatangani")

    def __init__(self, *args: Any, papers: Iterable[SignedPaper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = list(papers)
        for paper in self.papers:
            field = ManyFilesField(
                label=f"Pindaian {paper.get_kind_display().lower()} {paper.number.text}",
                help_text=f"{paper.document.pages if paper.document else 0} halaman. Satu PDF, atau foto JPG/PNG tiap halaman berurutan.",
            )
            dress(field)
            self.fields[f"pindaian_{paper.pk}"] = field


class MismatchForm(BaseForm):
    alasan = forms.CharField(
        label="Apa yang tidak cocok?", help_text="Sebut halaman atau nomornya, supaya dapat dicetak atau dipindai ulang.",
        widget=forms.Textarea(attrs={"rows": 3}), max_length=1000,
    )  # fmt: skip
