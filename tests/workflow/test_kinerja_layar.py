"""The scorecard on screen: numbers with their cases behind them, the Gantt of a case, who sees what, in bounded queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.calendar import office_calendar
from accounts.models import User
from accounts.posts import Desk
from accounts.worktime import add_minutes
from reports.document_services import may_read
from reports.documents import Document
from tests.factories import Office
from tests.workflow.riwayat import SENT_BACK, WHOLE, travelled
from workflow.case import ReportRequest
from workflow.deadline_models import DueChange, Pause
from workflow.letters import Sifat
from workflow.scorecard import chart, facts, gantt, paper
from workflow.scorecard.board import Board, lay_out
from workflow.scorecard.findings import findings
from workflow.scorecard.spans import Span
from workflow.sop import Step
from workflow.visits import Outcome, StepRecord

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

Klien = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _later(at: datetime) -> Iterator[None]:
    with time_machine.travel(at + timedelta(days=30), tick=False):
        yield


@pytest.fixture
def world(office: Office, at: datetime) -> dict[str, ReportRequest]:
    """Four finished cases, one sent back; one open and late at step 2; one cancelled at step 3; one rahasia."""
    made = {f"utuh-{number}": travelled(office, at, f"{number}/A", WHOLE) for number in range(3)}
    made["kembali"] = travelled(office, at, "9/B", SENT_BACK)
    made["terbuka"] = travelled(office, at, "5/T", [*WHOLE[:1], (Step.FORMAT, 1, None)])
    made["batal"] = travelled(office, at, "6/X", [*WHOLE[:2], (Step.PENGUMPULAN, 2000, Outcome.DIBATALKAN)])
    made["rahasia"] = travelled(office, at, "7/R", WHOLE[:1], sifat=Sifat.RAHASIA)
    return made


def board(office: Office, at: datetime, **given: str) -> Board:
    span = Span.read(given, at)
    return lay_out(facts.read(Desk(office.sekretaris, at), span, office_calendar()), span)


def test_the_board_counts_each_visit_where_it_belongs(
    office: Office, world: dict[str, ReportRequest], at: datetime
) -> None:
    found = board(office, at + timedelta(days=30))
    lines = {line.number: line.figures for line in found.steps}
    # six cases of the Sekretaris's: the rahasia one is none of them
    assert (lines[1].done, lines[1].on_time, lines[1].median) == (6, 6, 40)
    assert (lines[2].done, lines[2].open, lines[2].open_late) == (5, 1, 1)
    assert (lines[3].done, lines[3].cancelled) == (4, 1)
    assert (lines[5].done, lines[5].times) == (5, (40, 40, 40, 40, 100))
    assert (lines[7].done, lines[7].returned, lines[7].on_time, lines[7].late) == (5, 1, 4, 1)
    assert (found.cases.finished, found.cases.cancelled, found.cases.returns, found.cases.sent_back) == (
        4,
        1,
        1,
        1,
    )
    assert found.cases.slowest == 40 * 6 + 90 + 100 + 40 * 4
    assert sum(line.figures.done for line in found.months) == found.whole.done
    assert [line.finished for line in found.months][-2:] == [4, 0]
    assert {line.name for line in found.posts} == {
        "Kepala Dinas", "Sekretaris Dinas", "Kasubag Perencanaan", "Staf Perencana"
    }  # fmt: skip
    assert sum(line.figures.done for line in found.posts) == found.whole.done


def test_a_span_that_is_over_tells_nothing_of_what_is_open_now(
    office: Office, world: dict[str, ReportRequest], at: datetime
) -> None:
    found = board(office, at + timedelta(days=30), dari="2026-10", sampai="2026-10")
    assert not found.counts_open
    assert found.whole.open == 0
    assert board(office, at + timedelta(days=30), dari="2026-01", sampai="2026-09").is_empty


def test_the_findings_say_what_the_numbers_carry(
    office: Office, world: dict[str, ReportRequest], at: datetime
) -> None:
    told = [one.text for one in findings(board(office, at + timedelta(days=30)))]
    assert not any(
        "Langkah 7" in text and "pengembalian" in text for text in told
    )  # one of five: below a quarter
    assert any("Langkah 3, 4, 8, 9 belum diselesaikan lima kali" in text for text in told)
    for number in range(20, 28):
        travelled(office, at, f"{number}/L", [*WHOLE[:1], (Step.FORMAT, 1500, Outcome.SELESAI)])
    told = [one.text for one in findings(board(office, at + timedelta(days=30)))]
    late = next(text for text in told if "Langkah 2" in text)
    assert "tepat waktu 5 dari 13 (38\u00a0%)" in late
    assert "Waktu bakunya 1 hari" in late
    assert (
        any("Langkah 1 (disposisi)" in text for text in told) is False
    )  # 40 of 60 minutes is no reason to shorten


def test_every_number_on_the_page_opens_on_what_it_counts(
    office: Office, world: dict[str, ReportRequest], klien: Klien
) -> None:
    browser = klien(office.kasubag)
    page = browser.get("/kinerja-sop/")
    addresses = set(re.findall(r'href="(/kinerja-sop/rinci/\?[^"]+)"', page.content.decode()))
    assert len(addresses) > 25
    for address in addresses:
        answer = browser.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assertNotContains(answer, "Tidak ada yang cocok")


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("apa=selesai&langkah=disposisi", 6), ("apa=telat&langkah=paraf_sekretaris", 1), ("apa=tepat&langkah=paraf_sekretaris", 4),
        ("apa=kembali", 1), ("apa=terbuka", 1), ("apa=terbuka_telat", 1), ("apa=dibatalkan", 1), ("apa=ditarik", 0),
        ("apa=selesai&langkah=disposisi&bulan=2026-10", 6), ("apa=selesai&bulan=2026-09", 0),
        ("apa=selesai&pelaksana=sekretaris", 5), ("apa=kasus_selesai", 4), ("apa=kasus_batal", 1), ("apa=kasus_kembali", 1),
        ("apa=kasus_diketahui", 0), ("apa=selesai&langkah=hilang&edisi=x", 42), ("apa=selesai&edisi=99", 0),
    ],
)  # fmt: skip
def test_the_list_behind_a_number_holds_as_many_rows(
    office: Office, world: dict[str, ReportRequest], klien: Klien, query: str, rows: int
) -> None:
    answer = klien(office.sekretaris).get(f"/kinerja-sop/rinci/?{query}")
    assert len(answer.context["baris"]) == rows
    assertNotContains(answer, "7/R")


def test_a_number_that_does_not_exist_is_not_found(office: Office, klien: Klien) -> None:
    for query in ("", "?apa=", "?apa=hilang"):
        assert klien(office.kadis).get(f"/kinerja-sop/rinci/{query}").status_code == 404


def test_the_reason_of_a_return_stands_in_the_list(
    office: Office, world: dict[str, ReportRequest], klien: Klien
) -> None:
    assertContains(klien(office.kadis).get("/kinerja-sop/rinci/?apa=kembali"), "“Mohon diperbaiki.”")


def test_an_empty_office_is_told_so(office: Office, klien: Klien) -> None:
    assertContains(klien(office.kadis).get("/kinerja-sop/"), "Belum ada langkah yang diselesaikan")


def test_the_page_asks_as_much_of_the_database_for_thirty_cases_as_for_three(
    office: Office,
    world: dict[str, ReportRequest],
    at: datetime,
    klien: Klien,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30, 60):
        travelled(office, at, f"{number}/Q", SENT_BACK)
    browser = klien(office.kadis)
    browser.get("/kinerja-sop/")
    with django_assert_max_num_queries(17):
        browser.get("/kinerja-sop/")
    with django_assert_max_num_queries(10):
        browser.get("/kinerja-sop/rinci/?apa=selesai")


def test_the_charts_draw_the_norm_the_medians_and_a_dot_for_each_visit_where_there_are_few(
    office: Office, world: dict[str, ReportRequest], at: datetime
) -> None:
    found = board(office, at + timedelta(days=30))
    drawing = ElementTree.fromstring(chart.steps_chart(found, identifier="g"))

    def named(name: str) -> list[ElementTree.Element]:
        return [one for one in drawing.iter() if name in (one.get("class") or "").split()]

    assert len(named("grafik__patok")) == 1
    # five visits or more of steps 1, 2, 5, 6 and 7; four of 3, 4, 8 and 9
    assert len(named("grafik__isi")) == 5
    assert len(named("grafik__titik")) == 16
    assert len(named("grafik__alas")) == 9
    assert "7. Paraf Sekretaris: 40 menit dari 1 jam" in "".join(drawing.itertext())
    months = ElementTree.fromstring(chart.months_chart(found.months, identifier="b"))
    assert "Oktober 2026: 41 tepat waktu, 1 terlambat" in "".join(months.itertext())


# ── Excel and paper ─────────────────────────────────────────────────────────────────────────────
def test_the_workbook_holds_every_table_and_leaves_empty_what_was_too_few(
    office: Office,
    world: dict[str, ReportRequest],
    klien: Klien,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = klien(office.kasubag)
    browser.get("/kinerja-sop/")
    with django_assert_max_num_queries(17):
        answer = browser.get("/kinerja-sop/excel/?sampai=2026-11")
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Langkah", "Jabatan", "Bulan", "Edisi SOP", "Unit", "Pengembalian", "Temuan"]
    rows = {str(row[0].value): [cell.value for cell in row] for row in book["Langkah"].iter_rows(min_row=6)}
    # name, norm, done, median, p90, fastest, slowest, on time, late, late by others, extended, share
    assert rows["1. Disposisi"][:12] == ["1. Disposisi", "1 jam", 6, 40, None, 40, 40, 6, 0, 0, 0, 100]
    assert rows["8. Tanda tangan"][2:5] == [4, None, None]
    assert rows["7. Paraf Sekretaris"][12] == 1
    assert any("persentil" in str(row[0].value).lower() for row in book["Langkah"].iter_rows(min_row=16))
    returns = [[cell.value for cell in row] for row in book["Pengembalian"].iter_rows(min_row=6)]
    assert returns[0][:3] == ["Dari langkah 7 ke langkah 5", 1, 1]
    assert "Mohon diperbaiki." in str(returns[0][3])


def test_the_paper_is_its_askers_own_and_the_same_until_something_changes(
    office: Office, world: dict[str, ReportRequest], at: datetime, klien: Klien
) -> None:
    browser = klien(office.kasubag)
    first = browser.post("/kinerja-sop/pdf/", {"dari": "2026-10", "sampai": "2026-10"})
    assert (
        browser.post("/kinerja-sop/pdf/", {"dari": "2026-10", "sampai": "2026-10"})["Location"]
        == first["Location"]
    )
    document = Document.objects.get(key__startswith="kinerja:")
    assert {
        name
        for name in ("kadis", "kasubag", "staf_sd", "admin")
        if may_read(Desk(office.people[name], at), document)
    } == {"kasubag"}
    assertContains(browser.get(first["Location"]), "/kinerja-sop/?dari=2026-10&amp;sampai=2026-10")
    travelled(office, at, "99/Z", WHOLE)
    assert (
        browser.post("/kinerja-sop/pdf/", {"dari": "2026-10", "sampai": "2026-10"})["Location"]
        != first["Location"]
    )


def test_the_papers_first_words_say_how_many_and_how_long(
    office: Office, world: dict[str, ReportRequest], at: datetime
) -> None:
    found = board(office, at + timedelta(days=30))
    told = " ".join(paper.summary(found, []))
    assert "4 kasus selesai sampai laporannya dibagikan; 1 dibatalkan." in told
    assert "belum cukup untuk nilai tengah" in told
    assert "1 dari 4 kasus pernah dikembalikan" in told
    assert "1 langkah masih terbuka, 1 di antaranya lewat tenggat" in told


# ── the Gantt of a case ─────────────────────────────────────────────────────────────────────────
def test_waiting_on_others_is_told_apart_and_lateness_by_it_is_not_the_pelaksanas(
    office: Office, world: dict[str, ReportRequest], at: datetime
) -> None:
    """The late visit of step 7 took 90 minutes of an hour; 45 of them it waited for the signing service."""
    late = world["kembali"].visits.get(step=Step.PARAF_SEKRETARIS, outcome=Outcome.DIKEMBALIKAN)
    starts = add_minutes(late.opened_at, 10, office_calendar())
    Pause.objects.create(
        visit=late,
        kind=Pause.Kind.LAYANAN,
        starts=starts,
        ends=starts + timedelta(minutes=45),
        reason="Layanan mati",
    )
    line = next(line for line in board(office, at + timedelta(days=30)).steps if line.number == 7)
    assert (line.figures.others, line.figures.late, line.figures.late_by_others) == (45, 1, 1)
    assert line.figures.waiting == 18  # 45 of 4 × 40 + 90 minutes
    Pause.objects.update(ends=starts + timedelta(minutes=20))  # 30 minutes late, 20 of them by waiting
    line = next(line for line in board(office, at + timedelta(days=30)).steps if line.number == 7)
    assert (line.figures.others, line.figures.late, line.figures.late_by_others) == (20, 1, 0)
    found = drawn(office, world["kembali"], at)
    assert found.rows[6].bars[0].waits == ((250, 270),)


def test_an_extended_due_time_counts_and_is_told(
    office: Office, world: dict[str, ReportRequest], at: datetime
) -> None:
    late = world["kembali"].visits.get(step=Step.PARAF_SEKRETARIS, outcome=Outcome.DIKEMBALIKAN)
    before, after = late.due_at, late.due_at + timedelta(hours=1)
    DueChange.objects.create(
        visit=late,
        kind=DueChange.Kind.PERPANJANGAN,
        before=before,
        after=after,
        minutes=120,
        reason="Rapat",
        at=at,
    )
    StepRecord.objects.filter(pk=late.pk).update(due_at=after)
    line = next(line for line in board(office, at + timedelta(days=30)).steps if line.number == 7)
    assert (line.figures.extended, line.figures.late) == (1, 0)


def drawn(office: Office, case: ReportRequest, at: datetime) -> gantt.Gantt:
    return gantt.lay_out(case, list(case.visits.order_by("opened_at", "pk")), at, office_calendar(), 450)


def test_a_step_that_came_back_is_a_second_bar_and_nights_take_no_room(
    office: Office, world: dict[str, ReportRequest], at: datetime
) -> None:
    found = drawn(office, world["kembali"], at + timedelta(days=30))
    bars = {row.step.number: row.bars for row in found.rows}
    assert [len(bars[number]) for number in range(1, 10)] == [1, 1, 1, 1, 2, 2, 2, 1, 1]
    assert [(bar.start, bar.end) for bar in bars[1]] == [(0, 40)]
    assert [(bar.start, bar.end) for bar in bars[5]] == [(160, 200), (330, 430)]
    assert [bar.is_late for bar in bars[7]] == [True, False]
    assert found.now is None
    assert found.length >= found.promised > 450 * 7
    assert [day.after_gap for day in found.days][:6] == [
        False,
        False,
        False,
        False,
        False,
        True,
    ]  # the Monday after


def test_an_open_case_shows_now_and_what_is_to_come(
    office: Office, world: dict[str, ReportRequest], at: datetime
) -> None:
    found = drawn(office, world["terbuka"], at + timedelta(days=30))
    ahead = {row.step.number: row.ahead for row in found.rows}
    assert ahead[2] is None
    assert all(ahead[number] for number in range(3, 10))
    assert found.now is not None
    assert found.rows[1].bars[0].end == found.now
    assert found.rows[1].bars[0].is_open


def test_the_drawing_is_well_formed_and_its_table_says_the_same(
    office: Office, world: dict[str, ReportRequest], klien: Klien
) -> None:
    case = world["kembali"]
    answer = klien(office.kadis).get(f"/kasus/{case.pk}/garis-waktu/")
    drawings = re.findall(r"<svg class=\"grafik.*?</svg>", answer.content.decode(), re.DOTALL)
    assert len(drawings) == 2
    for svg in drawings:
        assert len(ElementTree.fromstring(svg).findall(".//*[@class='grafik__alas gantt__norma']")) == 12
    assertContains(answer, "pengerjaan ke-2")
    assertContains(answer, "“Mohon diperbaiki.”")
    assertContains(answer, "Dikembalikan 1 kali")
    assertContains(klien(office.kadis).get(f"/kasus/{case.pk}/"), f'href="/kasus/{case.pk}/garis-waktu/"')


def test_the_gantt_asks_twelve_questions_whatever_the_number_of_visits(
    office: Office,
    world: dict[str, ReportRequest],
    klien: Klien,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = klien(office.kadis)
    browser.get("/kinerja-sop/")
    with django_assert_max_num_queries(12):
        browser.get(f"/kasus/{world['kembali'].pk}/garis-waktu/")
