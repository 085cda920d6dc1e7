"""What the placeholders of a template say of the whole report. Pure: the same frozen analysis gives the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accounts.worktime_words import long_date
from reports.analysis.result import Result, RowResult
from reports.drafting import sentences, summaries
from reports.drafting.indonesian import closed, inner, join
from reports.drafting.references import OFFICE, mark
from reports.figures import figure
from reports.indicators.models import PeriodKind
from reports.indicators.periods import period_span

Text = Callable[[Result], str]


def listed(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def span(result: Result) -> str:
    first, last = period_span(result.year, PeriodKind(result.period_kind), result.period_number)
    return f"{long_date(first)} sampai dengan {long_date(last)}"


def basis(result: Result) -> str:
    """To stand after "sebagaimana"."""
    return result.basis[0].lower() + result.basis[1:] if result.basis else "surat yang diterima"


def unit_names(result: Result) -> str:
    return join([unit.name for unit in result.units])


def number_of(what: str) -> Text:
    """A reference to how many units, answers or indicators there are."""

    def told(result: Result) -> str:
        indicators = {row.indicator_id for unit in result.units for row in unit.rows}
        number = {"unit": len(result.units), "indikator": len(indicators), "total": result.counts.total}[what]
        return mark(str(number), f"hitung:{OFFICE}:{what}")

    return told


def answers(result: Result) -> str:
    return summaries.counts_phrase(result.counts)


def average(part: str = "") -> Text:
    return lambda result: summaries.average_figure(result.average, OFFICE, part)


def average_told(result: Result) -> str:
    return summaries.average_sentence(result.average, f"Rata-rata capaian kinerja {result.period_label}")


def _computed(result: Result) -> list[RowResult]:
    return [row for unit in result.units for row in unit.rows if row.capaian is not None]


def bands_told(result: Result) -> str:
    names = [row.predikat for row in _computed(result)]
    told = [
        f"{mark(str(names.count(band.name)), f'hitung:{OFFICE}:predikat_{place}')} {band.name}"
        for place, band in reversed(list(enumerate(result.bands)))
        if band.name in names
    ]
    return (
        f"Menurut predikat, isian yang dapat dihitung capaiannya terdiri atas {join(told)}." if told else ""
    )


def low_told(result: Result) -> str:
    low = [f"{row.name} ({sentences.cell(row, 'capaian')} persen)" for row in _computed(result) if row.is_low]
    return f"Yang perlu perhatian: {'; '.join(low)}." if low else ""


def absent_told(result: Result) -> str:
    absent = [unit.name for unit in result.units if unit.is_excused]
    return f"Laporan dilanjutkan tanpa data {join(absent)}; alasannya dimuat pada Lampiran." if absent else ""


def sample_told(result: Result) -> str:
    return (
        "Angka dalam laporan ini adalah data contoh untuk keperluan latihan, bukan data resmi."
        if result.is_sample
        else ""
    )


def absent_listed(result: Result) -> str:
    absent = [f"{unit.name}: {inner(unit.excuse)}." for unit in result.units if unit.is_excused]
    return (
        f"Unit yang tidak menyampaikan data:\n{listed(absent)}"
        if absent
        else "Seluruh unit menyampaikan data."
    )


def issues(result: Result) -> str:
    low = [
        f"{row.name} ({unit.name}): capaian {sentences.cell(row, 'capaian')} persen, predikat {sentences.cell(row, 'predikat')}. "
        f"{closed(row.explanation)}".strip()
        for unit in result.units
        for row in unit.rows
        if row.is_low and row.capaian is not None
    ]
    if low:
        return f"Indikator dengan capaian yang perlu perhatian pada {result.period_label}:\n{listed(low)}"
    return f"Tidak ada indikator dengan capaian yang perlu perhatian pada {result.period_label}."


def untargeted(result: Result) -> str:
    names = [row.name for unit in result.units for row in unit.rows if row.target is None]
    return f"Target yang belum ditetapkan: {join(names)}." if names else ""


def average_rule(result: Result) -> str:
    above = ""
    if result.cap is not None:
        above = f" dan capaian di atas {figure(result.cap)} persen dihitung {figure(result.cap)} persen"
    return f"Dalam menghitung rata-rata, capaian di bawah 0 persen dihitung 0 persen{above}; pada tabel ditampilkan angka aslinya."


def band_rule(result: Result) -> str:
    if not result.bands:
        return ""
    scale = [
        f"{band.name} (sampai dengan {figure(band.upper)} persen)"
        if band.upper is not None
        else f"{band.name} (di atasnya)"
        for band in result.bands
    ]
    return (
        f"Skala predikat mengikuti Permendagri Nomor 86 Tahun 2017 dengan penyesuaian dinas: {join(scale)}."
    )


def efficiency(result: Result) -> str:
    return summaries.efficiency_sentence(result.budget, result.year_average)


def budget(result: Result) -> str:
    if result.budget is None:
        return "Data anggaran tidak dikumpulkan pada periode ini."
    return summaries.budget_sentences(result.budget, OFFICE, "seluruh unit", result.period_label)


def budget_by_program(result: Result) -> str:
    return listed(
        summaries.budget_sentences(program.budget, f"program_{place}", program.name, result.period_label)
        for place, program in enumerate(result.groups_of("program"))
        if program.budget is not None
    )


def follow_ups(result: Result) -> str:
    told = [
        f"{unit.name}: {closed(unit.factors.follow_up)}"
        for unit in result.units
        if unit.factors.follow_up.strip()
    ]
    return f"Tindak lanjut yang akan dikerjakan:\n{listed(told)}" if told else ""


def appendix(result: Result) -> str:
    without = any(row.answer not in ("nilai", "nihil") for unit in result.units for row in unit.rows)
    if without or any(unit.is_excused for unit in result.units):
        return "Isian tanpa angka dan alasannya, serta unit yang tidak menyampaikan data."
    return "Seluruh isian berupa angka atau nihil; tidak ada isian yang belum tersedia atau tidak berlaku."
