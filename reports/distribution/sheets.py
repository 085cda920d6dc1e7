"""Papers for handing the report over: the ekspedisi to be signed by who receives it, and the tanda terima of one copy."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotYours, Refusal
from accounts.models import User
from accounts.posts import Desk
from accounts.worktime_words import clock, long_date
from reports import rules_paper
from reports.collection import actors
from reports.distribution.models import Copy, DeliverySheet
from reports.document_services import Origin, Progress, maker, request_document
from reports.documents import Document
from reports.letterhead import letterhead
from reports.report import Report
from reports.signing import services as papers
from reports.signing.ending import last_signed
from reports.signing.models import SignedPaper

STYLESHEETS = ("css/buku-cetak.css", "css/penggandaan-cetak.css")


# ── ekspedisi ───────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def request_sheet(*, report: Report, by: User, at: datetime) -> Document:
    """The ekspedisi of everybody who gets a copy now; the same paper while nobody is added. Raises Refusal."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if actors.manager(Desk(by, at)) is None:
        raise NotYours("Lembar ekspedisi dicetak Staf Perencana atau Kasubag Perencanaan.")
    paper = papers.signed(locked)
    copies = list(locked.copies.select_related("unit").order_by("unit__order", "outside", "pk"))
    if paper is None or not copies:
        raise Refusal("Laporan belum dibagikan, jadi belum ada yang dicatat di ekspedisi.")
    lines = [_line(copy, paper) for copy in copies]
    seal = hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()
    sheet, _ = DeliverySheet.objects.get_or_create(
        report=locked, seal=seal, defaults={"lines": lines, "at": at, "by": by}
    )
    return request_document(key=f"ekspedisi:{sheet.pk}", title=f"Lembar ekspedisi {locked.title}", at=at)


def _line(copy: Copy, paper: SignedPaper) -> dict[str, str]:
    return {
        "tanggal": f"{timezone.localdate(copy.sent_at):%d-%m-%Y}",
        "nomor": paper.number.text,
        "tujuan": str(copy),
        "hal": copy.report.title,
        "rangkap": str(copy.quantity),
    }


def sheet_page(sheet: DeliverySheet) -> str:
    """The whole HTML page of an ekspedisi."""
    return render_to_string(
        "kertas/ekspedisi.html",
        _kop() | {"baris": sheet.lines, "laporan": sheet.report, "dicetak": long_date(timezone.localdate(sheet.at))},
    )  # fmt: skip


def _reads_sheet(desk: Desk, pk: int) -> bool:
    sheet = DeliverySheet.objects.select_related("report").filter(pk=pk).first()
    return sheet is not None and rules_paper.may_read_contents(desk, sheet.report)


@maker("ekspedisi", may_read=_reads_sheet)
def sheet_pdf(pk: int, progress: Progress) -> bytes:
    """The lines as they stood when the sheet was asked for."""
    from reports.pdf import to_pdf

    sheet = DeliverySheet.objects.select_related("report").get(pk=pk)
    progress(40, "Menata lembar ekspedisi")
    return to_pdf(sheet_page(sheet), identifier=f"ekspedisi:{sheet.seal}", stylesheets=STYLESHEETS)


# ── tanda terima ────────────────────────────────────────────────────────────────────────────────
def request_receipt(*, copy: Copy, at: datetime) -> Document:
    """The tanda terima of one copy, once its receipt is recorded. Raises Refusal before."""
    if copy.received_at is None:
        raise Refusal(
            f"{copy} belum menyatakan menerima laporan. Tanda terima dicetak setelah itu.", field="copy"
        )
    return request_document(
        key=f"tanda-terima:{copy.pk}", title=f"Tanda terima {copy.report.title}, {copy}", at=at
    )


def receipt_page(copy: Copy) -> str:
    """The whole HTML page of a tanda terima: what, by whom, when, and how that was recorded."""
    assert copy.received_at is not None
    assert copy.received_on is not None
    paper = last_signed(copy.report)
    recorder = "" if copy.unit_id else copy.received_by.name if copy.received_by else ""
    moment = timezone.localtime(copy.received_at)
    how = (
        f"Dinyatakan di aplikasi oleh penerima sendiri, {long_date(moment.date())} pukul {clock(copy.received_at)} WITA."
        if copy.unit_id
        else f"Dicatat oleh {recorder}, {long_date(moment.date())} pukul {clock(copy.received_at)} WITA, dari serah terima langsung."
    )
    return render_to_string(
        "kertas/tanda_terima.html",
        _kop()
        | {
            "salinan": copy,
            "laporan": copy.report,
            "nomor": paper.number.text if paper else "",
            "tanggal_laporan": long_date(paper.paper_date) if paper else "",
            "diterima": long_date(copy.received_on),
            "cara": how,
            "luar": copy.unit_id is None,
        },
    )


def _reads_receipt(desk: Desk, pk: int) -> bool:
    copy = Copy.objects.select_related("report", "unit").filter(pk=pk).first()
    return copy is not None and rules_paper.may_read_copy(desk, copy)


def _receipt_origin(pk: int) -> Origin:
    return Origin(reverse("salinan", args=[pk]), "Kembali ke salinan")


@maker("tanda-terima", may_read=_reads_receipt, origin=_receipt_origin)
def receipt_pdf(pk: int, progress: Progress) -> bytes:
    """A receipt once recorded is never changed, so neither is its paper."""
    from reports.pdf import to_pdf

    copy = Copy.objects.select_related("report", "unit", "received_by").get(pk=pk)
    progress(40, "Menata tanda terima")
    return to_pdf(receipt_page(copy), identifier=f"tanda-terima:{copy.pk}", stylesheets=STYLESHEETS)


def _kop() -> dict[str, Any]:
    kop = letterhead()
    return {"kop": kop, "alamat_lambang": f"media:{kop.logo.name}" if kop.logo else ""}
