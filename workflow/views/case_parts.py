"""The parts of a case's page as plain data: the action panel, the facts, the documents, the receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from accounts.roles import Pelaksana
from accounts.worktime import Calendar
from accounts.worktime_words import moment
from reports.collection.models import AT_UNIT, SubmissionState
from reports.collection.reading import who_holds
from workflow.dossier import Dossier
from workflow.forecast import forecast_end, promise
from workflow.rules import acting_post, may_read_scan, why_not
from workflow.sop import RETURN_TARGETS, Action, Final, Step
from workflow.story import short_moment, visit_clock
from workflow.views.cards import listed
from workflow.views.links import PAGES, button, page_url, signed_url

if TYPE_CHECKING:
    from accounts.posts import Desk
    from reports.collection.models import Submission

Data = dict[str, Any]
MAIN_ACT: dict[Step, Action] = {
    Step.DISPOSISI: Action.DISPOSISIKAN,
    Step.FORMAT: Action.SAMPAIKAN_FORMAT,
    Step.PENGUMPULAN: Action.SELESAIKAN_PENGUMPULAN,
    Step.ANALISIS: Action.BEKUKAN_ANALISIS,
    Step.DRAFT: Action.AJUKAN_DRAFT,
    Step.PARAF_KASUBAG: Action.PARAF_KASUBAG,
    Step.PARAF_SEKRETARIS: Action.PARAF_SEKRETARIS,
    Step.TANDA_TANGAN: Action.TANDATANGANI,
    Step.PENGGANDAAN: Action.BAGIKAN,
}
_TO_DO: dict[Step, str] = {
    Step.DISPOSISI: "Baca surat, lalu tugaskan Kasubag Perencanaan",
    Step.FORMAT: "Pilih format dan unit yang mengisi",
    Step.PENGUMPULAN: "Terima atau kembalikan isian unit",
    Step.ANALISIS: "Periksa capaian dan tulis faktor tiap unit",
    Step.DRAFT: "Susun draft laporan, lalu ajukan",
    Step.PARAF_KASUBAG: "Koreksi dan paraf draft",
    Step.PARAF_SEKRETARIS: "Koreksi dan paraf draft",
    Step.TANDA_TANGAN: "Koreksi dan tanda tangani laporan",
    Step.PENGGANDAAN: "Gandakan dan bagikan laporan",
}
_SHOWN = 4
"""So many missing units are named; the rest are counted."""


def panel(found: Dossier, desk: Desk, calendar: Calendar) -> Data:
    """What can be done here now, by this person, or whose turn it is."""
    visit = found.current
    if visit is None:
        return _closed_panel(found, desk)
    if own := _own_submission(found, desk):
        return _unit_panel(own, desk)
    step, case = Step(visit.step), found.case
    now = visit_clock(visit, desk.at, calendar)
    post = acting_post(case, MAIN_ACT[step], desk)
    done, missing = requirements(found, desk)
    common: Data = {"pil_keadaan": now.state, "pil_teks": now.word, "sudah": done, "belum": missing}
    if post is None:
        return common | _others_panel(found, desk, now.left, now.until)
    version = f" versi {visit_version(found)}" if step in RETURN_TARGETS else ""
    buttons = [_button(button(step, post), page_url(case, step), PAGES[step].icon, "utama")]
    if step in RETURN_TARGETS:
        back = reverse("workflow:kembalikan", args=[case.pk])
        buttons.append(_button("Kembalikan dengan catatan", back, "balik", "kembali", short="Kembalikan"))
    until = now.until[0].lower() + now.until[1:]
    return common | {
        "milik_anda": True,
        "bilah_bawah": True,
        "judul": f"Giliran Anda, {now.left}",
        "isi": f"{_TO_DO[step]}{version}, {until}.",
        "tombol": buttons,
    }


def _button(text: str, url: str, icon: str = "", kind: str = "kedua", *, short: str = "") -> Data:
    return {"teks": text, "pendek": short or text, "url": url, "ikon": icon, "jenis": kind}


def _others_panel(found: Dossier, desk: Desk, left: str, until: str) -> Data:
    case, visit = found.case, found.current
    assert visit is not None
    step = Step(visit.step)
    names = [f"{post.person.name} ({post.jabatan})" for post in found.holders]
    if desk.holds(visit.executor):
        body = why_not(case, MAIN_ACT[step], desk) or ""
    elif names:
        body = f"Di meja {listed(names)}, {until}."
    else:
        body = (
            f"Jabatan {visit.executor.person} sedang kosong, jadi langkah ini tidak dapat dijalankan. "
            "Minta TU atau admin kantor menunjuk Plt. atau Plh."
        )
    buttons = []
    if acting_post(case, Action.TARIK_DISPOSISI, desk) and visit.seen_at is None:
        recall = reverse("workflow:tarik-disposisi", args=[case.pk])
        buttons.append(_button("Tarik kembali disposisi", recall, "balik", "kembali"))
    if desk.sees_all:
        buttons.append(_button(PAGES[step].look, page_url(case, step), "lihat"))
    return {
        "milik_anda": False,
        "judul": f"Giliran {visit.executor.person}, {left}",
        "isi": body,
        "tombol": buttons,
    }


def _own_submission(found: Dossier, desk: Desk) -> Submission | None:
    """The own unit's submission still on its way, for people who are not planners or leaders."""
    if desk.sees_all:
        return None
    return next((s for s in found.submissions if s.state in (*AT_UNIT, SubmissionState.TERKIRIM)), None)


