"""Which office hours are in force when, and what is odd about them: overlaps and gaps, in sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.roles import UnitKind
from accounts.worktime import Calendar, Profile
from accounts.worktime_words import long_date

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """From `first` to `last` one profile is in force (None: a gap), whatever else covers those days."""

    first: date
    last: date
    profile: Profile | None
    beaten: tuple[Profile, ...]

    @property
    def words(self) -> str:
        """ "19 Februari 2026 sampai 20 Maret 2026: Ramadan 1447 H"."""
        when = f"{long_date(self.first)} sampai {long_date(self.last)}"
        return f"{when}: {self.profile.name if self.profile else 'tidak ada jam kerja'}"


def stretches(calendar: Calendar, first: date, last: date) -> list[Stretch]:
    """The days from `first` to `last`, cut where another profile comes into force or another one covers them."""
    found: list[Stretch] = []
    cuts = sorted({first, *(day for day in _edges(calendar, last) if first < day <= last)})
    for begin, end in zip(cuts, [*(cut - _DAY for cut in cuts[1:]), last], strict=True):
        covering = [one for one in calendar.profiles if one.kind in ("", calendar.kind) and one.covers(begin)]
        chosen = calendar.profile(begin)
        found.append(Stretch(begin, end, chosen, tuple(one for one in covering if one is not chosen)))
    return found


def _edges(calendar: Calendar, last: date) -> Iterator[date]:
    for profile in calendar.profiles:
        yield profile.starts
        if profile.ends is not None and profile.ends < last:
            yield profile.ends + _DAY


def findings(calendar: Calendar, first: date, last: date) -> list[str]:
    """What the admin ought to know about these days: gaps first, then overlaps with why one of them wins."""
    gaps: list[str] = []
    overlaps: dict[tuple[str, str], str] = {}
    for stretch in stretches(calendar, first, last):
        chosen = stretch.profile
        when = f"{long_date(stretch.first)} sampai {long_date(stretch.last)}"
        if chosen is None:
            gaps.append(
                f"Tidak ada jam kerja {when}: tenggat melompati masa itu. Tambahkan jam kerja yang berlaku."
            )
            continue
        for other in stretch.beaten:
            why = _why(chosen, other)
            if why:
                overlaps.setdefault(
                    (chosen.name, other.name),
                    f"“{chosen.name}” dan “{other.name}” sama-sama berlaku {when}; yang dipakai “{chosen.name}”, {why}.",
                )
    return [*gaps, *overlaps.values()]


def _why(chosen: Profile, other: Profile) -> str:
    """Why one beats the other; empty where that is the ordinary way (Ramadan over the whole year's hours)."""
    if chosen.kind != other.kind:
        return f"karena khusus untuk {UnitKind(chosen.kind).label.lower()}"
    if chosen.ends is not None and other.ends is None:
        return ""
    if chosen.starts != other.starts:
        return "karena mulai berlaku lebih akhir" if (chosen.ends is None) == (other.ends is None) else ""
    return "karena dicatat lebih akhir; hapus salah satunya"
