"""Who prepares for whom: chosen by the official, by TU or by the admin; seen by everybody it concerns."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.models import Aide, User
from accounts.office import aides as services
from accounts.posts import Desk
from accounts.roles import HEAD_ROLES
from workflow.forms.preparing import AideForm


@require_http_methods(["GET", "POST"])
@login_required
def aides(request: HttpRequest) -> HttpResponse:
    """My aides and whom I prepare for; all of them for TU and the admin."""
    desk = desk_of(request)
    me = get_object_or_404(User, pk=desk.user.pk)
    may_choose = policy.may(me, "pilih_penyiap", me, desk.at, desk=desk)
    form = _form(request, desk) if may_choose else None
    if request.method == "POST" and form is None:
        raise Http404("Halaman tidak ada.")
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        official = User.objects.get(pk=data["official"]) if "official" in data else me
        try:
            made = services.appoint_aide(
                official=official, aide=User.objects.get(pk=data["aide"]), by=desk.user, at=desk.at
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, f"Penyiap ditunjuk: {made.aide} untuk {made.official}")
            return redirect("workflow:penyiap")
    found = Aide.objects.filter(revoked_at=None).select_related("official", "aide")
    if not desk.manages_posts:
        found = found.filter(Q(official=desk.user) | Q(aide=desk.user))
    mine = {one.pk for one in found if desk.manages_posts or one.official_id == desk.user.pk}
    context = {"daftar": found, "form": form, "boleh_cabut": mine}
    return render(request, "workflow/penyiap.html", context, status=422 if form and form.errors else 200)


def _form(request: HttpRequest, desk: Desk) -> AideForm:
    officials = None
    if desk.manages_posts:
        officials = User.objects.filter(
            is_active=True, assignments__role__in=HEAD_ROLES, assignments__ended_at=None
        ).distinct()
    return AideForm(request.POST or None, officials=officials)


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    desk = desk_of(request)
    appointment = get_object_or_404(Aide.objects.select_related("official", "aide"), pk=pk)
    if not policy.may(desk.user, "pilih_penyiap", appointment.official, desk.at, desk=desk):
        raise Http404("Penunjukan tidak ada.")
    try:
        services.revoke_aide(appointment=appointment, by=desk.user, at=desk.at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Penunjukan {appointment.aide} untuk {appointment.official} dicabut.")
    return redirect("workflow:penyiap")
