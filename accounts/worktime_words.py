"""Working time and moments in Indonesian words. Pure."""

from datetime import date, datetime

from accounts.worktime import Calendar, elapsed, in_wita, working_day_minutes

DAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTH_NAMES = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def duration(minutes: int, day_minutes: int) -> str:
    """Working minutes as "1 hari 4 jam kerja", "3 jam 20 menit kerja" or "35 menit kerja".

    One hari is `day_minutes` long, one day at the office. Beside hari the odd minutes are dropped.
    """
    if minutes < 1:
        return "kurang dari 1 menit kerja"
    days, rest = divmod(minutes, day_minutes)
    hours, odd = divmod(rest, 60)
    parts = [(days, "hari"), (hours, "jam"), (0 if days else odd, "menit")]
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) + " kerja"


def time_left(now: datetime, due_at: datetime, calendar: Calendar) -> str:
    """ "sisa 3 jam 20 menit kerja", "jatuh tempo sekarang" or "terlambat 35 menit kerja" (both aware)."""
    day_minutes = working_day_minutes(now, calendar)
    if now < due_at:
        return f"sisa {duration(elapsed(now, due_at, calendar), day_minutes)}"
    if now == due_at:
        return "jatuh tempo sekarang"
    return f"terlambat {duration(elapsed(due_at, now, calendar), day_minutes)}"


def moment(at: datetime, now: datetime) -> str:
    """ "hari ini 15.40", "besok 08.10", "kemarin 16.00", else "Rabu 14 Oktober, 11.00 WITA".

    The year is told only where it is not that of `now`.
    """
    there, here = in_wita(at), in_wita(now)
    near = {0: "hari ini", 1: "besok", -1: "kemarin"}.get((there.date() - here.date()).days)
    return f"{near} {clock(at)}" if near else dated(at, now)


def dated(at: datetime, now: datetime) -> str:
    """The same, but always with its day: for a message, which is read when it is opened and not when it is written.

    E-mail waits for the office to open, so a "besok" of 16.00 would be read on the very day.
    """
    there, here = in_wita(at), in_wita(now)
    year = "" if there.year == here.year else f" {there.year}"
    return f"{DAY_NAMES[there.weekday()]} {there.day} {MONTH_NAMES[there.month - 1]}{year}, {clock(at)} WITA"


def clock(at: datetime) -> str:
    """ "15.40", in WITA."""
    return f"{in_wita(at):%H.%M}"


def short_date(day: date) -> str:
    """ "14-10-2026"."""
    return f"{day:%d-%m-%Y}"


def long_date(day: date) -> str:
    """ "14 Oktober 2026"."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
