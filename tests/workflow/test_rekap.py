"""The recap of a person: what is counted, who reads it, and notes that stay as they were written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.calendar import office_calendar
from accounts.errors import NotYours, Refusal
from accounts.models import User
from accounts.posts import Desk
from accounts.roles import Mode, Role
from reports.document_services import may_read
from reports.documents import Document
from tests.factories import Office, make_post
from tests.workflow.riwayat import SENT_BACK, WHOLE, travelled
from workflow.case import ReportRequest
from workflow.letters import Sifat
from workflow.people.models import PreparedAct
from workflow.recap import access, figures, notes
from workflow.scorecard.models import RecapNote
from workflow.scorecard.spans import Span
from workflow.sop import Action, Step
from workflow.visits import Outcome, StepRecord

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

Klien = Callable[[User], Client]


@pytest.fixture
def now(at: datetime) -> Iterator[datetime]:
    later = at + timedelta(days=30)
    with time_machine.travel(later, tick=False):
        yield later


@pytest.fixture
def world(office: Office, at: datetime) -> dict[str, ReportRequest]:
    """Two whole cases, one sent back from step 7, a rahasia one."""
    return {
        "satu": travelled(office, at, "1/A", WHOLE),
        "dua": travelled(office, at, "2/A", WHOLE),
        "kembali": travelled(office, at, "3/B", SENT_BACK),
        "rahasia": travelled(office, at, "4/R", WHOLE, sifat=Sifat.RAHASIA),
    }


def recap_of(person: User, now: datetime, **given: str) -> figures.Recap:
    return figures.of(person, Span.read(given, now), office_calendar(), now)


# ── what is counted ─────────────────────────────────────────────────────────────────────────────
def test_a_person_is_counted_by_what_the_own_hand_ended(
    office: Office, world: dict[str, ReportRequest], now: datetime
) -> None:
    sekretaris = recap_of(office.sekretaris, now)
    assert (sekretaris.whole.done, sekretaris.whole.on_time, sekretaris.whole.returned) == (5, 4, 1)
    assert sekretaris.came_back == 0
    assert [line.number for line in sekretaris.steps] == [7]
    staf = recap_of(office.staf_perencana, now)
    # steps 3, 5 and 9 of four cases, and step 5 once more
    assert staf.whole.done == 13
    assert staf.came_back == 1
    assert {line.number: line.came_back for line in staf.steps} == {3: 0, 5: 1, 9: 0}
    assert recap_of(office.kabid_sd, now).is_empty
    assert recap_of(office.sekretaris, now, dari="2026-01", sampai="2026-09").is_empty


def test_acts_of_a_plh_stand_on_a_line_of_their_own(
    office: Office, world: dict[str, ReportRequest], now: datetime
) -> None:
    world["satu"].visits.filter(step=Step.TANDA_TANGAN).update(
        finished_by=office.sekretaris, finished_title="Plh. Kepala Dinas", finished_mode=Mode.PLH
    )
    lines = {line.name: line for line in recap_of(office.sekretaris, now).posts}
    assert {name: line.figures.done for name, line in lines.items()} == {
        "Sekretaris Dinas": 5, "Plh. Kepala Dinas": 1
    }  # fmt: skip
    assert lines["Plh. Kepala Dinas"].is_stand_in
    assert not lines["Sekretaris Dinas"].is_stand_in


def test_what_an_aide_prepared_counts_for_the_aide_and_is_told_of_the_official(
    office: Office, world: dict[str, ReportRequest], now: datetime, klien: Klien
) -> None:
    signed = world["satu"].visits.get(step=Step.TANDA_TANGAN)
    StepRecord.objects.filter(pk=signed.pk).update(prepared_name=office.staf_perencana.name)
    for state in (PreparedAct.State.DIPAKAI, PreparedAct.State.DIBUANG):
        PreparedAct.objects.create(
            visit=signed, action=Action.TANDATANGANI, official=office.kadis, by=office.staf_perencana,
            by_name=office.staf_perencana.name, by_title="Staf Perencana", at=signed.opened_at, state=state,
            closed_at=signed.finished_at,
        )  # fmt: skip
    assert recap_of(office.staf_perencana, now).prepared == 1
    assert recap_of(office.kadis, now).by_aides == 1
    assertContains(
        klien(office.staf_perencana).get(f"/rekap/{office.staf_perencana.pk}/"), "Disiapkan untuk pejabat"
    )


def visit(pk: int, step: Step, outcome: Outcome, case: int = 1) -> StepRecord:
    return StepRecord(pk=pk, case_id=case, step=step, outcome=outcome)


DONE, BACK = Outcome.SELESAI, Outcome.DIKEMBALIKAN
WAYS: list[tuple[str, list[StepRecord], list[tuple[int, int]]]] = [
    ("nothing came back", [visit(1, Step.DRAFT, DONE), visit(2, Step.PARAF_KASUBAG, DONE)], []),
    ("from 6 to 5", [visit(1, Step.DRAFT, DONE), visit(2, Step.PARAF_KASUBAG, BACK), visit(3, Step.DRAFT, DONE)], [(2, 1)]),
    ("twice: each time the last one", [
        visit(1, Step.DRAFT, DONE), visit(2, Step.PARAF_KASUBAG, BACK), visit(3, Step.DRAFT, DONE),
        visit(4, Step.PARAF_KASUBAG, BACK), visit(5, Step.DRAFT, DONE)], [(2, 1), (4, 3)]),
    ("one level only, as an edition may say", [
        visit(1, Step.DRAFT, DONE), visit(2, Step.PARAF_KASUBAG, DONE), visit(3, Step.PARAF_SEKRETARIS, BACK),
        visit(4, Step.PARAF_KASUBAG, DONE)], [(3, 2)]),
    ("from 4 to 3: the units' data", [
        visit(1, Step.PENGUMPULAN, DONE), visit(2, Step.ANALISIS, BACK), visit(3, Step.PENGUMPULAN, DONE)], [(2, 1)]),
    ("the next case begins anew", [
        visit(1, Step.DRAFT, DONE), visit(2, Step.PARAF_KASUBAG, BACK), visit(3, Step.DRAFT, DONE, case=2)], []),
]  # fmt: skip


@pytest.mark.parametrize(("why", "visits", "expected"), WAYS, ids=[row[0] for row in WAYS])
def test_a_return_is_laid_to_the_last_work_of_the_step_it_goes_back_to(
    why: str, visits: list[StepRecord], expected: list[tuple[int, int]]
) -> None:
    assert [(back.pk, work.pk) for back, work in figures.sent_back(visits)] == expected, why


# ── who reads it ────────────────────────────────────────────────────────────────────────────────
SUPERIORS = {
    "kadis": {"sekretaris", "kabid_sd", "kabid_smp", "kabid_paud"},
    "sekretaris": {"kasubag", "kasubag_umum", "kasubag_keuangan"},
    "kasubag": {"staf_perencana"},
    "kasubag_umum": {"penerima_surat"},
    "kabid_sd": {"kasi_sd"},
    "kasi_sd": {"staf_sd"},
    "kabid_smp": {"kasi_smp"},
    "kasi_smp": {"staf_smp"},
    # the bidang has no Kepala Seksi: its staf answer to the Kepala Bidang
    "kabid_paud": {"staf_paud"},
}
"""Who answers to whom directly."""


def test_every_role_at_everybody_elses_recap(office: Office, klien: Klien, now: datetime) -> None:
    """Each of 16 people at each of 16 recaps: page, workbook, paper and note."""
    wrong = []
    for reader, person in office.people.items():
        browser = klien(person)
        for subject, other in office.people.items():
            allowed = reader in (subject, "admin") or subject in SUPERIORS.get(reader, set())
            path = f"/rekap/{other.pk}/"
            found = [browser.get(path).status_code, browser.get(f"{path}excel/").status_code]
            if found != ([200, 200] if allowed else [404, 404]):
                wrong.append((reader, subject, found))
    assert wrong == []


def test_who_may_not_read_a_recap_neither_prints_nor_explains_it(
    office: Office, klien: Klien, now: datetime
) -> None:
    browser, path = klien(office.kabid_smp), f"/rekap/{office.kabid_sd.pk}/"
    assert browser.post(f"{path}pdf/").status_code == 404
    assert browser.post(f"{path}keterangan/", {"text": "Terlambat terus."}).status_code == 404
    assert browser.get("/rekap/987654/").status_code == 404
    assert klien(office.kabid_sd).get(f"{path}pdf/").status_code == 405
    assert Client().get(path).status_code == 302
    assert not RecapNote.objects.exists()


def test_the_admin_reads_but_does_not_explain(office: Office, klien: Klien, now: datetime) -> None:
    browser = klien(office.admin)
    answer = browser.post(f"/rekap/{office.kasubag.pk}/keterangan/", {"text": "Baik."})
    assert answer.status_code == 422
    assertContains(answer, "pegawai itu sendiri atau atasannya", status_code=422)
    assertNotContains(browser.get(f"/rekap/{office.kasubag.pk}/"), "Simpan keterangan")
    assert len(browser.get("/rekap/").context["baris"]) == len(office.people)


def test_a_head_on_leave_goes_on_reading_and_the_plh_reads_too(
    office: Office, at: datetime, now: datetime
) -> None:
    make_post(
        office.kabid_sd, Role.SEKRETARIS, office.sekretariat, at=at, mode=Mode.PLH, start=date(2026, 11, 9),
        end=date(2026, 11, 20),
    )  # fmt: skip
    for reader in (office.sekretaris, office.kabid_sd):
        assert access.may_read(Desk(reader, now), office.kasubag)
    assert access.may_read(Desk(office.kadis, now), office.sekretaris)


def test_a_vacant_post_hands_its_people_to_the_head_above(office: Office, now: datetime) -> None:
    office.kasubag.assignments.update(end=date(2026, 11, 1))
    assert access.may_read(Desk(office.sekretaris, now), office.staf_perencana)
    assert not access.may_read(Desk(office.kasubag, now), office.staf_perencana)
    assert not access.may_read(Desk(office.kadis, now), office.staf_perencana)


def test_who_has_nobody_below_comes_straight_to_the_own_recap(
    office: Office, klien: Klien, now: datetime
) -> None:
    answer = klien(office.staf_sd).get("/rekap/?dari=2026-10&sampai=2026-10")
    assert answer["Location"] == f"/rekap/{office.staf_sd.pk}/?dari=2026-10&sampai=2026-10"


def test_a_case_the_reader_may_not_open_is_counted_and_not_named(
    office: Office, world: dict[str, ReportRequest], klien: Klien, now: datetime
) -> None:
    page = f"/rekap/{office.staf_perencana.pk}/"
    seen_by_admin = klien(office.admin).get(page)
    assertContains(seen_by_admin, "Kasus yang tidak dapat Anda buka", count=13)
    assertNotContains(seen_by_admin, world["satu"].title)
    own = klien(office.staf_perencana).get(page)
    assertContains(own, "Kasus yang tidak dapat Anda buka", count=3)  # the rahasia one


# ── notes ───────────────────────────────────────────────────────────────────────────────────────
def test_notes_of_the_person_and_the_superior_travel_with_the_figures(
    office: Office, world: dict[str, ReportRequest], klien: Klien, now: datetime
) -> None:
    path, months = f"/rekap/{office.staf_perencana.pk}/", {"dari": "2026-10", "sampai": "2026-10"}
    klien(office.staf_perencana).post(f"{path}keterangan/", {**months, "text": "=Cuti tiga hari."})
    answer = klien(office.kasubag).post(
        f"{path}keterangan/", {**months, "text": "Benar, sudah diketahui."}, follow=True
    )
    assertContains(answer, "=Cuti tiga hari.")
    assertContains(answer, "Benar, sudah diketahui.")
    assertContains(answer, "Kasubag Perencanaan, 11 November 2026")
    book = load_workbook(
        BytesIO(klien(office.kasubag).get(f"{path}excel/?dari=2026-09&sampai=2026-11").content)
    )
    rows = [[cell.value for cell in row] for row in book["Keterangan"].iter_rows(min_row=6)]
    assert [row[1] for row in rows] == ["=Cuti tiga hari.", "Benar, sudah diketahui."]
    assert rows[0][0] == "Oktober 2026"
    assert book["Keterangan"]["B6"].data_type == "s"
    assertNotContains(klien(office.kasubag).get(f"{path}?dari=2026-11&sampai=2026-11"), "Cuti tiga hari")


def test_a_note_is_never_changed_not_even_past_the_program(office: Office, now: datetime) -> None:
    note = notes.write(
        person=office.kasubag, span=Span.read({}, now), text="Semula.", by=office.kasubag, at=now
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        RecapNote.objects.filter(pk=note.pk).update(text="Kemudian.")
    note.refresh_from_db()
    assert note.text == "Semula."


@pytest.mark.parametrize(
    ("text", "sentence", "on_screen"),
    [
        ("   ", "masih kosong", "Isian ini belum diisi"),
        ("x" * 2001, "paling banyak 2000", "paling banyak 2000"),
    ],
    ids=["kosong", "panjang"],
)
def test_a_refused_note_says_why_and_keeps_what_was_typed(
    office: Office, klien: Klien, now: datetime, text: str, sentence: str, on_screen: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        notes.write(person=office.kasubag, span=Span.read({}, now), text=text, by=office.kasubag, at=now)
    answer = klien(office.kasubag).post(f"/rekap/{office.kasubag.pk}/keterangan/", {"text": text})
    assertContains(answer, on_screen, status_code=422)
    assertContains(answer, f"\n{text}</textarea>", status_code=422)


def test_nobody_explains_the_figures_of_an_equal(office: Office, now: datetime) -> None:
    with pytest.raises(NotYours):
        notes.write(
            person=office.kabid_sd, span=Span.read({}, now), text="Lambat.", by=office.kabid_smp, at=now
        )


# ── paper and budgets ───────────────────────────────────────────────────────────────────────────
def test_the_paper_changes_with_a_note_and_is_read_by_who_asked(
    office: Office, world: dict[str, ReportRequest], klien: Klien, now: datetime
) -> None:
    browser, path = klien(office.sekretaris), f"/rekap/{office.kasubag.pk}/"
    first = browser.post(f"{path}pdf/")["Location"]
    assert browser.post(f"{path}pdf/")["Location"] == first
    klien(office.kasubag).post(f"{path}keterangan/", {"text": "Dua surat bersamaan."})
    assert browser.post(f"{path}pdf/")["Location"] != first
    document = Document.objects.filter(key__startswith="rekap:").earliest("pk")
    readers = {name for name, who in office.people.items() if may_read(Desk(who, now), document)}
    assert readers == {"sekretaris"}
    office.sekretaris.assignments.update(end=date(2026, 11, 1))  # no longer the superior
    assert not may_read(Desk(office.sekretaris, now), document)


def test_the_pages_ask_the_same_of_the_database_however_much_was_done(
    office: Office,
    world: dict[str, ReportRequest],
    at: datetime,
    klien: Klien,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10, 25):
        travelled(office, at, f"{number}/Q", SENT_BACK)
    browser = klien(office.kasubag)
    browser.get("/rekap/")
    with django_assert_max_num_queries(11):
        browser.get("/rekap/")
    with django_assert_max_num_queries(18):
        browser.get(f"/rekap/{office.staf_perencana.pk}/")
