"""Past visits under a draft's norms, worked out by hand: every row says why.

Ordinary days 07.30–12.00 and 13.00–16.00, Fridays 07.30–11.30 and 13.00–16.30. 12 October 2026 is a Monday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from accounts.calendar import shipped_calendar
from accounts.roles import Pelaksana
from accounts.worktime import WITA, Calendar, Closing, Hours, Norm, Profile, due
from workflow.scorecard import replay_words
from workflow.scorecard.replay import Past, Replayed, Rule, due_under, replay
from workflow.sop import Step

pytestmark = pytest.mark.sekali

OFFICE = shipped_calendar()
EARLY_WEEK = tuple((day, Hours(time(7, 0), time(11, 0))) for day in range(5))
SUB_BAGIAN_EARLY = replace(
    OFFICE, profiles=(*OFFICE.profiles, Profile("Pagi", date(2026, 1, 1), None, EARLY_WEEK, "sub_bagian"))
)
"""The sub bagian works 07.00–11.00, everybody else the ordinary hours."""
CLOSED_AFTERNOON = replace(
    OFFICE, closings=frozenset({Closing(date(2026, 10, 13), time(13, 0), time(16, 0))})
)
KASUBAG, SEKRETARIS = Pelaksana.KASUBAG_PERENCANAAN, Pelaksana.SEKRETARIS


def wita(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-10-{text}").replace(tzinfo=WITA)


def past(
    opened: str, norm: str, finished: str, *, extended_to: str = "", executor: Pelaksana = SEKRETARIS,
    calendar: Calendar = OFFICE, step: Step = Step.PARAF_SEKRETARIS,
) -> Past:  # fmt: skip
    parsed, start = Norm.parse(norm), wita(opened)
    due_at = wita(extended_to) if extended_to else due(start, parsed, calendar.of(executor.unit_kind))
    return Past(
        1, "Data kinerja", step, parsed, executor, start, due_at, wita(finished), 30, bool(extended_to)
    )


@pytest.mark.parametrize(
    ("opened", "norm", "draft", "extended_to", "calendar", "expected", "why"),
    [
        ("12 09:00", "2 jam",  "1 jam",  "",         OFFICE, "12 10:00", "an hour inside the morning"),
        ("12 11:20", "1 jam",  "2 jam",  "",         OFFICE, "12 14:20", "40 minutes before the break, 80 from 13.00"),
        ("12 15:20", "2 jam",  "1 jam",  "",         OFFICE, "13 07:50", "40 minutes today, 20 from tomorrow 07.30"),
        ("12 20:00", "1 jam",  "2 jam",  "",         OFFICE, "13 09:30", "opened in the evening: counted from 07.30"),
        ("16 16:10", "1 hari", "1 jam",  "",         OFFICE, "19 08:10", "Friday 20 minutes, the weekend, 40 on Monday"),
        ("15 09:00", "1 jam",  "2 hari", "",         OFFICE, "19 09:00", "Thursday, Friday, Monday: the same clock time"),
        ("12 09:00", "2 hari", "1 hari", "",         OFFICE, "13 09:00", "one working day less"),
        ("12 09:00", "2 hari", "2 hari", "",         OFFICE, "14 09:00", "the same norm: the due time it had"),
        ("12 09:00", "1 jam",  "1 jam",  "12 15:00", OFFICE, "12 15:00", "the same norm: the extension it had"),
        ("12 09:00", "2 jam",  "1 jam",  "12 15:00", OFFICE, "12 15:00", "shorter, but the superior's due time holds"),
        ("12 09:00", "1 jam",  "1 hari", "12 15:00", OFFICE, "13 09:00", "the draft alone gives more than the extension"),
        ("12 14:00", "2 hari", "1 hari", "",         CLOSED_AFTERNOON, "14 08:30",
         "Tuesday 14.00, but closed from 13.00: that hour comes back on Wednesday from 07.30"),
    ],
)  # fmt: skip
def test_the_due_time_under_a_draft_worked_by_hand(
    opened: str, norm: str, draft: str, extended_to: str, calendar: Calendar, expected: str, why: str
) -> None:
    visit = past(opened, norm, opened, extended_to=extended_to)
    assert due_under(visit, Rule(Norm.parse(draft), SEKRETARIS), calendar) == wita(expected), why


@pytest.mark.parametrize(
    ("by", "to", "norm", "draft", "calendar", "expected", "why"),
    [
        (SEKRETARIS, KASUBAG, "1 jam", "1 jam", OFFICE,           "12 11:30", "no hours of its own: nothing moves"),
        (SEKRETARIS, KASUBAG, "1 jam", "1 jam", SUB_BAGIAN_EARLY, "13 07:30", "30 minutes to 11.00, 30 from 07.00"),
        (KASUBAG, SEKRETARIS, "1 jam", "1 jam", SUB_BAGIAN_EARLY, "12 11:30", "from the sub bagian into ordinary hours"),
        (SEKRETARIS, KASUBAG, "1 jam", "2 jam", SUB_BAGIAN_EARLY, "13 08:30", "another norm and other hours together"),
        (KASUBAG, Pelaksana.STAF_PERENCANA, "1 jam", "1 jam", SUB_BAGIAN_EARLY, "13 07:30", "within one unit: nothing moves"),
    ],
)  # fmt: skip
def test_with_another_executor_only_the_hours_of_the_unit_differ(
    by: Pelaksana, to: Pelaksana, norm: str, draft: str, calendar: Calendar, expected: str, why: str
) -> None:
    visit = past("12 10:30", norm, "12 10:30", executor=by, calendar=calendar)
    assert due_under(visit, Rule(Norm.parse(draft), to), calendar) == wita(expected), why


def test_a_calendar_without_working_days_leaves_the_due_time_as_it_was() -> None:
    visit = past("12 09:00", "2 jam", "12 10:00")
    assert due_under(visit, Rule(Norm.parse("1 jam"), SEKRETARIS), Calendar(())) == visit.due_at


def parafs(draft: str, *finished: str, norm: str = "2 jam", **rule: object) -> Replayed:
    """Parafs opened on Monday 09.00 in the draft's light; the edition in force gives two hours."""
    now = Rule(Norm.parse("2 jam"), SEKRETARIS, "draft")
    pasts = [past("12 09:00", norm, one) for one in finished]
    wanted = replace(now, norm=Norm.parse(draft), **rule)  # type: ignore[arg-type]
    (one,) = replay(pasts, {Step.PARAF_SEKRETARIS: now}, {Step.PARAF_SEKRETARIS: wanted}, OFFICE)
    return one


