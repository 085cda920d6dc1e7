"""What the draft says of one indicator: plain Indonesian from the frozen result. Pure, so that every case stands in a table of tests.

Figures are references (`reports.drafting.references.mark`): "{97,81|sel:7:realisasi} persen".
"""

from __future__ import annotations

from decimal import Decimal

from reports.analysis import formulas
from reports.analysis.result import RowResult
from reports.drafting.indonesian import counted_in, inner, is_rupiah, named, step_of
from reports.drafting.references import cell_words, mark

HUNDRED = Decimal(100)


def cell(row: RowResult, part: str) -> str:
    """A reference to one figure of an indicator."""
    return mark(cell_words(row, part), f"sel:{row.cell_id}:{part}")


def amount(row: RowResult, part: str) -> str:
    """A figure with its unit of measure: "97,81 persen", "3.660 orang", "Rp640.000.000", "BB (70)"."""
    if is_rupiah(row.satuan):
        return f"Rp{cell(row, part)}"
    return cell(row, part) if row.scale else f"{cell(row, part)} {counted_in(row.satuan)}".strip()


def target(row: RowResult, part: str = "target") -> str:
    """ "target 97,50 persen", "target 10 sampai dengan 12 orang"."""
    if row.direction == "rentang" and row.target_high is not None:
        return f"target {cell(row, part)} sampai dengan {amount(row, f'{part}_atas')}"
    return f"target {amount(row, part)}"


def row_sentences(row: RowResult) -> str:
    """The answer, capaian and predikat, and the change since last time."""
    return " ".join(part for part in (outcome(row), since_before(row)) if part)


def outcome(row: RowResult) -> str:
    """What was reached against the target, or why there is no figure."""
    name, because = named(row.name), f": {inner(row.reason)}" if row.reason.strip() else ""
    if row.answer == "belum_tersedia":
        return f"Data {name} belum tersedia{because}. Indikator ini tidak diberi predikat dan tidak ikut dirata-ratakan."
    if row.answer == "tidak_berlaku":
        return f"Indikator {name} tidak berlaku bagi unit ini{because}."
    if row.value is None:
        return f"Data {name} tidak disampaikan."
    realised = "" if row.answer == "nihil" else "adalah " if row.scale else "sebesar "
    subject = f"{_realised(name)} {realised}{cell(row, 'realisasi') if row.answer == 'nihil' else amount(row, 'realisasi')}"
    if row.target is None:
        return f"{subject}. Targetnya belum ditetapkan, sehingga capaiannya tidak dihitung."
    subject += f" terhadap {target(row)}"
    if row.capaian is None:
        why = row.not_computable.rstrip(".")
        return f"{subject}. Capaiannya tidak dapat dihitung{': ' + why[0].lower() + why[1:] if why else ''}."
    if row.direction == "turun":
        subject += " (makin rendah makin baik)"
    sentence = f"{subject}, sehingga capaiannya {cell(row, 'capaian')} persen"
    if row.predikat:
        sentence += f" dengan predikat {cell(row, 'predikat')}"
    return f"{sentence} dan {_against_target(row, row.capaian)}."


def _realised(name: str) -> str:
    """ "Realisasi angka putus sekolah"; an indicator that is itself called a realisasi is not called it twice."""
    return name[0].upper() + name[1:] if name.lower().startswith("realisasi ") else f"Realisasi {name}"


def _against_target(row: RowResult, capaian: Decimal) -> str:
    """Told from the capaian as printed, so that "100,00 persen" never stands beside "belum memenuhi"."""
    shown = formulas.rounded(capaian, row.places)
    if row.direction == "rentang" and row.target is not None and row.value is not None:
        if capaian == HUNDRED:
            return "berada di dalam rentang target"
        return f"berada di {'bawah' if row.value < row.target else 'atas'} rentang target"
    if shown > HUNDRED:
        return "lebih baik daripada target" if row.direction == "turun" else "melampaui target"
    return "memenuhi target" if shown == HUNDRED else "belum memenuhi target"


