"""Pejabat: who holds which post; Plt., Plh. and Pj. as TU and the admin enter them, with the letter that orders it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import BaseForm
from accounts.models import Assignment, PostOrder, Unit, User
from accounts.office import stand_ins
from accounts.posts import Desk
from accounts.roles import Mode
from reports.stored import open_stored
from workflow import held_scans
from workflow.forms.people import OrderScanForm, StandInForm
from workflow.people.handover import handovers_of
from workflow.people.roster import roster
from workflow.uploads import CheckedFile, check_scan
from workflow.views.letters import FILE_POLICY

NEW = "workflow/pengganti_baru.html"


@require_safe
@login_required
def posts(request: HttpRequest) -> HttpResponse:
    """Everybody sees who holds which post, who is away and who acts instead."""
    desk = desk_of(request)
    found = roster(desk.at)
    mine = {one.pk for one in found.absences if desk.manages_posts or one.person_id == desk.user.pk}
    context = {
        "daftar": found, "mengelola": desk.manages_posts, "cuti_boleh": mine, "serah_terima": handovers_of(desk.user)[:5],
    }  # fmt: skip
    return render(request, "workflow/pejabat.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Enter a Plt., Plh. or Pj. What the days mean beside others' is said before it is kept."""
    desk = desk_of(request)
    if not policy.may(desk.user, "tunjuk", Assignment, desk.at, desk=desk):
        raise Http404("Halaman tidak ada.")
    if request.method == "GET":
        wanted = {key: request.GET.get(key, "") for key in ("unit", "person", "mode", "start", "end")}
        return render(request, NEW, {"form": StandInForm(initial={k: v for k, v in wanted.items() if v})})
    form = StandInForm(request.POST, request.FILES)
    held = _receive_scan(request, form)
    context: dict[str, Any] = {"form": form, "tertahan": held}
    if form.is_valid():
        try:
            if request.POST.get("aksi") != "simpan" and (sentences := _explained(form, desk)):
                return render(request, NEW, {**context, "penjelasan": sentences})
            made = _appoint(form, desk, held)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            if held is not None:
                held_scans.drop(request.session, held.token)
            messages.success(request, f"{made.person} dicatat sebagai {made.jabatan}.")
            return redirect("workflow:pengganti", made.pk)
    return render(request, NEW, context, status=422)


def _receive_scan(request: HttpRequest, form: BaseForm) -> held_scans.HeldScan | None:
    """The scan just sent, put aside so that it is sent once however often the form comes back."""
    earlier = held_scans.find(request.session, request.POST.get("pindaian", ""))
    upload = request.FILES.get("scan")
    if upload is None:
        return earlier
    try:
        checked = check_scan(upload)
    except Refusal as refusal:
        form.add_refusal(refusal)
        return earlier
    if earlier is not None:
        held_scans.drop(request.session, earlier.token)
    return held_scans.hold(request.session, checked)


def _explained(form: StandInForm, desk: Desk) -> list[str]:
    data = form.cleaned_data
    unit = Unit.objects.get(pk=data["unit"])
    post = Assignment(
        person=User.objects.get(pk=data["person"]), unit=unit, role=unit.head_role, mode=Mode(data["mode"]),
        start=data["start"], end=data["end"], sk_number=data["sk_number"],
    )  # fmt: skip
    stand_ins.check_stand_in(post, at=desk.at)
    return stand_ins.explain(post)


def _appoint(form: StandInForm, desk: Desk, held: held_scans.HeldScan | None) -> Assignment:
    data = form.cleaned_data
    scan = held_scans.take(held) if held is not None else None
    try:
        return stand_ins.appoint(
            person=User.objects.get(pk=data["person"]), unit=Unit.objects.get(pk=data["unit"]), mode=Mode(data["mode"]),
            start=data["start"], end=data["end"], sk_number=data["sk_number"], by=desk.user, at=desk.at,
            scan=_order_scan(scan) if scan else None,
        )  # fmt: skip
    finally:
        if scan is not None:
            scan.file.close()


def _order_scan(scan: CheckedFile) -> stand_ins.OrderScan:
    return stand_ins.OrderScan(scan.file, scan.name, scan.mime, scan.sha256)


def _readable(request: HttpRequest, pk: int) -> tuple[PostOrder, Desk]:
    desk = desk_of(request)
    order = get_object_or_404(
        PostOrder.objects.select_related(
            "assignment__person", "assignment__unit__parent__parent", "absence__person", "entered_by"
        ),
        assignment=pk,
    )
    if not policy.may(desk.user, "lihat", order, desk.at, desk=desk):
        raise Http404("Surat perintah tidak ada.")
    return order, desk


@require_http_methods(["GET", "POST"])
@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One stand-in: days, letter, scan; TU adds a scan that came later."""
    order, desk = _readable(request, pk)
    form = OrderScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not policy.may(desk.user, "tunjuk", Assignment, desk.at, desk=desk):
            raise Http404("Halaman tidak ada.")
        if form.is_valid():
            try:
                stand_ins.add_scan(
                    order=order,
                    scan=_order_scan(check_scan(form.cleaned_data["scan"])),
                    by=desk.user,
                    at=desk.at,
                )
            except Refusal as refusal:
                form.add_refusal(refusal)
            else:
                messages.success(request, "Pindaian SK disimpan.")
                return redirect("workflow:pengganti", pk)
    post = order.assignment
    context = {
        "surat": order, "pos": post, "form": form, "mengelola": desk.manages_posts,
        "berjalan": post.ended_at is None and (post.end is None or post.end >= timezone.localdate(desk.at)),
        "boleh_akhiri": policy.may(desk.user, "akhiri", post, desk.at, desk=desk),
        "penjelasan": stand_ins.explain(post) if post.ended_at is None else [],
    }  # fmt: skip
    return render(request, "workflow/pengganti.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The stand-in ends at this moment; one that has not begun is taken back by the admin."""
    order, desk = _readable(request, pk)
    try:
        stand_ins.end_stand_in(post=order.assignment, by=desk.user, at=desk.at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("workflow:pengganti", pk)
    messages.success(request, f"{order.assignment.jabatan} ({order.assignment.person}) diakhiri.")
    return redirect("workflow:pejabat")


@require_safe
@login_required
def scan(request: HttpRequest, pk: int) -> FileResponse:
    """The scan itself, opened in the browser."""
    order, _ = _readable(request, pk)
    if not order.scan:
        raise Http404("Pindaian SK belum ada.")
    stored = open_stored(order.scan, "Pindaian SK tidak ada lagi di penyimpanan.")
    response = FileResponse(stored, content_type=order.scan_mime, filename=order.scan_name)
    response["Content-Security-Policy"] = FILE_POLICY
    return response
