"""Letters: writing one into the agenda book, its page, its scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.worktime import NoWorkingDayError
from accounts.worktime_words import moment
from reports.signing.models import NumberSeries, SeriesMode, SeriesPurpose
from reports.stored import open_stored
from workflow import held_scans, register_book, scans, story
from workflow.context import edition_seen
from workflow.editions import current_edition
from workflow.forecast import forecast_new, promise_of
from workflow.forms.letters import LetterForm
from workflow.forms.periods import finished_quarter
from workflow.letters import Letter
from workflow.querysets import visible_letters
from workflow.register import likely_duplicates
from workflow.rules import may_open, may_read_scan, may_register
from workflow.services import current_visit, receive
from workflow.sop import Step
from workflow.uploads import CheckedFile, check_scan

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.posts import Desk

FILE_POLICY = "frame-ancestors 'self'"
"""For the file itself: Chromium's own PDF viewer sits in an <embed>, which the pages' `object-src 'none'` would stop."""


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a letter into the book in under a minute; whatever is refused, nothing typed or uploaded is lost."""
    desk = desk_of(request)
    if not may_register(desk):
        raise Http404("Mencatat surat adalah tugas staf penerima surat.")
    today = timezone.localdate(desk.at)
    if request.method == "GET":
        stretch, year = finished_quarter(today)
        form = _form(today, initial={"stretch": stretch, "year": year})
        return _form_page(request, form, None, [])
    form = _form(today, request.POST, request.FILES)
    held = _receive_scan(request, form)
    if not form.is_valid() or held is None:
        return _form_page(request, form, held, [], status=422)
    same = likely_duplicates(
        number=form.cleaned_data["number"], sender=form.cleaned_data["sender"], on=form.cleaned_data["date"],
        scan_sha256=held.sha256,
    )  # fmt: skip
    if same and not request.POST.get("tetap_catat"):
        return _form_page(request, form, held, same, status=409)
    scan = held_scans.take(held)
    try:
        case = receive(
            letter_data=form.letter_data() | {"scan": scan}, by=cast("User", request.user), at=desk.at
        )
    except Refusal as refusal:
        form.add_refusal(
            Refusal(refusal.message, field="agenda_typed") if refusal.field == "nomor" else refusal
        )
        return _form_page(request, form, held, same, status=422)
    finally:
        scan.file.close()
    held_scans.drop(request.session, held.token)
    visit = current_visit(case)
    until = f", tenggat {moment(visit.due_at, desk.at)}" if visit else ""
    asked = promise_of(visit, desk.at, calendar_of(request)) if visit else None
    messages.success(
        request,
        f"Surat tercatat dengan nomor agenda {case.letter.agenda}. Surat kini di meja Kepala Dinas{until}."
        + (f" {asked.sentence}" if asked else ""),
    )
    return redirect("workflow:surat-rinci", case.letter.pk)


def _form(today: Any, *args: Any, **kwargs: Any) -> LetterForm:
    typed = NumberSeries.objects.filter(purpose=SeriesPurpose.AGENDA, mode=SeriesMode.DIKETIK).exists()
    return LetterForm(*args, today=today, asks_number=typed, **kwargs)


def _receive_scan(request: HttpRequest, form: LetterForm) -> held_scans.HeldScan | None:
    """The scan just sent, put aside at once, else the one put aside before; its error goes onto the form."""
    earlier = held_scans.find(request.session, request.POST.get("pindaian", ""))
    upload = request.FILES.get("scan")
    if upload is None:
        if earlier is None:
            form.add_error("scan", "Pindaian surat belum dipilih. Pilih berkas PDF, JPG, atau PNG.")
        return earlier
    try:
        checked: CheckedFile = check_scan(upload)
    except Refusal as refusal:
        form.add_refusal(refusal)
        return earlier
    if earlier is not None:
        held_scans.drop(request.session, earlier.token)
    return held_scans.hold(request.session, checked)


