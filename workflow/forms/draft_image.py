"""An image for the draft without JavaScript: into which section, which file, and what is seen on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms_base import BaseForm
from reports.models import DraftSection


class PlainImageForm(BaseForm):
    """The image goes behind the text of the section; from there it is moved like any line."""

    bagian = forms.TypedChoiceField(label="Di akhir bagian", coerce=int)
    file = forms.FileField(
        label="Berkas gambar",
        help_text="JPG atau PNG. Data lokasi dan kamera dihapus dari berkas.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    alt = forms.CharField(
        label="Apa yang terlihat pada gambar",
        max_length=250,
        help_text="Dibacakan kepada pembaca yang tidak dapat melihat gambar.",
    )

    def __init__(self, *args: Any, sections: Iterable[DraftSection], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="gambar_%s", **kwargs)
        self.fields["bagian"].choices = [(one.pk, one.heading) for one in sections]  # type: ignore[attr-defined]
