"""What the draft says of a unit and of the whole office: counts, averages, money. Pure, figures as references."""

from __future__ import annotations

from reports.analysis.result import AverageResult, Budget, Counts, UnitResult
from reports.drafting.indonesian import inner, join
from reports.drafting.references import OFFICE, average_words, budget_words, mark

KINDS = {
    "nilai": "bernilai",
    "nihil": "nihil",
    "belum_tersedia": "belum tersedia",
    "tidak_berlaku": "tidak berlaku",
    "kosong": "tidak disampaikan",
}


def counted(counts: Counts, place: str, what: str) -> str:
    """A reference to how many answers are of one kind; `place` is the office or a unit's number."""
    return mark(str(getattr(counts, what)), f"hitung:{place}:{what}")


def counts_phrase(counts: Counts, place: str = OFFICE) -> str:
    """ "5 bernilai, 1 nihil, dan 2 belum tersedia": the four answers apart, what there is none of left out."""
    return join(
        [f"{counted(counts, place, what)} {word}" for what, word in KINDS.items() if getattr(counts, what)]
    )


def average_figure(average: AverageResult, place: str = OFFICE, part: str = "") -> str:
    """A reference to an average or a part of it."""
    return mark(average_words(average, None, part), f"rata:{place}:{part}" if part else f"rata:{place}")


def average_sentence(average: AverageResult, subject: str, place: str = OFFICE) -> str:
    """An average never without its coverage."""
    if average.value is None:
        return f"{subject} tidak dapat dihitung karena belum ada indikator yang capaiannya dapat dihitung."
    sentence = f"{subject} {average_figure(average, place)} persen"
    if average.predikat:
        sentence += f" (predikat {average_figure(average, place, 'predikat')})"
    sentence += f", dihitung atas {average_figure(average, place, 'tercakup')} dari {average_figure(average, place, 'seluruh')} indikator"
    if not average.is_complete:
        return f"{sentence}. Angka ini belum mewakili seluruh indikator."
    return f"{sentence}."


def unit_sentences(unit: UnitResult) -> str:
    """How one unit answered and what it reached on average."""
    if unit.is_excused:
        return f"{unit.name} tidak menyampaikan data. Alasan laporan dilanjutkan: {inner(unit.excuse)}."
    place = str(unit.unit_id)
    if not unit.rows:
        return f"{unit.name} hanya menyampaikan data anggaran."
    total = counted(unit.counts, place, "total")
    skipped = (
        " Unit ini tidak mempunyai Kepala Seksi, sehingga pemeriksaan berjenjang dilewati."
        if unit.check_skipped
        else ""
    )
    return (
        f"{unit.name} menyampaikan {total} isian: {counts_phrase(unit.counts, place)}.{skipped} "
        f"{average_sentence(unit.average, 'Rata-rata capaiannya', place)}"
    )


def budget_sentences(budget: Budget | None, place: str, subject: str, until: str) -> str:
    """Pagu, realisasi and penyerapan of the year up to `until`; every reason why one is missing is said."""
    if budget is None:
        return f"{subject} tidak memuat baris anggaran pada periode ini."

    def figure_of(part: str) -> str:
        return mark(budget_words(budget, part), f"anggaran:{place}:{part}")

    if budget.absorption is None or budget.pagu is None or budget.realised is None:
        why = budget.not_computable.rstrip(".")
        return f"Penyerapan anggaran {subject} tidak dapat dihitung{': ' + why[0].lower() + why[1:] if why else ''}."
    spent = "belum ada (nihil)" if budget.realised == 0 else f"Rp{figure_of('realisasi')}"
    sentence = (
        f"Dari pagu {subject} sebesar Rp{figure_of('pagu')}, realisasi sampai {until} {spent}, sehingga penyerapannya "
        f"{figure_of('serapan')} persen"
    )
    if budget.counted < budget.expected:
        sentence += f", dihitung atas {budget.counted} dari {budget.expected} baris anggaran yang punya pagu dan realisasi"
    above = " Realisasi melebihi pagu." if budget.realised > budget.pagu else ""
    return f"{sentence}.{above}"


def efficiency_sentence(budget: Budget | None, reached: AverageResult | None) -> str:
    """Capaian of the year beside the share of money spent for it: the practice of regional performance reports."""
    if budget is None or budget.efficiency is None or budget.absorption is None or reached is None:
        return "Efisiensi belum dapat dihitung karena belum ada capaian terhadap target tahun beserta penyerapan anggarannya."
    gap = budget.efficiency
    judged = "lebih tinggi daripada" if gap > 0 else "lebih rendah daripada" if gap < 0 else "sama dengan"
    verdict = "efisien" if gap > 0 else "belum efisien" if gap < 0 else "sebanding dengan hasilnya"
    size = (
        f" dengan selisih {mark(budget_words(budget, 'selisih'), f'anggaran:{OFFICE}:selisih')} poin"
        if gap
        else ""
    )
    return (
        f"Rata-rata capaian terhadap target tahun {mark(average_words(reached, reached, 'tahun'), f'rata:{OFFICE}:tahun')} persen, "
        f"{judged} penyerapan anggaran {mark(budget_words(budget, 'serapan'), f'anggaran:{OFFICE}:serapan')} persen{size}. "
        f"Menurut kelaziman laporan kinerja daerah, penggunaan anggaran {verdict}."
    )
