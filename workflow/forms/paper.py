"""Forms of steps 5 to 9: the notes that go with a return, the number, the passphrase."""

from __future__ import annotations

from django import forms

from accounts.forms_base import BaseForm


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


class NumberForm(BaseForm):
    """Asked only where the number comes from the office's own book."""

    nomor = forms.CharField(
        label="Nomor dari buku nomor surat keluar",
        help_text="Tulis nomor urutnya saja, misalnya 318. Kode, singkatan dinas dan tahun ditambahkan sendiri.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        max_length=10,
    )


class PassphraseForm(BaseForm):
    """The passphrase is never shown again, kept in the browser or written anywhere."""

    naskah = forms.IntegerField(widget=forms.HiddenInput)
    sidik = forms.CharField(widget=forms.HiddenInput, max_length=64)
    sandi = forms.CharField(
        label="Sandi tanda tangan",
        help_text="Sandi sertifikat Anda, bukan kata sandi untuk masuk. Dipakai sekali ini saja dan tidak disimpan.",
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "off", "data-jangan-simpan": "", "spellcheck": "false"}
        ),
        strip=False,
        max_length=200,
    )
