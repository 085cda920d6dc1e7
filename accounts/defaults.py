"""The calendar as shipped: plain data, until the office says otherwise. Sources: each `basis`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from accounts.worktime import Hours, Profile

MON_THU = range(4)
FRIDAY = 4

# Holidays are pre-filled for the years whose cuti bersama the library knows.
HOLIDAY_YEARS = (2025, 2026, 2027)


@dataclass(frozen=True, slots=True)
class ShippedProfile:
    """Office hours with the words the admin reads about them; the clock uses only confirmed ones."""

    profile: Profile
    basis: str
    is_confirmed: bool = True


def _week(mon_thu: Hours, friday: Hours) -> tuple[tuple[int, Hours], ...]:
    return (*((weekday, mon_thu) for weekday in MON_THU), (FRIDAY, friday))


_ORDINARY = _week(
    Hours(time(7, 30), time(16), time(12), time(13)),
    Hours(time(7, 30), time(16, 30), time(11, 30), time(13)),
)
_RAMADAN = _week(
    Hours(time(8), time(15), time(12), time(12, 30)),
    Hours(time(8), time(15, 30), time(12), time(13)),
)
_RAMADAN_BASIS = "Perpres 21/2023 Pasal 4 (32,5 jam seminggu)"

PROFILES = (
    ShippedProfile(
        Profile("Jam kerja biasa", date(2015, 1, 1), None, _ORDINARY),
        basis="Perbup Luwu Timur 28/2015; Perpres 21/2023 Pasal 4 (37,5 jam seminggu)",
    ),
    ShippedProfile(
        Profile("Ramadan 1446 H", date(2025, 3, 1), date(2025, 3, 30), _RAMADAN), basis=_RAMADAN_BASIS
    ),
    ShippedProfile(
        Profile("Ramadan 1447 H", date(2026, 2, 19), date(2026, 3, 20), _RAMADAN), basis=_RAMADAN_BASIS
    ),
    ShippedProfile(
        Profile("Ramadan 1448 H (perkiraan)", date(2027, 2, 8), date(2027, 3, 9), _RAMADAN),
        basis=f"{_RAMADAN_BASIS}; tanggal perkiraan, cocokkan dengan hasil sidang isbat",
    ),
    ShippedProfile(
        Profile(
            "Jam kerja dipersingkat, Mei 2025",
            date(2025, 5, 5),
            None,
            _week(
                Hours(time(7), time(15), time(12), time(13)),
                Hours(time(7), time(15, 30), time(11, 30), time(13)),
            ),
        ),
        basis="Berita pers 2 Mei 2025 (pulang 15.00, Jumat 15.30; masuk disebut tetap 07.00). "
        "Peraturannya belum dilihat: pastikan dahulu",
        is_confirmed=False,
    ),
)

HOLIDAY_BASIS: Mapping[int, str] = {
    2025: "SKB 3 Menteri 1017/2024, 2/2024, 2/2024, diubah dengan 933/2025, 1/2025, 3/2025",
    2026: "SKB 3 Menteri 1497/2025, 2/2025, 5/2025",
}
HOLIDAY_BASIS_UNSEEN = "Pustaka hari libur; cocokkan dengan SKB 3 Menteri tahun itu"
