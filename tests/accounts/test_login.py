"""Logging in through the real screens of allauth."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts import office as services
from accounts.roles import Mode, Role
from tests.factories import PASSWORD, Office, make_person, make_post


def log_in(client: Client, login: str, password: str = PASSWORD) -> bool:
    client.post("/akun/login/", {"login": login, "password": password})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "login",
    [
        "198001122006041016",
        "19800112 200604 1 016",
        "19800112.200604.1.016",
        "  198001122006041016 ",
        "andi",
        "ANDI",
    ],
)
def test_nip_with_or_without_spaces_or_the_user_name_lets_in(
    db: None, client: Client, at: datetime, login: str
) -> None:
    make_person("andi", nip="198001122006041016", at=at)
    assert log_in(client, login)


@pytest.mark.parametrize("login", ["19800112 200604 1 017", "andi2", "", "1", "%", "' OR 1=1 --"])
def test_an_unknown_name_or_nip_does_not(db: None, client: Client, at: datetime, login: str) -> None:
    make_person("andi", nip="198001122006041016", at=at)
    assert not log_in(client, login)


def test_a_wrong_password_is_answered_with_the_cure(office: Office, client: Client) -> None:
    response = client.post("/akun/login/", {"login": "kadis", "password": "bukan-ini"})
    assert "minta admin kantor membuatkan yang baru" in response.content.decode()


def test_people_without_e_mail_log_in_and_change_their_password(
    db: None, client: Client, at: datetime
) -> None:
    person = make_person("tanpa", email=None, at=at)
    assert log_in(client, "tanpa")
    new = "kata-sandi-baru-77"
    response = client.post(
        "/akun/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert response.status_code == 302, response.content.decode()
    person.refresh_from_db()
    assert person.check_password(new)
    assert client.get("/akun/2fa/").status_code == 200


def test_a_deactivated_person_cannot_log_in_and_is_out_at_once(
    office: Office, client: Client, klien: Any, at: datetime
) -> None:
    working: Client = klien(office.kadis)
    assert working.get("/saya/").status_code == 200
    services.deactivate(person=office.kadis, by=office.admin, at=at)
    assert working.get("/saya/").status_code == 302
    assert not log_in(client, "kadis")


def test_a_new_password_from_the_admin_ends_old_sessions(office: Office, klien: Any, at: datetime) -> None:
    working: Client = klien(office.kadis)
    services.save_person(person=office.kadis, by=office.admin, at=at, password="kata-sandi-baru-77")
    assert working.get("/saya/").status_code == 302


def test_failures_are_counted_per_person_however_the_name_is_typed(office: Office, client: Client) -> None:
    nip = office.kadis.nip or ""
    for login in ("kadis", "KADIS", nip, office.kadis.nip_display, "kadis"):
        client.post("/akun/login/", {"login": login, "password": "salah"})
    response = client.post("/akun/login/", {"login": nip, "password": PASSWORD})
    assert "Terlalu banyak percobaan" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert log_in(client, "sekretaris")


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(db: None, client: Client, method: str) -> None:
    response = getattr(client, method)("/akun/signup/", {"username": "x", "password1": "a", "password2": "a"})
    assert response.status_code == 404


def test_a_forgotten_password_is_the_office_admins_to_renew(db: None, client: Client) -> None:
    assert "Minta admin kantor membuatkan" in client.get("/akun/password/reset/").content.decode()
    assert client.post("/akun/password/reset/", {"email": "kadis@contoh.test"}).status_code == 405


def test_the_e_mail_address_is_changed_on_ones_own_page_only(office: Office, klien: Any) -> None:
    client: Client = klien(office.kadis)
    assert client.get("/akun/email/")["Location"] == "/saya/"
    client.post("/saya/", {"email": "kadis@baru.test", "phone": "0812 3456-7890"})
    office.kadis.refresh_from_db()
    assert (office.kadis.email, office.kadis.phone) == ("kadis@baru.test", "081234567890")


def test_a_wrong_phone_number_keeps_what_was_typed(office: Office, klien: Any) -> None:
    client: Client = klien(office.kadis)
    response = client.post("/saya/", {"email": "baru@contoh.test", "phone": "nol delapan"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "8 sampai 15 angka" in page
    assert "nol delapan" in page
    assert "baru@contoh.test" in page


def test_back_at_the_desk_the_definitif_ends_the_plh_himself(office: Office, klien: Any) -> None:
    from django.utils import timezone

    now = timezone.now()
    today = timezone.localdate(now)
    plh = make_post(
        office.sekretaris, Role.KEPALA_DINAS, office.dinas, mode=Mode.PLH, start=today, end=today, at=now
    )
    assert klien(office.kasubag).post(f"/saya/akhiri/{plh.pk}/").status_code == 404
    client: Client = klien(office.kadis)
    assert "Akhiri Plh. Kepala Dinas" in client.get("/saya/").content.decode()
    client.post(f"/saya/akhiri/{plh.pk}/")
    plh.refresh_from_db()
    assert plh.ended_at is not None
    assert "Akhiri Plh." not in client.get("/saya/").content.decode()


def test_the_admin_site_uses_the_same_log_in(office: Office, client: Client) -> None:
    response = client.get("/pengelola/login/?next=/pengelola/")
    assert response.status_code == 302
    assert response["Location"].startswith("/akun/login/")
