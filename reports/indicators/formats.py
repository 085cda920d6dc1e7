"""Formats as the Kasubag Perencanaan keeps them: made, filled, copied, and never changed once a unit has received one.

A change of a sent format is its next version. That one begins unused, so that nobody sends it half-done; putting it to
use rests the version before.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Unit, User
from accounts.policy import require
from accounts.posts import Desk
from accounts.roles import Pelaksana
from reports.indicators.models import ColumnKind, Format, FormatColumn, FormatItem, Indicator
from reports.indicators.services import STREAM, check_format
from reports.report import Report

STALE = (
    "Format ini baru saja diubah orang lain. Isian Anda masih di bawah; buka format ini di tab lain untuk "
    "melihat perubahannya, lalu muat ulang halaman ini dan ulangi."
)


@dataclass(frozen=True)
class RowEntry:
    """One indicator asked of one unit."""

    indicator: int
    unit: int
    order: int = 0
    evidence_required: bool = False
    help_text: str = ""


@dataclass(frozen=True)
class ColumnEntry:
    """One extra column; `pk` is None for a new one. `choices` holds one a line."""

    pk: int | None
    label: str
    kind: str = ColumnKind.TEKS
    choices: str = ""
    is_required: bool = False
    help_text: str = ""
    order: int = 0


@dataclass(frozen=True)
class Contents:
    """A format whole, as its page shows and sends it."""

    name: str
    instructions: str
    rows: tuple[RowEntry, ...]
    columns: tuple[ColumnEntry, ...]


def contents_of(format: Format) -> Contents:
    """The format as it stands; two queries."""
    rows = tuple(
        RowEntry(item.indicator_id, item.unit_id, item.order, item.evidence_required, item.help_text)
        for item in format.items.select_related("unit", "indicator")
    )
    columns = tuple(
        ColumnEntry(one.pk, one.label, one.kind, one.choices, one.is_required, one.help_text, one.order)
        for one in format.columns.all()
    )
    return Contents(format.name, format.instructions, rows, columns)


def fingerprint(contents: Contents) -> str:
    """What a page has seen: a save that saw something else is refused instead of overwriting."""
    return sha256(repr(astuple(contents)).encode()).hexdigest()[:32]


def times_sent(format: Format) -> int:
    """In how many reports this format went out to units; more than none makes it read-only."""
    return Report.objects.filter(format=format).count()


def check_column(*, label: str, kind: str, choices: str) -> None:
    """Refuse an extra column nobody could answer."""
    if not label.strip():
        raise Refusal("Tulis judul kolomnya, misalnya Sumber angka.", field="label")
    lines = choice_lines(choices)
    if kind == ColumnKind.PILIHAN and len(lines) < 2:
        raise Refusal("Tulis sedikitnya dua pilihan, satu per baris.", field="choices")
    if kind != ColumnKind.PILIHAN and lines:
        raise Refusal("Pilihan hanya untuk jenis “pilihan”. Ganti jenisnya, atau kosongkan pilihannya.", field="choices")  # fmt: skip
    twice = _twice(lines)
    if twice:
        raise Refusal(f"Pilihan “{twice}” tertulis dua kali. Hapus salah satunya.", field="choices")


def choice_lines(choices: str) -> list[str]:
    """The choices of a column, empty lines left out."""
    return [line.strip() for line in choices.splitlines() if line.strip()]


@transaction.atomic
def create(*, name: str, instructions: str, by: User, at: datetime) -> Format:
    """A new, empty format, not yet used."""
    title = _title(by, at)
    made = Format(name=name.strip(), instructions=instructions.strip(), is_active=False)
    check_format(made)
    made.save()
    _record("format dibuat", made, by, at, title)
    return made


@transaction.atomic
def save(*, format_id: int, contents: Contents, seen: str, by: User, at: datetime) -> Format:
    """Write the whole contents at once. Refuses a sent format, and a page that had seen other contents (`seen`)."""
    title = _title(by, at)
    format = Format.objects.select_for_update().get(pk=format_id)
    if times_sent(format):
        raise Refusal(
            "Format ini sudah pernah disampaikan ke unit, jadi isinya tidak diubah lagi. Buat versi berikutnya."
        )
    before = contents_of(format)
    if fingerprint(before) != seen:
        raise Refusal(STALE)
    _check(format, contents)
    format.name, format.instructions = contents.name.strip(), contents.instructions.strip()
    check_format(format)
    format.save(update_fields=["name", "instructions"])
    _write_rows(format, contents.rows)
    _write_columns(format, contents.columns)
    after = contents_of(format)
    if after != before:
        _record("format disimpan", format, by, at, title, **_difference(before, after))
    return format


@transaction.atomic
def copy(*, format_id: int, by: User, at: datetime) -> Format:
    """The same contents as a new format of its own, not yet used."""
    title = _title(by, at)
    source = Format.objects.get(pk=format_id)
    made = Format.objects.create(
        name=_free_name(source.name), instructions=source.instructions, is_active=False
    )
    _copy_contents(source, made)
    _record("format disalin", made, by, at, title, dari=str(source))
    return made


@transaction.atomic
def next_version(*, format_id: int, by: User, at: datetime) -> Format:
    """The version after this one, not yet used: the one before stays in use until `use` is called."""
    title = _title(by, at)
    source = Format.objects.select_for_update().get(pk=format_id)
    later = Format.objects.filter(name=source.name, version__gt=source.version).order_by("-version").first()
    if later is not None:
        raise Refusal(f"Versi {later.version} format ini sudah ada. Buka versi itu, lalu ubah di sana.")
    made = Format.objects.create(
        name=source.name, version=source.version + 1, previous=source, instructions=source.instructions,
        is_active=False,
    )  # fmt: skip
    _copy_contents(source, made)
    _record("versi format dibuat", made, by, at, title, dari=str(source))
    return made


@transaction.atomic
def use(*, format_id: int, by: User, at: datetime) -> Format:
    """Offer the format at step 2; the versions before it rest."""
    title = _title(by, at)
    format = Format.objects.select_for_update().get(pk=format_id)
    if not format.items.exists():
        raise Refusal("Format ini belum berisi indikator. Tambahkan dahulu, lalu pakai.")
    rested: list[str] = []
    earlier = format.previous
    while earlier is not None:
        if earlier.is_active:
            earlier.is_active = False
            earlier.save(update_fields=["is_active"])
            rested.append(str(earlier))
        earlier = earlier.previous
    format.is_active = True
    format.save(update_fields=["is_active"])
    _record("format dipakai", format, by, at, title, diistirahatkan=rested)
    return format


@transaction.atomic
def rest(*, format_id: int, by: User, at: datetime) -> Format:
    """Offer the format no more. What was sent with it stays as it is."""
    title = _title(by, at)
    format = Format.objects.select_for_update().get(pk=format_id)
    format.is_active = False
    format.save(update_fields=["is_active"])
    _record("format diistirahatkan", format, by, at, title)
    return format


def _title(by: User, at: datetime) -> str:
    """The post in which this person keeps formats. Raises NotYours."""
    desk = Desk(by, at)
    require(by, "ubah", Format, at, desk=desk)
    return desk.title_as(Pelaksana.KASUBAG_PERENCANAAN)


def _check(format: Format, contents: Contents) -> None:
    asked = [(row.indicator, row.unit) for row in contents.rows]
    indicators = Indicator.objects.in_bulk({row.indicator for row in contents.rows})
    units = Unit.objects.in_bulk({row.unit for row in contents.rows})
    for indicator, unit in asked:
        if indicator not in indicators or unit not in units:
            raise Refusal("Ada baris yang indikator atau unitnya sudah tidak ada. Muat ulang halaman.")
        if asked.count((indicator, unit)) > 1:
            raise Refusal(
                f"{indicators[indicator]} diminta dua kali dari {units[unit].name}. Hapus salah satu barisnya."
            )
    known = set(format.columns.values_list("pk", flat=True))
    for column in contents.columns:
        if column.pk is not None and column.pk not in known:
            raise Refusal("Ada kolom tambahan yang sudah dihapus orang lain. Muat ulang halaman.")
        check_column(label=column.label, kind=column.kind, choices=column.choices)
    twice = _twice([column.label for column in contents.columns])
    if twice:
        raise Refusal(f"Ada dua kolom berjudul “{twice}”. Ganti salah satu judulnya.")


def _twice(words: list[str]) -> str:
    """The first word that stands there a second time, whatever its capitals; "" when none does."""
    seen: set[str] = set()
    for word in words:
        key = word.strip().casefold()
        if key in seen:
            return word.strip()
        seen.add(key)
    return ""


def _write_rows(format: Format, rows: tuple[RowEntry, ...]) -> None:
    known = {(item.indicator_id, item.unit_id): item for item in format.items.all()}
    for row in rows:
        item = known.pop((row.indicator, row.unit), None)
        item = item or FormatItem(format=format, indicator_id=row.indicator, unit_id=row.unit)
        item.order, item.evidence_required = row.order, row.evidence_required
        item.help_text = row.help_text.strip()
        item.save()
    for gone in known.values():
        gone.delete()


def _write_columns(format: Format, columns: tuple[ColumnEntry, ...]) -> None:
    known = {one.pk: one for one in format.columns.all()}
    kept = {column.pk for column in columns}
    for pk in set(known) - kept:
        known[pk].delete()
    for pk in set(known) & kept:
        # out of each other's way first: two columns may have exchanged their titles
        FormatColumn.objects.filter(pk=pk).update(label=f"#{pk}")
    for column in columns:
        one = known[column.pk] if column.pk is not None else FormatColumn(format=format)
        one.label, one.kind, one.help_text = column.label.strip(), column.kind, column.help_text.strip()
        one.choices = "\n".join(choice_lines(column.choices))
        one.is_required, one.order = column.is_required, column.order
        one.save()


def _copy_contents(source: Format, made: Format) -> None:
    contents = contents_of(source)
    FormatItem.objects.bulk_create(
        FormatItem(
            format=made, indicator_id=row.indicator, unit_id=row.unit, order=row.order,
            evidence_required=row.evidence_required, help_text=row.help_text,
        )
        for row in contents.rows
    )  # fmt: skip
    FormatColumn.objects.bulk_create(
        FormatColumn(
            format=made, label=one.label, kind=one.kind, choices=one.choices, is_required=one.is_required,
            help_text=one.help_text, order=one.order,
        )
        for one in contents.columns
    )  # fmt: skip


def _free_name(name: str) -> str:
    """ "Salinan NAME", numbered where that is taken."""
    base = f"Salinan {name}"[:140]
    taken = set(Format.objects.filter(name__startswith=base).values_list("name", flat=True))
    number, candidate = 1, base
    while candidate in taken:
        number += 1
        candidate = f"{base} ({number})"
    return candidate


def _difference(before: Contents, after: Contents) -> dict[str, object]:
    old, new = set(before.rows), set(after.rows)
    return {
        "nama": [before.name, after.name],
        "baris_sebelum": [list(astuple(row)) for row in before.rows if row not in new],
        "baris_sesudah": [list(astuple(row)) for row in after.rows if row not in old],
        "kolom": [column.label for column in after.columns],
    }


def _record(act: str, format: Format, by: User, at: datetime, title: str, **detail: object) -> None:
    audit.record(
        stream=STREAM, act=act, by=by, at=at, title=title, detail={"format": str(format), "pk": format.pk, **detail}
    )  # fmt: skip
