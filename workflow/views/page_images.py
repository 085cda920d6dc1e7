"""The pages of a PDF as images on a page of the case: two widths, so that a phone loads no more than it shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from reports.models import DocumentPage, SignedPaper, WetSignature
from reports.page_images import WIDTHS
from reports.signing.models import Backend


@dataclass(frozen=True)
class ShownPage:
    """One page: the addresses of its widths, and the size that keeps its place while it loads."""

    number: int
    count: int
    src: str
    srcset: str
    width: int
    height: int

    @property
    def alt(self) -> str:
        return f"Halaman {self.number} dari {self.count}"


def pages_of_scan(case_id: int, scan: WetSignature) -> list[ShownPage]:
    """The pages of a scanned sheet. Its images are made when asked for; a sheet of A4 keeps their place until then."""
    addresses = (
        reverse("workflow:basah-halaman", args=[case_id, scan.pk, number])
        for number in range(1, scan.pages + 1)
    )
    width, height = WIDTHS[1], round(WIDTHS[1] * 297 / 210)
    return [
        ShownPage(number, scan.pages, address, "", width, height)
        for number, address in enumerate(addresses, 1)
    ]


def pages_of_signed(case_id: int, paper: SignedPaper) -> list[ShownPage]:
    """A signed paper: its scan where a hand signed; else the pages it was made from, to which an invisible signature adds nothing."""
    if not paper.is_kept:
        return []
    if paper.backend == Backend.BASAH:
        scan = paper.wet_signatures.filter(state=WetSignature.State.DICOCOKKAN).first()
        return pages_of_scan(case_id, scan) if scan is not None else []
    return pages_of(paper.document_id) if paper.document_id else []


def pages_of(document_id: int) -> list[ShownPage]:
    """The pages in order; none while the PDF is not made, or was made before pages were kept."""
    images = list(DocumentPage.objects.filter(document=document_id).order_by("number", "width"))
    count = len({image.number for image in images})
    made = []
    for number, group in groupby(images, key=lambda image: image.number):
        widths = list(group)
        addresses = {
            image.width: reverse("dokumen-halaman", args=[document_id, number, image.width])
            for image in widths
        }
        first = next((image for image in widths if image.width >= WIDTHS[0]), widths[0])
        made.append(
            ShownPage(
                number, count, addresses[first.width], ", ".join(f"{url} {width}w" for width, url in addresses.items()),
                first.width, first.height,
            )
        )  # fmt: skip
    return made