def since_before(row: RowResult) -> str:
    """The change since the period before; that there is nothing to compare with is said too."""
    label = row.previous_label
    if row.answer == "tidak_berlaku":
        return ""
    if row.value is None:
        return (
            f"Realisasi {label}: {_before(row, 'lalu', row.previous_answer)}."
            if row.previous_value is not None
            else ""
        )
    if row.previous_value is None:
        if row.previous_answer == "belum_tersedia":
            return f"Data {label} dahulu belum tersedia, sehingga perubahannya tidak dapat disebutkan."
        if row.previous_answer == "tidak_berlaku":
            return f"Pada {label} indikator ini tidak berlaku, sehingga perubahannya tidak dapat disebutkan."
        return "Belum ada data periode sebelumnya sebagai pembanding."
    if row.change is None:
        return ""
    return _changed(row, row.change, label, _before(row, "lalu", row.previous_answer), "selisih")


def since_last_year(row: RowResult) -> str:
    """The change since the same period of last year; empty where that is not known or already said as the period before."""
    if row.value is None or row.last_year_value is None or row.last_year_label == row.previous_label:
        return ""
    change = formulas.change(row.direction, row.target, row.target_high, row.last_year_value, row.value)
    assert change is not None  # both figures are there
    answer = "nihil" if row.last_year_answer == "nihil" else "nilai"
    return _changed(row, change, row.last_year_label, _before(row, "tahun_lalu", answer), "selisih_tahun")


def _before(row: RowResult, part: str, answer: str) -> str:
    return cell(row, part) if answer == "nihil" else amount(row, part)


def _changed(row: RowResult, change: formulas.Change, label: str, before: str, difference: str) -> str:
    now = "nihil" if row.answer == "nihil" else "sama"
    if change.difference == 0:
        return (
            f"Angka ini sama dengan {label}, yaitu {before}."
            if now == "sama"
            else f"Pada {label} angkanya juga {before}."
        )
    judged = {True: "membaik", False: "memburuk", None: ""}[change.good]
    if row.scale:
        return f"Dibandingkan {label}, nilai ini {judged or 'berubah'} dari {before} menjadi {amount(row, 'realisasi')}."
    verb = "naik" if change.difference > 0 else "turun"
    unit = step_of(row.satuan)
    size = cell(row, difference)
    size = f"Rp{size}" if is_rupiah(row.satuan) else f"{size} {unit}".strip()
    return f"Dibandingkan {label} ({before}), angka ini {verb} {size}{f' ({judged})' if judged else ''}."


def year_sentence(row: RowResult, year: int) -> str:
    """The year so far against the target of the year; empty where the period is the year or no such target stands."""
    if row.target_year is None or row.year_value is None or row.year_expected < 2:
        return ""
    told = f"Realisasi {named(row.name)} tahun {year} sampai periode ini {amount(row, 'tahun')} terhadap {target(row, 'target_tahun')}"
    if row.year_capaian is None:
        return f"{told}."
    return f"{told}, atau {cell(row, 'capaian_tahun')} persen."


def renstra_sentence(row: RowResult) -> str:
    """How far the end target of the Renstra has been reached; empty where none is recorded."""
    if row.renstra_target is None or row.renstra_year is None:
        return ""
    end = f"Target {named(row.name)} pada akhir Renstra, tahun {row.renstra_year}, adalah {amount(row, 'renstra')}"
    if row.renstra_value is None:
        return f"{end}; realisasinya sampai periode ini belum dapat dihitung."
    if row.renstra_capaian is None:
        return f"{end}; realisasi sampai periode ini {amount(row, 'renstra_realisasi')}."
    return (
        f"{end}; realisasi sampai periode ini {amount(row, 'renstra_realisasi')}, atau "
        f"{cell(row, 'renstra_capaian')} persen dari target itu."
    )


def explained(row: RowResult) -> str:
    """What the unit itself wrote about this figure."""
    return (
        f"{named(row.name)[:1].upper()}{named(row.name)[1:]}: {inner(row.explanation)}."
        if row.explanation.strip()
        else ""
    )
