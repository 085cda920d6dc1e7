"""Feeds the clock: the office calendar from the database, or as shipped where there is no database yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast
from django.http import HttpRequest

from accounts import defaults
from accounts.errors import Refusal
from accounts.models.calendar import EmergencyClosing, Holiday, OfficeDay
from accounts.worktime import Calendar, Closing, Hours, Profile

if TYPE_CHECKING:
    from django.apps.registry import Apps

_Row: TypeAlias = tuple[Any, ...]
_DAY, _OFF, _CLOSED = 0, 1, 2
"""What a row of the one query is: the hours of a weekday, a day off, an emergency closing."""


def office_calendar() -> Calendar:
    """The calendar the office has entered, at this moment: one query.

    Nothing is kept by age: the rows themselves are the key under which the calendar built from them is
    kept, so a change by the admin counts at once in every process and a rolled-back one never did. A
    confirmed profile without a single day says nothing and is left aside; of two equals the newer wins.
    """
    hours = _rows(
        OfficeDay.objects.filter(profile__is_confirmed=True), _DAY, key="profile_id", name="profile__name",
        kind="profile__unit_kind", first="profile__starts_on", last="profile__ends_on", weekday="weekday",
        starts="opens", ends="closes", break_start="break_start", break_end="break_end",
    )  # fmt: skip
    days_off = _rows(Holiday.objects.all(), _OFF, key="pk", first="date")
    closings = _rows(
        EmergencyClosing.objects.all(), _CLOSED, key="pk", first="date", starts="starts", ends="ends"
    )
    return _build(frozenset(hours.union(days_off, closings, all=True)))


_COLUMNS: dict[str, models.Field[Any, Any]] = {
    "key": models.BigIntegerField(), "name": models.CharField(), "kind": models.CharField(),
    "first": models.DateField(), "last": models.DateField(), "weekday": models.SmallIntegerField(),
    "starts": models.TimeField(), "ends": models.TimeField(), "break_start": models.TimeField(),
    "break_end": models.TimeField(),
}  # fmt: skip


def _rows(rows: models.QuerySet[Any], what: int, **columns: str) -> models.QuerySet[Any, _Row]:
    """One branch of the union: the named columns, NULL for the others."""
    shown = {
        f"c_{name}": F(columns[name]) if name in columns else Cast(Value(None), field)
        for name, field in _COLUMNS.items()
    }
    named = rows.order_by().annotate(c_what=Value(what, models.IntegerField()), **shown)
    found: models.QuerySet[Any, _Row] = named.values_list("c_what", *shown)
    return found


@lru_cache(maxsize=8)
def _build(rows: frozenset[_Row]) -> Calendar:
    ordered = sorted((row[1:] for row in rows if row[0] == _DAY), key=lambda row: (-row[0], row[5]))
    profiles = []
    for (_, name, kind, starts, ends), days in groupby(ordered, key=lambda row: row[:5]):
        week = tuple((row[5], Hours(*row[6:])) for row in days)
        profiles.append(Profile(name, starts, ends, week, kind))
    return Calendar(
        tuple(profiles),
        frozenset(row[4] for row in rows if row[0] == _OFF),
        frozenset(Closing(row[4], row[7], row[8]) for row in rows if row[0] == _CLOSED),
    )


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
