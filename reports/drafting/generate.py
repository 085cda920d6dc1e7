"""The draft writes itself from the frozen analysis, in the chapters of a Laporan Kinerja (domain.md section 5.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from accounts.worktime_words import long_date
from reports.analysis.result import Result, RowResult, UnitResult, read
from reports.analysis.services import latest
from reports.drafting import sentences
from reports.drafting.models import DraftSection
from reports.drafting.references import OFFICE, mark
from reports.drafting.rich import clean_text, from_plain
from reports.figures import figure
from reports.report import Report

FACTORS_ASKED = "[isi: faktor dan tindak lanjut belum ditulis pada langkah analisis]"


@dataclass(frozen=True)
class Part:
    """One section as the program writes it. `level` 1 = BAB, 2 = A. B. C.; `block` names the tables under the text."""

    key: str
    level: int
    heading: str
    text: str = ""
    block: str = ""

    @property
    def html(self) -> str:
        """The text as it is stored; cleaned, so that an editor's unchanged answer is no difference."""
        return clean_text(from_plain(self.text))


@transaction.atomic
def generate(*, report: Report, by: User, at: datetime, title: str = "") -> list[DraftSection]:
    """Write the draft's sections from the newest frozen analysis. What people edited stays as they left it.

    For an edited section only `generated_text` moves on, so that the editor can show what the figures now say.
    A section of a unit that is no longer in the analysis goes. Refuses when nothing is frozen.
    """
    locked = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    analysis = latest(locked)
    if analysis is None:
        raise Refusal(
            "Hasil analisis belum dibekukan, jadi draft belum dapat disusun. Selesaikan langkah 4 dahulu."
        )
    known = {section.key: section for section in locked.sections.all()}
    sections = []
    for order, part in enumerate(write(read(analysis.data), *locked.period.span), start=1):
        is_new = part.key not in known
        section = DraftSection(report=locked, key=part.key) if is_new else known.pop(part.key)
        edited, html = not is_new and section.is_edited, part.html
        section.order, section.level, section.heading, section.block = (
            order,
            part.level,
            part.heading,
            part.block,
        )
        if not edited and (is_new or section.text != html):
            section.text = html
            section.version += 1
            section.changed_at, section.changed_by = at, None
        section.generated_text = html
        section.save()
        sections.append(section)
    locked.sections.filter(pk__in=[section.pk for section in known.values()]).delete()
    audit.record(
        stream=f"laporan:{locked.pk}",
        act="draft disusun",
        by=by,
        at=at,
        title=title,
        detail={"analisis": analysis.number},
    )
    return sections


def write(result: Result, first_day: object, last_day: object) -> Iterator[Part]:
    """Every section of the report, in order. The same result gives the same text."""
    span = f"{long_date(first_day)} sampai dengan {long_date(last_day)}"  # type: ignore[arg-type]
    yield Part("ikhtisar", 1, "IKHTISAR", "\n\n".join(_summary(result)))
    yield Part("bab-1", 1, "BAB I PENDAHULUAN")
    yield Part("bab-1-dasar", 2, "A. Latar Belakang dan Dasar", "\n\n".join(_basis(result)))
    yield Part("bab-1-gambaran", 2, "B. Gambaran Pengumpulan Data", "\n\n".join(_collected(result, span)))
    yield Part("bab-2", 1, "BAB II PERENCANAAN KINERJA", _planning(result), "target")
    yield Part("bab-3", 1, "BAB III AKUNTABILITAS KINERJA", _accountability(result), "rekap")
    for place, unit in enumerate(result.units):
        yield Part(
            f"bab-3-unit-{unit.unit_id}",
            2,
            f"{_letter(place)}. {unit.name}",
            _unit(unit),
            f"unit:{unit.unit_id}",
        )
        if not unit.is_excused:
            yield Part(
                f"bab-3-faktor-{unit.unit_id}", 3, f"Faktor dan tindak lanjut {unit.name}", _factors(unit)
            )
    yield Part("bab-4", 1, "BAB IV PENUTUP", "\n\n".join(_closing(result)))
    yield Part("lampiran", 1, "LAMPIRAN", _appendix(result), "lampiran")


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"{_letter(place // 26 - 1)}{_letter(place % 26)}"


def _computed(result: Result) -> list[RowResult]:
    return [row for unit in result.units for row in unit.rows if row.capaian is not None]


def _summary(result: Result) -> Iterator[str]:
    units = [unit for unit in result.units if not unit.is_excused]
    indicators = {row.indicator_id for unit in result.units for row in unit.rows}

    def counted(what: str, number: int) -> str:
        return mark(str(number), f"hitung:{OFFICE}:{what}")

    yield (
        f"Laporan ini memuat {counted('total', result.counts.total)} isian dari {counted('unit', len(result.units))} unit kerja atas "
        f"{counted('indikator', len(indicators))} indikator kinerja "
        f"{result.period_label}: {sentences.counts_phrase(result.counts)}. "
        f"{sentences.average_sentence(result.average, 'Rata-rata capaian seluruh indikator')}"
    )
    computed = _computed(result)
    bands = [
        (band.name, place, sum(1 for row in computed if row.predikat == band.name))
        for place, band in reversed(list(enumerate(result.bands)))
    ]
    if told := [f"{counted(f'predikat_{place}', number)} {name}" for name, place, number in bands if number]:
        yield f"Menurut predikat, isian yang dapat dihitung capaiannya terdiri atas {sentences.join(told)}."
    if low := [
        f"{row.name} ({sentences.cell(row, 'capaian')} persen)"
        for row in computed
        if row.is_low and row.capaian is not None
    ]:
        yield f"Yang perlu perhatian: {'; '.join(low)}."
    if len(units) < len(result.units):
        absent = sentences.join([unit.name for unit in result.units if unit.is_excused])
        yield f"Laporan dilanjutkan tanpa data {absent}; alasannya dimuat pada Lampiran."
    if result.is_sample:
        yield "Angka dalam laporan ini adalah data contoh untuk keperluan latihan, bukan data resmi."


