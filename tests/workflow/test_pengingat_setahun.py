"""A simulated year: the office acts at random, workers are killed at random, and an independent oracle reads what was said.

Never outside office hours, never twice, never to one who holds nothing up, never missing when due.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from accounts import office as services
from accounts.errors import Refusal
from accounts.models import Assignment, EmergencyClosing, Holiday, Message, OfficeDay, OfficeProfile
from accounts.posts import holders
from accounts.roles import HEAD_OF_KIND, Mode, Pelaksana, Role
from reports.collection.models import Submission
from reports.collection.services import nudge
from reports.indicators.models import PeriodKind
from reports.indicators.periods import period
from reports.models import Report
from tests.factories import SINCE, Office, make_post
from tests.workflow import peramal
from tests.workflow.peramal import Line, Visit, minute, moment, newest
from workflow.case import ReportRequest
from workflow.deadline_models import DueChange
from workflow.deadlines import move_due
from workflow.editions import current_edition
from workflow.letters import Letter
from workflow.models import ReminderRule, StepRecord
from workflow.reminders import digest, engine, reschedule, run
from workflow.reminders.snoozing import snooze
from workflow.services import Turn, _turn_page, open_visit
from workflow.sop import Action, Final, Step

STAGE = {
    ("sebelum", 50): "separuh", ("sebelum", 1): "sehari", ("sebelum", 120): "dua-jam", ("tepat", 0): "tenggat",
    ("sesudah", 25): "atasan", ("sesudah", 50): "atasan-2",
}  # fmt: skip
POST = {
    Pelaksana.KEPALA_DINAS: "kadis", Pelaksana.SEKRETARIS: "sekretaris",
    Pelaksana.KASUBAG_PERENCANAAN: "kasubag", Pelaksana.STAF_PERENCANA: "staf",
}  # fmt: skip
PLACE = {"kadis": ("dinas", Role.KEPALA_DINAS), "sekretaris": ("sekretariat", Role.SEKRETARIS),
         "kasubag": ("perencanaan", Role.KEPALA_SUB_BAGIAN)}  # fmt: skip
DESKS = {
    "staf": "mengisi",
    "kasi": "menunggu_kasi",
    "kabid": "menunggu_kepala",
    "perencana": "terkirim",
    "": "diterima",
}
LEASE = 2


class Killed(BaseException):
    """The power went."""


class Year:
    """The office and its oracle side by side; every act is done to both."""

    def __init__(self, office: Office, seed: int) -> None:
        self.random, self.office = random.Random(seed), office
        self.oracle = peramal.Office()
        self.now = minute(datetime(2026, 1, 5, 9, 0, tzinfo=peramal.WITA))
        self.visits: dict[int, Visit] = {}
        self.days_off: set[date] = set()
        self.closed: list[tuple[int, int]] = []
        self.closing_days: set[date] = set()
        self.said: set[tuple[int, str, str, int]] = set()
        self.digests: dict[tuple[str, int], int] = {}
        self.by_hand: dict[tuple[str, int], set[str]] = {}
        self.killed_at = -LEASE
        self.last_message, self.agenda, self.count = 0, 0, {"pesan": 0, "rangkuman": 0, "mati": 0}
        self.people = {person.username: person for person in office.people.values()}
        self._empty_calendar()
        self._posts()

    # ── the office as the oracle knows it
    def _empty_calendar(self) -> None:
        Holiday.objects.all().delete()
        OfficeProfile.objects.all().delete()
        profile = OfficeProfile.objects.create(name="Biasa", starts_on=date(2015, 1, 1))
        for day in range(5):
            friday = day == 4
            OfficeDay.objects.create(
                profile=profile, weekday=day, opens=time(7, 30), closes=time(16, 30) if friday else time(16),
                break_start=time(11, 30) if friday else time(12), break_end=time(13),
            )  # fmt: skip

    def _posts(self) -> None:
        office = self.office
        for person, post in (
            (office.kadis, "kadis"), (office.sekretaris, "sekretaris"), (office.kasubag, "kasubag"),
            (office.staf_perencana, "staf"), (office.staf_sd, "staf-sd"), (office.kasi_sd, "kasi-sd"),
            (office.kabid_sd, "kabid-sd"), (office.staf_paud, "staf-paud"), (office.kabid_paud, "kabid-paud"),
        ):  # fmt: skip
            self.oracle.posts.append(peramal.Post(person.username, post, "definitif", SINCE, None))

    @property
    def at(self) -> datetime:
        return moment(self.now)

    @property
    def today(self) -> date:
        return self.at.date()

    # ── acts
    def a_letter_comes(self) -> None:
        if len(self.visits) >= 6:
            return
        self.agenda += 1
        at, asked = self.at, period(2026, PeriodKind.TRIWULAN, 3)
        letter = Letter.objects.create(
            agenda_number=self.agenda, agenda_year=2026, number=f"000/{self.agenda}", date=self.today,
            sender="Bappelitbangda", subject="Permintaan data", received_at=at, registered_by=self.office.penerima_surat,
        )  # fmt: skip
        report = Report.objects.create(
            title="Laporan", period=asked, requester="Bappelitbangda", basis="Surat", created_at=at
        )
        case = ReportRequest.objects.create(
            letter=letter,
            edition=current_edition(),
            period=asked,
            opened_at=at,
            title="Data Kinerja",
            report=report,
        )
        self._open(
            case,
            self.random.choice([Step.DISPOSISI, Step.DISPOSISI, Step.FORMAT, Step.PENGUMPULAN, Step.DRAFT]),
        )

    def _open(self, case: ReportRequest, step: Step) -> None:
        ReportRequest.objects.filter(pk=case.pk).update(state=step.value)
        self._watch(ReportRequest.objects.get(pk=case.pk), open_visit(case, step, self.at))

    def _watch(self, case: ReportRequest, visit: StepRecord) -> None:
        """Tell the oracle of an open visit; step 3 opens the forms of two units."""
        amount, unit = visit.norm.lower().split()
        known = Visit(
            pk=visit.pk, case=case.pk, agenda=case.letter.agenda, executor=POST[visit.executor],
            norm=(int(amount), unit), opened=self.now, due=minute(visit.due_at),
        )  # fmt: skip
        if visit.step == Step.PENGUMPULAN:
            known.units = []
            for name in ("sd", "paud"):
                Submission.objects.update_or_create(
                    report=case.report, unit=getattr(self.office, name),
                    defaults={"state": "mengisi", "due_at": visit.due_at, "opened_at": self.at, "desk_since": self.at},
                )  # fmt: skip
                known.units.append(peramal.Unit(name, "staf", self.now, known.due))
        self.visits[visit.pk] = known

    def _some_visit(self) -> tuple[Visit, StepRecord] | None:
        if not self.visits:
            return None
        known = self.random.choice(list(self.visits.values()))
        return known, StepRecord.objects.select_related("case__letter", "case__report", "case__edition").get(
            pk=known.pk
        )

    def a_step_is_done(self) -> None:
        """Forward, back, or called off: the visit closes, another opens, by the office's own page-turning."""
        if (found := self._some_visit()) is None:
            return
        known, visit = found
        acting = holders(visit.executor, self.at)
        if not acting:
            return
        step = Step(visit.step)
        to: Step | Final = self.random.choice(
            [step.next or Final.SELESAI] * 5 + [Step.DRAFT, step, Final.DIBATALKAN]
        )
        ReportRequest.objects.filter(pk=visit.case_id).update(state=to.value)
        case = ReportRequest.objects.select_related("letter", "edition", "report").get(pk=visit.case_id)
        turn = Turn(
            case=case, visit=visit, action=Action.BATALKAN, by=acting[0].person, post=acting[0], at=self.at
        )
        _turn_page(turn)
        del self.visits[known.pk]
        if isinstance(to, Step):
            self._watch(case, StepRecord.objects.get(case=case, finished_at__isnull=True))

    def a_unit_passes_its_form_on(self) -> None:
        found = self._some_visit()
        if found is None or not found[0].units:
            return
        unit = self.random.choice(found[0].units)
        unit.desk = self.random.choice(["staf", "kasi", "kabid", "perencana", ""])
        unit.since = self.now
        self._submission(found[1], unit.name).update(state=DESKS[unit.desk], desk_since=self.at)

    def _submission(self, visit: StepRecord, name: str) -> Any:
        return Submission.objects.filter(report=visit.case.report, unit=getattr(self.office, name))

    def a_unit_gets_more_time(self) -> None:
        found = self._some_visit()
        if found is None or not found[0].units:
            return
        unit = self.random.choice(found[0].units)
        unit.due = self.oracle.clock.after(max(self.now, unit.due), self.random.randint(30, 900))
        self._submission(found[1], unit.name).update(due_at=moment(unit.due))
        reschedule(found[1], self.at)

    def a_due_time_is_moved(self) -> None:
        if (found := self._some_visit()) is None:
            return
        known, visit = found
        before = known.due
        known.due = self.oracle.clock.after(self.now, self.random.choice([1, 10, 45, 90, 300, 900, 2000]))
        for unit in known.units or []:
            if unit.due == before:  # a unit with a time of its own keeps it
                unit.due = known.due
        move_due(
            visit=visit, due_at=moment(known.due), kind=self.random.choice(list(DueChange.Kind)), reason="Uji",
            by=self.office.kadis, at=self.at, title="Kepala Dinas",
        )  # fmt: skip

    def somebody_snoozes(self) -> None:
        if (found := self._some_visit()) is None:
            return
        known, visit = found
        holding = self.oracle.holders(known, self.now)
        name = self.random.choice([*holding, "kadis", "staf-sd"])
        until = self.oracle.clock.after(self.now, self.random.choice([5, 20, 40, 120, 400]))
        typed = moment(until).strftime("%Y-%m-%dT%H:%M")
        allowed = name in holding and name not in known.snoozed and self.now < until < holding[name][0]
        try:
            snooze(
                case_id=visit.case_id,
                visit_id=visit.pk,
                choice="waktu",
                typed=typed,
                by=self.people[name],
                at=self.at,
            )
        except Refusal:
            assert not allowed, f"{name} was refused a snooze to {typed}"
        else:
            assert allowed, f"{name} was given a snooze to {typed}"
            known.snoozed[name] = until

    def a_colleague_reminds_a_unit(self) -> None:
        found = self._some_visit()
        if found is None or not found[0].units:
            return
        unit = self.random.choice(found[0].units)
        try:
            made = nudge(
                submission=self._submission(found[1], unit.name).get(),
                by=self.office.staf_perencana,
                at=self.at,
            )
        except Refusal:
            return
        names = {person.username for person in self.people.values() if person.name in made.recipients}
        self.by_hand[unit.name, self.oracle.clock.half(self.now)[0]] = names

    def somebody_stands_in(self) -> None:
        post = self.random.choice(list(PLACE))
        unit, role = PLACE[post]
        who = self.random.choice([self.office.sekretaris, self.office.kasubag, self.office.kasubag_umum])
        start = self.today + timedelta(days=self.random.randint(0, 3))
        end, mode = (
            start + timedelta(days=self.random.randint(0, 4)),
            self.random.choice([Mode.PLH, Mode.PLT]),
        )
        try:
            make_post(who, role, getattr(self.office, unit), at=self.at, mode=mode, start=start, end=end)
        except Refusal:
            return
        self.oracle.posts.append(peramal.Post(who.username, post, mode.value, start, end))

    def a_stand_in_ends_early(self) -> None:
        running = [one for one in self.oracle.posts if one.mode != "definitif" and one.ended is None
                   and one.start <= self.today and one.end is not None and self.today <= one.end]  # fmt: skip
        if not running:
            return
        one = self.random.choice(running)
        row = Assignment.objects.filter(
            person=self.people[one.person],
            mode=one.mode,
            start=one.start,
            end=one.end,
            role=PLACE[one.post][1],
        ).first()
        assert row is not None
        try:
            services.end_assignment(assignment=row, by=self.office.admin, at=self.at)
        except Refusal:
            return
        one.ended = self.now

    def a_post_falls_vacant_or_is_filled(self) -> None:
        """The Kasubag leaves from today on, or another comes."""
        held = [
            one
            for one in self.oracle.posts
            if one.post == "kasubag" and one.mode == "definitif" and one.end is None
        ]
        if held:
            if held[0].start < self.today:
                held[0].end = self.today - timedelta(days=1)
                Assignment.objects.filter(
                    role=Role.KEPALA_SUB_BAGIAN,
                    unit=self.office.perencanaan,
                    mode="definitif",
                    end__isnull=True,
                ).update(end=held[0].end)
            return
        who = self.random.choice([self.office.kasubag, self.office.kasubag_umum])
        Assignment.objects.create(
            person=who,
            role=HEAD_OF_KIND[self.office.perencanaan.kind],
            unit=self.office.perencanaan,
            start=self.today,
        )
        self.oracle.posts.append(peramal.Post(who.username, "kasubag", "definitif", self.today, None))

    def a_holiday_is_entered_or_struck(self) -> None:
        day = self.today + timedelta(days=self.random.randint(1, 9))
        if day in self.days_off:
            self.days_off.remove(day)
            Holiday.objects.filter(date=day).delete()
        elif len({one for one in self.days_off if one >= self.today}) < 3:
            self.days_off.add(day)
            Holiday.objects.create(date=day, name="Libur", kind=Holiday.Kind.LIBUR_DAERAH, basis="SK")
        self.oracle.clock = peramal.Clock(self.days_off, self.closed)

    def the_office_is_closed_on_short_notice(self) -> None:
        """A day, or a part of one that may lie in the middle of a morning, from tomorrow on."""
        day = self.today + timedelta(days=self.random.randint(1, 4))
        begin, end = self.random.choice([(0, 1440), (450, 720), (600, 660), (780, 960), (840, 900)])
        if day in self.closing_days:
            return
        self.closing_days.add(day)
        whole = end == 1440
        EmergencyClosing.objects.create(
            date=day, starts=None if whole else time(begin // 60, begin % 60),
            ends=None if whole else time(end // 60, end % 60), reason="Banjir",
        )  # fmt: skip
        first = minute(datetime(day.year, day.month, day.day, tzinfo=peramal.WITA))
        self.closed.append((first + begin, first + end))
        self.oracle.clock = peramal.Clock(self.days_off, self.closed)

    def time_passes(self) -> None:
        upcoming = [
            line.at
            for visit in self.visits.values()
            for lines in self.oracle.lines(visit, self.now).values()
            for line in lines
            if line.at > self.now
        ]
        leap = self.random.random()
        if leap < 0.5 and upcoming:
            self.now = min(upcoming) + self.random.choice([0, 0, 0, 1])
        elif leap < 0.9:
            self.now += self.random.choice([1, 3, 10, 30, 60])
        else:
            self.now += self.random.choice([240, 960, 1440, 4000])

    # ── the worker, and what it said
    def the_worker_runs(self) -> None:
        run(self.at)
        self.read()
        if self.now - self.killed_at >= LEASE:
            self.nothing_is_missing()

    def the_worker_is_killed(self) -> None:
        left = self.random.randint(0, 6)

        def dying(function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **kwargs: Any) -> Any:
                nonlocal left
                left -= 1
                if left < 0:
                    raise Killed
                return function(*args, **kwargs)

            return call

        with replaced(dying):
            try:
                run(self.at)
            except Killed:
                self.killed_at = self.now
                self.count["mati"] += 1
        self.read()

    def read(self) -> None:
        """Every new message is one somebody had to hear, heard for the first time."""
        fresh = Message.objects.filter(pk__gt=self.last_message).select_related("recipient").order_by("pk")
        for message in list(fresh):
            self.last_message = message.pk
            kind = message.key.split(":")[0]
            if kind not in ("kunjungan", "rangkuman"):
                continue
            assert message.created_at == self.at
            assert self.oracle.clock.is_open(self.now), f"{message.key} outside office hours: {self.at}"
            assert message.recipient is not None
            who = message.recipient.username
            if kind == "kunjungan":
                self._one_was_told(who, message)
            else:
                self._a_digest_was_told(who, message)

    def _one_was_told(self, who: str, message: Message) -> None:
        self.count["pesan"] += 1
        _, visit_id, code, _, _ = message.key.split(":")
        known = self.visits.get(int(visit_id))
        assert known is not None, f"{message.key} about a step that is over"
        line = newest([one for one in self.oracle.lines(known, self.now).get(who, []) if one.at <= self.now])
        assert line is not None, f"{who} holds nothing of {message.key} up"
        assert line.stage == stage_of(code), f"{self.at}: {who} heard {stage_of(code)}, not {line} of {known}"
        assert not line.in_digest, f"{line} could have waited for the digest"
        if line.stage not in ("buka",) and line.unit:
            assert who not in self._reminded(line.unit), f"{who} was reminded by hand in this half-day"
        self._note(known, who, line)

    def _a_digest_was_told(self, who: str, message: Message) -> None:
        self.count["rangkuman"] += 1
        half = self.oracle.clock.half(self.now)
        assert (who, half[0]) not in self.digests, f"a second digest to {who} in one half-day"
        self.digests[who, half[0]] = message.pk
        agendas = re.findall(r"agenda (\d+)", message.body)
        assert agendas, message.body
        was_due = False
        for agenda in agendas:
            known = next((one for one in self.visits.values() if one.agenda == agenda), None)
            assert known is not None, f"{who} was told of a step that is over: {message.body}"
            mine = self.oracle.lines(known, self.now).get(who, [])
            passed = newest([one for one in mine if one.at <= self.now])
            soon = newest([one for one in mine if one.in_digest and self.now < one.at <= half[1]])
            line = next(
                (
                    one
                    for one in (soon, passed)
                    if one and one.in_digest and not self._is_said(known, who, one)
                ),
                None,
            )
            assert line is not None, f"{who} had nothing left to hear of {agenda}: {mine}"
            was_due = was_due or (passed is not None and passed.in_digest)
            if passed is not None and passed.in_digest and not self._is_said(known, who, passed):
                self._note(known, who, passed)
            if line is soon:
                self._note(known, who, line)
        assert was_due or self._anything_due(who), f"a digest to {who} before anything in it was due"

    def _anything_due(self, who: str) -> bool:
        return any(
            (
                line := newest(
                    [one for one in self.oracle.lines(known, self.now).get(who, []) if one.at <= self.now]
                )
            )
            and line.in_digest
            for known in self.visits.values()
        )

    def nothing_is_missing(self) -> None:
        """After a run that lived: whoever holds something up has heard the newest of it."""
        if not self.oracle.clock.is_open(self.now):
            return
        half = self.oracle.clock.half(self.now)[0]
        for known in self.visits.values():
            for who, mine in self.oracle.lines(known, self.now).items():
                line = newest([one for one in mine if one.at <= self.now])
                if line is None or self._is_said(known, who, line):
                    continue
                if line.in_digest and (who, half) in self.digests:
                    continue  # the half-day's digest is out: the next one brings it
                if line.stage != "buka" and line.unit and who in self._reminded(line.unit):
                    self.said.add((known.pk, who, line.stage, line.due))  # a colleague has said it
                    continue
                raise AssertionError(f"{self.at}: {who} was not told {line} of {known}")

    def _reminded(self, unit: str) -> set[str]:
        return self.by_hand.get((unit, self.oracle.clock.half(self.now)[0]), set())

    def _is_said(self, known: Visit, who: str, line: Line) -> bool:
        return (known.pk, who, line.stage, line.due) in self.said

    def _note(self, known: Visit, who: str, line: Line) -> None:
        assert not self._is_said(known, who, line), f"{who} heard {line} of {known.pk} twice"
        self.said.add((known.pk, who, line.stage, line.due))

    def live(self, steps: int) -> None:
        acts: list[tuple[int, Callable[[], None]]] = [
            (10, self.a_letter_comes), (10, self.a_step_is_done), (6, self.a_unit_passes_its_form_on),
            (2, self.a_unit_gets_more_time), (5, self.a_due_time_is_moved), (5, self.somebody_snoozes),
            (3, self.a_colleague_reminds_a_unit), (4, self.somebody_stands_in), (2, self.a_stand_in_ends_early),
            (1, self.a_post_falls_vacant_or_is_filled), (1, self.a_holiday_is_entered_or_struck),
            (1, self.the_office_is_closed_on_short_notice),
        ]  # fmt: skip
        last_day = peramal.DAYS - 40
        for _ in range(steps):
            if self.now // 1440 > last_day:
                break
            choice = self.random.random()
            if choice < 0.35:
                self.random.choices([act for _, act in acts], [weight for weight, _ in acts])[0]()
            elif choice < 0.42:
                self.the_worker_is_killed()
            elif choice < 0.7:
                self.time_passes()
            else:
                self.the_worker_runs()


def stage_of(code: str) -> str:
    if not code.isdigit():
        return code
    rule = ReminderRule.objects.get(pk=int(code))
    return STAGE[rule.when, rule.amount]


@contextmanager
def replaced(dying: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Iterator[None]:
    """Before each of these the power may go: between claim and message, between message and mark, in the digest."""
    with pytest.MonkeyPatch.context() as patched:
        for module, name in (
            (engine, "tell"), (engine, "assess"), (engine, "spared"), (engine, "_one"), (digest, "tell"),
            (digest, "assess"), (digest, "claim_row"), (StepRecord, "save"),
        ):  # fmt: skip
            patched.setattr(module, name, dying(getattr(module, name)))
        yield


def _lived(office: Office, seed: int, steps: int) -> Year:
    year = Year(office, seed)
    year.live(steps)
    return year


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_some_weeks_of_the_office_without_a_lost_or_doubled_reminder(office: Office, seed: int) -> None:
    year = _lived(office, seed, 150)
    assert year.count["pesan"] > 5


@pytest.mark.panjang
@pytest.mark.django_db
def test_a_whole_year_of_the_office_without_a_lost_or_doubled_reminder(office: Office) -> None:
    year = _lived(office, 2026, 10_000)
    assert year.count["pesan"] > 500
    assert year.count["rangkuman"] > 50
    assert year.count["mati"] > 100
