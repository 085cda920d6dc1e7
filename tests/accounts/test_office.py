"""Units, people and posts: what the services refuse, and what they leave in the trail."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import office as services
from accounts.errors import Refusal
from accounts.models import Assignment, AuditEntry, EmploymentType, Unit, User
from accounts.roles import HEAD_OF_KIND, Mode, Role, UnitKind
from tests.factories import SINCE, Office, make_person, make_post, make_unit


# ── posts ───────────────────────────────────────────────────────────────────────────────────────
def test_a_second_definitif_head_is_refused_naming_the_first_and_the_dates(
    office: Office, at: datetime
) -> None:
    with pytest.raises(Refusal) as refusal:
        make_post(office.kabid_smp, Role.KEPALA_BIDANG, office.sd, start=date(2026, 11, 1), at=at)
    assert "Kabid Sd" in refusal.value.message
    assert "06-01-2025" in refusal.value.message
    assert refusal.value.field == "start"


@pytest.mark.parametrize(
    ("start", "end", "allowed"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), False),  # the same days
        (date(2026, 3, 31), None, False),  # sharing one day
        (date(2026, 4, 1), None, True),  # the day after
        (date(2026, 1, 1), date(2026, 2, 28), True),  # before
        (date(2026, 1, 1), None, False),  # around
        (date(2026, 3, 10), date(2026, 3, 12), False),  # within
    ],
)
def test_definitif_heads_may_follow_but_not_overlap(
    office: Office, at: datetime, start: date, end: date | None, allowed: bool
) -> None:
    unit = make_unit("Bidang Kebudayaan", UnitKind.BIDANG, office.dinas, at=at)
    first, second = make_person("pertama", at=at), make_person("kedua", at=at)
    make_post(first, Role.KEPALA_BIDANG, unit, start=date(2026, 3, 1), end=date(2026, 3, 31), at=at)
    if allowed:
        make_post(second, Role.KEPALA_BIDANG, unit, start=start, end=end, at=at)
    else:
        with pytest.raises(Refusal):
            make_post(second, Role.KEPALA_BIDANG, unit, start=start, end=end, at=at)


@pytest.mark.postgres
def test_the_database_itself_refuses_two_definitif_heads(office: Office) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("exclusion constraints are PostgreSQL's")
    with pytest.raises(IntegrityError, match="jabatan_satu_definitif"), transaction.atomic():
        Assignment.objects.create(
            person=office.kabid_smp, role=Role.KEPALA_BIDANG, unit=office.sd, start=date(2026, 11, 1)
        )
    Assignment.objects.create(
        person=office.kabid_smp, role=Role.STAF, unit=office.sd, start=date(2026, 11, 1)
    )
    Assignment.objects.create(
        person=office.kabid_smp,
        role=Role.KEPALA_BIDANG,
        unit=office.sd,
        mode=Mode.PLT,
        start=date(2026, 11, 1),
    )


def test_a_plh_stands_beside_the_definitif(office: Office, at: datetime) -> None:
    day = at.date()
    post = make_post(
        office.kabid_smp, Role.KEPALA_BIDANG, office.sd, mode=Mode.PLH, start=day, end=day, at=at
    )
    assert post.jabatan == "Plh. Kepala Bidang Pembinaan SD"


@pytest.mark.parametrize("kind", list(UnitKind))
@pytest.mark.parametrize("role", list(Role))
def test_only_staf_and_the_head_of_that_kind_of_unit_have_a_post_there(
    office: Office, at: datetime, kind: UnitKind, role: Role
) -> None:
    unit = Unit.objects.filter(kind=kind).first()
    assert unit is not None
    post = Assignment(
        person=office.staf_paud,
        role=role,
        unit=unit,
        mode=Mode.DEFINITIF,
        start=date(2020, 1, 1),
        end=date(2020, 1, 2),
    )
    if role in (Role.STAF, HEAD_OF_KIND[kind]):
        services.check_assignment(post, at=at)
    else:
        with pytest.raises(Refusal) as refusal:
            services.check_assignment(post, at=at)
        assert refusal.value.field == "role"


@pytest.mark.parametrize("mode", [Mode.PLT, Mode.PLH, Mode.PJ])
def test_an_acting_head_needs_an_sk_number(office: Office, at: datetime, mode: Mode) -> None:
    with pytest.raises(Refusal, match="memerlukan nomor SK"):
        services.assign(
            person=office.kabid_smp, role=Role.KEPALA_BIDANG, unit=office.sd, mode=mode,
            start=at.date(), end=at.date(), sk_number="  ", by=None, at=at,
        )  # fmt: skip


def test_staf_have_no_plh_and_heads_receive_no_letters(office: Office, at: datetime) -> None:
    with pytest.raises(Refusal, match="hanya untuk kepala unit"):
        make_post(office.staf_smp, Role.STAF, office.sd, mode=Mode.PLH, at=at)
    with pytest.raises(Refusal, match="hanya untuk staf"):
        make_post(
            office.staf_smp,
            Role.KEPALA_BIDANG,
            office.sd,
            mode=Mode.PLT,
            start=at.date(),
            receives_letters=True,
            at=at,
        )


def test_a_running_post_is_history_and_cannot_be_given_to_another(office: Office, at: datetime) -> None:
    post = office.kabid_sd.assignments.get()
    post.person = office.kabid_smp
    with pytest.raises(Refusal, match="Akhiri jabatan ini lalu buat yang baru"):
        services.save_assignment(assignment=post, by=office.admin, at=at)


def test_a_post_is_ended_once_and_never_backwards(office: Office, at: datetime) -> None:
    post = office.kabid_sd.assignments.get()
    with pytest.raises(Refusal, match="mundur"):
        services.end_assignment(assignment=post, by=office.admin, at=at, on=at.date() - timedelta(days=1))
    services.end_assignment(assignment=post, by=office.admin, at=at)
    with pytest.raises(Refusal, match="sudah berakhir"):
        services.end_assignment(assignment=post, by=office.admin, at=at)
    successor = make_post(
        office.kasi_sd, Role.KEPALA_BIDANG, office.sd, start=at.date() + timedelta(days=1), at=at
    )
    assert successor.pk


def test_only_a_post_that_has_not_begun_can_be_taken_back(office: Office, at: datetime) -> None:
    with pytest.raises(Refusal, match="riwayat"):
        services.cancel_assignment(assignment=office.kabid_sd.assignments.get(), by=office.admin, at=at)
    later = make_post(office.kasi_sd, Role.STAF, office.paud, start=at.date() + timedelta(days=7), at=at)
    stream = f"jabatan:{later.pk}"
    services.cancel_assignment(assignment=later, by=office.admin, at=at)
    assert AuditEntry.objects.filter(stream=stream).last().act == "jabatan dibatalkan"  # type: ignore[union-attr]


# ── units ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("kind", "parent", "allowed"),
    [
        (UnitKind.SEKSI, "sd", True),
        (UnitKind.SEKSI, "dinas", False),
        (UnitKind.SEKSI, "umum", False),
        (UnitKind.SUB_BAGIAN, "sekretariat", True),
        (UnitKind.SUB_BAGIAN, "sd", False),
        (UnitKind.BIDANG, "dinas", True),
        (UnitKind.BIDANG, None, False),
        (UnitKind.DINAS, "dinas", False),
    ],
)
def test_the_tree_of_units(
    office: Office, at: datetime, kind: UnitKind, parent: str | None, allowed: bool
) -> None:
    above = getattr(office, parent) if parent else None
    if allowed:
        assert make_unit("Unit baru", kind, above, at=at).pk
    else:
        with pytest.raises(Refusal) as refusal:
            make_unit("Unit baru", kind, above, at=at)
        assert refusal.value.field == "parent"


def test_a_unit_with_people_or_with_a_place_in_the_sop_stays(office: Office, at: datetime) -> None:
    office.seksi_sd.is_active = False
    with pytest.raises(Refusal, match="masih menjabat"):
        services.save_unit(unit=office.seksi_sd, by=office.admin, at=at)
    office.perencanaan.is_active = False
    with pytest.raises(Refusal, match="disebut dalam SOP"):
        services.save_unit(unit=office.perencanaan, by=office.admin, at=at)


# ── people ──────────────────────────────────────────────────────────────────────────────────────
def test_a_nip_belongs_to_one_person(office: Office, at: datetime) -> None:
    with pytest.raises(Refusal) as refusal:
        make_person("kembar", nip=office.kadis.nip_display, at=at)
    assert refusal.value.field == "nip"
    assert "Kadis" in refusal.value.message


def test_the_nip_is_kept_as_plain_digits(db: None, at: datetime) -> None:
    person = make_person("baru", nip="19800112 200604 1 016", at=at)
    assert User.objects.get(pk=person.pk).nip == "198001122006041016"


@pytest.mark.parametrize("username", ["KADIS", "198001122006041016"])
def test_user_names_differ_by_more_than_case_and_are_no_nip(
    office: Office, at: datetime, username: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        make_person(username, at=at)
    assert refusal.value.field == "username"


@pytest.mark.parametrize(
    ("employment", "golongan", "allowed"),
    [
        (EmploymentType.PNS, "IV/b", True),
        (EmploymentType.PNS, "IX", False),
        (EmploymentType.PPPK, "IX", True),
        (EmploymentType.PPPK, "III/d", False),
        (EmploymentType.NON_ASN, "III/d", False),
        (EmploymentType.NON_ASN, "", True),
    ],
)
def test_golongan_follows_the_employment(
    db: None, at: datetime, employment: EmploymentType, golongan: str, allowed: bool
) -> None:
    person = User(username="x", name="X", employment=employment, golongan=golongan)
    if allowed:
        services.check_person(person, at=at)
    else:
        with pytest.raises(Refusal) as refusal:
            services.check_person(person, at=at)
        assert refusal.value.field == "golongan"


def test_a_weak_password_is_refused(office: Office, at: datetime) -> None:
    with pytest.raises(Refusal) as refusal:
        services.save_person(person=office.kadis, by=office.admin, at=at, password="12345678")
    assert refusal.value.field == "password"


def test_leaving_ends_the_running_posts_and_takes_back_the_coming_ones(office: Office, at: datetime) -> None:
    make_post(office.kabid_sd, Role.STAF, office.paud, start=at.date() + timedelta(days=30), at=at)
    services.deactivate(person=office.kabid_sd, by=office.admin, at=at)
    post = office.kabid_sd.assignments.get()
    assert (post.start, post.end, post.ended_at) == (SINCE, at.date(), at)
    assert make_post(
        office.kasi_sd, Role.KEPALA_BIDANG, office.sd, start=at.date() + timedelta(days=1), at=at
    ).pk


def test_an_admin_can_neither_leave_nor_stop_being_admin_by_his_own_hand(
    office: Office, at: datetime
) -> None:
    with pytest.raises(Refusal):
        services.deactivate(person=office.admin, by=office.admin, at=at)
    with pytest.raises(Refusal):
        services.save_person(person=office.admin, by=office.admin, at=at, office_admin=False)


def test_a_change_is_audited_with_old_and_new_and_never_with_a_password(office: Office, at: datetime) -> None:
    office.kadis.golongan = "IV/d"
    services.save_person(person=office.kadis, by=office.admin, at=at, password="kata-sandi-baru-77")
    entry = AuditEntry.objects.filter(stream=f"pegawai:{office.kadis.pk}").latest("number")
    assert (entry.actor, entry.act) == (office.admin, "pegawai diubah")
    assert entry.detail == {"golongan": ["IV/c", "IV/d"], "kata sandi": "diganti"}
    everything = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert "kata-sandi-baru-77" not in everything
    assert office.kadis.password not in everything


def test_saving_without_a_change_leaves_no_trace(office: Office, at: datetime) -> None:
    before = AuditEntry.objects.count()
    services.save_unit(unit=office.sd, by=office.admin, at=at)
    assert AuditEntry.objects.count() == before
