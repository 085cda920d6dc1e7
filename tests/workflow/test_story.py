"""The words of a case: its clock, its line, its table and its week, by hand-worked examples."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from accounts.calendar import shipped_calendar
from accounts.posts import Desk
from accounts.worktime import WITA
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.forecast import forecasts
from workflow.services import current_visit
from workflow.sop import Action, Final, Step
from workflow.story import (
    clock_of,
    lanes,
    line,
    norm_total,
    short_moment,
    timeline,
    week_of,
)
from workflow.week import arrives, week

pytestmark = pytest.mark.sekali

CALENDAR = shipped_calendar()


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=WITA)


@pytest.mark.parametrize(
    ("now", "state", "pill", "word", "beside"),
    [
        (moment(12, 9), "menunggu", "Sisa 1 jam kerja", "Baru dibuka", "sisa 1 jam kerja"),
        (moment(12, 9, 20), "berjalan", "Sisa 40 menit kerja", "Berjalan", "sisa 40 menit kerja"),
        (moment(12, 9, 45), "hampir", "Sisa 15 menit kerja", "Hampir tenggat", "sisa 15 menit kerja"),
        (moment(12, 10), "hampir", "Jatuh tempo sekarang", "Hampir tenggat", "jatuh tempo sekarang"),
        (moment(12, 10, 35), "terlambat", "Terlambat 35 menit kerja", "Terlambat", "lewat 35 menit kerja"),
    ],
)
def test_the_clock_says_state_and_time_in_words(
    now: datetime, state: str, pill: str, word: str, beside: str
) -> None:
    told = clock_of(moment(12, 9), moment(12, 10), now, CALENDAR)
    assert (told.state, told.pill, told.word, told.beside) == (state, pill, word, beside)
    assert told.is_late is (state == "terlambat")


def test_a_step_opened_in_the_night_is_fresh_until_the_office_opens() -> None:
    told = clock_of(moment(12, 20), moment(13, 8, 30), moment(13, 7), CALENDAR)
    assert told.state == "menunggu"


def test_the_used_share_never_leaves_zero_to_one() -> None:
    assert clock_of(moment(12, 9), moment(12, 10), moment(12, 8), CALENDAR).used_share == 0
    assert clock_of(moment(12, 9), moment(12, 10), moment(14, 8), CALENDAR).used_share == 1


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (moment(12, 14, 40), "hari ini 14.40"),
        (moment(13, 8, 10), "besok 08.10"),
        (moment(11, 8), "11 Okt 08.00"),
        (datetime(2025, 12, 31, 9, 5, tzinfo=WITA), "31 Des 2025 09.05"),
    ],
)
def test_short_moments_name_the_year_only_where_it_differs(at: datetime, words: str) -> None:
    assert short_moment(at, moment(12, 9)) == words


def test_on_saturday_the_week_is_the_coming_one() -> None:
    assert week_of(moment(16, 17))[0] == date(2026, 10, 12)
    assert week_of(moment(17, 9))[0] == date(2026, 10, 19)
    assert week_of(moment(18, 9)) == [date(2026, 10, day) for day in range(19, 24)]


def test_the_sop_allows_seven_days_and_five_hours(office: Office, at: datetime) -> None:
    assert norm_total(Journey(office, at).case.edition) == "7 hari 5 jam"


def test_the_forecast_adds_norm_to_norm(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    ahead = forecasts(journey.case, journey.visit, at, CALENDAR)
    assert ahead[Step.FORMAT] == moment(13, 10)
    assert ahead[Step.PENGUMPULAN] == moment(15, 10)
    assert ahead[Step.ANALISIS] == moment(19, 10)  # Thursday + 2 working days
    assert ahead[Step.DRAFT] == moment(21, 10)
    assert ahead[Step.PARAF_KASUBAG] == moment(21, 11)
    assert ahead[Step.PARAF_SEKRETARIS] == moment(21, 12)  # ends exactly when the break begins
    assert ahead[Step.TANDA_TANGAN] == moment(21, 14)
    assert ahead[Step.PENGGANDAAN] == moment(21, 15)


def test_a_late_step_pushes_the_forecast_from_now_on(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    assert forecasts(journey.case, journey.visit, moment(13, 9), CALENDAR)[Step.FORMAT] == moment(14, 9)


def test_the_line_is_mine_only_on_my_own_desk(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    mine = line(journey.case, journey.visit, Desk(office.kadis, at), CALENDAR)
    theirs = line(journey.case, journey.visit, Desk(office.kasubag, at), CALENDAR)
    assert (mine.is_mine, mine.holder) == (True, "meja Anda")
    assert (theirs.is_mine, theirs.holder) == (False, "Kepala Dinas")
    assert [step.status for step in mine.steps] == ["kini"] + ["nanti"] * 8
    assert [step.width_norm for step in mine.steps] == [0, 1, 2, 2, 2, 0, 0, 0, 0]
    assert [step.shape for step in mine.steps] == ["kapsul", *["kotak"] * 4, *["belah"] * 3, "kapsul"]


def test_a_return_is_drawn_from_where_it_came_to_where_it_led_also_later_on(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.PARAF_SEKRETARIS)
    journey.act(Action.KEMBALIKAN_DRAFT, office.sekretaris, {"note": "Perbaiki."})
    journey.to(Step.PARAF_KASUBAG)
    drawn = line(
        journey.case,
        journey.visit,
        Desk(office.kadis, journey.now),
        CALENDAR,
        returned_from="paraf_sekretaris",
    )
    assert [step.number for step in drawn.steps if step.returned] == [7]
    assert drawn.returned_to == 5
    assert drawn.current is not None
    assert drawn.current.number == 6


def test_the_table_tells_what_was_what_is_and_what_will_be(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    visits = list(journey.case.visits.all())
    rows = lanes(journey.case, visits, Desk(office.staf_perencana, journey.now), CALENDAR)
    assert [row.status for row in rows] == ["lalu", "lalu", "kini"] + ["nanti"] * 6
    assert rows[0].reality_main == "5 menit"
    assert "Kepala Dinas" in rows[0].reality_detail
    assert rows[2].reality_detail.startswith("Di Anda sejak hari ini")
    assert rows[3].reality_main == "Perkiraan"
    assert rows[6].if_no_text == "Tidak: kembali ke langkah 5"
    assert [row.lane_index for row in rows] == [0, 3, 5, 3, 5, 3, 1, 0, 5]


def test_a_recalled_disposition_leaves_step_two_to_the_forecast(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    journey.act(Action.TARIK_DISPOSISI, office.kadis, {"note": "Salah centang."})
    rows = lanes(journey.case, list(journey.case.visits.all()), Desk(office.kadis, journey.now), CALENDAR)
    assert rows[0].visit_no == 2
    assert rows[0].status == "kini"
    assert rows[1].reality_main == "Perkiraan"
    told = timeline(journey.case, list(journey.case.visits.all()), Desk(office.kadis, journey.now), CALENDAR)
    assert told[1].text == "menarik kembali disposisi"
    assert told[1].who == "Anda"
    assert told[1].quote == "Salah centang."


def test_a_closed_case_without_report_shows_only_the_steps_it_came_to(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    visit = current_visit(journey.case)
    assert visit is not None
    journey.act(Action.CUKUP_DIKETAHUI, office.kadis, {"note": "Tidak perlu laporan."})
    rows = lanes(journey.case, list(journey.case.visits.all()), Desk(office.kadis, journey.now), CALENDAR)
    assert journey.case.final == Final.DIKETAHUI
    assert [row.status for row in rows] == ["lalu"] + ["nanti"] * 8
    assert all(not row.reality_main for row in rows[1:])


def test_the_week_holds_due_times_and_when_a_case_is_expected_on_my_desk(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    kasubag_visit = journey.visit
    desk = Desk(office.staf_perencana, journey.now)
    arrival = arrives(kasubag_visit, desk, CALENDAR)
    assert arrival == kasubag_visit.due_at
    told = week([kasubag_visit], desk, CALENDAR)
    assert told.label == "12–16 Oktober 2026"
    assert [day.name for day in told.days] == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat"]
    assert told.days[0].is_today
    texts = [entry.text for entry in told.days[1].entries]
    assert any(text.startswith("Format disampaikan:") for text in texts)
    assert any(text.startswith("Perkiraan tiba di Anda:") for text in texts)
    assert arrives(kasubag_visit, Desk(office.kadis, journey.now), CALENDAR) is not None
    assert arrives(kasubag_visit, Desk(office.staf_sd, journey.now + timedelta(0)), CALENDAR) is None