def _unit_panel(submission: Submission, desk: Desk) -> Data:
    at_unit = submission.state in AT_UNIT
    given = submission.assignee_id if submission.state == SubmissionState.MENGISI else None
    holds = at_unit and given in (None, desk.user.pk)
    holds = holds and any(post.person_id == desk.user.pk for post in who_holds(submission, desk.at))
    late = at_unit and submission.due_at < desk.at
    state = "dikembalikan" if submission.is_returned else "terlambat" if late else "berjalan"
    word = {"dikembalikan": "Dikembalikan", "terlambat": "Terlambat"}.get(state, "Berjalan")
    body = f"{submission.get_state_display()}. Tenggat unit {moment(submission.due_at, desk.at)}."
    if submission.is_returned:
        body = ": ".join(submission.newest_return)
    text = "Buka isian" if at_unit else "Lihat isian"
    kind = "utama" if holds else "kedua"
    return {
        "milik_anda": holds,
        "bilah_bawah": holds,
        "tenggat_anda": submission.due_at,
        "pil_keadaan": state,
        "pil_teks": word,
        "judul": f"Data {submission.unit.name}",
        "isi": body,
        "tombol": [_button(text, reverse("isian", args=[submission.pk]), "tabel", kind)],
    }


def _closed_panel(found: Dossier, desk: Desk) -> Data:
    case = found.case
    closed = moment(case.closed_at, desk.at) if case.closed_at else ""
    if case.final == Final.SELESAI:
        received = sum(copy.received_at is not None for copy in found.copies)
        body = f"Laporan sudah dibagikan {closed}."
        if desk.sees_all and found.copies:
            body += f" {received} dari {len(found.copies)} penerima sudah menerima."
        buttons = []
        if found.paper is not None and case.report is not None:
            buttons.append(
                _button("Buka laporan bertanda tangan", signed_url(case.report), "berkas", "utama")
            )
        if desk.sees_all:
            receipts = page_url(case, Step.PENGGANDAAN)
            buttons.append(_button("Tanda terima", receipts, "tabel"))
        title, state, word = "Kesembilan langkah selesai", "selesai", "Selesai"
    else:
        last = found.visits[-1] if found.visits else None
        who = last.finished_title if last else ""
        words = "Laporan tidak diperlukan" if case.final == Final.DIKETAHUI else "Kasus dibatalkan"
        title, state, word, buttons = words, "menunggu", case.get_state_display(), []
        body = f"{who}, {closed}."
        if case.closing_reason and desk.sees_all:
            body += f" {case.closing_reason}"
    return {"pil_keadaan": state, "pil_teks": word, "judul": title, "isi": body, "tombol": buttons}


