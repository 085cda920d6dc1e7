"""When a rule speaks: rule × norm × opening, worked out by hand. And that an edition in force keeps its rules."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.calendar import shipped_calendar
from accounts.errors import Refusal
from accounts.worktime import Norm, due, next_working_moment
from tests.factories import Office
from workflow.editions import SopEdition, current_edition
from workflow.reminder_models import ReminderRule
from workflow.reminders.defaults import DEFAULTS
from workflow.reminders.rules import moment_of, rules_for, stages, working_days_before
from workflow.revising import draft_revision, put_in_force

pytestmark = pytest.mark.sekali

Rule = tuple[str, int, str]
BEFORE_HALF, BEFORE_DAY, BEFORE_TWO_HOURS = (
    ("sebelum", 50, "persen"),
    ("sebelum", 1, "hari"),
    ("sebelum", 120, "menit"),
)
AT_DUE = ("tepat", 0, "menit")
QUARTER, HALF_LATE, DAY_LATE = ("sesudah", 25, "persen"), ("sesudah", 50, "persen"), ("sesudah", 1, "hari")


def moment(text: str) -> datetime:
    """ "12 09.00": that day of October 2026; "Mar 18 …" of March. October 12 is a Monday."""
    parts = text.split()
    month = {"Mar": 3, "Sep": 9}.get(parts[0], 10)
    day, time = parts[-2:]
    return datetime.fromisoformat(f"2026-{month:02d}-{int(day):02d}T{time.replace('.', ':')}:00+08:00")


# fmt: off
TABLE: list[tuple[Rule, str, str, str, str]] = [
    # rule, norm, opened, expected ("" = never), why
    (BEFORE_HALF, "1 jam", "12 09.00", "12 09.30", "half of one hour is left"),
    (BEFORE_HALF, "1 jam", "12 11.45", "12 13.15", "due 13.45: the half counts over the midday break"),
    (BEFORE_HALF, "1 jam", "12 15.30", "12 16.00", "half an hour is left for tomorrow; closing time still counts"),
    (BEFORE_HALF, "1 jam", "16 16.15", "19 07.45", "Friday closes 16.30: a quarter of an hour there, the other on Monday"),
    (BEFORE_HALF, "1 jam", "17 10.00", "19 08.00", "opened on a Saturday: begins Monday 07.30"),
    (BEFORE_HALF, "3 jam", "12 09.00", "12 10.30", "a share of the norm, not of an hour"),
    (BEFORE_HALF, "2 hari", "12 09.00", "13 09.00", "of two days one is left"),
    (AT_DUE, "1 jam", "12 09.00", "12 10.00", "at the due time itself"),
    (AT_DUE, "1 hari", "16 10.00", "19 10.00", "a working day from Friday is Monday"),
    (AT_DUE, "1 jam", "12 15.00", "12 16.00", "what ends at closing is due then"),
    (BEFORE_DAY, "2 hari", "12 09.00", "13 09.00", "one working day before Wednesday 09.00"),
    (BEFORE_DAY, "2 hari", "15 09.00", "16 09.00", "due Monday; the working day before is Friday"),
    (BEFORE_DAY, "1 hari", "12 09.00", "", "that would be the opening itself, which was announced"),
    (BEFORE_DAY, "2 hari", "14 12.00", "15 13.00", "opened in the break, so begun 13.00"),
    (BEFORE_DAY, "2 hari", "14 16.00", "15 16.00", "due Friday 16.00, which Thursday has too"),
    (BEFORE_TWO_HOURS, "1 hari", "12 09.00", "12 15.30", "due Tuesday 09.00: one and a half hours there, the rest on Monday before 16.00"),
    (BEFORE_TWO_HOURS, "1 hari", "12 10.00", "13 08.00", "due Tuesday 10.00"),
    (BEFORE_TWO_HOURS, "2 hari", "12 14.00", "14 11.00", "due Wednesday 14.00: one hour after the break, one before"),
    (BEFORE_TWO_HOURS, "1 jam", "12 09.00", "", "a step of one hour has no two hours before"),
    (QUARTER, "1 jam", "12 09.00", "12 10.15", "a quarter of an hour late"),
    (QUARTER, "1 jam", "12 15.00", "13 07.45", "due at closing: the quarter begins at the next opening"),
    (QUARTER, "2 hari", "12 09.00", "14 13.45", "two days of 450 minutes: 225 later, over the break"),
    (QUARTER, "1 hari", "16 14.00", "19 16.00", "Friday 14.00 to Monday 14.00 holds 150 + 270 + 60 minutes: 120 later"),
    (HALF_LATE, "1 jam", "12 09.00", "12 10.30", "the next superior another quarter later"),
    (HALF_LATE, "2 hari", "12 09.00", "15 09.00", "a working day of 450 minutes after Wednesday 09.00"),
    (DAY_LATE, "1 hari", "15 09.00", "19 09.00", "due Friday 09.00; a working day later is Monday"),
    (BEFORE_DAY, "2 hari", "Mar 16 09.00", "Mar 17 09.00", "Nyepi, Lebaran and cuti bersama from the 18th to the 24th lie between"),
    (BEFORE_TWO_HOURS, "1 hari", "Mar 17 09.00", "Mar 17 14.30", "Ramadan closes at 15.00, and the 25th opens at 07.30 again"),
    (QUARTER, "1 jam", "Mar 17 14.00", "Mar 25 07.45", "due at Ramadan's closing; the quarter begins after Lebaran"),
]
# fmt: on


def rule(given: Rule, **more: object) -> ReminderRule:
    when, amount, measure = given
    return ReminderRule(when=when, amount=amount, measure=measure, **more)


@pytest.mark.parametrize(("given", "norm", "opened", "expected", "why"), TABLE, ids=[row[4] for row in TABLE])
def test_a_rule_speaks_when_the_table_says(
    given: Rule, norm: str, opened: str, expected: str, why: str
) -> None:
    calendar, start = shipped_calendar(), next_working_moment(moment(opened), shipped_calendar())
    due_at = due(moment(opened), Norm.parse(norm), calendar)
    found = moment_of(rule(given), start, due_at, Norm.parse(norm), calendar)
    assert found == (moment(expected) if expected else None), f"{why}: {found}"


def test_the_table_has_every_default_rule_for_both_kinds() -> None:
    told = {row[0] for row in TABLE}
    assert {(when, amount, measure) for _, when, amount, measure, *_ in DEFAULTS} <= told


def test_a_step_with_rules_of_its_own_follows_them_alone() -> None:
    of_kind, of_step = rule(AT_DUE, applies_to="jam"), rule(BEFORE_HALF, applies_to="disposisi")
    other = rule(QUARTER, applies_to="hari")
    assert rules_for([of_kind, of_step, other], "disposisi", Norm.parse("1 jam")) == [of_step]
    assert rules_for([of_kind, of_step, other], "penggandaan", Norm.parse("1 jam")) == [of_kind]


def test_stages_come_in_order_and_begin_with_the_opening() -> None:
    calendar, norm, opened = shipped_calendar(), Norm.parse("2 hari"), moment("12 09.00")
    rules = [
        rule(given, pk=number) for number, given in enumerate([HALF_LATE, QUARTER, AT_DUE, BEFORE_DAY], 1)
    ]
    found = stages(opened, due(opened, norm, calendar), norm, rules, calendar)
    assert [stage.code for stage in found] == ["buka", "4", "3", "2", "1"]


def test_a_moved_due_time_moves_what_comes_before_and_after_it_but_a_share_stays_the_norms() -> None:
    calendar, norm, opened = shipped_calendar(), Norm.parse("1 jam"), moment("12 09.00")
    extended = moment("12 15.00")
    times = {
        name: moment_of(rule(given), opened, extended, norm, calendar)
        for name, given in {"before": BEFORE_HALF, "due": AT_DUE, "late": QUARTER}.items()
    }
    assert times == {"before": moment("12 14.30"), "due": extended, "late": moment("12 15.15")}


def test_no_working_day_before_the_calendar_begins_is_found() -> None:
    assert (
        working_days_before(datetime.fromisoformat("2015-01-01T09:00:00+08:00"), 3, shipped_calendar())
        is None
    )


# ── rules are data of an edition
@pytest.mark.django_db
def test_a_revision_begins_with_the_rules_of_the_edition_in_force(office: Office, at: datetime) -> None:
    def told(edition: SopEdition) -> list[tuple[object, ...]]:
        return list(
            edition.reminder_rules.values_list("applies_to", "when", "amount", "who", "manner", "tone")
        )

    draft = draft_revision(by=office.admin, at=at)
    assert told(draft) == told(current_edition())
    assert len(told(draft)) == len(DEFAULTS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"when": "sebelum", "amount": 0}, "paling sedikit 1"),
        ({"when": "sebelum", "amount": 100, "measure": "persen"}, "paling banyak 99 persen"),
        ({"when": "sesudah", "amount": 401, "measure": "persen"}, "paling banyak 400 persen"),
        ({"level": 4, "who": "atasan"}, "paling tinggi 3"),
        ({"level": 0, "who": "atasan"}, "Isi tingkat atasan"),
        ({"level": 1, "who": "pemegang"}, "0 bila tidak"),
    ],
)
def test_a_draft_with_a_rule_that_makes_no_sense_is_not_put_in_force(
    change: dict[str, object], sentence: str, office: Office, at: datetime
) -> None:
    draft = draft_revision(by=office.admin, at=at)
    first = draft.reminder_rules.first()
    assert first is not None
    for name, value in change.items():
        setattr(first, name, value)
    if "level" in change:  # the database refuses the two that contradict each other
        from django.core.exceptions import ValidationError

        with pytest.raises(ValidationError, match=sentence):
            first.full_clean()
        return
    first.save()
    with pytest.raises(Refusal, match=sentence):
        put_in_force(edition=draft, by=office.admin, at=at)
