"""The bell and the page about oneself."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import notifications, office, policy
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms import ContactForm
from accounts.models import Absence, Assignment, Message, User
from accounts.posts import Desk
from accounts.roles import Mode, Role

PER_PAGE = 30


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


# ── the bell ────────────────────────────────────────────────────────────────────────────────────
@login_required
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """My messages, newest first. Opening the page marks nothing as read."""
    person = _person(request)
    page = Paginator(Message.objects.filter(recipient=person), PER_PAGE).get_page(request.GET.get("halaman"))
    return render(
        request, "accounts/lonceng.html", {"page": page, "unread": notifications.unread_count(person)}
    )


@login_required
@require_safe
def bell_count(request: HttpRequest) -> HttpResponse:
    """The fragment the bell fetches every half minute."""
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
    read = notifications.mark_read(person=_person(request), at=timezone.now())
    messages.success(request, f"{read} pemberitahuan ditandai sudah dibaca.")
    return redirect("pemberitahuan")


# ── about me ────────────────────────────────────────────────────────────────────────────────────
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """My posts, who stands in for me, and where messages reach me."""
    person, desk = _person(request), desk_of(request)
    form = ContactForm(request.POST or None, initial={"email": person.email, "phone": person.phone})
    if request.method == "POST" and form.is_valid():
        office.save_own_contact(person=person, at=desk.at, **form.cleaned_data)
        messages.success(request, "Alamat surel dan nomor telepon Anda disimpan.")
        return redirect("saya")
    context = {
        "form": form, "posts": desk.held, "stand_ins": _stand_ins(desk), "person": person,
        "absences": Absence.objects.filter(person=person, ended_at=None, end__gte=timezone.localdate(desk.at)),
    }  # fmt: skip
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
