"""Agenda and letter numbers: unique, held for good, gap-free where the office lets us count (product.md, Numbers)."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from accounts.errors import Refusal
from reports.report import Report
from reports.signing.models import (
    LetterNumber,
    NumberSeries,
    PaperKind,
    SeriesCounter,
    SeriesMode,
    SeriesPurpose,
    SignedPaper,
)


@transaction.atomic
def allocate(
    *, purpose: str, key: str, year: int, at: datetime, typed: str | int | None = None
) -> LetterNumber:
    """The number of the thing called `key` in this year's series; asked again, the same number.

    `typed` is what stands in the office's own book, for a series that is typed (field "nomor" in refusals).
    Two callers at once wait for each other at the counter's row, so no number is given twice and none is skipped;
    a rolled-back caller leaves no trace. Raises Refusal.
    """
    series = NumberSeries.objects.select_related("classification").filter(purpose=purpose).first()
    if series is None:
        raise Refusal(_no_series(purpose))
    SeriesCounter.objects.get_or_create(series=series, year=year, defaults={"last": 0})
    counter = SeriesCounter.objects.select_for_update().get(series=series, year=year)
    held = LetterNumber.objects.filter(series=series, key=key).exclude(state=LetterNumber.State.BATAL).first()
    if held is not None:
        if held.year == year:
            return held
        _cancel(held, f"Tahun berganti sebelum dipakai; nomor baru diambil dari deret {year}.")
    number = _next(series, counter, year, typed)
    counter.last = max(counter.last, number)
    counter.save(update_fields=["last"])
    return LetterNumber.objects.create(
        series=series,
        year=year,
        number=number,
        text=number_text(series, number, year),
        key=key,
        allocated_at=at,
    )


def lacks(*, purpose: str, year: int, count: int) -> str:
    """Why `count` further numbers could not be given this year, as a sentence with the cure; empty when they can."""
    series = NumberSeries.objects.filter(purpose=purpose).first()
    if series is None:
        return _no_series(purpose)
    if series.mode != SeriesMode.BLOK:
        return ""
    if series.block_year != year:
        return f"Blok nomor yang ada berlaku untuk tahun {series.block_year}, bukan {year}. {_NEW_BLOCK}"
    end = series.block_end or 0
    used = LetterNumber.objects.filter(series=series, year=year, number__range=(series.start, end)).count()
    left = max(end - series.start + 1, 0) - used
    return "" if left >= count else f"Blok nomor {series.start}–{end} tinggal {left}. {_NEW_BLOCK}"


def _no_series(purpose: str) -> str:
    return f"Deret nomor {SeriesPurpose(purpose).label.lower()} belum diatur. Minta admin kantor mengisinya pada menu Deret nomor."


_NEW_BLOCK = "Minta blok baru dari TU, lalu minta admin kantor mengisinya pada menu Deret nomor."


def _next(series: NumberSeries, counter: SeriesCounter, year: int, typed: str | int | None) -> int:
    taken = LetterNumber.objects.filter(series=series, year=year)
    if series.mode == SeriesMode.DIKETIK:
        return _typed(series, year, typed)
    if series.mode == SeriesMode.BLOK:
        end = series.block_end or 0
        if series.block_year == year:
            used = set(taken.filter(number__range=(series.start, end)).values_list("number", flat=True))
            for number in range(series.start, end + 1):
                if number not in used:
                    return number
            said = f"Blok nomor {series.start}–{end} sudah habis."
        else:
            said = f"Blok nomor yang ada berlaku untuk tahun {series.block_year}, bukan {year}."
        raise Refusal(f"{said} {_NEW_BLOCK}", field="nomor")
    number = max(counter.last + 1, series.start)
    while taken.filter(number=number).exists():
        number += 1
    return number


def _typed(series: NumberSeries, year: int, typed: str | int | None) -> int:
    text = str(typed if typed is not None else "").strip()
    if not text:
        raise Refusal("Nomor belum diisi. Ambil nomor dari buku nomor, lalu ketik di sini.", field="nomor")
    number = _read(series, year, text)
    if not number:
        example = number_text(series, 318, year)
        raise Refusal(
            f"“{text}” bukan nomor deret ini. Ketik nomor urutnya saja, misalnya 318, atau lengkap, misalnya {example}.",
            field="nomor",
        )
    holder = LetterNumber.objects.filter(series=series, year=year, number=number).first()
    if holder is not None:
        raise Refusal(
            f"Nomor {holder.text} sudah {_held_by(holder)}. Periksa buku nomor, lalu ketik nomor lain.",
            field="nomor",
        )
    return number


def _read(series: NumberSeries, year: int, text: str) -> int | None:
    """The running number in "318", "0318" or the whole "400.3/318/DIKBUD/2026" (spaces as in the SOP allowed)."""
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return int(text)
    found = re.search(r"/\s*(\d{1,9})\s*/", text, re.ASCII)
    if found and re.sub(r"\s", "", text) == number_text(series, int(found[1]), year).replace(
        f"/{int(found[1]):0{series.digits}d}/", f"/{found[1]}/"
    ):
        return int(found[1])
    return None


def _held_by(holder: LetterNumber) -> str:
    if holder.state == LetterNumber.State.BATAL:
        return f"dicatat batal ({holder.reason})"
    kind, pk = [*holder.key.split(":"), ""][:2]
    if kind in ("laporan", "pengantar") and pk.isdigit():
        from reports.report import Report

        report = Report.objects.filter(pk=int(pk)).first()
        if report is not None:
            return f"dipakai {'surat pengantar ' if kind == 'pengantar' else ''}{report.title}"
    return (
        f"dipakai {'surat lain' if kind == 'surat' else 'naskah lain'} sejak {holder.allocated_at:%d-%m-%Y}"
    )


def number_text(series: NumberSeries, number: int, year: int) -> str:
    """ "400.3/007/DIKBUD/2026" (domain.md section 2.6); the agenda has the bare number, "0387"."""
    padded = f"{number:0{series.digits}d}"
    if series.purpose == SeriesPurpose.AGENDA:
        return padded
    parts = [series.classification.code if series.classification else "", padded, series.unit_code, str(year)]
    return "/".join(part for part in parts if part)


def paper_key(report: Report, kind: PaperKind) -> str:
    """What a paper's number is held for: the same for every attempt to sign it, another once a signed one has ended."""
    over = (SignedPaper.State.DICABUT, SignedPaper.State.DIGANTIKAN)
    ended = report.papers.filter(kind=kind, state__in=over).count()
    return f"{kind.value}:{report.pk}" + (f":{ended + 1}" if ended else "")


def cancel_number(*, key: str, reason: str) -> list[LetterNumber]:
    """Record the numbers still reserved for `key` as batal, with the reason; a number in use stays. Never given again."""
    with transaction.atomic():
        numbers = list(
            LetterNumber.objects.select_for_update().filter(key=key, state=LetterNumber.State.DIPESAN)
        )
        for number in numbers:
            _cancel(number, reason)
    return numbers


def _cancel(number: LetterNumber, reason: str) -> None:
    number.state, number.reason = LetterNumber.State.BATAL, reason
    number.save(update_fields=["state", "reason"])


def mark_used(number: LetterNumber) -> None:
    """The number now stands on a finished paper or in the book."""
    number.state = LetterNumber.State.TERPAKAI
    number.save(update_fields=["state"])
