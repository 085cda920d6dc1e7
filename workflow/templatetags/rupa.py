"""What screens are made of: icons, state pills, and Indonesian figures, dates and sizes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from workflow.ikon import BRAND, ICONS

register = template.Library()

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_INDONESIAN = str.maketrans(",.", ".,")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

PILLS: dict[str, str] = {
    "menunggu": "jeda",
    "berjalan": "berjalan",
    "hampir": "jam",
    "terlambat": "terlambat",
    "selesai": "selesai",
    "dikembalikan": "balik",
}
"""State of a case or step -> its icon. Never colour alone: the tag always prints a word too."""


@register.simple_tag
def ikon(name: str) -> SafeString:
    """An inline icon, hidden from screen readers: the word beside it says the same."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"no icon called {name!r}; known: {', '.join(sorted(ICONS))}")
    return format_html(
        '<svg class="ikon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        mark_safe(ICONS[name]),
    )


@register.simple_tag
def merek() -> SafeString:
    """The mark of the application: capsule, box, diamond."""
    return mark_safe(BRAND)


@register.simple_tag
def pil(state: str, text: str) -> SafeString:
    """A state as icon, word and colour; the states are the keys of ``PILLS``."""
    if state not in PILLS:
        raise template.TemplateSyntaxError(f"no state called {state!r}; known: {', '.join(PILLS)}")
    return format_html('<span class="pil pil--{}">{}{}</span>', state, ikon(PILLS[state]), text)


def format_number(value: Decimal | float | int | str, decimals: int | None = None) -> str:
    """1234.5 -> ``1.234,5``. Without ``decimals`` the value keeps its own (at most 6, no trailing zeros)."""
    amount = Decimal(str(value))
    if decimals is not None:
        amount = amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        text = f"{amount:,f}"
    else:
        text = f"{amount.quantize(Decimal('0.000001'), rounding=ROUND_HALF_UP):,f}".rstrip("0").rstrip(".")
    if Decimal(amount) == 0:
        text = text.lstrip("-")
    return text.translate(_INDONESIAN)


@register.filter
def angka(value: Any, decimals: Any = None) -> str:
    """A figure as Indonesians write it: ``{{ x|angka }}`` or ``{{ x|angka:2 }}``; nothing for None."""
    if value is None or value == "":
        return ""
    try:
        return format_number(value, None if decimals is None else int(decimals))
    except (InvalidOperation, ValueError, TypeError):
        return str(value)


@register.filter
def angka_mutlak(value: Any, decimals: Any = None) -> str:
    """The figure without its sign, for after a word that already says naik or turun."""
    return angka(abs(value), decimals) if isinstance(value, Decimal | int) else angka(value, decimals)


def _as_date(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def tanggal(value: date | datetime | None) -> str:
    """``12 Oktober 2026``, in the office's time zone."""
    if not value:
        return ""
    day = _as_date(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@register.filter
def hari_tanggal(value: date | datetime | None) -> str:
    """``Senin, 12 Oktober 2026``."""
    return f"{DAYS[_as_date(value).weekday()]}, {tanggal(value)}" if value else ""


@register.filter
def tanggal_singkat(value: date | datetime | None) -> str:
    """``12 Okt``: for the narrow column Kenyataan, where the year is plain."""
    if not value:
        return ""
    day = _as_date(value)
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


@register.filter
def tanggal_pendek(value: date | datetime | None) -> str:
    """``12-10-2026``: registers and form fields."""
    return f"{_as_date(value):%d-%m-%Y}" if value else ""


@register.filter
def jam_wita(value: datetime | None) -> str:
    """``15.40``: clock time of the office (WITA); the word WITA stays with the template."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%H.%M}"


@register.filter
def ukuran(value: int | None) -> str:
    """A file size in bytes as ``340 B``, ``12 KB`` or ``1,2 MB``."""
    if value is None:
        return ""
    if value < 1000:
        return f"{value} B"
    if value < 1_000_000:
        return f"{format_number(value / 1000, 0)} KB"
    return f"{format_number(value / 1_000_000, 1)} MB"


@register.filter
def sidik_pendek(value: str) -> str:
    """The first eight digits of a SHA-256 in groups of four, for the eye."""
    return " ".join(value[start : start + 4] for start in range(0, 8, 4)) if value else ""


@register.filter
def sidik(value: str) -> str:
    """A whole SHA-256 in groups of four."""
    return " ".join(value[start : start + 4] for start in range(0, len(value), 4)) if value else ""


@register.filter
def isian(field: BoundField) -> SafeString:
    """A form field's control wired to its help and its error (``aria-describedby``, ``aria-invalid``)."""
    described = []
    if field.help_text:
        described.append(f"{field.auto_id}-petunjuk")
    if field.errors:
        described.append(f"{field.auto_id}-galat")
    attrs: dict[str, Any] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def kelas_kendali(field: BoundField) -> str:
    """Layout of a control: ``centang`` one box, ``daftar`` several boxes, ``berkas`` a file, else ``teks``."""
    kind = getattr(field.field.widget, "input_type", "")
    if kind in {"checkbox", "radio"}:
        return "centang" if not hasattr(field.field, "choices") else "daftar"
    return "berkas" if kind == "file" else "teks"
