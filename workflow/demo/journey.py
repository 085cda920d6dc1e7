"""One case carried along its script: every act through the office's own services, at its own working moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from accounts.notifications import mark_read
from accounts.posts import members
from accounts.roles import Role
from accounts.worktime import Calendar, add_minutes, elapsed
from reports.analysis import services as analysis
from reports.analysis.models import OddityKind
from reports.collection import services as collection
from reports.collection.checks import open_questions
from reports.collection.columns import columns_of
from reports.collection.entries import stored_entry
from reports.collection.handover import check_rule
from reports.collection.models import Cell, Submission, SubmissionState
from reports.collection.reading import who_holds
from reports.distribution import services as distribution
from reports.document_services import render_document
from reports.drafting.rich import from_plain
from reports.indicators.models import Format, Period
from reports.report import Report
from reports.signing.acting import papers_of_act
from workflow import factors, signing, writing
from workflow.case import ReportRequest
from workflow.demo.figures import FACTORS, answer, source_of
from workflow.demo.letters import letter_data
from workflow.demo.people import Cast
from workflow.services import current_visit, mark_seen, perform, receive
from workflow.sop import Action
from workflow.visits import StepRecord

EVIDENCE_LINK = "https://contoh.invalid/rekap"
EXPLANATIONS = {
    "negatif": "Angkanya memang di bawah nol.",
    "lonjakan": "Sudah dicocokkan dengan sumber data; perubahannya memang sebesar itu.",
    "di_atas_seratus": "Murid di luar usia resmi ikut terhitung.",
    "memburuk": "Pendataan ulang memasukkan murid yang semula belum tercatat.",
    "triwulan_lain": "Angkanya memang sama dengan periode itu.",
}
"""What the sample staf answer when the form asks back."""
ACCEPTED = {
    OddityKind.PENCILAN: "Sumber datanya diperiksa ulang bersama unit; angkanya benar.",
    OddityKind.ARAH_TERBALIK: "Arah indikatornya benar; capaiannya memang rendah dan sudah dijelaskan unit.",
    OddityKind.DI_ATAS_SERATUS: "Murid di luar usia resmi ikut terhitung, jadi boleh melebihi 100.",
    OddityKind.SAMA_PERSIS: "Sumber datanya belum diperbarui pada periode ini, jadi angkanya sama.",
    OddityKind.KUMULATIF_TURUN: "Pendataan ulang mengoreksi angka periode sebelumnya.",
    OddityKind.TANPA_BUKTI: "Angkanya dicocokkan dengan rekap di Sub Bagian Perencanaan.",
}
"""Why the sample Kasubag lets an odd figure stand."""
MOMENT = timedelta(seconds=20)
"""Between two clicks of one person."""


@dataclass(frozen=True)
class Office:
    """What a journey needs of the sample office."""

    cast: Cast
    formats: Mapping[str, Format]
    calendar: Calendar
    passphrase: str


@dataclass(frozen=True)
class Act:
    """Something done after `minutes` working minutes of the one before."""

    minutes: int
    do: Callable[[Journey], None]


@dataclass
class Journey:
    """A case and its clock. `begin` is when its letter came in; `figures` the column of the sample figures (None: semester)."""

    office: Office
    letter: str
    period: Period
    form: str
    figures: int | None
    begin: datetime
    now: datetime = field(init=False)
    before: datetime = field(init=False)
    case: ReportRequest = field(init=False)

    def run(self, script: Sequence[Act]) -> ReportRequest:
        """Register the letter, then act after act."""
        self.now = self.before = self.begin
        data = letter_data(self.letter, self.period, received=self.begin)
        self.case = receive(letter_data=data, by=self["penerima-surat"], at=self.begin)
        spent = 0
        for act in script:
            spent += act.minutes
            self.before, self.now = self.now, add_minutes(self.begin, spent, self.office.calendar)
            act.do(self)
        return self.case

    def __getitem__(self, login: str) -> User:
        return self.office.cast[login]

    @property
    def visit(self) -> StepRecord:
        visit = current_visit(self.case)
        if visit is None:
            raise RuntimeError(f"the script of {self.letter} goes on after its case was closed")
        return visit

    @property
    def report(self) -> Report:
        if self.case.report is None:
            raise RuntimeError(f"the script of {self.letter} needs a report before the format was sent")
        return self.case.report

    def perform(self, action: Action, by: str, data: Mapping[str, Any] | None = None) -> None:
        self.case = perform(
            case_id=self.case.pk, action=action, visit_id=self.visit.pk, by=self[by], at=self.now, data=data
        )
        mark_read(person=self[by], at=self.now)

    def submission(self, unit: str) -> Submission:
        return self.report.submissions.select_related("unit").get(unit=self.office.cast.units[unit])

    def units(self) -> list[str]:
        """Keys of the units whose form this is, in the office's order."""
        asked = set(self.office.formats[self.form].items.values_list("unit", flat=True))
        return [key for key, unit in self.office.cast.units.items() if unit.pk in asked]

    def part(self, share: float) -> datetime:
        """The working moment at this share of the time between the act before and this one."""
        minutes = elapsed(self.before, self.now, self.office.calendar)
        return add_minutes(self.before, round(minutes * share), self.office.calendar)


