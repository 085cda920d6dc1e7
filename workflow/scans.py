"""The picture on a scanned page, for telephones: they show an image in the page, but no PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdf import PageObject

    from workflow.letters import Letter

MAX_PIXELS = 60_000_000
"""A4 at 600 dpi has 35 million; more is no letter."""
WIDTH = 1400
"""Pixels a page is reduced to: readable when enlarged, light on a phone."""


@dataclass(frozen=True)
class Picture:
    data: bytes
    mime: str


def has_picture(letter: Letter) -> bool:
    """Whether the first page can be shown as an image; a PDF typed on a computer cannot."""
    if letter.scan_mime != "application/pdf":
        return True
    from pypdf import PdfReader

    try:
        with letter.scan.open("rb") as stream:
            return _place(PdfReader(stream, strict=False).pages[0]) is not None
    except Exception:  # any parser error means the same: the phone gets the link alone
        return False


def picture(letter: Letter, page: int) -> Picture | None:
    """Page `page` (from 1) as an image; None when it has none or cannot be read."""
    from PIL.Image import open as open_image
    from pypdf import PdfReader

    try:
        with letter.scan.open("rb") as stream:
            if letter.scan_mime != "application/pdf":
                return _reduced(open_image(stream)) if page == 1 else None
            pages = PdfReader(stream, strict=False).pages
            if not 1 <= page <= len(pages) or (place := _place(pages[page - 1])) is None:
                return None
            image = pages[page - 1].images[place].image
            return _reduced(image) if image is not None else None
    except Exception:  # a damaged page is no reason for an error page; the file itself can still be opened
        return None


def _place(page: PageObject) -> int | None:
    """Which image of the page is the scanned sheet: the largest, if it is large enough to be one."""
    sizes = [(_pixels(page, name), place) for place, name in enumerate(page.images.keys())]
    size, place = max(sizes, default=(0, -1))
    return place if 300_000 <= size <= MAX_PIXELS else None


def _pixels(page: PageObject, name: object) -> int:
    if not isinstance(name, str):  # an image inside a form: seldom a scan
        return 0
    image = page["/Resources"]["/XObject"][name]  # type: ignore[index]
    return int(image.get("/Width", 0)) * int(image.get("/Height", 0))


def _reduced(source: Image) -> Picture:
    from PIL import ImageOps

    if source.width * source.height > MAX_PIXELS:
        raise ValueError("too many pixels")
    image: Image = ImageOps.exif_transpose(source)
    if image.mode not in ("L", "RGB"):
        image = image.convert("L" if image.mode in ("1", "I;16") else "RGB")
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=80, optimize=True)
    return Picture(target.getvalue(), "image/jpeg")
