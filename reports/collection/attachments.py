"""What travels with the format to every unit: the requester's own template, as it came."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from reports.collection.models import RequestAttachment
from reports.report import Report
from reports.uploads import DOCX, PDF, XLSX, check_upload

KINDS = (PDF, XLSX, DOCX)
MOST = 10
FIELD = "lampiran"


@transaction.atomic
def add_attachment(
    *, report: Report, file: UploadedFile[Any], by: User, at: datetime, title: str = ""
) -> RequestAttachment:
    """Keep a checked file (PDF, Excel, Word). The same file sent again, as by reloading the page, is kept once."""
    locked = _open_report(report)
    upload = check_upload(file, allowed=KINDS, field=FIELD)
    known = locked.attachments.filter(name=upload.name, size=upload.size).first()
    if known is not None:
        return known
    if locked.attachments.count() >= MOST:
        raise Refusal(
            f"Paling banyak {MOST} berkas lampiran. Hapus yang tidak perlu, lalu lampirkan lagi.", field=FIELD
        )
    # the suffix on disk follows the content, whatever the person's own name said
    file.name = str(PurePath(upload.name).with_suffix(f".{upload.kind}"))
    made = RequestAttachment.objects.create(
        report=locked,
        file=file,
        name=upload.name,
        size=upload.size,
        mime=upload.mime,
        added_at=at,
        added_by=by,
    )
    _record("lampiran permintaan ditambahkan", made, by, at, title)
    return made


@transaction.atomic
def remove_attachment(*, report: Report, attachment_id: int, by: User, at: datetime, title: str = "") -> None:
    """Take a file away before the format goes out; the file itself goes when that is committed."""
    locked = _open_report(report)
    found = locked.attachments.filter(pk=attachment_id).first()
    if found is None:
        return
    _record("lampiran permintaan dihapus", found, by, at, title)
    name, storage = found.file.name, found.file.storage
    found.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _open_report(report: Report) -> Report:
    """The report, locked, while its format has not gone out yet."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if locked.submissions.exists():
        raise Refusal(
            "Format laporan ini sudah disampaikan ke unit, jadi lampirannya tidak berubah lagi. Muat ulang halaman."
        )
    return locked


def _record(act: str, what: RequestAttachment, by: User, at: datetime, title: str) -> None:
    audit.record(
        stream=f"laporan:{what.report_id}", act=act, by=by, at=at, title=title,
        detail={"nama": what.name, "ukuran": what.size},
    )  # fmt: skip
