"""Steps 6 and 7 on the screen: read the draft, see what changed since one last looked, paraf it or send it back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods
from lxml import html as lxml_html

from accounts.desk import desk_of
from accounts.forms_base import read_key
from accounts.worktime_words import moment
from reports.drafting import differences
from reports.models import Paraf, Report, Version
from reports.paper_html import preview as paper_preview
from reports.signing import paraf
from workflow.case import ReportRequest
from workflow.forms.paper import ReturnForm
from workflow.sop import RETURN_TARGETS, Action, Step
from workflow.views.common import act, contents_only, refused, to_case, visible_case, visit_id_of
from workflow.views.paper_document import document_link, on_screen
from workflow.views.step_page import step_page

TEMPLATE = "workflow/koreksi.html"
SEAL: dict[Step, Action] = {
    Step.PARAF_KASUBAG: Action.PARAF_KASUBAG,
    Step.PARAF_SEKRETARIS: Action.PARAF_SEKRETARIS,
}
_CHANGE = re.compile(r"<(ins|del)\b")
_HEADING = re.compile(r"<h[1-6]\b")
_DAY = 24 * 60 * 60


@dataclass
class Passage:
    """A run of the compared report: changed blocks, the unchanged ones beside them, or what is folded on the screen."""

    kind: str
    """ubah, dekat, lipat."""
    blocks: list[str] = field(default_factory=list)

    @property
    def html(self) -> SafeString:
        return on_screen("".join(self.blocks))  # differences() answers sanitised HTML

    @property
    def changed(self) -> bool:
        return self.kind == "ubah"

    @property
    def count(self) -> int:
        return len(self.blocks)


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def review(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """The version under correction. A post is the paraf, over the hash of the version that was on the screen."""
    version = _version(request, case)
    action = SEAL.get(case.step) if case.step else None
    if request.method == "POST":
        action = action or _meant(request, case)
        if action is None:
            raise Http404("Bukan langkah paraf.")
        refusal = act(
            request, case, action, {"sha256": request.POST.get("sha256", "")},
            done=f"Draft versi {version.number} sudah Anda paraf. Kasus kini di meja {_next_person(case)}.",
        )  # fmt: skip
        if refusal is None:
            return to_case(case)
        return refused(request, refusal, TEMPLATE, _page(request, case, version))
    return render(request, TEMPLATE, _page(request, case, version))


@require_http_methods(["GET", "POST"])
@visible_case
@contents_only
def send_back(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Steps 6, 7 and 8: back to where the edition says, with a note that cannot be left out."""
    form = ReturnForm(request.POST or None)
    if case.step not in RETURN_TARGETS:
        return _too_late(request, case, form)
    target = case.edition.row(Step(case.edition.row(case.step).jika_ditolak))
    if request.method == "POST" and form.is_valid():
        refusal = act(
            request, case, Action.KEMBALIKAN_DRAFT, form.cleaned_data,
            done=f"Draft dikembalikan ke langkah {target.number}. {target.executor.person} membaca catatan Anda.",
        )  # fmt: skip
        if refusal is None:
            return to_case(case)
        form.add_refusal(refusal)
    context = step_page(request, case, Action.KEMBALIKAN_DRAFT)
    context |= {
        "form": form,
        "tujuan": target,
        "versi": _version(request, case),
        "gugur": [one for one in paraf.living(_report(case)) if one.step >= target.number],
    }
    return render(request, "workflow/kembalikan.html", context, status=422 if form.errors else 200)


def _meant(request: HttpRequest, case: ReportRequest) -> Action | None:
    """The paraf that the posted page was about, when the case has moved on since: its visit says who was faster."""
    visit = case.visits.filter(pk=visit_id_of(request)).first()
    return SEAL.get(Step(visit.step)) if visit else None


def _too_late(request: HttpRequest, case: ReportRequest, form: ReturnForm) -> HttpResponse:
    """A return where there is nothing to decide any more: the sentence that says so, and what was written stays."""
    context = step_page(request, case, Action.KEMBALIKAN_DRAFT) | {"form": form}
    if request.method != "POST":
        messages.info(request, context["bukan_giliran"] or "Draft kasus ini tidak sedang dikoreksi.")
        return to_case(case)
    refusal = act(request, case, Action.KEMBALIKAN_DRAFT, {"note": request.POST.get("note", "")}, done="")
    assert refusal is not None  # there is no such act at this step
    return refused(request, refusal, "workflow/kembalikan.html", context)


