"""Who may act in a post, who only reads, and on whose list vacant work stands."""

from datetime import date, datetime, timedelta

import pytest

from accounts import office as services
from accounts import posts
from accounts.models import Assignment, Unit, User
from accounts.posts import Desk
from accounts.roles import Mode, Pelaksana, Role
from tests.factories import PASSWORD, Office, make_person, make_post


def test_the_cast_itself_passes_the_checks_of_the_services(office: Office, at: datetime) -> None:
    for unit in Unit.objects.all():
        services.check_unit(unit, at=at)
    for person in User.objects.all():
        services.check_person(person, at=at, password=PASSWORD)
    for post in Assignment.objects.all():
        services.check_assignment(post, at=at)


def titles(found: list[Assignment]) -> list[str]:
    return [post.jabatan for post in found]


@pytest.mark.parametrize(
    ("pelaksana", "who"),
    [
        (Pelaksana.KEPALA_DINAS, "kadis"),
        (Pelaksana.SEKRETARIS, "sekretaris"),
        (Pelaksana.KASUBAG_PERENCANAAN, "kasubag"),
        (Pelaksana.STAF_PERENCANA, "staf_perencana"),
    ],
)
def test_a_pelaksana_is_exactly_the_holder_of_role_and_place(
    office: Office, at: datetime, pelaksana: Pelaksana, who: str
) -> None:
    for name, person in office.people.items():
        assert (Desk(person, at).acts_as(pelaksana) is not None) == (name == who), name
    assert [post.person for post in posts.holders(pelaksana, at)] == [office.people[who]]


def test_while_a_plh_runs_the_definitif_reads_but_cannot_act(office: Office, at: datetime) -> None:
    make_post(
        office.sekretaris,
        Role.KEPALA_DINAS,
        office.dinas,
        mode=Mode.PLH,
        start=at.date(),
        end=at.date(),
        at=at,
    )
    assert posts.acting_posts(office.kadis, at) == []
    assert titles(posts.held_posts(office.kadis, at)) == ["Kepala Dinas"]
    assert Desk(office.kadis, at).sees_all
    assert sorted(titles(posts.acting_posts(office.sekretaris, at))) == [
        "Plh. Kepala Dinas",
        "Sekretaris Dinas",
    ]
    assert titles(posts.holders(Pelaksana.KEPALA_DINAS, at)) == ["Plh. Kepala Dinas"]
    the_day_after = at + timedelta(days=1)
    assert titles(posts.holders(Pelaksana.KEPALA_DINAS, the_day_after)) == ["Kepala Dinas"]


def test_ending_the_plh_gives_the_post_back_at_that_very_moment(office: Office, at: datetime) -> None:
    plh = make_post(
        office.sekretaris,
        Role.KEPALA_DINAS,
        office.dinas,
        mode=Mode.PLH,
        start=at.date(),
        end=at.date(),
        at=at,
    )
    noon = at + timedelta(hours=3)
    services.end_assignment(assignment=plh, by=office.kadis, at=noon)
    before, after = noon - timedelta(seconds=1), noon
    assert titles(posts.holders(Pelaksana.KEPALA_DINAS, before)) == ["Plh. Kepala Dinas"]
    assert titles(posts.holders(Pelaksana.KEPALA_DINAS, after)) == ["Kepala Dinas"]


def test_a_plh_stands_in_for_a_plt_too(office: Office, at: datetime) -> None:
    services.end_assignment(assignment=office.kadis.assignments.get(), by=None, at=at)
    tomorrow = at + timedelta(days=1)
    make_post(office.sekretaris, Role.KEPALA_DINAS, office.dinas, mode=Mode.PLT, start=tomorrow.date(), at=at)
    assert titles(posts.holders(Pelaksana.KEPALA_DINAS, tomorrow)) == ["Plt. Kepala Dinas"]
    day = tomorrow.date()
    make_post(office.kabid_sd, Role.KEPALA_DINAS, office.dinas, mode=Mode.PLH, start=day, end=day, at=at)
    assert [post.person for post in posts.holders(Pelaksana.KEPALA_DINAS, tomorrow)] == [office.kabid_sd]


def test_staf_never_supersede_one_another(office: Office, at: datetime) -> None:
    second = make_person("staf-perencana-2", at=at)
    make_post(second, Role.STAF, office.perencanaan, at=at)
    assert {post.person for post in posts.holders(Pelaksana.STAF_PERENCANA, at)} == {
        office.staf_perencana,
        second,
    }


