"""A leaver's account is closed with one action; what would be left, and to whom it goes, is shown before."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import office, policy
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.models import User
from accounts.office import leaving


@require_http_methods(["GET", "POST"])
@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    desk = desk_of(request)
    person = get_object_or_404(User, pk=pk)
    if not policy.may(desk.user, "tutup", person, desk.at, desk=desk):
        raise Http404("Halaman tidak ada.")
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            office.deactivate(person=person, by=desk.user, at=desk.at)
        except Refusal as error:
            refusal = error
        else:
            messages.success(
                request, f"Akun {person} ditutup. Yang terbuka sudah berpindah; namanya tetap pada riwayat."
            )
            return redirect("workflow:pejabat")
    found = leaving.follows(person, desk.at) if person.is_active else []
    context = {
        "pegawai": person, "daftar": found, "terhalang": any(one.refusal for one in found), "galat_layanan": refusal,
    }  # fmt: skip
    return render(request, "workflow/pegawai_keluar.html", context, status=422 if refusal else 200)
