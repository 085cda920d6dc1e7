"""The placeholders of a template: which there are, what each says, and finding the one that was meant.

A placeholder stands for plain text in the notation of `reports.drafting.rich`; one that has nothing to say leaves its paragraph
empty, and an empty paragraph is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from accounts.errors import Refusal
from reports.analysis.result import Result, UnitResult
from reports.drafting import office_texts, unit_texts

_MARK = re.compile(r"\{([^{}|:\n]*)\}")


@dataclass(frozen=True)
class Placeholder:
    """`sample` tells the Kasubag what will stand there."""

    name: str
    sample: str

    @property
    def mark(self) -> str:
        return f"{{{self.name}}}"


OFFICE: dict[str, tuple[str, Callable[[Result], str]]] = {
    "judul": ("judul laporan", lambda result: result.title),
    "periode": ("Triwulan III Tahun 2026", lambda result: result.period_label),
    "tahun": ("2026", lambda result: str(result.year)),
    "rentang": ("1 Juli 2026 sampai dengan 30 September 2026", office_texts.span),
    "peminta": ("yang meminta laporan", lambda result: result.requester),
    "dasar": ("surat yang meminta, dengan nomor dan tanggalnya", office_texts.basis),
    "jumlah_unit": ("banyaknya unit kerja", office_texts.number_of("unit")),
    "daftar_unit": ("nama semua unit kerja", office_texts.unit_names),
    "jumlah_isian": ("banyaknya isian", office_texts.number_of("total")),
    "jumlah_indikator": ("banyaknya indikator", office_texts.number_of("indikator")),
    "rincian_jawaban": ("5 bernilai, 1 nihil, dan 2 belum tersedia", office_texts.answers),
    "rata_rata_kantor": ("rata-rata capaian, angkanya saja", office_texts.average()),
    "predikat_kantor": ("predikat rata-rata capaian", office_texts.average("predikat")),
    "kalimat_rata_rata": ("kalimat rata-rata capaian dengan cakupannya", office_texts.average_told),
    "kalimat_predikat": ("kalimat banyaknya isian menurut predikat", office_texts.bands_told),
    "kalimat_perhatian": ("kalimat indikator yang perlu perhatian", office_texts.low_told),
    "kalimat_tanpa_data": ("kalimat unit yang tidak menyampaikan data, bila ada", office_texts.absent_told),
    "kalimat_data_contoh": ("peringatan bahwa angkanya data contoh, bila demikian", office_texts.sample_told),
    "unit_tanpa_data": (
        "daftar unit tanpa data dengan alasannya, atau bahwa semua menyampaikan",
        office_texts.absent_listed,
    ),
    "isu": ("daftar indikator yang perlu perhatian dengan penjelasan unit", office_texts.issues),
    "target_belum": ("kalimat indikator yang targetnya belum ditetapkan, bila ada", office_texts.untargeted),
    "aturan_rata_rata": ("cara menghitung rata-rata", office_texts.average_rule),
    "aturan_predikat": ("skala predikat yang dipakai", office_texts.band_rule),
    "efisiensi": ("capaian tahun dibanding penyerapan anggaran", office_texts.efficiency),
    "realisasi_anggaran": ("kalimat pagu, realisasi, dan penyerapan", office_texts.budget),
    "anggaran_program": ("daftar penyerapan tiap program", office_texts.budget_by_program),
    "tindak_lanjut": ("daftar tindak lanjut tiap unit", office_texts.follow_ups),
    "keterangan_lampiran": ("kalimat pembuka lampiran", office_texts.appendix),
}
UNIT: dict[str, tuple[str, Callable[[Result, UnitResult], str]]] = {
    "unit": ("nama unit", lambda result, unit: unit.name),
    "rata_rata_unit": ("rata-rata capaian unit, angkanya saja", unit_texts.average()),
    "predikat_unit": ("predikat unit", unit_texts.average("predikat")),
    "ringkasan_unit": ("isian dan rata-rata unit", unit_texts.summary),
    "uraian_indikator": (
        "satu butir tiap indikator: realisasi, target, capaian, perubahan",
        unit_texts.rows_told,
    ),
    "banding_tahun_lalu": (
        "butir perbandingan dengan periode yang sama tahun lalu",
        unit_texts.against_last_year,
    ),
    "banding_tahun": ("butir realisasi terhadap target tahun", unit_texts.against_year),
    "banding_renstra": ("butir capaian terhadap target akhir Renstra", unit_texts.against_renstra),
    "penjelasan_unit": ("penjelasan unit atas angkanya", unit_texts.explanations),
    "faktor": ("faktor pendorong, penghambat, dan tindak lanjut", unit_texts.factors),
    "anggaran_unit": ("kalimat penyerapan anggaran unit", unit_texts.budget),
}
NUMBER = "nomor"
KNOWN = {
    **{name: Placeholder(name, sample) for name, (sample, _) in {**OFFICE, **UNIT}.items()},
    NUMBER: Placeholder(NUMBER, "nomor urut judul tingkat 3: 1, 2, 3"),
}


def for_office() -> list[Placeholder]:
    return [KNOWN[name] for name in OFFICE]


def for_units() -> list[Placeholder]:
    return [KNOWN[name] for name in (NUMBER, *UNIT)]


def check(text: str, *, where: str, is_repeated: bool, field: str | None = None) -> None:
    """Refuse a placeholder nobody knows, naming the nearest one, and one of a unit where no unit is."""
    for name in _MARK.findall(text):
        if name not in KNOWN:
            near = get_close_matches(name.strip().lower().replace(" ", "_"), KNOWN, n=1, cutoff=0.5)
            cure = f"Mungkin maksudnya {{{near[0]}}}." if near else "Pilih dari daftar tanda di samping."
            raise Refusal(f"{where}: tanda {{{name}}} tidak dikenal. {cure}", field=field)
        if name in UNIT and not is_repeated:
            raise Refusal(
                f"{where}: tanda {{{name}}} hanya dapat dipakai pada bagian yang ditulis untuk tiap unit. Ubah pilihan “Ditulis” "
                "atau ganti tandanya.",
                field=field,
            )


class Filler:
    """One frozen analysis, ready to fill templates; each placeholder is worded once."""

    def __init__(self, result: Result, unit: UnitResult | None = None, number: int = 0) -> None:
        self.result, self.unit, self.number = result, unit, number

    def fill(self, text: str) -> str:
        """The text with every placeholder worded; one that is not known here stays as it is, for people to see."""
        return _MARK.sub(lambda found: self._said(found[1], found[0]), text)

    def _said(self, name: str, otherwise: str) -> str:
        if name in OFFICE:
            return self._office[name]
        if name in UNIT and self.unit is not None:
            return UNIT[name][1](self.result, self.unit)
        return str(self.number) if name == NUMBER else otherwise

    @cached_property
    def _office(self) -> _Worded:
        return _Worded(self.result)

    def at(self, unit: UnitResult | None, number: int) -> Filler:
        """The same for one unit and one running number."""
        other = Filler(self.result, unit, number)
        other._office = self._office
        return other


class _Worded(dict[str, str]):
    def __init__(self, result: Result) -> None:
        super().__init__()
        self.result = result

    def __missing__(self, name: str) -> str:
        self[name] = said = OFFICE[name][1](self.result)
        return said
