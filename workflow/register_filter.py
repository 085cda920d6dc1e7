"""What somebody looks for in the agenda book: read from an address or a stored wish, said in words on the paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from accounts.worktime_words import long_date
from workflow.letters import Letter, Sifat
from workflow.sop import Final, Step

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST_TEXT = 100
STATUSES: dict[str, str] = {
    "belum": "Belum didisposisi",
    "berjalan": "Sedang dikerjakan",
    Final.SELESAI.value: Final.SELESAI.label,
    Final.DIKETAHUI.value: Final.DIKETAHUI.label,
    Final.DIBATALKAN.value: Final.DIBATALKAN.label,
}


@dataclass(frozen=True)
class BookFilter:
    """Every part may be left out. `first` and `last` are days of receipt, both included."""

    text: str = ""
    year: int | None = None
    first: date | None = None
    last: date | None = None
    sifat: str = ""
    sender: str = ""
    status: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> BookFilter:
        """From an address. What cannot be understood is left out; days in the wrong order change places."""
        first, last = _day(given.get("dari")), _day(given.get("sampai"))
        if first and last and first > last:
            first, last = last, first
        year, sifat, status = given.get("tahun", ""), given.get("sifat", ""), given.get("status", "")
        return cls(
            text=given.get("cari", "").strip()[:LONGEST_TEXT],
            year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
            first=first,
            last=last,
            sifat=sifat if sifat in Sifat.values else "",
            sender=given.get("asal", "").strip()[:LONGEST_TEXT],
            status=status if status in STATUSES else "",
        )

    @property
    def given(self) -> dict[str, str]:
        """The parts of an address that lead here; nothing for what was left out."""
        parts = {
            "cari": self.text,
            "tahun": str(self.year or ""),
            "dari": self.first.isoformat() if self.first else "",
            "sampai": self.last.isoformat() if self.last else "",
            "sifat": self.sifat,
            "asal": self.sender,
            "status": self.status,
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def has_details(self) -> bool:
        """Whether one of the parts below the fold of the form was used."""
        return bool(self.first or self.last or self.sifat or self.sender or self.status)

    @property
    def words(self) -> list[str]:
        """What the paper says about which letters it lists."""
        told = [self._period()]
        if self.sifat:
            told.append(f"sifat {Sifat(self.sifat).label.lower()}")
        if self.sender:
            told.append(f"asal memuat “{self.sender}”")
        if self.status:
            told.append(STATUSES[self.status].lower())
        if self.text:
            told.append(f"memuat “{self.text}”")
        return told

    def _period(self) -> str:
        if self.first and self.last:
            return f"Diterima {long_date(self.first)} sampai dengan {long_date(self.last)}"
        if self.first:
            return f"Diterima sejak {long_date(self.first)}"
        if self.last:
            return f"Diterima sampai dengan {long_date(self.last)}"
        return f"Tahun {self.year}" if self.year else "Semua tahun"

    def narrow(self, letters: QuerySet[Letter], shown: Q) -> QuerySet[Letter]:
        """The letters that match. `shown`: those whose words the reader sees; others are never found by what they say."""
        if self.year:
            letters = letters.filter(agenda_year=self.year)
        if self.first:
            # the year is that of receipt, and has the book's own index
            letters = letters.filter(agenda_year__gte=self.first.year, received_at__gte=_midnight(self.first))
        if self.last:
            letters = letters.filter(
                agenda_year__lte=self.last.year, received_at__lt=_midnight(self.last + timedelta(days=1))
            )
        if self.sifat:
            letters = letters.filter(sifat=self.sifat)
        if self.status:
            letters = letters.filter(_in_status(self.status))
        if self.sender:
            letters = letters.filter(shown, sender__icontains=self.sender)
        if self.text:
            letters = letters.filter(_matches(self.text, shown))
        return letters


def _in_status(status: str) -> Q:
    if status == "belum":
        return Q(case__state=Step.DISPOSISI)
    if status == "berjalan":
        return Q(case__state__in=[step for step in Step.values if step != Step.DISPOSISI])
    return Q(case__state=status)


def _matches(text: str, shown: Q) -> Q:
    found = shown & (Q(subject__icontains=text) | Q(sender__icontains=text) | Q(number__icontains=text))
    if text.isdecimal():
        found |= Q(agenda_number=int(text[:9]))
    return found


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
