"""Forms a person fills about themselves."""

from __future__ import annotations

import re

from django import forms

from accounts.forms_base import BaseForm

_PHONE = re.compile(r"\+?[0-9]{8,15}")


class ContactForm(BaseForm):
    """Where messages reach me."""

    email = forms.EmailField(
        label="Alamat surel",
        required=False,
        max_length=254,
        help_text="Pengingat dikirim ke sini. Bila kosong, pengingat hanya muncul di lonceng aplikasi.",
        error_messages={"invalid": "Alamat surel belum lengkap. Contoh: nama@luwutimurkab.go.id."},
    )
    phone = forms.CharField(
        label="Nomor telepon", required=False, max_length=20, help_text="Contoh: 0812 3456 7890."
    )

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        number = re.sub(r"[\s.\-()]+", "", text)
        if number and not _PHONE.fullmatch(number):
            raise forms.ValidationError(
                "Nomor telepon terdiri atas 8 sampai 15 angka, boleh diawali +62. Periksa kembali nomornya."
            )
        return number