ELEVEN = ("12 09:10",) * 6 + ("12 10:00", "12 10:01", "12 11:00", "12 11:01", "13 09:00")
"""Due 11.00 by two hours: nine in time. By one hour due 10.00: seven, the one that ended at 10.00 sharp among them."""


def test_eleven_parafs_counted_by_hand_under_one_hour_and_under_a_day() -> None:
    shorter, longer = parafs("1 jam", *ELEVEN), parafs("1 hari", *ELEVEN)
    assert (shorter.done, shorter.on_time, shorter.on_time_under) == (11, 9, 7)
    assert [one.past.finished_at for one in shorter.turned_late] == [wita("12 10:01"), wita("12 11:00")]
    assert {one.due_at for one in shorter.turned_late} == {wita("12 10:00")}
    assert shorter.turned_timely == ()
    assert (longer.on_time, longer.on_time_under) == (9, 11)
    assert [one.past.finished_at for one in longer.turned_timely] == [wita("12 11:01"), wita("13 09:00")]
    assert (shorter.changed, parafs("2 jam", *ELEVEN).changed) == (True, False)


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (parafs("1 jam", *ELEVEN), "Dengan 2 jam, 9 dari 11 paraf tepat waktu; dengan 1 jam 7 dari 11."),
        (parafs("1 jam", "12 09:30"), "Dengan 2 jam, 1 dari 1 paraf tepat waktu; dengan 1 jam tetap 1 dari 1."),
        (parafs("2 jam", *ELEVEN, executor=KASUBAG),
         "Dengan 2 jam, 9 dari 11 paraf tepat waktu; menurut rancangan tetap 9 dari 11."),
        (parafs("1 jam", "12 11:00", norm="1 hari"),
         "Dengan waktu baku saat itu (1 hari), 1 dari 1 paraf tepat waktu; dengan 1 jam 0 dari 1."),
        (parafs("1 jam"), "Belum ada paraf yang diselesaikan dalam rentang ini, jadi pengaruhnya tidak dapat dihitung."),
    ],
)  # fmt: skip
def test_what_the_past_says_of_a_step_in_one_sentence(one: Replayed, sentence: str) -> None:
    assert replay_words.outcome(one).replace("\u00a0", " ") == sentence


def test_the_remarks_name_what_the_figures_do_not_know() -> None:
    assert replay_words.remarks(parafs("1 jam", *ELEVEN)) == []
    assert replay_words.remarks(parafs("1 jam", "12 09:30")) == [
        "Baru 1 kali, belum cukup untuk disimpulkan."
    ]
    (other,) = replay_words.remarks(parafs("2 jam", *ELEVEN, executor=KASUBAG))
    assert other.startswith("Pelaksananya menjadi Kasubag Perencanaan, sekarang Sekretaris Dinas. Jam kantor")
    assert other.endswith("tidak ada yang tahu.")
    (way,) = replay_words.remarks(parafs("2 jam", *ELEVEN, back_to="paraf_kasubag"))
    assert way.startswith("“Tidak” pada langkah ini akan kembali ke langkah 6, sekarang ke langkah 5.")


def test_an_extension_is_named_where_the_norm_changes() -> None:
    now, draft = Rule(Norm.parse("2 jam"), SEKRETARIS), Rule(Norm.parse("1 jam"), SEKRETARIS)
    pasts = [past("12 09:00", "2 jam", "12 14:00", extended_to="12 15:00")] * 6
    (one,) = replay(pasts, {Step.PARAF_SEKRETARIS: now}, {Step.PARAF_SEKRETARIS: draft}, OFFICE)
    assert (one.on_time, one.on_time_under) == (6, 6)
    assert replay_words.remarks(one) == [
        "6 di antaranya diperpanjang atasan; tenggat perpanjangan itu tetap dipakai."
    ]


def test_the_units_own_due_times_are_said_not_to_be_replayed() -> None:
    now, draft = Rule(Norm.parse("2 hari"), SEKRETARIS), Rule(Norm.parse("3 hari"), SEKRETARIS)
    (one,) = replay([], {Step.PENGUMPULAN: now}, {Step.PENGUMPULAN: draft}, OFFICE)
    assert replay_words.remarks(one) == [
        "Tenggat unit ikut waktu baku langkah ini; ketepatan unit tidak ikut dinilai ulang."
    ]
