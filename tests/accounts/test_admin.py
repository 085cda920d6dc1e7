"""The office admin's screens: saves go through the services, refusals keep what was typed."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from accounts import office as services
from accounts.errors import Refusal
from accounts.groups import OFFICE_ADMIN
from accounts.models import Assignment, AuditEntry, Holiday, Message, OfficeProfile, Unit, User
from accounts.roles import Role
from tests.factories import PASSWORD, Office

MODELS = (
    "unit", "user", "assignment", "officeprofile", "holiday", "emergencyclosing", "auditentry", "message",
)  # fmt: skip


@pytest.fixture
def pengelola(office: Office, klien: Any) -> Client:
    client: Client = klien(office.admin)
    return client


def new_person(**changes: str) -> dict[str, str]:
    return {
        "name": "ANDI CONTOH, S.Pd.",
        "username": "andi",
        "employment": "pns",
        "nip": "19900228 201012 2 001",
        "golongan": "III/c",
        "email": "",
        "phone": "",
        "is_active": "on",
        "password": "kata-sandi-baru-77",
    } | changes


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_form_opens_for_the_admin_group(pengelola: Client, office: Office, model: str) -> None:
    assert not office.admin.is_superuser
    assert pengelola.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
    if model not in ("auditentry", "message"):
        assert pengelola.get(reverse(f"admin:accounts_{model}_add")).status_code == 200


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["kadis", "kasubag", "staf_perencana"])
def test_nobody_else_gets_in(office: Office, klien: Any, model: str, who: str) -> None:
    response = klien(office.people[who]).get(reverse(f"admin:accounts_{model}_changelist"))
    assert response.status_code in (302, 403, 404)


def test_existing_things_open(pengelola: Client, office: Office, at: Any) -> None:
    services.save_own_contact(person=office.kadis, email="", phone="081234567890", at=at)
    for model, thing in (
        ("unit", office.sd),
        ("user", office.kadis),
        ("assignment", office.kadis.assignments.get()),
        ("officeprofile", OfficeProfile.objects.first()),
        ("holiday", Holiday.objects.first()),
        ("auditentry", AuditEntry.objects.first()),
    ):
        assert thing is not None
        response = pengelola.get(reverse(f"admin:accounts_{model}_change", args=[thing.pk]))
        assert response.status_code == 200, model


def test_a_new_person_is_saved_by_the_service(pengelola: Client, office: Office, client: Client) -> None:
    response = pengelola.post(reverse("admin:accounts_user_add"), new_person())
    assert response.status_code == 302, response.context["errors"]
    person = User.objects.get(username="andi")
    assert person.nip == "199002282010122001"
    assert not person.is_staff
    entry = AuditEntry.objects.get(stream=f"pegawai:{person.pk}")
    assert (entry.actor, entry.act) == (office.admin, "pegawai dibuat")
    client.post("/akun/login/", {"login": "19900228 201012 2 001", "password": "kata-sandi-baru-77"})
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"nip": "19901328 201012 2 001"}, "bukan tanggal"),
        ({"nip": "19900228 201022 2 001"}, "ubah status kepegawaian menjadi PPPK"),
        ({"golongan": "IX"}, "Golongan PNS ditulis"),
        ({"username": "Kadis"}, "sudah dipakai"),
        ({"password": "q7-zx"}, "terlalu pendek"),
    ],
)
def test_a_refused_person_keeps_everything_typed(
    pengelola: Client, changes: dict[str, str], says: str
) -> None:
    data = new_person(**changes)
    response = pengelola.post(reverse("admin:accounts_user_add"), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert says in page
    for field in ("name", "username", "nip", "golongan"):
        assert f'value="{data[field]}"' in page, field
    assert data["password"] not in page
    assert not User.objects.filter(username="andi").exists()


def test_changing_a_person_keeps_the_password_unless_a_new_one_is_typed(
    pengelola: Client, office: Office
) -> None:
    person = office.staf_sd
    url = reverse("admin:accounts_user_change", args=[person.pk])
    same = new_person(username=person.username, nip=person.nip_display, golongan="III/b", password="")
    assert pengelola.post(url, same).status_code == 302
    person.refresh_from_db()
    assert person.golongan == "III/b"
    assert person.check_password(PASSWORD)
    pengelola.post(url, same | {"password": "kata-sandi-baru-77"})
    person.refresh_from_db()
    assert person.check_password("kata-sandi-baru-77")


def test_the_admin_box_makes_and_unmakes_an_office_admin(pengelola: Client, office: Office) -> None:
    person = office.staf_sd
    url = reverse("admin:accounts_user_change", args=[person.pk])
    data = new_person(username=person.username, nip=person.nip_display, password="")
    pengelola.post(url, data | {"office_admin": "on"})
    person.refresh_from_db()
    assert person.is_staff
    assert person.groups.filter(name=OFFICE_ADMIN).exists()
    assert not person.is_superuser
    pengelola.post(url, data)
    now = User.objects.get(pk=person.pk)
    assert not now.is_staff
    assert not now.groups.exists()


def test_an_office_admin_cannot_become_superuser_nor_touch_one(pengelola: Client, office: Office) -> None:
    root = User.objects.create_superuser("root", password=PASSWORD)
    url = reverse("admin:accounts_user_change", args=[root.pk])
    pengelola.post(url, new_person(username="root", password="kata-sandi-baru-77"))
    root.refresh_from_db()
    assert root.check_password(PASSWORD)
    mine = reverse("admin:accounts_user_change", args=[office.admin.pk])
    pengelola.post(
        mine,
        new_person(
            username="admin", nip="", is_superuser="on", office_admin="on", password="", user_permissions="1"
        ),
    )
    office.admin.refresh_from_db()
    assert not office.admin.is_superuser
    assert not office.admin.user_permissions.exists()


def post_data(person: User, unit: Unit, **changes: str) -> dict[str, str]:
    return {
        "person": str(person.pk),
        "unit": str(unit.pk),
        "role": Role.KEPALA_BIDANG,
        "mode": "definitif",
        "title": "",
        "start": "01-11-2026",
        "end": "",
        "sk_number": "",
    } | changes


def test_an_overlapping_head_is_refused_in_the_form_with_everything_kept(
    pengelola: Client, office: Office
) -> None:
    data = post_data(office.kabid_smp, office.sd, sk_number="821/9/2026")
    response = pengelola.post(reverse("admin:accounts_assignment_add"), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "sudah tercatat sebagai Kepala Bidang Pembinaan SD" in page
    assert "821/9/2026" in page
    assert "2026" in page
    assert office.kabid_smp.assignments.count() == 1


def test_who_has_left_cannot_be_chosen_for_a_new_post(pengelola: Client, office: Office, at: Any) -> None:
    services.deactivate(person=office.kabid_smp, by=office.admin, at=at)
    page = pengelola.get(reverse("admin:accounts_assignment_add")).content.decode()
    assert "Kabid Sd" in page
    assert "Kabid Smp" not in page
    old = office.kabid_smp.assignments.get()
    assert (
        "Kabid Smp"
        in pengelola.get(reverse("admin:accounts_assignment_change", args=[old.pk])).content.decode()
    )


def test_a_plh_is_recorded_and_audited(pengelola: Client, office: Office) -> None:
    data = post_data(office.kabid_smp, office.sd, mode="plh", end="05-11-2026", sk_number="800/1/2026")
    response = pengelola.post(reverse("admin:accounts_assignment_add"), data, follow=True)
    assert "pejabat definitif hanya dapat membaca" in response.content.decode()
    post = Assignment.objects.get(mode="plh")
    assert (post.start, post.end) == (date(2026, 11, 1), date(2026, 11, 5))
    assert AuditEntry.objects.filter(stream=f"jabatan:{post.pk}", actor=office.admin).exists()


def test_a_refusal_at_the_last_moment_comes_back_as_a_form_error(
    pengelola: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(**kwargs: Any) -> Assignment:
        raise Refusal("Pejabat definitif lain baru saja dicatat.", field="start")

    monkeypatch.setattr(services, "save_assignment", too_late)
    data = post_data(office.staf_smp, office.smp, role="staf", sk_number="821/9/2026")
    response = pengelola.post(reverse("admin:accounts_assignment_add"), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Pejabat definitif lain baru saja dicatat." in page
    assert "821/9/2026" in page


def test_a_begun_post_has_no_delete_button_and_can_be_ended(pengelola: Client, office: Office) -> None:
    post = office.kabid_sd.assignments.get()
    assert (
        pengelola.post(
            reverse("admin:accounts_assignment_delete", args=[post.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    pengelola.post(
        reverse("admin:accounts_assignment_changelist"), {"action": "end_now", "_selected_action": [post.pk]}
    )
    post.refresh_from_db()
    assert post.ended_at is not None


@pytest.mark.parametrize("model", ["unit", "user", "auditentry", "message"])
def test_history_cannot_be_deleted(pengelola: Client, office: Office, at: Any, model: str) -> None:
    services.save_own_contact(person=office.kadis, email="", phone="081234567890", at=at)
    Message.objects.create(recipient=office.kadis, key="x", subject="x", body="x", created_at=at)
    thing: Any = {"unit": Unit, "user": User, "auditentry": AuditEntry, "message": Message}[model]
    before = thing.objects.count()
    url = reverse(f"admin:accounts_{model}_delete", args=[thing.objects.first().pk])
    assert pengelola.post(url, {"post": "yes"}).status_code == 403
    pengelola.post(
        reverse(f"admin:accounts_{model}_changelist"),
        {"action": "delete_selected", "_selected_action": [thing.objects.first().pk], "post": "yes"},
    )
    assert thing.objects.count() >= before


def test_the_trail_shows_the_admins_own_changes_but_not_the_contents_of_cases(
    pengelola: Client, office: Office, at: Any
) -> None:
    from accounts import audit

    secret = audit.record(
        stream="kasus:1", act="nilai diisi", by=office.staf_sd, at=at, detail={"nilai": "98765"}
    )
    page = pengelola.get(reverse("admin:accounts_auditentry_change", args=[secret.pk])).content.decode()
    assert "98765" not in page
    office.kadis.golongan = "IV/d"
    services.save_person(person=office.kadis, by=office.admin, at=at)
    own = AuditEntry.objects.filter(stream=f"pegawai:{office.kadis.pk}").first()
    assert own is not None
    assert (
        "IV/c" in pengelola.get(reverse("admin:accounts_auditentry_change", args=[own.pk])).content.decode()
    )


def test_messages_show_their_state_and_not_their_text(pengelola: Client, office: Office, at: Any) -> None:
    message = Message.objects.create(
        recipient=office.kadis, key="x", subject="Perihal rahasia", body="Isi rahasia", created_at=at
    )
    for url in (
        reverse("admin:accounts_message_changelist"),
        reverse("admin:accounts_message_change", args=[message.pk]),
    ):
        assert "Isi rahasia" not in pengelola.get(url).content.decode()


# ── the calendar ────────────────────────────────────────────────────────────────────────────────
def test_a_holiday_is_added_audited_and_its_effect_shown(pengelola: Client, office: Office) -> None:
    response = pengelola.post(
        reverse("admin:accounts_holiday_add"),
        {
            "date": "07-12-2026",
            "name": "Hari jadi kabupaten",
            "kind": "LIBUR_DAERAH",
            "basis": "Keputusan Bupati",
            "_yakin": "ya",
        },
        follow=True,
    )
    assert "Langkah yang dibuka sekarang bertenggat" in response.content.decode()
    assert Holiday.objects.get(date=date(2026, 12, 7)).name == "Hari jadi kabupaten"
    assert AuditEntry.objects.filter(stream="kalender", actor=office.admin).count() == 1


def test_a_year_is_filled_from_the_library_once(pengelola: Client) -> None:
    Holiday.objects.filter(date__year=2026).delete()
    url = reverse("admin:accounts_holiday_isi")
    assert pengelola.get(url).status_code == 302
    assert not Holiday.objects.filter(date__year=2026).exists()
    pengelola.post(url, {"tahun": "2026"})
    filled = Holiday.objects.filter(date__year=2026).count()
    assert filled > 15
    pengelola.post(url, {"tahun": "2026"})
    assert Holiday.objects.filter(date__year=2026).count() == filled
    for nonsense in ("besok", "²⁰²⁷", "20270"):
        assert "empat angka" in pengelola.post(url, {"tahun": nonsense}, follow=True).content.decode()


def test_a_year_the_library_does_not_know_is_a_sentence(
    pengelola: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.calendar.library_holidays", lambda year: ())
    answer = pengelola.post(reverse("admin:accounts_holiday_isi"), {"tahun": "2031"}, follow=True)
    assert "Hari libur tahun 2031 belum dikenal program ini." in answer.content.decode()


def test_office_hours_are_changed_with_their_days_and_audited(pengelola: Client, office: Office) -> None:
    profile = OfficeProfile.objects.filter(ends_on=None, is_confirmed=True).earliest("starts_on")
    days = list(profile.days.all())
    data = {
        "name": profile.name,
        "starts_on": f"{profile.starts_on:%d-%m-%Y}",
        "ends_on": "",
        "basis": profile.basis,
        "is_confirmed": "on",
        "_yakin": "ya",
        "days-TOTAL_FORMS": str(len(days)),
        "days-INITIAL_FORMS": str(len(days)),
    }
    for number, day in enumerate(days):
        data |= {
            f"days-{number}-id": str(day.pk),
            f"days-{number}-profile": str(profile.pk),
            f"days-{number}-weekday": str(day.weekday),
            f"days-{number}-opens": "08.00" if number == 0 else f"{day.opens:%H:%M}",
            f"days-{number}-closes": f"{day.closes:%H:%M}",
            f"days-{number}-break_start": f"{day.break_start:%H:%M}" if day.break_start else "",
            f"days-{number}-break_end": f"{day.break_end:%H:%M}" if day.break_end else "",
        }
    response = pengelola.post(reverse("admin:accounts_officeprofile_change", args=[profile.pk]), data)
    assert response.status_code == 302, response.content.decode()
    entry = AuditEntry.objects.get(stream="kalender")
    assert entry.act == "jam kerja diubah"
    assert any(
        "07.30" in str(value[0]) and "08.00" in str(value[1])
        for value in entry.detail.values()
        if len(value) == 2
    )


# ── the group ───────────────────────────────────────────────────────────────────────────────────
def test_the_group_may_do_exactly_what_the_apps_declare(db: None) -> None:
    from django.apps import apps

    group = Group.objects.get(name=OFFICE_ADMIN)
    held = {
        f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")
    }
    declared = {
        f"{config.label}.{codename}"
        for config in apps.get_app_configs()
        for codename in getattr(config, "office_admin_permissions", ())
    }
    assert held == declared
    assert "accounts.delete_user" not in held
    assert "accounts.change_auditentry" not in held


def test_a_permission_that_is_no_longer_declared_is_taken_back(db: None) -> None:
    from django.apps import apps

    from accounts.groups import ensure_office_admin_group

    group = Group.objects.get(name=OFFICE_ADMIN)
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    ensure_office_admin_group(apps.get_app_config("accounts"))
    assert not group.permissions.filter(codename="delete_user").exists()