def test_a_vacant_post_puts_the_work_on_the_list_of_the_nearest_superior(
    office: Office, at: datetime
) -> None:
    services.end_assignment(assignment=office.staf_perencana.assignments.get(), by=None, at=at)
    assert posts.holders(Pelaksana.STAF_PERENCANA, at) == []
    assert [post.person for post in posts.responsible(Pelaksana.STAF_PERENCANA, at)] == [office.kasubag]
    services.end_assignment(assignment=office.kasubag.assignments.get(), by=None, at=at)
    assert [post.person for post in posts.responsible(Pelaksana.STAF_PERENCANA, at)] == [office.sekretaris]
    assert posts.superior_holders(Pelaksana.KEPALA_DINAS, at) == []


def test_a_post_begins_and_ends_with_the_wita_day(office: Office, at: datetime) -> None:
    person = make_person("sementara", at=at)
    day = date(2026, 10, 20)
    make_post(person, Role.STAF, office.sd, start=day, end=day, at=at)
    midnight = at.replace(day=20, hour=0)
    assert posts.held_posts(person, midnight - timedelta(seconds=1)) == []
    assert len(posts.held_posts(person, midnight)) == 1
    assert len(posts.held_posts(person, midnight + timedelta(hours=23, minutes=59))) == 1
    assert posts.held_posts(person, midnight + timedelta(days=1)) == []


def test_staf_and_kasi_of_a_seksi_belong_to_its_bidang_and_to_no_other(office: Office, at: datetime) -> None:
    for person in (office.staf_sd, office.kasi_sd, office.kabid_sd):
        post = posts.held_posts(person, at)[0]
        assert posts.belongs_to(post, office.sd)
        assert not posts.belongs_to(post, office.smp)
    assert {post.person for post in posts.members(office.sd, at)} == {
        office.staf_sd,
        office.kasi_sd,
        office.kabid_sd,
    }
    assert [p.person for p in posts.members(office.sd, at, [Role.KEPALA_SEKSI])] == [office.kasi_sd]
    assert [p.person for p in posts.unit_holders(office.sd, [Role.KEPALA_BIDANG], at)] == [office.kabid_sd]


def test_the_units_of_a_desk(office: Office, at: datetime) -> None:
    assert set(Desk(office.staf_sd, at).units) == {office.seksi_sd, office.sd}
    assert set(Desk(office.kabid_sd, at).units) == {office.sd, office.seksi_sd}
    assert set(Desk(office.staf_paud, at).units) == {office.paud}
    assert office.sekretariat not in Desk(office.kasubag_umum, at).units
    assert {office.umum, office.keuangan, office.perencanaan} <= set(Desk(office.sekretaris, at).units)


@pytest.mark.parametrize("who", ["kadis", "sekretaris", "kasubag", "staf_perencana"])
def test_four_pelaksana_see_every_case(office: Office, at: datetime, who: str) -> None:
    assert [name for name, person in office.people.items() if Desk(person, at).sees_all].count(who) == 1


def test_nobody_else_sees_every_case(office: Office, at: datetime) -> None:
    seeing = {name for name, person in office.people.items() if Desk(person, at).sees_all}
    assert seeing == {"kadis", "sekretaris", "kasubag", "staf_perencana"}


def test_only_the_staf_with_the_duty_receives_letters(office: Office, at: datetime) -> None:
    assert [name for name, person in office.people.items() if Desk(person, at).receives_letters] == [
        "penerima_surat"
    ]


def test_a_deactivated_person_holds_nothing(office: Office, at: datetime) -> None:
    services.deactivate(person=office.kasubag, by=office.admin, at=at)
    assert posts.held_posts(office.kasubag, at) == []
    assert Desk(office.kasubag, at).posts == []
    assert posts.holders(Pelaksana.KASUBAG_PERENCANAAN, at) == []


def test_a_desk_asks_for_the_posts_once(
    office: Office, at: datetime, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    desk = Desk(office.kasi_sd, at)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert desk.posts
        assert desk.held
        assert desk.units
        assert desk.main_post
        assert not desk.sees_all
        assert not desk.receives_letters
        assert posts.belongs_to(desk.posts[0], office.dinas)
