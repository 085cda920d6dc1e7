"""One running case as a task card or as a row of a list: plain data for templates/komponen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from accounts.worktime import Calendar
from reports.collection.models import AT_UNIT, Submission, SubmissionState
from workflow.forecast import day_words, promise_of
from workflow.letters import Sifat
from workflow.sop import Step
from workflow.story import clock_of, line, short_moment, visit_clock
from workflow.views.links import PAGES, button, case_url, step_url
from workflow.visits import StepRecord

if TYPE_CHECKING:
    from accounts.posts import Desk

ByReport = Mapping[int, Sequence[Submission]]


def task_card(visit: StepRecord, desk: Desk, calendar: Calendar, by_report: ByReport) -> dict[str, Any]:
    """A visit of this person's own, with one main button."""
    case, step = visit.case, Step(visit.step)
    now = visit_clock(visit, desk.at, calendar)
    shows_line = step != Step.DISPOSISI
    return {
        "judul": case.letter.subject if step == Step.DISPOSISI else _title(visit),
        "asal": origin(visit, desk, by_report) + priority(visit, desk, calendar),
        "pil_keadaan": now.state,
        "pil_teks": now.pill,
        "waktu": now.until,
        "url": step_url(case),
        "tombol": button(step, desk.acts_as(visit.executor)),
        "ikon": PAGES[step].icon if shows_line else "",
        "line": line(case, visit, desk, calendar, returned_from=last_return(visit)) if shows_line else None,
        "langkah": f"Langkah {step.number} dari 9",
        "keterangan": f"{step.label} · di meja Anda sejak {since(visit, desk)}{again(visit)}",
    }


def _title(visit: StepRecord) -> str:
    if visit.step in (Step.TANDA_TANGAN, Step.PENGGANDAAN):
        return f"Laporan {visit.case.title}"
    return visit.case.title


def origin(visit: StepRecord, desk: Desk, by_report: ByReport) -> str:
    """The line under a card's title: who asked, and what lies ready."""
    letter, step = visit.case.letter, Step(visit.step)
    if step == Step.DISPOSISI:
        urgent = "" if letter.sifat == Sifat.BIASA else f" · {letter.get_sifat_display().lower()}"
        received = short_moment(letter.received_at, desk.at)
        return f"{letter.sender} · agenda {letter.agenda}{urgent} · diterima {received}"
    parts = [f"Diminta {letter.sender}"]
    version = getattr(visit, "newest_version", None)
    if step.number >= Step.PARAF_KASUBAG.number and version:
        parts.append(f"versi {version}")
    if step == Step.PARAF_SEKRETARIS:
        parts.append("diparaf Kasubag Perencanaan")
    elif step == Step.TANDA_TANGAN:
        parts.append("diparaf Kasubag Perencanaan dan Sekretaris Dinas")
    elif step == Step.PENGGANDAAN:
        parts.append("sudah ditandatangani Kepala Dinas")
    elif step == Step.PENGUMPULAN:
        parts.append(completeness(by_report.get(visit.case.report_id or 0, ())))
    elif letter.requested_by:
        parts.append(f"diminta {day_words(letter.requested_by, desk.at)}")
    return " · ".join(part for part in parts if part)


def priority(visit: StepRecord, desk: Desk, calendar: Calendar) -> str:
    """Why a card stands above others that are due earlier: the day the requester asked for is in danger."""
    told = promise_of(visit, desk.at, calendar)
    return f" · didahulukan: {told.short}" if told is not None and told.is_in_danger else ""


def completeness(submissions: Sequence[Submission]) -> str:
    """ "7 dari 9 unit diterima"."""
    if not submissions:
        return ""
    done = sum(s.state in (SubmissionState.DITERIMA, SubmissionState.DIKECUALIKAN) for s in submissions)
    return f"{done} dari {len(submissions)} unit selesai"


def since(visit: StepRecord, desk: Desk) -> str:
    return short_moment(visit.opened_at, desk.at).removeprefix("hari ini ")


def again(visit: StepRecord) -> str:
    return f" · kunjungan ke-{visit.visit}" if visit.visit > 1 else ""


def last_return(visit: StepRecord) -> str | None:
    return getattr(visit, "last_return", None)


