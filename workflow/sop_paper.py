"""The SOP as the office's own document: cover, identity, flowchart table (PermenPAN-RB 35/2012), from an edition's data.

The table is laid out twice: once to learn how high each row comes out with its words, then with every drawing cut to its
row and a row of off-page connectors wherever the table goes over to the next page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.posts import Desk
from reports.document_services import FINGERPRINT, Origin, Progress, fingerprint, maker, request_document
from reports.documents import Document
from reports.letterhead import letterhead
from workflow import bagan
from workflow.editions import EditionRow, SopEdition
from workflow.garis import Shape
from workflow.sop import LANES, OWNER_LINES, SHAPES, Step

STYLESHEET = "css/sop-cetak.css"
PAPERS = {"f4": 1, "a4": 2}
MM = 96 / 25.4
FLOW_WIDTH = {"f4": 118 * MM, "a4": 104 * MM}
"""The six Pelaksana columns together; sop-cetak.css gives the table the same."""
ROOM = {"f4": (215 - 14 - 17) * MM, "a4": (210 - 12 - 16) * MM}
"""Height of a page between its margins."""
SLACK = 6.0
"""CSS pixels kept free, so that rounding never pushes the last row over."""


@dataclass(frozen=True)
class Line:
    """One row of the printed table: a step, or the connectors at a page break."""

    drawing: SafeString
    row: EditionRow | None = None
    number: int = 0
    new_page: bool = False
    words: str = ""


def flow_steps(edition: SopEdition) -> list[bagan.FlowStep]:
    """What the flowchart draws, in the order of the steps."""
    return [
        bagan.FlowStep(
            number=row.number,
            shape=cast(Shape, SHAPES[Step(row.step)]),
            lane=LANES.index(row.executor.label),
            executor=row.executor.label,
            if_no=Step(row.jika_ditolak).number if row.jika_ditolak else None,
        )
        for row in (edition.row(step) for step in Step)
    ]


def identity_blocks(edition: SopEdition) -> list[tuple[str, list[str]]]:
    """The two-column grid of the SOP's first page, row by row; an empty box stays an empty box."""
    blocks = (
        ("Dasar Hukum", edition.dasar_hukum),
        ("Kualifikasi Pelaksana", edition.kualifikasi),
        ("Keterkaitan", edition.keterkaitan),
        ("Peralatan Perlengkapan", edition.peralatan),
        ("Peringatan", edition.peringatan),
        ("Pencatatan dan Pendataan", edition.pencatatan),
    )
    return [(title, [part for part in text.split("\n") if part.strip()]) for title, text in blocks]


def request_paper(*, edition: SopEdition, paper: str, at: datetime) -> Document:
    """The PDF of an edition; the same row until the edition's words or the office's name and emblem change."""
    key = f"sop:{edition.pk}{PAPERS[paper]}{fingerprint(page(edition, paper, {}))}"
    return request_document(key=key, title=f"SOP {edition.nama.title()}, {edition.nomor_rapi}", at=at)


def _wanted(number: int) -> tuple[SopEdition | None, str]:
    """The edition and paper size that a document's number names."""
    text = str(number)
    papers = {digit: name for name, digit in PAPERS.items()}
    pk, paper = text[: -FINGERPRINT - 1], text[-FINGERPRINT - 1 : -FINGERPRINT]
    edition = (
        SopEdition.objects.prefetch_related("rows").filter(pk=int(pk)).first() if pk.isdecimal() else None
    )
    return edition, papers.get(int(paper or 0), "f4")


def _may_read(desk: Desk, number: int) -> bool:
    """The SOP is everybody's; a draft of it is not the SOP yet."""
    edition, _ = _wanted(number)
    return edition is not None and edition.state != SopEdition.State.RANCANGAN


def _origin(number: int) -> Origin:
    edition, paper = _wanted(number)
    asked = (
        f"?edisi={edition.pk}" if edition is not None and edition.state == SopEdition.State.DIGANTI else ""
    )
    return Origin(
        reverse("workflow:sop") + asked, "Kembali ke SOP",
        f"Cetak mendatar pada kertas {paper.upper()}, lalu mintakan tanda tangan Kepala Dinas di kotak Disahkan Oleh.",
    )  # fmt: skip


@maker("sop", may_read=_may_read, origin=_origin)
def sop_pdf(number: int, progress: Progress) -> bytes:
    """The whole document, landscape, the table's head on every page."""
    from reports.pdf import heights, to_pdf

    edition, paper = _wanted(number)
    if edition is None:
        raise LookupError(f"no edition has the number {number}")
    progress(20, "Mengukur baris prosedur")
    measured = heights(page(edition, paper, {}), stylesheets=[STYLESHEET])
    progress(60, "Menggambar bagan alir")
    return to_pdf(page(edition, paper, measured), identifier=f"sop:{number}", stylesheets=[STYLESHEET])


def page(edition: SopEdition, paper: str, measured: Mapping[str, float]) -> str:
    """The whole HTML page. Without `measured` heights of rows it is the one that is measured."""
    kop = letterhead()
    blocks = identity_blocks(edition)
    context: dict[str, Any] = {
        "edisi": edition,
        "paper": paper,
        "kop": kop,
        "daerah": kop.line_1.removeprefix("PEMERINTAH ").strip(),
        "pemilik": OWNER_LINES,
        "tahun": (edition.tgl_revisi or edition.tgl_pengesahan).year,
        "alamat_lambang": f"media:{kop.logo.name}" if kop.logo else "",
        "identitas": [blocks[at : at + 2] for at in range(0, len(blocks), 2)],
        "lanes": LANES,
        "lines": list(_lines(edition, paper, measured)),
    }
    return render_to_string("kertas/sop.html", context)


def _lines(edition: SopEdition, paper: str, measured: Mapping[str, float]) -> Iterator[Line]:
    steps, width = flow_steps(edition), FLOW_WIDTH[paper]
    row_heights = [measured.get(f"baris-{step.number}", bagan.LOWEST) for step in steps]
    ends = page_ends(row_heights, ROOM[paper] - measured.get("kepala", 0.0) - SLACK)
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 3)
    narrow = bagan.Paper(width, bagan.CONNECTOR_HEIGHT)
    for index, step in enumerate(steps):
        drawing = bagan.row_drawing(steps, index, bagan.Paper(width, row_heights[index]))
        yield Line(drawing, row=edition.row(list(Step)[index]), number=step.number)
        if index in ends:
            ways = bagan.crossings(steps, index, letters)
            yield Line(
                bagan.connector_drawing(ways, narrow, ends_page=True),
                words="Bersambung ke halaman berikutnya",
            )
            yield Line(
                bagan.connector_drawing(ways, narrow, ends_page=False), words="Sambungan dari halaman sebelumnya",
                new_page=True,
            )  # fmt: skip


def page_ends(row_heights: Sequence[float], room: float) -> set[int]:
    """Indexes of the rows after which a page ends. Every page but the first begins, and every one but the last ends,
    with a row of connectors."""
    ends: set[int] = set()
    used = 0.0
    for index, height in enumerate(row_heights):
        is_last = index == len(row_heights) - 1
        closing = 0.0 if is_last else bagan.CONNECTOR_HEIGHT
        fits_all = used + sum(row_heights[index:]) <= room
        if index and not fits_all and used + height + closing > room and index - 1 not in ends:
            ends.add(index - 1)
            used = bagan.CONNECTOR_HEIGHT
        used += height
    return ends
