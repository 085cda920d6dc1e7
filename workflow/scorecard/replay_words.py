"""A replay in sentences for whoever revises the SOP: what the past says under the draft, and what it cannot say."""

from __future__ import annotations

from workflow.scorecard import words
from workflow.scorecard.arithmetic import ENOUGH_FOR_MEDIAN
from workflow.scorecard.replay import Replayed
from workflow.sop import Step

NOUNS: dict[Step, str] = {
    Step.DISPOSISI: "disposisi",
    Step.FORMAT: "penyampaian format",
    Step.PENGUMPULAN: "pengumpulan data",
    Step.ANALISIS: "analisis",
    Step.DRAFT: "penyusunan draft",
    Step.PARAF_KASUBAG: "paraf",
    Step.PARAF_SEKRETARIS: "paraf",
    Step.TANDA_TANGAN: "tanda tangan",
    Step.PENGGANDAAN: "penggandaan",
}
"""What is counted when a step is done so many times: "9 dari 11 paraf"."""


def outcome(one: Replayed) -> str:
    """ "Dengan 2 jam, 9 dari 11 paraf tepat waktu; dengan 1 jam 7 dari 11."; where there is nothing to go by, that."""
    noun = NOUNS[one.step]
    if not one.done:
        return f"Belum ada {noun} yang diselesaikan dalam rentang ini, jadi pengaruhnya tidak dapat dihitung."
    whole = words.counted(one.done)
    first = f"{_then(one)}, {words.counted(one.on_time)} dari\u00a0{whole} {noun} tepat waktu"
    if one.draft.norm in one.norms_then and len(one.norms_then) == 1:
        second = "menurut rancangan"
    else:
        second = f"dengan {one.draft.norm}"
    same = " tetap" if one.on_time == one.on_time_under else ""
    return f"{first}; {second}{same} {words.counted(one.on_time_under)} dari\u00a0{whole}."


def _then(one: Replayed) -> str:
    told = " atau ".join(str(norm) for norm in one.norms_then)
    return f"Dengan {told}" if one.norms_then == (one.now.norm,) else f"Dengan waktu baku saat itu ({told})"


def remarks(one: Replayed) -> list[str]:
    """What must be known beside the figures of a step."""
    told = []
    if 0 < one.done < ENOUGH_FOR_MEDIAN:
        told.append(f"Baru {one.done} kali, belum cukup untuk disimpulkan.")
    if one.extended and one.now.norm != one.draft.norm:
        told.append(
            f"{words.counted(one.extended)} di antaranya diperpanjang atasan; tenggat perpanjangan itu tetap dipakai."
        )
    if one.step == Step.PENGUMPULAN and one.now.norm != one.draft.norm:
        told.append("Tenggat unit ikut waktu baku langkah ini; ketepatan unit tidak ikut dinilai ulang.")
    if one.now.executor != one.draft.executor:
        told.append(_executor(one))
    if one.now.back_to != one.draft.back_to:
        told.append(
            f"“Tidak” pada langkah ini akan kembali ke {_place(one.draft.back_to)}, sekarang ke {_place(one.now.back_to)}. "
            "Jalan kasus tidak dapat diputar ulang, jadi itu tidak ikut dihitung."
        )
    return told


def _executor(one: Replayed) -> str:
    """Only the hours of the unit differ with another executor, and mostly not even they."""
    said = f"Pelaksananya menjadi {one.draft.executor.person}, sekarang {one.now.executor.person}"
    hours = (
        "Jam kantor unit keduanya sama, jadi tenggatnya tidak berubah karena itu."
        if one.same_hours
        else f"Tenggat dihitung menurut jam kantor unit {one.draft.executor.person}."
    )
    return f"{said}. {hours} Secepat apa pelaksana baru mengerjakannya, tidak ada yang tahu."


def _place(step: str) -> str:
    return f"langkah {Step(step).number}" if step else "tidak ke mana pun"


def change(one: Replayed) -> str:
    """ "2 jam menjadi 1 jam"; of an executor "Sekretaris Dinas menjadi Kepala Dinas"; both where both change."""
    parts = []
    if one.now.norm != one.draft.norm:
        parts.append(f"{one.now.norm} menjadi {one.draft.norm}")
    if one.now.executor != one.draft.executor:
        parts.append(f"{one.now.executor.person} menjadi {one.draft.executor.person}")
    if one.now.back_to != one.draft.back_to:
        parts.append("arah pengembalian")
    return ", ".join(parts) or "tidak diubah rancangan"


def difference(one: Replayed) -> str:
    """ "2 lebih sedikit", "1 lebih banyak", "sama", "–" where nothing was done."""
    if not one.done:
        return "–"
    more = one.on_time_under - one.on_time
    return f"{words.counted(abs(more))} lebih {'banyak' if more > 0 else 'sedikit'}" if more else "sama"
