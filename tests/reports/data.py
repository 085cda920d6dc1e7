"""Indicators, a format and a report for tests: Bidang SD asked three things, SMP two, PAUD one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Unit
from reports.analysis import services as analysis
from reports.collection import services
from reports.collection.models import Cell, Submission
from reports.indicators.models import Direction, Format, FormatItem, Indicator, Period, PeriodKind, Target
from reports.indicators.periods import period
from reports.report import Report
from tests.factories import Office
from tests.remembered import remembered


def make_indicator(
    code: str,
    unit: Unit,
    *,
    direction: Direction = Direction.NAIK,
    satuan: str = "persen",
    decimals: int = 2,
    aggregation: str = "terakhir",
) -> Indicator:
    return Indicator.objects.create(
        code=code, name=f"Indikator {code}", satuan=satuan, direction=direction, unit=unit, decimals=decimals,
        aggregation=aggregation, order=Indicator.objects.count() + 1,
    )  # fmt: skip


def make_report(at: datetime, when: Period | None = None) -> Report:
    when = when or period(2026, PeriodKind.TRIWULAN, 3)
    return Report.objects.create(
        title=f"Laporan Data Kinerja {when}", period=when, requester="Bappelitbangda",
        basis="Surat Bappelitbangda Nomor 050/11 tanggal 9 Oktober 2026", created_at=at,
    )  # fmt: skip


@dataclass(frozen=True)
class Collection:
    report: Report
    format: Format
    sd: Submission
    smp: Submission
    paud: Submission

    def cell(self, code: str) -> Cell:
        return Cell.objects.get(submission__report=self.report, code=code)


def make_format(office: Office) -> Format:
    """SD.1 naik, SD.2 turun, SD.3 in whole persons; SMP.1 range, SMP.2 with compulsory evidence; PAUD.1 without a target."""
    form = Format.objects.create(name="Data kinerja triwulan")
    quarter = period(2026, PeriodKind.TRIWULAN, 3)
    asked = (
        ("SD.1", office.sd, Direction.NAIK, "persen", 2, "80", None),
        ("SD.2", office.sd, Direction.TURUN, "persen", 2, "0.40", None),
        ("SD.3", office.sd, Direction.NAIK, "orang", 0, "50", None),
        ("SMP.1", office.smp, Direction.RENTANG, "rasio", 2, "15", "20"),
        ("SMP.2", office.smp, Direction.NAIK, "persen", 2, "90", None),
        ("PAUD.1", office.paud, Direction.NAIK, "persen", 2, None, None),
    )
    for code, unit, direction, satuan, decimals, target, high in asked:
        indicator = make_indicator(code, unit, direction=direction, satuan=satuan, decimals=decimals)
        if target is not None:
            Target.objects.create(
                indicator=indicator,
                period=quarter,
                value=Decimal(target),
                value_high=Decimal(high) if high else None,
            )
        FormatItem.objects.create(
            format=form,
            indicator=indicator,
            unit=unit,
            order=indicator.order,
            evidence_required=code == "SMP.2",
        )
    return form


@remembered
def open_all(
    office: Office, at: datetime, *, form: Format | None = None, report: Report | None = None
) -> Collection:
    form, report = form or make_format(office), report or make_report(at)
    services.open_collection(
        report=report, format=form, units=[office.sd, office.smp, office.paud], note="Isi lengkap.",
        due_at=at + timedelta(days=2), by=office.kasubag, at=at, title="Kasubag Perencanaan",
    )  # fmt: skip
    by_unit = {submission.unit_id: submission for submission in report.submissions.all()}
    return Collection(report, form, by_unit[office.sd.pk], by_unit[office.smp.pk], by_unit[office.paud.pk])


def answer(
    collection: Collection, code: str, text: str, office: Office, at: datetime, *, kind: str = "nilai"
) -> Cell:
    """Answer one cell as the unit's staf. For other answers than nilai, `text` is the reason."""
    cell = collection.cell(code)
    staf = {"SD": office.staf_sd, "SMP": office.staf_smp, "PAUD": office.staf_paud}[code.partition(".")[0]]
    is_value = kind == "nilai"
    return services.save_cell(
        cell_id=cell.pk, entry=services.Entry(answer=kind, value=text if is_value else "", reason="" if is_value else text),
        seen_version=cell.version, by=staf, at=at,
    )  # fmt: skip


def fill_sd(collection: Collection, office: Office, at: datetime) -> None:
    answer(collection, "SD.1", "76", office, at)
    answer(collection, "SD.2", "0,44", office, at)
    answer(collection, "SD.3", "Tidak ada.", office, at, kind="nihil")


def send_sd(collection: Collection, office: Office, at: datetime) -> None:
    fill_sd(collection, office, at)
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    services.check(submission=collection.sd, by=office.kasi_sd, at=at)
    services.send(submission=collection.sd, by=office.kabid_sd, at=at)


@remembered
def accept_all(collection: Collection, office: Office, at: datetime) -> None:
    """SD complete, SMP with one belum tersedia, PAUD excused."""
    send_sd(collection, office, at)
    services.accept(submission=collection.sd, by=office.staf_perencana, at=at)
    answer(collection, "SMP.1", "17", office, at)
    answer(collection, "SMP.2", "Rapor Pendidikan terbit 2 November.", office, at, kind="belum_tersedia")
    services.hand_over(submission=collection.smp, by=office.staf_smp, at=at)
    services.check(submission=collection.smp, by=office.kasi_smp, at=at)
    services.send(submission=collection.smp, by=office.kabid_smp, at=at)
    services.accept(submission=collection.smp, by=office.staf_perencana, at=at)
    services.excuse(submission=collection.paud, reason="Petugas sakit.", by=office.staf_perencana, at=at)
    accept_oddities(collection.report, office, at)


def accept_oddities(report: Report, office: Office, at: datetime) -> None:
    """Every odd figure accepted by the Kasubag with one reason."""
    analysis.answer_oddities(
        report=report,
        answers=[
            analysis.Decision(line.cell_id, line.kind, line.figure, "diterima", "Sudah dicocokkan dengan sumber data.")
            for line in analysis.compute(report).oddities
        ],
        by=office.kasubag, at=at, title="Kasubag Perencanaan",
    )  # fmt: skip


def pdf_bytes(pages: int = 1, *, ballast: int = 0) -> bytes:
    """A whole PDF; `ballast` bytes of an attachment make it as heavy as a scan."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if ballast:
        writer.add_attachment("pindaian.bin", b"\0" * ballast)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def upload(content: bytes, name: str = "bukti.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
