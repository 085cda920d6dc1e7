"""The head's page of who fills the unit's form."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import BaseForm
from accounts.models import User
from reports.collection import assigning
from reports.collection.seen import submission_seen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the unit's staf, or all of them."""
    submission, desk = submission_seen(request, pk), desk_of(request)
    if assigning.may_assign(desk, submission) is None:
        raise Http404("Tidak ada yang dapat ditugaskan.")
    staff = assigning.staff_of(submission, desk.at)
    form = BaseForm(request.POST or None)
    form.fields["person"] = forms.ChoiceField(
        label="Ditugaskan kepada", required=False, widget=forms.RadioSelect, initial=str(submission.assignee_id or ""),
        choices=[*((str(one.person_id), f"{one.person}, {one.jabatan}") for one in staff), ("", "Semua staf")],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["person"]
        person = User.objects.get(pk=key) if key else None
        try:
            assigning.assign_form(submission=submission, person=person, by=desk.user, at=desk.at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, f"{person or 'Semua staf'} kini memegang isian ini.")
            return redirect("isian", pk)
    context = {
        "judul": f"Tugaskan isian {submission.unit.name}", "form": form, "tombol": "Tugaskan",
        "penjelasan": "Yang ditugaskan disebut lebih dahulu di daftar dan pengingat; staf lain tetap dapat mengisi.",
        "batal_url": reverse("isian", args=[pk]),
    }  # fmt: skip
    return render(request, "komponen/konfirmasi.html", context, status=422 if form.errors else 200)
