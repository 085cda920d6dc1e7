"""The scripts: two finished cases, one waiting at each of the nine steps, one letter that needed no report.

Minutes are working minutes after the act before. Norms: 1 hari = 450, 2 hari = 900, 1 jam = 60.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reports.collection import services as collection
from workflow.demo.figures import FULL, SHORT
from workflow.demo.journey import (
    Act,
    Journey,
    acknowledge,
    analyse,
    at_units,
    collect,
    dispose,
    distribute,
    edit_draft,
    fill,
    hand_in,
    open_case,
    prepare_paper,
    receipts,
    seal_kasubag,
    seal_sekretaris,
    send_back,
    send_formats,
    sign,
    write_draft,
)
from workflow.sop import Action, Step
from workflow.sop import Final as FinalState

QUARTER_BEFORE_LAST, QUARTER_BEFORE, QUARTER, SEMESTER = 0, 1, 2, None
"""Which sample figures a case is about: the two past quarters, the last one, or the semester of the two past ones."""
ADDED = "Capaian periode ini dibahas dalam rapat evaluasi dinas bersama semua bidang."


@dataclass(frozen=True)
class Script:
    """`age`: working minutes the last act lies behind the moment of loading; ignored for the cases of past periods."""

    letter: str
    figures: int | None
    form: str
    ends_at: Step | FinalState
    age: int
    acts: tuple[Act, ...]

    @property
    def minutes(self) -> int:
        return sum(act.minutes for act in self.acts)


def _opened(
    note: str = "Siapkan laporannya, gunakan data yang sudah diverifikasi bidang.",
) -> tuple[Act, ...]:
    return dispose(25, note), open_case(20, "kasubag"), send_formats(210)


def _drafted(
    collecting: int = 620, analysing: int = 480, writing: int = 450, *, without: dict[str, str] | None = None
) -> tuple[Act, ...]:
    """From the disposition to the submitted draft, with the minutes of steps 3, 4 and 5."""
    return (
        *_opened(), collect(collecting, without=without), analyse(analysing),
        write_draft(writing, addition=ADDED, note="Mohon dikoreksi."),
    )  # fmt: skip


def _matrix(j: Journey) -> None:
    """Step 3 in the middle: every state a unit can be in."""
    staff = j["staf-perencana"]
    for unit, share in (("perencanaan", 0.05), ("keuangan", 0.2), ("gtk", 0.35)):
        fill(j, unit, at=j.part(share))
        hand_in(j, unit, at=j.part(share + 0.05))
        collection.accept(submission=j.submission(unit), by=staff, at=j.part(share + 0.1))
    fill(j, "smp", at=j.part(0.4), wrong={"SMP-01": "38,03"})
    hand_in(j, "smp", at=j.part(0.5))
    submission = j.submission("smp")
    cell = submission.cells.get(code="SMP-01")
    collection.return_to_unit(
        submission=submission, note="Satu angka tampaknya tertukar, mohon diperiksa lagi.", by=staff, at=j.part(0.6),
        remarks={cell.pk: "Triwulan lalu 87,40 persen; 38,03 kemungkinan salah ketik dari 88,03."},
    )  # fmt: skip
    fill(j, "paud", at=j.part(0.6))
    hand_in(j, "paud", at=j.part(0.7))
    fill(j, "sd", at=j.part(0.75))
    collection.hand_over(submission=j.submission("sd"), by=j["staf-sd"], at=j.part(0.85))
    fill(j, "kebudayaan", at=j.part(0.9), only=2)


def _resubmit(minutes: int, addition: str, note: str) -> Act:
    def do(j: Journey) -> None:
        edit_draft(j, addition, at=j.part(0.8))
        j.perform(Action.AJUKAN_DRAFT, "staf-perencana", {"note": note})

    return Act(minutes, do)


RETURN_NOTE = (
    "Tambahkan penjelasan atas indikator yang belum mencapai target pada ikhtisar, lalu ajukan kembali."
)
EXPLAINED = "Indikator yang belum mencapai target akan dikejar melalui tindak lanjut tiap bidang sebagaimana dimuat pada BAB III."

PAST: Final[tuple[Script, ...]] = (
    Script("bappelitbangda-1", QUARTER_BEFORE_LAST, FULL, FinalState.SELESAI, 0,
           (*_drafted(analysing=1180), seal_kasubag(35), seal_sekretaris(40), sign(30), distribute(40), receipts(300))),
    Script("bappelitbangda-2", QUARTER_BEFORE, FULL, FinalState.SELESAI, 0,
           (*_drafted(), seal_kasubag(28), send_back(45, "sekretaris", RETURN_NOTE),
            _resubmit(160, EXPLAINED, "Penjelasan sudah ditambahkan."), seal_kasubag(20), seal_sekretaris(25), sign(35),
            distribute(30), receipts(400, missing=["kebudayaan", "gtk"]))),
)  # fmt: skip
"""Begun in the second week after their quarter ended."""

RUNNING: Final[tuple[Script, ...]] = (
    Script("bps", QUARTER, SHORT, Step.DISPOSISI, 18, ()),
    Script("organisasi", SEMESTER, SHORT, Step.FORMAT, 95, (dispose(30, "Koordinasikan dengan semua bidang."),)),
    Script("bappelitbangda", QUARTER, FULL, Step.PENGUMPULAN, 40, (*_opened(), at_units(520, _matrix))),
    Script("inspektorat", QUARTER, FULL, Step.ANALISIS, 1150,
           (*_opened("Segera, dipakai untuk reviu."), collect(700))),
    Script("dprd", SEMESTER, SHORT, Step.DRAFT, 140,
           (*_drafted(830, 520, 640), seal_kasubag(25), send_back(35, "sekretaris", RETURN_NOTE))),
    Script("kominfo", QUARTER, SHORT, Step.PARAF_KASUBAG, 14, _drafted(560, 310, 500)),
    Script("bpkad", QUARTER, SHORT, Step.PARAF_SEKRETARIS, 22,
           (*_drafted(700, 430, 780), seal_kasubag(20), send_back(40, "sekretaris", RETURN_NOTE),
            _resubmit(150, EXPLAINED, "Penjelasan sudah ditambahkan pada ikhtisar."), seal_kasubag(18))),
    Script("bpmp", SEMESTER, SHORT, Step.TANDA_TANGAN, 6,
           (*_drafted(760, 690, 540, without={"umum": "Survei kepuasan masyarakat baru selesai diolah bulan depan."}), seal_kasubag(25), seal_sekretaris(30), prepare_paper(5))),
    Script("pemerintahan", QUARTER, FULL, Step.PENGGANDAAN, 12,
           (*_drafted(840, 760, 800), seal_kasubag(30), seal_sekretaris(25), sign(35))),
    Script("lldikti", QUARTER, SHORT, FinalState.DIKETAHUI, 900,
           (acknowledge(30, "Bukan kewenangan dinas; cukup diketahui dan diarsipkan."),)),
)  # fmt: skip
"""One case waiting at each step; the Inspektorat's is late, the DPRD's was sent back."""
