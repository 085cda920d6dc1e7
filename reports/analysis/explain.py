"""Every computed figure opened up: its formula in words with the numbers put in, and the rules of rounding and capping. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reports.analysis import formulas
from reports.analysis.parts import DECIMALS
from reports.analysis.result import AverageResult, Budget, Result, RowResult
from reports.figures import figure, percent

JOINED = {"jumlah": "dijumlahkan", "terakhir": "nilai terakhir", "rata": "dirata-ratakan"}
ROUNDING = "Angka disimpan utuh; yang ditampilkan dibulatkan {}, setengah ke atas, dan predikat dibaca dari angka bulat itu."
WEIGHTED = "Ditimbang menurut bobot indikator; tanpa bobot dihitung 1."
MANY = 12
"""More terms than this are told as a sum."""


def _number(value: Decimal) -> str:
    """As kept, but an endless fraction ends after four decimals."""
    return figure(round(value, 4))


def row_steps(row: RowResult, result: Result) -> list[str]:
    """How this row's figures came about, as sentences; empty where nothing was computed."""
    if row.value is None:
        return []
    steps = [_parts(row)] if row.numerator is not None and row.denominator is not None else []
    if row.answer == "nihil":
        steps.append("Nihil dihitung 0: nol yang sungguh terjadi.")
    if row.capaian is not None:
        steps.append(
            f"Capaian = {_formula(row, row.target, row.target_high, row.value)} = {percent(row.capaian, row.places)}."
        )
        steps += [*_counted_as(row.capaian, result.cap), ROUNDING.format(DECIMALS[row.places])]
    if row.target_year is not None or row.year_expected > 1:
        steps.append(_year(row, result.year))
    if row.formula_text:
        steps.append(f"Cara menghitung angkanya: {row.formula_text.strip().rstrip('.')}.")
    if row.source:
        steps.append(f"Sumber data: {row.source.strip().rstrip('.')}.")
    return steps


def _parts(row: RowResult) -> str:
    times = "" if row.multiplier is None or row.multiplier == 1 else f" × {figure(row.multiplier)}"
    return (
        f"Realisasi = {row.numerator_label} ÷ {row.denominator_label}{times} = {_number(row.numerator or formulas.ZERO)} ÷ "
        f"{_number(row.denominator or formulas.ZERO)}{times} = {figure(row.value or formulas.ZERO, row.decimals)}."
    )


def _formula(row: RowResult, low: Decimal | None, high: Decimal | None, value: Decimal) -> str:
    """The formula in words and the same with its numbers."""
    reached, target = _number(value), _number(low) if low is not None else ""
    rising = f"realisasi ÷ target × 100 = {reached} ÷ {target} × 100"
    if row.direction == "turun" and low:
        return f"(2 × target − realisasi) ÷ target × 100 = (2 × {target} − {reached}) ÷ {target} × 100"
    if row.direction == "rentang" and low is not None and high is not None:
        bounds = f"{target} sampai {_number(high)}"
        if low <= value <= high:
            return f"100, karena {reached} di dalam rentang {bounds},"
        if value > high:
            over = _number(high)
            return (
                f"di atas rentang {bounds}: (2 × batas atas − realisasi) ÷ batas atas × 100 = "
                f"(2 × {over} − {reached}) ÷ {over} × 100"
            )
        return f"di bawah rentang {bounds}: realisasi ÷ batas bawah × 100 = {reached} ÷ {target} × 100"
    if low == 0:
        return "100, karena target 0 dicapai dengan tepat 0,"
    return rising


def _counted_as(capaian: Decimal, cap: Decimal | None) -> list[str]:
    if cap is not None and capaian > cap:
        return [f"Dalam rata-rata dihitung {figure(cap)} %, batas atas yang dipakai dinas."]
    return ["Dalam rata-rata dihitung 0 %."] if capaian < 0 else []


def _year(row: RowResult, year: int) -> str:
    points = [point for point in row.trend if point.year == year]
    known = [figure(point.value, row.decimals) for point in points if point.value is not None]
    total = "–" if row.year_value is None else figure(row.year_value, row.decimals)
    told = f"Tahun ini sampai sekarang ({JOINED.get(row.aggregation, 'digabung')}): {'; '.join(known)} → {total}, dari {row.year_counted} dari {row.year_expected} periode."
    if row.year_capaian is None or row.year_value is None:
        return f"{told} {row.year_not_computable}".strip()
    against = _formula(row, row.target_year, row.target_year_high, row.year_value)
    return f"{told} Terhadap target tahun: {against} = {percent(row.year_capaian, row.places)}."


def average_steps(rows: Sequence[RowResult], average: AverageResult, result: Result) -> list[str]:
    """How an average over these rows came about."""
    counted = [row for row in rows if row.answer != "tidak_berlaku" and row.capaian is not None]
    if average.value is None or not counted:
        return []
    shown = [figure(_bounded(row.capaian or formulas.ZERO, result.cap), row.places) for row in counted]
    if result.use_weights:
        weights = [figure(row.weight if row.weight is not None else formulas.ONE) for row in counted]
        terms = [f"{weight} × {value}" for weight, value in zip(weights, shown, strict=True)]
        below = f"({' + '.join(weights)})"
        rule = WEIGHTED
    else:
        terms, below, rule = shown, str(len(counted)), "Semua indikator sama berat."
    above = " + ".join(terms) if len(terms) <= MANY else f"jumlah {len(terms)} capaian"
    steps = [
        f"Rata-rata = ({above}) ÷ {below if len(terms) <= MANY else len(terms)} = {percent(average.value, average.places)}.",
        rule,
    ]
    steps.append(
        (
            f"Tiap capaian dihitung paling sedikit 0 % dan paling banyak {figure(result.cap)} %"
            if result.cap is not None
            else "Tiap capaian dihitung paling sedikit 0 %, tanpa batas atas"
        )
        + f"; tanpa batas itu rata-ratanya {percent(average.raw or formulas.ZERO, average.places)}."
    )
    if not average.is_complete:
        steps.append(
            f"{average.expected - average.counted} indikator tanpa capaian tidak ikut dihitung, juga tidak sebagai 0."
        )
    return steps


def _bounded(value: Decimal, cap: Decimal | None) -> Decimal:
    return max(formulas.ZERO, value if cap is None else min(value, cap))


def budget_steps(budget: Budget) -> list[str]:
    """How absorption and efficiency came about, with the standing of the rule."""
    if budget.absorption is None or budget.pagu is None or budget.realised is None:
        return [budget.not_computable] if budget.not_computable else []
    steps = [
        f"Penyerapan = realisasi ÷ pagu × 100 = {figure(budget.realised)} ÷ {figure(budget.pagu)} × 100 = {percent(budget.absorption, budget.places)}, "
        f"atas {budget.coverage} yang punya pagu dan realisasi tahun ini."
    ]
    if budget.efficiency is None:
        steps.append("Efisiensi belum dapat dihitung: belum ada capaian terhadap target tahun.")
    else:
        reached = budget.efficiency + budget.absorption
        steps.append(
            f"Efisiensi = rata-rata capaian tahun ini − penyerapan = {figure(reached, budget.places)} − {figure(budget.absorption, budget.places)} = "
            f"{figure(budget.efficiency, budget.places)} poin. Cara ini lazim dalam LKjIP daerah dan menjadi bawaan dinas, bukan ketentuan undang-undang."
        )
    return steps