def case_row(visit: StepRecord, desk: Desk, calendar: Calendar, by_report: ByReport) -> dict[str, Any]:
    """A running case as a row with the tiny line; on somebody else's desk or one's own."""
    now = visit_clock(visit, desk.at, calendar)
    return {
        "judul": visit.case.title,
        "url": case_url(visit.case),
        "rinci": where(visit, desk, by_report),
        "line": line(visit.case, visit, desk, calendar),
        "pil_keadaan": now.state,
        "pil_teks": now.word,
        "waktu": now.beside,
    }


def where(visit: StepRecord, desk: Desk, by_report: ByReport) -> str:
    """What is going on with it, in one phrase. People of a unit are not told what other units still owe."""
    step, who = Step(visit.step), visit.desk_name
    version = getattr(visit, "newest_version", None)
    draft = f"Draft versi {version}" if version else "Draft"
    words = {
        Step.DISPOSISI: f"Surat menunggu disposisi {who}",
        Step.FORMAT: f"Format disiapkan {who}",
        Step.PENGUMPULAN: _collecting(visit, desk, by_report) or f"Data dikumpulkan {who}",
        Step.ANALISIS: f"Data dianalisis {who}",
        Step.DRAFT: f"Draft disusun {who}",
        Step.PARAF_KASUBAG: f"{draft} diperiksa {who}",
        Step.PARAF_SEKRETARIS: f"{draft} diperiksa {who}",
        Step.TANDA_TANGAN: f"Siap ditandatangani {who}",
        Step.PENGGANDAAN: f"Sudah ditandatangani, dibagikan {who}",
    }[step]
    if desk.acts_as(visit.executor) and visit.assignee_id in (None, desk.user.pk):
        words = f"Menunggu Anda: {words[0].lower()}{words[1:]}"
    return words + again(visit)


def _collecting(visit: StepRecord, desk: Desk, by_report: ByReport) -> str:
    if not desk.sees_all:
        return ""
    submissions = by_report.get(visit.case.report_id or 0, ())
    late = [s.unit.name for s in submissions if s.state in AT_UNIT]
    if late:
        return f"{listed(late, most=2)} belum mengirim"
    if any(s.state == SubmissionState.TERKIRIM for s in submissions):
        return "Semua unit sudah mengirim, menunggu diperiksa Staf Perencana"
    return "Semua unit selesai" if submissions else ""


def listed(names: Iterable[str], *, most: int = 99) -> str:
    """ "A", "A dan B", "A, B dan 3 unit lain"."""
    shown = list(names)
    if len(shown) > most:
        rest = len(shown) - most
        return f"{', '.join(shown[:most])} dan {rest} unit lain"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} dan {shown[-1]}"


def orphan_card(visit: StepRecord, desk: Desk, calendar: Calendar, by_report: ByReport) -> dict[str, Any]:
    """A case that stands at a vacant post: nobody may act, so the superior has somebody appointed."""
    now = visit_clock(visit, desk.at, calendar)
    return {
        "judul": f"Jabatan {visit.executor.person} kosong",
        "asal": f"{visit.case.title} berhenti di langkah {visit.number}. "
        "Minta TU atau admin kantor menunjuk Plt. atau Plh. supaya dapat dilanjutkan.",
        "pil_keadaan": now.state,
        "pil_teks": now.pill,
        "waktu": now.until,
        "url": case_url(visit.case),
        "tombol": "Buka kasus",
        "ikon": "lihat",
    }


def submission_due(submission: Submission, desk: Desk, calendar: Calendar) -> dict[str, Any]:

    now = clock_of(submission.opened_at, submission.due_at, desk.at, calendar)
    return {"pil_keadaan": now.state, "pil_teks": now.pill, "waktu": now.until}


def prepare_card(visit: StepRecord, desk: Desk, calendar: Calendar) -> dict[str, Any]:
    """An official's turn that this person may prepare; the official decides."""
    now = visit_clock(visit, desk.at, calendar)
    letter = visit.case.letter
    return {
        "judul": letter.subject,
        "asal": f"{letter.sender} · agenda {letter.agenda} · langkah {visit.number}, giliran {visit.executor.person}",
        "pil_keadaan": now.state,
        "pil_teks": now.pill,
        "waktu": now.until,
        "url": reverse("workflow:siapkan", args=[visit.case_id]),
        "tombol": "Siapkan",
        "ikon": "pena",
    }
