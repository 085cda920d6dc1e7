"""Correcting in any order: remarks, answers, parafs, corrections of superiors and send-backs of either kind.

The promise: a signed report carries exactly the parafs its edition demands, each over a version whose later changes are on record.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
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

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Message, User
from accounts.posts import holders
from accounts.roles import Pelaksana
from reports.correcting import anchors
from reports.correcting.direct import Rewritten
from reports.correcting.services import open_remarks
from reports.document_services import render_document
from reports.models import DraftRemark, Paraf, SignedPaper, Version
from reports.signing import paraf
from tests.factories import Office
from tests.tabel import everything
from tests.workflow.perjalanan import PASSPHRASE, case_at, give_certificate
from tests.workflow.test_properti import a_page
from workflow import correcting, signing, writing
from workflow.case import ReportRequest
from workflow.editions import SopEdition
from workflow.services import current_visit, perform
from workflow.sop import RETURN_TARGETS, Action, Step
from workflow.visits import StepRecord
from workflow.writing import Typed

pytestmark = pytest.mark.django_db

CORRECTORS = ("paraf_kasubag", "paraf_sekretaris", "tanda_tangan")
PEOPLE = ("kadis", "sekretaris", "kasubag", "staf_perencana", "kabid_sd", "admin")
DEMANDED = {"paraf_sekretaris": {6}, "tanda_tangan": {6, 7}, "penggandaan": {6, 7}}
"""Parafs a case's newest version carries at each step."""
SEAL = {"paraf_kasubag": Action.PARAF_KASUBAG, "paraf_sekretaris": Action.PARAF_SEKRETARIS}
words = st.sampled_from(("Ditambahkan.", "Angka sudah dicocokkan.", "Kalimat lain."))


