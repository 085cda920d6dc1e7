"""Pages of a finished PDF as images, made in the worker beside the PDF: what a phone shows instead of a download."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

WIDTHS = (780, 1240)
"""Pixels: a phone of 390 px with two pixels to one, and a column of 620 px on a desk (or a sharper phone)."""
QUALITY = 80


class PageImage(NamedTuple):
    """One page at one width, as WebP."""

    number: int
    width: int
    height: int
    content: bytes


def page_images(pdf: bytes) -> Iterator[PageImage]:
    """Every page in every width, page by page, so that a long report is never in memory whole."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            for width in WIDTHS:
                picture = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
                out = io.BytesIO()
                picture.save(out, "WEBP", quality=QUALITY, method=2)
                yield PageImage(number + 1, picture.width, picture.height, out.getvalue())
            page.close()
    finally:
        document.close()


def one_page(pdf: bytes, number: int, *, width: int = WIDTHS[1]) -> bytes | None:
    """Page `number` (from 1) as JPEG, `width` pixels wide: for a file whose pages are not kept. None where there is none such."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError:
        return None
    try:
        if not 1 <= number <= len(document):
            return None
        page = document[number - 1]
        picture = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=82, optimize=True)
        return out.getvalue()
    finally:
        document.close()
