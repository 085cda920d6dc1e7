"""The draft's sentences: plain Indonesian from the frozen result. Pure, so that every case stands in a table of tests.

Figures are references (`reports.drafting.references.mark`): "{97,81|sel:7:realisasi} persen".
"""

from __future__ import annotations

from decimal import Decimal

from reports.analysis.result import AverageResult, Counts, RowResult, UnitResult
from reports.drafting.references import OFFICE, average_words, cell_words, mark

HUNDRED = Decimal(100)


def join(parts: list[str]) -> str:
    """ "a", "a dan b", "a, b, dan c"."""
    if len(parts) < 3:
        return " dan ".join(parts)
    return f"{', '.join(parts[:-1])}, dan {parts[-1]}"


def closed(text: str) -> str:
    """What a person typed, ended as a sentence."""
    text = " ".join(text.split())
    return text if not text or text[-1] in ".!?" else f"{text}."


def inner(text: str) -> str:
    """What a person typed, to stand inside a sentence: no end stop, first letter small unless it is an acronym or name."""
    text = " ".join(text.split()).rstrip(".!? ")
    if len(text) > 1 and text[0].isupper() and text[1].islower() and text.split()[0].lower() in SMALL:
        return text[0].lower() + text[1:]
    return text


SMALL = frozenset({
    "data", "angka", "belum", "tidak", "gedung", "karena", "menunggu", "sekolah", "survei", "hasil", "rilis", "kegiatan",
    "laporan", "operator", "unit", "bidang", "masih", "sedang", "indikator", "dihitung", "diukur", "terbit", "jadwal",
})  # fmt: skip


def cell(row: RowResult, part: str) -> str:
    """A reference to one figure of an indicator."""
    return mark(cell_words(row, part), f"sel:{row.cell_id}:{part}")


def amount(row: RowResult, part: str) -> str:
    """A figure with its unit of measure: "97,81 persen", "3.660 orang"."""
    return f"{cell(row, part)} {measure(row.satuan)}".strip()


def measure(satuan: str) -> str:
    return "persen" if satuan.strip() == "%" else satuan.strip()


def target(row: RowResult) -> str:
    """ "target 97,50 persen", "target 10 sampai dengan 12 orang", or that there is none."""
    if row.target is None:
        return "target yang belum ditetapkan"
    if row.direction == "rentang" and row.target_high is not None:
        return f"target {cell(row, 'target')} sampai dengan {amount(row, 'target_atas')}"
    return f"target {amount(row, 'target')}"


def row_sentences(row: RowResult) -> str:
    """What the report says of one indicator: the answer, capaian and predikat, and the change since last time."""
    if row.answer == "belum_tersedia":
        return (
            f"Data {row.name} belum tersedia: {inner(row.reason)}. "
            "Indikator ini tidak diberi predikat dan tidak ikut dirata-ratakan."
        )
    if row.answer == "tidak_berlaku":
        return f"Indikator {row.name} tidak berlaku bagi unit ini: {inner(row.reason)}."
    if row.value is None:
        return f"Data {row.name} tidak disampaikan."
    parts = [_outcome(row), _change(row)]
    return " ".join(part for part in parts if part)


def _outcome(row: RowResult) -> str:
    if row.answer == "nihil":
        subject = f"Realisasi {row.name} {cell(row, 'realisasi')}, artinya nol yang sungguh terjadi, terhadap {target(row)}"
    else:
        subject = f"Realisasi {row.name} sebesar {amount(row, 'realisasi')} terhadap {target(row)}"
    if row.capaian is None:
        why = row.not_computable.rstrip(".")
        return f"{subject}. Capaiannya tidak dapat dihitung{': ' + why[0].lower() + why[1:] if why else ''}."
    if row.direction == "turun":
        subject += " (makin rendah makin baik)"
    sentence = f"{subject}, sehingga capaiannya {cell(row, 'capaian')} persen"
    if row.predikat:
        sentence += f" dengan predikat {cell(row, 'predikat')}"
    return f"{sentence} dan {_against_target(row)}."


