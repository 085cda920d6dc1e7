"""The SOP itself, as its edition stands: the table in the SOP's own columns and the block that identifies it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_of
from workflow import bagan, sop_paper
from workflow.context import edition_seen
from workflow.editions import SopEdition
from workflow.reminders import wording
from workflow.sop import IDENTITY, LANES, TABLE, Step
from workflow.story import norm_total


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
        "baris": _rows(shown) if shown else [],
        "lajur": LANES,
        "jumlah": norm_total(shown) if shown else "",
        "pengingat": wording.groups(shown) if shown else [],
        "identitas": sop_paper.identity_blocks(shown) if shown else [],
        "asli": bool(shown and is_shipped(shown)),
    }
    return render(request, "workflow/sop.html", context)


def is_shipped(edition: SopEdition) -> bool:
    """Whether every word is still that of the SOP of 6 January 2025."""
    same = edition.nomor == IDENTITY.nomor and edition.tgl_pengesahan == IDENTITY.tgl_pengesahan
    rows = edition.table
    return same and all(rows[row.step].uraian == row.uraian for row in TABLE if row.step in rows)


def _rows(edition: SopEdition) -> list[dict[str, object]]:
    """Each step in the edition's own words, with its part of the flowchart."""
    steps = sop_paper.flow_steps(edition)
    surface = bagan.Screen()
    return [
        {
            "kata": edition.row(step),
            "pelaksana": steps[index].executor,
            "simbol": steps[index].shape,
            "bila_tidak": steps[index].if_no,
            "bagan": bagan.row_drawing(steps, index, surface, numbered=True),
        }
        for index, step in enumerate(Step)
    ]


@require_POST
@login_required
def sop_pdf(request: HttpRequest) -> HttpResponse:
    """Ask the worker for the document and go to the page that shows how far it is."""
    wanted = request.POST.get("edisi", "")
    shown = (
        SopEdition.objects.prefetch_related("rows")
        .exclude(state=SopEdition.State.RANCANGAN)
        .filter(pk=int(wanted[:9]) if wanted.isascii() and wanted.isdecimal() else 0)
        .first()
    )
    if shown is None:
        raise Http404("Edisi SOP itu tidak ada.")
    size = request.POST.get("kertas", "")
    paper = size if size in sop_paper.PAPERS else "f4"
    document = sop_paper.request_paper(edition=shown, paper=paper, at=desk_of(request).at)
    return redirect("dokumen", pk=document.pk)
