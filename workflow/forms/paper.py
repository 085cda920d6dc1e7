"""Forms of steps 5 to 9: the notes that go with a return, the number, the passphrase, the recipients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms

from accounts.forms_base import BaseForm

if TYPE_CHECKING:
    from accounts.models import Unit


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


class RecipientsForm(BaseForm):
    """Who gets a copy. The units that gave data and the requester are ticked beforehand."""

    units = forms.TypedMultipleChoiceField(
        label="Unit di dinas", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Unit yang mengisi data sudah dicentang. Orang di unit itu nanti menekan “Sudah saya terima”.",
    )  # fmt: skip
    requester = forms.BooleanField(label="Peminta laporan", required=False)
    others = forms.CharField(
        label="Penerima lain di luar dinas", required=False, max_length=1500,
        help_text="Satu nama per baris, misalnya Bagian Organisasi Sekretariat Daerah.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Iterable[Unit], requester: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.requester_name = requester
        self.fields["units"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]
        self.fields["requester"].label = requester

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        outside = [self.requester_name] if data.get("requester") else []
        for line in str(data.get("others", "")).splitlines():
            name = " ".join(line.split())[:200]
            if name and name not in outside:
                outside.append(name)
        data["outside"] = outside
        if not outside and not data.get("units"):
            raise forms.ValidationError(
                "Belum ada penerima. Centang sedikitnya satu unit atau tulis satu penerima."
            )
        return data