def _against_target(row: RowResult) -> str:
    if row.direction == "rentang":
        return "berada di dalam rentang target" if row.capaian == HUNDRED else "berada di luar rentang target"
    capaian = row.capaian or Decimal(0)
    if capaian > HUNDRED:
        return "melampaui target"
    return "memenuhi target" if capaian == HUNDRED else "belum memenuhi target"


def _change(row: RowResult) -> str:
    if row.previous_value is None:
        if row.previous_answer == "belum_tersedia":
            return f"Data {row.previous_label} dahulu belum tersedia, sehingga perubahannya tidak dapat disebutkan."
        if row.previous_answer == "tidak_berlaku":
            return f"Pada {row.previous_label} indikator ini tidak berlaku, sehingga perubahannya tidak dapat disebutkan."
        return "Belum ada data periode sebelumnya sebagai pembanding."
    if row.change is None or row.value is None:
        return ""
    before = cell(row, "lalu") if row.previous_answer == "nihil" else amount(row, "lalu")
    if row.change.difference == 0:
        return f"Angka ini tetap dibandingkan {row.previous_label}."
    verb = "naik" if row.change.difference > 0 else "turun"
    unit = "poin" if measure(row.satuan) == "persen" else measure(row.satuan)
    difference = f"{cell(row, 'selisih')} {unit}".strip()
    judged = {True: " (membaik)", False: " (memburuk)", None: ""}[row.change.good]
    return f"Dibandingkan {row.previous_label} ({before}), angka ini {verb} {difference}{judged}."


def counted(counts: Counts, place: str, what: str) -> str:
    """A reference to how many answers are of one kind; `place` is the office or a unit's number."""
    return mark(str(getattr(counts, what)), f"hitung:{place}:{what}")


def counts_phrase(counts: Counts, place: str = OFFICE) -> str:
    """ "5 bernilai, 1 nihil, dan 2 belum tersedia": the four answers apart, what there is none of left out."""
    kinds = {
        "nilai": "bernilai",
        "nihil": "nihil",
        "belum_tersedia": "belum tersedia",
        "tidak_berlaku": "tidak berlaku",
        "kosong": "tidak disampaikan",
    }
    return join(
        [f"{counted(counts, place, what)} {word}" for what, word in kinds.items() if getattr(counts, what)]
    )


def average_sentence(average: AverageResult, subject: str, place: str = OFFICE) -> str:
    """An average never without its coverage."""
    if average.value is None:
        return f"{subject} tidak dapat dihitung karena belum ada indikator yang capaiannya dapat dihitung."

    def said(part: str = "") -> str:
        ref = f"rata:{place}:{part}" if part else f"rata:{place}"
        return mark(average_words(average, None, part), ref)

    sentence = f"{subject} {said()} persen"
    if average.predikat:
        sentence += f" (predikat {said('predikat')})"
    sentence += f", dihitung atas {said('tercakup')} dari {said('seluruh')} indikator"
    if not average.is_complete:
        return f"{sentence}. Angka ini belum mewakili seluruh indikator."
    return f"{sentence}."


def unit_sentences(unit: UnitResult) -> str:
    """How one unit answered and what it reached on average."""
    if unit.is_excused:
        return f"{unit.name} tidak menyampaikan data. Alasan laporan dilanjutkan: {inner(unit.excuse)}."
    place = str(unit.unit_id)
    total = counted(unit.counts, place, "total")
    answered = f"{unit.name} menyampaikan {total} isian: {counts_phrase(unit.counts, place)}."
    skipped = (
        " Unit ini tidak mempunyai Kepala Seksi, sehingga pemeriksaan berjenjang dilewati."
        if unit.check_skipped
        else ""
    )
    return f"{answered}{skipped} {average_sentence(unit.average, 'Rata-rata capaiannya', place)}"
