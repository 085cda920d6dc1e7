"""Indicators, targets and formats as the office keeps them: every save validated and written into the trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from reports.indicators.models import (
    Aggregation,
    Direction,
    Format,
    FormatItem,
    Indicator,
    Kind,
    Target,
)

STREAM = "pengelola"

Thing = TypeVar("Thing", bound=models.Model)


def rows_by_unit(format: Format) -> dict[int, list[FormatItem]]:
    """Unit id -> what that unit is asked, in the format's order; in one query."""
    rows: dict[int, list[FormatItem]] = defaultdict(list)
    for item in format.items.select_related("indicator", "unit"):
        rows[item.unit_id].append(item)
    return dict(rows)


def check_indicator(indicator: Indicator, *, ask: bool = True) -> None:
    """Refuse an indicator that could not be filled or printed; without `ask` no query (see `clean_thing`)."""
    if indicator.valid_from and indicator.valid_to and indicator.valid_to < indicator.valid_from:
        raise Refusal(
            "Tanggal “berlaku sampai” sebelum “berlaku mulai”. Perbaiki salah satunya.", field="valid_to"
        )
    clean_thing(indicator, ask=ask)
    _check_parts(indicator)
    if indicator.kind == Kind.ANGGARAN:
        _check_budget(indicator)


def _check_parts(indicator: Indicator) -> None:
    """Pembilang and penyebut belong together, and their quotient cannot also be a word."""
    has_top, has_bottom = bool(indicator.numerator_label.strip()), bool(indicator.denominator_label.strip())
    if has_top != has_bottom:
        missing, field = ("penyebut", "denominator_label") if has_top else ("pembilang", "numerator_label")
        raise Refusal(
            f"Indikator yang dihitung sistem memerlukan pembilang dan penyebut. Isi juga {missing}, atau "
            "kosongkan keduanya.",
            field=field,
        )
    if indicator.is_share and not has_top:
        raise Refusal(
            "“Pembilang bagian dari penyebut” hanya berlaku bila pembilang dan penyebut diisi. Isi keduanya, "
            "atau hapus centangnya.",
            field="is_share",
        )
    if indicator.value_map_id and has_top:
        raise Refusal(
            "Indikator yang dihitung dari pembilang dan penyebut tidak memakai peta nilai. Kosongkan salah satunya.",
            field="value_map",
        )
    if indicator.multiplier <= 0:
        raise Refusal("Pengali harus lebih dari nol, misalnya 100 untuk persen.", field="multiplier")


def _check_budget(indicator: Indicator) -> None:
    """Money is in rupiah and adds up, or stands as its latest figure."""
    if indicator.satuan.strip().casefold() not in ("rp", "rupiah"):
        raise Refusal("Baris anggaran memakai satuan Rp. Ganti satuannya, atau jenisnya.", field="satuan")
    if indicator.aggregation not in (Aggregation.JUMLAH, Aggregation.TERAKHIR):
        raise Refusal(
            "Realisasi anggaran dijumlahkan atau diambil yang terakhir, tidak dirata-ratakan. Pilih salah satunya.",
            field="aggregation",
        )
    if indicator.value_map_id:
        raise Refusal("Baris anggaran tidak memakai peta nilai. Kosongkan peta nilainya.", field="value_map")


def check_target(target: Target) -> None:
    """Refuse a target whose shape does not fit the indicator's direction, or that stands there already."""
    check_target_shape(target)
    clean_thing(target)


def check_target_shape(target: Target) -> None:
    """A range needs both bounds in order; anything else has one number only."""
    is_range = target.indicator.direction == Direction.RENTANG
    if is_range and target.value_high is None:
        raise Refusal("Indikator ini bertarget rentang. Isi juga batas atasnya.", field="value_high")
    if not is_range and target.value_high is not None:
        raise Refusal(
            f"Indikator ini {Direction(target.indicator.direction).label}, jadi tidak memakai batas "
            "atas. Kosongkan batas atas.",
            field="value_high",
        )
    if target.value_high is not None and target.value_high < target.value:
        raise Refusal(
            "Batas atas tidak boleh di bawah batas bawah. Perbaiki salah satunya.", field="value_high"
        )


def check_format(format: Format) -> None:
    """Refuse a nameless or doubly named format."""
    clean_thing(format)


@transaction.atomic
def save_indicator(*, indicator: Indicator, by: User, at: datetime, title: str = "") -> Indicator:
    """Write an indicator. Copies already sent to units keep the old definition."""
    check_indicator(indicator)
    return save_thing(indicator, "indikator", by, at, title)


@transaction.atomic
def save_target(*, target: Target, by: User, at: datetime, title: str = "") -> Target:
    """Write a target. Copies already sent to units keep the old target."""
    check_target(target)
    return save_thing(target, "target", by, at, title)


@transaction.atomic
def save_format(*, format: Format, by: User, at: datetime, title: str = "") -> Format:
    """Write a format (its rows are saved on their own)."""
    check_format(format)
    return save_thing(format, "format", by, at, title)


@transaction.atomic
def delete_target(*, target: Target, by: User, at: datetime, title: str = "") -> None:
    """Take a target away. Copies already sent to units keep it."""
    audit.record(
        stream=STREAM, act="target dihapus", by=by, at=at, title=title, detail={"target": str(target)}
    )
    target.delete()


@transaction.atomic
def save_rows(
    *, saved: Iterable[FormatItem], removed: Iterable[FormatItem], by: User, at: datetime, title: str = ""
) -> None:
    """Write and remove rows of one format. Copies already sent to units are not touched."""
    kept, gone = list(saved), list(removed)
    for item in kept:
        item.save()
    for item in gone:
        item.delete()
    if kept or gone:
        audit.record(
            stream=STREAM,
            act="baris format disimpan",
            by=by,
            at=at,
            title=title,
            detail={
                "format": (kept or gone)[0].format.name,
                "disimpan": [str(item) for item in kept],
                "dihapus": [str(item) for item in gone],
            },
        )


def clean_thing(thing: models.Model, *, ask: bool = True) -> None:
    """The model's own rules, as one sentence at the first field that is wrong.

    Without `ask` the database is asked nothing: for whoever writes hundreds, has looked up what they refer to and
    compared them with what stands. A code somebody else makes meanwhile is stopped by the database itself.
    """
    known = () if ask else [one.name for one in thing._meta.concrete_fields if one.is_relation]
    try:
        thing.full_clean(exclude=known, validate_unique=ask, validate_constraints=ask)
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        name = None if field == "__all__" else field
        raise Refusal(" ".join(sentences), field=name) from error


def save_thing(thing: Thing, kind: str, by: User, at: datetime, title: str) -> Thing:
    """Write a checked thing of the office's own tables, with old and new values in the trail."""
    before = values_of(type(thing)._default_manager.filter(pk=thing.pk).first()) if thing.pk else {}
    thing.save()
    after = values_of(thing)
    changed = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
    if changed:
        audit.record(
            stream=STREAM,
            act=f"{kind} disimpan",
            by=by,
            at=at,
            title=title,
            detail={kind: str(thing), "perubahan": changed},
        )
    return thing


def values_of(thing: models.Model | None) -> dict[str, Any]:
    if thing is None:
        return {}
    return {field.attname: plain(getattr(thing, field.attname)) for field in thing._meta.concrete_fields}


def plain(value: object) -> str | None:
    """The same figure is the same words, however many zeros the database gives back."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return None if value is None else str(value)
