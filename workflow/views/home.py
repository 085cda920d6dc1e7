"""Tugas saya: what waits for this person, most urgent first; around it what others hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.calendar import calendar_of, cuti_bersama_warning, missing_cuti_bersama
from accounts.desk import desk_of
from accounts.models import Delivery
from accounts.roles import Pelaksana
from accounts.worktime import Calendar, in_wita
from reports.collection.services import missing
from workflow.context import edition_seen
from workflow.forecast import urgency
from workflow.inbox import Inbox, inbox, read_editions, recent_letters, vacant_heads
from workflow.rules import may_register
from workflow.sop import Step
from workflow.story import line, short_moment, visit_clock
from workflow.views.cards import case_row, orphan_card, prepare_card, submission_due, task_card
from workflow.week import week

if TYPE_CHECKING:
    from accounts.posts import Desk
    from reports.report import Report
    from workflow.letters import Letter
    from workflow.visits import StepRecord

NUMBER_WORDS = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam",
    "tujuh", "delapan", "sembilan", "sepuluh", "sebelas", "dua belas",
)  # fmt: skip
ROWS = 8


@dataclass
class Group:
    """One heading with its cards; `summary` is its part of the sentence under the page's heading."""

    key: str
    title: str
    summary: str
    aside: str
    cards: list[dict[str, Any]] = field(default_factory=list)
    due: datetime | None = None
    """The earliest due time in it; None where nothing runs out."""

    @property
    def order(self) -> tuple[bool, bool, float]:
        """A report to sign stands first, then what runs out first; what has no due time comes last."""
        return self.key != "ttd", self.due is None, self.due.timestamp() if self.due else 0.0

    @property
    def note(self) -> str:
        many = ", yang paling mendesak di atas" if len(self.cards) > 1 else ""
        return f"{len(self.cards)} {self.aside}{many}"


_STEP_GROUPS: tuple[tuple[tuple[Step, ...], str, str, str, str], ...] = (
    ((Step.TANDA_TANGAN,), "ttd", "Tanda tangan", "laporan siap ditandatangani", "laporan"),
    ((Step.DISPOSISI,), "surat", "Surat untuk didisposisi", "surat menanti disposisi", "surat"),
    (
        (Step.PARAF_KASUBAG, Step.PARAF_SEKRETARIS),
        "paraf",
        "Draft untuk diparaf",
        "draft menanti paraf",
        "draft",
    ),
    ((Step.FORMAT,), "format", "Format untuk dikirim", "format menunggu dikirim", "kasus"),
    ((Step.PENGUMPULAN,), "kumpul", "Pengumpulan data", "pengumpulan data berjalan", "kasus"),
    ((Step.ANALISIS,), "analisis", "Analisis", "analisis di meja Anda", "kasus"),
    ((Step.DRAFT,), "draft", "Draft untuk disusun", "draft menunggu disusun", "kasus"),
    ((Step.PENGGANDAAN,), "ganda", "Laporan untuk dibagikan", "laporan siap dibagikan", "laporan"),
)
_OWN_WORDS = {
    "isi": ("Isi data", "pena"),
    "periksa": ("Periksa isian", "centang"),
    "kirim": ("Periksa dan kirim", "kirim"),
}
_AT_ONCE = {
    "periksa": ("Sudah diperiksa, teruskan", "centang"),
    "kirim": ("Kirim", "kirim"),
}
"""What a form with nothing left to do needs: one look at its figures, and the act."""


@require_safe
@login_required
def beranda(request: HttpRequest) -> HttpResponse:
    desk, calendar = desk_of(request), calendar_of(request)
    box = inbox(desk)
    letters = recent_letters(desk, ROWS) if may_register(desk) else None
    running = [visit.case for visit in [*box.mine, *box.others, *box.orphaned]]
    edition_seen(request, read_editions([*running, *(letter.case for letter in letters or [])]))
    box.mine.sort(key=lambda visit: (urgency(visit, desk.at, calendar), visit.pk))
    groups = _groups(box, desk, calendar)
    if groups:
        groups[0].cards[0]["utama"] = True
    for group in groups[1:]:
        group.cards[0]["penting"] = True
    is_leader = desk.holds(Pelaksana.KEPALA_DINAS) or desk.holds(Pelaksana.SEKRETARIS)
    late = [visit for visit in box.others if visit.due_at < desk.at]
    in_time = [visit for visit in box.others if visit.due_at >= desk.at]
    context = {
        "judul": heading(box.waiting),
        "kalimat": sentence(groups, box, desk) or quiet(desk),
        "kelompok": groups,
        "terlambat": [case_row(v, desk, calendar, box.by_report) for v in late[:ROWS]]
        if desk.sees_all
        else [],
        "lain": _rows(in_time if desk.sees_all else box.others, desk, calendar, box),
        "berjalan": len(box.mine) + len(box.others) + len(box.orphaned),
        "di_unit": _unit_rows(box, desk, calendar),
        "pekan": week([*box.mine, *box.orphaned, *box.others], desk, calendar) if is_leader else None,
        "kosong": None if groups else empty_words(box, desk),
        "buku": None if letters is None else [_book_row(letter, desk, calendar) for letter in letters],
        "pengelola": _office(desk) if desk.is_office_admin else None,
    }
    return render(request, "workflow/beranda.html", context)


