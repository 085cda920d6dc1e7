"""Which months and which edition somebody looks at: read from an address, kept in it, said in words on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from accounts.worktime_words import MONTH_NAMES

MOST_MONTHS = 60
USUAL_MONTHS = 12


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, at: datetime) -> Month:
        """The office's month of a moment."""
        day = timezone.localdate(at)
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Month | None:
        """ "2026-10"; None for anything else."""
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text, re.ASCII)
        return cls(int(found[1]), int(found[2])) if found else None

    def plus(self, months: int) -> Month:
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)

    def minus(self, other: Month) -> int:
        """How many months lie between the two."""
        return (self.year - other.year) * 12 + self.number - other.number

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number:02d}"

    @property
    def words(self) -> str:
        return f"{MONTH_NAMES[self.number - 1]} {self.year}"

    @property
    def starts(self) -> datetime:
        return timezone.make_aware(datetime.combine(date(self.year, self.number, 1), time.min))


@dataclass(frozen=True)
class Span:
    """Whole months, both included, and perhaps one edition of the SOP."""

    first: Month
    last: Month
    edition: int | None = None

    @classmethod
    def read(cls, given: Mapping[str, str], at: datetime) -> Span:
        """From an address. What cannot be understood is left out; months in the wrong order change places."""
        now = Month.of(at)
        last = Month.read(given.get("sampai", "")) or now
        first = Month.read(given.get("dari", "")) or last.plus(1 - USUAL_MONTHS)
        if first > last:
            first, last = last, first
        if last.minus(first) >= MOST_MONTHS:
            first = last.plus(1 - MOST_MONTHS)
        edition = given.get("edisi", "")
        known = edition.isascii() and edition.isdecimal() and len(edition) < 10
        return cls(first, last, int(edition) if known else None)

    @property
    def given(self) -> dict[str, str]:
        """The parts of an address that lead here."""
        parts = {"dari": self.first.key, "sampai": self.last.key, "edisi": str(self.edition or "")}
        return {name: value for name, value in parts.items() if value}

    @property
    def words(self) -> str:
        if self.first == self.last:
            return self.first.words
        start = self.first.words if self.first.year != self.last.year else MONTH_NAMES[self.first.number - 1]
        return f"{start} sampai dengan {self.last.words}"

    @property
    def begins(self) -> datetime:
        return self.first.starts

    @property
    def ends(self) -> datetime:
        """The first moment after the last month."""
        return self.last.plus(1).starts

    def includes(self, at: datetime) -> bool:
        return self.begins <= at < self.ends

    def months(self) -> Iterator[Month]:
        for place in range(self.last.minus(self.first) + 1):
            yield self.first.plus(place)


def choices(at: datetime) -> list[Month]:
    """The months one may pick, newest first."""
    return [Month.of(at).plus(-place) for place in range(MOST_MONTHS)]


def shortcuts(at: datetime) -> list[tuple[str, Span]]:
    """The spans an office asks for most."""
    now = Month.of(at)
    quarter = now.plus(-((now.number - 1) % 3))
    return [
        ("Bulan ini", Span(now, now)),
        ("Triwulan ini", Span(quarter, quarter.plus(2))),
        ("Triwulan lalu", Span(quarter.plus(-3), quarter.plus(-1))),
        ("Tahun ini", Span(Month(now.year, 1), Month(now.year, 12))),
        ("12 bulan", Span(now.plus(1 - USUAL_MONTHS), now)),
    ]
