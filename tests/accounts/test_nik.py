"""A NIK is personal data: encrypted at rest, opened only where it is used, never in a list or a trail (UU 27/2022)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from tests.factories import Office

pytestmark = pytest.mark.django_db
NIK = "7324011203800001"


def test_the_database_does_not_hold_the_digits(office: Office) -> None:
    office.kadis.nik = NIK
    office.kadis.save()
    assert User.objects.get(pk=office.kadis.pk).nik == NIK
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik_sealed FROM accounts_user WHERE id = %s", [office.kadis.pk])
        (kept,) = cursor.fetchone()
    assert kept
    assert NIK not in kept


def test_two_people_cannot_be_compared_by_what_is_kept() -> None:
    one, other = User(), User()
    one.nik = other.nik = NIK
    assert one.nik_sealed != other.nik_sealed


def test_a_new_secret_key_still_opens_with_the_old_one_and_seals_anew(settings: Any) -> None:
    person = User()
    settings.SECRET_KEY = "lama" * 10
    person.nik = NIK
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "baru" * 10, ["lama" * 10]
    assert person.nik == NIK
    person.nik = person.nik
    settings.SECRET_KEY_FALLBACKS = []
    assert person.nik == NIK


def test_a_lost_key_means_typing_it_again_not_an_error(settings: Any) -> None:
    person = User()
    person.nik = NIK
    settings.SECRET_KEY = "hilang" * 10
    assert person.nik == ""


def test_nobody_has_none() -> None:
    assert User().nik == ""
