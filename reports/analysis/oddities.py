"""Figures that are possible but odd, each with its reason in words; the Kasubag answers them before freezing. Pure but for
the one query that fetches the answers.

An answer holds for one figure of one cell. A figure that was sent back and came back unchanged is asked about anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from reports.analysis import formulas
from reports.analysis.measures import ENOUGH_HISTORY, OUTLIER, median, robust_z
from reports.analysis.models import OddityAnswer, OddityKind
from reports.analysis.result import OddityLine, RowResult, UnitResult
from reports.collection.checks import TELLING_DIGITS
from reports.collection.models import SubmissionState
from reports.collection.numbers import PERCENTS
from reports.figures import figure, percent
from reports.indicators.models import Aggregation, Direction, Kind

LOW, FINE = Decimal(50), Decimal(90)
"""A capaian at most LOW whose opposite formula gives at least FINE makes the direction doubtful."""


def odd_about(row: RowResult) -> Iterator[tuple[OddityKind, str]]:
    """Everything odd about one figure, with a sentence each. Nothing for an answer without a number."""
    if row.value is None:
        return
    rules = (_outlier, _reversed, _above_hundred, _same, _falling_total, _unproven)
    for kind, rule in zip(OddityKind, rules, strict=True):
        if sentence := rule(row, row.value):
            yield kind, sentence


def _words(row: RowResult, value: Decimal) -> str:
    return next((word for word, number in row.scale if number == value), figure(value, row.decimals))


def _outlier(row: RowResult, value: Decimal) -> str:
    past = [point.value for point in row.trend[:-1] if point.value is not None]
    score = robust_z(value, past)
    if score is None or abs(score) <= OUTLIER:
        return ""
    return (
        f"{_words(row, value)} jauh dari kebiasaannya: nilai tengah {len(past)} periode lalu {figure(median(past), row.decimals)}, "
        f"skor-z tahan pencilan {figure(score, 1)} (batas ±{figure(OUTLIER)}, paling sedikit {ENOUGH_HISTORY} periode)."
    )


def _reversed(row: RowResult, value: Decimal) -> str:
    """A zero says nothing about the direction, and a range has none."""
    opposite = {Direction.NAIK: Direction.TURUN, Direction.TURUN: Direction.NAIK}.get(
        Direction(row.direction)
    )
    if opposite is None or value == 0 or row.capaian is None or row.capaian > LOW:
        return ""
    other = formulas.capaian(opposite, row.target, None, value).value
    if other is None or other < FINE:
        return ""
    return (
        f"Capaiannya hanya {percent(row.capaian, row.places)}; bila arahnya “{opposite.label}”, capaiannya {percent(other, row.places)}. "
        "Periksa arah indikator, target, dan angkanya."
    )


def _above_hundred(row: RowResult, value: Decimal) -> str:
    """A percentage above 100, or money spent beyond the pagu of the year."""
    if row.kind == Kind.ANGGARAN:
        pagu = row.target_year if row.target_year is not None else row.target
        if pagu is None or row.year_value is None or row.year_value <= pagu:
            return ""
        return f"Realisasi sampai periode ini {figure(row.year_value, row.decimals)} melebihi pagu {figure(pagu, row.decimals)}."
    if row.satuan.strip().lower() not in PERCENTS or value <= formulas.HUNDRED:
        return ""
    return f"{_words(row, value)} persen melebihi 100."


def _same(row: RowResult, value: Decimal) -> str:
    digits = f"{abs(value.normalize()):f}".replace(".", "").strip("0")
    if value != row.previous_value or len(digits) < TELLING_DIGITS:
        return ""
    return f"{_words(row, value)} sama persis dengan {row.previous_label}. Mungkin angka lama terkirim lagi."


def _falling_total(row: RowResult, value: Decimal) -> str:
    """A sum falls by a negative figure; a running count (whole numbers, last value, rising) falls below an earlier one
    of the same year."""
    if row.aggregation == Aggregation.JUMLAH:
        return f"Angka negatif ({_words(row, value)}) membuat jumlah tahun ini menurun." if value < 0 else ""
    is_count = row.decimals == 0 and row.satuan.strip().lower() not in PERCENTS and not row.scale
    if row.aggregation != Aggregation.TERAKHIR or row.direction != Direction.NAIK or not is_count:
        return ""
    year = row.trend[-1].year if row.trend else 0
    higher = [
        point
        for point in row.trend[:-1]
        if point.year == year and point.value is not None and point.value > value
    ]
    if not higher:
        return ""
    last = higher[-1]
    return f"{_words(row, value)} di bawah {_words(row, last.value or formulas.ZERO)} pada {last.label}, padahal hitungan setahun tidak berkurang."


def _unproven(row: RowResult, value: Decimal) -> str:
    return "Angka tanpa bukti dukung." if row.answer == "nilai" and not row.evidence else ""


def figure_key(row: RowResult) -> str:
    """What an answer is bound to: the figure itself, however many zeros it is written with."""
    return "nihil" if row.answer == "nihil" else f"{(row.value or formulas.ZERO).normalize():f}"


def oddities_of(units: Sequence[UnitResult]) -> tuple[OddityLine, ...]:
    """Every oddity of the accepted figures with the answer that holds for it; one query."""
    found = [
        OddityLine(
            cell_id=row.cell_id, unit_id=unit.unit_id, unit=unit.short_name, code=row.code, name=row.name, kind=kind.value,
            label=str(kind.label), sentence=sentence, figure=figure_key(row), explanation=row.explanation,
        )
        for unit in units
        if unit.state == SubmissionState.DITERIMA
        for row in (*unit.rows, *unit.budget_rows)
        for kind, sentence in odd_about(row)
    ]  # fmt: skip
    if not found:
        return ()
    accepted = {unit.unit_id: unit.accepted_at for unit in units}
    answers = {
        (one.cell_id, one.kind, one.figure): one
        for one in OddityAnswer.objects.filter(cell__in={line.cell_id for line in found})
    }
    return tuple(
        _answered(line, answers.get((line.cell_id, line.kind, line.figure)), accepted) for line in found
    )


def _answered(
    line: OddityLine, answer: OddityAnswer | None, accepted: Mapping[int, datetime | None]
) -> OddityLine:
    if answer is None:
        return line
    came_back = accepted[line.unit_id]
    if answer.decision == OddityAnswer.Decision.DIKEMBALIKAN and came_back and came_back > answer.at:
        return line  # sent back since, and it came back the same: asked anew
    return replace(line, decision=answer.decision, reason=answer.reason, by=answer.by_title, at=answer.at)


def by_kind(lines: Sequence[OddityLine]) -> list[OddityLine]:
    """In the order of the kinds, as the page shows them."""
    order = {kind.value: place for place, kind in enumerate(OddityKind)}
    return sorted(lines, key=lambda line: order[line.kind])


def waiting_sentence(lines: Sequence[OddityLine]) -> str:
    """How many are still to be answered; "" when none is."""
    waiting = sum(not line.decision for line in lines)
    return (
        f"{waiting} kejanggalan belum dijawab. Terima dengan alasan, atau kembalikan ke unitnya."
        if waiting
        else ""
    )


def returned_sentence(lines: Sequence[OddityLine]) -> str:
    """Whose figures were to go back and have not; "" when there are none."""
    returned = {line.unit: None for line in lines if line.decision == OddityAnswer.Decision.DIKEMBALIKAN}
    if not returned:
        return ""
    return (
        f"Angka yang Anda putuskan dikembalikan masih di sini: {', '.join(returned)}. "
        "Tekan “Kembalikan data ke unit terpilih”, atau ubah putusannya menjadi diterima."
    )


def sentences(lines: Sequence[OddityLine]) -> list[str]:
    """What the oddities still keep from freezing."""
    return [found for found in (waiting_sentence(lines), returned_sentence(lines)) if found]
