"""Which office hours are in force when; overlaps and gaps are explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from accounts.calendar_review import findings, stretches
from accounts.models import OfficeProfile, User
from accounts.worktime import Calendar, Hours, Profile
from tests.factories import Office

WEEK = tuple((weekday, Hours(time(8), time(15))) for weekday in range(5))
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def profile(name: str, starts: date, ends: date | None = None, kind: str = "") -> Profile:
    return Profile(name, starts, ends, WEEK, kind)


YEAR = profile("biasa", date(2015, 1, 1))
RAMADAN = profile("Ramadan", date(2026, 2, 19), date(2026, 3, 20))


def test_ramadan_cuts_the_year_in_three_and_is_nothing_odd() -> None:
    calendar = Calendar((YEAR, RAMADAN))
    assert [(one.first, one.last, one.profile) for one in stretches(calendar, FIRST, LAST)] == [
        (FIRST, date(2026, 2, 18), YEAR),
        (date(2026, 2, 19), date(2026, 3, 20), RAMADAN),
        (date(2026, 3, 21), LAST, YEAR),
    ]
    assert findings(calendar, FIRST, LAST) == []


FINDINGS: tuple[tuple[str, tuple[Profile, ...], str, list[str]], ...] = (
    ("a gap before the first and between two",
     (profile("awal", date(2026, 2, 1), date(2026, 5, 31)), profile("akhir", date(2026, 8, 1))), "",
     ["Tidak ada jam kerja 1 Januari 2026 sampai 31 Januari 2026: tenggat melompati masa itu. "
      "Tambahkan jam kerja yang berlaku.",
      "Tidak ada jam kerja 1 Juni 2026 sampai 31 Juli 2026: tenggat melompati masa itu. "
      "Tambahkan jam kerja yang berlaku."]),
    ("two temporary ones at once",
     (YEAR, RAMADAN, profile("Ramadan lain", date(2026, 3, 1), date(2026, 3, 31))), "",
     ["“Ramadan lain” dan “Ramadan” sama-sama berlaku 1 Maret 2026 sampai 20 Maret 2026; yang dipakai “Ramadan lain”, "
      "karena mulai berlaku lebih akhir."]),
    ("a new rule from a date on",
     (YEAR, profile("baru", date(2026, 7, 1))), "",
     ["“baru” dan “biasa” sama-sama berlaku 1 Juli 2026 sampai 31 Desember 2026; yang dipakai “baru”, "
      "karena mulai berlaku lebih akhir."]),
    ("the same days twice", (YEAR, profile("kembar", date(2015, 1, 1))), "",
     ["“biasa” dan “kembar” sama-sama berlaku 1 Januari 2026 sampai 31 Desember 2026; yang dipakai “biasa”, "
      "karena dicatat lebih akhir; hapus salah satunya."]),
    ("hours of one kind of unit", (YEAR, profile("seksi", date(2026, 7, 1), kind="seksi")), "seksi",
     ["“seksi” dan “biasa” sama-sama berlaku 1 Juli 2026 sampai 31 Desember 2026; yang dipakai “seksi”, "
      "karena khusus untuk seksi."]),
    ("and the others do not notice", (YEAR, profile("seksi", date(2026, 7, 1), kind="seksi")), "", []),
)  # fmt: skip


@pytest.mark.parametrize(("why", "profiles", "kind", "expected"), FINDINGS, ids=[row[0] for row in FINDINGS])
def test_overlaps_and_gaps_are_sentences(
    why: str, profiles: tuple[Profile, ...], kind: str, expected: list[str]
) -> None:
    assert findings(Calendar(profiles).of(kind), FIRST, LAST) == expected


@pytest.mark.django_db
def test_the_list_of_office_hours_shows_what_is_in_force(
    office: Office, klien: Callable[[User], Client]
) -> None:
    OfficeProfile.objects.create(name="Kosong", starts_on=date(2026, 1, 1))
    text = klien(office.admin).get(reverse("admin:accounts_officeprofile_changelist")).content.decode()
    assert "Yang berlaku, dari hari ini" in text
    assert ": Jam kerja biasa" in text
