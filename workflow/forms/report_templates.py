"""One template of the report as a form: its name, its sections in their order, the wording of the surat pengantar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from accounts.errors import Refusal
from accounts.forms_base import BaseForm
from reports.drafting.blocks import LABELS
from reports.drafting.template_models import LEVELS, Repeat
from reports.drafting.template_services import Contents, SectionEntry, check_section

MOST_SECTIONS = 60
MOST_ORDER = 9_999
ONCE = "sekali"
"""What the form calls a section that is not repeated: an empty choice would look unanswered."""


class TemplateHeadForm(BaseForm):
    """Name of the template and the surat pengantar that goes with its reports."""

    name = forms.CharField(label="Nama templat", max_length=150)
    letter_subject = forms.CharField(label="Hal", max_length=200)
    letter_text = forms.CharField(
        label="Isi surat", max_length=6000, widget=forms.Textarea(attrs={"rows": "9"}),
        help_text="Baris kosong memisahkan paragraf. Tanda untuk seluruh laporan boleh dipakai.",
    )  # fmt: skip


class SectionForm(BaseForm):
    """One section; an empty last one is simply not made."""

    key = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=40)
    order = forms.IntegerField(label="Urutan", required=False, min_value=0, max_value=MOST_ORDER)
    heading = forms.CharField(label="Judul", max_length=150)
    level = forms.TypedChoiceField(label="Tingkat judul", coerce=int, choices=LEVELS, initial=1)
    repeat = forms.ChoiceField(
        label="Ditulis", choices=[(value or ONCE, label) for value, label in Repeat.choices], initial=ONCE
    )
    text = forms.CharField(
        label="Kalimat", required=False, max_length=12_000, widget=forms.Textarea(attrs={"rows": "6"}),
        help_text="Baris kosong memisahkan paragraf; baris yang dimulai “- ” menjadi daftar. Paragraf yang tandanya kosong tidak dicetak.",
    )  # fmt: skip
    blocks = forms.MultipleChoiceField(
        label="Tabel dan grafik di bawahnya",
        required=False,
        choices=list(LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.has_changed() and not self.errors and not data.get("DELETE"):
            try:
                check_section(self.entry())
            except Refusal as refusal:
                self.add_refusal(refusal)
        return data

    def entry(self) -> SectionEntry:
        data = self.cleaned_data
        text = data["text"].replace("\r\n", "\n").strip()
        return SectionEntry(
            data["key"], data["level"], data["heading"], text, tuple(data["blocks"]),
            Repeat.SEKALI if data["repeat"] == ONCE else data["repeat"],
        )  # fmt: skip


class _SectionFormSet(BaseFormSet):  # type: ignore[type-arg]
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Hapus bagian ini"
        form.fields["DELETE"].widget.attrs.pop("class", None)


SectionFormSet = formset_factory(
    SectionForm,
    formset=_SectionFormSet,
    extra=1,
    can_delete=True,
    max_num=MOST_SECTIONS,
    absolute_max=MOST_SECTIONS,
)


class TemplateEditor:
    """Both parts together, unbound from what is stored or bound to what was typed."""

    def __init__(self, contents: Contents, data: Any = None) -> None:
        initial = [
            {
                "key": one.key, "order": place * 10, "heading": one.heading, "level": one.level, "repeat": one.repeat or ONCE,
                "text": one.text, "blocks": list(one.blocks),
            }
            for place, one in enumerate(contents.sections, start=1)
        ]  # fmt: skip
        head = {
            "name": contents.name, "letter_subject": contents.letter_subject, "letter_text": contents.letter_text,
        }  # fmt: skip
        self.head = TemplateHeadForm(data, initial=head)
        self.sections = SectionFormSet(data, initial=initial, prefix="bagian")

    def is_valid(self) -> bool:
        return all((self.head.is_valid(), self.sections.is_valid()))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the control, sentence) for the summary on top."""
        found = []
        for form in (self.head, *self.sections.forms):
            for name, sentences in form.errors.items():
                anchor = form[name].auto_id if name in form.fields else ""
                label = (
                    f"{form[name].label}: "
                    if name in form.fields and not str(sentences[0]).startswith("Bagian")
                    else ""
                )
                found.append((anchor, f"{label}{sentences[0]}"))
        return found

    def contents(self) -> Contents:
        """What was typed, sections by their order number; only after is_valid()."""
        kept = [
            form
            for form in self.sections.forms
            if (form.initial or form.has_changed()) and not form.cleaned_data.get("DELETE")
        ]
        last = MOST_ORDER + 1
        kept.sort(key=lambda form: last if (order := form.cleaned_data["order"]) is None else order)
        head = self.head.cleaned_data
        text = head["letter_text"].replace("\r\n", "\n").strip()
        return Contents(head["name"], head["letter_subject"], text, tuple(form.entry() for form in kept))
