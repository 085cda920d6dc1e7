"""One question, one answer: may this person do this to that, now?"""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import policy
from accounts.errors import NotYours
from accounts.models import Assignment, AuditEntry, Unit, User
from accounts.posts import Desk
from accounts.roles import Mode, Role
from tests.factories import PASSWORD, Office, make_post


@pytest.fixture
def plh(office: Office, at: datetime) -> Assignment:
    return make_post(
        office.sekretaris,
        Role.KEPALA_DINAS,
        office.dinas,
        mode=Mode.PLH,
        start=at.date(),
        end=at.date(),
        at=at,
    )


def test_only_the_admin_tu_and_whom_he_stands_in_for_may_end_a_plh(
    office: Office, at: datetime, plh: Assignment
) -> None:
    allowed = {name for name, person in office.people.items() if policy.may(person, "akhiri", plh, at)}
    assert allowed == {"admin", "kadis", "penerima_surat"}
    assert "admin kantor" in (policy.why_not(office.kasubag, "akhiri", plh, at) or "")


def test_a_refused_person_is_told_why(office: Office, at: datetime, plh: Assignment) -> None:
    with pytest.raises(NotYours, match="Hanya admin kantor"):
        policy.require(office.kasubag, "akhiri", plh, at)
    policy.require(office.kadis, "akhiri", plh, at)


def test_visitors_and_the_deactivated_may_nothing(office: Office, at: datetime, plh: Assignment) -> None:
    assert (
        policy.why_not(AnonymousUser(), "akhiri", plh, at) == "Masuk dulu dengan NIP atau nama pengguna Anda."
    )
    office.kadis.is_active = False
    assert not policy.may(office.kadis, "akhiri", plh, at)


def test_an_act_without_a_rule_is_a_mistake_and_not_an_open_door(office: Office, at: datetime) -> None:
    with pytest.raises(LookupError):
        policy.may(office.admin, "bongkar", office.dinas, at)


def test_a_desk_answers_only_for_its_own_person_and_moment(
    office: Office, at: datetime, plh: Assignment
) -> None:
    assert policy.may(office.kadis, "akhiri", plh, at, desk=Desk(office.kadis, at))
    with pytest.raises(ValueError, match="another person"):
        policy.may(office.kadis, "akhiri", plh, at, desk=Desk(office.sekretaris, at))
    with pytest.raises(ValueError, match="another person"):
        policy.may(office.kadis, "akhiri", plh, at, desk=Desk(office.kadis, at + timedelta(minutes=1)))


def test_one_act_has_one_rule() -> None:
    with pytest.raises(RuntimeError):
        policy.rule("akhiri", Assignment)(lambda desk, obj: None)


def test_a_personal_grant_is_given_to_one_person_for_one_thing_and_taken_back(
    office: Office, at: datetime
) -> None:
    act, unit = "view_unit", office.sd
    policy.grant(user=office.staf_smp, act=act, obj=unit, by=office.kadis, at=at)
    assert policy.has_grant(office.staf_smp, act, unit)
    assert policy.granted_keys(office.staf_smp, act, Unit) == [unit.pk]
    assert not policy.has_grant(office.staf_smp, act, office.smp)
    assert not policy.has_grant(office.staf_sd, act, unit)
    policy.revoke(user=office.staf_smp, act=act, obj=unit, by=office.kadis, at=at)
    assert not policy.has_grant(office.staf_smp, act, unit)
    acts = list(
        AuditEntry.objects.filter(stream=f"izin:accounts.unit:{unit.pk}").values_list("act", flat=True)
    )
    assert acts == ["izin diberikan", "izin dicabut"]


def test_superusers_and_groups_get_nothing_from_personal_grants(office: Office, at: datetime) -> None:
    root = User.objects.create_superuser("root", password=PASSWORD)
    assert not policy.has_grant(root, "view_unit", office.sd)
    assert policy.granted_keys(root, "view_unit", Unit) == []
    assert not policy.has_grant(office.admin, "view_unit", office.sd)  # though the group has view_unit