# ── the acts of a script ────────────────────────────────────────────────────────────────────────
def dispose(minutes: int, note: str) -> Act:
    def do(j: Journey) -> None:
        units = [j.office.cast.units[key].pk for key in ("perencanaan", "sekretariat")]
        j.perform(
            Action.DISPOSISIKAN, "kadis", {"recipients": units, "instructions": ["proses"], "note": note}
        )

    return Act(minutes, do)


def acknowledge(minutes: int, note: str) -> Act:
    return Act(minutes, lambda j: j.perform(Action.CUKUP_DIKETAHUI, "kadis", {"note": note}))


def open_case(minutes: int, login: str) -> Act:
    def do(j: Journey) -> None:
        mark_seen(case_id=j.case.pk, visit_id=j.visit.pk, by=j[login], at=j.now)

    return Act(minutes, do)


def send_formats(minutes: int, note: str = "Mohon diisi sesuai data sumber, bukti dilampirkan.") -> Act:
    def do(j: Journey) -> None:
        units = [j.office.cast.units[key].pk for key in j.units()]
        j.perform(
            Action.SAMPAIKAN_FORMAT,
            "kasubag",
            {"format": j.office.formats[j.form].pk, "units": units, "note": note},
        )

    return Act(minutes, do)


def collect(minutes: int, *, without: Mapping[str, str] | None = None) -> Act:
    """Every unit fills, checks, sends and is accepted, one after the other; `without`: unit -> written reason."""
    excused = dict(without or {})

    def do(j: Journey) -> None:
        units = j.units()
        for place, unit in enumerate(units):
            if unit in excused:
                continue
            start = j.part((place + 0.2) / (len(units) + 1))
            fill(j, unit, at=start)
            hand_in(j, unit, at=j.part((place + 0.5) / (len(units) + 1)))
            collection.accept(
                submission=j.submission(unit),
                by=j["staf-perencana"],
                at=j.part((place + 0.9) / (len(units) + 1)),
            )
        for unit, reason in excused.items():
            collection.excuse(submission=j.submission(unit), reason=reason, by=j["staf-perencana"], at=j.now)
        j.perform(Action.SELESAIKAN_PENGUMPULAN, "staf-perencana")

    return Act(minutes, do)


def at_units(minutes: int, do: Callable[[Journey], None]) -> Act:
    """Work on the forms that does not end step 3."""
    return Act(minutes, do)


def analyse(minutes: int) -> Act:
    def do(j: Journey) -> None:
        units = [(key, j.office.cast.units[key].pk) for key in j.units()]
        typed = [factors.Typed(pk, *FACTORS[key]) for key, pk in units]
        answers = [
            analysis.Decision(
                line.cell_id, line.kind, line.figure, "diterima", ACCEPTED[OddityKind(line.kind)]
            )
            for line in analysis.compute(j.report).oddities
        ]
        factors.save_factors(
            case_id=j.case.pk,
            visit_id=j.visit.pk,
            typed=typed,
            by=j["kasubag"],
            at=j.part(0.9),
            answers=answers,
        )
        j.perform(Action.BEKUKAN_ANALISIS, "kasubag")

    return Act(minutes, do)


def write_draft(minutes: int, *, addition: str, note: str) -> Act:
    """Generate, add a sentence of one's own to the summary, submit."""

    def do(j: Journey) -> None:
        at = j.part(0.3)
        writing.generate(case_id=j.case.pk, visit_id=j.visit.pk, by=j["staf-perencana"], at=at)
        edit_draft(j, addition, at=j.part(0.8))
        j.perform(Action.AJUKAN_DRAFT, "staf-perencana", {"note": note})

    return Act(minutes, do)


def edit_draft(j: Journey, addition: str, *, at: datetime) -> None:
    section = j.report.sections.get(key="ikhtisar")
    typed = writing.Typed(section.pk, section.text + from_plain(addition), section.version)
    writing.save(case_id=j.case.pk, visit_id=j.visit.pk, typed=typed, by=j["staf-perencana"], at=at)


def seal(minutes: int, action: Action, login: str) -> Act:
    def do(j: Journey) -> None:
        version = j.report.versions.order_by("-number").first()
        j.perform(action, login, {"sha256": version.sha256 if version else ""})

    return Act(minutes, do)


def seal_kasubag(minutes: int) -> Act:
    return seal(minutes, Action.PARAF_KASUBAG, "kasubag")


def seal_sekretaris(minutes: int) -> Act:
    return seal(minutes, Action.PARAF_SEKRETARIS, "sekretaris")


def send_back(minutes: int, login: str, note: str) -> Act:
    return Act(minutes, lambda j: j.perform(Action.KEMBALIKAN_DRAFT, login, {"note": note}))


def prepare_paper(minutes: int) -> Act:
    """Reserve the number and make the PDF that the Kepala Dinas will see."""

    def do(j: Journey) -> None:
        _paper(j)

    return Act(minutes, do)


