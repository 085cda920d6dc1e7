"""Who gets the report: a tick and a number of copies for each unit, a row for each recipient outside the office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BoundField
from django.http import QueryDict

from accounts.errors import Refusal
from accounts.forms_base import BaseForm, dress
from accounts.models import Unit
from reports.distribution.models import MOST_COPIES
from reports.distribution.planning import LONGEST_NAME, Recipient, checked

SPARE_ROWS = 2
MOST_ROWS = 40


@dataclass(frozen=True)
class UnitRow:
    name: str
    chosen: BoundField
    quantity: BoundField


@dataclass(frozen=True)
class OutsideRow:
    number: int
    name: BoundField
    email: BoundField
    quantity: BoundField
    copied: BoundField
    is_requester: bool


class RecipientsForm(BaseForm):
    """Begins with the plan: the units that gave data and whoever asked, unless somebody wrote down others."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        units: Iterable[Unit],
        planned: Sequence[Recipient],
        requester: str,
    ) -> None:
        super().__init__(data)
        self.units = list(units)
        self.requester = requester
        by_unit = {one.unit_id: one for one in planned if one.unit_id}
        for unit in self.units:
            known = by_unit.get(unit.pk)
            self._add(
                f"unit_{unit.pk}",
                forms.BooleanField(label=unit.name, required=False),
                known is not None,
            )
            self._add(f"rangkap_{unit.pk}", _quantity(unit.name), known.quantity if known else 1)
        outside = [one for one in planned if one.unit_id is None]
        self.rows = max(len(outside) + SPARE_ROWS, _rows_sent(data))
        for number in range(self.rows):
            self._add_row(number, outside[number] if number < len(outside) else Recipient())

    def _add(self, name: str, field: forms.Field, initial: Any) -> None:
        field.initial = initial
        dress(field)
        self.fields[name] = field

    def _add_row(self, number: int, known: Recipient) -> None:
        text = {"autocomplete": "off"}
        self._add(
            f"luar_{number}_nama",
            forms.CharField(
                label="Nama penerima",
                required=False,
                max_length=LONGEST_NAME,
                widget=forms.TextInput(attrs=text),
            ),
            known.name,
        )
        self._add(
            f"luar_{number}_surel",
            forms.EmailField(label="Surel", required=False, widget=forms.EmailInput(attrs=text)),
            known.email,
        )
        self.fields[f"luar_{number}_surel"].error_messages["invalid"] = (
            "Alamat surel ini tidak lengkap. Tulis seperti nama@contoh.go.id, atau kosongkan."
        )
        self._add(f"luar_{number}_rangkap", _quantity(known.name), known.quantity)
        self._add(
            f"luar_{number}_tembusan", forms.BooleanField(label="Tembusan", required=False), known.tembusan
        )

    @property
    def unit_rows(self) -> list[UnitRow]:
        return [
            UnitRow(unit.name, self[f"unit_{unit.pk}"], self[f"rangkap_{unit.pk}"]) for unit in self.units
        ]

    @property
    def outside_rows(self) -> list[OutsideRow]:
        return [self._outside_row(number) for number in range(self.rows)]

    def _outside_row(self, number: int) -> OutsideRow:
        name, email, quantity, copied = (
            self[f"luar_{number}_{part}"] for part in ("nama", "surel", "rangkap", "tembusan")
        )
        return OutsideRow(number + 1, name, email, quantity, copied, name.value() == self.requester)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = [
            Recipient(unit_id=unit.pk, quantity=data.get(f"rangkap_{unit.pk}") or 1)
            for unit in self.units
            if data.get(f"unit_{unit.pk}")
        ]
        for number in range(self.rows):
            name, email = data.get(f"luar_{number}_nama", ""), data.get(f"luar_{number}_surel", "")
            if email and not name:
                self.add_error(f"luar_{number}_nama", "Surelnya ada, namanya belum. Tulis nama penerima ini.")
            chosen.append(
                Recipient(
                    name=name,
                    email=email,
                    quantity=data.get(f"luar_{number}_rangkap") or 1,
                    tembusan=bool(data.get(f"luar_{number}_tembusan")),
                )
            )
        if not self.errors:
            try:
                data["recipients"] = checked(chosen)
            except Refusal as refusal:
                self.add_error(None, refusal.message)
        return data


def _quantity(who: str) -> forms.IntegerField:
    wrong = f"Rangkap {f'untuk {who} ' if who else ''}harus angka 1 sampai {MOST_COPIES}."
    return forms.IntegerField(
        label="Rangkap",
        required=False,
        validators=[MinValueValidator(1, wrong), MaxValueValidator(MOST_COPIES, wrong)],
        error_messages={"invalid": wrong},
        widget=forms.NumberInput(attrs={"autocomplete": "off", "min": 1, "max": MOST_COPIES}),
    )


def _rows_sent(data: QueryDict | None) -> int:
    """How many rows came back; a forged body does not make more than an office needs."""
    numbers = [key.split("_")[1] for key in data or () if key.startswith("luar_") and key.count("_") == 2]
    return min(
        max((int(one) + 1 for one in numbers if one.isdecimal() and len(one) < 4), default=0), MOST_ROWS
    )