def heading(waiting: int) -> str:
    """ "Empat hal menunggu Anda"."""
    return (
        f"{number_word(waiting).capitalize()} hal menunggu Anda"
        if waiting
        else "Tidak ada yang menunggu Anda"
    )


def number_word(number: int) -> str:
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)


def sentence(groups: Sequence[Group], box: Inbox, desk: Desk) -> str:
    """What waits, in words, and whether anything is late."""
    if not groups:
        return ""
    parts = [f"{number_word(len(group.cards))} {group.summary}" for group in groups]
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} dan {parts[-1]}"
    late = sum(visit.due_at < desk.at for visit in [*box.mine, *box.orphaned])
    late += sum(task.submission.due_at < desk.at for task in box.own)
    closing = (
        f" {number_word(late).capitalize()} sudah lewat waktunya." if late else " Tidak ada yang terlambat."
    )
    return f"{said[0].upper()}{said[1:]}.{closing}"


def quiet(desk: Desk) -> str:
    """What the first screen is for when nothing waits, for those whose work begins elsewhere."""
    if may_register(desk):
        return "Surat yang datang dicatat lewat tombol di bawah ini; sesudah itu langsung tiba di meja Kepala Dinas."
    if desk.is_office_admin and not desk.held:
        return "Dari sini Anda menjaga supaya setiap jabatan terisi dan kalender kantor benar."
    return ""


def _groups(box: Inbox, desk: Desk, calendar: Calendar) -> list[Group]:
    groups = []
    for steps, key, title, summary, aside in _STEP_GROUPS:
        visits = [visit for visit in box.mine if visit.step in steps]
        if visits:
            cards = [task_card(visit, desk, calendar, box.by_report) for visit in visits]
            order = urgency(visits[0], desk.at, calendar)
            groups.append(Group(key, title, summary, aside, cards, order))
    if box.to_prepare:
        cards = [prepare_card(visit, desk, calendar) for visit in box.to_prepare]
        groups.append(
            Group(
                "siap",
                "Siapkan untuk pejabat",
                "hal dapat Anda siapkan",
                "hal",
                cards,
                urgency(box.to_prepare[0], desk.at, calendar),
            )
        )
    if box.to_accept:
        cards = [_accept_card(s, desk, calendar) for s in box.to_accept]
        groups.append(
            Group(
                "periksa",
                "Isian unit untuk diperiksa",
                "isian unit menunggu diperiksa",
                "isian",
                cards,
                box.to_accept[0].due_at,
            )
        )
    if box.own:
        cards = [_own_card(task, desk, calendar) for task in box.own]
        groups.append(
            Group(
                "isian",
                "Data unit Anda",
                "isian unit menunggu Anda",
                "isian",
                cards,
                box.own[0].submission.due_at,
            )
        )
    if box.to_receive:
        cards = [_copy_card(copy, desk) for copy in box.to_receive]
        groups.append(
            Group("terima", "Laporan untuk diterima", "laporan menunggu tanda terima", "laporan", cards)
        )
    if box.orphaned:
        cards = [orphan_card(visit, desk, calendar, box.by_report) for visit in box.orphaned]
        groups.append(
            Group(
                "lowong",
                "Berhenti di jabatan kosong",
                "kasus berhenti di jabatan kosong",
                "kasus",
                cards,
                box.orphaned[0].due_at,
            )
        )
    return sorted(groups, key=lambda group: group.order)


def _asked(report: Report) -> str:
    """The report and who asked for it: several ask for the same period."""
    return f"{report.title} untuk {report.requester}"


def _accept_card(submission: Any, desk: Desk, calendar: Calendar) -> dict[str, Any]:
    sent = f"dikirim {short_moment(submission.sent_at, desk.at)}" if submission.sent_at else ""
    return {
        "judul": submission.unit.name,
        "asal": f"{_asked(submission.report)} · {sent} · {submission.sent_by}",
        **submission_due(submission, desk, calendar),
        "url": reverse("isian", args=[submission.pk]),
        "tombol": "Periksa isian",
        "ikon": "centang",
    }


