"""An import from the uploaded file to the catalogue: checked and shown first, applied whole or not at all."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts import audit, policy
from accounts.errors import Refusal
from accounts.models import User
from reports.indicators.exchange.changes import Plan, compare
from reports.indicators.exchange.reading import Contents, Problem, read_workbook
from reports.indicators.exchange.records import current_formats
from reports.indicators.exchange.sheets import OF_FORMATS, SHEETS, fold
from reports.indicators.exchange.writing import Writer
from reports.indicators.models import CatalogueImport, Format
from reports.indicators.services import STREAM
from reports.workbook_archive import Limits, open_archive, read_upload

PREPARE, APPLY = "siapkan", "terapkan"
"""Acts on CatalogueImport; reports.indicators.exchange.actors says who."""
LIMITS = Limits(
    cure="Salin hanya lembar yang diperlukan ke berkas baru, lalu unggah berkas itu.",
    members=2_000, unpacked=150 * 1024 * 1024, rows=20_000, columns=200,
)  # fmt: skip
MOST_SHOWN = 500
"""Problems kept and shown of one file; whoever has more mends these first."""


class Stale(Refusal):
    """The catalogue moved since the preview; the cure is to look at a fresh one."""


@transaction.atomic
def stage(*, file: UploadedFile[Any], by: User, at: datetime, title: str = "") -> CatalogueImport:
    """Keep a workbook and what it would change. Raises Refusal when the file as a whole cannot be used."""
    policy.require(by, PREPARE, CatalogueImport, at)
    content, name = read_upload(file)
    open_archive(content, name, LIMITS)
    contents = read_workbook(file)
    file.seek(0)
    sha256 = hashlib.sha256(content).hexdigest()
    imported = CatalogueImport(name=name, sha256=sha256, uploaded_at=at, uploaded_by=by)
    imported.file.save("impor.xlsx", file, save=False)
    imported.summary = _checked(contents, by=by, at=at)
    imported.save()
    audit.record(
        stream=STREAM, act="impor diperiksa", by=by, at=at, title=title, detail={"berkas": name, "sidik": sha256}
    )  # fmt: skip
    return imported


@transaction.atomic
def check_again(*, imported: CatalogueImport, by: User, at: datetime) -> CatalogueImport:
    """Compare the kept file with the catalogue as it stands now."""
    policy.require(by, PREPARE, CatalogueImport, at)
    imported = _open(imported)
    imported.summary = _checked(_contents(imported), by=by, at=at)
    imported.save(update_fields=["summary"])
    return imported


def apply(
    *, imported: CatalogueImport, seen: str, by: User, at: datetime, title: str = ""
) -> CatalogueImport:
    """Write everything or nothing. `seen`: the digest of the preview the person agreed to.

    Raises Stale when the catalogue moved since, Refusal when a row is refused: its sentence names sheet and cell.
    """
    policy.require(by, APPLY, CatalogueImport, at)
    try:
        return _apply(imported, seen, by, at, title)
    except IntegrityError as error:  # somebody else made the same code in this very moment
        raise Stale(MOVED) from error


MOVED = (
    "Katalog berubah sejak pratinjau ini dibuat, jadi belum ada yang diterapkan. Pratinjaunya sudah diperbarui: "
    "periksa lagi, lalu terapkan."
)


@transaction.atomic
def _apply(imported: CatalogueImport, seen: str, by: User, at: datetime, title: str) -> CatalogueImport:
    imported = _open(imported)
    contents = _contents(imported)
    _lock_formats(contents)
    plan = compare(contents)
    _refuse(plan.problems)
    if plan.digest != seen:
        raise Stale(MOVED)
    if not plan.pending:
        raise Refusal("Tidak ada yang berubah, jadi tidak ada yang perlu diterapkan.")
    _refuse(Writer(by=by, at=at, title=title).write(plan))
    imported.summary = _summary(plan, [])
    imported.applied_at = at
    imported.save(update_fields=["summary", "applied_at"])
    audit.record(
        stream=STREAM, act="impor diterapkan", by=by, at=at, title=title,
        detail={"berkas": imported.name, "sidik": imported.sha256, "jumlah": plan.counts()},
    )  # fmt: skip
    return imported


def _lock_formats(contents: Contents) -> None:
    """Nobody sends or edits a format of this file until it is applied; locked before it is asked whether one was sent."""
    current = current_formats()
    wanted = {row.key[0] for sheet in OF_FORMATS for row in contents.rows.get(sheet.title, [])}
    meant = [form.pk for name, form in current.items() if name in wanted]
    list(Format.objects.select_for_update().filter(pk__in=meant).order_by("pk"))


def _refuse(problems: list[Problem]) -> None:
    if problems:
        first = problems[0]
        raise Refusal(f"Belum ada yang diterapkan. {first.place}: {first.sentence}")


def _open(imported: CatalogueImport) -> CatalogueImport:
    """The import, locked and not yet applied."""
    locked = CatalogueImport.objects.select_for_update().filter(pk=imported.pk).first()
    if locked is None:  # removed by reports.tidying while the page stood open
        raise Refusal("Berkas ini sudah lama tidak diterapkan, jadi sudah dihapus. Unggah lagi berkasnya.")
    if locked.applied_at is not None:
        raise Refusal("Impor ini sudah diterapkan. Unggah berkas baru untuk perubahan berikutnya.")
    return locked


def _contents(imported: CatalogueImport) -> Contents:
    """The kept file, read again; one that is gone or was swapped on disk is not used."""
    gone = Refusal("Berkas impor ini tidak ada lagi atau berubah di penyimpanan. Unggah lagi berkasnya.")
    try:
        with imported.file.open("rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != imported.sha256:
                raise gone
            file.seek(0)
            return read_workbook(file)
    except OSError as error:
        raise gone from error


def _checked(contents: Contents, *, by: User, at: datetime) -> dict[str, Any]:
    """Compare, and try the whole import in a transaction that is always undone: what a service would refuse shows now."""
    plan = compare(contents)
    with transaction.atomic():
        refused = Writer(by=by, at=at, title="", tries=True).write(plan)
        transaction.set_rollback(True)
    return _summary(plan, sorted([*plan.problems, *refused], key=_reading_order))


def _reading_order(problem: Problem) -> tuple[int, str, int, int, str]:
    """Sheets as they stand in the template, then row by row from left to right."""
    title, _, cell = problem.place.rpartition("!")
    letters = cell.rstrip("0123456789")
    order = [fold(sheet.title) for sheet in SHEETS]
    place = order.index(fold(title)) if fold(title) in order else len(order)
    return place, title, int(cell[len(letters) :]), len(letters), letters


def _summary(plan: Plan, problems: list[Problem]) -> dict[str, Any]:
    """What the pages show, as JSON."""
    return {
        "digest": plan.digest,
        "counts": plan.counts(),
        "problem_count": len(problems),
        "change_count": len(plan.pending),
        "problems": [[one.place, one.sentence] for one in problems[:MOST_SHOWN]],
        "changes": [
            {
                "sheet": one.sheet.title,
                "row": one.row.number,
                "name": one.name,
                "state": one.state,
                "fields": [list(field) for field in one.fields],
            }
            for one in plan.pending
        ],
    }
