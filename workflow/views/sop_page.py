"""The SOP itself, as its edition stands: the table in the SOP's own columns and the block that identifies it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow.context import edition_seen
from workflow.editions import SopEdition
from workflow.garis import LaneRow, Shape
from workflow.sop import IDENTITY, LANES, SHAPES, TABLE, Step
from workflow.story import norm_total
from workflow.templatetags.sop_garis import tabel_sop


@require_safe
@login_required
def sop(request: HttpRequest) -> HttpResponse:
    """The edition in force; `?edisi=` shows an earlier one that running or archived cases still follow."""
    editions = list(SopEdition.objects.prefetch_related("rows").exclude(state=SopEdition.State.RANCANGAN))
    wanted = request.GET.get("edisi", "")
    if wanted:
        shown = next((edition for edition in editions if str(edition.pk) == wanted), None)
        if shown is None:
            raise Http404("Edisi SOP itu tidak ada.")
    else:
        shown = next((edition for edition in editions if edition.state == SopEdition.State.BERLAKU), None)
    edition_seen(request, next((one for one in editions if one.state == SopEdition.State.BERLAKU), None))
    context = {
        "edisi": shown,
        "edisi_lain": [edition for edition in editions if edition is not shown],
        "tabel": _table(shown) if shown else None,
        "jumlah": norm_total(shown) if shown else "",
        "identitas": _identity(shown) if shown else [],
        "asli": bool(shown and is_shipped(shown)),
    }
    return render(request, "workflow/sop.html", context)


def is_shipped(edition: SopEdition) -> bool:
    """Whether every word is still that of the SOP of 6 January 2025."""
    same = edition.nomor == IDENTITY.nomor and edition.tgl_pengesahan == IDENTITY.tgl_pengesahan
    rows = edition.table
    return same and all(rows[row.step].uraian == row.uraian for row in TABLE if row.step in rows)


def _table(edition: SopEdition) -> dict[str, Any]:
    """The drawn table of the component, each row with the edition's own words."""
    rows = [edition.row(step) for step in Step]
    drawn = tabel_sop(
        [
            LaneRow(
                number=row.number,
                uraian=row.uraian,
                lane_index=LANES.index(row.executor.label),
                shape=cast(Shape, SHAPES[Step(row.step)]),
                norm_text=row.waktu,
                if_no_text=f"Tidak: kembali ke langkah {Step(row.jika_ditolak).number}"
                if row.jika_ditolak
                else "",
                executor=row.executor.label,
            )
            for row in rows
        ]
    )
    for item, row in zip(drawn["rows"], rows, strict=True):
        item["kata"] = row
    return drawn


def _identity(edition: SopEdition) -> list[tuple[str, list[str]]]:
    """The lower block of the SOP's first page; an empty box stays an empty box."""
    blocks = (
        ("Dasar hukum", edition.dasar_hukum),
        ("Kualifikasi pelaksana", edition.kualifikasi),
        ("Keterkaitan", edition.keterkaitan),
        ("Peralatan/perlengkapan", edition.peralatan),
        ("Peringatan", edition.peringatan),
        ("Pencatatan dan pendataan", edition.pencatatan),
    )
    return [(title, [part for part in text.split("\n") if part.strip()]) for title, text in blocks]