def may_end(found: Dossier, desk: Desk) -> bool:
    """Whether this person may withdraw or replace the signed report (workflow.views.ending)."""
    return (
        found.paper is not None
        and found.paper.ended_at is None
        and desk.acts_as(Pelaksana.KEPALA_DINAS) is not None
    )


def visit_version(found: Dossier) -> int | str:
    return found.drafts[0].version_number or "" if found.drafts else ""


def requirements(found: Dossier, desk: Desk) -> tuple[list[str], list[str]]:
    """What the current step has and what it still lacks, as sentences (the SOP's Kelengkapan)."""
    visit = found.current
    if visit is None or not desk.sees_all:
        return [], []
    step, letter = Step(visit.step), found.case.letter
    done: list[str] = []
    missing: list[str] = []
    if step == Step.DISPOSISI:
        done.append(f"Pindaian surat ada, {letter.scan_pages} halaman")
    elif step == Step.FORMAT and (given := found.latest(Step.DISPOSISI)):
        done.append(f"Didisposisi {given.finished_title} {_when(given.finished_at, desk)}")
    elif step == Step.PENGUMPULAN:
        done.append(f"{found.accepted()} dari {len(found.submissions)} unit selesai")
        missing = _outstanding(found)
    elif step == Step.ANALISIS:
        done.append(f"Data {found.accepted()} dari {len(found.submissions)} unit siap dianalisis")
    elif step == Step.DRAFT and (frozen := found.latest(Step.ANALISIS)):
        done.append(f"Hasil analisis dibekukan {_when(frozen.finished_at, desk)}")
    elif step in RETURN_TARGETS:
        done.append(f"Draft versi {visit_version(found)} diajukan Staf Perencana")
        if step != Step.PARAF_KASUBAG:
            done.append("Diparaf Kasubag Perencanaan")
        if step == Step.TANDA_TANGAN:
            done.append("Diparaf Sekretaris Dinas")
    elif step == Step.PENGGANDAAN and found.paper is not None and found.paper.ended_at is None:
        done.append(f"Ditandatangani {found.paper.signer_title}, nomor {found.paper.number.text}")
    if (back := found.returned_here) and step != Step.PENGUMPULAN:
        missing.append(f"Dikembalikan {back.finished_title}; jawab catatannya dahulu.")
    return done, missing


def _outstanding(found: Dossier) -> list[str]:
    late = [s.unit.name for s in found.submissions if s.state in AT_UNIT]
    unchecked = [s.unit.name for s in found.submissions if s.state == SubmissionState.TERKIRIM]
    sentences = [f"{name} belum mengirim" for name in late[:_SHOWN]]
    if len(late) > _SHOWN:
        sentences.append(f"{len(late) - _SHOWN} unit lain belum mengirim")
    sentences += [f"{name} sudah mengirim, belum diperiksa" for name in unchecked[:_SHOWN]]
    if len(unchecked) > _SHOWN:
        sentences.append(f"{len(unchecked) - _SHOWN} unit lain belum diperiksa")
    return sentences


def _when(at: Any, desk: Desk) -> str:
    return short_moment(at, desk.at) if at else ""


def deadline(found: Dossier, desk: Desk, calendar: Calendar) -> Data | None:
    """The requester's day against the forecast by the SOP's norms; None when no day was asked or the case is over."""
    wanted, visit = found.case.letter.requested_by, found.current
    if visit is None:
        return None
    end = forecast_end(found.case, visit, desk.at, calendar)
    if wanted is None:
        return {
            "rawan": False,
            "kalimat": f"Perkiraan selesai {moment(end, desk.at)} bila tiap langkah memakai waktu bakunya.",
        }
    told = promise(wanted, end, desk.at)
    return {"rawan": told.is_in_danger, "kalimat": told.sentence}


