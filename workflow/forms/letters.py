"""Writing a letter into the agenda book, and looking through the book."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from accounts.forms_base import BaseForm, IndonesianDateField
from reports.models import ClassificationCode
from workflow.forms.periods import PeriodFields
from workflow.letters import Sifat
from workflow.register import refuse_future

SCAN_HELP = "PDF, JPG, atau PNG, paling besar 35 MB."


class LetterForm(BaseForm, PeriodFields):
    """One incoming letter. `today` is the office's day; `asks_number`: the agenda number is typed from the book."""

    scan = forms.FileField(
        label="Pindaian surat", required=False, help_text=SCAN_HELP, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )  # fmt: skip
    agenda_typed = forms.CharField(
        label="Nomor agenda", max_length=40, help_text="Salin nomor urutnya dari buku agenda kantor, misalnya 0392.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip
    number = forms.CharField(
        label="Nomor surat", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    date = IndonesianDateField(label="Tanggal surat")
    sender = forms.CharField(
        label="Asal surat",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "asal-lama", "autocomplete": "off"}),
    )
    subject = forms.CharField(
        label="Perihal", max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sifat = forms.ChoiceField(label="Sifat", choices=Sifat, initial=Sifat.BIASA)
    requested_by = IndonesianDateField(
        label="Diminta paling lambat", required=False, help_text="Bila surat menyebut tanggal."
    )
    classification = forms.ModelChoiceField(
        label="Kode klasifikasi",
        queryset=ClassificationCode.objects.none(),
        required=False,
        empty_label="Tanpa kode",
    )
    attachments = forms.CharField(
        label="Lampiran", max_length=100, required=False, help_text="Misalnya 1 berkas."
    )
    srikandi_number = forms.CharField(label="Nomor SRIKANDI", max_length=100, required=False)

    def __init__(self, *args: Any, today: datetime.date, asks_number: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        codes = self.fields["classification"]
        assert isinstance(codes, forms.ModelChoiceField)
        codes.queryset = ClassificationCode.objects.filter(is_active=True)
        self.fields["date"].widget.attrs["max"] = today.isoformat()
        if not asks_number:
            del self.fields["agenda_typed"]

    def clean_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["date"]
        try:
            refuse_future(day, self.today)
        except ValueError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return day

    def letter_data(self) -> dict[str, Any]:
        """What workflow.register asks for, without the scan."""
        names = (
            "number", "date", "sender", "subject", "sifat", "classification", "attachments", "srikandi_number",
            "requested_by", "agenda_typed",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data} | {
            "period": self.period()
        }
