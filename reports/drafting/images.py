"""Images inside a section's text: checked, freed of what a camera hides in them, and kept with the report.

The text holds only the number (`<img data-gambar="7" alt="…">`); the address is put in when a page or a paper is made, and only
for an image of the same report. A stored image never changes, so a version that names it always prints the same.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.html import escape
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from reports.drafting.models import DraftImage
from reports.report import Report
from reports.uploads import JPG, MIME, PNG, check_upload

KINDS = (JPG, PNG)
WIDEST = 1600
"""Pixels: 16 cm of paper at 254 dpi."""
MOST_PIXELS = 40_000_000
MOST = 60
LONGEST_ALT = 250
_FORMATS = {JPG: "JPEG", PNG: "PNG"}
_TAG = re.compile(r'<img data-gambar="([0-9]{1,12})"')


@transaction.atomic
def add_image(
    *, report: Report, file: UploadedFile[Any], alt: str, by: User, at: datetime, title: str = ""
) -> DraftImage:
    """Keep an image for the text of a report. The same image sent twice is kept once.

    Refuses what is no JPG or PNG, too large, does not open, or comes without words for those who cannot see it.
    """
    told = " ".join(alt.split())[:LONGEST_ALT]
    if not told:
        raise Refusal(
            "Tulis dahulu apa yang terlihat pada gambar, untuk pembaca yang tidak dapat melihatnya.",
            field="alt",
        )
    upload = check_upload(file, allowed=KINDS)
    content, width, height = _redrawn(file, upload.kind, upload.name)
    locked = Report.objects.select_for_update().get(pk=report.pk)
    digest = hashlib.sha256(content).hexdigest()
    if known := locked.images.filter(sha256=digest).first():
        return known
    if locked.images.count() >= MOST:
        raise Refusal(
            f"Paling banyak {MOST} gambar dalam satu laporan. Pakai gambar yang sudah ada.", field="file"
        )
    made = DraftImage.objects.create(
        report=locked, file=ContentFile(content, name=f"{digest}.{upload.kind}"), mime=MIME[upload.kind], sha256=digest,
        width=width, height=height, added_at=at, added_by=by,
    )  # fmt: skip
    audit.record(
        stream=f"laporan:{locked.pk}", act="gambar ditambahkan", by=by, at=at, title=title,
        detail={"gambar": made.pk, "sidik": digest, "keterangan": told},
    )  # fmt: skip
    return made


def _redrawn(file: UploadedFile[Any], kind: str, name: str) -> tuple[bytes, int, int]:
    """The picture alone, upright and not wider than paper needs: no place, no camera, no thumbnail (UU 27/2022 PDP)."""
    broken = Refusal(
        f"Gambar “{name}” rusak sehingga tidak dapat dibuka. Simpan ulang sebagai JPG atau PNG, lalu unggah lagi.",
        field="file",
    )
    try:
        with Image.open(file, formats=[_FORMATS[kind]]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refusal(
                    f"Gambar “{name}” terlalu besar ({opened.width} × {opened.height} piksel). Perkecil, lalu unggah lagi.",
                    field="file",
                )
            picture = ImageOps.exif_transpose(opened)
            picture = picture.convert(
                "RGB" if kind == JPG else "RGBA" if "A" in picture.getbands() else "RGB"
            )
    except Refusal:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise broken from error
    if picture.mode == "RGBA":  # PDF/A paper is white, and a browser in dark mode is not
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    if picture.width > WIDEST:
        picture = picture.resize((WIDEST, max(1, round(picture.height * WIDEST / picture.width))))
    out = io.BytesIO()
    picture.save(out, _FORMATS[kind], **({"quality": 88} if kind == JPG else {"optimize": True}))
    return out.getvalue(), picture.width, picture.height


def on_screen(html: str, report: Report) -> str:
    """The text with each image's address on our pages."""
    return _placed(html, report, lambda image: reverse("gambar-draft", args=[image.pk]))


def on_paper(html: str, report: Report) -> str:
    """The text with each image as the PDF's renderer finds it."""
    return _placed(html, report, lambda image: f"media:{image.file.name}")


def _placed(html: str, report: Report, address: Callable[[DraftImage], str]) -> str:
    if "data-gambar" not in html:
        return html
    ours = {str(image.pk): image for image in report.images.all()}

    def source(found: re.Match[str]) -> str:
        image = ours.get(found[1])
        if image is None:
            return found[0]
        return f'{found[0]} src="{escape(address(image))}" width="{image.width}" height="{image.height}"'

    return _TAG.sub(source, html)
