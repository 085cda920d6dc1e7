"""The recap of one person: figures, notes, workbook and paper. Open to the person, the direct superior and the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.calendar import calendar_of
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.models import User
from accounts.posts import Desk, held_posts
from reports.spreadsheets import download
from workflow.case import ReportRequest
from workflow.forms.recap import NoteForm
from workflow.recap import access, figures, notes, paper
from workflow.scorecard import words
from workflow.scorecard.arithmetic import DONE
from workflow.scorecard.spans import Span, choices, shortcuts
from workflow.sop import Step
from workflow.visits import StepRecord

SHOWN = 60
"""Visits listed under the figures; all of them are in the figures."""


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Whose recap one may read. Who has nobody below goes straight to the own one."""
    desk = desk_of(request)
    span = Span.read(request.GET.dict(), desk.at)
    below = {post.person_id: post.jabatan for post in access.subordinates(desk)}
    if not below and not desk.is_office_admin:
        return redirect(f"{reverse('workflow:rekap-orang', args=[desk.user.pk])}?{urlencode(span.given)}")
    mine = Q(pk__in=[desk.user.pk, *below])
    found = User.objects.filter(is_active=True) if desk.is_office_admin else User.objects.filter(mine)
    context = {
        **_span_context(span, desk),
        "baris": _rows(found.order_by("name", "pk"), span, below),
        "admin": desk.is_office_admin,
    }
    return render(request, "workflow/rekap.html", context)


def _rows(found: Iterable[User], span: Span, posts: dict[int, str]) -> list[dict[str, Any]]:
    """Each person with what they did in the span: one query for all."""
    in_time = Q(finished_at__lte=F("due_at"))
    rows = (
        StepRecord.objects.filter(
            finished_at__gte=span.begins, finished_at__lt=span.ends, outcome__in=[one.value for one in DONE]
        )
        .order_by()
        .values("finished_by")
        .annotate(done=Count("pk"), on_time=Count("pk", filter=in_time))
        .values_list("finished_by", "done", "on_time")
    )
    counted = {person: (done, on_time) for person, done, on_time in rows}
    return [_row(person, posts.get(person.pk, ""), *counted.get(person.pk, (0, 0))) for person in found]


def _row(person: User, post: str, done: int, on_time: int) -> dict[str, Any]:
    return {"orang": person, "jabatan": post, "selesai": done, "tepat": words.out_of(on_time, done)}


def _span_context(span: Span, desk: Desk) -> dict[str, Any]:
    return {
        "rentang": span,
        "bulan_ada": choices(desk.at),
        "pintas": [(name, urlencode(one.given), one == span) for name, one in shortcuts(desk.at)],
        "alamat": urlencode(span.given),
    }


def _subject(request: HttpRequest, pk: int) -> User:
    """The person, if the reader may read the recap; else 404, as if nobody was there."""
    person = User.objects.filter(pk=pk).first()
    if person is None or not access.may_read(desk_of(request), person):
        raise Http404("Rekap tidak ada.")
    return person


@login_required
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's figures with the notes that belong to them."""
    return _page(
        request, _subject(request, pk), Span.read(request.GET.dict(), desk_of(request).at), NoteForm()
    )


def _page(
    request: HttpRequest, person: User, span: Span, form: NoteForm, *, status: int = 200
) -> HttpResponse:
    desk, calendar = desk_of(request), calendar_of(request)
    found = figures.of(person, span, calendar, desk.at)
    shown = found.visits[:SHOWN]
    opens = set(
        ReportRequest.objects.visible_to(desk)
        .filter(pk__in={visit.case_id for visit in shown})
        .values_list("pk", flat=True)
    )
    mine = person.pk == desk.user.pk
    context = {
        **_span_context(span, desk),
        "orang": person,
        "milik_anda": mine,
        "jabatan": [post.jabatan for post in (desk.held if mine else held_posts(person, desk.at))],
        "rekap": found,
        "tepat": words.out_of(found.whole.on_time, found.whole.done),
        "langkah": [paper.in_words(line, found.day_minutes) for line in found.steps],
        "kedudukan": [paper.in_words(line, found.day_minutes) for line in found.posts],
        "kunjungan": [_visit(visit, visit.case_id in opens, found.day_minutes) for visit in shown],
        "lebih": len(found.visits) - len(shown),
        "keterangan": [(note, notes.months(note)) for note in notes.of(person, span)],
        "cara": paper.METHOD,
        "boleh_tulis": access.may_explain(desk, person),
        "daftar": bool(access.subordinates(desk)) or desk.is_office_admin,
        "form": form,
        "ada_galat": bool(form.errors),
    }
    return render(request, "workflow/rekap_orang.html", context, status=status)


def _visit(visit: StepRecord, opens: bool, day_minutes: int) -> dict[str, Any]:
    step = Step(visit.step)
    return {
        "kunjungan": visit,
        "kasus": visit.case if opens else None,
        "langkah": f"{step.number}. {step.label}",
        "terpakai": words.time_taken(visit.minutes_used or 0, day_minutes),
        "telat": visit.finished_at is not None and visit.finished_at > visit.due_at,
    }


@login_required
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note; refused, it stands in its field as typed."""
    person, desk = _subject(request, pk), desk_of(request)
    span, form = Span.read(request.POST.dict(), desk.at), NoteForm(request.POST)
    if form.is_valid():
        try:
            notes.write(
                person=person, span=span, text=form.cleaned_data["text"], by=cast(User, request.user), at=desk.at
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, f"Keterangan tersimpan pada rekap {span.words}.")
            return redirect(
                f"{reverse('workflow:rekap-orang', args=[pk])}?{urlencode(span.given)}#keterangan"
            )
    return _page(request, person, span, form, status=422)


@login_required
@require_safe
def excel(request: HttpRequest, pk: int) -> HttpResponse:
    """The recap as a workbook, the notes on a sheet of their own."""
    person, desk = _subject(request, pk), desk_of(request)
    span = Span.read(request.GET.dict(), desk.at)
    found = figures.of(person, span, calendar_of(request), desk.at)
    content = paper.workbook(found, notes.of(person, span), at=desk.at)
    return download(content, f"rekap-{person.username}-{span.first.key}-{span.last.key}.xlsx")


@login_required
@require_POST
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the worker for the paper and go to the page that shows how far it is."""
    person, desk = _subject(request, pk), desk_of(request)
    span = Span.read(request.POST.dict(), desk.at)
    document = paper.request_paper(
        desk=desk, person=person, span=span, calendar=calendar_of(request), at=desk.at
    )
    return redirect("dokumen", pk=document.pk)
