"""One cell of Form E.81: a number, or the words why there is none; and the columns such cells stand in.

A figure that is not there says why, so that no cell of the form is ever silently empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from reports.figures import figure

DASH = "–"
ROMAN = ("I", "II", "III", "IV")

NIHIL = "nihil"
NOT_AVAILABLE = "belum tersedia"
NOT_APPLICABLE = "tidak berlaku"
UNANSWERED = "belum dijawab"
NOT_ACCEPTED = "belum diterima"
EXCUSED = "dilanjutkan tanpa data"
NOT_ASKED = "tidak diminta"
NOT_YET = "di luar periode"
NO_TARGET = "target belum ditetapkan"
NO_RENSTRA = "target Renstra belum dicatat"
NO_PAST_RENSTRA = "realisasi Renstra belum dicatat"
FIRST_YEAR = "tahun pertama Renstra"
NO_PAST = "tahun lalu tidak tercatat"
NO_BUDGET = "tanpa baris anggaran"
ABOVE = "anggaran di baris atasnya"
ONLY_BUDGET = "baris anggaran"
NO_FIGURE = "tidak ada realisasi"
ANNUAL = "dari laporan tahunan"
ONLY_PAST = "kolom 6 saja"
NO_YEAR = "kolom 12 belum terisi"

STRUCTURAL = frozenset({NOT_YET, NO_BUDGET, ABOVE, ONLY_BUDGET})
"""Words that follow from the place in the form and not from an answer: said once below the table, for all of them."""
STRUCTURAL_NOTE = (
    "Tanda – tanpa keterangan: triwulan di luar periode ini, baris tanpa anggaran, anggaran yang sudah tertulis di baris "
    "pertama sub kegiatannya, atau baris yang hanya memuat anggaran. K: kinerja menurut satuan indikator. Rp: anggaran."
)


@dataclass(frozen=True)
class Figure:
    """One cell of the form: a number, or the words why there is none. `words` beside a number qualifies it."""

    value: Decimal | None = None
    words: str = ""
    decimals: int | None = None
    high: Decimal | None = None  # upper end of a range target
    label: str = ""  # the word an ordinal number stands for: "BB"

    @property
    def is_structural(self) -> bool:
        return self.words in STRUCTURAL

    @property
    def text(self) -> str:
        if self.value is None:
            return DASH
        shown = figure(self.value, self.decimals)
        if self.high is not None:
            shown = f"{shown}{DASH}{figure(self.high, self.decimals)}"
        return f"{self.label} ({shown})" if self.label else shown


class Column(NamedTuple):
    """A pair of K and Rp under one heading."""

    number: int
    head: str
    short: str


def columns(year: int) -> tuple[Column, ...]:
    """Columns 5 to 14 as the form words them, for the year that is evaluated."""
    quarters = (
        Column(8 + n, f"Realisasi kinerja pada triwulan {ROMAN[n]}", f"Triwulan {ROMAN[n]}") for n in range(4)
    )
    return (
        Column(5, "Target Renstra PD pada akhir periode Renstra", "Target Renstra"),
        Column(6, f"Realisasi capaian kinerja Renstra PD s.d. Renja PD tahun {year - 1}", f"S.d. {year - 1}"),
        Column(7, f"Target kinerja dan anggaran Renja PD tahun {year} yang dievaluasi", f"Target {year}"),
        *quarters,
        Column(
            12, f"Realisasi capaian kinerja dan anggaran Renja PD tahun {year}", f"Realisasi {year}"
        ),
        Column(13, f"Realisasi kinerja dan anggaran Renstra PD s.d. tahun {year}", f"Renstra s.d. {year}"),
        Column(
            14, f"Tingkat capaian kinerja dan realisasi anggaran Renstra PD s.d. tahun {year} (%)", "Tingkat capaian (%)"
        ),
    )  # fmt: skip
