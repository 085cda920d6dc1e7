"""Remarks: pinned, answered, marked as dealt with, confirmed. Whose turn it is, the caller has proved; here is what may follow what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from reports.correcting.anchors import block_at
from reports.correcting.models import DraftRemark, RemarkReply, VersionReading
from reports.drafting.models import Version
from reports.report import Report

LONGEST = 2000
"""Letters of a remark or an answer."""
GONE = "Catatan ini tidak ada dalam laporan ini. Muat ulang halaman."


def open_remarks(report: Report, pelaksana: str | None = None) -> QuerySet[DraftRemark]:
    """Remarks that nobody has confirmed yet; of one post, or of all."""
    found = DraftRemark.objects.filter(version__report=report, confirmed_at__isnull=True)
    return found if pelaksana is None else found.filter(pelaksana=pelaksana)


def remarks_of(report: Report) -> list[DraftRemark]:
    """Every remark of a report with its thread, in the order written: two queries."""
    return list(
        DraftRemark.objects.filter(version__report=report)
        .select_related("version", "author", "resolved_by", "confirmed_by")
        .defer("version__html")
        .prefetch_related("replies__author")
        .order_by("pk")
    )


@transaction.atomic
def pin(
    *, version: Version, section: str, block: int, text: str, pelaksana: str, by: User, title: str, at: datetime
) -> DraftRemark:  # fmt: skip
    """Write a remark on one block of the newest version. Refuses an older version, a block that is not there, no words."""
    report = Report.objects.select_for_update().get(pk=version.report_id)
    newest = report.versions.order_by("-number").first()
    if newest is None or newest.pk != version.pk:
        raise Refusal("Sudah ada versi yang lebih baru. Muat ulang halaman, lalu tulis catatan di versi itu.")
    found = block_at(version, section, block)
    if found is None:
        raise Refusal(
            "Paragraf yang dicatat tidak ada dalam versi ini. Pilih paragrafnya sekali lagi.", field="teks"
        )
    remark = DraftRemark.objects.create(
        version=version, section=section, block=block, quote=found.quote, text=_words(text, "Tulis apa yang harus diperbaiki."),
        pelaksana=pelaksana, author=by, author_title=title, written_at=at,
    )  # fmt: skip
    _trail(report, "catatan ditulis", remark, by, title, at)
    return remark


@transaction.atomic
def reply(*, report: Report, remark_id: int, text: str, by: User, title: str, at: datetime) -> RemarkReply:
    """Answer in the thread of an open remark."""
    remark = _open(report, remark_id)
    answer = RemarkReply.objects.create(
        remark=remark,
        text=_words(text, "Tulis jawaban Anda."),
        author=by,
        author_title=title,
        written_at=at,
    )
    _trail(report, "catatan dijawab", remark, by, title, at)
    return answer


@transaction.atomic
def resolve(
    *, report: Report, remark_id: int, text: str, pelaksana: str, by: User, title: str, at: datetime
) -> DraftRemark:  # fmt: skip
    """The one who writes has dealt with it, with or without a word of answer. The corrector's own is not for them to resolve."""
    remark = _open(report, remark_id)
    if remark.pelaksana == pelaksana:
        raise Refusal("Ini catatan jabatan Anda sendiri. Pilih “Selesai” bila sudah baik.")
    if remark.resolved_at is not None:
        raise Refusal("Catatan ini sudah ditandai diperbaiki. Muat ulang halaman.")
    if text.strip():
        reply(report=report, remark_id=remark_id, text=text, by=by, title=title, at=at)
    remark.resolved_at, remark.resolved_by, remark.resolved_title = at, by, title
    remark.save(update_fields=["resolved_at", "resolved_by", "resolved_title"])
    _trail(report, "catatan diperbaiki", remark, by, title, at)
    return remark


@transaction.atomic
def confirm(
    *, report: Report, remark_id: int, pelaksana: str, by: User, title: str, at: datetime
) -> DraftRemark:  # fmt: skip
    """The corrector is satisfied (or takes the remark back): it is over."""
    remark = _open(report, remark_id)
    _own(remark, pelaksana)
    remark.confirmed_at, remark.confirmed_by, remark.confirmed_title = at, by, title
    remark.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_title"])
    _trail(report, "catatan selesai", remark, by, title, at)
    return remark


@transaction.atomic
def ask_again(
    *, report: Report, remark_id: int, text: str, pelaksana: str, by: User, title: str, at: datetime
) -> DraftRemark:  # fmt: skip
    """The corrector is not satisfied with what was done, and says why: the remark waits for the writer again."""
    remark = _open(report, remark_id)
    _own(remark, pelaksana)
    if remark.resolved_at is None:
        raise Refusal("Catatan ini belum ditandai diperbaiki. Cukup tambahkan jawaban.")
    reply(report=report, remark_id=remark_id, text=text, by=by, title=title, at=at)
    remark.resolved_at, remark.resolved_by, remark.resolved_title = None, None, ""
    remark.save(update_fields=["resolved_at", "resolved_by", "resolved_title"])
    _trail(report, "catatan diminta lagi", remark, by, title, at)
    return remark


def mark_read(*, version: Version, reader: User, at: datetime) -> bool:
    """This reader has had this version open. Returns whether it was the first time."""
    return VersionReading.objects.get_or_create(version=version, reader=reader, defaults={"seen_at": at})[1]


def last_read(*, before: Version, reader: User) -> Version | None:
    """The newest earlier version this reader has had open."""
    return (
        before.report.versions.filter(number__lt=before.number, readings__reader=reader)
        .order_by("-number")
        .first()
    )


def still_open(report: Report, pelaksana: str | None = None) -> str:
    """What the open remarks forbid, as one sentence; empty when none is open."""
    count = open_remarks(report, pelaksana).count()
    if not count:
        return ""
    whose = "catatan Anda" if pelaksana is not None else "catatan koreksi"
    return f"Masih ada {count} {whose} yang belum selesai. Tandai selesai, atau kembalikan draft supaya diperbaiki."


def _open(report: Report, remark_id: int) -> DraftRemark:
    locked = Report.objects.select_for_update().get(pk=report.pk)
    remark = DraftRemark.objects.filter(pk=remark_id, version__report=locked).first()
    if remark is None:
        raise Refusal(GONE)
    if not remark.is_open:
        raise Refusal("Catatan ini sudah selesai. Muat ulang halaman.")
    return remark


def _own(remark: DraftRemark, pelaksana: str) -> None:
    if remark.pelaksana != pelaksana:
        raise Refusal(
            f"Catatan ini milik {remark.author_title}; hanya jabatan itu yang dapat menyatakannya selesai."
        )


def _words(text: str, cure: str) -> str:
    written = text.strip()
    if not written:
        raise Refusal(cure, field="teks")
    if len(written) > LONGEST:
        raise Refusal(
            f"Terlalu panjang ({len(written)} huruf, paling banyak {LONGEST}). Ringkas isinya.", field="teks"
        )
    return written


def _trail(report: Report, act: str, remark: DraftRemark, by: User, title: str, at: datetime) -> None:
    detail: dict[str, Any] = {
        "catatan": remark.pk,
        "versi": remark.version.number,
        "bagian": remark.section,
        "paragraf": remark.block,
    }
    audit.record(stream=f"laporan:{report.pk}", act=act, by=by, at=at, title=title, detail=detail)