def next_step(found: Dossier) -> str:
    """ "8, Kepala Dinas menandatangani"; empty at the end."""
    visit = found.current
    step = Step(visit.step).next if visit else None
    if step is None:
        return ""
    return f"{step.number}, {step.label.lower()} oleh {found.case.edition.row(step).executor.person}"


def documents(found: Dossier, desk: Desk) -> list[Data]:
    """Everything on paper that this person may open, newest first."""
    case, files = found.case, []
    if found.paper is not None and case.report is not None:
        signed = _when(found.paper.signed_at, desk)
        files.append(
            _file(
                f"Laporan bertanda tangan, {found.paper.number.text}",
                signed_url(case.report),
                f"PDF · {signed}"
                if found.paper.ended_at is None
                else f"PDF · {found.paper.get_state_display().lower()}",
            )
        )
    if found.covering is not None and case.report is not None:
        address = reverse("pengantar-unduh", args=[case.report.pk])
        files.append(_file(f"Surat pengantar, {found.covering.number.text}", address, "PDF"))
    for draft in found.drafts:
        address = f"{page_url(case, Step.PARAF_KASUBAG)}?versi={draft.version_number}"
        detail = f"diajukan {_when(draft.finished_at, desk)} · {draft.finished_title}"
        files.append(_file(f"Draft laporan, versi {draft.version_number}", address, detail))
    if desk.sees_all and (frozen := found.latest(Step.ANALISIS)):
        address = page_url(case, Step.ANALISIS)
        files.append(
            _file("Hasil analisis", address, f"dibekukan {_when(frozen.finished_at, desk)}", "tabel")
        )
    if desk.sees_all and found.submissions:
        counted = f"{found.accepted()} dari {len(found.submissions)}"
        files.append(_file(f"Data unit, selesai {counted}", page_url(case, Step.PENGUMPULAN), "", "tabel"))
    elif not desk.sees_all:
        for submission in found.submissions:
            detail = submission.get_state_display()
            files.append(
                _file(f"Data {submission.unit.name}", reverse("isian", args=[submission.pk]), detail, "tabel")
            )
    if case.report is not None and (desk.sees_all or found.submissions):
        for one in case.report.attachments.all():
            address = reverse("lampiran-permintaan", args=[one.pk])
            files.append(
                _file(f"Lampiran permintaan: {one.name}", address, "dikirim bersama format", "lampiran")
            )
    if found.sheet is not None:
        pk = getattr(found.sheet, "document_pk", None)
        address = reverse("dokumen-berkas", args=[pk]) if pk else page_url(case, Step.DISPOSISI)
        files.append(_file("Lembar disposisi", address, _when(found.sheet.at, desk)))
    letter = case.letter
    if may_read_scan(letter, desk):
        kind = "PDF" if letter.scan_mime == "application/pdf" else "Gambar"
        files.append(
            _file(
                f"Surat masuk agenda {letter.agenda}",
                reverse("workflow:surat-rinci", args=[letter.pk]),
                f"{kind}, {letter.scan_pages} halaman",
                "lampiran",
            )
        )
    return files


def _file(title: str, url: str, detail: str, icon: str = "berkas") -> Data:
    return {"judul": title, "url": url, "rinci": detail, "ikon": icon}


def receipts(found: Dossier, desk: Desk) -> list[Data]:
    """Who has said that the report arrived; the own unit's copy can be confirmed here."""
    return [
        {
            "pk": copy.pk,
            "kepada": copy.unit.name if copy.unit else copy.outside,
            "pada": moment(copy.received_at, desk.at) if copy.received_at else "",
            "oleh": copy.received_name,
            "url": reverse("salinan", args=[copy.pk]) if copy.unit_id in desk.unit_ids else "",
            "milik_anda": copy.received_at is None and copy.unit_id in desk.unit_ids and not desk.sees_all,
        }
        for copy in found.copies
    ]
