"""Tables and charts of the report, drawn from the frozen analysis; nobody types a figure into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from reports import charts
from reports.analysis.result import Result, RowResult, UnitResult
from reports.figures import figure

ANSWERS = {
    "": "Tidak dijawab",
    "nihil": "Nihil",
    "belum_tersedia": "Belum tersedia",
    "tidak_berlaku": "Tidak berlaku",
}


@dataclass(frozen=True)
class Column:
    """`kind` is the class that sets width and alignment on paper: no, nama, satuan, angka, kata."""

    label: str
    kind: str


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    caption: str
    svg: str


NO = Column("No", "no")


def blocks(name: str, result: Result) -> Iterator[Table | Figure]:
    """What stands under a section whose `block` is `name`."""
    kind, _, pk = name.partition(":")
    if kind == "target":
        yield _targets(result)
    elif kind == "rekap":
        yield _overview(result)
    elif kind == "unit":
        unit = result.unit(int(pk))
        if unit is not None and not unit.is_excused:
            yield _reached(unit)
            yield Figure(f"Capaian indikator {unit.name} terhadap target 100 persen", charts.unit_chart(unit))
    elif kind == "lampiran":
        table = _without_figures(result)
        if table.rows:
            yield table


def _targets(result: Result) -> Table:
    rows = [(unit, row) for unit in result.units for row in unit.rows]
    return Table(
        f"Target kinerja {result.period_label}",
        (
            NO,
            Column("Indikator", "nama"),
            Column("Satuan", "satuan"),
            Column("Target", "angka"),
            Column("Unit", "kata"),
        ),
        _numbered((row.name, row.satuan, target_text(row), unit.short_name) for unit, row in rows),
    )


def _overview(result: Result) -> Table:
    return Table(
        f"Rata-rata capaian tiap unit, {result.period_label}",
        (
            NO, Column("Unit", "nama"), Column("Indikator dihitung", "kata"), Column("Rata-rata capaian (%)", "angka"),
            Column("Predikat", "kata"),
        ),
        _numbered(
            (
                unit.name,
                "tanpa data" if unit.is_excused else f"{unit.average.counted} dari {unit.average.expected}",
                "–" if unit.average.value is None else figure(unit.average.value, 2),
                unit.average.predikat or "–",
            )
            for unit in result.units
        ),
    )  # fmt: skip


def _reached(unit: UnitResult) -> Table:
    return Table(
        f"Capaian kinerja {unit.name}",
        (
            NO, Column("Indikator", "nama"), Column("Satuan", "satuan"), Column("Target", "angka"),
            Column("Realisasi", "angka"), Column("Periode lalu", "angka"), Column("Capaian (%)", "angka"), Column("Predikat", "kata"),
        ),
        _numbered(
            (row.name, row.satuan, target_text(row), value_text(row), previous_text(row), capaian_text(row), row.predikat or "–")
            for row in unit.rows
        ),
    )  # fmt: skip


def _without_figures(result: Result) -> Table:
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
    return Table(
        "Isian tanpa angka dan alasannya",
        (
            NO,
            Column("Unit", "kata"),
            Column("Indikator", "nama"),
            Column("Jawaban", "kata"),
            Column("Alasan", "nama"),
        ),
        _numbered([*excused, *rows]),
    )


def _numbered(rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(number), *row) for number, row in enumerate(rows, start=1))


def target_text(row: RowResult) -> str:
    if row.target is None:
        return "–"
    low = figure(row.target, row.decimals)
    return f"{low}–{figure(row.target_high, row.decimals)}" if row.target_high is not None else low


def value_text(row: RowResult) -> str:
    if row.answer == "nilai" and row.value is not None:
        return figure(row.value, row.decimals)
    return ANSWERS.get(row.answer, "–")


def previous_text(row: RowResult) -> str:
    if row.previous_answer == "nihil":
        return "Nihil"
    return "–" if row.previous_value is None else figure(row.previous_value, row.decimals)


def capaian_text(row: RowResult) -> str:
    if row.capaian is not None:
        return figure(row.capaian, 2)
    return "tidak dihitung" if row.value is not None else "–"


def table_html(table: Table, number: int) -> SafeString:
    """A table with caption, repeated head and, in each row, its name cell as row heading (PDF/UA)."""
    head = format_html_join(
        "", '<th scope="col" class="{}">{}</th>', ((column.kind, column.label) for column in table.columns)
    )
    kinds = [column.kind for column in table.columns]
    name = kinds.index("nama")
    body = mark_safe(
        "".join(
            f"<tr>{''.join(_cell(text, kind, place == name) for place, (text, kind) in enumerate(zip(row, kinds, strict=True)))}</tr>"
            for row in table.rows
        )
    )
    return format_html(
        '<table class="tabel-kertas"><caption>Tabel {}. {}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        number, table.caption, head, body,
    )  # fmt: skip


def _cell(text: str, kind: str, is_name: bool) -> str:
    if is_name:
        return format_html('<th scope="row" class="{}">{}</th>', kind, text)
    return format_html('<td class="{}">{}</td>', kind, text)


def figure_html(drawn: Figure, number: int) -> SafeString:
    """A chart with its caption; the drawing names itself for those who cannot see it."""
    return format_html(
        '<figure class="grafik-kertas">{}<figcaption>Gambar {}. {}</figcaption></figure>',
        mark_safe(drawn.svg),
        number,
        drawn.caption,
    )
