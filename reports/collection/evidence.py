"""Evidence beside a figure: a checked file, or a link."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction

from accounts.errors import Refusal
from accounts.models import User
from reports.collection.cells import open_cell
from reports.collection.models import Evidence
from reports.collection.personal_data import warning_for
from reports.uploads import DOCX, JPG, PDF, PNG, XLSX, check_upload

KINDS = (PDF, JPG, PNG, XLSX, DOCX)
MOST_PER_CELL = 20

_is_web_address = URLValidator(schemes=["http", "https"])


@transaction.atomic
def add_evidence(
    *,
    cell_id: int,
    by: User,
    at: datetime,
    file: UploadedFile[Any] | None = None,
    link: str = "",
    name: str = "",
) -> Evidence:
    """Put a file (PDF, JPG, PNG, Excel, Word; at most 35 MB) or a web address beside a cell."""
    # Read before anything is locked: a large workbook must not hold up whoever is typing.
    upload = check_upload(file, allowed=KINDS) if file is not None else None
    warning = warning_for(file, upload.kind) if file is not None and upload else ""
    cell, _ = open_cell(cell_id, by, at)
    if cell.evidence.count() >= MOST_PER_CELL:
        raise Refusal(
            f"Satu indikator paling banyak {MOST_PER_CELL} bukti. Hapus yang tidak perlu lebih dahulu.",
            field="file",
        )
    address = link.strip()
    if file is not None and upload is not None:
        # The suffix on disk follows the content, whatever the person's own name said.
        file.name = str(PurePath(upload.name).with_suffix(f".{upload.kind}"))
        return Evidence.objects.create(
            cell=cell,
            file=file,
            name=name.strip()[:150] or upload.name,
            size=upload.size,
            mime=upload.mime,
            warning=warning,
            added_at=at,
            added_by=by,
        )
    if not address:
        raise Refusal("Pilih berkas bukti atau tulis alamat tautannya.", field="file")
    try:
        _is_web_address(address)
    except ValidationError as error:
        raise Refusal(
            "Tautan harus lengkap, misalnya https://dapo.kemdikbud.go.id/rekap. Salin dari bilah alamat peramban.",
            field="link",
        ) from error
    if len(address) > 200:
        raise Refusal(
            "Tautan lebih dari 200 huruf. Pakai tautan pendek dari layanan berbagi berkas.", field="link"
        )
    return Evidence.objects.create(
        cell=cell, link=address, name=name.strip()[:150] or address[:150], added_at=at, added_by=by
    )


@transaction.atomic
def remove_evidence(*, evidence_id: int, by: User, at: datetime) -> None:
    """Take evidence away while the unit still fills. The file goes when the removal is committed."""
    cell_id = Evidence.objects.values_list("cell_id", flat=True).get(pk=evidence_id)
    open_cell(cell_id, by, at)
    evidence = Evidence.objects.select_for_update().get(pk=evidence_id)
    stored = evidence.file.name if evidence.file else ""
    storage = evidence.file.storage
    evidence.delete()
    if stored:
        transaction.on_commit(lambda: storage.delete(stored), robust=True)
