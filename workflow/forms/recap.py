"""The note on a person's figures."""

from __future__ import annotations

from django import forms

from accounts.forms_base import BaseForm


class NoteForm(BaseForm):
    text = forms.CharField(
        label="Keterangan atas rentang ini", widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Misalnya cuti, penugasan lain, atau surat yang datang bersamaan. Keterangan tidak dapat diubah lagi.",
    )  # fmt: skip
