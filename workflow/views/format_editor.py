"""The formats of the office: their list, and one format to fill, copy, follow up with a next version, or put to use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.desk import desk_of
from accounts.errors import NotYours, Refusal
from accounts.forms_base import read_key
from accounts.policy import may
from reports.indicators import formats
from reports.indicators.exchange.services import PREPARE
from reports.indicators.models import CatalogueImport, Format, Indicator
from reports.models import Report
from workflow.forms.format_editor import Editor, HeadForm, answering_units, asks_of

if TYPE_CHECKING:
    from accounts.models import Unit, User

PAGE = "workflow/format_rinci.html"
MOST_FOUND = 40


@require_safe
@login_required
def format_list(request: HttpRequest) -> HttpResponse:
    """Every format, those in use first."""
    _must_see(request)
    found = Format.objects.annotate(
        baris=Count("items", distinct=True), unit=Count("items__unit", distinct=True),
        terkirim=Exists(Report.objects.filter(format=OuterRef("pk"))),
    ).order_by("-is_active", "name", "-version")  # fmt: skip
    desk = desk_of(request)
    context = {
        "semua": list(found[:200]),
        "boleh_ubah": _may_change(request),
        "boleh_katalog": may(desk.user, PREPARE, CatalogueImport, desk.at, desk=desk),
    }
    return render(request, "workflow/format_daftar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_format(request: HttpRequest) -> HttpResponse:
    """Name it; the rows are asked for on its own page."""
    _must_see(request)
    if not _may_change(request):
        raise Http404("Halaman tidak ada.")
    form = HeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = formats.create(**form.cleaned_data, by=cast("User", request.user), at=desk_of(request).at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "Format dibuat. Tambahkan indikatornya, lalu pakai.")
            return redirect("workflow:format-rinci", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "workflow/format_baru.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def format_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """`aksi`: simpan, tambah and simpan-pakai write the whole page; cari only shows; the others act at once."""
    _must_see(request)
    format = get_object_or_404(Format.objects.select_related("previous"), pk=pk)
    if request.method != "POST":
        return _page(request, format, Editor(formats.contents_of(format)))
    act = request.POST.get("aksi", "simpan")
    try:
        if act in ("simpan", "tambah", "simpan-pakai", "cari"):
            return _edit(request, format, act)
        return _act(request, format, act)
    except Refusal as refusal:
        return _page(request, format, Editor(formats.contents_of(format)), refusal=refusal)


def _edit(request: HttpRequest, format: Format, act: str) -> HttpResponse:
    editor = Editor(formats.contents_of(format), request.POST)
    valid = editor.is_valid()
    if act == "cari":
        return _page(request, format, editor, shows_problems=False)
    if not valid:
        return _page(request, format, editor)
    added = _added(request) if act == "tambah" else []
    try:
        if act == "tambah" and not added:
            raise Refusal("Belum ada indikator yang dicentang. Centang sedikitnya satu, lalu tambahkan.")
        with transaction.atomic():
            formats.save(
                format_id=format.pk, contents=editor.contents(added), seen=request.POST.get("dilihat", ""),
                by=cast("User", request.user), at=desk_of(request).at,
            )  # fmt: skip
            if act == "simpan-pakai":
                return _act(request, format, "pakai")
    except Refusal as refusal:
        return _page(request, format, editor, refusal=refusal)
    messages.success(
        request, f"{len(added)} indikator ditambahkan." if act == "tambah" else "Format tersimpan."
    )
    return redirect("workflow:format-rinci", format.pk)


def _act(request: HttpRequest, format: Format, act: str) -> HttpResponse:
    who: dict[str, Any] = {"format_id": format.pk, "by": request.user, "at": desk_of(request).at}
    match act:
        case "salin":
            shown, said = formats.copy(**who), "Salinannya dibuat dan dapat diubah di sini."
        case "versi":
            shown = formats.next_version(**who)
            said = f"Versi {shown.version} dibuat. Ubah seperlunya, lalu pakai; sampai saat itu versi sebelumnya yang berlaku."
        case "pakai":
            shown, said = formats.use(**who), "Format ini kini dapat dipilih di langkah 2."
        case "berhenti":
            shown, said = formats.rest(**who), "Format ini tidak ditawarkan lagi di langkah 2."
        case _:
            raise Refusal("Tombol itu tidak dikenal. Muat ulang halaman, lalu coba lagi.")
    messages.success(request, said)
    return redirect("workflow:format-rinci", shown.pk)


def _added(request: HttpRequest) -> list[tuple[int, int]]:
    """(indicator, unit) of every ticked indicator; the unit is its own where none was chosen."""
    keys = [key for text in request.POST.getlist("tambah") if (key := read_key(text))]
    unit = read_key(request.POST.get("untuk", ""))
    found = Indicator.objects.filter(pk__in=keys[:500])
    return [(one.pk, unit or one.unit_id) for one in found]


def _page(
    request: HttpRequest,
    format: Format,
    editor: Editor,
    *,
    refusal: Refusal | None = None,
    shows_problems: bool = True,
) -> HttpResponse:
    sent = formats.times_sent(format)
    edits = _may_change(request) and not sent
    problems = editor.problems if editor.head.is_bound and shows_problems else []
    text = (request.POST if request.method == "POST" else request.GET).get("cari", "").strip()[:100]
    units: list[Unit] = answering_units() if edits else []
    context: dict[str, Any] = {
        "format": format, "editor": editor, "masalah": problems, "galat_layanan": refusal,
        "ada_galat": bool(problems or refusal), "mengubah": edits, "boleh_ubah": _may_change(request), "terkirim": sent,
        "dilihat": request.POST.get("dilihat") or formats.fingerprint(formats.contents_of(format)),
        "cari": text, "unit_ada": units, "untuk": request.POST.get("untuk", ""),
        "dicentang": request.POST.getlist("tambah"),
        **(_candidates(request, format, text) if edits else {}),
    }  # fmt: skip
    status = 200
    if problems or refusal:
        status = 403 if isinstance(refusal, NotYours) else 422
    return render(request, PAGE, context, status=status)


def _candidates(request: HttpRequest, format: Format, text: str) -> dict[str, Any]:
    """Indicators of the catalogue that are valid today and fit the words."""
    today = timezone.localdate(desk_of(request).at)
    found = Indicator.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=today), Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    ).select_related("unit")  # fmt: skip
    for word in text.split()[:6]:
        found = found.filter(
            Q(code__icontains=word) | Q(name__icontains=word) | Q(unit__name__icontains=word)
        )
    asked = asks_of(format)
    shown = list(found[: MOST_FOUND + 1])
    return {
        "calon": [{"indikator": one, "sudah": ", ".join(asked.get(one.pk, []))} for one in shown[:MOST_FOUND]],
        "lebih_banyak": len(shown) > MOST_FOUND, "paling_banyak": MOST_FOUND,
    }  # fmt: skip


def _must_see(request: HttpRequest) -> None:
    desk = desk_of(request)
    if not may(desk.user, "lihat", Format, desk.at, desk=desk):
        raise Http404("Halaman tidak ada.")


def _may_change(request: HttpRequest) -> bool:
    desk = desk_of(request)
    return may(desk.user, "ubah", Format, desk.at, desk=desk)
