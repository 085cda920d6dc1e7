"""The Kasubag says which staf perencana does the open step."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.models import User
from accounts.posts import holders
from workflow.case import ReportRequest
from workflow.forms.people import AssignForm
from workflow.people import assigning
from workflow.services import current_visit
from workflow.views.common import refused, to_case, visible_case, visit_id_of

PAGE = "komponen/konfirmasi.html"


@require_http_methods(["GET", "POST"])
@visible_case
def assign(request: HttpRequest, case: ReportRequest) -> HttpResponse:
    desk = desk_of(request)
    visit = current_visit(case)
    if visit is None or assigning.may_assign(visit, desk) is None:
        raise Http404("Tidak ada pekerjaan yang dapat ditugaskan.")
    staff = holders(visit.executor, desk.at)
    form = AssignForm(request.POST or None, staff=staff, initial={"person": str(visit.assignee_id or "")})
    context = {
        "judul": f"Tugaskan langkah {visit.number}", "form": form, "tombol": "Tugaskan",
        "penjelasan": f"{case.title}. Yang ditugaskan disebut lebih dahulu di daftar dan pengingat; staf perencana lain tetap "
        "dapat mengerjakannya.",
        "batal_url": reverse("workflow:kasus-rinci", args=[case.pk]), "tersembunyi": {"kunjungan": visit.pk},
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["person"]
        person = User.objects.get(pk=key) if key else None
        try:
            assigning.assign_step(
                case_id=case.pk, visit_id=visit_id_of(request), person=person, by=desk.user, at=desk.at
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
            return refused(request, refusal, PAGE, context)
        messages.success(request, f"{person or 'Semua staf perencana'} kini memegang langkah {visit.number}.")
        return to_case(case)
    return render(request, PAGE, context, status=422 if form.errors else 200)
