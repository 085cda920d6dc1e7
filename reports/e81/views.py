"""Form E.81 on the screen, as Excel and as PDF: for those who see all cases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_of
from accounts.posts import Desk
from reports.e81 import paper, reading
from reports.e81.cells import ROMAN, STRUCTURAL_NOTE, Column, Figure
from reports.e81.footer import footer
from reports.e81.sheet import Row, Sheet
from reports.e81.xlsx import workbook
from reports.indicators.periods import FIRST_YEAR, LAST_YEAR
from reports.spreadsheets import download


def _desk(request: HttpRequest) -> Desk:
    """Whoever does not see all cases is told that there is no such page."""
    desk = desk_of(request)
    if not desk.sees_all:
        raise Http404("Formulir E.81 tidak ada.")
    return desk


def _asked(wish: QueryDict, desk: Desk) -> tuple[int, int, bool]:
    """Year, triwulan, and whether what was asked for could be understood; otherwise the newest report's."""
    newest = reading.newest_quarter() or (desk.at.year, 1)
    year, through = _number(wish.get("tahun")), _number(wish.get("sampai"))
    good_year = year is not None and FIRST_YEAR <= year <= LAST_YEAR
    good_through = through is not None and 1 <= through <= 4
    understood = (good_year or "tahun" not in wish) and (good_through or "sampai" not in wish)
    chosen = year if good_year and year is not None else newest[0]
    if good_through and through is not None:
        return chosen, through, understood
    return chosen, newest[1] if chosen == newest[0] else 4, understood


def _lines(sheet: Sheet, row: Row) -> list[tuple[Column, Figure, Figure]]:
    """The figures of one card: the triwulan that have begun, each under its short heading."""
    lines = [(column, k, rp) for column, (k, rp) in zip(sheet.columns, row.pairs, strict=True)]
    return [line for line in lines if not 8 <= line[0].number <= 11 or line[0].number - 7 <= sheet.through]


def _newest() -> tuple[int, int, str] | None:
    """Year, triwulan and its Roman number of the newest data, for the form of a year that has none."""
    found = reading.newest_accepted()
    return found and (*found, ROMAN[found[1] - 1])


def _number(text: str | None) -> int | None:
    return int(text) if text and len(text) <= 4 and text.isascii() and text.isdigit() else None


@login_required
@require_safe
def e81(request: HttpRequest) -> HttpResponse:
    """The form as a wide table; on a phone a card for each indicator."""
    desk = _desk(request)
    year, through, understood = _asked(request.GET, desk)
    if not understood:
        messages.warning(
            request,
            f"Tahun atau triwulan itu tidak dikenal. Yang ditampilkan: s.d. Triwulan {ROMAN[through - 1]} Tahun {year}.",
        )
    sheet = paper.sheet_for(desk, year, through)
    context: dict[str, Any] = {
        "sheet": sheet,
        "footer": footer(sheet),
        "catatan": STRUCTURAL_NOTE,
        "terisi": None if sheet.has_year else _newest(),
        "cards": [(row, _lines(sheet, row)) for row in sheet.rows],
        "years": sorted({year, desk.at.year, *reading.years_known()}, reverse=True),
        "quarters": list(enumerate(ROMAN, start=1)),
    }
    return render(request, "reports/e81.html", context)


@login_required
@require_safe
def e81_excel(request: HttpRequest) -> HttpResponse:
    """The same form as a workbook."""
    desk = _desk(request)
    year, through, _ = _asked(request.GET, desk)
    return download(workbook(paper.sheet_for(desk, year, through)), f"e81-{year}-triwulan-{through}.xlsx")


@login_required
@require_POST
def e81_pdf(request: HttpRequest) -> HttpResponse:
    """Ask the worker for the PDF and go to the page that shows how far it is."""
    desk = _desk(request)
    year, through, _ = _asked(request.POST, desk)
    size = request.POST.get("kertas", "")
    document = paper.request_paper(
        desk=desk, year=year, through=through, paper=size if size in paper.PAPERS else "f4", at=desk.at
    )
    return redirect("dokumen", pk=document.pk)
