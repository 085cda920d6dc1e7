"""Feeds the clock: the office calendar from the database, or as shipped where there is no database yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import transaction
from django.http import HttpRequest

from accounts import defaults
from accounts.errors import Refusal
from accounts.models.calendar import Holiday, OfficeDay
from accounts.worktime import Calendar, Hours, Profile

if TYPE_CHECKING:
    from django.apps.registry import Apps

_DayRow: TypeAlias = tuple[int, str, date, date | None, int, time, time, time | None, time | None]


def office_calendar() -> Calendar:
    """The calendar the office has entered, at this moment: two queries.

    Nothing is kept by age: the rows themselves are the key under which the calendar built from them is
    kept, so a change by the admin counts at once in every process and a rolled-back one never did. A
    confirmed profile without a single day says nothing and is left aside; of two equals the newer wins.
    """
    days = OfficeDay.objects.filter(profile__is_confirmed=True).order_by("-profile_id", "weekday")
    return _build(
        tuple(
            days.values_list(
                "profile_id",
                "profile__name",
                "profile__starts_on",
                "profile__ends_on",
                "weekday",
                "opens",
                "closes",
                "break_start",
                "break_end",
            )
        ),
        tuple(Holiday.objects.order_by("date").values_list("date", flat=True)),
    )


@lru_cache(maxsize=8)
def _build(days: tuple[_DayRow, ...], days_off: tuple[date, ...]) -> Calendar:
    profiles = []
    for (_, name, starts, ends), rows in groupby(days, key=lambda row: row[:4]):
        week = tuple((row[4], Hours(*row[5:])) for row in rows)
        profiles.append(Profile(name, starts, ends, week))
    return Calendar(tuple(profiles), frozenset(days_off))


@lru_cache(maxsize=1)
def shipped_calendar() -> Calendar:
    """The calendar as shipped, without a database."""
    return Calendar(
        tuple(shipped.profile for shipped in defaults.PROFILES if shipped.is_confirmed),
        frozenset(row.date for year in defaults.HOLIDAY_YEARS for row in library_holidays(year)),
    )


@dataclass(frozen=True, slots=True)
class LibraryHoliday:
    """One day off as the `holidays` package knows it."""

    date: date
    name: str
    kind: Holiday.Kind
    basis: str


def library_holidays(year: int) -> tuple[LibraryHoliday, ...]:
    """Libur nasional and cuti bersama of a year by date; empty for a year the package does not know.

    The package lags behind: cuti bersama appear months after the SKB, and lunar dates of later years are
    estimates that say so in their name.
    """
    import holidays

    def named(category: str) -> dict[date, str]:
        return dict(holidays.country_holidays("ID", years=year, categories=(category,), language="id"))

    days = [(Holiday.Kind.CUTI_BERSAMA, named("government")), (Holiday.Kind.LIBUR_NASIONAL, named("public"))]
    basis = defaults.HOLIDAY_BASIS.get(year, defaults.HOLIDAY_BASIS_UNSEEN)
    # A date in both is libur nasional, which therefore comes last.
    found = {
        day: LibraryHoliday(day, name, kind, basis)
        for kind, named_days in days
        for day, name in named_days.items()
    }
    return tuple(found[day] for day in sorted(found))


@transaction.atomic
def prefill_holidays(*, year: int) -> tuple[Holiday, ...]:
    """Add the days off of a year that the library knows and the table lacks; what is there stays as it is.

    Returns the added rows; Refusal for a year the library does not know.
    """
    known = library_holidays(year)
    if not known:
        raise Refusal(
            f"Hari libur tahun {year} belum dikenal program ini. "
            "Isi satu per satu dari SKB 3 Menteri, atau perbarui program lalu coba lagi.",
            field="year",
        )
    present = set(Holiday.objects.filter(date__year=year).values_list("date", flat=True))
    return tuple(
        Holiday.objects.create(date=row.date, name=row.name, kind=row.kind, basis=row.basis)
        for row in known
        if row.date not in present
    )


def missing_cuti_bersama(years: Iterable[int]) -> tuple[int, ...]:
    """Those of `years` without a single cuti bersama: until entered, deadlines there fall too early."""
    present = {
        day.year
        for day in Holiday.objects.filter(kind=Holiday.Kind.CUTI_BERSAMA).values_list("date", flat=True)
    }
    return tuple(sorted(set(years) - present))


def cuti_bersama_warning(year: int) -> str:
    """What to tell the admin about a year of `missing_cuti_bersama`."""
    return (
        f"Tahun {year} belum mempunyai cuti bersama, sehingga tenggat di tahun itu dapat jatuh terlalu awal. "
        "Tambahkan tanggal dari SKB 3 Menteri pada daftar hari libur."
    )


def load_default_calendar(apps: "Apps", schema_editor: Any = None) -> None:
    """Fill an empty calendar with what is shipped; what the office has entered is never touched.

    Takes the app registry because a migration calls it: `RunPython(load_default_calendar, RunPython.noop)`.
    """
    profiles = apps.get_model("accounts", "OfficeProfile").objects
    office_days = apps.get_model("accounts", "OfficeDay").objects
    days_off = apps.get_model("accounts", "Holiday").objects
    if not profiles.exists():
        for shipped in defaults.PROFILES:
            row = profiles.create(
                name=shipped.profile.name,
                starts_on=shipped.profile.starts,
                ends_on=shipped.profile.ends,
                basis=shipped.basis,
                is_confirmed=shipped.is_confirmed,
            )
            for weekday, hours in shipped.profile.week:
                office_days.create(
                    profile=row,
                    weekday=weekday,
                    opens=hours.opens,
                    closes=hours.closes,
                    break_start=hours.break_start,
                    break_end=hours.break_end,
                )
    for year in defaults.HOLIDAY_YEARS:
        if not days_off.filter(date__year=year).exists():
            for holiday in library_holidays(year):
                days_off.create(
                    date=holiday.date, name=holiday.name, kind=holiday.kind.value, basis=holiday.basis
                )


def calendar_of(request: HttpRequest) -> Calendar:
    """The office's calendar, read once per request."""
    known: Calendar | None = getattr(request, "office_calendar", None)
    if known is None:
        known = office_calendar()
        request.office_calendar = known  # type: ignore[attr-defined]
    return known