def _form_page(
    request: HttpRequest,
    form: LetterForm,
    held: held_scans.HeldScan | None,
    same: list[Letter],
    *,
    status: int = 200,
) -> HttpResponse:
    desk = desk_of(request)
    return render(
        request, "workflow/surat_baru.html",
        {"form": form, "tertahan": held, "asal_lama": register_book.known_senders(),
         "selesai_baku": _by_the_norm(request),
         "kembar": [_duplicate(letter, held, desk) for letter in same]},
        status=status,
    )  # fmt: skip


def _by_the_norm(request: HttpRequest) -> str:
    """When a letter registered now is answered by the SOP's norms, in words; empty where nobody can say."""
    at = desk_of(request).at
    try:
        return moment(forecast_new(current_edition(), at, calendar_of(request)), at)
    except (Refusal, NoWorkingDayError):
        return ""


def _duplicate(letter: Letter, held: held_scans.HeldScan | None, desk: Desk) -> dict[str, Any]:
    same_scan = held is not None and letter.scan_sha256 == held.sha256
    return {
        "surat": letter,
        "tersembunyi": letter.is_secret and not may_read_scan(letter, desk),
        "sebab": "pindaian yang sama persis" if same_scan else "nomor dan asal surat yang sama",
    }


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: what the book says of it, where its case is, and its scan."""
    desk = desk_of(request)
    letter = _visible(desk, pk)
    if letter.is_secret and not may_read_scan(letter, desk):
        raise Http404("Surat tidak ada.")
    case = letter.case
    visit, calendar = current_visit(case), calendar_of(request)
    edition_seen(request, case.edition)
    sheet = case.dispositions.filter(recalled_at__isnull=True).prefetch_related("recipients__unit").first()
    return render(
        request, "workflow/surat_rinci.html",
        {"surat": letter, "kasus": case, "kunjungan": visit, "garis": story.line(case, visit, desk, calendar),
         "jam": story.visit_clock(visit, desk.at, calendar) if visit else None,
         "pemegang": "Anda" if visit and desk.acts_as(visit.executor) else visit.executor.person if visit else "",
         "boleh_kasus": may_open(case, desk), "boleh_catat": may_register(desk), "lembar": sheet,
         "giliran_disposisi": bool(visit and visit.step == Step.DISPOSISI and desk.acts_as(visit.executor)),
         **scan_context(letter)},
    )  # fmt: skip


def scan_context(letter: Letter) -> dict[str, Any]:
    """What `workflow/_pindaian.html` shows: a frame for a PDF, an image for a picture, and one for the phone."""
    is_pdf = letter.scan_mime == "application/pdf"
    return {"surat": letter, "pindaian_pdf": is_pdf, "pindaian_gambar": scans.has_picture(letter)}


@login_required
@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scan itself, only to who may read it."""
    letter = _readable(desk_of(request), pk)
    suffix = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}.get(letter.scan_mime, "bin")
    stored = open_stored(letter.scan, "Pindaian tidak ada lagi di penyimpanan.")
    response = FileResponse(
        stored, content_type=letter.scan_mime, as_attachment="unduh" in request.GET,
        filename=f"surat-agenda-{letter.agenda_year}-{letter.agenda}.{suffix}",
    )  # fmt: skip
    response["Content-Security-Policy"] = FILE_POLICY
    return response


@login_required
@require_safe
def scan_page(request: HttpRequest, pk: int, page: int) -> HttpResponse:
    """One page of the scan as an image, for screens that show no PDF."""
    found = scans.picture(_readable(desk_of(request), pk), page)
    if found is None:
        raise Http404("Halaman ini tidak berupa gambar.")
    return HttpResponse(found.data, content_type=found.mime)


def _visible(desk: Desk, pk: int) -> Letter:
    letter = visible_letters(desk).select_related("case__edition", "case__period").filter(pk=pk).first()
    if letter is None:
        raise Http404("Surat tidak ada.")
    return letter


def _readable(desk: Desk, pk: int) -> Letter:
    letter = Letter.objects.select_related("case").filter(pk=pk).first()
    if letter is None or not may_read_scan(letter, desk):
        raise Http404("Surat tidak ada.")
    return letter
