"""What the page of step 4 says first: what still keeps the result from freezing, where to mend it, and the figures at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.errors import Refusal
from reports.analysis import oddities
from reports.analysis.models import OddityAnswer
from reports.analysis.result import OddityLine, Result
from reports.analysis.services import missing_for_freeze
from reports.report import Report

ODDITIES, RETURN = "kejanggalan", "kembalikan"
"""Parts of the page that links lead to."""
PLACES = {"units": "id_units", "note": "id_note"}
"""A field the service refuses -> the element that stands for it, where the two differ."""


@dataclass(frozen=True)
class Need:
    """Something still missing, and the place on the page where it is done."""

    sentence: str
    url: str = ""

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Head:
    """The head of the page."""

    title: str
    lead: str


def needs(report: Report, result: Result) -> list[Need]:
    """What stands between the figures and their freezing, each leading to its field; none = ready."""
    waiting = first_waiting(result)
    urls = {
        oddities.waiting_sentence(result.oddities): f"#putusan-{waiting.key}" if waiting else "",
        oddities.returned_sentence(result.oddities): f"#{RETURN}",
    }
    return [Need(sentence, urls.get(sentence, "")) for sentence in missing_for_freeze(report, result)]


def first_waiting(result: Result) -> OddityLine | None:
    """The first oddity nobody has answered, in the order the page shows them."""
    return next((line for line in oddities.by_kind(result.oddities) if not line.decision), None)


def place_of(refusal: Refusal | None, result: Result, missing: Sequence[Need]) -> str:
    """The id of the field a refusal is about: of a freezing refused as a whole the first that is still to be done, of a figure
    that is odd no longer the list itself."""
    if refusal is None:
        return ""
    field = refusal.field or ""
    if field == "bekukan":
        return missing[0].url.removeprefix("#") if missing else ""
    name, _, key = field.partition("-")
    if name in ("alasan", "putusan"):
        return field if key in {line.key for line in result.oddities} else ODDITIES
    return PLACES.get(field, field)


def heading(result: Result) -> Head:
    """Of a result that is frozen or not yet open: what its figures say."""
    low = low_count(result)
    if low:
        return Head(f"{low} indikator perlu perhatian", "")
    if result.counts.missing:
        return Head(f"{result.counts.missing} data belum ada", "")
    uncomputed = sum(bool(row.not_computable) for unit in result.units for row in unit.rows)
    if uncomputed:
        return Head(f"{uncomputed} capaian tidak dapat dihitung", "")
    return Head(
        "Semua capaian baik" if result.average.counted else "Belum ada capaian yang dapat dihitung", ""
    )


def open_heading(result: Result, missing: list[Need], *, mine: bool) -> Head:
    """While step 4 runs: the number that keeps the result from freezing, and what to do about it."""
    waiting = sum(not line.decision for line in result.oddities)
    back = [line for line in result.oddities if line.decision == OddityAnswer.Decision.DIKEMBALIKAN]
    if waiting:
        return Head(
            f"{waiting} kejanggalan belum dijawab",
            "Terima tiap angka dengan alasan, atau kembalikan ke unitnya. Sesudah semuanya dijawab, hasilnya dapat dibekukan."
            if mine
            else "Kasubag Perencanaan menjawabnya sebelum hasil analisis dibekukan.",
        )
    if back:
        return Head(
            f"{len(back)} angka menunggu dikembalikan ke unit",
            "Kembalikan datanya di bagian bawah halaman, atau ubah putusannya menjadi diterima."
            if mine
            else "Kasubag Perencanaan mengembalikannya ke unit, atau mengubah putusannya.",
        )
    if missing:
        return Head("Hasil belum dapat dibekukan", "Selesaikan dahulu yang tertulis di samping.")
    return Head(
        "Siap dibekukan",
        "Semua kejanggalan sudah dijawab. Setelah dibekukan, angkanya tidak berubah lagi."
        if mine
        else "Semua kejanggalan sudah dijawab; Kasubag Perencanaan membekukan hasilnya.",
    )


def low_count(result: Result) -> int:
    """Indicators whose predikat asks for attention."""
    return sum(row.is_low for unit in result.units for row in unit.rows)


def coverage(result: Result) -> str:
    """The four answers apart, as one line."""
    counts = result.counts
    parts = [f"{counts.nilai} nilai"]
    parts += [f"{counts.nihil} nihil"] if counts.nihil else []
    parts += [f"{counts.belum_tersedia} belum tersedia"] if counts.belum_tersedia else []
    parts += [f"{counts.tidak_berlaku} tidak berlaku"] if counts.tidak_berlaku else []
    parts += [f"{counts.kosong} belum dijawab"] if counts.kosong else []
    return ", ".join(parts)
