"""Forms a person fills about themselves."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from accounts.forms_base import BaseForm
from accounts.models import ChannelPolicy

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
    by_email = forms.BooleanField(
        label="Kirim juga lewat surel",
        required=False,
        help_text="Lonceng di aplikasi selalu berbunyi dan tidak dapat dimatikan.",
    )
    by_gateway = forms.BooleanField(
        label="Kirim juga ke nomor telepon saya",
        required=False,
        help_text="Isinya nomor surat, langkah, tenggat, dan tautan; tidak pernah data kinerja.",
    )

    def __init__(self, *args: Any, policy: ChannelPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not policy.email:
            del self.fields["by_email"]
        if policy.gateway_id is None:
            del self.fields["by_gateway"]

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        number = re.sub(r"[\s.\-()]+", "", text)
        if number and not _PHONE.fullmatch(number):
            raise forms.ValidationError(
                "Nomor telepon terdiri atas 8 sampai 15 angka, boleh diawali +62. Periksa kembali nomornya."
            )
        return number
