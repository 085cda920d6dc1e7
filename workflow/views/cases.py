"""The running cases as a list, and one case as one page: where it stands, who holds it, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.forms_base import read_key
from accounts.models import Assignment, User
from accounts.posts import SUPERIOR
from accounts.worktime_words import moment
from reports.collection import actors
from reports.collection.models import Submission
from workflow.case import ReportRequest
from workflow.clock_words import visit_words
from workflow.context import edition_seen
from workflow.deadline_models import Pause
from workflow.dossier import Dossier, dossier
from workflow.inbox import read_editions, running_visits_query
from workflow.people import assigning
from workflow.rules import acting_post, may_read_scorecard
from workflow.services import mark_seen
from workflow.sop import Action, Step
from workflow.story import Event, lane_of, lanes, norm_total, timeline, total_used
from workflow.views import case_parts
from workflow.views.cards import case_row
from workflow.views.common import visible_case, visit_id_of
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk

PAGE = 25
SHOWN_EVENTS = 6


@require_safe
@login_required
def kasus(request: HttpRequest) -> HttpResponse:
    """All running cases this person may open, most urgent first; by step, by lateness, by words."""
    desk, calendar = desk_of(request), calendar_of(request)
    text, step = request.GET.get("cari", "").strip()[:100], request.GET.get("langkah", "")
    late, page = request.GET.get("telat") == "on", page_number(request)
    visits = running_visits_query(desk)
    if text:
        visits = visits.filter(_about(text))
    if step in Step.values:
        visits = visits.filter(step=step)
    if late:
        visits = visits.filter(due_at__lt=desk.at)
    found = list(visits[(page - 1) * PAGE : page * PAGE + 1])
    edition_seen(request, read_editions([visit.case for visit in found]))
    by_report = _submissions(found[:PAGE]) if desk.sees_all else {}
    context = {
        "baris": [case_row(visit, desk, calendar, by_report) for visit in found[:PAGE]],
        "cari": text,
        "langkah": step,
        "telat": late,
        "langkah_ada": [(one.value, f"{one.number}. {one.label}") for one in Step],
        "disaring": bool(text or step or late),
        "lihat_register": may_read_scorecard(desk),
        **page_links(request, page, has_more=len(found) > PAGE),
    }
    return render(request, "workflow/kasus.html", context)


def _about(text: str) -> Q:
    about = Q(case__title__icontains=text) | Q(case__letter__subject__icontains=text)
    about |= Q(case__letter__sender__icontains=text) | Q(case__letter__number__icontains=text)
    if text.isdecimal():
        about |= Q(case__letter__agenda_number=int(text[:9]))
    return about


def _submissions(visits: list[StepRecord]) -> dict[int, list[Submission]]:
    reports = [visit.case.report_id for visit in visits if visit.step == Step.PENGUMPULAN]
    by_report: dict[int, list[Submission]] = {}
    if reports:
        for submission in Submission.objects.filter(report__in=reports).select_related("unit"):
            by_report.setdefault(submission.report_id, []).append(submission)
    return by_report


def page_number(request: HttpRequest) -> int:
    """The page of a list, from 1; nonsense counts as the first."""
    return min(max(read_key(request.GET.get("hal", "1")) or 1, 1), 1000)


def page_links(request: HttpRequest, page: int, *, has_more: bool) -> dict[str, Any]:
    """Addresses of the neighbouring pages, the filter kept; nothing is ever counted."""

    def address(number: int) -> str:
        kept = {key: value for key, value in request.GET.items() if key != "hal" and value}
        return f"?{urlencode({**kept, 'hal': number})}"

    return {
        "hal": page,
        "sebelumnya": address(page - 1) if page > 1 else "",
        "berikutnya": address(page + 1) if has_more else "",
    }


PLANNED_IN = (Step.DRAFT, Step.PARAF_KASUBAG, Step.PARAF_SEKRETARIS, Step.TANDA_TANGAN)
"""When whoever gets the report may be written down: the surat pengantar is addressed to them."""


@require_safe
@visible_case
def kasus_rinci(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """One page, one timeline: the SOP's own table alive, the documents, and one action panel."""
    desk, calendar = desk_of(request), calendar_of(request)
    edition_seen(request, case.edition)
    found = dossier(case, desk)
    visit = found.current
    told = timeline(case, found.visits, desk, calendar, with_notes=desk.sees_all)
    events = [_event(event) for event in told]
    panel = case_parts.panel(found, desk, calendar)
    context = {
        "kasus": case,
        "kunjungan": visit,
        "pos": desk.acts_as(visit.executor) if visit else None,
        "pembuka": _opening(found, request),
        "panel": panel,
        "boleh_tunda": visit is not None and _may_snooze(visit, panel, desk),
        "fakta": _facts(found, request),
        "kini": visit_words(visit, desk, calendar) if visit and desk.sees_all else None,
        "tautan_waktu": _time_link(visit, desk) if visit else "",
        "lajur": lanes(case, found.visits, desk, calendar),
        "lajur_anda": lane_of(desk, visit),
        "kejadian": events[:SHOWN_EVENTS],
        "kejadian_lama": events[SHOWN_EVENTS:],
        "berkas": case_parts.documents(found, desk),
        "terima": case_parts.receipts(found, desk),
        "catatan_kembali": found.returned_here if desk.sees_all else None,
        "laporan_berakhir": found.paper if found.paper and found.paper.ended_at else None,
        "boleh_cabut": case_parts.may_end(found, desk),
        "melihat_seluruh": desk.sees_all,
        "rencana_penerima": case.step in PLANNED_IN and actors.manager(desk) is not None,
        "boleh_batal": acting_post(case, Action.BATALKAN, desk) is not None,
    }
    return render(request, "workflow/kasus_rinci.html", context)


