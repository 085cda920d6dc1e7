"""A figure as it was typed into a cell, read strictly enough to be believed."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from accounts.errors import Refusal
from accounts.forms_base import parse_decimal
from reports.figures import figure

LIMIT = Decimal(10) ** 14
"""Fourteen digits before the comma is what the column holds."""
PERCENT_LIMIT = Decimal(1000)
PERCENTS = frozenset({"persen", "%"})


def read_figure(text: str, *, decimals: int, satuan: str) -> Decimal:
    """Read "88,03", "88.03", "1.234,5". Refuses text, too many decimals, and a percentage above 1000.

    "88.125" in a cell of per cents is eighty-eight thousand by Indonesian rules: rather asked than believed.
    """
    try:
        value = parse_decimal(text)
    except ValueError as error:
        raise Refusal(str(error), field="value") from error
    if abs(value) >= LIMIT:
        raise Refusal(
            "Angka ini terlalu besar, paling banyak 14 angka di depan koma. Periksa satuannya.", field="value"
        )
    if satuan.strip().lower() in PERCENTS and abs(value) > PERCENT_LIMIT:
        raise Refusal(
            f"“{text.strip()}” terbaca {figure(value)} persen. Pakai koma untuk desimal, misalnya 88,13.",
            field="value",
        )
    if value != value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_DOWN):
        if decimals == 0:
            raise Refusal(
                f"Satuan {satuan} ditulis tanpa koma. Bulatkan angkanya, misalnya {figure(value, 0)}.",
                field="value",
            )
        raise Refusal(
            f"Paling banyak {decimals} angka di belakang koma. Bulatkan, misalnya {figure(value, decimals)}.",
            field="value",
        )
    return value
