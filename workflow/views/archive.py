"""The archive: every case this person may open, running or closed, found by what its letter and report say."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.desk import desk_of
from accounts.models import Unit
from workflow.archive.search import STATES, ArchiveFilter, Found, find
from workflow.letters import Sifat
from workflow.sop import Final, Step

_PILLS = {Final.SELESAI: "selesai", Final.DIBATALKAN: "menunggu", Final.DIKETAHUI: "menunggu"}
YEARS = 10
"""Years of data one looks back over."""
KINDS = [("surat", "Surat dan pindaiannya"), ("laporan", "Laporan bertanda tangan")]


@require_safe
@login_required
def arsip(request: HttpRequest) -> HttpResponse:
    """Newest first, page by page, without ever counting all of it."""
    desk, wanted = desk_of(request), ArchiveFilter.read(request.GET.dict())
    page = find(desk, wanted, after=request.GET.get("sebelum", ""))
    this_year = timezone.localdate(desk.at).year
    context: dict[str, Any] = {
        "baris": [_row(found) for found in page.entries],
        "saring": wanted,
        "keadaan_ada": STATES,
        "tahun_ada": list(range(this_year + 1, this_year - YEARS, -1)),
        "jenis_ada": KINDS,
        "unit_ada": list(Unit.objects.filter(is_active=True).order_by("order").values_list("pk", "name")),
        "sifat_ada": Sifat.choices,
        "disaring": bool(wanted.given),
        "alamat": urlencode(wanted.given),
        "lebih_lama": urlencode({"sebelum": page.after, **wanted.given}) if page.after else "",
        "lihat_retensi": desk.sees_all,
        "bukan_awal": "sebelum" in request.GET,
    }
    return render(request, "workflow/arsip.html", context)


def _row(found: Found) -> dict[str, Any]:
    case, final = found.case, found.case.final
    kept = getattr(case, "retention", None)
    return {
        "dimusnahkan": kept.destroyed_at if kept else None,
        "kasus": case,
        "nomor": found.number,
        "cuplikan": found.snippet,
        "bagian": found.part,
        "pil": _PILLS[final] if final else "berjalan",
        "kata": case.get_state_display() if final else f"Langkah {Step(case.state).number}",
    }
