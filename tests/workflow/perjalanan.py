"""Takes a case through the SOP by the office's own services, up to the step a test is about.

case = case_at(office, Step.DRAFT, at)
journey = Journey(office, at); journey.to(Step.PARAF_KASUBAG); journey.case, journey.now
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Unit, User
from reports.analysis import services as analysis
from reports.collection import services as collection
from reports.drafting.generate import generate
from reports.indicators.models import Direction, Format, FormatItem, Indicator, Period, PeriodKind, Target
from reports.indicators.periods import period as period_of
from reports.report import Report
from tests.factories import Office
from tests.remembered import recall, remembered
from workflow import factors
from workflow.case import ReportRequest
from workflow.letters import Sifat
from workflow.services import current_visit, perform, receive
from workflow.sop import Action, Final, Step
from workflow.uploads import check_scan
from workflow.visits import StepRecord

PASSPHRASE = "sandi-tanda-tangan-uji"
MINUTES_PER_ACT = 5


def scan_file(text: str = "Permintaan data kinerja", name: str = "surat.pdf") -> SimpleUploadedFile:
    """A scanned sheet as scanners make them: a PDF that is one picture. Other text, other fingerprint."""
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("L", (827, 1169), 250)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(22)
    pen.text((90, 90), "BAPPELITBANGDA KABUPATEN LUWU TIMUR", fill=20, font=font)
    pen.line((90, 125, 740, 125), fill=20, width=3)
    pen.text((90, 180), text, fill=20, font=font)
    for line in range(12):
        pen.line((90, 260 + line * 34, 740 - (line % 4) * 40, 260 + line * 34), fill=110, width=6)
    target = io.BytesIO()
    sheet.save(target, "PDF", resolution=100)
    return SimpleUploadedFile(name, target.getvalue(), content_type="application/pdf")


ROWS: tuple[tuple[str, str, str, str, Direction, str, str, str], ...] = (
    # unit, code, name, satuan, direction, target, realisasi, realisasi of the period before
    ("sd", "SD-01", "Angka partisipasi murni SD", "persen", Direction.NAIK, "98.50", "97.81", "97.10"),
    ("sd", "SD-02", "Angka putus sekolah SD", "persen", Direction.TURUN, "0.10", "0.09", "0.12"),
    ("smp", "SMP-01", "Angka partisipasi murni SMP", "persen", Direction.NAIK, "88.50", "88.03", "87.40"),
    ("smp", "SMP-02", "SMP terakreditasi", "persen", Direction.NAIK, "85.00", "82.35", "82.35"),
    ("paud", "PAUD-01", "Angka partisipasi kasar PAUD", "persen", Direction.NAIK, "66.00", "64.10", "65.00"),
)


def standard_format(office: Office, period: Period, name: str = "Format Data Kinerja Triwulanan") -> Format:
    """Three units, five indicators, targets for the period. Made once per database."""
    known = Format.objects.filter(name=name).first()
    if known is not None:
        return known
    made = Format.objects.create(name=name)
    for order, (unit_name, code, indicator_name, satuan, direction, target, _, _) in enumerate(ROWS, start=1):
        unit: Unit = getattr(office, unit_name)
        indicator = Indicator.objects.create(
            code=code, name=indicator_name, satuan=satuan, direction=direction, unit=unit, order=order
        )
        Target.objects.create(indicator=indicator, period=period, value=Decimal(target))
        FormatItem.objects.create(format=made, indicator=indicator, unit=unit, order=order)
    return made


def register_letter(office: Office, at: datetime, **changes: Any) -> ReportRequest:
    """A letter written into the book by the penerima surat: step 1 is open."""
    data: dict[str, Any] = {
        "number": "000.7.2/518/BAPPELITBANGDA/2026", "date": date(2026, 10, 8), "sender": "Bappelitbangda",
        "subject": "Permintaan data capaian Renja sampai Triwulan III", "sifat": Sifat.SEGERA,
        "period": period_of(2026, PeriodKind.TRIWULAN, 3),
    }  # fmt: skip
    data |= changes
    data.setdefault("scan", check_scan(scan_file(f"{data['subject']} {data['number']}")))
    return receive(letter_data=data, by=office.penerima_surat, at=at)


@remembered
def _registered(office: Office, at: datetime, letter: dict[str, Any]) -> ReportRequest:
    return register_letter(office, at, **letter)


class Journey:
    """One case on its way. `now` moves five minutes with every act, so nobody acts twice at one moment.

    The way to a step is walked once per situation and then laid back (tests/remembered.py).
    """

    def __init__(self, office: Office, at: datetime, **letter: Any) -> None:
        self.office = office
        self.now = at
        self.case = _registered(office, at, letter)
        self._acts: dict[Step, Callable[[], None]] = {
            Step.DISPOSISI: self.dispose,
            Step.FORMAT: self.send_formats,
            Step.PENGUMPULAN: self.collect,
            Step.ANALISIS: self.freeze,
            Step.DRAFT: self.submit_draft,
            Step.PARAF_KASUBAG: lambda: self.seal(Action.PARAF_KASUBAG, self.office.kasubag),
            Step.PARAF_SEKRETARIS: lambda: self.seal(Action.PARAF_SEKRETARIS, self.office.sekretaris),
            Step.TANDA_TANGAN: self.sign,
            Step.PENGGANDAAN: self.distribute,
        }

    @property
    def visit(self) -> StepRecord:
        visit = current_visit(self.case)
        assert visit is not None
        return visit

    @property
    def report(self) -> Report:
        assert self.case.report is not None
        return self.case.report

    def to(self, goal: Step | Final) -> Journey:
        """Go on until the case waits at `goal` (or is closed)."""
        given = (type(self).__qualname__, str(goal), self.now, self.case.pk)
        self.case, self.now = recall("perjalanan", given, lambda: self._walk(goal))
        return self

    def _walk(self, goal: Step | Final) -> tuple[ReportRequest, datetime]:
        while self.case.state != goal:
            step = self.case.step
            assert step is not None, f"closed as {self.case.state} before {goal}"
            self._acts[step]()
        return self.case, self.now

    def act(self, action: Action, by: User, data: Mapping[str, Any] | None = None) -> ReportRequest:
        """One act through the only door."""
        self.tick()
        self.case = perform(
            case_id=self.case.pk, action=action, visit_id=self.visit.pk, by=by, at=self.now, data=data
        )
        return self.case

    def tick(self) -> datetime:
        self.now += timedelta(minutes=MINUTES_PER_ACT)
        return self.now

    def dispose(self) -> None:
        self.act(
            Action.DISPOSISIKAN, self.office.kadis,
            {"recipients": [self.office.perencanaan.pk, self.office.sekretariat.pk], "instructions": ["proses"],
             "note": "Gunakan data triwulan yang diminta."},
        )  # fmt: skip

    def send_formats(self) -> None:
        units = [self.office.sd.pk, self.office.smp.pk, self.office.paud.pk]
        readers = [self.office.staf_perencana.pk] if self.case.letter.is_secret else []
        form = standard_format(self.office, self.case.period)
        self.act(
            Action.SAMPAIKAN_FORMAT,
            self.office.kasubag,
            {"format": form.pk, "units": units, "readers": readers},
        )

    def collect(self) -> None:
        """Every unit still outstanding fills, checks, sends, and is accepted."""
        for name in ("sd", "smp", "paud"):
            self.fill_and_send(name)
            self.accept(name)
        self.act(Action.SELESAIKAN_PENGUMPULAN, self.office.staf_perencana)

    def fill_and_send(self, unit_name: str) -> None:
        office = self.office
        submission = self.submission(unit_name)
        if submission.state != "mengisi":
            return
        staf: User = getattr(office, f"staf_{unit_name}")
        for cell in submission.cells.all():
            value = next(row[6] for row in ROWS if row[1] == cell.code)
            collection.save_cell(
                cell_id=cell.pk, entry=collection.Entry(answer="nilai", value=value.replace(".", ",")),
                seen_version=cell.version, by=staf, at=self.tick(),
            )  # fmt: skip
        submission = collection.hand_over(submission=submission, by=staf, at=self.tick())
        if submission.state == "menunggu_kasi":
            submission = collection.check(
                submission=submission, by=getattr(office, f"kasi_{unit_name}"), at=self.tick()
            )
        collection.send(submission=submission, by=getattr(office, f"kabid_{unit_name}"), at=self.tick())

    def accept(self, unit_name: str) -> None:
        submission = self.submission(unit_name)
        if submission.state == "terkirim":
            collection.accept(submission=submission, by=self.office.staf_perencana, at=self.tick())

    def submission(self, unit_name: str) -> Any:
        return self.report.submissions.get(unit=getattr(self.office, unit_name))

    def accept_oddities(self) -> None:
        """Every odd figure of step 4 accepted by the Kasubag, with a reason."""
        factors.save_factors(
            case_id=self.case.pk, visit_id=self.visit.pk, typed=[], by=self.office.kasubag, at=self.tick(),
            answers=[
                analysis.Decision(line.cell_id, line.kind, line.figure, "diterima", "Sudah dicocokkan.")
                for line in analysis.compute(self.report).oddities
            ],
        )  # fmt: skip

    def freeze(self) -> None:
        self.accept_oddities()
        self.act(Action.BEKUKAN_ANALISIS, self.office.kasubag)

    def submit_draft(self) -> None:
        generate(report=self.report, by=self.office.staf_perencana, at=self.tick())
        self.act(Action.AJUKAN_DRAFT, self.office.staf_perencana, {"note": "Mohon dikoreksi."})

    def seal(self, action: Action, by: User) -> None:
        version = self.report.versions.order_by("-number").first()
        assert version is not None
        self.act(action, by, {"sha256": version.sha256})

    def sign(self, by: User | None = None) -> None:
        """Prepare, make the PDF as the worker does, sign exactly that file."""
        from reports.document_services import render_document
        from workflow import signing

        signer = by or self.office.kadis
        give_certificate(signer, self.now)
        paper = signing.prepare(case_id=self.case.pk, visit_id=self.visit.pk, by=signer, at=self.tick())
        document = paper.document
        assert document is not None
        assert render_document(pk=document.pk, clock=self.tick)
        document.refresh_from_db()
        self.case = signing.sign(
            case_id=self.case.pk, visit_id=self.visit.pk, paper_id=paper.pk, seen_sha256=document.sha256,
            passphrase=PASSPHRASE, by=signer, at=self.tick(),
        )  # fmt: skip

    def distribute(self) -> None:
        units = list(self.report.submissions.values_list("unit", flat=True))
        self.act(
            Action.BAGIKAN, self.office.staf_perencana, {"units": units, "outside": [self.case.letter.sender]}
        )


def give_certificate(person: User, at: datetime) -> None:
    """The official's own certificate from the office's CA, under PASSPHRASE; once."""
    from tests.reports.paper_data import certificate

    if not person.certificates.exists():
        certificate(person, at, PASSPHRASE)


def case_at(office: Office, step: Step | Final, at: datetime, **letter: Any) -> ReportRequest:
    """A case that waits at `step`; its letter was registered at `at`. `letter` changes what the letter says."""
    return Journey(office, at, **letter).to(step).case
