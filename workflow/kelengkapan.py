"""What a step still lacks before it can be done, as sentences that name the cure (the SOP's Kelengkapan)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workflow.sop import Action, Step

if TYPE_CHECKING:
    from workflow.case import ReportRequest

Check = Callable[["ReportRequest"], list[str]]


def missing_for(case: ReportRequest, action: Action) -> list[str]:
    check = _CHECKS.get(action)
    return check(case) if check else []


def _disposition(case: ReportRequest) -> list[str]:
    if case.dispositions.filter(recalled_at__isnull=True).exists():
        return []
    return ["Lembar disposisi belum diisi."]


def _not_yet_seen(case: ReportRequest) -> list[str]:
    visit = case.visits.filter(finished_at__isnull=True).first()
    if visit is not None and visit.seen_at is None:
        return []
    return [
        "Disposisi sudah dibuka Kasubag Perencanaan, jadi tidak dapat ditarik lagi. "
        "Hubungi Kasubag atau batalkan kasus."
    ]


def _formats_sent(case: ReportRequest) -> list[str]:
    if case.report is not None and case.report.submissions.exists():
        return []
    return ["Belum ada unit yang menerima format. Pilih format dan sedikitnya satu unit."]


def _all_in(case: ReportRequest) -> list[str]:
    from reports.collection.services import outstanding

    return outstanding(case.report) if case.report else ["Format belum disampaikan ke unit."]


def _analysis_frozen(case: ReportRequest) -> list[str]:
    from reports.analysis.services import latest

    visit = case.visits.filter(finished_at__isnull=True).first()
    result = latest(case.report) if case.report else None
    if visit is not None and result is not None and result.frozen_at >= visit.opened_at:
        return []
    return ["Hasil analisis belum dibekukan."]


def _unit_reopened(case: ReportRequest) -> list[str]:
    from reports.collection.models import OUTSTANDING

    if case.report is not None and case.report.submissions.filter(state__in=OUTSTANDING).exists():
        return []
    return ["Pilih sedikitnya satu unit yang datanya dikembalikan."]


def _version_submitted(case: ReportRequest) -> list[str]:
    visit = case.visits.filter(finished_at__isnull=True).first()
    newest = case.report.versions.order_by("-number").first() if case.report else None
    if visit is not None and newest is not None and newest.created_at >= visit.opened_at:
        return []
    return ["Draft belum diajukan sebagai versi baru."]


def _sealed(case: ReportRequest) -> list[str]:
    newest = case.report.versions.order_by("-number").first() if case.report else None
    number = Step(case.state).number
    if (
        newest is not None
        and newest.parafs.filter(step=number, voided_at__isnull=True, sha256=newest.sha256).exists()
    ):
        return _own_remarks(case)
    return ["Versi terbaru belum diparaf."]


def _own_remarks(case: ReportRequest) -> list[str]:
    """A post does not paraf over what it asked for itself; a Plh. answers for the remarks of the post."""
    from reports.correcting.services import still_open

    sentence = still_open(case.report, case.edition.row(Step(case.state)).executor) if case.report else ""
    return [sentence] if sentence else []


def _signed(case: ReportRequest) -> list[str]:
    from reports.correcting.services import still_open
    from reports.signing.models import SignedPaper

    if (
        case.report is not None
        and SignedPaper.objects.filter(report=case.report, state=SignedPaper.State.DITANDATANGANI).exists()
    ):
        sentence = still_open(case.report)
        return [sentence] if sentence else []
    return ["Laporan belum ditandatangani."]


def _copied(case: ReportRequest) -> list[str]:
    from reports.distribution.models import Copy

    if case.report is not None and Copy.objects.filter(report=case.report).exists():
        return []
    return ["Laporan belum dibagikan. Pilih sedikitnya satu penerima."]


_CHECKS: dict[Action, Check] = {
    Action.DISPOSISIKAN: _disposition,
    Action.CUKUP_DIKETAHUI: _disposition,
    Action.TARIK_DISPOSISI: _not_yet_seen,
    Action.SAMPAIKAN_FORMAT: _formats_sent,
    Action.SELESAIKAN_PENGUMPULAN: _all_in,
    Action.BEKUKAN_ANALISIS: _analysis_frozen,
    Action.KEMBALIKAN_DATA: _unit_reopened,
    Action.AJUKAN_DRAFT: _version_submitted,
    Action.PARAF_KASUBAG: _sealed,
    Action.PARAF_SEKRETARIS: _sealed,
    Action.TANDATANGANI: _signed,
    Action.CATAT_BASAH: _signed,
    Action.BAGIKAN: _copied,
}
