"""Forms as every screen uses them: our classes, Indonesian figures and dates, errors that name cause and cure."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

REQUIRED = "Isian ini belum diisi. Isi lebih dahulu, lalu kirim lagi."

_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_GROUPED_INDONESIAN = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_GROUPED_ENGLISH = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_KEY = re.compile(r"\d{1,18}", re.ASCII)


def read_key(text: str) -> int | None:
    """The key, version or page number that a hidden field or an address carries; None for anything else.

    At most 18 digits: a longer one fits no column of either database, and nothing has it.
    """
    return int(text) if _KEY.fullmatch(text) else None


def parse_decimal(text: str) -> Decimal:
    """Read a figure as people here write it.

    ``1.234,5``, ``1234,5``, ``1234.5``, ``1,5`` and ``1.5`` are unambiguous; a point before exactly three
    digits groups thousands, so ``1.234`` is one thousand two hundred and thirty-four. A trailing per cent
    sign and spaces are dropped.
    Raises ``ValueError`` with one Indonesian sentence.
    """
    bare = _SPACES.sub("", text).removesuffix("%").replace("−", "-")
    if _GROUPED_INDONESIAN.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif _GROUPED_ENGLISH.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _PLAIN.fullmatch(bare):
        bare = bare.replace(",", ".")
    else:
        raise ValueError(
            f"“{text.strip()}” bukan angka. Tulis angka saja, misalnya 1.234,5; "
            "bila tidak ada nilainya, pilih jawaban lain."
        )
    try:
        return Decimal(bare)
    except InvalidOperation as error:  # pragma: no cover - the patterns above only let numbers pass
        raise ValueError(f"“{text.strip()}” bukan angka. Tulis angka saja, misalnya 1.234,5.") from error


class IndonesianDecimalField(forms.DecimalField):
    """A figure typed with comma or point. Shown back exactly as typed when the form is refused."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "max_digits": "Angka ini terlalu panjang, paling banyak %(max)s angka. Periksa apakah satuannya benar.",
        "max_decimal_places": "Paling banyak %(max)s angka di belakang koma. Bulatkan, lalu kirim lagi.",
        "max_whole_digits": "Paling banyak %(max)s angka di depan koma. Periksa apakah satuannya benar.",
    }

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return parse_decimal(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """A stored figure is shown with a comma; what somebody typed is left as it was."""
        if not isinstance(value, Decimal):
            return value
        whole, _, fraction = f"{value:,f}".partition(".")
        fraction = fraction.rstrip("0")
        return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


class ManyField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows of a table. A key no column holds is an unknown choice; SQLite would fail on it instead."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if isinstance(key, str) and read_key(key) is None:
                code = "invalid_pk_value"
                raise ValidationError(self.error_messages[code], code=code, params={"pk": key[:20]})
        return super().clean(value)


class IndonesianDateInput(forms.DateInput):
    """``<input type=date>``: the browser shows dd/mm/yyyy and sends ISO; typed text is accepted as well."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, date):
            return value.strftime("%Y-%m-%d")
        return None if value in (None, "") else str(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A day the browser cannot show in a date control is shown as text, so that nothing typed is lost."""
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _ISO_DAY.fullmatch(shown):
            context["widget"]["type"] = "text"
        return context


class IndonesianDateField(forms.DateField):
    """A day written dd-mm-yyyy (also with / or . or spaces) or ISO."""

    widget = IndonesianDateInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "Tanggal ini tidak ada dalam kalender. Tulis hari-bulan-tahun, misalnya 12-10-2026.",
    }
    formats: ClassVar[tuple[str, ...]] = ("%Y-%m-%d", "%d-%m-%Y")

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = re.sub(r"[\s/.]+", "-", str(value).strip())
        for pattern in self.formats:
            try:
                found = datetime.strptime(text, pattern).date()
            except ValueError:
                continue
            if 1900 <= found.year <= 2200:
                return found
        raise ValidationError(self.error_messages["invalid"], code="invalid")


class BaseFormMixin:
    """Gives every control its class, its keyboard and plain Indonesian messages.

    Templates print fields with ``komponen/bidang.html`` and ``komponen/ringkasan_galat.html``.
    """

    fields: dict[str, forms.Field]
    errors: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    def add_refusal(self, refusal: Exception) -> None:
        """Put a service's refusal into the form: at its field when it names one of ours, otherwise on top."""
        name = getattr(refusal, "field", None)
        target = name if name in self.fields else None
        self.add_error(target, str(refusal))  # type: ignore[attr-defined]


def dress(field: forms.Field) -> None:
    """Classes and messages for one form field; harmless when done twice."""
    widget = field.widget
    kind = getattr(widget, "input_type", "")
    if kind in {"checkbox", "radio"}:
        name = "form-check-input" if not hasattr(widget, "choices") else ""
    elif isinstance(widget, forms.Select):
        name = "form-select"
    elif kind == "hidden" or isinstance(widget, forms.MultiWidget):
        name = ""
    else:
        name = "form-control"
    present = str(widget.attrs.get("class", "")).split()
    if name and name not in present:
        widget.attrs["class"] = " ".join([*present, name])
    if isinstance(widget, forms.Textarea):
        widget.attrs.setdefault("rows", "4")
    if isinstance(field, forms.IntegerField) and not isinstance(field, forms.FloatField | forms.DecimalField):
        widget.attrs.setdefault("inputmode", "numeric")
    field.error_messages["required"] = REQUIRED


class BaseForm(BaseFormMixin, forms.Form):
    """A form of ours."""
