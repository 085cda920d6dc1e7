"""What is asked before a signed report ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms_base import BaseForm
from reports.models import SignedPaper


class EndForm(BaseForm):
    """A replacement is a report that is signed already; without one the report is withdrawn."""

    pengganti = forms.TypedChoiceField(
        label="Laporan pengganti", required=False, coerce=int, empty_value=None,
        help_text="Laporan lain tentang periode yang sama yang sudah ditandatangani. Kosong: laporan dicabut tanpa pengganti.",
    )  # fmt: skip
    note = forms.CharField(
        label="Alasan", max_length=1000, widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="Dibaca siapa pun yang memeriksa laporan ini, juga di luar dinas. Jangan menulis data pribadi.",
        error_messages={"required": "Tulis alasannya. Siapa pun yang memeriksa laporan ini membacanya."},
    )  # fmt: skip

    def __init__(self, *args: Any, replacements: Iterable[SignedPaper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pengganti"].choices = [  # type: ignore[attr-defined]
            ("", "Tidak ada, laporan dicabut saja"),
            *((one.pk, f"{one.number.text}, {one.report.title}") for one in replacements),
        ]
