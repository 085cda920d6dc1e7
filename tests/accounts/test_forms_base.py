"""Figures and dates as people in the office type them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Refusal
from accounts.forms_base import BaseForm, IndonesianDateField, IndonesianDecimalField, parse_decimal

pytestmark = pytest.mark.sekali


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("1,234", "1.234"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("1,234.5", "1234.5"),
        ("12.34", "12.34"),
        ("-0,5", "-0.5"),
        ("−3", "-3"),
        (" 88,03 % ", "88.03"),
        ("1 234,5", "1234.5"),
        ("0", "0"),
    ],
)
def test_a_figure_is_read_as_it_is_written_here(typed: str, meant: Decimal) -> None:
    assert parse_decimal(typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed", ["dua puluh", "1.23.4", "12,3,4", "1.2345,6", "--1", "", "1e5", "NaN", "Infinity", "٣"]
)
def test_what_is_no_figure_is_refused_with_a_cure(typed: str) -> None:
    with pytest.raises(ValueError, match=r"bukan angka.*misalnya 1\.234,5"):
        parse_decimal(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12-10-2026", date(2026, 10, 12)),
        ("12/10/2026", date(2026, 10, 12)),
        ("12.10.2026", date(2026, 10, 12)),
        ("12 10 2026", date(2026, 10, 12)),
        ("2026-10-12", date(2026, 10, 12)),
        ("1-2-2026", date(2026, 2, 1)),
    ],
)
def test_a_day_is_read_day_first_or_iso(typed: str, meant: date) -> None:
    assert IndonesianDateField().clean(typed) == meant


@pytest.mark.parametrize("typed", ["31-02-2026", "besok", "12-13-2026", "12-10-26", "01-01-0001"])
def test_a_day_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="12-10-2026"):
        IndonesianDateField().clean(typed)


class Sample(BaseForm):
    nilai = IndonesianDecimalField(label="Nilai", max_digits=8, decimal_places=2)
    pada = IndonesianDateField(label="Pada")


def test_a_refused_form_shows_what_was_typed() -> None:
    form = Sample({"nilai": "seribu", "pada": "31-02-2026"})
    assert not form.is_valid()
    html = str(form["nilai"]) + str(form["pada"])
    assert 'value="seribu"' in html
    assert 'type="text" name="pada" value="31-02-2026"' in html
    assert 'inputmode="decimal"' in html
    assert "form-control" in html


def test_a_stored_figure_is_shown_with_comma_and_points() -> None:
    form = Sample(initial={"nilai": Decimal("1234567.50"), "pada": date(2026, 10, 12)})
    assert 'value="1.234.567,5"' in str(form["nilai"])
    assert 'value="2026-10-12"' in str(form["pada"])
    assert 'value="-0,5"' in str(Sample(initial={"nilai": Decimal("-0.50")})["nilai"])


def test_an_empty_field_says_what_to_do() -> None:
    form = Sample({})
    assert form.errors["nilai"] == ["Isian ini belum diisi. Isi lebih dahulu, lalu kirim lagi."]


def test_a_refusal_of_a_service_lands_at_its_field_or_on_top() -> None:
    form = Sample({"nilai": "1", "pada": "12-10-2026"})
    assert form.is_valid()
    form.add_refusal(Refusal("Nilai melebihi penyebut.", field="nilai"))
    form.add_refusal(Refusal("Perkara ini sudah berpindah."))
    assert form.errors["nilai"] == ["Nilai melebihi penyebut."]
    assert form.non_field_errors() == ["Perkara ini sudah berpindah."]