def sign(minutes: int) -> Act:
    def do(j: Journey) -> None:
        paper_id, report, letter = _paper(j)
        j.case = signing.sign(
            case_id=j.case.pk, visit_id=j.visit.pk, paper_id=paper_id, seen_sha256=report, seen_pengantar=letter,
            passphrase=j.office.passphrase, by=j["kadis"], at=j.now,
        )  # fmt: skip

    return Act(minutes, do)


def _paper(j: Journey) -> tuple[int, str, str]:
    """The report's paper, and what the signer sees of it and of its surat pengantar: their fingerprints."""
    paper = signing.prepare(
        case_id=j.case.pk, visit_id=j.visit.pk, by=j["kadis"], at=j.now, with_pengantar=True
    )
    seen = []
    for one in papers_of_act(paper.report):
        document = one.document
        if document is None or not render_document(pk=document.pk, clock=lambda: j.now):
            raise RuntimeError(f"the paper of {j.letter} could not be made")
        document.refresh_from_db()
        seen.append(document.sha256)
    return paper.pk, seen[0], seen[1]


def distribute(minutes: int) -> Act:
    def do(j: Journey) -> None:
        units = list(j.report.submissions.values_list("unit", flat=True))
        j.perform(Action.BAGIKAN, "staf-perencana", {"units": units, "outside": [j.case.letter.sender]})

    return Act(minutes, do)


def receipts(minutes: int, *, missing: Iterable[str] = ()) -> Act:
    """The units say that the report arrived, all but `missing`."""
    absent = set(missing)

    def do(j: Journey) -> None:
        for copy in j.report.copies.select_related("unit"):
            if copy.unit is None:
                distribution.confirm_receipt(
                    copy=copy,
                    by=j["staf-perencana"],
                    at=j.now,
                    name="CONTOH PENERIMA NASKAH",
                    title="Staf Perencana",
                )
            elif (key := _key(j, copy.unit_id)) not in absent:
                head = head_of(key)
                distribution.confirm_receipt(
                    copy=copy, by=j[head], at=j.now, title=f"Kepala {copy.unit.name}"
                )

    return Act(minutes, do)


def _key(j: Journey, unit_id: int | None) -> str:
    return next(key for key, unit in j.office.cast.units.items() if unit.pk == unit_id)


# ── what the people of a unit do ────────────────────────────────────────────────────────────────
HEADS = {"perencanaan": "kasubag", "umum": "kasubag-umum", "keuangan": "kasubag-keuangan"}
STAFF = {"perencanaan": "staf-perencana"}


def head_of(unit: str) -> str:
    return HEADS.get(unit, f"kabid-{unit}")


def staff_of(unit: str) -> str:
    return STAFF.get(unit, f"staf-{unit}")


def fill(
    j: Journey, unit: str, *, at: datetime, only: int | None = None, wrong: Mapping[str, str] | None = None
) -> None:
    """The staf answers the cells (the first `only` of them); `wrong`: code -> a figure typed by mistake."""
    person, slips = j[staff_of(unit)], dict(wrong or {})
    submission = j.submission(unit)
    asked = columns_of(submission.columns)
    for place, cell in enumerate(list(submission.cells.all())[:only]):
        moment = at + place * MOMENT
        told = answer(cell.code, j.figures)
        top, bottom = told.parts(cell.code)
        entry = collection.Entry(
            answer=told.answer, value="" if top else slips.get(cell.code, told.value), reason=told.reason,
            numerator=top, denominator=bottom, extra={one.key: source_of(cell.code) for one in asked},
        )  # fmt: skip
        collection.save_cell(cell_id=cell.pk, entry=entry, seen_version=cell.version, by=person, at=moment)
        _explain(j, cell, person, at=moment)
        if cell.evidence_required and told.answer == "nilai":
            collection.add_evidence(
                cell_id=cell.pk, by=person, at=moment, link=f"{EVIDENCE_LINK}/{cell.code.lower()}",
                name=f"Rekap {cell.name} (tautan contoh)",
            )  # fmt: skip


def _explain(j: Journey, cell: Cell, person: User, *, at: datetime) -> None:
    """What the form asks back about the figure just written is answered at once."""
    cell.refresh_from_db()
    odd = open_questions(cell, check_rule(), j.report.period.year)
    if odd:
        words = f"{EXPLANATIONS[odd[0].code]} (contoh)"
        collection.save_cell(
            cell_id=cell.pk, entry=stored_entry(cell)._replace(explanation=words), seen_version=cell.version,
            by=person, at=at,
        )  # fmt: skip


def hand_in(j: Journey, unit: str, *, at: datetime) -> None:
    """Staf to Kepala Seksi (where there is one) to head, who sends."""
    submission = collection.hand_over(submission=j.submission(unit), by=j[staff_of(unit)], at=at)
    if submission.state == SubmissionState.MENUNGGU_KASI:
        checker = who_holds(submission, at)[0].person
        submission = collection.check(submission=submission, by=checker, at=at + 3 * MOMENT)
    submission = collection.send(submission=submission, by=j[head_of(unit)], at=at + 6 * MOMENT)
    for post in members(submission.unit, at, list(Role)):
        mark_read(person=post.person, at=at + 7 * MOMENT)
