"""The text inside a scanned PDF, if it has any: an OCR layer, or a letter typed on a computer. Only the worker asks."""

from __future__ import annotations

import structlog
from django.core.files.base import File

log = structlog.get_logger(__name__)

MOST_BYTES = 40 * 1024 * 1024
MOST_PAGES = 60


def text_of_pdf(file: File[bytes], *, most_characters: int) -> str:
    """All text of the first pages; empty for a picture, a broken PDF, one with a password, or one too large."""
    import pypdfium2

    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            return ""
        document = pypdfium2.PdfDocument(content)
    except Exception as error:  # whatever is wrong with the file, there is no text to be had
        log.info("pindaian tidak terbaca", sebab=str(error))
        return ""
    found: list[str] = []
    try:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            try:
                found.append(page.get_textpage().get_text_bounded())
            finally:
                page.close()
            if sum(map(len, found)) > most_characters:
                break
    except Exception as error:  # what was read until then is kept
        log.info("pindaian terbaca sebagian", sebab=str(error))
    finally:
        document.close()
    return "\n".join(found)[:most_characters]
