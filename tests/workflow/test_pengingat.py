"""Reminders: who is told what, when, and that nobody is told twice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from accounts.calendar import office_calendar
from accounts.errors import Refusal
from accounts.models import Assignment, Delivery, Message, OfficeDay, OfficeProfile
from accounts.posts import Desk
from accounts.roles import Mode, Role
from accounts.worktime import Norm, is_open
from reports.collection.models import Nudge
from reports.collection.services import nudge
from tests.factories import Office, make_post
from tests.workflow.pengingat import moment_of
from tests.workflow.perjalanan import Journey
from workflow.brief import brief
from workflow.models import ReportRequest, StepRecord
from workflow.pausing import begin as begin_wait
from workflow.reminder_models import When
from workflow.reminders import run
from workflow.reminders.assess import rules_of
from workflow.reminders.rules import rules_for, stages
from workflow.sop import Step

pytestmark = pytest.mark.django_db


def told(case: ReportRequest) -> list[tuple[str, str]]:
    """(username, first word of the subject) of everything said about the case, oldest first."""
    found = (
        Message.objects.filter(path=f"/kasus/{case.pk}/")
        .select_related("recipient")
        .order_by("created_at", "pk")
    )
    return [(message.recipient.username, message.subject.split()[0].rstrip(":,")) for message in found]


def test_an_opened_step_is_announced_to_who_must_act(
    office: Office, letter_case: ReportRequest, at: datetime
) -> None:
    run(at)
    assert told(letter_case) == [("kadis", "Menunggu")]


def test_running_again_says_nothing_twice(office: Office, letter_case: ReportRequest, at: datetime) -> None:
    for minutes in (0, 0, 1, 2):
        run(at + timedelta(minutes=minutes))
    assert told(letter_case) == [("kadis", "Menunggu")]


def test_the_stages_of_a_one_hour_step_in_order(
    office: Office, letter_case: ReportRequest, at: datetime
) -> None:
    # registered 09.00, norm 1 jam: half left at 09.30, due 10.00, a quarter over at 10.15
    for minutes in range(0, 90, 5):
        run(at + timedelta(minutes=minutes))
    assert told(letter_case) == [
        ("kadis", "Menunggu"),
        ("kadis", "Pengingat"),
        ("kadis", "Tenggat"),
        ("kadis", "Terlambat"),
    ]


def test_an_overdue_step_of_the_sekretaris_is_told_to_the_kepala_dinas_too(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.PARAF_SEKRETARIS)
    visit = journey.visit
    run(moment_of(visit, When.SESUDAH, 25))
    assert told(journey.case)[-2:] == [("sekretaris", "Terlambat"), ("kadis", "Terlambat")]


def test_stages_slept_through_are_not_piled_up(
    office: Office, letter_case: ReportRequest, at: datetime
) -> None:
    run(at + timedelta(minutes=62))
    assert told(letter_case) == [("kadis", "Tenggat")]


def test_outside_office_hours_nothing_is_said_and_it_keeps_until_the_office_opens(
    office: Office, letter_case: ReportRequest, at: datetime
) -> None:
    night = at.replace(hour=20)
    run(night)
    run(at.replace(hour=12, minute=30))  # the midday break
    assert told(letter_case) == []
    run(at.replace(hour=7, minute=30) + timedelta(days=1))
    assert [who for who, _ in told(letter_case)] == ["kadis"]


def test_what_has_been_done_is_not_reminded_of(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    run(at)
    journey.dispose()
    run(at + timedelta(minutes=40))
    assert told(journey.case) == [("kadis", "Menunggu"), ("kasubag", "Menunggu")]


def test_a_plh_is_told_instead_of_the_absent(
    office: Office, letter_case: ReportRequest, at: datetime
) -> None:
    make_post(
        office.sekretaris,
        Role.KEPALA_DINAS,
        office.dinas,
        at=at,
        mode=Mode.PLH,
        start=at.date(),
        end=at.date(),
    )
    run(at)
    assert told(letter_case) == [("sekretaris", "Menunggu")]


def test_a_vacant_post_puts_it_before_the_superior(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    run(at)
    Assignment.objects.filter(person=office.kasubag).update(end=at.date() - timedelta(days=1))
    journey.dispose()
    run(journey.now)
    assert told(journey.case)[-1] == ("sekretaris", "Menunggu")


def test_in_step_3_only_the_units_that_owe_something_are_told(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    journey.fill_and_send("sd")
    journey.accept("sd")
    visit = journey.visit
    run(moment_of(visit, When.SEBELUM, 1))
    people = {who for who, kind in told(journey.case) if kind == "Pengingat"}
    assert people
    assert not people & {"staf-sd", "kasi-sd", "kabid-sd", "staf-perencana"}
    assert {"staf-smp", "staf-paud"} <= people


def test_in_step_3_the_staf_perencana_is_told_once_every_unit_is_in(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    for unit in ("sd", "smp", "paud"):
        journey.fill_and_send(unit)
    run(moment_of(journey.visit, When.SEBELUM, 1))
    assert {who for who, kind in told(journey.case) if kind == "Pengingat"} == {"staf-perencana"}


def test_a_message_names_number_step_and_due_time_and_no_figure(
    office: Office, letter_case: ReportRequest, at: datetime
) -> None:
    run(at)
    message = Message.objects.get(path=f"/kasus/{letter_case.pk}/")
    assert "Langkah 1 dari 9" in message.body
    assert letter_case.letter.agenda in message.body
    assert "Senin 12 Oktober, 10.00 WITA" in message.body, "no besok: it is read when it is opened"


def test_whoever_hears_of_a_late_step_hears_that_it_waits_on_others(office: Office, at: datetime) -> None:
    """The reminder and the brief of the superior: the reason stays in the office, that there is one does not."""
    journey = Journey(office, at).to(Step.ANALISIS)
    begin_wait(
        case_id=journey.case.pk, visit_id=journey.visit.pk, reason="Bappelitbangda belum menjawab angka PDRB.",
        by=office.kasubag, at=journey.now,
    )  # fmt: skip
    run(moment_of(journey.visit, When.SESUDAH, 25))
    late = Message.objects.get(recipient=office.sekretaris, subject__startswith="Terlambat")
    assert "Tercatat menunggu pihak lain sejak " in late.body
    assert "PDRB" not in late.body
    (line,) = brief(Desk(office.sekretaris, late.created_at)).late
    assert line.what == "langkah 4, analisis dan evaluasi, menunggu pihak lain"


def test_every_stage_of_every_step_falls_into_office_hours(office: Office, at: datetime) -> None:
    calendar = office_calendar()
    Journey(office, at.replace(hour=15, minute=50)).to(Step.PENGGANDAAN)
    for visit in StepRecord.objects.all():
        norm = Norm.parse(visit.norm)
        rules = rules_for(rules_of(visit), visit.step, norm)
        for stage in stages(visit.opened_at, visit.due_at, norm, rules, calendar):
            assert is_open(stage.moment, calendar), (visit, stage)


def test_a_rahasia_case_is_announced_to_nobody_who_may_not_open_it(office: Office, at: datetime) -> None:
    journey = Journey(office, at, sifat="rahasia").to(Step.PENGUMPULAN)
    run(journey.visit.opened_at)
    for message in Message.objects.filter(path=f"/kasus/{journey.case.pk}/").select_related("recipient"):
        from accounts.posts import Desk
        from workflow.rules import may_open

        assert may_open(journey.case, Desk(message.recipient, journey.now))


def test_what_was_said_about_a_finished_step_no_longer_rings(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    run(at)
    assert Message.objects.get(recipient=office.kadis).read_at is None
    journey.dispose()
    told = Message.objects.get(recipient=office.kadis)
    assert told.read_at == journey.now
    assert told.deliveries.get().state == Delivery.State.WITHHELD, "and no e-mail goes out about it any more"


# ── Ingatkan and the automatic reminders share a unit's half-day
def reminders_of_step_3(journey: Journey) -> list[tuple[str, str]]:
    return [pair for pair in told(journey.case) if pair[1] in ("Pengingat", "Tenggat")]


def test_a_unit_reminded_by_hand_is_skipped_in_that_half_day(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    run(journey.now)
    visit = journey.visit
    due = moment_of(visit, When.SEBELUM, 1)
    nudge(submission=journey.submission("sd"), by=office.staf_perencana, at=due)
    run(due)
    reminded = {name for name, _ in reminders_of_step_3(journey)}
    assert "staf-sd" not in reminded
    assert {"staf-smp", "staf-paud"} <= reminded


def test_an_automatic_reminder_uses_the_half_day_up_but_the_opening_does_not(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    run(journey.now)
    assert not Nudge.objects.exists()
    due = moment_of(journey.visit, When.SEBELUM, 1)
    run(due)
    assert set(Nudge.objects.values_list("by", flat=True)) == {"sistem"}
    with pytest.raises(Refusal, match=r"Sudah diingatkan pukul \d\d\.\d\d oleh sistem"):
        nudge(submission=journey.submission("sd"), by=office.staf_perencana, at=due)


def test_a_kind_of_unit_with_hours_of_its_own_is_told_in_those(office: Office, at: datetime) -> None:
    profile = OfficeProfile.objects.create(
        name="Sub bagian, siang", starts_on=date(2026, 1, 1), unit_kind="sub_bagian", is_confirmed=True
    )
    for weekday in range(5):
        OfficeDay.objects.create(profile=profile, weekday=weekday, opens=time(10), closes=time(15))
    journey = Journey(office, at)
    journey.dispose()
    run(journey.now)
    assert told(journey.case) == [], "the office is open, the Sub Bagian is not"
    run(at.replace(hour=10))
    assert told(journey.case) == [("kasubag", "Menunggu")]
