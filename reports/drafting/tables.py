"""The tables of the report, from the frozen analysis; nobody types a figure into them."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.worktime_words import long_date
from reports.analysis.result import AverageResult, Budget, Result, RowResult, UnitResult
from reports.drafting.drawn import NO, Cell, Column, Said, Table, numbered
from reports.drafting.indonesian import is_rupiah, measure
from reports.drafting.references import OFFICE, average_words, budget_words, cell_words
from reports.figures import figure

NAME, UNIT = Column("Indikator", "nama"), Column("Unit", "kata")
ANSWERS = {
    "": "Tidak dijawab",
    "nihil": "Nihil",
    "belum_tersedia": "Belum tersedia",
    "tidak_berlaku": "Tidak berlaku",
}


def said(row: RowResult, part: str) -> Cell:
    """A figure of an indicator as a reference; "–" where there is none."""
    words = cell_words(row, part)
    return words if words == "–" else Said(words, f"sel:{row.cell_id}:{part}")


def target_cell(row: RowResult, part: str = "target") -> Cell:
    high = cell_words(row, f"{part}_atas")
    if row.direction == "rentang" and high != "–":
        return f"{cell_words(row, part)}–{high}"
    return said(row, part)


def value_cell(row: RowResult) -> Cell:
    if row.answer == "nihil":
        return Said("nihil", f"sel:{row.cell_id}:realisasi")
    return (
        said(row, "realisasi")
        if row.answer == "nilai" and row.value is not None
        else ANSWERS.get(row.answer, "–")
    )


def capaian_cell(row: RowResult) -> Cell:
    if row.capaian is None:
        return "tidak dihitung" if row.value is not None else "–"
    return said(row, "capaian")


def targets(result: Result) -> Iterator[Table]:
    """What was promised: targets of the period, and of the year where those stand."""
    rows = [(unit, row) for unit in result.units for row in unit.rows]
    with_year = any(row.target_year is not None for _, row in rows)
    year = (Column(f"Target {result.year}", "angka"),) if with_year else ()
    yield Table(
        f"Target kinerja {result.period_label}",
        (NO, NAME, Column("Satuan", "satuan"), Column("Target", "angka"), *year, UNIT),
        numbered(
            (
                row.name, measure(row.satuan), target_cell(row), *((target_cell(row, "target_tahun"),) if with_year else ()),
                unit.short_name,
            )
            for unit, row in rows
        ),
    )  # fmt: skip


def overview(result: Result) -> Iterator[Table]:
    """Every unit's average beside its coverage."""

    def average(one: AverageResult, place: str, part: str = "") -> Cell:
        words = average_words(one, None, part)
        return words if words == "–" else Said(words, f"rata:{place}:{part}" if part else f"rata:{place}")

    yield Table(
        f"Rata-rata capaian tiap unit, {result.period_label}",
        (
            NO, Column("Unit", "nama"), Column("Indikator dihitung", "kata"), Column("Rata-rata capaian (%)", "angka"),
            Column("Predikat", "kata"),
        ),
        numbered(
            (
                unit.name,
                "tanpa data" if unit.is_excused else f"{unit.average.counted} dari {unit.average.expected}",
                average(unit.average, str(unit.unit_id)),
                average(unit.average, str(unit.unit_id), "predikat"),
            )
            for unit in result.units
        ),
        total=(
            "", "Seluruh unit", f"{result.average.counted} dari {result.average.expected}", average(result.average, OFFICE),
            average(result.average, OFFICE, "predikat"),
        ),
    )  # fmt: skip


def reached(unit: UnitResult) -> Iterator[Table]:
    """Target and realisasi of one unit, with the period before."""
    yield Table(
        f"Capaian kinerja {unit.name}",
        (
            NO, NAME, Column("Satuan", "satuan"), Column("Target", "angka"), Column("Realisasi", "angka"),
            Column("Periode lalu", "angka"), Column("Capaian (%)", "angka"), Column("Predikat", "kata"),
        ),
        numbered(
            (
                row.name, measure(row.satuan), target_cell(row), value_cell(row), said(row, "lalu"), capaian_cell(row),
                row.predikat or "–",
            )
            for row in unit.rows
        ),
    )  # fmt: skip


def compared(unit: UnitResult, year: int) -> Iterator[Table]:
    """Against the same period last year, the year's target and the end of the Renstra; nothing where none of them is known."""
    known = any(
        one is not None
        for row in unit.rows
        for one in (row.last_year_value, row.target_year, row.renstra_target)
    )
    if not known:
        return
    lines = [_comparisons(row) for row in unit.rows]
    columns = (
        "Realisasi", "Tahun lalu", f"Target {year}", f"Capaian {year} (%)", "Target Renstra", "Capaian Renstra (%)",
    )  # fmt: skip
    filled = [place for place, _ in enumerate(columns) if any(line[place] != "–" for line in lines)]
    yield Table(
        f"Perbandingan capaian {unit.name}",
        (NO, NAME, *(Column(columns[place], "angka") for place in filled)),
        numbered(
            (f"{row.name} ({measure(row.satuan)})", *(line[place] for place in filled))
            for row, line in zip(unit.rows, lines, strict=True)
        ),
    )


