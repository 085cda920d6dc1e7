"""Small forms that ask for one sentence before something is taken back or called off."""

from __future__ import annotations

from django import forms

from accounts.forms_base import BaseForm


class RecallForm(BaseForm):
    note = forms.CharField(
        label="Sebab ditarik", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Tercatat pada perjalanan kasus.",
    )  # fmt: skip


class CancelForm(BaseForm):
    note = forms.CharField(
        label="Alasan pembatalan", max_length=2000, widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="Terbaca oleh semua yang mengikuti kasus ini.",
        error_messages={"required": "Tulis alasan pembatalan."},
    )  # fmt: skip
