"""The bell and the page about oneself."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import notifications, office, policy
from accounts.bell import groups, one_group
from accounts.calendar_link import renew, revoke
from accounts.channels.settings import choice_of, choose
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms import ContactForm
from accounts.forms_base import read_key
from accounts.models import Absence, Assignment, CalendarLink, ChannelPolicy, Message, User
from accounts.posts import Desk
from accounts.roles import Mode, Pelaksana, Role

NEW_TOKEN = "kalender_baru"
LEADERS = (Pelaksana.KEPALA_DINAS, Pelaksana.SEKRETARIS, Pelaksana.KASUBAG_PERENCANAAN)
"""Who may also read the whole office's due times."""


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


# ── the bell ────────────────────────────────────────────────────────────────────────────────────
@login_required
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """My messages by what they are about, unread first. Opening the page marks nothing as read."""
    person = _person(request)
    thread = request.GET.get("rangkaian")
    if thread is not None:
        group = one_group(person, thread)
        found, more, page = [group] if group else [], False, 1
    else:
        page = min(max(1, read_key(request.GET.get("halaman", "")) or 1), 10_000)
        found, more = groups(person, page=page)
    context = {
        "kelompok": found,
        "unread": notifications.unread_count(person),
        "satu_rangkaian": thread is not None,
        "hal": page,
        "sebelumnya": f"?halaman={page - 1}" if page > 1 else "",
        "berikutnya": f"?halaman={page + 1}" if more else "",
    }
    return render(request, "accounts/lonceng.html", context)


@require_safe
def bell_count(request: HttpRequest) -> HttpResponse:
    """The fragment the bell fetches every half minute. 286 tells htmx to stop asking: nobody is logged in any more."""
    if not request.user.is_authenticated:
        return HttpResponse(status=286) if request.headers.get("HX-Request") else redirect_to_login("/")
    return render(request, "accounts/_jumlah.html", {"jumlah": notifications.unread_count(_person(request))})


@login_required
@require_POST
def read_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one of my messages as read; another person's does not exist for me."""
    get_object_or_404(Message, pk=pk, recipient=_person(request))
    notifications.mark_read(person=_person(request), at=timezone.now(), pk=pk)
    return redirect("pemberitahuan")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all of mine as read, or those about one thing (`rangkaian`)."""
    read = notifications.mark_read(
        person=_person(request), at=timezone.now(), thread=request.POST.get("rangkaian")
    )
    messages.success(request, f"{read} pemberitahuan ditandai sudah dibaca.")
    return redirect("pemberitahuan")


# ── about me ────────────────────────────────────────────────────────────────────────────────────
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """My posts, who stands in for me, and where messages reach me."""
    person, desk = _person(request), desk_of(request)
    policy = ChannelPolicy.current()
    wanted = choice_of(person, policy)
    form = ContactForm(
        request.POST or None,
        initial={
            "email": person.email,
            "phone": person.phone,
            "by_email": wanted[0],
            "by_gateway": wanted[1],
        },
        policy=policy,
    )
    if request.method == "POST" and form.is_valid():
        office.save_own_contact(
            person=person, email=form.cleaned_data["email"], phone=form.cleaned_data["phone"], at=desk.at
        )
        chosen = (
            form.cleaned_data.get("by_email", wanted[0]),
            form.cleaned_data.get("by_gateway", wanted[1]),
        )
        if chosen != wanted:
            choose(person=person, email=chosen[0], gateway=chosen[1], at=desk.at)
        messages.success(request, "Alamat dan pilihan saluran Anda disimpan.")
        return redirect("saya")
    context = {
        "form": form,
        "posts": desk.held,
        "stand_ins": _stand_ins(desk),
        "person": person,
        "kalender": CalendarLink.objects.filter(person=person).first(),
        "alamat_kalender": request.session.pop(NEW_TOKEN, ""),
        "situs": settings.SITE_URL,
        "pimpinan": any(desk.holds(one) for one in LEADERS),
        "absences": Absence.objects.filter(
            person=person, ended_at=None, end__gte=timezone.localdate(desk.at)
        ),
    }
    return render(request, "accounts/saya.html", context, status=422 if form.errors else 200)


def _stand_ins(desk: Desk) -> list[Assignment]:
    """The Plh. running for posts of mine, which I may end."""
    mine = {(post.unit_id, post.role) for post in desk.held if post.is_superseded and post.role != Role.STAF}
    if not mine:
        return []
    running = Assignment.objects.acting(desk.at).with_places().filter(mode=Mode.PLH)
    return [
        post
        for post in running.filter(unit__in=[unit for unit, _ in mine])
        if (post.unit_id, post.role) in mine
    ]


@login_required
@require_POST
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Make, renew or revoke my calendar address; a new one waits in the session until it has been shown, once."""
    person, at = _person(request), desk_of(request).at
    if request.POST.get("aksi") == "cabut":
        if revoke(person=person, at=at):
            messages.success(
                request, "Tautan kalender dicabut. Kalender yang memakainya berhenti diperbarui."
            )
    else:
        request.session[NEW_TOKEN] = renew(person=person, at=at)
        messages.success(request, "Alamat kalender siap. Salin sekarang, karena hanya ditampilkan satu kali.")
    return redirect(f"{reverse('saya')}#kalender")


@login_required
@require_POST
def end_stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Back at the desk: the Plh. of my post ends at this moment."""
    post = get_object_or_404(Assignment.objects.with_places(), pk=pk)
    desk = desk_of(request)
    if not policy.may(desk.user, "akhiri", post, desk.at, desk=desk):
        raise Http404
    try:
        office.end_assignment(assignment=post, by=desk.user, at=desk.at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, f"{post.jabatan} ({post.person}) diakhiri. Anda dapat bertindak lagi mulai sekarang."
        )
    return redirect("saya")


def closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up here: the office admin makes the accounts."""
    raise Http404
