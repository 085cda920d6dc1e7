"""One format as a form: its name, its rows unit by unit, its extra columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from accounts.errors import Refusal
from accounts.forms_base import BaseForm, BaseFormMixin, read_key
from accounts.models import Unit
from accounts.roles import UnitKind
from reports.indicators.formats import ColumnEntry, Contents, RowEntry, check_column
from reports.indicators.models import ColumnKind, Format, Indicator

MOST_ROWS = 1500
MOST_COLUMNS = 20
MOST_ORDER = 30_000
MOST_KEY = 2**31 - 1


class HeadForm(BaseForm):
    """Name and instructions."""

    name = forms.CharField(label="Nama format", max_length=150, help_text="Misalnya Data kinerja triwulan.")
    instructions = forms.CharField(
        label="Petunjuk pengisian", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": "3"}), help_text="Untuk yang memakai format ini di langkah 2.",
    )  # fmt: skip


class _OwnBoxes(BaseForm):
    """Boxes stand in a `.pilih`, which draws them itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.BooleanField):
                field.widget.attrs.pop("class", None)


class RowForm(_OwnBoxes):
    """One indicator asked of one unit. `indikator` and `unit_pengisi` are the things themselves, for showing."""

    indicator = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_KEY)
    unit = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_KEY)
    order = forms.IntegerField(label="Urutan", required=False, min_value=0, max_value=MOST_ORDER)
    evidence_required = forms.BooleanField(label="Bukti wajib", required=False)
    help_text = forms.CharField(label="Petunjuk baris", required=False, max_length=250)

    indikator: Indicator | None = None
    unit_pengisi: Unit | None = None

    def entry(self) -> RowEntry:
        data = self.cleaned_data
        return RowEntry(
            data["indicator"], data["unit"], data["order"] or 0, data["evidence_required"], data["help_text"]
        )


class ColumnForm(_OwnBoxes):
    """One extra column; an empty last one is simply not made."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_KEY)
    label = forms.CharField(label="Judul kolom", max_length=80)
    kind = forms.ChoiceField(label="Jenis isian", choices=ColumnKind, initial=ColumnKind.TEKS)
    choices = forms.CharField(
        label="Pilihan", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Hanya untuk jenis pilihan: satu pilihan per baris.",
    )  # fmt: skip
    help_text = forms.CharField(label="Petunjuk", required=False, max_length=200)
    order = forms.IntegerField(label="Urutan", required=False, min_value=0, max_value=MOST_ORDER)
    is_required = forms.BooleanField(label="Wajib diisi", required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.has_changed() and {"label", "kind", "choices"} <= set(data):
            try:
                check_column(label=data["label"], kind=data["kind"], choices=data["choices"])
            except Refusal as refusal:
                self.add_refusal(refusal)
        return data

    def entry(self) -> ColumnEntry:
        data = self.cleaned_data
        return ColumnEntry(
            data["pk"], data["label"], data["kind"], data["choices"].replace("\r\n", "\n"), data["is_required"],
            data["help_text"], data["order"] or 0,
        )  # fmt: skip


class _DeletableFormSet(BaseFormSet):  # type: ignore[type-arg]
    def add_fields(self, form: BaseFormMixin, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Hapus"


def _kept(formset: BaseFormSet[Any]) -> Iterator[Any]:
    """The forms that stand for something and are not ticked away."""
    for form in formset.forms:
        if (form.initial or form.has_changed()) and not form.cleaned_data.get("DELETE"):
            yield form


RowFormSet = formset_factory(
    RowForm, formset=_DeletableFormSet, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)
ColumnFormSet = formset_factory(
    ColumnForm, formset=_DeletableFormSet, extra=1, can_delete=True, max_num=MOST_COLUMNS,
    absolute_max=MOST_COLUMNS,
)  # fmt: skip


class Editor:
    """The three parts together, unbound from what is stored or bound to what was typed."""

    def __init__(self, contents: Contents, data: Any = None) -> None:
        rows = [
            {"indicator": row.indicator, "unit": row.unit, "order": row.order,
             "evidence_required": row.evidence_required, "help_text": row.help_text}
            for row in contents.rows
        ]  # fmt: skip
        columns = [
            {"pk": one.pk, "label": one.label, "kind": one.kind, "choices": one.choices, "order": one.order,
             "help_text": one.help_text, "is_required": one.is_required}
            for one in contents.columns
        ]  # fmt: skip
        head = {"name": contents.name, "instructions": contents.instructions}
        self.head = HeadForm(data, initial=head)
        self.rows = RowFormSet(data, initial=rows, prefix="baris")
        self.columns = ColumnFormSet(data, initial=columns, prefix="kolom")
        self._show(self.rows.forms)

    def is_valid(self) -> bool:
        parts = [self.head.is_valid(), self.rows.is_valid(), self.columns.is_valid()]
        return all(parts)

    def contents(self, added: list[tuple[int, int]]) -> Contents:
        """What was typed, with indicators added at the end of their unit. Only when valid."""
        rows = [form.entry() for form in _kept(self.rows)]
        known = {(row.indicator, row.unit) for row in rows}
        last = max((row.order for row in rows), default=0)
        for number, (indicator, unit) in enumerate(added, start=1):
            if (indicator, unit) not in known:
                rows.append(RowEntry(indicator, unit, min(last + number, MOST_ORDER)))
        head = self.head.cleaned_data
        columns = tuple(form.entry() for form in _kept(self.columns))
        return Contents(head["name"], head["instructions"], tuple(rows), columns)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of everything refused, in the page's order."""
        found: list[tuple[str, str]] = []
        for form in [self.head, *self.rows.forms, *self.columns.forms]:
            for name, sentences in form.errors.items():
                field = None if name == "__all__" else form[name]
                anchor = "" if field is None or field.is_hidden else field.auto_id
                label = "" if field is None else f"{field.label}: "
                found += [(anchor, f"{label}{sentence}") for sentence in sentences]
        for formset in (self.rows, self.columns):
            found += [
                ("", "Sebagian isian halaman ini tidak sampai. Muat ulang halaman, lalu ulangi.")
                for _ in formset.non_form_errors()
            ]
        return found

    @staticmethod
    def _show(forms: list[Any]) -> None:
        keys = [(_number(form["indicator"].value()), _number(form["unit"].value())) for form in forms]
        indicators = Indicator.objects.in_bulk({indicator for indicator, _ in keys})
        units = Unit.objects.in_bulk({unit for _, unit in keys})
        for form, (indicator, unit) in zip(forms, keys, strict=True):
            form.indikator, form.unit_pengisi = indicators.get(indicator), units.get(unit)
            for name in ("order", "evidence_required", "help_text", "DELETE"):
                said = f"{form.fields[name].label} {form.indikator.code if form.indikator else ''}".strip()
                form.fields[name].widget.attrs["aria-label"] = said


def _number(value: Any) -> int:
    return min(read_key(str(value)) or 0, MOST_KEY)


def answering_units() -> list[Unit]:
    """Whom a row may be asked of: what a seksi knows is asked of its bidang."""
    return list(
        Unit.objects.filter(is_active=True).exclude(kind__in=[UnitKind.SEKSI, UnitKind.DINAS]).order_by("order", "name")
    )  # fmt: skip


def asks_of(format: Format) -> dict[int, list[str]]:
    """Indicator -> the units this format asks it of already."""
    found: dict[int, list[str]] = {}
    for indicator, unit in format.items.values_list("indicator", "unit__short_name"):
        found.setdefault(indicator, []).append(unit)
    return found