class CorrectingMachine(RuleBasedStateMachine):
    office: Office
    start: datetime
    ready: dict[bool, int]
    """A case with version 1 at step 6: under the edition in force, and under one that returns one level."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = self.start
        self.case: ReportRequest

    def teardown(self) -> None:
        try:
            if self.case.report_id is not None:
                assert audit.verify(f"laporan:{self.case.report_id}") == []
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    @initialize(one_level=st.booleans())
    def a_draft_waits_for_the_kasubag(self, one_level: bool) -> None:
        self.case = ReportRequest.objects.get(pk=self.ready[one_level])

    # ── helpers ──────────────────────────────────────────────────────────────────────────────
    def _tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def _visit(self) -> StepRecord:
        self.case = ReportRequest.objects.select_related("report", "edition").get(pk=self.case.pk)
        visit = current_visit(self.case)
        assert visit is not None
        return visit

    def _holder(self) -> User:
        return holders(Pelaksana(self._visit().pelaksana), self.now)[0].person

    def _newest(self) -> Version:
        version = self.case.report.versions.order_by("-number").first()  # type: ignore[union-attr]
        assert version is not None
        return version

    def _attempt(self, act: Callable[[], Any]) -> bool:
        """Do it; a refusal has a sentence and has changed no row anywhere."""
        before = everything()
        refused: Refusal | None = None
        try:
            act()
        except Refusal as refusal:
            refused = refusal
        if refused is not None:
            assert refused.message.strip(), "a refusal without a reason"
            assert everything() == before, "a refused act changed something"
            return False
        self._visit()
        return True

    def _act(self, action: Action, data: dict[str, Any]) -> bool:
        by, visit = self._holder(), self._visit()
        return self._attempt(
            lambda: perform(
                case_id=self.case.pk, action=action, visit_id=visit.pk, by=by, at=self._tick(), data=data
            )
        )  # fmt: skip

    def _touch(self, remark: DraftRemark, what: str, by: User, text: str = "") -> bool:
        visit = self._visit()
        return self._attempt(
            lambda: correcting.answer(
                case_id=self.case.pk, visit_id=visit.pk, remark_id=remark.pk, what=what, text=text, by=by, at=self._tick()
            )
        )  # fmt: skip

    # ── acts ─────────────────────────────────────────────────────────────────────────────────
    @precondition(lambda self: self.case.state in CORRECTORS)
    @rule(
        data=st.data(), text=st.sampled_from(("Perbaiki.", "", "  ")), other=st.sampled_from((None, *PEOPLE))
    )
    def somebody_pins_a_remark(self, data: st.DataObject, text: str, other: str | None) -> None:
        by = getattr(self.office, other) if other else self._holder()
        version, visit = self._newest(), self._visit()
        block = data.draw(st.sampled_from(anchors.blocks(version)[:6]))
        done = self._attempt(
            lambda: correcting.pin(
                case_id=self.case.pk, visit_id=visit.pk, version_number=version.number, section=block.section,
                block=block.index, text=text, by=by, at=self._tick(),
            )
        )  # fmt: skip
        assert done is (bool(text.strip()) and by == self._holder())

    @precondition(lambda self: DraftRemark.objects.exists() and self.case.state != "penggandaan")
    @rule(
        data=st.data(),
        what=st.sampled_from(("balas", "perbaiki", "selesai", "ulangi")),
        who=st.sampled_from((None, *PEOPLE)),
    )
    def somebody_touches_a_remark(self, data: st.DataObject, what: str, who: str | None) -> None:
        remark = data.draw(st.sampled_from(list(DraftRemark.objects.order_by("pk"))))
        by, executor = getattr(self.office, who) if who else self._holder(), self._visit().pelaksana
        was_open, resolved = remark.is_open, remark.resolved_at
        done = self._touch(remark, what, by, "Sudah.")
        own = remark.pelaksana == executor
        allowed = {
            "balas": True, "perbaiki": not own and resolved is None, "selesai": own, "ulangi": own and resolved is not None,
        }  # fmt: skip
        assert done is (was_open and by == self._holder() and allowed[what])

    @precondition(lambda self: self.case.state in SEAL)
    @rule()
    def the_paraf(self) -> None:
        own = open_remarks(self.case.report, self._visit().pelaksana).exists()  # type: ignore[arg-type]
        done = self._act(SEAL[self.case.state], {"sha256": self._newest().sha256})
        assert done is not own, "a paraf is refused exactly while own remarks stand open"

    @precondition(lambda self: self.case.state in CORRECTORS)
    @rule(text=words, other=st.sampled_from((None, None, None, *PEOPLE)), stale=st.booleans())
    def a_superior_corrects(self, text: str, other: str | None, stale: bool) -> None:
        by = getattr(self.office, other) if other else self._holder()
        visit, version = self._visit(), self._newest()
        section = self.case.report.sections.get(key="ikhtisar")  # type: ignore[union-attr]
        holders_before = {seal.pk: seal.person_id for seal in paraf.living(self.case.report)}  # type: ignore[arg-type]
        done = self._attempt(
            lambda: correcting.correct_directly(
                case_id=self.case.pk, visit_id=visit.pk, seen_number=version.number - stale,
                rewritten=[Rewritten(section.pk, f"{section.text}<p>{text}</p>", section.version)], note="", by=by,
                at=self._tick(),
            )
        )  # fmt: skip
        assert done is (by == self._holder() and not stale)
        if done:
            assert self._visit() == visit, "a correction does not move the case"
            assert {seal.pk for seal in paraf.living(self.case.report)} == set(holders_before)  # type: ignore[arg-type]
            told = Message.objects.filter(key__startswith=f"koreksi:{self._newest().pk}:")
            assert {one.recipient_id for one in told} == set(holders_before.values()) - {by.pk}

    @precondition(lambda self: self.case.state in CORRECTORS)
    @rule(note=st.sampled_from(("Perbaiki bab III.", "", " ")))
    def a_send_back(self, note: str) -> None:
        row = self.case.edition.row(Step(self.case.state))
        target = Step(row.jika_ditolak)
        done = self._act(Action.KEMBALIKAN_DRAFT, {"note": note})
        assert done is bool(note.strip())
        if done:
            assert self.case.state == target
            alive = Paraf.objects.filter(version__report=self.case.report, voided_at__isnull=True)
            assert all(seal.step < target.number for seal in alive)

    @precondition(lambda self: self.case.state == "draft")
    @rule(text=words, change=st.booleans())
    def the_writer_submits(self, text: str, change: bool) -> None:
        visit, by = self._visit(), self._holder()
        section = self.case.report.sections.get(key="ikhtisar")  # type: ignore[union-attr]
        if change:
            typed = Typed(section.pk, f"{section.text}<p>{text}</p>", section.version)
            writing.save(case_id=self.case.pk, visit_id=visit.pk, typed=typed, by=by, at=self._tick())
        assert self._act(Action.AJUKAN_DRAFT, {"note": ""})

    @precondition(lambda self: self.case.state == "tanda_tangan")
    @rule(corrected_between=st.booleans())
    def the_signature(self, corrected_between: bool) -> None:
        waiting = open_remarks(self.case.report).exists()  # type: ignore[arg-type]
        visit, by = self._visit(), self._holder()
        paper: list[SignedPaper] = []
        prepared = self._attempt(
            lambda: paper.append(signing.prepare(case_id=self.case.pk, visit_id=visit.pk, by=by, at=self._tick()))
        )  # fmt: skip
        assert prepared is not waiting, "prepared exactly while no remark stands open"
        if not prepared:
            return
        document = paper[0].document
        assert document is not None
        render_document(pk=document.pk, clock=self._tick)
        document.refresh_from_db()
        if corrected_between:
            section = self.case.report.sections.get(key="ikhtisar")  # type: ignore[union-attr]
            correcting.correct_directly(
                case_id=self.case.pk, visit_id=visit.pk, seen_number=self._newest().number,
                rewritten=[Rewritten(section.pk, f"{section.text}<p>Terakhir.</p>", section.version)], note="", by=by,
                at=self._tick(),
            )  # fmt: skip
        done = self._attempt(
            lambda: signing.sign(
                case_id=self.case.pk, visit_id=visit.pk, paper_id=paper[0].pk, seen_sha256=document.sha256,
                passphrase=PASSPHRASE, by=by, at=self._tick(),
            )
        )  # fmt: skip
        assert done is not corrected_between, "a paper is not signed once its text was corrected"

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # ── what always holds ────────────────────────────────────────────────────────────────────
    @invariant()
    def the_newest_version_carries_what_the_step_demands(self) -> None:
        carried = paraf.living(self.case.report)  # type: ignore[arg-type]
        assert [seal.step for seal in carried] == sorted(DEMANDED.get(self.case.state, set()))

    @invariant()
    def a_signed_report_carries_both_parafs_and_every_later_change_is_on_record(self) -> None:
        for paper in SignedPaper.objects.filter(report=self.case.report_id, state="ditandatangani"):
            carried = paraf.carried(paper.version)
            assert [seal.step for seal in carried] == [6, 7]
            for seal in carried:
                assert seal.sha256 == seal.version.sha256
                later = Version.objects.filter(
                    report=self.case.report_id,
                    number__gt=seal.version.number,
                    number__lte=paper.version.number,
                )
                assert all(hasattr(version, "correction") for version in later)
            assert not open_remarks(self.case.report).exists()  # type: ignore[arg-type]

    @invariant()
    def versions_are_numbered_without_a_gap(self) -> None:
        numbers = list(
            Version.objects.filter(report=self.case.report_id)
            .order_by("number")
            .values_list("number", flat=True)
        )
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.fixture
def small_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page()
    monkeypatch.setattr("reports.pdf.to_pdf", lambda html, **given: page)


def one_level_back(edition: SopEdition) -> SopEdition:
    """The same edition, but "Tidak" leads one step back."""
    rows = list(edition.rows.all())
    edition.pk, edition.state, edition.nomor = None, SopEdition.State.DIGANTI, "satu tingkat"
    edition.save()
    for row in rows:
        row.pk, row.edition = None, edition
        step = Step(row.step)
        if step in RETURN_TARGETS:
            row.jika_ditolak = RETURN_TARGETS[step][-1]
        row.save()
    return edition


@pytest.mark.usefixtures("small_paper")
def test_however_it_is_corrected_the_signature_stands_on_its_parafs(office: Office, at: datetime) -> None:
    give_certificate(office.kadis, at)
    ready = {}
    for one_level in (False, True):
        case = case_at(office, Step.PARAF_KASUBAG, at, number=f"000.8/{one_level}")
        ready[one_level] = case.pk
        if one_level:
            other = one_level_back(SopEdition.objects.get(pk=case.edition_id))
            ReportRequest.objects.filter(pk=case.pk).update(edition=other)
    machine = type(
        "CorrectingHere", (CorrectingMachine,), {"office": office, "start": at + timedelta(hours=5), "ready": ready}
    )  # fmt: skip
    long = settings.default.max_examples > 100  # type: ignore[union-attr]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=200 if long else 12, stateful_step_count=50 if long else 25, deadline=None,
            suppress_health_check=list(HealthCheck), print_blob=True,
            phases=[phase for phase in Phase if long or phase != Phase.shrink],
        ),
    )  # fmt: skip
    assert not DraftRemark.objects.exists(), "every example is rolled back"
