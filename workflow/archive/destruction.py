"""Destroying files whose time is over: proposed by the keeper, approved by the Kepala Dinas, carried out by a worker.

Never by itself. The rows, the trail, numbers and seals stay; what goes is every stored file, the text of the report in all its
versions, and what the search knew of their content.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.notifications import close_messages, tell
from accounts.posts import Desk, holders
from accounts.roles import Pelaksana
from reports.document_services import request_document
from reports.drafting.destroying import destroy_text
from reports.letterhead import Fate
from reports.report import Report
from reports.signing.models import PaperKind, SignedPaper
from reports.verification import tells_destruction
from workflow.archive import retention
from workflow.archive.files import files_of, page_images_of
from workflow.archive.models import (
    ArchivePart,
    ArchiveText,
    DestructionItem,
    DestructionProposal,
    Retention,
)
from workflow.case import ReportRequest

if TYPE_CHECKING:
    from accounts.models import User

log = structlog.get_logger(__name__)
MOST_FILES = 200
State = DestructionProposal.State


@transaction.atomic
def propose(*, retention_ids: Sequence[int], reason: str, by: User, at: datetime) -> DestructionProposal:
    """Put files that have run out to the Kepala Dinas. Raises Refusal, NotYours."""
    desk = Desk(by, at)
    post = retention.keeper(desk)
    if post is None:
        raise NotYours("Mengusulkan pemusnahan arsip adalah tugas Kasubag Perencanaan.")
    if not reason.strip():
        raise Refusal("Tulis pertimbangan, misalnya JRA yang menjadi dasar pemusnahan.", field="alasan")
    wanted = list(dict.fromkeys(retention_ids))
    if not wanted:
        raise Refusal("Belum ada berkas yang dicentang. Centang sedikitnya satu berkas.")
    if len(wanted) > MOST_FILES:
        raise Refusal(
            f"Paling banyak {MOST_FILES} berkas dalam satu usul. Kurangi centangnya, lalu usulkan lagi."
        )
    chosen = _locked(desk, wanted)
    if len(chosen) != len(wanted):
        raise Refusal("Sebagian berkas yang dicentang tidak ada lagi di daftar ini. Muat ulang halaman.")
    for one in chosen:
        _refuse_unripe(one, at)
        if one.items.filter(proposal__state=State.DIUSULKAN).exists():
            raise Refusal(
                f"Berkas agenda {one.case.letter.agenda} sudah ada dalam usul lain. Hapus centangnya."
            )
    made = DestructionProposal.objects.create(
        reason=reason.strip(),
        proposed_by=by,
        proposed_name=by.name,
        proposed_title=post.jabatan,
        proposed_at=at,
    )
    DestructionItem.objects.bulk_create(_item(made, one) for one in chosen)
    audit.record(
        stream=f"pemusnahan:{made.pk}", act="diusulkan", by=by, at=at, title=post.jabatan,
        detail={"berkas": [one.pk for one in chosen], "pertimbangan": made.reason},
    )  # fmt: skip
    tell(
        recipients=[one.person for one in holders(Pelaksana.KEPALA_DINAS, at)], key=f"pemusnahan:{made.pk}",
        subject="Usul pemusnahan arsip menunggu putusan Anda",
        body=f"{post.jabatan} mengusulkan {len(chosen)} berkas yang habis masa simpannya untuk dimusnahkan.",
        path=reverse("workflow:arsip-pemusnahan", args=[made.pk]), at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def decide(
    *, proposal_id: int, approve: bool, number: str, note: str, by: User, at: datetime
) -> DestructionProposal:
    """The Kepala Dinas approves, and the worker removes the files, or refuses with a reason. Raises Refusal, NotYours."""
    desk = Desk(by, at)
    post = desk.acts_as(Pelaksana.KEPALA_DINAS)
    if post is None:
        raise NotYours("Memutus usul pemusnahan arsip adalah wewenang Kepala Dinas.")
    made = DestructionProposal.objects.select_for_update().get(pk=proposal_id)
    if made.state != State.DIUSULKAN:
        raise Refusal(f"Usul ini sudah diputus ({made.get_state_display().lower()}). Muat ulang halaman.")
    if not approve and not note.strip():
        raise Refusal("Tulis alasan penolakan agar pengusul tahu apa yang perlu diperbaiki.", field="catatan")
    chosen = _locked(desk, list(made.items.values_list("retention", flat=True)))
    if approve and len(chosen) != made.items.count():
        raise NotYours("Usul ini memuat berkas yang tidak dapat Anda buka, jadi tidak dapat Anda setujui.")
    made.state = State.DISETUJUI if approve else State.DITOLAK
    made.number, made.decision_note = number.strip()[:100], note.strip()
    made.decided_by, made.decided_name, made.decided_title, made.decided_mode = (
        by,
        by.name,
        post.jabatan,
        post.mode,
    )
    made.decided_pangkat, made.decided_nip, made.decided_at = by.pangkat, by.nip or "", at
    made.save()
    if approve:
        for one in chosen:
            _refuse_unripe(one, at)
            _mark_destroyed(one, made, by, at, post.jabatan)
        request_document(key=f"musnah:{made.pk}", title="Berita acara pemusnahan arsip", at=at)
        _send(made.pk)
    audit.record(
        stream=f"pemusnahan:{made.pk}", act=made.state, by=by, at=at, title=post.jabatan,
        detail={"nomor": made.number, "catatan": made.decision_note},
    )  # fmt: skip
    close_messages(prefix=f"pemusnahan:{made.pk}:", at=at)
    tell(
        recipients=[made.proposed_by], key=f"pemusnahan:{made.pk}:putusan",
        subject=f"Usul pemusnahan arsip {made.get_state_display().lower()}",
        body=f"{post.jabatan} memutus usul Anda atas {made.items.count()} berkas.",
        path=reverse("workflow:arsip-pemusnahan", args=[made.pk]), at=at,
    )  # fmt: skip
    return made


def remove_files(*, proposal_id: int, at: datetime) -> int:
    """Remove the stored files of an approved list; returns how many. Run twice, the second finds nothing to do."""
    made = DestructionProposal.objects.filter(
        pk=proposal_id, state=State.DISETUJUI, files_removed_at__isnull=True
    ).first()
    if made is None:
        return 0
    removed = 0
    cases = ReportRequest.objects.filter(
        retention__items__proposal=made, retention__destroyed_at__isnull=False
    )
    for case in cases.select_related("letter", "report"):
        for file in [*files_of(case), *page_images_of(case)]:
            if file.storage.exists(str(file.name)):
                file.storage.delete(str(file.name))
                removed += 1
    DestructionProposal.objects.filter(pk=made.pk).update(files_removed_at=at)
    audit.record(
        stream=f"pemusnahan:{made.pk}", act="berkas_dihapus", by=None, at=at, detail={"jumlah": removed}
    )
    log.info("arsip dimusnahkan", usul=made.pk, berkas=removed)
    return removed


def unfinished() -> list[int]:
    """Approved lists whose files no worker has removed yet."""
    return list(
        DestructionProposal.objects.filter(state=State.DISETUJUI, files_removed_at__isnull=True).values_list(
            "pk", flat=True
        )
    )


@tells_destruction
def _destroyed_at(report: Report) -> datetime | None:
    """For the page behind the QR code: the office's copy is gone by rule, not by accident."""
    return Retention.objects.filter(case__report=report).values_list("destroyed_at", flat=True).first()