def _own_card(task: Any, desk: Desk, calendar: Calendar) -> dict[str, Any]:
    submission = task.submission
    words, icon = _OWN_WORDS[task.act]
    card = {
        "judul": _asked(submission.report),
        "asal": f"{submission.unit.name} · {submission.get_state_display().lower()}",
        **submission_due(submission, desk, calendar),
        "url": reverse("isian", args=[submission.pk]),
        "tombol": words if task.post.mode == "definitif" else f"{words} sebagai {task.post.jabatan}",
        "ikon": icon,
    }
    if task.act in _AT_ONCE and not missing(submission):
        words, icon = _AT_ONCE[task.act]
        card["langsung"] = {
            "url": reverse("isian-teruskan", args=[submission.pk]),
            "tombol": words if task.post.mode == "definitif" else f"{words} sebagai {task.post.jabatan}",
            "ikon": icon,
        }
        card["tombol"] = "Baca isian"
        card["ikon"] = "lihat"
    if submission.is_returned:
        card["pil_keadaan"], card["pil_teks"] = "dikembalikan", "Dikembalikan"
        by, note = submission.newest_return
        card["asal"] = f"{submission.unit.name} · dikembalikan {by}: {note}"
    return card


def _copy_card(copy: Any, desk: Desk) -> dict[str, Any]:
    return {
        "judul": _asked(copy.report),
        "asal": f"Untuk {copy.unit.name} · dibagikan {short_moment(copy.sent_at, desk.at)}",
        "pil_keadaan": "menunggu",
        "pil_teks": "Belum ada tanda terima",
        "url": reverse("salinan", args=[copy.pk]),
        "tombol": "Baca dan terima",
        "ikon": "centang",
    }


def _rows(visits: Iterable[Any], desk: Desk, calendar: Calendar, box: Inbox) -> list[dict[str, Any]]:
    return [case_row(visit, desk, calendar, box.by_report) for visit in list(visits)[:ROWS]]


def _unit_rows(box: Inbox, desk: Desk, calendar: Calendar) -> list[dict[str, Any]]:
    """Submissions of the own unit on a colleague's desk."""
    return [
        {
            "judul": _asked(submission.report),
            "url": reverse("isian", args=[submission.pk]),
            "rinci": f"{submission.unit.name} · {submission.get_state_display().lower()}"
            + (f" · di meja {submission.assignee}" if submission.assignee else ""),
            **submission_due(submission, desk, calendar),
        }
        for submission in box.in_unit[:ROWS]
    ]


def empty_words(box: Inbox, desk: Desk) -> dict[str, str]:
    """Why nothing waits, and what comes next."""
    if not desk.held:
        if desk.is_office_admin:
            return {}
        return {
            "judul": "Anda belum memegang jabatan.",
            "isi": "Tugas muncul di sini setelah admin kantor mencatat jabatan Anda. Hubungi admin kantor.",
        }
    if any(post.is_superseded for post in desk.held) and not desk.posts:
        return {
            "judul": "Jabatan Anda sedang dijalankan Plh. atau Plt.",
            "isi": "Selama itu Anda dapat membaca, tetapi tidak menjalankan langkah. "
            "Bila Anda sudah kembali bertugas, akhiri Plh. itu di halaman Saya; Plt. dan Pj. diakhiri TU atau admin kantor.",
        }
    if may_register(desk):
        return {}
    if box.others:
        count = number_word(len(box.others))
        return {
            "judul": "Meja Anda bersih.",
            "isi": f"{count.capitalize()} kasus sedang di meja lain; lihat di bawah.",
        }
    return {
        "judul": "Meja Anda bersih.",
        "isi": "Tugas berikutnya muncul di sini begitu tiba giliran Anda, dan diberitahukan lewat lonceng.",
    }


def _book_row(letter: Letter, desk: Desk, calendar: Calendar) -> dict[str, Any]:
    """A letter registered lately, and where it is. A rahasia one that others registered shows no subject."""
    visits: list[StepRecord] = letter.case.open_visits  # type: ignore[attr-defined]
    visit = visits[0] if visits else None
    now = visit_clock(visit, desk.at, calendar) if visit else None
    hidden = letter.is_secret and letter.registered_by_id != desk.user.pk
    return {
        "judul": "Surat rahasia" if hidden else letter.subject,
        "url": reverse("workflow:surat") if hidden else reverse("workflow:surat-rinci", args=[letter.pk]),
        "rinci": f"Agenda {letter.agenda} · {letter.sender} · {short_moment(letter.received_at, desk.at)}",
        "line": line(letter.case, visit, desk, calendar),
        "pil_keadaan": now.state if now else "selesai",
        "pil_teks": now.word if now else letter.case.get_state_display(),
        "waktu": f"di {visit.executor.person}" if visit else "",
    }


def _office(desk: Desk) -> dict[str, Any]:
    """What an office admin has to see to: vacant posts, messages that failed, years without cuti bersama."""
    year = in_wita(desk.at).year
    return {
        "lowong": vacant_heads(desk.at),
        "pesan_gagal": Delivery.objects.filter(state=Delivery.State.FAILED).count(),
        "cuti": [cuti_bersama_warning(one) for one in missing_cuti_bersama([year, year + 1])],
    }
