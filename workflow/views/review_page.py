"""What the page of correcting shows: a version as text with its remarks, as differences, or as the pages of its PDF."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from accounts.desk import desk_of
from accounts.forms_base import read_key
from accounts.worktime_words import moment
from reports.correcting.services import last_read, still_open
from reports.correcting.summary import summary
from reports.models import Paraf, Version
from reports.signing import paraf
from workflow.case import ReportRequest
from workflow.sop import Action, Step
from workflow.views import compared
from workflow.views.common import report_of
from workflow.views.paper_document import document_link
from workflow.views.remark_rows import may_pin, rows, shown_remarks
from workflow.views.step_page import step_page

TEMPLATE = "workflow/koreksi.html"
SEAL: dict[Step, Action] = {
    Step.PARAF_KASUBAG: Action.PARAF_KASUBAG,
    Step.PARAF_SEKRETARIS: Action.PARAF_SEKRETARIS,
}
VIEWS = ("berubah", "semua", "halaman", "pdf")
_READERS = (Step.PARAF_KASUBAG, Step.PARAF_SEKRETARIS, Step.TANDA_TANGAN)


def page(
    request: HttpRequest, case: ReportRequest, version: Version, *, view: str = "", writing: str = "", typed: str = ""
) -> dict[str, Any]:  # fmt: skip
    """The context. `writing`: the paragraph a remark is being written on, with what was `typed` when it was refused."""
    report = report_of(case)
    action = SEAL.get(case.step) if case.step else None
    newest = not report.versions.filter(number__gt=version.number).exists()
    context = step_page(request, case, action or Action.KEMBALIKAN_DRAFT)
    base, is_own = _base(request, case, version)
    writing = writing or request.GET.get("catat", "")
    view = view or ("semua" if writing else request.GET.get("lihat", "berubah" if base else "semua"))
    if view not in VIEWS or (base is None and view == "berubah"):
        view = "semua"
    found = compared.passages(base, version) if base else []
    pins = newest and may_pin(request, case)
    remarks = shown_remarks(request, case, version)
    shown, gone = (
        rows(version, remarks, report, writing if pins else "", _generated(case, version) if newest else {})
        if view == "semua"
        else ([], [])
    )
    at_table = case.step in SEAL and newest
    document = document_link(f"versi:{version.pk}")
    post = context["pos"] if at_table else None
    return {
        **context,
        "pos": post,
        "aksi": action if newest else None,
        "versi": version,
        "baris": shown,
        "ada_diketik": any('class="diketik"' in row.html for row in shown),
        "catatan_lepas": gone,
        "catatan": remarks,
        "catatan_terbuka": sum(one.remark.is_open for one in remarks),
        "boleh_catat": pins,
        "ketikan": typed,
        "menahan": still_open(report, context["kunjungan"].executor) if post else "",
        "terakhir": newest,
        "dasar": base,
        "dasar_sendiri": is_own,
        "lihat": view,
        "bagian": found,
        "perubahan": compared.count(found),
        "ringkas": summary(base, version) if base else [],
        "paraf": _seals(version, case, request),
        "dokumen": document,
        "halaman": document.gambar if document else [],
        "versi_lain": report.versions.defer("html").order_by("-number"),
        "tanda_tangan": case.step == Step.TANDA_TANGAN and newest,
    }


def _generated(case: ReportRequest, version: Version) -> dict[str, str]:
    """What the system wrote into each section, while the sections are still those of the newest version."""
    if case.step not in _READERS:
        return {}
    return dict(version.report.sections.values_list("key", "generated_text"))


def next_desk(case: ReportRequest) -> str:
    """Whose turn it is after this step."""
    following = case.step.next if case.step else None
    return case.edition.row(following).executor.person if following else ""


def shown_version(request: HttpRequest, case: ReportRequest) -> Version:
    """The newest version, or the older one the address asks for."""
    wanted = read_key(request.GET.get("versi", ""))
    versions = report_of(case).versions.select_related("created_by", "correction").order_by("-number")
    if wanted is not None:
        versions = versions.filter(number=wanted)
    version = versions.first()
    if version is None:
        raise Http404("Belum ada versi draft.")
    return version


def _seals(version: Version, case: ReportRequest, request: HttpRequest) -> dict[str, list[str]]:
    """Who has sealed this version, or the one it was corrected from, and who has not yet, as sentences."""
    now = desk_of(request).at
    living = paraf.carried(version)
    lapsed: list[Paraf] = list(version.parafs.filter(voided_at__isnull=False).order_by("at"))
    done = [
        f"Diparaf {one.title}, {moment(one.at, now)}"
        + ("" if one.version_id == version.pk else f", atas versi {one.version.number}")
        for one in living
    ]
    void = [f"Paraf {one.title} atas versi ini gugur: {one.voided_reason}" for one in lapsed]
    sealed = {one.step for one in living}
    waiting = [
        f"Belum diparaf {case.edition.row(step).executor.person}"
        for step in SEAL
        if step.number not in sealed
    ]
    return {"sudah": done, "belum": void + waiting}


def _base(request: HttpRequest, case: ReportRequest, version: Version) -> tuple[Version | None, bool]:
    """What to compare with: the version this reader last had open (or sealed, or returned), else the one before.

    The second answer tells whether it is the reader's own.
    """
    earlier = report_of(case).versions.filter(number__lt=version.number).order_by("-number")
    wanted = read_key(request.GET.get("dari", ""))
    if wanted is not None:
        return earlier.filter(number=wanted).first(), False
    if (read := last_read(before=version, reader=desk_of(request).user)) is not None:
        return read, True
    own = (
        case.visits.filter(
            finished_by=desk_of(request).user, version_number__lt=version.number, step__in=_READERS
        )
        .order_by("-version_number")
        .values_list("version_number", flat=True)
        .first()
    )
    return (earlier.filter(number=own).first(), True) if own else (earlier.first(), False)
