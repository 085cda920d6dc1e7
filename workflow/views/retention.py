"""How long files are kept: what has run out, judging it, proposing its destruction, and the Kepala Dinas's decision."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import read_key
from accounts.models import User
from accounts.posts import Desk
from accounts.roles import Pelaksana
from reports.letterhead import Fate
from workflow.archive import destruction, retention
from workflow.archive.models import DestructionProposal
from workflow.views.paper_document import document_link

SHOWN = 100
"""Files on one page; what is decided leaves the list, and the next come up."""
FATES = [
    (Fate.MUSNAH.value, "Musnah"),
    (Fate.DINILAI_KEMBALI.value, "Dinilai kembali"),
    (Fate.PERMANEN.value, "Permanen"),
]


@login_required
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """Files whose keeping is over, by the fate the JRA gives them."""
    desk = _keeper_or_leader(request)
    if request.method == "POST":
        return _act(request, desk)
    return _page(request, desk)


def _page(request: HttpRequest, desk: Desk, *, refusal: Refusal | None = None) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    over = retention.over(desk, timezone.localdate(desk.at))
    counts = dict(over.order_by().values_list("fate").annotate(Count("pk")))
    fate = asked.get("nasib", "")
    if fate not in Fate.values:  # the first list that holds anything
        fate = next((value for value, _ in FATES if counts.get(value)), Fate.MUSNAH.value)
    rows = list(over.filter(fate=fate)[: SHOWN + 1])
    proposals = [
        one
        for one in DestructionProposal.objects.prefetch_related("items")[:10]
        if destruction.may_see(desk, one)
    ]
    ticked = {read_key(one) for one in request.POST.getlist("berkas")}
    context: dict[str, Any] = {
        "nasib": fate,
        "nasib_ada": [(value, f"{words} ({counts.get(value, 0)})") for value, words in FATES],
        "baris": [(one, one.pk in ticked) for one in rows[:SHOWN]],
        "lebih": len(rows) > SHOWN,
        "usul_ada": proposals,
        "pengelola": retention.keeper(desk),
        "galat": refusal,
        "alasan": request.POST.get("alasan", ""),
    }
    return render(request, "workflow/arsip_retensi.html", context, status=422 if refusal else 200)


def _act(request: HttpRequest, desk: Desk) -> HttpResponse:
    chosen = [key for one in request.POST.getlist("berkas") if (key := read_key(one)) is not None]
    by, reason = cast(User, request.user), request.POST.get("alasan", "")
    try:
        if (act := request.POST.get("aksi", "")) == "usulkan":
            made = destruction.propose(retention_ids=chosen, reason=reason, by=by, at=desk.at)
            messages.success(request, "Usul pemusnahan dikirim ke Kepala Dinas. Belum ada yang dihapus.")
            return redirect("workflow:arsip-pemusnahan", made.pk)
        count = retention.judge(retention_ids=chosen, fate=act, reason=reason, by=by, at=desk.at)
    except Refusal as refusal:
        return _page(request, desk, refusal=refusal)
    messages.success(request, f"Nasib akhir {count} berkas ditetapkan {Fate(act).label.lower()}.")
    return redirect("workflow:arsip-retensi")


@login_required
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One list put to the Kepala Dinas: what is on it, the decision, the berita acara."""
    desk = _keeper_or_leader(request)
    made = DestructionProposal.objects.prefetch_related("items__retention").filter(pk=pk).first()
    if made is None or not destruction.may_see(desk, made):
        raise Http404("Usul pemusnahan tidak ada.")
    refusal: Refusal | None = None
    if request.method == "POST":
        approve = request.POST.get("aksi") == "setujui"
        try:
            destruction.decide(
                proposal_id=pk, approve=approve, number=request.POST.get("nomor", ""), note=request.POST.get("catatan", ""),
                by=cast(User, request.user), at=desk.at,
            )  # fmt: skip
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(
                request,
                "Pemusnahan disetujui; berita acara sedang dibuat."
                if approve
                else "Usul pemusnahan ditolak.",
            )
            return redirect("workflow:arsip-pemusnahan", pk)
    context: dict[str, Any] = {
        "usul": made,
        "berkas": list(made.items.all()),
        "pos": desk.acts_as(Pelaksana.KEPALA_DINAS)
        if made.state == DestructionProposal.State.DIUSULKAN
        else None,
        "dokumen": document_link(f"musnah:{made.pk}"),
        "galat": refusal,
        "nomor": request.POST.get("nomor", ""),
        "catatan": request.POST.get("catatan", ""),
    }
    return render(request, "workflow/arsip_pemusnahan.html", context, status=422 if refusal else 200)


def _keeper_or_leader(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not desk.sees_all:
        raise Http404("Halaman retensi arsip bukan untuk Anda.")
    return desk
