"""The office calendar as the admin keeps it in the database."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.calendar import (
    cuti_bersama_warning,
    library_holidays,
    load_default_calendar,
    missing_cuti_bersama,
    office_calendar,
    prefill_holidays,
    shipped_calendar,
)
from accounts.errors import Refusal
from accounts.models import Holiday, OfficeDay, OfficeProfile
from accounts.worktime import WITA, due, jam

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def _shipped_rows() -> None:
    OfficeProfile.objects.all().delete()
    Holiday.objects.all().delete()
    load_default_calendar(apps)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def test_the_loaded_rows_are_the_shipped_calendar_day_for_day() -> None:
    loaded, shipped = office_calendar(), shipped_calendar()
    for day in _days(date(2025, 1, 1), date(2028, 1, 31)):
        assert loaded.spans(day) == shipped.spans(day), day


def test_days_off_are_those_of_the_skb() -> None:
    """domain.md §1.3, counted from the decrees."""
    by_kind = {
        year: tuple(
            Holiday.objects.filter(date__year=year, kind=kind).count() for kind in Holiday.Kind.values[:2]
        )
        for year in (2025, 2026, 2027)
    }
    assert by_kind == {2025: (17, 11), 2026: (17, 8), 2027: (18, 8)}
    cuti_2026 = Holiday.objects.filter(date__year=2026, kind=Holiday.Kind.CUTI_BERSAMA).order_by("date")
    assert [(row.date.month, row.date.day) for row in cuti_2026] == [
        *((2, 16), (3, 18), (3, 20), (3, 23), (3, 24), (5, 15), (5, 28), (12, 24)),
    ]
    assert "1497/2025" in cuti_2026[0].basis


def test_loading_again_changes_nothing_the_office_has_entered() -> None:
    OfficeProfile.objects.filter(name="Ramadan 1446 H").delete()
    Holiday.objects.filter(date=date(2026, 1, 1)).delete()
    before = OfficeProfile.objects.count(), OfficeDay.objects.count(), Holiday.objects.count()
    load_default_calendar(apps)
    assert (OfficeProfile.objects.count(), OfficeDay.objects.count(), Holiday.objects.count()) == before


def test_the_shortened_hours_of_may_2025_wait_for_confirmation() -> None:
    profile = OfficeProfile.objects.get(is_confirmed=False)
    assert office_calendar().spans(MONDAY)[-1][1] == time(16)
    profile.is_confirmed = True
    profile.save()
    assert office_calendar().spans(MONDAY)[-1][1] == time(15)


def test_every_change_counts_at_once() -> None:
    start = datetime(2026, 10, 12, 8, 0, tzinfo=WITA)
    assert due(start, jam(1), office_calendar()).day == 12
    holiday = Holiday.objects.create(date=MONDAY, name="Hari jadi kabupaten", kind=Holiday.Kind.LIBUR_DAERAH)
    assert due(start, jam(1), office_calendar()).day == 13
    holiday.delete()
    assert due(start, jam(1), office_calendar()).day == 12
    OfficeDay.objects.filter(profile__ends_on=None, weekday=0).update(opens=time(10))
    assert due(start, jam(1), office_calendar()) == datetime(2026, 10, 12, 11, 0, tzinfo=WITA)


def test_a_change_that_is_rolled_back_never_counted() -> None:
    def change_then_fail() -> None:
        with transaction.atomic():
            Holiday.objects.create(date=MONDAY, name="Batal")
            assert office_calendar().spans(MONDAY) == ()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_then_fail()
    assert office_calendar().spans(MONDAY)


def test_the_calendar_costs_one_query_and_is_built_once(django_assert_num_queries: Any) -> None:
    first = office_calendar()
    with django_assert_num_queries(1):
        assert office_calendar() is first


def test_of_two_equal_profiles_the_newer_row_wins() -> None:
    old = OfficeProfile.objects.get(name="Jam kerja biasa")
    new = OfficeProfile.objects.create(name="Pembetulan", starts_on=old.starts_on)
    assert office_calendar().spans(MONDAY)  # without a single day it says nothing
    OfficeDay.objects.create(profile=new, weekday=0, opens=time(9), closes=time(12))
    assert office_calendar().spans(MONDAY) == ((time(9), time(12)),)


# ── what the forms and the database refuse ──────────────────────────────────────────────────────
IMPOSSIBLE_DAYS = [
    ({"opens": time(16), "closes": time(8)}, "Jam pulang harus sesudah jam masuk"),
    ({"break_start": time(12)}, "Jam istirahat harus lengkap"),
    ({"break_start": time(13), "break_end": time(12)}, "Jam istirahat harus lengkap"),
    ({"break_start": time(7), "break_end": time(9)}, "Jam istirahat harus lengkap"),
    ({"break_start": time(15), "break_end": time(16)}, "Jam istirahat harus lengkap"),
]


@pytest.mark.parametrize(("wrong", "sentence"), IMPOSSIBLE_DAYS)
def test_impossible_hours_are_refused_by_form_and_database(wrong: dict[str, time], sentence: str) -> None:
    profile = OfficeProfile.objects.create(name="Uji", starts_on=MONDAY)
    row = OfficeDay(**{"profile": profile, "weekday": 0, "opens": time(8), "closes": time(16), **wrong})
    with pytest.raises(ValidationError, match=sentence):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_weekday_stands_once_in_a_profile() -> None:
    profile = OfficeProfile.objects.get(name="Jam kerja biasa")
    row = OfficeDay(profile=profile, weekday=0, opens=time(8), closes=time(16))
    with pytest.raises(ValidationError, match="Hari ini sudah ada"):
        row.full_clean()


def test_a_profile_cannot_end_before_it_starts() -> None:
    row = OfficeProfile(name="Terbalik", starts_on=MONDAY, ends_on=MONDAY - timedelta(days=1))
    with pytest.raises(ValidationError, match="mendahului"):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_date_is_a_holiday_once() -> None:
    with pytest.raises(ValidationError, match="sudah tercatat"):
        Holiday(date=date(2026, 1, 1), name="Tahun baru lagi").full_clean()


# ── pre-filling ─────────────────────────────────────────────────────────────────────────────────
def test_prefilling_adds_what_is_missing_and_leaves_the_rest_alone() -> None:
    Holiday.objects.filter(date=date(2026, 3, 18)).delete()
    Holiday.objects.filter(date=date(2026, 1, 1)).update(name="Nama dari kantor")
    added = prefill_holidays(year=2026)
    assert [row.date for row in added] == [date(2026, 3, 18)]
    assert added[0].kind == Holiday.Kind.CUTI_BERSAMA
    assert Holiday.objects.get(date=date(2026, 1, 1)).name == "Nama dari kantor"
    assert prefill_holidays(year=2026) == ()


def test_a_year_the_library_does_not_know_is_refused_with_the_cure() -> None:
    assert library_holidays(1900) == ()
    with pytest.raises(Refusal, match="Isi satu per satu"):
        prefill_holidays(year=1900)


def test_a_year_without_cuti_bersama_is_reported() -> None:
    prefill_holidays(year=2028)
    assert missing_cuti_bersama([2026, 2027, 2028, 2029]) == (2028, 2029)
    assert "Tahun 2028 belum mempunyai cuti bersama" in cuti_bersama_warning(2028)
