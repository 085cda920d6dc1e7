"""Cuti dan dinas luar: entered by the person, TU or the admin; the system proposes a Plh., one tap confirms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import read_key
from accounts.models import Absence, Assignment, User
from accounts.office import absences
from accounts.office.proposals import proposals, stand_ins_left
from accounts.posts import Desk
from workflow.forms.people import AbsenceForm, EndAbsenceForm


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """My own leave; TU and the admin choose whose."""
    desk = desk_of(request)
    if not (desk.held or desk.manages_posts):
        raise Http404("Halaman tidak ada.")
    initial = {"person": str(desk.user.pk)} if desk.held else {}
    form = AbsenceForm(request.POST or None, for_others=desk.manages_posts, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        person = User.objects.get(pk=data["person"]) if desk.manages_posts else desk.user
        try:
            made = absences.record_absence(
                person=person, kind=data["kind"], start=data["start"], end=data["end"],
                letter_number=data["letter_number"], by=desk.user, at=desk.at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, f"{made.get_kind_display()} {made.person} dicatat.")
            return redirect("workflow:cuti", made.pk)
    context = {"form": form, "untuk_lain": desk.manages_posts}
    return render(request, "workflow/cuti_baru.html", context, status=422 if form.errors else 200)


def _mine(request: HttpRequest, pk: int) -> tuple[Absence, Desk]:
    """The absence, for the one who is away, TU and the admin; for anybody else it does not exist."""
    desk = desk_of(request)
    absence = get_object_or_404(Absence.objects.select_related("person", "entered_by"), pk=pk)
    if not policy.may(desk.user, "catat", absence, desk.at, desk=desk):
        raise Http404("Cuti tidak ada.")
    return absence, desk


@require_safe
@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One absence with the Plh. that stand in, and those the system proposes."""
    absence, desk = _mine(request, pk)
    return _page(request, absence, desk)


def _page(
    request: HttpRequest,
    absence: Absence,
    desk: Desk,
    refusal: Refusal | None = None,
    post: int | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "cuti": absence, "usulan": proposals(absence, desk.at), "pengganti": absences.stand_ins_of(absence, desk.at),
        "berjalan": absence.ended_at is None and absence.end >= timezone.localdate(desk.at),
        "mengelola": desk.manages_posts, "galat_layanan": refusal, "ada_galat": refusal is not None,
        "nomor": request.POST.get("sk_number", absence.letter_number), "pos_salah": post,
        "ditinggalkan": stand_ins_left(absence, desk.at), "dipilih": request.POST.get("person", ""),
    }  # fmt: skip
    return render(request, "workflow/cuti.html", context, status=422 if refusal else 200)


@require_POST
@login_required
def confirm(request: HttpRequest, pk: int, post_id: int) -> HttpResponse:
    """One tap: the proposed person is Plh. of this post."""
    absence, desk = _mine(request, pk)
    post = get_object_or_404(Assignment.objects.with_places(), pk=post_id, person=absence.person_id)
    person = User.objects.filter(pk=read_key(request.POST.get("person", "")) or 0).first()
    try:
        if person is None:
            raise Refusal("Pilih siapa yang menjadi Plh.", field="person")
        made = absences.confirm_stand_in(
            absence=absence, post=post, person=person, sk_number=request.POST.get("sk_number", "").strip()[:100],
            by=desk.user, at=desk.at,
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, absence, desk, refusal, post_id)
    messages.success(request, f"{made.person} menjadi {made.jabatan}. Keduanya diberi tahu.")
    return redirect("workflow:cuti", pk)


@require_http_methods(["GET", "POST"])
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Back at work, or the leave was called off: asked whether its Plh. ends too."""
    absence, desk = _mine(request, pk)
    running = absences.stand_ins_of(absence, desk.at)
    form = EndAbsenceForm(request.POST or None)
    if not running:
        del form.fields["stand_ins"]
    if request.method == "POST" and form.is_valid():
        try:
            ended = absences.end_absence(
                absence=absence, end_stand_ins=form.cleaned_data.get("stand_ins") == "akhiri", by=desk.user, at=desk.at
            )  # fmt: skip
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("workflow:cuti", pk)
        also = "".join(f" {post.jabatan} ({post.person}) ikut diakhiri." for post in ended)
        messages.success(request, f"{absence.get_kind_display()} {absence.person} diakhiri.{also}")
        return redirect("workflow:pejabat")
    names = [f"{post.jabatan}, {post.person}, berjalan sampai {post.end:%d-%m-%Y}." for post in running]
    context = {
        "judul": f"Akhiri {absence.get_kind_display().lower()} {absence.person}", "form": form, "akibat": [
            "Sejak sekarang ia tercatat berada di kantor.", *names,
        ],
        "tombol": "Akhiri sekarang", "batal_url": request.path.removesuffix("selesai/"),
    }  # fmt: skip
    return render(request, "komponen/konfirmasi.html", context, status=422 if form.errors else 200)
