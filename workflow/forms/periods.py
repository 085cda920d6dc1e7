"""The period a letter asks for, as two quick choices: which stretch, and which year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from accounts.errors import Refusal
from reports.indicators.models import Period, PeriodKind
from reports.indicators.periods import FIRST_YEAR, LAST_YEAR, MONTHS, PER_YEAR, ROMAN, check_period, period


def stretch_label(kind: PeriodKind, number: int) -> str:
    """ "Triwulan III", "Semester I", "September", "Satu tahun"."""
    if kind == PeriodKind.BULAN:
        return MONTHS[number - 1]
    if kind == PeriodKind.TAHUN:
        return "Satu tahun"
    return f"{kind.label} {ROMAN[number - 1]}"


def stretch_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    kinds = (PeriodKind.TRIWULAN, PeriodKind.BULAN, PeriodKind.SEMESTER, PeriodKind.TAHUN)
    return [
        (kind.label, [(f"{kind.value}-{n}", stretch_label(kind, n)) for n in range(1, PER_YEAR[kind] + 1)])
        for kind in kinds
    ]


def finished_quarter(day: date) -> tuple[str, int]:
    """The last finished triwulan and its year: what most letters ask for."""
    running = (day.month - 1) // 3 + 1
    number, year = (running - 1, day.year) if running > 1 else (4, day.year - 1)
    return f"{PeriodKind.TRIWULAN.value}-{number}", year


class PeriodFields(forms.Form):
    """Two fields that together name a period; `cleaned_data["period_key"]` is (year, kind, number)."""

    stretch = forms.ChoiceField(label="Periode data yang diminta", choices=stretch_choices)
    year = forms.IntegerField(
        label="Tahun data", widget=forms.TextInput(attrs={"size": "6", "maxlength": "4"})
    )

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        stretch, year = self.cleaned_data.get("stretch"), self.cleaned_data.get("year")
        if stretch and year is not None:
            name, _, number = stretch.partition("-")
            try:
                check_period(year, PeriodKind(name), int(number))
            except Refusal:
                self.add_error(
                    "year", f"Tahun {year} di luar {FIRST_YEAR}–{LAST_YEAR}. Tulis tahun data, misalnya 2026."
                )
            else:
                self.cleaned_data["period_key"] = (year, PeriodKind(name), int(number))
        return data

    def period(self) -> Period:
        """The row of the chosen period, made when first needed. Only after the form is valid."""
        return period(*self.cleaned_data["period_key"])


def initial_of(chosen: Period) -> dict[str, Any]:
    return {"stretch": f"{chosen.kind}-{chosen.number}", "year": chosen.year}
