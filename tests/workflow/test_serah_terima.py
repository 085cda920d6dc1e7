"""A post changes hands: its open work moves at once, both sides get the list, and each change is told once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import Assignment, Message, User
from accounts.office import absences, end_assignment, stand_ins
from accounts.posts import Desk
from accounts.roles import Mode, Role
from tests.factories import Office, make_person, make_post
from tests.workflow.perjalanan import Journey, case_at
from workflow.holding import holders_of
from workflow.letters import Sifat
from workflow.people import handover
from workflow.people.models import Handover
from workflow.rules import acting_post
from workflow.services import current_visit
from workflow.sop import Action, Step

pytestmark = pytest.mark.django_db
Klien = Callable[[User], Client]


def plh(office: Office, at: datetime, *, days: int = 2, start: date | None = None) -> Assignment:
    first = start or at.date()
    return stand_ins.appoint(
        person=office.sekretaris, unit=office.dinas, mode=Mode.PLH, start=first, end=first + timedelta(days=days),
        sk_number="800/1/2026", by=office.penerima_surat, at=at,
    )  # fmt: skip


def names(people: object) -> set[str]:
    return set(people.values_list("username", flat=True))  # type: ignore[attr-defined]


def test_the_step_moves_to_the_plh_at_once_and_both_get_the_list(office: Office, at: datetime) -> None:
    case = case_at(office, Step.DISPOSISI, at)
    plh(office, at)
    assert acting_post(case, Action.DISPOSISIKAN, Desk(office.sekretaris, at)) is not None
    assert acting_post(case, Action.DISPOSISIKAN, Desk(office.kadis, at)) is None
    made = Handover.objects.get()
    assert (names(made.gave), names(made.received)) == ({"kadis"}, {"sekretaris"})
    assert [item["rinci"] for item in made.items] == ["Langkah 1 dari 9, Disposisi"]
    told = Message.objects.filter(key__startswith=f"serah-terima:{made.pk}:")
    assert {one.recipient_id for one in told} == {office.kadis.pk, office.sekretaris.pk}
    assert case.title in told[0].body


def test_it_moves_back_when_the_plh_is_ended(office: Office, at: datetime) -> None:
    case_at(office, Step.DISPOSISI, at)
    post = plh(office, at)
    end_assignment(assignment=post, by=office.kadis, at=at + timedelta(hours=1))
    back = Handover.objects.first()
    assert back is not None
    assert (names(back.gave), names(back.received)) == ({"sekretaris"}, {"kadis"})


def test_what_the_calendar_begins_and_ends_is_seen_by_the_next_look_and_only_once(
    office: Office, at: datetime
) -> None:
    case_at(office, Step.DISPOSISI, at)
    plh(office, at, start=at.date() + timedelta(days=1), days=0)
    assert not Handover.objects.exists(), "tomorrow's Plh. moves nothing today"
    tomorrow = at + timedelta(days=1)
    assert [handover.look(tomorrow + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    assert [handover.look(at + timedelta(days=2, minutes=n)) for n in range(2)] == [1, 0]
    assert [names(made.received) for made in Handover.objects.order_by("at")] == [{"sekretaris"}, {"kadis"}]


def test_a_change_with_nothing_open_bothers_nobody(office: Office, at: datetime) -> None:
    plh(office, at)
    assert not Handover.objects.exists()
    assert not Message.objects.filter(key__startswith="serah-terima:").exists()


MOVES = [
    # where the case waits, whose post changes hands, the role, kinds of what moves
    (Step.FORMAT, "perencanaan", Role.KEPALA_SUB_BAGIAN, ["langkah"]),
    (Step.DRAFT, "perencanaan", Role.STAF, ["langkah"]),
    (Step.PENGUMPULAN, "sd", Role.KEPALA_BIDANG, ["isian"]),
    (Step.PENGUMPULAN, "seksi_sd", Role.KEPALA_SEKSI, ["isian"]),
    (Step.PENGUMPULAN, "seksi_sd", Role.STAF, ["isian"]),
    (Step.TANDA_TANGAN, "dinas", Role.KEPALA_DINAS, ["langkah"]),
    (Step.PENGUMPULAN, "keuangan", Role.KEPALA_SUB_BAGIAN, []),
]


@pytest.mark.parametrize(("step", "unit", "role", "kinds"), MOVES)
def test_what_moves_with_which_post(
    office: Office, at: datetime, step: Step, unit: str, role: Role, kinds: list[str]
) -> None:
    journey = Journey(office, at).to(step)
    place = getattr(office, unit)
    old = Assignment.objects.get(unit=place, role=role)
    end_assignment(assignment=old, by=office.admin, at=journey.tick())
    made = Handover.objects.first()
    moved = [item["jenis"] for item in made.items] if made else []
    assert moved == kinds
    if made is not None:
        assert names(made.gave) == {old.person.username}


def test_a_vacant_post_is_told_to_the_one_above_it(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    end_assignment(assignment=office.kasubag.assignments.get(), by=office.admin, at=journey.tick())
    made = Handover.objects.get()
    assert made.received_words == ""
    told = Message.objects.filter(key__startswith=f"serah-terima:{made.pk}:")
    assert {one.recipient_id for one in told} == {office.kasubag.pk, office.sekretaris.pk}


def test_a_new_colleague_takes_nothing_from_anybody(office: Office, at: datetime) -> None:
    Journey(office, at).to(Step.DRAFT)
    other = make_person("staf-dua", at=at)
    make_post(other, Role.STAF, office.perencanaan, start=at.date(), at=at + timedelta(hours=3))
    assert not Handover.objects.exists()


def test_a_rahasia_case_is_named_by_its_number_alone(office: Office, at: datetime) -> None:
    case = case_at(office, Step.DISPOSISI, at, sifat=Sifat.RAHASIA)
    plh(office, at)
    made = Handover.objects.get()
    assert made.items[0]["judul"] == f"Kasus rahasia, agenda {case.letter.agenda}"
    assert case.title not in Message.objects.filter(key__startswith="serah-terima:")[0].body


def test_the_page_is_for_both_sides_and_shows_what_became_of_it(
    office: Office, at: datetime, klien: Klien
) -> None:
    journey = Journey(office, at)
    plh(office, at)
    made = Handover.objects.get()
    path = f"/serah-terima/{made.pk}/"
    for person, code in (
        (office.kadis, 200),
        (office.sekretaris, 200),
        (office.kasubag, 404),
        (office.admin, 404),
    ):
        assert klien(person).get(path).status_code == code, person
    assert "1 masih terbuka" in klien(office.kadis).get(path).content.decode()
    journey.act(
        Action.DISPOSISIKAN, office.sekretaris, {"recipients": [office.perencanaan.pk], "instructions": []}
    )
    assert "semuanya sudah dikerjakan" in klien(office.kadis).get(path).content.decode()
    assert "Plh. Kepala Dinas" in str(journey.case.visits.first().finished_title)  # type: ignore[union-attr]


def test_leave_confirmed_in_the_middle_of_a_step_moves_it(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.TANDA_TANGAN)
    now = journey.tick()
    absence = absences.record_absence(
        person=office.kadis, kind="dinas_luar", start=now.date(), end=now.date() + timedelta(days=1), letter_number="9",
        by=office.kadis, at=now,
    )  # fmt: skip
    absences.confirm_stand_in(
        absence=absence, post=office.kadis.assignments.get(), person=office.sekretaris, sk_number="", by=office.penerima_surat,
        at=now,
    )  # fmt: skip
    visit = current_visit(journey.case)
    assert visit is not None
    assert [post.jabatan for post in holders_of(visit, now)] == ["Plh. Kepala Dinas"]
    assert [item["rinci"] for item in Handover.objects.get().items] == ["Langkah 8 dari 9, Tanda tangan"]
