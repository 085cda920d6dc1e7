"""Where the page of each step is, and what the button that leads there says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.roles import Mode
from workflow.sop import Step

if TYPE_CHECKING:
    from accounts.models import Assignment
    from reports.models import Report
    from workflow.case import ReportRequest


@dataclass(frozen=True)
class StepPage:
    """`do` is the button of the one whose turn it is, `look` the link of those who may only read."""

    url_name: str
    do: str
    icon: str
    look: str


PAGES: dict[Step, StepPage] = {
    Step.DISPOSISI: StepPage("disposisi", "Disposisikan", "panah", "Baca surat"),
    Step.FORMAT: StepPage("format", "Pilih format dan kirim", "kirim", "Lihat format"),
    Step.PENGUMPULAN: StepPage("pengumpulan", "Periksa kelengkapan", "tabel", "Lihat kelengkapan"),
    Step.ANALISIS: StepPage("analisis", "Lanjutkan analisis", "tabel", "Lihat analisis"),
    Step.DRAFT: StepPage("draft", "Susun draft", "pena", "Lihat draft"),
    Step.PARAF_KASUBAG: StepPage("koreksi", "Baca dan paraf", "pena", "Baca draft"),
    Step.PARAF_SEKRETARIS: StepPage("koreksi", "Baca dan paraf", "pena", "Baca draft"),
    Step.TANDA_TANGAN: StepPage("tanda-tangan", "Baca dan tandatangani", "pena", "Baca laporan"),
    Step.PENGGANDAAN: StepPage("penggandaan", "Bagikan laporan", "kirim", "Lihat pembagian"),
}


def page_url(case: ReportRequest, step: Step) -> str:
    return reverse(f"workflow:{PAGES[step].url_name}", args=[case.pk])


def case_url(case: ReportRequest) -> str:
    return reverse("workflow:kasus-rinci", args=[case.pk])


def step_url(case: ReportRequest) -> str:
    """The page where the current step is done; the case itself when it is closed."""
    return page_url(case, case.step) if case.step else case_url(case)


def button(step: Step, post: Assignment | None) -> str:
    """The words of the button; who acts for another is told in which post ("sebagai Plh. Kepala Dinas")."""
    if post is None or post.mode == Mode.DEFINITIF:
        return PAGES[step].do
    return f"{PAGES[step].do} sebagai {post.jabatan}"


def signed_url(report: Report) -> str:
    """The signed PDF, private."""
    return reverse("laporan-unduh", args=[report.pk])
