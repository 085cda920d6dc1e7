"""One answer as it was typed, and how it is read: the same rules for the web grid and for a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import NamedTuple

from accounts.errors import Refusal
from reports.collection.columns import Column, read_extra
from reports.collection.models import Answer
from reports.collection.numbers import LIMIT, read_figure
from reports.collection.plain_cells import AnyCell
from reports.figures import figure

NEEDS_REASON = frozenset({Answer.BELUM_TERSEDIA, Answer.TIDAK_BERLAKU})
KNOWN_ANSWERS = frozenset({"", *Answer.values})
STORED = Decimal("0.0001")
"""What the database keeps of a computed figure."""
PART_DECIMALS = 4


class Entry(NamedTuple):
    """What one person typed for one figure, as text. `answer` "" with a figure means nilai; all empty clears."""

    answer: str = ""
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    reason: str = ""
    note: str = ""
    explanation: str = ""
    extra: Mapping[str, str] = MappingProxyType({})


class Reading(NamedTuple):
    """An entry that was understood, ready to be kept."""

    answer: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reason: str
    note: str
    explanation: str
    extra: dict[str, str]


def stored_reading(cell: AnyCell) -> Reading:
    """How the cell stands now, comparable with what was just read."""
    return Reading(
        cell.answer,
        cell.value,
        cell.numerator,
        cell.denominator,
        cell.reason,
        cell.note,
        cell.explanation,
        dict(cell.extra),
    )


def stored_entry(cell: AnyCell) -> Entry:
    """How the cell stands now, as somebody would have typed it: what the form shows."""
    return Entry(
        answer=cell.answer,
        value="" if cell.is_computed or cell.value is None else value_words(cell, cell.value),
        numerator="" if cell.numerator is None else figure(cell.numerator),
        denominator="" if cell.denominator is None else figure(cell.denominator),
        reason=cell.reason,
        note=cell.note,
        explanation=cell.explanation,
        extra=dict(cell.extra),
    )


def value_words(cell: AnyCell, value: Decimal, decimals: int | None = None) -> str:
    """A figure of this cell as people read it: its word where the indicator has a value map, else the number."""
    for label, number in cell.scale:
        if Decimal(number) == value:
            return str(label)
    return figure(value, decimals)


def read_entry(cell: AnyCell, columns: Sequence[Column], entry: Entry) -> Reading:
    """Understand an entry or refuse it with a sentence; `Refusal.field` names the part that is wrong.

    Fields: answer, value, numerator, denominator, reason, extra-KEY.
    """
    if entry.answer not in KNOWN_ANSWERS:
        raise Refusal(
            "Jawaban itu tidak dikenal. Pilih nilai, nihil, belum tersedia atau tidak berlaku.",
            field="answer",
        )
    reason = entry.reason.strip()
    answer, value, numerator, denominator = _figures(cell, entry)
    if answer in NEEDS_REASON and not reason:
        raise Refusal(
            f"Jawaban “{Answer(answer).label}” memerlukan alasan. Tulis mengapa dan, bila tahu, kapan datanya ada.",
            field="reason",
        )
    return Reading(
        answer,
        value,
        numerator,
        denominator,
        reason,
        entry.note.strip(),
        entry.explanation.strip(),
        read_extra(columns, entry.extra),
    )


def _figures(cell: AnyCell, entry: Entry) -> tuple[str, Decimal | None, Decimal | None, Decimal | None]:
    typed = [entry.value.strip(), entry.numerator.strip(), entry.denominator.strip()]
    if entry.answer in ("", Answer.NILAI):
        if cell.is_computed:
            return _computed(cell, entry)
        if any(typed[1:]):
            raise Refusal(
                "Indikator ini tidak memakai pembilang dan penyebut. Isi angkanya langsung.",
                field="numerator",
            )
        if typed[0]:
            return Answer.NILAI, _direct(cell, typed[0]), None, None
        if entry.answer == Answer.NILAI:
            raise Refusal("Isi angkanya, atau pilih nihil, belum tersedia atau tidak berlaku.", field="value")
        return "", None, None, None
    if entry.answer == Answer.NIHIL and cell.is_ordinal:
        raise Refusal(
            "Nihil berarti nol, dan nol bukan salah satu predikat. Pilih predikatnya, atau belum tersedia.",
            field="answer",
        )
    for text, name in zip(typed, ("value", "numerator", "denominator"), strict=True):
        if text and not (entry.answer == Answer.NIHIL and _is_zero(text)):
            raise Refusal(
                f"Jawaban “{Answer(entry.answer).label}” tidak disertai angka, tetapi ada angka {text}. "
                "Kosongkan angkanya, atau pilih jawaban “Nilai”.",
                field=name,
            )
    return entry.answer, None, None, None


def _is_zero(text: str) -> bool:
    return read_figure(text, decimals=PART_DECIMALS, satuan="") == 0


def _direct(cell: AnyCell, text: str) -> Decimal:
    if not cell.is_ordinal:
        return read_figure(text, decimals=cell.decimals, satuan=cell.satuan)
    labels = [str(label) for label, _ in cell.scale]
    for label, number in cell.scale:
        if str(label).casefold() == text.casefold():
            return Decimal(number)
    try:
        typed = read_figure(text, decimals=PART_DECIMALS, satuan="")
    except Refusal:
        typed = None
    if typed is not None and any(Decimal(number) == typed for _, number in cell.scale):
        return typed
    raise Refusal(
        f"“{text[:40]}” bukan salah satu sebutan. Pilih: {', '.join(labels)}.",
        field="value",
    )


def _computed(cell: AnyCell, entry: Entry) -> tuple[str, Decimal | None, Decimal | None, Decimal | None]:
    """Pembilang and penyebut make the figure; a figure typed beside them must be the same."""
    top, bottom = entry.numerator.strip(), entry.denominator.strip()
    if not top and not bottom:
        if entry.value.strip():
            raise Refusal(
                f"Angka ini dihitung sistem. Isi {cell.numerator_label} dan {cell.denominator_label}.",
                field="numerator",
            )
        if entry.answer == Answer.NILAI:
            raise Refusal(
                f"Isi {cell.numerator_label} dan {cell.denominator_label}, atau pilih jawaban lain.",
                field="numerator",
            )
        return "", None, None, None
    if not top or not bottom:
        lacking, name = (
            (cell.denominator_label, "denominator") if top else (cell.numerator_label, "numerator")
        )
        raise Refusal(f"{lacking} belum diisi. Isi keduanya supaya angkanya dapat dihitung.", field=name)
    numerator, denominator = _part(top, "numerator"), _part(bottom, "denominator")
    if denominator == 0:
        raise Refusal(
            f"{cell.denominator_label} 0, jadi angkanya tidak dapat dihitung. Perbaiki, atau pilih “Tidak berlaku”.",
            field="denominator",
        )
    if cell.is_share and numerator > denominator:
        raise Refusal(
            f"{cell.numerator_label} ({figure(numerator)}) melebihi {cell.denominator_label} ({figure(denominator)}). "
            "Periksa apakah keduanya tertukar.",
            field="numerator",
        )
    quotient = numerator / denominator * cell.multiplier
    if abs(quotient) >= LIMIT:
        raise Refusal("Hasil baginya terlalu besar. Periksa pembilang dan penyebut.", field="numerator")
    value = quotient.quantize(STORED, rounding=ROUND_HALF_UP)
    if typed := entry.value.strip():
        read = read_figure(typed, decimals=PART_DECIMALS, satuan="")
        if figure(read, cell.decimals) != figure(value, cell.decimals):
            raise Refusal(
                f"Angka ini dihitung sistem: {figure(numerator)} dari {figure(denominator)} menjadi "
                f"{figure(value, cell.decimals)}, bukan {typed}. Perbaiki pembilang atau penyebutnya.",
                field="value",
            )
    return Answer.NILAI, value, numerator, denominator


def _part(text: str, name: str) -> Decimal:
    try:
        return read_figure(text, decimals=PART_DECIMALS, satuan="")
    except Refusal as refusal:
        raise Refusal(refusal.message, field=name) from refusal
