"""The hidden sheet _sop: which form this file belongs to, what stood there when it was fetched, and the office's seal.

Protection of a sheet is a courtesy; the seal (django.core.signing) is what notices a changed id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer

from accounts.errors import Refusal
from reports.collection.models import Cell, Submission
from reports.collection.workbook.layout import IDENTITY, SCHEMA, Layout, fields_of, mark

AGAIN = "Unduh lagi buku kerja dari halaman isian unit Anda, salin angkanya ke sana, lalu unggah."


class Known(NamedTuple):
    """One row of the form when the file was fetched."""

    cell_id: int
    code: str
    version: int
    baseline: dict[str, str]


def row_mark(cell_id: int) -> str:
    """The hidden id of a row; letters in it keep spreadsheets from making it a number."""
    return f"sel-{cell_id}"


def identity_rows(
    submission: Submission, cells: Iterable[Cell], layout: Layout, at: datetime
) -> list[tuple[str, str]]:
    """What the hidden sheet says, row by row, sealed."""
    head = {
        "skema": SCHEMA,
        "isian": submission.pk,
        "laporan": submission.report_id,
        "unit": submission.unit.name,
        "periode": str(submission.report.period),
        "diunduh": at.isoformat(),
    }
    rows = [("identitas", _packed(head))]
    for cell in cells:
        baseline = {key: mark(text) for key, text in fields_of(cell, layout).items() if text}
        rows.append(("sel", _packed([cell.pk, cell.code, cell.version, baseline])))
    return [*rows, ("segel", _seal(rows))]


def read_identity(rows: Sequence[Sequence[Any]], submission: Submission) -> dict[int, Known]:
    """The rows as they were fetched, by cell; refuses a changed identity and the file of another form."""
    texts = [(str(row[0]), str(row[1])) for row in rows if len(row) > 1 and row[0]]
    changed = Refusal(
        f"Lembar tersembunyi “{IDENTITY}” (sel B1) sudah berubah, jadi berkas ini tidak dapat dikenali. {AGAIN}",
        field="file",
    )
    if len(texts) < 2 or texts[-1][0] != "segel":
        raise changed
    try:
        Signer(salt=IDENTITY).unsign(f"{_joined(texts[:-1])}:{texts[-1][1]}")
        head = json.loads(texts[0][1])
        known = [Known(*json.loads(text)) for _, text in texts[1:-1]]
        kind = head["skema"]
    except (BadSignature, ValueError, TypeError, KeyError) as error:
        raise changed from error
    if kind != SCHEMA:
        raise Refusal(f"Buku kerja ini dari versi aplikasi yang lain. {AGAIN}", field="file")
    if head["isian"] != submission.pk:
        raise Refusal(
            f"Berkas ini (lembar {IDENTITY}, sel B1) milik isian {head['unit']} untuk {head['periode']}, laporan "
            f"nomor {head['laporan']}; halaman ini isian {submission.unit.name} untuk {submission.report.period}, "
            f"laporan nomor {submission.report_id}. Unggah di halaman isian yang sesuai, atau unduh buku kerja dari halaman ini.",
            field="file",
        )
    return {one.cell_id: one for one in known}


def _packed(content: object) -> str:
    """JSON without "_x", which a spreadsheet might take for one of its own escapes (_x0041_)."""
    return json.dumps(content).replace("_x", r"\u005fx")


def _joined(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name} {text}" for name, text in rows)


def _seal(rows: Iterable[tuple[str, str]]) -> str:
    return Signer(salt=IDENTITY).signature(_joined(rows))
