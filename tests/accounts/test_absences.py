"""Leave: who may enter it, whom the rule proposes, one confirmation, and the question at its end."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import policy
from accounts.errors import NotYours, Refusal
from accounts.models import Absence, Assignment, Message, User
from accounts.office import absences
from accounts.office.posts import end_assignment
from accounts.office.proposals import proposals, stand_ins_left
from accounts.posts import Desk
from accounts.roles import Mode, Pelaksana, Role
from tests.factories import Office, make_post

MONDAY = date(2026, 10, 12)


def leave(
    person: User,
    at: datetime,
    *,
    by: User | None = None,
    days: int = 3,
    kind: str = "cuti",
    number: str = "850/9/2026",
) -> Absence:
    return absences.record_absence(
        person=person, kind=kind, start=MONDAY, end=MONDAY + timedelta(days=days - 1), letter_number=number, by=by or person,
        at=at,
    )  # fmt: skip


def test_leave_is_entered_by_the_person_tu_and_the_admin(office: Office, at: datetime) -> None:
    absence = leave(office.kasubag, at)
    allowed = {name for name, person in office.people.items() if policy.may(person, "catat", absence, at)}
    assert allowed == {"kasubag", "penerima_surat", "admin"}
    with pytest.raises(NotYours):
        leave(office.kadis, at, by=office.kasubag)


def test_leave_that_overlaps_or_is_over_is_refused(office: Office, at: datetime) -> None:
    leave(office.kasubag, at)
    with pytest.raises(Refusal, match="bertumpuk"):
        leave(office.kasubag, at, kind="sakit")
    with pytest.raises(Refusal, match="sudah lewat"):
        leave(office.kadis, at + timedelta(days=10))


PROPOSED = [
    # who is away, who else is away, the proposed in their order
    ("kadis", (), ["sekretaris", "kabid_sd", "kabid_smp", "kabid_paud"]),
    ("kadis", ("sekretaris",), ["kabid_sd", "kabid_smp", "kabid_paud"]),
    ("sekretaris", (), ["kasubag", "kasubag_umum", "kasubag_keuangan", "kadis"]),
    ("kasubag", (), ["sekretaris"]),
    ("kasubag", ("sekretaris",), ["kadis"]),
    ("kabid_sd", (), ["kasi_sd", "kadis"]),
    ("kabid_paud", ("kadis",), []),
    ("kasi_sd", (), ["kabid_sd"]),
]


@pytest.mark.parametrize(("who", "others", "expected"), PROPOSED)
def test_the_nearest_subordinate_head_is_proposed_else_the_superior_if_present(
    office: Office, at: datetime, who: str, others: tuple[str, ...], expected: list[str]
) -> None:
    for name in others:
        leave(getattr(office, name), at)
    (proposal,) = proposals(leave(getattr(office, who), at), at)
    names = {person.pk: name for name, person in office.people.items()}
    assert [names[one.person_id] for one in proposal.candidates] == expected


def test_a_staf_on_leave_needs_nobody_to_stand_in(office: Office, at: datetime) -> None:
    assert proposals(leave(office.staf_perencana, at), at) == []
    assert not Message.objects.filter(key__startswith="usulan-plh:").exists()


def test_tu_learns_that_a_plh_is_needed(office: Office, at: datetime) -> None:
    absence = leave(office.kadis, at)
    message = Message.objects.get(key__startswith=f"usulan-plh:{absence.pk}:")
    assert message.recipient == office.penerima_surat
    assert message.path == f"/pejabat/cuti/{absence.pk}/"


def confirm(office: Office, absence: Absence, at: datetime, person: User, by: User) -> Assignment:
    post = absence.person.assignments.get()
    return absences.confirm_stand_in(absence=absence, post=post, person=person, sk_number="", by=by, at=at)


def test_one_confirmation_names_the_plh_for_the_days_of_the_leave(office: Office, at: datetime) -> None:
    absence = leave(office.kadis, at)
    post = confirm(office, absence, at, office.sekretaris, office.kadis)
    assert (post.mode, post.start, post.end, post.sk_number) == (
        Mode.PLH,
        absence.start,
        absence.end,
        "850/9/2026",
    )
    assert Desk(office.sekretaris, at).acts_as(Pelaksana.KEPALA_DINAS) == post
    assert proposals(absence, at) == []
    with pytest.raises(Refusal, match="Muat ulang"):
        confirm(office, absence, at, office.kabid_sd, office.penerima_surat)


def test_only_a_proposed_person_is_confirmed(office: Office, at: datetime) -> None:
    absence = leave(office.kadis, at)
    with pytest.raises(Refusal, match="diusulkan"):
        confirm(office, absence, at, office.kasubag, office.kadis)
    with pytest.raises(NotYours):
        confirm(office, absence, at, office.sekretaris, office.sekretaris)


def test_a_plh_who_falls_ill_leaves_a_post_without_anybody_and_tu_is_told(
    office: Office, klien: Callable[[User], Client]
) -> None:
    """The Kepala Dinas is away, the Plh. too: a second Plh. is named only when the first has ended."""
    at, today = timezone.now(), timezone.localdate()

    def away(person: User, days: int) -> Absence:
        return absences.record_absence(
            person=person, kind="sakit", start=today, end=today + timedelta(days=days), letter_number="1", by=person, at=at
        )  # fmt: skip

    plh = confirm(office, away(office.kadis, 4), at, office.sekretaris, office.kadis)
    ill = away(office.sekretaris, 1)
    told = Message.objects.get(key__startswith=f"usulan-plh:{ill.pk}:")
    assert told.recipient == office.penerima_surat
    assert "Plh. Kepala Dinas" in told.subject
    assert "perlu diakhiri" in told.body
    page = klien(office.penerima_surat).get(f"/pejabat/cuti/{ill.pk}/").content.decode()
    assert "Plh. Kepala Dinas tanpa yang bertindak" in page
    assert f'href="/pejabat/pengganti/{plh.pk}/"' in page
    own = klien(office.sekretaris).get(f"/pejabat/cuti/{ill.pk}/").content.decode()
    assert "TU sudah diberi tahu" in own
    end_assignment(assignment=plh, by=office.penerima_surat, at=at)
    assert stand_ins_left(ill, at) == []


def test_days_a_plh_already_covers_are_left_out_of_the_proposal(office: Office, at: datetime) -> None:
    make_post(
        office.sekretaris, Role.KEPALA_DINAS, office.dinas, mode=Mode.PLH, start=MONDAY, end=MONDAY, at=at
    )
    (proposal,) = proposals(leave(office.kadis, at), at)
    assert (proposal.start, proposal.end) == (MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))


@pytest.mark.parametrize("also", [True, False])
def test_the_end_of_the_leave_asks_whether_the_plh_ends_too(office: Office, at: datetime, also: bool) -> None:
    absence = leave(office.kadis, at)
    post = confirm(office, absence, at, office.sekretaris, office.penerima_surat)
    back = at + timedelta(hours=2)
    ended = absences.end_absence(absence=absence, end_stand_ins=also, by=office.kadis, at=back)
    assert [one.pk for one in ended] == ([post.pk] if also else [])
    later = back + timedelta(minutes=1)
    acts = Desk(office.kadis, later).acts_as(Pelaksana.KEPALA_DINAS)
    assert (acts is not None) == also
    with pytest.raises(Refusal, match="sudah berakhir"):
        absences.end_absence(absence=absence, end_stand_ins=True, by=office.kadis, at=later)


def test_a_plh_that_has_not_begun_is_taken_back_with_its_leave(office: Office, at: datetime) -> None:
    absence = absences.record_absence(
        person=office.kadis, kind="cuti", start=MONDAY + timedelta(days=7), end=MONDAY + timedelta(days=9),
        letter_number="1", by=office.kadis, at=at,
    )  # fmt: skip
    post = confirm(office, absence, at, office.sekretaris, office.kadis)
    absences.end_absence(absence=absence, end_stand_ins=True, by=office.kadis, at=at)
    assert not Assignment.objects.filter(pk=post.pk).exists()
