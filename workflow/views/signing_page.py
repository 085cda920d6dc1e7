"""What the page of step 8 shows: the papers, the list of what was looked at, and the one thing to do next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts import nip
from accounts.desk import desk_of
from reports.models import NumberSeries, SignedPaper, WetSignature
from reports.paper_html import preview as paper_preview
from reports.signing import attempts, paraf, preflight, wet
from reports.signing import services as papers
from reports.signing.acting import papers_of_act
from reports.signing.ending import EVER_SIGNED, last_signed
from reports.signing.models import Backend, PaperKind, SeriesMode, SeriesPurpose
from workflow import signing
from workflow.case import ReportRequest
from workflow.forms.paper import PassphraseForm, PrepareForm, WetScanForm
from workflow.rules import acting_post
from workflow.sop import Action, Step
from workflow.views.common import report_of
from workflow.views.page_images import pages_of_signed
from workflow.views.paper_document import on_screen, shown
from workflow.views.step_page import step_page

State = SignedPaper.State


def page(
    request: HttpRequest,
    case: ReportRequest,
    *,
    preparing: PrepareForm | None = None,
    passphrase: PassphraseForm | None = None,
    scanning: WetScanForm | None = None,
) -> dict[str, Any]:
    """The context of templates/workflow/tanda_tangan.html; a bound form is shown again as it was filled in."""
    context = step_page(request, case, Action.TANDATANGANI)
    report, desk = report_of(case), desk_of(request)
    version = report.versions.order_by("-number").first()
    if version is None:
        raise Http404("Belum ada versi draft.")
    post, now = context["pos"], desk.at
    paper = papers.current(report)
    is_signed = paper is not None and paper.state in EVER_SIGNED
    by_hand = paper is not None and paper.backend == Backend.BASAH and not is_signed
    fits = paper is not None and (
        is_signed or (by_hand and paper.version_id == version.pk) or signing.is_for(paper, version, post, now)
    )
    act = papers_of_act(report) if fits and not is_signed else []
    ready = bool(act) and all(one.state == State.SIAP for one in act)
    helps = not is_signed and case.step == Step.TANDA_TANGAN and bool(signing.helper_title(desk))
    context |= {
        "versi": version,
        "isi_laporan": on_screen(paper_preview(version, parafs=paraf.carried(version)))
        if not is_signed
        else "",
        "halaman": pages_of_signed(case.pk, paper) if is_signed and paper is not None else [],
        "unduh_url": reverse("laporan-unduh", args=[report.pk]) if is_signed else "",
        "surat_pengantar": last_signed(report, PaperKind.PENGANTAR) if is_signed else None,
        "berakhir": paper is not None and paper.state in EVER_SIGNED and paper.state != State.DITANDATANGANI,
        "naskah": paper if fits else None,
        "naskah_lain": [one for one in act if one.kind != PaperKind.LAPORAN],
        "nip": nip.display(paper.signer_nip) if paper else "",
        "naskah_lama": paper if paper is not None and not fits else None,
        "dokumen": [shown(one.document) for one in act if one.document],
        "siap": ready,
        "ditandatangani": is_signed,
        "basah": by_hand and fits,
        "membantu": helps,
        "giliran_tanda_tangan": case.step == Step.TANDA_TANGAN,
        "percobaan": _attempt(case, now) if post and act and act[0].backend == Backend.BSRE else None,
    }
    if post is not None and not is_signed:
        context["periksa"] = preflight.lines(
            report=report, assignment=post, at=now, backend=Backend(paper.backend) if paper is not None and act else None,
            with_pengantar=len(act) > 1, version=version,
        )  # fmt: skip
        context["halangan"] = preflight.missing(context["periksa"])
    if not ready or not fits:
        context["form_siap"] = preparing or prepare_form(case)
    elif by_hand:
        context |= _by_hand(request, case, act, scanning)
    elif post is not None:
        context["form_sandi"], context["sudah_di_bsre"] = _passphrase(act, passphrase)
    context["form"] = next(
        (one for one in (passphrase, preparing, scanning) if one is not None and one.is_bound), None
    )
    return context


def prepare_form(case: ReportRequest, data: QueryDict | None = None) -> PrepareForm:
    """Numbers are asked for only where they come from the office's own book and this report has none yet."""
    typed = NumberSeries.objects.filter(purpose=SeriesPurpose.LAPORAN, mode=SeriesMode.DIKETIK).exists()
    report = report_of(case)
    return PrepareForm(
        data,
        typed=typed and papers.held_number(report) is None,
        typed_pengantar=typed and papers.held_number(report, PaperKind.PENGANTAR) is None,
    )


def _passphrase(act: list[SignedPaper], bound: PassphraseForm | None) -> tuple[PassphraseForm, bool]:
    """The form under the papers, and whether BSrE has already signed all of them."""
    certified = act[0].backend == Backend.BSRE
    made = certified and all(attempts.done_of(one) is not None for one in act)
    if bound is not None and bound.is_bound:
        return bound, made
    shas = {one.kind: one.document.sha256 if one.document else "" for one in act}
    seen = {
        "naskah": act[0].pk, "sidik": shas[PaperKind.LAPORAN], "sidik_pengantar": shas.get(PaperKind.PENGANTAR, "")
    }  # fmt: skip
    return PassphraseForm(initial=seen, certified=certified, is_made=made), made


def _attempt(case: ReportRequest, now: datetime) -> dict[str, Any] | None:
    """The request to BSrE whose outcome nobody knows, and what can be done about it."""
    attempt = signing.attempt_of(case)
    if attempt is None:
        return None
    earliest = attempts.may_decide_at(attempt)
    return {"baris": attempt, "boleh_putus": now >= earliest, "mulai": earliest}


def _by_hand(
    request: HttpRequest, case: ReportRequest, act: list[SignedPaper], bound: WetScanForm | None
) -> dict[str, Any]:
    report, desk = report_of(case), desk_of(request)
    scans = wet.waiting(report)
    rejected = (
        WetSignature.objects.filter(paper__in=act, state=WetSignature.State.DITOLAK)
        .order_by("-checked_at")
        .first()
    )
    may_compare = bool(scans) and acting_post(case, Action.CATAT_BASAH, desk) is not None
    return {
        "form_pindaian": bound or WetScanForm(papers=act, initial={"tanggal": timezone.localdate(desk.at)}),
        "pindaian": scans,
        "pindaian_ditolak": rejected if not scans else None,
        "boleh_cocokkan": may_compare
        and all(desk.user.pk not in (one.uploaded_by_id, one.paper.signer_id) for one in scans),
    }
