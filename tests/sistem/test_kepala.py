"""Headers, sessions and addresses that belong to no app."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_log_in_page_allows_no_inline_script_or_style_and_no_other_host(client: Client) -> None:
    policy = client.get("/akun/login/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_sign_up_is_closed(client: Client) -> None:
    before = get_user_model().objects.count()
    client.post(
        "/akun/signup/", {"username": "baru", "password1": "Rahasia-2025!", "password2": "Rahasia-2025!"}
    )
    assert get_user_model().objects.count() == before


def test_the_admin_asks_the_same_log_in(client: Client) -> None:
    answer = client.get("/pengelola/login/?next=/pengelola/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/akun/login/")


def test_search_engines_are_sent_away(client: Client) -> None:
    assert b"Disallow: /" in client.get("/robots.txt").content


def test_work_keeps_the_session_and_eight_idle_hours_end_it(client: Client) -> None:
    person = get_user_model().objects.create_user(username="pegawai", password="x")
    client.force_login(person)
    start = timezone.now()
    for hours in (0, 6, 12):  # twelve hours of work, never eight without a page
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            client.get("/akun/password/change/")
            assert "_auth_user_id" in client.session
    with time_machine.travel(start + timedelta(hours=20, minutes=6), tick=False):
        assert client.get("/akun/password/change/").status_code == 302
        assert "_auth_user_id" not in client.session


def test_pages_of_a_logged_in_person_are_not_stored(client: Client) -> None:
    client.force_login(get_user_model().objects.create_user(username="pegawai", password="x"))
    assert "no-store" in client.get("/akun/password/change/")["Cache-Control"]