def may_see(desk: Desk, proposal: DestructionProposal) -> bool:
    """Who sees all cases, and may open every case on the list."""
    if not desk.sees_all:
        return False
    listed = proposal.items.values("retention__case")
    seen = ReportRequest.objects.visible_to(desk).filter(pk__in=listed).count()
    return seen == proposal.items.count()


def _locked(desk: Desk, pks: list[int]) -> list[Retention]:
    return list(retention.visible(desk).filter(pk__in=pks).select_for_update(of=("self",)).order_by("pk"))


def _refuse_unripe(one: Retention, at: datetime) -> None:
    agenda = one.case.letter.agenda
    if one.destroyed_at is not None:
        raise Refusal(f"Berkas agenda {agenda} sudah dimusnahkan.")
    if one.fate != Fate.MUSNAH:
        raise Refusal(
            f"Nasib akhir berkas agenda {agenda} adalah {one.get_fate_display().lower()}, bukan musnah. "
            "Nilai kembali berkas itu dahulu, atau hapus centangnya."
        )
    if one.kept_until >= timezone.localdate(at):
        raise Refusal(
            f"Berkas agenda {agenda} masih disimpan sampai {one.kept_until:%d-%m-%Y}. Hapus centangnya."
        )


def _item(made: DestructionProposal, one: Retention) -> DestructionItem:
    letter = one.case.letter
    number = (
        SignedPaper.objects.filter(
            report=one.case.report_id, kind=PaperKind.LAPORAN, state=SignedPaper.State.DITANDATANGANI
        )
        .values_list("number__text", flat=True)
        .first()
    )
    return DestructionItem(
        proposal=made, retention=one, agenda=f"{letter.agenda}/{letter.agenda_year}",
        letter=f"{letter.number}, {letter.date:%d-%m-%Y}, {letter.sender}"[:320], subject=letter.subject,
        report_number=number or "", classification=letter.classification.code if letter.classification else "",
        kept=f"ditutup {one.closed_on:%d-%m-%Y}, disimpan sampai {one.kept_until:%d-%m-%Y}",
        files=sum(1 for _ in files_of(one.case)),
    )  # fmt: skip


def _mark_destroyed(one: Retention, made: DestructionProposal, by: User, at: datetime, title: str) -> None:
    one.destroyed_at = at
    one.save(update_fields=["destroyed_at"])
    if one.case.report is not None:
        destroy_text(report=one.case.report)
    ArchiveText.objects.filter(case=one.case_id, part=ArchivePart.LAPORAN).delete()
    # the row stays, empty: the sweep would otherwise look for the scan again
    ArchiveText.objects.filter(case=one.case_id, part=ArchivePart.PINDAIAN).update(body="", words="")
    audit.record(
        stream=f"kasus:{one.case_id}", act="arsip_dimusnahkan", by=by, at=at, title=title,
        detail={"usul": made.pk, "berita_acara": made.number},
    )  # fmt: skip


def _send(pk: int) -> None:
    from workflow import tasks

    transaction.on_commit(lambda: tasks.remove_destroyed.delay(pk), robust=True)
