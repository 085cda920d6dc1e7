"""The lembar disposisi as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, IntegerField, QuerySet, When

from accounts.forms_base import BaseForm, ManyField
from accounts.models import Unit
from accounts.models.office import standard_title
from accounts.roles import Place, Role, UnitKind
from workflow.letters import Instruction

NOTE = forms.Textarea(attrs={"rows": "3"})


def addressees() -> QuerySet[Unit]:
    """Units whose heads a disposition may name: the planners first, then the Sekretaris, then bidang and sub bagian."""
    return (
        Unit.objects.filter(is_active=True, kind__in=[UnitKind.SEKRETARIAT, UnitKind.SUB_BAGIAN, UnitKind.BIDANG])
        .annotate(
            rank=Case(
                When(place=Place.PERENCANAAN, then=0), When(place=Place.SEKRETARIAT, then=1),
                When(kind=UnitKind.BIDANG, then=2), default=3, output_field=IntegerField(),
            )
        )
        .order_by("rank", "order", "name")
    )  # fmt: skip


def head_title(unit: Unit) -> str:
    """How the sheet names whoever heads the unit: "Kasubag Perencanaan", "Kepala Bidang Pembinaan SD"."""
    return standard_title(Role(unit.head_role), unit)


class DispositionForm(BaseForm):
    """Recipients, instructions, note."""

    recipients = ManyField(
        label="Diteruskan kepada", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Kasubag Perencanaan memulai pengumpulan data. Yang lain menerima tembusan.",
    )  # fmt: skip
    instructions = forms.MultipleChoiceField(
        label="Dengan hormat harap", choices=Instruction, required=False, widget=forms.CheckboxSelectMultiple,
        initial=[Instruction.PROSES],
    )  # fmt: skip
    note = forms.CharField(label="Catatan", required=False, max_length=2000, widget=NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["recipients"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = addressees()
        # the same rows serve the check boxes and their validation: asked once
        self.units = list(addressees())
        field.widget.choices = [(unit.pk, head_title(unit)) for unit in self.units]
        self.planning = next((unit for unit in self.units if unit.place == Place.PERENCANAAN), None)
        if self.planning is not None:
            self.initial.setdefault("recipients", [self.planning.pk])

    def chosen(self) -> set[str]:
        """Keys of the boxes that are ticked, before and after a refusal."""
        value = self["recipients"].value() or []
        return {str(getattr(one, "pk", one)) for one in value}


class AcknowledgeForm(BaseForm):
    """No report is needed: only known."""

    note = forms.CharField(label="Catatan", required=False, max_length=2000, widget=NOTE)


class ForwardForm(BaseForm):
    """The letter belongs to another perangkat daerah."""

    forwarded_to = forms.CharField(
        label="Diteruskan ke perangkat daerah",
        max_length=200,
        help_text="Tulis nama lengkapnya, misalnya Dinas Sosial.",
    )
    note = forms.CharField(label="Catatan", required=False, max_length=2000, widget=NOTE)
