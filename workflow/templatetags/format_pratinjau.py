"""Figures of an unsent form: a word of the value map where the indicator has one, else the number."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.collection.entries import value_words
from reports.collection.models import Cell

register = template.Library()


@register.simple_tag
def angka_sel(value: Decimal, cell: Cell) -> str:
    """One figure of this row."""
    return value_words(cell, value, cell.decimals)


@register.simple_tag
def target_sel(value: Decimal | None, high: Decimal | None, cell: Cell) -> str | SafeString:
    """A target, with its upper bound where it is a range."""
    if value is None:
        return mark_safe('<span class="redup">belum ada</span>')
    low = value_words(cell, value, cell.decimals)
    return low if high is None else f"{low} – {value_words(cell, high, cell.decimals)}"
