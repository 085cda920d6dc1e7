"""What an aide fills for an official. The official's own form starts with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms_base import BaseForm
from accounts.models import User
from workflow.forms.disposition import NOTE, DispositionForm
from workflow.forms.people import people_choices
from workflow.sop import Action

WORDS = {
    Action.DISPOSISIKAN: "Disposisikan",
    Action.CUKUP_DIKETAHUI: "Cukup diketahui, tanpa laporan",
    Action.PARAF_KASUBAG: "Usulkan paraf",
    Action.PARAF_SEKRETARIS: "Usulkan paraf",
    Action.KEMBALIKAN_DRAFT: "Usulkan dikembalikan dengan catatan",
}


class _Choosing(BaseForm):
    """Which of the acts that are possible now."""

    def __init__(self, *args: Any, actions: Iterable[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(action.value, WORDS[action]) for action in actions]
        field = forms.ChoiceField(
            label="Usul", choices=choices, widget=forms.RadioSelect, initial=choices[0][0]
        )
        self.fields = {"action": field, **self.fields}


class PrepareDispositionForm(_Choosing, DispositionForm):
    """Recipients, instructions and note of the sheet, as its own form has them."""


class PrepareNoteForm(_Choosing):
    """A word to the official, or the note with which the draft would go back."""

    note = forms.CharField(
        label="Catatan", required=False, max_length=2000, widget=NOTE,
        help_text="Untuk pengembalian: apa yang harus diperbaiki. Untuk paraf: apa yang sudah diperiksa.",
    )  # fmt: skip


class AideForm(BaseForm):
    """`officials` is None for somebody who chooses for themselves."""

    official = forms.TypedChoiceField(label="Pejabat", coerce=int)
    aide = forms.TypedChoiceField(
        label="Penyiap", coerce=int, help_text="Staf, atau pejabat di unit yang dipimpinnya."
    )

    def __init__(self, *args: Any, officials: Iterable[User] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if officials is None:
            del self.fields["official"]
        else:
            names = [("", "Pilih…"), *((str(one.pk), one.name) for one in officials)]
            self.fields["official"].choices = names  # type: ignore[attr-defined]
        self.fields["aide"].choices = people_choices()  # type: ignore[attr-defined]