def _page(request: HttpRequest, case: ReportRequest, version: Version) -> dict[str, Any]:
    report = _report(case)
    action = SEAL.get(case.step) if case.step else None
    newest = not report.versions.filter(number__gt=version.number).exists()
    context = step_page(request, case, action or Action.KEMBALIKAN_DRAFT)
    base, is_own = _base(request, case, version)
    view = request.GET.get("lihat", "berubah" if base else "semua")
    passages = _passages(base, version) if base else []
    changes = sum(len(_CHANGE.findall(one.html)) for one in passages if one.changed)
    if base is None and view == "berubah":
        view = "semua"
    at_table = case.step in SEAL and newest
    living = version.parafs.filter(voided_at__isnull=True).order_by("step")
    return {
        **context,
        "pos": context["pos"] if at_table else None,
        "aksi": action if newest else None,
        "versi": version,
        "isi_laporan": on_screen(paper_preview(version, parafs=living)) if view == "semua" else "",
        "terakhir": newest,
        "dasar": base,
        "dasar_sendiri": is_own,
        "lihat": view,
        "bagian": passages,
        "perubahan": changes,
        "paraf": _seals(version, case, request),
        "dokumen": document_link(f"versi:{version.pk}"),
        "versi_lain": report.versions.defer("html").order_by("-number"),
        "tanda_tangan": case.step == Step.TANDA_TANGAN and newest,
    }


def _seals(version: Version, case: ReportRequest, request: HttpRequest) -> dict[str, list[str]]:
    """Who has sealed this version and who has not yet, as sentences."""
    now = desk_of(request).at
    given: list[Paraf] = list(version.parafs.order_by("at"))
    living = {one.step for one in given if one.voided_at is None}
    done = [f"Diparaf {one.title}, {moment(one.at, now)}" for one in given if one.voided_at is None]
    lapsed = [
        f"Paraf {one.title} atas versi ini gugur: {one.voided_reason}"
        for one in given
        if one.voided_at is not None
    ]
    waiting = [
        f"Belum diparaf {case.edition.row(step).executor.person}"
        for step in SEAL
        if step.number not in living
    ]
    return {"sudah": done, "belum": lapsed + waiting}


def _version(request: HttpRequest, case: ReportRequest) -> Version:
    """The newest version, or the older one the address asks for."""
    wanted = read_key(request.GET.get("versi", ""))
    versions = _report(case).versions.select_related("created_by").order_by("-number")
    if wanted is not None:
        versions = versions.filter(number=wanted)
    version = versions.first()
    if version is None:
        raise Http404("Belum ada versi draft.")
    return version


def _base(request: HttpRequest, case: ReportRequest, version: Version) -> tuple[Version | None, bool]:
    """What to compare with: the version this reader last sealed or returned, else the one before.

    The second answer tells whether it is the reader's own.
    """
    earlier = _report(case).versions.filter(number__lt=version.number).order_by("-number")
    wanted = read_key(request.GET.get("dari", ""))
    if wanted is not None:
        return earlier.filter(number=wanted).first(), False
    own = (
        case.visits.filter(
            finished_by=desk_of(request).user, version_number__lt=version.number, step__in=_READERS
        )
        .order_by("-version_number")
        .values_list("version_number", flat=True)
        .first()
    )
    return (earlier.filter(number=own).first(), True) if own else (earlier.first(), False)


_READERS = (Step.PARAF_KASUBAG, Step.PARAF_SEKRETARIS, Step.TANDA_TANGAN)


def _passages(old: Version, new: Version) -> list[Passage]:
    """The compared report, changed blocks apart from runs that stayed the same. Versions never change: kept a day."""
    key = f"beda:{old.sha256[:32]}:{new.sha256[:32]}"
    html: str | None = cache.get(key)
    if html is None:
        html = str(differences.differences(old, new))
        cache.set(key, html, _DAY)
    blocks = _blocks(html)
    kinds = ["ubah" if _CHANGE.search(block) else "lipat" for block in blocks]
    for place in [at for at, kind in enumerate(kinds) if kind == "ubah"]:
        _show_around(blocks, kinds, place)
    passages: list[Passage] = []
    for block, kind in zip(blocks, kinds, strict=True):
        if not passages or passages[-1].kind != kind:
            passages.append(Passage(kind))
        passages[-1].blocks.append(block)
    return passages


def _show_around(blocks: list[str], kinds: list[str], place: int) -> None:
    """Beside a change stand one neighbour on either side and the heading it belongs to."""
    heading = next((at for at in range(place, -1, -1) if _HEADING.match(blocks[at])), None)
    for near in (place - 1, place + 1, heading):
        if near is not None and 0 <= near < len(kinds) and kinds[near] == "lipat":
            kinds[near] = "dekat"


def _blocks(html: str) -> list[str]:
    """Headings, paragraphs, lists, tables and captions in reading order; the sections around them are unwrapped."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    found: list[str] = []

    def walk(element: Any) -> None:
        for child in element:
            if child.tag == "section":
                walk(child)
            elif isinstance(child.tag, str):
                child.tail = None
                found.append(lxml_html.tostring(child, encoding="unicode"))

    walk(root)
    return found


def _next_person(case: ReportRequest) -> str:
    following = case.step.next if case.step else None
    return case.edition.row(following).executor.person if following else ""


def _report(case: ReportRequest) -> Report:
    if case.report is None:
        raise Http404("Laporan belum ada.")
    return case.report
