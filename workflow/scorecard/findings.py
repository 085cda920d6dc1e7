"""What stands out in the figures, as sentences for whoever revises the SOP. Only what the numbers carry is said."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.scorecard import words
from workflow.scorecard.arithmetic import percent
from workflow.scorecard.board import Board, Line

OFTEN_LATE = 80
"""Below this share on time a step is named."""
SHORTER = 50
"""A norm of which nine out of ten visits need at most this share can be shortened."""
WAITING = 30
"""From this share of waiting on others the step's time is not its executor's alone."""
MANY_RETURNS = 25
"""From this share of "Tidak" a decision is named."""


@dataclass(frozen=True)
class Finding:
    """`state` is a pill of the visual language: what kind of finding it is. `line`: the step, where one is meant."""

    state: str
    kind: str
    text: str
    line: Line | None = None
    what: str = ""


def findings(board: Board) -> list[Finding]:
    """Sentences, the gravest first; one that says there is too little to go by when that is so."""
    found: list[Finding] = []
    for line in board.steps:
        found += _late(board, line)
    for line in board.steps:
        found += _sent_back(line)
    for line in board.steps:
        found += _waiting(line)
    for line in board.steps:
        found += _could_be_shorter(board, line)
    thin = [line for line in board.steps if line.figures.share is None]
    if len(thin) == len(board.steps):
        found.append(
            Finding(
                "menunggu", "Data masih sedikit",
                "Belum ada langkah yang diselesaikan lima kali dalam rentang ini, jadi belum ada yang dapat disimpulkan.",
            )
        )  # fmt: skip
    elif thin:
        steps = ", ".join(str(line.number) for line in thin)
        found.append(
            Finding("menunggu", "Data masih sedikit", f"Langkah {steps} belum diselesaikan lima kali; angkanya belum dapat disimpulkan.")
        )  # fmt: skip
    return found


def named(line: Line) -> str:
    return f"Langkah {line.number} ({line.name.lower() if line.number < 6 or line.number > 7 else line.name})"


def _late(board: Board, line: Line) -> list[Finding]:
    figures = line.figures
    if figures.share is None or figures.median is None or figures.share >= OFTEN_LATE:
        return []
    text = (
        f"{named(line)} selesai tepat waktu {words.out_of(figures.on_time, figures.done)}. Waktu bakunya {line.norm}, "
        f"mediannya {words.time_taken(figures.median, board.day_minutes)}"
    )
    if figures.p90 is not None:
        text += (
            f", dan satu dari sepuluh memakai lebih dari {words.time_taken(figures.p90, board.day_minutes)}"
        )
    return [Finding("terlambat", "Sering lewat waktu", f"{text}.", line, "telat")]


def _sent_back(line: Line) -> list[Finding]:
    figures = line.figures
    if (
        figures.share is None
        or not figures.returned
        or percent(figures.returned, figures.done) < MANY_RETURNS
    ):
        return []
    text = f"{named(line)} berakhir dengan pengembalian {words.out_of(figures.returned, figures.done)}."
    return [Finding("dikembalikan", "Sering dikembalikan", text, line, "kembali")]


def _waiting(line: Line) -> list[Finding]:
    share = line.figures.waiting
    if line.figures.share is None or share is None or share < WAITING:
        return []
    text = f"{share} % waktu {named(line).lower()} dipakai menunggu pihak lain, bukan pelaksananya."
    return [Finding("hampir", "Banyak menunggu", text, line, "selesai")]


def _could_be_shorter(board: Board, line: Line) -> list[Finding]:
    figures = line.figures
    if figures.p90 is None or not line.norm_minutes or " / " in line.norm:
        return []
    used = percent(figures.p90, line.norm_minutes)
    if used > SHORTER:
        return []
    text = (
        f"{named(line)} sembilan dari sepuluh kali selesai dalam {words.time_taken(figures.p90, board.day_minutes)}, "
        f"{used} % dari waktu baku {line.norm}. Waktu bakunya dapat dipersingkat."
    )
    return [Finding("selesai", "Lebih cepat dari norma", text, line, "selesai")]
