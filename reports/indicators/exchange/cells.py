"""One cell: what a program wrote or a person typed, as the value its column means; and back into words."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from accounts.forms_base import IndonesianDateField, parse_decimal
from reports.figures import figure
from reports.indicators.exchange.sheets import Column, Value, fold
from reports.spreadsheets import FORMULA_STARTS

NO_FIGURE = "“{}” bukan angka. Tulis angka saja, misalnya 1.234,5."
_EPOCH = date(1899, 12, 30)
_YES, _NO = {"ya", "y", "true", "1", "benar"}, {"tidak", "t", "false", "0", "salah", "tdk"}
_SHIELDED = re.compile(rf"'[{re.escape(''.join(FORMULA_STARTS))}']")


def shield(text: str) -> str:
    """A text that no program runs: an apostrophe before what looks like a formula. `unshield` takes it away again."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) or _SHIELDED.match(text) else text


def unshield(text: str) -> str:
    return text[1:] if _SHIELDED.match(text) else text


def typed(raw: object) -> str:
    """A cell as its text, outer spaces dropped; a whole number without ".0"."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "ya" if raw else "tidak"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime | date):
        return raw.strftime("%d-%m-%Y")
    return str(raw).strip()


def parse(column: Column, raw: object) -> Value:
    """The value of a filled cell. References stay text: the comparison knows what exists. Raises ValueError with a cure."""
    match column.kind:
        case "angka":
            return _number(column, raw)
        case "bulat":
            return _whole(column, raw)
        case "ya":
            return _yes(raw)
        case "tanggal":
            return _day(raw)
        case "pilihan":
            return _choice(column, raw)
        case "kode" | "indikator" | "nomenklatur":
            return _code(column, raw)
        case _:
            return _text(column, raw)


def words(column: Column, value: Value) -> str:
    """A value as the preview and messages show it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    if column.choices is not None:
        return str(column.choices(str(value)).label)
    return str(value)


def same(old: Value, new: Value) -> bool:
    """Nothing is nothing, however it is stored; 5 and 5.0000 are one figure; spaces around a text are none of it."""
    return _bare(old) == _bare(new)


def _bare(value: Value) -> Value:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    return value


def _text(column: Column, raw: object) -> str:
    text = unshield(typed(raw).replace("\r\n", "\n"))
    if "\x00" in text:
        raise ValueError("Isi sel memuat tanda yang tidak dapat disimpan. Ketik ulang isinya.")
    if column.limit and len(text) > column.limit:
        raise ValueError(f"Terlalu panjang: {len(text)} huruf, paling banyak {column.limit}. Persingkat.")
    return text


def _code(column: Column, raw: object) -> str:
    """A code a program turned into a number or a day has lost its zeros and points; guessing would be worse."""
    broken = isinstance(raw, datetime | date) or (isinstance(raw, float) and not raw.is_integer())
    if broken:
        raise ValueError(
            f"Kode “{typed(raw)}” tersimpan sebagai angka atau tanggal, jadi titik dan nolnya dapat berubah. "
            "Jadikan format sel Teks, lalu ketik ulang kodenya."
        )
    return re.sub(r"\s+", " ", _text(column, raw))


def _number(column: Column, raw: object) -> Decimal:
    if isinstance(raw, bool | datetime | date):
        raise ValueError(NO_FIGURE.format(typed(raw)))
    if isinstance(raw, int | float):
        # what a spreadsheet computed carries noise in its last binary digits
        number = (
            Decimal(repr(raw)).quantize(Decimal("1e-9"), rounding=ROUND_HALF_UP)
            if abs(raw) < 1e18
            else Decimal(repr(raw))
        )
    else:
        try:
            number = parse_decimal(unshield(typed(raw)))
        except ValueError as error:
            raise ValueError(NO_FIGURE.format(typed(raw))) from error
    if not number.is_finite():
        raise ValueError(NO_FIGURE.format(typed(raw)))
    number = number.normalize()
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > column.places:
        raise ValueError(f"Paling banyak {column.places} angka di belakang koma. Bulatkan angkanya.")
    if abs(number) >= Decimal(10) ** column.whole:
        raise ValueError(f"Paling banyak {column.whole} angka di depan koma. Periksa apakah satuannya benar.")
    if column.is_positive and number <= 0:
        raise ValueError(f"{column.title} harus lebih dari 0. Perbaiki angkanya.")
    return number


def _whole(column: Column, raw: object) -> int:
    number = _number(Column("", "", "angka", "", places=9), raw)
    if number != int(number):
        raise ValueError(f"“{figure(number)}” bukan bilangan bulat. Tulis tanpa koma.")
    if not column.low <= number <= column.high:
        raise ValueError(f"“{figure(number)}” di luar {column.low} sampai {column.high}. Periksa angkanya.")
    return int(number)


def _yes(raw: object) -> bool:
    text = fold(typed(raw))
    if text in _YES or text in _NO:
        return text in _YES
    raise ValueError(f"“{typed(raw)}” tidak dikenal. Tulis ya atau tidak.")


def _day(raw: object) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 20_000 <= raw <= 100_000:
        return _EPOCH + timedelta(days=int(raw))  # a date whose cell lost its format
    try:
        found = IndonesianDateField().to_python(typed(raw))
    except ValidationError as error:
        raise ValueError(f"“{typed(raw)}”: {error.messages[0]}") from error
    assert found is not None
    return found


def _choice(column: Column, raw: object) -> str:
    assert column.choices is not None
    text = fold(typed(raw))
    for value, label in column.choices.choices:
        if text in (fold(str(value)), fold(str(label))):
            return str(value)
    known = ", ".join(str(label) for label in column.choices.labels)
    raise ValueError(f"“{typed(raw)}” tidak dikenal. Pilih salah satu: {known}.")
