"""Step 2 as a form: which format, which period, which units, and who may read a rahasia case."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.forms_base import BaseForm, ManyField
from accounts.models import Assignment, Unit, User
from reports.indicators.models import Format
from workflow.forms.periods import PeriodFields


class ManyFilesInput(forms.FileInput):
    """Several files at once; the view reads them from the request."""

    allow_multiple_selected = True


class FormatForm(BaseForm, PeriodFields):
    """`units`: those the chosen format has rows for; `readers`: the staf perencana, for a rahasia case only."""

    format = forms.ModelChoiceField(
        label="Format pengumpulan data", queryset=Format.objects.none(), empty_label="Pilih format"
    )
    units = ManyField(
        label="Unit yang mengisi",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label="Petunjuk untuk unit", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Tampil di atas isian setiap unit.",
    )  # fmt: skip
    lampiran = forms.FileField(
        label="Lampiran dari peminta", required=False,
        widget=ManyFilesInput(attrs={"multiple": True, "accept": ".pdf,.xlsx,.docx"}),
        help_text="Misalnya format baku peminta: PDF, Excel, atau Word, paling besar 35 MB. Ikut terkirim ke setiap unit.",
    )  # fmt: skip
    readers = ManyField(
        label="Staf perencana yang mengerjakan", queryset=User.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Surat ini rahasia: hanya yang dicentang dapat membuka kasus ini.",
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[Unit], staff: list[Assignment] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stretch"].label = "Periode"
        choose, tick = self.fields["format"], self.fields["units"]
        assert isinstance(choose, forms.ModelChoiceField)
        assert isinstance(tick, forms.ModelMultipleChoiceField)
        choose.queryset = Format.objects.filter(is_active=True)
        tick.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        tick.widget.choices = [(unit.pk, unit.name) for unit in units]
        if staff is None:
            del self.fields["readers"]
        else:
            read = self.fields["readers"]
            assert isinstance(read, forms.ModelMultipleChoiceField)
            people = {post.person_id: post.person.name for post in staff}
            read.queryset = User.objects.filter(pk__in=people)
            read.widget.choices = list(people.items())

    def act_data(self) -> dict[str, Any]:
        """What the act SAMPAIKAN_FORMAT asks for."""
        return {
            "format": self.cleaned_data["format"].pk,
            "units": [unit.pk for unit in self.cleaned_data["units"]],
            "readers": [person.pk for person in self.cleaned_data.get("readers", ())],
            "note": self.cleaned_data["note"],
            "period": self.period(),
        }