def _basis(result: Result) -> Iterator[str]:
    yield (
        f"Laporan ini disusun untuk memenuhi permintaan {result.requester} sebagaimana "
        f"{result.basis[0].lower() + result.basis[1:] if result.basis else 'surat yang diterima'}."
    )
    yield (
        "Penyusunannya mengikuti Peraturan Presiden Nomor 29 Tahun 2014 tentang Sistem Akuntabilitas Kinerja Instansi Pemerintah, "
        "Peraturan Menteri PANRB Nomor 53 Tahun 2014, serta SOP Pengumpulan Data Kinerja Sub Bagian Perencanaan."
    )


def _collected(result: Result, span: str) -> Iterator[str]:
    names = sentences.join([unit.name for unit in result.units])
    yield f"Data dikumpulkan dari {mark(str(len(result.units)), 'hitung:kantor:unit')} unit kerja, yaitu {names}, untuk periode {span}."
    excused = [unit for unit in result.units if unit.is_excused]
    if not excused:
        yield "Seluruh unit menyampaikan data."
    else:
        yield "Unit yang tidak menyampaikan data:"
        yield "\n".join(f"- {unit.name}: {sentences.inner(unit.excuse)}." for unit in excused)
    yield (
        "Nihil berarti nol yang sungguh terjadi. Belum tersedia berarti data sumbernya belum terbit; indikator itu tidak diberi "
        "predikat dan tidak ikut dirata-ratakan. Tidak berlaku berarti indikator itu tidak dikerjakan oleh unit tersebut."
    )


def _planning(result: Result) -> str:
    untargeted = [row.name for unit in result.units for row in unit.rows if row.target is None]
    text = f"Target kinerja {result.period_label} menurut unit penanggung jawab dimuat pada tabel berikut."
    if untargeted:
        text += f" Target yang belum ditetapkan: {sentences.join(list(dict.fromkeys(untargeted)))}."
    return text


def _accountability(result: Result) -> str:
    cap = (
        "Dalam menghitung rata-rata, capaian di bawah 0 persen dihitung 0 persen"
        + (
            f" dan capaian di atas {figure(result.cap)} persen dihitung {figure(result.cap)} persen"
            if result.cap is not None
            else ""
        )
        + "; pada tabel ditampilkan angka aslinya."
    )
    return (
        "Capaian indikator yang makin tinggi makin baik dihitung dengan rumus realisasi ÷ target × 100 persen, dan yang makin rendah "
        f"makin baik dengan rumus (2 × target − realisasi) ÷ target × 100 persen. {cap}"
        + (" Rata-rata ditimbang menurut bobot indikator." if result.use_weights else "")
    )


def _unit(unit: UnitResult) -> str:
    paragraphs = [sentences.unit_sentences(unit)]
    if not unit.is_excused:
        paragraphs.append("\n".join(f"- {sentences.row_sentences(row)}" for row in unit.rows))
    return "\n\n".join(paragraphs)


def _factors(unit: UnitResult) -> str:
    factors = unit.factors
    told = [
        ("Faktor pendorong", factors.supporting),
        ("Faktor penghambat", factors.hindering),
        ("Tindak lanjut", factors.follow_up),
    ]
    lines = [f"{label}: {sentences.closed(text)}" for label, text in told if text.strip()]
    if lines:
        return "\n\n".join(lines)
    if any(row.is_low for row in unit.rows):
        return FACTORS_ASKED
    return "Tidak ada faktor pendorong, faktor penghambat, maupun tindak lanjut khusus yang dicatat untuk periode ini."


def _closing(result: Result) -> Iterator[str]:
    yield sentences.average_sentence(result.average, f"Rata-rata capaian kinerja {result.period_label}")
    follow_ups = [
        f"- {unit.name}: {sentences.closed(unit.factors.follow_up)}"
        for unit in result.units
        if unit.factors.follow_up.strip()
    ]
    if follow_ups:
        yield "Tindak lanjut yang akan dikerjakan:"
        yield "\n".join(follow_ups)
    yield "Demikian laporan ini disusun untuk digunakan sebagaimana mestinya."


def _appendix(result: Result) -> str:
    if any(
        row.answer in ("belum_tersedia", "tidak_berlaku") for unit in result.units for row in unit.rows
    ) or any(unit.is_excused for unit in result.units):
        return "Isian tanpa angka dan alasannya, serta unit yang tidak menyampaikan data."
    return "Seluruh isian berupa angka atau nihil; tidak ada isian yang belum tersedia atau tidak berlaku."
