"""Anybody does anything at any moment: what must hold of every case after every act.

Hypothesis plays the office: the right person does the next thing, a wrong one tries, somebody presses an old button,
sends back, recalls, cancels, stands in, and time goes on, nights and holidays too. Each example is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pypdf import PdfWriter

from accounts import audit
from accounts.calendar import office_calendar
from accounts.errors import Refusal
from accounts.models import Assignment, AuditEntry, User
from accounts.posts import Desk, holders
from accounts.roles import Mode, Pelaksana, Role
from accounts.worktime import is_open
from reports.analysis import services as analysis
from reports.collection import services as collection
from reports.collection.models import OUTSTANDING, Submission
from reports.document_services import render_document
from reports.drafting.services import missing_for_submit
from reports.signing.models import LetterNumber, Paraf, SignedPaper
from tests.factories import Office, make_post
from tests.tabel import everything
from tests.workflow.conftest import letter_data
from tests.workflow.perjalanan import PASSPHRASE, ROWS, case_at, give_certificate, standard_format
from workflow import factors, reminders, signing, writing
from workflow.case import ReportRequest
from workflow.rules import acting_post
from workflow.services import current_visit, mark_seen, perform, receive
from workflow.sop import Action, Final, Step
from workflow.visits import Outcome, StepRecord

pytestmark = pytest.mark.django_db

SEALS: dict[str, set[int]] = {
    "disposisi": set(), "format": set(), "pengumpulan": set(), "analisis": set(), "draft": set(),
    "paraf_kasubag": set(), "paraf_sekretaris": {6}, "tanda_tangan": {6, 7}, "penggandaan": {6, 7}, "selesai": {6, 7},
}  # fmt: skip
"""Which parafs live while a case waits at each step. A cancelled case keeps what it had."""
SIGNED = {"penggandaan", "selesai"}
PLACES = ("disposisi", "pengumpulan", "draft", "paraf_sekretaris", "tanda_tangan", "penggandaan")
PEOPLE = (
    "kadis", "sekretaris", "kasubag", "staf_perencana", "penerima_surat", "kasubag_umum", "kabid_sd", "kasi_sd",
    "staf_sd", "kabid_smp", "staf_paud", "kabid_paud", "admin",
)  # fmt: skip
UNITS = ("sd", "smp", "paud", "umum", "perencanaan", "sekretariat", "dinas")
FINISHES: dict[str, Action] = {
    "disposisi": Action.DISPOSISIKAN, "format": Action.SAMPAIKAN_FORMAT,
    "pengumpulan": Action.SELESAIKAN_PENGUMPULAN, "analisis": Action.BEKUKAN_ANALISIS, "draft": Action.AJUKAN_DRAFT,
    "paraf_kasubag": Action.PARAF_KASUBAG, "paraf_sekretaris": Action.PARAF_SEKRETARIS, "penggandaan": Action.BAGIKAN,
}  # fmt: skip
UNIT_ACTS: dict[str, Callable[..., Any]] = {
    "hand_over": collection.hand_over, "check": collection.check, "send": collection.send,
    "recall": collection.recall, "accept": collection.accept,
    "return_to_staff": lambda **given: collection.return_to_staff(note="Periksa lagi.", **given),
    "return_to_unit": lambda **given: collection.return_to_unit(note="Angka belum cocok.", **given),
    "excuse": lambda **given: collection.excuse(reason="Data menyusul.", **given),
}  # fmt: skip

people = st.sampled_from(PEOPLE)
notes = st.one_of(
    st.just(""), st.just("   "), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
)
units = st.sets(st.sampled_from(UNITS), max_size=4)
said = st.one_of(st.just("Perbaiki bab III."), notes)
often = st.integers(0, 7).map(bool)
"""True seven times in eight."""


def a_page() -> bytes:
    """The smallest paper there is: rendering has its own tests."""
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


class SopMachine(RuleBasedStateMachine):
    office: Office
    start: datetime
    ready: dict[str, int]
    """A case that waits at each of PLACES, made once; every example plays with one of them and is rolled back."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = self.start
        self.letters = 0
        self.old_visits: list[int] = []
        self.mine: list[int] = []
        self.case: ReportRequest

    def teardown(self) -> None:
        try:
            for pk in self.mine:
                assert audit.verify(f"kasus:{pk}") == []
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    # ── helpers ──────────────────────────────────────────────────────────────────────────────
    def _receive(self) -> None:
        self.letters += 1
        data = letter_data(self.start, number=f"000.8/{self.letters}/ORG/2026")
        self.case = receive(letter_data=data, by=self.office.penerima_surat, at=self._tick())
        self.mine.append(self.case.pk)

    def _cases(self) -> list[ReportRequest]:
        return list(ReportRequest.objects.filter(pk__in=self.mine).select_related("report"))

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def _fresh(self) -> ReportRequest:
        self.case = ReportRequest.objects.select_related("letter", "edition", "report", "period").get(
            pk=self.case.pk
        )
        return self.case

    def _visit(self) -> StepRecord:
        visit = current_visit(self.case)
        assert visit is not None
        return visit

    def _holder(self, pelaksana: str) -> User:
        return holders(Pelaksana(pelaksana), self.now)[0].person

    def _units(self, names: set[str]) -> list[int]:
        return [getattr(self.office, name).pk for name in sorted(names)]

    def _attempt(self, act: Callable[[], Any]) -> bool:
        """Do it; a refusal must have changed no row anywhere."""
        before = everything()
        refused: Refusal | None = None
        try:
            act()
        except Refusal as refusal:
            refused = refusal
        self._fresh()
        if refused is None:
            return True
        assert refused.message.strip(), "a refusal without a reason"
        assert everything() == before, "a refused act changed something"
        return False

    def _act(self, action: Action, by: User, data: dict[str, Any], visit: int | None = None) -> bool:
        """One act through the only door: either nothing happened, or exactly one page was turned."""
        case, was = self._fresh(), self._visit() if self.case.is_open else None
        permitted = acting_post(case, action, Desk(by, self.now + timedelta(minutes=1))) is not None
        pages, state = case.visits.filter(finished_at__isnull=False).count(), case.state
        done = self._attempt(
            lambda: perform(
                case_id=case.pk, action=action, visit_id=visit or (was.pk if was else 0), by=by, at=self._tick(),
                data=data,
            )
        )  # fmt: skip
        assert permitted or not done, f"{by} did {action} without the post for it"
        finished = self.case.visits.filter(finished_at__isnull=False)
        assert finished.count() == pages + done
        if done:
            assert was is not None
            closed = finished.get(pk=was.pk)
            assert (closed.finished_by, closed.finished_at) == (by, self.now)
            assert closed.finished_title
            assert self.case.state != state
            self.old_visits.append(was.pk)
        return done

    # ── the right person does the next thing ─────────────────────────────────────────────────
    @initialize(place=st.sampled_from(PLACES))
    def the_case_has_come_this_far(self, place: str) -> None:
        if place != Step.DISPOSISI:
            self.case = ReportRequest.objects.get(pk=self.ready[place])
            self.mine.append(self.case.pk)
            self.old_visits = list(
                self.case.visits.filter(finished_at__isnull=False).values_list("pk", flat=True)
            )
        else:
            self._receive()

    @precondition(lambda self: self.case.is_open)
    @rule(note=notes, formats=st.sets(st.sampled_from(("sd", "smp", "paud")), min_size=1))
    def the_right_person_acts(self, note: str, formats: set[str]) -> None:
        self.the_next_thing(note, formats)

    def the_next_thing(self, note: str, formats: set[str]) -> None:
        case, state = self._fresh(), self.case.state
        by = self._holder(self._visit().pelaksana)
        if state == Step.TANDA_TANGAN:
            assert self._sign(by)
            return
        if state == Step.PENGUMPULAN:
            self._units_answer()
        if state == Step.DRAFT:
            writing.generate(case_id=case.pk, visit_id=self._visit().pk, by=by, at=self._tick())
            assert missing_for_submit(case.report) == []  # type: ignore[arg-type]
        if state == Step.ANALISIS:
            self._answer_oddities(by)
        done = self._act(FINISHES[state], by, self._proper(state, note, formats))
        assert done, f"the pelaksana could not finish {state}"

    def _answer_oddities(self, by: User) -> None:
        assert self.case.report is not None
        factors.save_factors(
            case_id=self.case.pk, visit_id=self._visit().pk, typed=[], by=by, at=self._tick(),
            answers=[
                analysis.Decision(line.cell_id, line.kind, line.figure, "diterima", "Sudah dicocokkan.")
                for line in analysis.compute(self.case.report).oddities
            ],
        )  # fmt: skip

    def _proper(self, state: str, note: str, formats: set[str]) -> dict[str, Any]:
        match state:
            case "disposisi":
                return {"recipients": [self.office.perencanaan.pk], "instructions": ["proses"], "note": note}
            case "format":
                form = standard_format(self.office, self.case.period)
                return {"format": form.pk, "units": self._units(formats), "note": note}
            case "paraf_kasubag" | "paraf_sekretaris":
                return {"sha256": self._newest_hash()}
            case "penggandaan":
                return {"units": self._units({"sd", "smp"}), "outside": ["Bagian Organisasi"]}
        return {"note": note}

    def _newest_hash(self) -> str:
        newest = self.case.report.versions.order_by("-number").first() if self.case.report else None
        return newest.sha256 if newest else ""

    def _units_answer(self) -> None:
        assert self.case.report is not None
        for submission in self.case.report.submissions.filter(state__in=OUTSTANDING).select_related("unit"):
            name = next(name for name in UNITS if getattr(self.office, name) == submission.unit)
            head = getattr(self.office, f"kabid_{name}")
            if submission.state == "mengisi":
                for cell in submission.cells.filter(answer=""):
                    value = next(row[6] for row in ROWS if row[1] == cell.code).replace(".", ",")
                    collection.save_cell(
                        cell_id=cell.pk, entry=collection.Entry(answer="nilai", value=value),
                        seen_version=cell.version, by=head, at=self._tick(),
                    )  # fmt: skip
                submission = collection.hand_over(submission=submission, by=head, at=self._tick())
            if submission.state in ("menunggu_kasi", "menunggu_kepala"):
                submission = collection.send(submission=submission, by=head, at=self._tick())
            collection.accept(submission=submission, by=self.office.staf_perencana, at=self._tick())

    def _sign(self, by: User, *, at_once: bool = False) -> bool:
        """Prepare, render (unless `at_once`), sign; the passphrase is right."""
        case, visit = self.case, self._visit()

        def act() -> None:
            paper = signing.prepare(case_id=case.pk, visit_id=visit.pk, by=by, at=self._tick())
            document = paper.document
            assert document is not None
            if not at_once:
                render_document(pk=document.pk, clock=self._tick)
                document.refresh_from_db()
            signing.sign(
                case_id=case.pk, visit_id=visit.pk, paper_id=paper.pk, seen_sha256=document.sha256,
                passphrase=PASSPHRASE, by=by, at=self._tick(),
            )  # fmt: skip

        done = self._attempt(transaction.atomic(act))  # preparing and signing are two acts: undone together
        if done:
            self.old_visits.append(visit.pk)
        return done

    # ── the ways back ────────────────────────────────────────────────────────────────────────
    @precondition(lambda self: self.case.state in ("paraf_kasubag", "paraf_sekretaris", "tanda_tangan"))
    @rule(note=said)
    def send_back(self, note: str) -> None:
        version = self._fresh().report.versions.order_by("-number").first()  # type: ignore[union-attr]
        done = self._act(Action.KEMBALIKAN_DRAFT, self._holder(self._visit().pelaksana), {"note": note})
        assert done is bool(note.strip()), "a send-back needs a note, and nothing else"
        if done:
            assert self.case.state == Step.DRAFT
            assert not version.parafs.filter(voided_at__isnull=True).exists()  # type: ignore[union-attr]
            assert not SignedPaper.objects.filter(report=self.case.report).exclude(state="batal").exists()

    @precondition(lambda self: self.case.state == "tanda_tangan")
    @rule()
    def sign_what_has_not_been_rendered(self) -> None:
        assert not self._sign(self._holder(self._visit().pelaksana), at_once=True)

    @precondition(lambda self: self.case.state == "format")
    @rule(seen=st.booleans())
    def recall(self, seen: bool) -> None:
        visit, kasubag = self._visit(), self._holder(Pelaksana.KASUBAG_PERENCANAAN)
        seen = visit.seen_at is not None or seen
        if seen:
            mark_seen(case_id=self.case.pk, visit_id=visit.pk, by=kasubag, at=self._tick())
        done = self._act(Action.TARIK_DISPOSISI, self._holder(Pelaksana.KEPALA_DINAS), {"note": "Keliru."})
        assert done is not seen, "a disposition is recalled exactly while nobody has opened it"

    @precondition(lambda self: self.case.state == "analisis")
    @rule(note=notes, chosen=units)
    def data_back_to_units(self, note: str, chosen: set[str]) -> None:
        self._act(
            Action.KEMBALIKAN_DATA, self._holder(Pelaksana.KASUBAG_PERENCANAAN),
            {"note": note, "units": self._units(chosen)},
        )  # fmt: skip
        if self.case.state == Step.PENGUMPULAN:
            reopened = Submission.objects.filter(report=self.case.report, state__in=OUTSTANDING)
            assert {submission.unit_id for submission in reopened} == set(self._units(chosen))

    @precondition(lambda self: self.case.state == "draft")
    @rule(note=notes)
    def analysis_reopened(self, note: str) -> None:
        done = self._act(Action.BUKA_ANALISIS, self._holder(Pelaksana.STAF_PERENCANA), {"note": note})
        assert done is bool(note.strip())

    # ── anybody, anything ────────────────────────────────────────────────────────────────────
    @rule(
        who=people, action=st.sampled_from(list(Action)), note=notes, chosen=units, right_hash=st.booleans(),
        right_format=st.booleans(),
    )  # fmt: skip
    def anybody_presses_anything(
        self, who: str, action: Action, note: str, chosen: set[str], right_hash: bool, right_format: bool
    ) -> None:
        if action == Action.BATALKAN and who == "kadis":
            return  # has its own, rarer rule, or most cases would end early
        self._fresh()
        form = standard_format(self.office, self.case.period).pk if right_format else 987654
        data = {
            "note": note, "units": self._units(chosen), "recipients": self._units(chosen), "instructions": [note, "proses"],
            "sha256": self._newest_hash() if right_hash else "0" * 64, "format": form, "outside": [note],
            "forwarded_to": note,
        }  # fmt: skip
        self._act(action, getattr(self.office, who), data)

    @precondition(lambda self: self.old_visits)
    @rule(data=st.data(), action=st.sampled_from(list(Action)))
    def an_old_button_is_pressed(self, data: st.DataObject, action: Action) -> None:
        old = data.draw(st.sampled_from(self.old_visits))
        by = self._holder(self._visit().pelaksana) if self._fresh().is_open else self.office.kadis
        given = self._proper(self.case.state, "x", {"sd"}) | {"note": "x", "sha256": self._newest_hash()}
        assert not self._act(action, by, given, visit=old), "an act that means a visit already over was done"

    @precondition(lambda self: self.case.report_id is not None)
    @rule(who=people, unit=st.sampled_from(("sd", "smp", "paud")), act=st.sampled_from(list(UNIT_ACTS)))
    def anybody_touches_a_unit(self, who: str, unit: str, act: str) -> None:
        submission = Submission.objects.filter(
            report=self.case.report_id, unit=getattr(self.office, unit)
        ).first()
        if submission is None:
            return
        state, step = submission.state, self._fresh().state
        done = self._attempt(
            lambda: UNIT_ACTS[act](submission=submission, by=getattr(self.office, who), at=self._tick())
        )
        if done and step != Step.PENGUMPULAN:
            submission.refresh_from_db()
            assert submission.state == state, "a unit's data moved outside step 3"

    @rule(who=people)
    def somebody_looks(self, who: str) -> None:
        if self._fresh().is_open:
            mark_seen(
                case_id=self.case.pk, visit_id=self._visit().pk, by=getattr(self.office, who), at=self._tick()
            )

    # ── posts and time ───────────────────────────────────────────────────────────────────────
    @rule(who=st.sampled_from(("sekretaris", "kasubag")), days=st.integers(0, 2))
    def a_plh_for_the_kadis(self, who: str, days: int) -> None:
        day = self.now.date()
        self._attempt(
            lambda: make_post(
                getattr(self.office, who), Role.KEPALA_DINAS, self.office.dinas, at=self.now, mode=Mode.PLH, start=day,
                end=day + timedelta(days=days),
            )
        )  # fmt: skip

    @rule(minutes=st.one_of(st.integers(1, 90), st.integers(600, 6000)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_reminders_run_twice(self) -> None:
        reminders.run(self._tick())
        before = everything()["Message"]
        reminders.run(self.now)
        assert everything()["Message"] == before

    # ── ends ─────────────────────────────────────────────────────────────────────────────────
    @precondition(lambda self: self.case.is_open)
    @rule(note=notes, spared=often)
    def the_kadis_calls_it_off(self, note: str, spared: bool) -> None:
        if not spared:
            done = self._act(Action.BATALKAN, self._holder(Pelaksana.KEPALA_DINAS), {"note": note})
            assert done is bool(note.strip())

    @precondition(lambda self: not self.case.is_open)
    @rule()
    def another_letter_comes(self) -> None:
        self.old_visits.clear()
        self._receive()

    # ── what always holds ────────────────────────────────────────────────────────────────────
    @invariant()
    def one_open_visit_exactly_while_the_case_runs(self) -> None:
        for case in self._cases():
            waiting = list(case.visits.filter(finished_at__isnull=True))
            assert [visit.step for visit in waiting] == ([case.state] if case.is_open else [])
            assert case.is_open is (case.closed_at is None)
            assert case.state in Step.values or case.state in Final.values

    @invariant()
    def visits_follow_each_other_without_a_gap(self) -> None:
        for case in self._cases():
            visits = list(case.visits.order_by("opened_at", "pk"))
            assert visits[0].step == Step.DISPOSISI
            for before, after in pairwise(visits):
                assert before.finished_at == after.opened_at
                assert before.outcome in Outcome.values
            for step in Step:
                numbers = [visit.visit for visit in visits if visit.step == step]
                assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def due_inside_office_hours(self) -> None:
        calendar = office_calendar()
        for visit in StepRecord.objects.filter(case__in=self.mine):
            assert visit.due_at > visit.opened_at
            assert is_open(visit.due_at, calendar), visit.due_at

    @invariant()
    def parafs_belong_to_the_step_and_the_newest_version(self) -> None:
        for case in (case for case in self._cases() if case.report is not None):
            living = Paraf.objects.filter(
                version__report=case.report_id, voided_at__isnull=True
            ).select_related("version")
            if case.state in SEALS:
                assert {seal.step for seal in living} == SEALS[case.state]
            newest = case.report.versions.order_by("-number").first()  # type: ignore[union-attr]
            assert all(seal.version == newest and seal.sha256 == newest.sha256 for seal in living)
            assert not Paraf.objects.filter(voided_at__isnull=False, voided_reason="").exists()
            assert [version.number for version in case.report.versions.order_by("number")] == list(  # type: ignore[union-attr]
                range(1, case.report.versions.count() + 1)  # type: ignore[union-attr]
            )

    @invariant()
    def signed_exactly_after_step_8_and_over_both_parafs(self) -> None:
        for case in (case for case in self._cases() if case.report is not None):
            signed = SignedPaper.objects.filter(report=case.report_id, state="ditandatangani")
            if case.state != Final.DIBATALKAN:
                assert signed.count() == (case.state in SIGNED)
            for paper in signed:
                seals = paper.version.parafs.filter(voided_at__isnull=True)
                assert set(seals.values_list("step", flat=True)) == {6, 7}
                assert paper.number.state == LetterNumber.State.TERPAKAI
            assert SignedPaper.objects.filter(report=case.report_id).exclude(state="batal").count() <= 1

    @invariant()
    def numbers_are_gap_free(self) -> None:
        for series in set(LetterNumber.objects.values_list("series", "year")):
            numbers = sorted(
                LetterNumber.objects.filter(series=series[0], year=series[1]).values_list("number", flat=True)
            )
            assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def every_turn_is_in_the_trail(self) -> None:
        for case in self._cases():
            turned = case.visits.filter(finished_at__isnull=False).count()
            acts = AuditEntry.objects.filter(stream=f"kasus:{case.pk}", act__in=Action.values).count()
            assert acts == turned


@pytest.fixture
def small_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page()
    monkeypatch.setattr("reports.pdf.to_pdf", lambda html, **given: page)


@pytest.mark.usefixtures("small_paper")
def test_whatever_anybody_does_the_promises_hold(office: Office, at: datetime) -> None:
    for person in (office.kadis, office.sekretaris, office.kasubag):
        give_certificate(person, at)
    ready = {place: case_at(office, Step(place), at, number=f"000.8/{place}").pk for place in PLACES[1:]}
    start = at + timedelta(hours=5)  # after all that was done to get there
    machine = type("SopMachineHere", (SopMachine,), {"office": office, "start": start, "ready": ready})
    long = settings.default.max_examples > 100  # type: ignore[union-attr]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=300 if long else 20, stateful_step_count=60 if long else 30, deadline=None,
            suppress_health_check=list(HealthCheck), print_blob=True,
            phases=[phase for phase in Phase if long or phase != Phase.shrink],  # shrinking may take minutes
        ),
    )  # fmt: skip
    assert Assignment.objects.filter(mode=Mode.PLH).count() == 0, "every example is rolled back"
