"""The figures of the scorecard in Indonesian words; small numbers are told as what they are."""

from __future__ import annotations

from accounts.worktime_words import duration
from workflow.scorecard.arithmetic import ENOUGH_FOR_MEDIAN, ENOUGH_FOR_P90, Figures, percent


def time_taken(minutes: int, day_minutes: int) -> str:
    """ "1 hari 4 jam", working time."""
    return duration(minutes, day_minutes).removesuffix(" kerja")


def typical(figures: Figures, day_minutes: int) -> str:
    """The median, or why there is none."""
    if figures.median is not None:
        return time_taken(figures.median, day_minutes)
    return few(figures, "median") if figures.done else "–"


def slow(figures: Figures, day_minutes: int) -> str:
    """The ninetieth percentile, or why there is none."""
    if figures.p90 is not None:
        return time_taken(figures.p90, day_minutes)
    if not figures.done:
        return "–"
    return few(figures, "persentil") if figures.done < ENOUGH_FOR_MEDIAN else f"perlu {ENOUGH_FOR_P90} kali"


def in_cell(minutes: int | None, figures: Figures, day_minutes: int) -> str:
    """A figure for a narrow column, whose neighbour tells how many visits there were."""
    if minutes is not None:
        return time_taken(minutes, day_minutes)
    return "belum cukup" if figures.done else "–"


def few(figures: Figures, what: str) -> str:
    """ "3 kali, belum cukup untuk persentil"."""
    return f"{figures.done} kali, belum cukup untuk {what}"


def out_of(part: int, whole: int) -> str:
    """ "7 dari 8 (88 %)", the percent sign never on a line of its own; without the percentage where the whole is small, "–" where there is nothing."""
    if not whole:
        return "–"
    told = f"{counted(part)} dari {counted(whole)}"
    return f"{told} ({percent(part, whole)}\u00a0%)" if whole >= ENOUGH_FOR_MEDIAN else told


def counted(number: int) -> str:
    """ "1.014"."""
    return f"{number:,}".replace(",", ".")


def extremes(figures: Figures, day_minutes: int) -> str:
    """ "tercepat 20 menit, terlama 3 jam"."""
    if not figures.done:
        return ""
    first, last = (time_taken(minutes, day_minutes) for minutes in (figures.times[0], figures.times[-1]))
    return f"hanya {first}" if figures.done == 1 else f"tercepat {first}, terlama {last}"


def per_case(returns: int, cases: int) -> str:
    """Average number of returns of a case, one decimal: "0,6"."""
    if not cases:
        return "–"
    tenths = (20 * returns + cases) // (2 * cases)
    return f"{tenths // 10},{tenths % 10}"