def _may_snooze(visit: StepRecord, panel: dict[str, Any], desk: Desk) -> bool:
    """Whether the link leads anywhere: the work lies here, is not yet due, and was not put off before."""
    return (
        bool(panel.get("milik_anda"))
        and desk.at < panel.get("tenggat_anda", visit.due_at)
        and visit.assignee_id in (None, desk.user.pk)
        and not visit.put_off  # type: ignore[attr-defined]
    )


def _time_link(visit: StepRecord, desk: Desk) -> str:
    """What this person may do on the page of the time, as the words of its link."""
    superior = SUPERIOR[visit.executor]
    if superior is not None and desk.acts_as(superior) and not desk.acts_as(visit.executor):
        return "Perpanjang tenggat, dan waktu tiap langkah"
    if desk.acts_as(visit.executor) is not None:
        if any(one.kind == Pause.Kind.LAINNYA and one.is_open for one in visit.pauses.all()):
            return "Akhiri masa menunggu, dan waktu tiap langkah"
        return "Catat menunggu pihak lain, dan waktu tiap langkah"
    return "Waktu tiap langkah"


def _event(event: Event) -> dict[str, str]:
    """As templates/komponen/linimasa.html names the parts."""
    return {
        "tanda": event.mark,
        "ikon": event.icon,
        "pelaku": event.who,
        "teks": event.text,
        "waktu": event.when,
        "kutip": event.quote,
    }


def _opening(found: Dossier, request: HttpRequest) -> dict[str, str]:
    """ "Kini di Sekretaris Dinas sejak 14.40. Sudah 6 hari 5 jam kerja dari 7 hari 5 jam menurut SOP."."""
    desk, calendar = desk_of(request), calendar_of(request)
    used, norm = total_used(found.visits, desk.at, calendar), norm_total(found.case.edition)
    visit = found.current
    if visit is None:
        return {
            "di": "",
            "sisanya": f"{found.case.get_state_display()} setelah {used} dari {norm} menurut SOP.",
        }
    mine = desk.acts_as(visit.executor) and visit.assignee_id in (None, desk.user.pk)
    where = "meja Anda" if mine else visit.desk_name
    since = moment(visit.opened_at, desk.at).removeprefix("hari ini ")
    return {"di": where, "sisanya": f"sejak {since}. Sudah {used} dari {norm} menurut SOP."}


def _facts(found: Dossier, request: HttpRequest) -> dict[str, Any]:
    desk, calendar = desk_of(request), calendar_of(request)
    return {
        "berikut": case_parts.next_step(found),
        "perkiraan": case_parts.deadline(found, desk, calendar),
        "pemegang": [_holder_words(post, found) for post in found.holders],
        "boleh_tugaskan": found.current is not None and assigning.may_assign(found.current, desk) is not None,
        "tidak_di_kantor": found.away,
    }


def _holder_words(post: Assignment, found: Dossier) -> str:
    assigned = found.current is not None and found.current.assignee_id == post.person_id
    return f"{post.person.name}, {post.jabatan}{' (ditugaskan)' if assigned else ''}"


@require_POST
@visible_case
def kasus_dilihat(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    """Sent by the page of whoever's turn it is, once it is open: from then on a disposition stands."""
    mark_seen(
        case_id=case.pk, visit_id=visit_id_of(request), by=cast(User, request.user), at=desk_of(request).at
    )
    return HttpResponse(status=204)