def _comparisons(row: RowResult) -> tuple[Cell, ...]:
    return (
        value_cell(row), said(row, "tahun_lalu"), target_cell(row, "target_tahun"), said(row, "capaian_tahun"),
        said(row, "renstra"), said(row, "renstra_capaian"),
    )  # fmt: skip


def _money(budget: Budget | None, place: str) -> tuple[Cell, Cell, Cell]:
    def part(name: str) -> Cell:
        words = "–" if budget is None else budget_words(budget, name)
        return words if words == "–" else Said(words, f"anggaran:{place}:{name}")

    return part("pagu"), part("realisasi"), part("serapan")


MONEY = (Column("Pagu (Rp)", "uang"), Column("Realisasi (Rp)", "uang"), Column("Serapan (%)", "angka"))


def budget_lines(result: Result) -> Iterator[Table]:
    """Every budget line of the year so far, and the sum over those that have both pagu and realisasi."""
    rows = [(unit, row) for unit in result.units for row in unit.budget_rows if row.answer != "tidak_berlaku"]
    if not rows:
        return
    yield Table(
        f"Realisasi anggaran sampai dengan {result.period_label}",
        (NO, Column("Anggaran", "nama"), UNIT, *MONEY),
        numbered(
            (
                row.name if is_rupiah(row.satuan) else f"{row.name} ({measure(row.satuan)})", unit.short_name,
                said(row, "target_tahun") if row.target_year is not None else said(row, "target"), said(row, "tahun"),
                said(row, "capaian_tahun"),
            )
            for unit, row in rows
        ),
        total=("", "Jumlah", "", *_money(result.budget, OFFICE)),
    )  # fmt: skip


def programs(result: Result) -> Iterator[Table]:
    """Capaian of the year by program, and its money where money was asked; nothing where no indicator hangs under one."""
    groups, with_money = result.groups_of("program"), result.budget is not None

    def line(name: str, average: Cell, budget: Budget | None, place: str) -> tuple[Cell, ...]:
        return (name, average, *(_money(budget, place) if with_money else ()))

    if groups:
        yield Table(
            f"Capaian{' dan penyerapan anggaran' if with_money else ''} tiap program sampai dengan {result.period_label}",
            (
                NO,
                Column("Program", "nama"),
                Column("Capaian tahun (%)", "angka"),
                *(MONEY if with_money else ()),
            ),
            numbered(
                line(
                    f"{group.code} {group.name}".strip(),
                    "–"
                    if group.year_average.value is None
                    else figure(group.year_average.value, group.year_average.places),
                    group.budget,
                    f"program_{place}",
                )
                for place, group in enumerate(groups)
            ),
            total=("", *line("Seluruh program", _year_average(result), result.budget, OFFICE)),
        )


def _year_average(result: Result) -> Cell:
    words = average_words(result.average, result.year_average, "tahun")
    return words if words == "–" else Said(words, f"rata:{OFFICE}:tahun")


def follow_ups(result: Result) -> Iterator[Table]:
    """What was undertaken, by whom and until when."""
    rows = [(unit, one) for unit in result.units for one in unit.factors.follow_ups]
    if rows:
        yield Table(
            "Tindak lanjut",
            (NO, Column("Tindak lanjut", "nama"), UNIT, Column("Penanggung jawab", "kata"), Column("Paling lambat", "kata")),
            numbered((one.text, unit.short_name, one.person, long_date(one.due_on)) for unit, one in rows),
        )  # fmt: skip


def without_figures(result: Result) -> Iterator[Table]:
    """Every answer that is no number, with its reason, and the units that sent nothing."""
    excused = [
        (unit.name, "Semua indikator", "Data tidak disampaikan", unit.excuse)
        for unit in result.units
        if unit.is_excused
    ]
    rows = [
        (unit.name, row.name, ANSWERS[row.answer], row.reason or "–")
        for unit in result.units
        if not unit.is_excused
        for row in unit.rows
        if row.answer in ("", "belum_tersedia", "tidak_berlaku")
    ]
    if excused or rows:
        yield Table(
            "Isian tanpa angka dan alasannya",
            (NO, UNIT, NAME, Column("Jawaban", "kata"), Column("Alasan", "nama")),
            numbered([*excused, *rows]),
        )
